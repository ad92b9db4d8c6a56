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
// never forms X'X, whose condition is that of the design squared. It reports false
// where there are fewer cases than columns, or columns depend on each other.
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
	var r, coef, left mat.Dense
	if qr.Cond() > mat.ConditionTolerance || qr.SolveTo(&coef, false, b) != nil {
		return nil, false
	}
	left.Mul(x, &coef)
	left.Sub(b, &left)
	f := &regression{coef: make([]float64, p), inverse: mat.NewDense(p, p, nil), freedom: n - p}
	for i := range n {
		f.squares += left.At(i, 0) * left.At(i, 0)
	}
	qr.RTo(&r)
	var half mat.Dense // R^-1, so that (X'WX)^-1 is half half'
	if half.Inverse(r.Slice(0, p, 0, p)) != nil {
		return nil, false
	}
	f.inverse.Mul(&half, half.T())
	for j := range p {
		f.coef[j] = coef.At(j, 0) * scale[j]
		for k := range p {
			f.inverse.Set(j, k, f.inverse.At(j, k)*scale[j]*scale[k])
		}
	}
	return f, true
}

// sd is the standard error of a coefficient.
func (f *regression) sd(j int) float64 {
	return math.Sqrt(f.inverse.At(j, j) * f.squares / float64(f.freedom))
}
