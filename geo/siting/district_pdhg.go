package siting

import "math"

// pdhg is a restarted, reflected Halpern iteration of the primal-dual hybrid
// gradient method for the relaxation of a program (whole columns free): only
// products with the matrix, so that it does what a simplex cannot on the
// district's hundred thousand entries. It is a source of prices, never of
// bounds: those come from evaluating the Lagrangian at its prices.
// Applegate et al. (2021); Lu & Yang (2024).
type pdhg struct {
	p          *program
	rowScale   []float64
	colScale   []float64
	value      []float64 // scaled, by row
	colStart   []int32   // transpose
	rowIndex   []int32
	colValue   []float64
	cost       []float64
	lower      []float64
	upper      []float64
	lo, hi     []float64
	x, y       []float64
	x0, y0     []float64 // anchor
	tx, ty     []float64
	ax, aty    []float64
	step       float64
	weight     float64
	inner      int
	total      int
	firstError float64
	lastError  float64
}

func newPDHG(p *program) *pdhg {
	m, n := len(p.lo), len(p.cost)
	q := &pdhg{p: p, rowScale: ones(m), colScale: ones(n), value: append([]float64(nil), p.value...)}
	for range 8 { // Ruiz: rows and columns toward largest entry 1
		q.scaleBy(func(row, col []float64, v float64, r int, c int32) {
			row[r], col[c] = max(row[r], math.Abs(v)), max(col[c], math.Abs(v))
		})
	}
	q.scaleBy(func(row, col []float64, v float64, r int, c int32) { // Pock & Chambolle
		row[r] += math.Abs(v)
		col[c] += math.Abs(v)
	})
	q.transpose()
	q.cost, q.lower, q.upper = make([]float64, n), make([]float64, n), make([]float64, n)
	for c := range n {
		q.cost[c] = p.cost[c] * q.colScale[c]
		q.lower[c], q.upper[c] = p.lower[c]/q.colScale[c], p.upper[c]/q.colScale[c]
	}
	q.lo, q.hi = make([]float64, m), make([]float64, m)
	for r := range m {
		q.lo[r], q.hi[r] = p.lo[r]*q.rowScale[r], p.hi[r]*q.rowScale[r]
	}
	q.x, q.tx, q.x0 = make([]float64, n), make([]float64, n), make([]float64, n)
	q.y, q.ty, q.y0 = make([]float64, m), make([]float64, m), make([]float64, m)
	q.ax, q.aty = make([]float64, m), make([]float64, n)
	q.step = 0.99 / q.norm()
	c2, b2 := 0.0, 0.0
	for _, c := range q.cost {
		c2 += c * c
	}
	for r := range m {
		if b := q.lo[r]; !math.IsInf(b, 0) {
			b2 += b * b
		} else if b := q.hi[r]; !math.IsInf(b, 0) {
			b2 += b * b
		}
	}
	q.weight = 1
	if c2 > 0 && b2 > 0 {
		q.weight = math.Sqrt(c2 / b2)
	}
	return q
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for k := range x {
		x[k] = 1
	}
	return x
}

// scaleBy divides rows and columns by the roots of what size gathers.
func (q *pdhg) scaleBy(size func(row, col []float64, v float64, r int, c int32)) {
	row, col := make([]float64, len(q.rowScale)), make([]float64, len(q.colScale))
	for r := range row {
		for k := q.p.start[r]; k < q.p.start[r+1]; k++ {
			size(row, col, q.value[k], r, q.p.index[k])
		}
	}
	root := func(x float64) float64 {
		if x == 0 {
			return 1
		}
		return 1 / math.Sqrt(x)
	}
	for r := range row {
		row[r] = root(row[r])
		q.rowScale[r] *= row[r]
	}
	for c := range col {
		col[c] = root(col[c])
		q.colScale[c] *= col[c]
	}
	for r := range row {
		for k := q.p.start[r]; k < q.p.start[r+1]; k++ {
			q.value[k] *= row[r] * col[q.p.index[k]]
		}
	}
}

func (q *pdhg) transpose() {
	n := len(q.colScale)
	q.colStart = make([]int32, n+1)
	for _, c := range q.p.index {
		q.colStart[c+1]++
	}
	for c := range n {
		q.colStart[c+1] += q.colStart[c]
	}
	next := append([]int32(nil), q.colStart...)
	q.rowIndex, q.colValue = make([]int32, len(q.value)), make([]float64, len(q.value))
	for r := range q.rowScale {
		for k := q.p.start[r]; k < q.p.start[r+1]; k++ {
			c := q.p.index[k]
			q.rowIndex[next[c]], q.colValue[next[c]] = int32(r), q.value[k]
			next[c]++
		}
	}
}

func (q *pdhg) times(x, out []float64) {
	for r := range out {
		s := 0.0
		for k := q.p.start[r]; k < q.p.start[r+1]; k++ {
			s += q.value[k] * x[q.p.index[k]]
		}
		out[r] = s
	}
}

func (q *pdhg) transposed(y, out []float64) {
	for c := range out {
		s := 0.0
		for k := q.colStart[c]; k < q.colStart[c+1]; k++ {
			s += q.colValue[k] * y[q.rowIndex[k]]
		}
		out[c] = s
	}
}

// norm estimates the largest singular value from above, by power iteration.
func (q *pdhg) norm() float64 {
	x, s := make([]float64, len(q.colScale)), 0.0
	for c := range x {
		x[c] = 1 + 0.1*float64(c*7919%101)/101 // no symmetry to get stuck in
	}
	y, z := make([]float64, len(q.rowScale)), make([]float64, len(x))
	for range 40 {
		q.times(x, y)
		q.transposed(y, z)
		s = 0
		for _, v := range z {
			s += v * v
		}
		s = math.Sqrt(s)
		if s == 0 {
			return 1
		}
		for c := range x {
			x[c] = z[c] / s
		}
	}
	return 1.02 * math.Sqrt(s)
}

// run makes n steps.
func (q *pdhg) run(n int) {
	for range n {
		q.iterate()
	}
}

func (q *pdhg) iterate() {
	tau, sigma := q.step/q.weight, q.step*q.weight
	q.transposed(q.y, q.aty)
	for c, x := range q.x {
		q.tx[c] = min(q.upper[c], max(q.lower[c], x-tau*(q.cost[c]-q.aty[c])))
		q.aty[c] = 2*q.tx[c] - x // extrapolated point, in the same memory
	}
	q.times(q.aty, q.ax)
	for r, y := range q.y {
		v := y - sigma*q.ax[r]
		q.ty[r] = v + sigma*min(q.hi[r], max(q.lo[r], -v/sigma))
	}
	dx2, dy2 := 0.0, 0.0
	for c := range q.x {
		d := q.tx[c] - q.x[c]
		dx2 += d * d
	}
	for r := range q.y {
		d := q.ty[r] - q.y[r]
		dy2 += d * d
	}
	err := math.Sqrt(dx2*q.weight + dy2/q.weight)
	if q.inner == 0 {
		q.firstError = err
	}
	q.inner++
	q.total++
	restart := q.inner > 1 && (err <= 0.2*q.firstError || err <= 0.8*q.firstError && err > q.lastError ||
		float64(q.inner) >= 0.36*float64(q.total))
	q.lastError = err
	if restart {
		q.restart()
		return
	}
	a := float64(q.inner) / float64(q.inner+1)
	for c := range q.x {
		q.x[c] = a*(2*q.tx[c]-q.x[c]) + (1-a)*q.x0[c]
	}
	for r := range q.y {
		q.y[r] = a*(2*q.ty[r]-q.y[r]) + (1-a)*q.y0[r]
	}
}

// restart anchors the iteration at the newest point and balances the weight of
// primal and dual steps by how far each has moved.
func (q *pdhg) restart() {
	dx2, dy2 := 0.0, 0.0
	for c := range q.x {
		d := q.tx[c] - q.x0[c]
		dx2 += d * d
	}
	for r := range q.y {
		d := q.ty[r] - q.y0[r]
		dy2 += d * d
	}
	copy(q.x, q.tx)
	copy(q.x0, q.tx)
	copy(q.y, q.ty)
	copy(q.y0, q.ty)
	if dx2 > 1e-20 && dy2 > 1e-20 {
		q.weight = math.Exp(0.5*math.Log(math.Sqrt(dy2/dx2)) + 0.5*math.Log(q.weight))
	}
	q.inner = 0
}

// column and price read the newest projected point in the program's own units.
func (q *pdhg) column(c int32) float64 { return q.tx[c] * q.colScale[c] }
func (q *pdhg) price(row int) float64  { return q.ty[row] * q.rowScale[row] }
