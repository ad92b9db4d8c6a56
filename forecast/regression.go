package forecast

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// regression is a weighted linear least-squares fit: of all coefficients, coef
// minimises
//
//	squares = Σ weight (y - Σ coef x)^2
//
// Its covariance is inverse squares / freedom, with inverse = (X' W X)^-1.
type regression struct {
	coef    []float64
	inverse *mat.Dense
	squares float64
	freedom int
}

// regress fits y to columns, one a regressor, with a weight a case (nil: all 1). An
// intercept is a column of ones. It works on the Householder QR of the design and
// never forms X'X, whose condition is that of the design squared; what rounding took
// from the coefficients is given back by refine. It reports false where there are
// fewer cases than columns, or columns depend on each other.
func regress(y, weight []float64, columns ...[]float64) (*regression, bool) {
	n, p := len(y), len(columns)
	if n < p || p == 0 {
		return nil, false
	}
	x, b := mat.NewDense(n, p, nil), mat.NewDense(n, 1, nil)
	for i := range n {
		root := 1.0
		if weight != nil {
			root = math.Sqrt(weight[i])
		}
		for j, c := range columns {
			x.Set(i, j, root*c[i])
		}
		b.Set(i, 0, root*y[i])
	}
	// Columns are brought to like size by powers of two, which round nothing.
	scale := make([]float64, p)
	for j := range scale {
		size := mat.Norm(x.ColView(j), 2)
		if size == 0 || math.IsNaN(size) || math.IsInf(size, 0) {
			return nil, false
		}
		_, e := math.Frexp(size)
		scale[j] = math.Ldexp(1, -e)
		for i := range n {
			x.Set(i, j, x.At(i, j)*scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(x)
	if qr.Cond() > mat.ConditionTolerance {
		return nil, false
	}
	coef, left, ok := refine(&qr, x, b)
	if !ok {
		return nil, false
	}
	f := &regression{coef: make([]float64, p), inverse: mat.NewDense(p, p, nil), freedom: n - p}
	for _, r := range left {
		f.squares += r.high * r.high
	}
	var r mat.Dense
	qr.RTo(&r)
	var half mat.Dense // R^-1, so that (X'WX)^-1 is half half'
	if half.Inverse(r.Slice(0, p, 0, p)) != nil {
		return nil, false
	}
	f.inverse.Mul(&half, half.T())
	for j := range p {
		f.coef[j] = coef[j].high * scale[j]
		for k := range p {
			f.inverse.Set(j, k, f.inverse.At(j, k)*scale[j]*scale[k])
		}
	}
	return f, true
}

// refinements bounds the rounds of refine; three do for most designs that pass.
const refinements = 10

// refine returns the coefficients c of the least squares x c = b, and the residuals r,
// in two precisions. It begins with zeros, and in each round takes what is missing from
//
//	r + x c = b    and    x' r = 0
//
// in twice the precision and solves for it with qr, the factors of x. The error of the
// coefficients shrinks by about the condition of x over 2^53 a round. Björck (1967).
func refine(qr *mat.QR, x, b *mat.Dense) (c, r []wide, ok bool) {
	n, p := x.Dims()
	c, r = make([]wide, p), make([]wide, n)
	missing, pull := mat.NewDense(n, 1, nil), mat.NewDense(p, 1, nil)
	var step, back, turn, moved mat.Dense
	before := math.Inf(1)
	for range refinements {
		for i := range n {
			m := wide{b.At(i, 0), 0}
			m.add(-r[i].high)
			m.add(-r[i].low)
			for j := range p {
				m.addProduct(-x.At(i, j), c[j].high)
				m.addProduct(-x.At(i, j), c[j].low)
			}
			missing.Set(i, 0, m.round())
		}
		for j := range p {
			var m wide
			for i := range n {
				m.addProduct(-x.At(i, j), r[i].high)
				m.addProduct(-x.At(i, j), r[i].low)
			}
			pull.Set(j, 0, m.round())
		}
		// back is the least r with x' r = pull, and turn what it takes from c.
		if qr.SolveTo(&step, false, missing) != nil || qr.SolveTo(&back, true, pull) != nil || qr.SolveTo(&turn, false, &back) != nil {
			return nil, nil, false
		}
		moved.Mul(x, &step)
		largest := 0.0
		for j := range p {
			d := step.At(j, 0) - turn.At(j, 0)
			c[j].add(d)
			if c[j].round() != 0 {
				largest = math.Max(largest, math.Abs(d/c[j].high))
			}
		}
		for i := range n {
			r[i].add(missing.At(i, 0) - moved.At(i, 0) + back.At(i, 0))
			r[i].round()
		}
		if largest < 1e-17 || largest >= before {
			break
		}
		before = largest
	}
	return c, r, true
}

// sd is the standard error of a coefficient.
func (f *regression) sd(j int) float64 {
	return math.Sqrt(f.inverse.At(j, j) * f.squares / float64(f.freedom))
}
