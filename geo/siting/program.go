package siting

import "math"

// program is a linear or mixed-integer program
//
//	min offset + cost'x,  lo <= A x <= hi,  lower <= x <= upper,  x[k] whole where whole[k]
//
// with its matrix by rows.
type program struct {
	offset       float64
	cost         []float64
	lower, upper []float64
	whole        []bool
	lo, hi       []float64
	start        []int32
	index        []int32
	value        []float64
}

func (p *program) column(cost, lower, upper float64, whole bool) int32 {
	p.cost = append(p.cost, cost)
	p.lower, p.upper = append(p.lower, lower), append(p.upper, upper)
	p.whole = append(p.whole, whole)
	return int32(len(p.cost) - 1)
}

// row opens a row; term adds to it.
func (p *program) row(lo, hi float64) int {
	if len(p.start) == 0 {
		p.start = append(p.start, 0)
	}
	p.lo, p.hi = append(p.lo, lo), append(p.hi, hi)
	p.start = append(p.start, int32(len(p.index)))
	return len(p.lo) - 1
}

func (p *program) term(column int32, value float64) {
	if value == 0 {
		return
	}
	p.index, p.value = append(p.index, column), append(p.value, value)
	p.start[len(p.start)-1]++
}

func (p *program) terms(row int) ([]int32, []float64) {
	return p.index[p.start[row]:p.start[row+1]], p.value[p.start[row]:p.start[row+1]]
}

// feasible checks a point against every bound, row and whole column of p, in Go.
func (p *program) feasible(x []float64, tolerance float64, whole bool) bool {
	for k, v := range x {
		t := tolerance * (1 + math.Abs(v))
		if math.IsNaN(v) || v < p.lower[k]-t || v > p.upper[k]+t ||
			whole && p.whole[k] && math.Abs(v-math.Round(v)) > tolerance {
			return false
		}
	}
	for r := range p.lo {
		columns, values := p.terms(r)
		sum, size := 0.0, 1.0
		for k, c := range columns {
			sum += values[k] * x[c]
			size = max(size, math.Abs(values[k]*x[c]))
		}
		if sum < p.lo[r]-tolerance*size || sum > p.hi[r]+tolerance*size {
			return false
		}
	}
	return true
}

// objectiveAt is the objective at x.
func (p *program) objectiveAt(x []float64) float64 {
	sum := p.offset
	for k, v := range x {
		sum += p.cost[k] * v
	}
	return sum
}

// restrict is the program with the columns that are not free held at x, and a
// map from its columns to the whole's.
func (p *program) restrict(free []bool, x []float64) (*program, []int32) {
	q := &program{offset: p.offset}
	var columns []int32
	place := make([]int32, len(p.cost))
	for c := range p.cost {
		place[c] = -1
		if free[c] {
			place[c] = q.column(p.cost[c], p.lower[c], p.upper[c], p.whole[c])
			columns = append(columns, int32(c))
		} else {
			q.offset += p.cost[c] * x[c]
		}
	}
	for r := range p.lo {
		index, value := p.terms(r)
		held, any := 0.0, false
		for k, c := range index {
			if free[c] {
				any = true
			} else {
				held += value[k] * x[c]
			}
		}
		if !any {
			continue
		}
		lo, hi := p.lo[r]-held, p.hi[r]-held
		const rounding = 1e-7 // held sums of flows are exact to this
		if p.lo[r] != p.hi[r] {
			lo, hi = lo-rounding, hi+rounding
		}
		q.row(lo, hi)
		for k, c := range index {
			if free[c] {
				q.term(place[c], value[k])
			}
		}
	}
	return q, columns
}
