package forecast

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/optimize"
)

// spd is a symmetric positive definite matrix, of which the lower triangle
// counts; after factor it holds its Cholesky factor L, A = L L'.
type spd struct {
	n int
	v []float64 // row by row
}

func newSPD(n int) spd { return spd{n, make([]float64, n*n)} }

func (m spd) at(i, j int) float64     { return m.v[i*m.n+j] }
func (m spd) add(i, j int, x float64) { m.v[i*m.n+j] += x }

// factor replaces m by its Cholesky factor and reports whether m was positive
// definite. The upper triangle is left as it was.
func (m spd) factor() bool {
	_, ok := lapack64.Potrf(blas64.Symmetric{Uplo: blas.Lower, N: m.n, Data: m.v, Stride: max(m.n, 1)})
	return ok
}

// logDet returns the log determinant of the matrix that m is the factor of.
func (m spd) logDet() float64 {
	var s float64
	for i := range m.n {
		s += math.Log(m.v[i*m.n+i])
	}
	return 2 * s
}

// half solves L x = b in place; the square of the result is b' A^-1 b.
func (m spd) half(b []float64) {
	for i := range m.n {
		row := m.v[i*m.n : i*m.n+i]
		s := b[i]
		for j, l := range row {
			s -= l * b[j]
		}
		b[i] = s / m.v[i*m.n+i]
	}
}

// solve solves A x = b in place.
func (m spd) solve(b []float64) {
	m.half(b)
	for i := m.n - 1; i >= 0; i-- {
		b[i] /= m.v[i*m.n+i]
		for j := range i {
			b[j] -= m.v[i*m.n+j] * b[i]
		}
	}
}

// inverse returns A^-1, both triangles.
func (m spd) inverse() spd { return m.inverseTail(m.n) }

// inverseTail returns the last n rows and columns of A^-1, both triangles.
func (m spd) inverseTail(n int) spd {
	inv := newSPD(n)
	col := make([]float64, m.n)
	first := m.n - n
	for j := range n {
		clear(col)
		col[first+j] = 1
		m.solve(col)
		for i := range n {
			inv.v[i*n+j] = col[first+i]
		}
	}
	return inv
}

// safeFactor factors a covariance that may be singular, such as the posterior
// of something known exactly: it adds to the diagonal the least of 1e-14, 1e-12,
// … times its largest entry that makes it positive definite.
func (m spd) safeFactor() spd {
	var top float64
	for i := range m.n {
		top = max(top, m.v[i*m.n+i])
	}
	if top == 0 {
		return newSPD(m.n)
	}
	for jitter := 1e-14; ; jitter *= 100 {
		f := spd{m.n, append([]float64(nil), m.v...)}
		for i := range m.n {
			f.v[i*m.n+i] += jitter * top
		}
		if f.factor() {
			return f
		}
	}
}

func square(b []float64) (s float64) {
	for _, x := range b {
		s += x * x
	}
	return s
}

// prior is a normal prior of one parameter on its log or logit scale. It says
// what is believed before the data are seen, and how strongly.
type prior struct {
	centre float64 // on the parameter's own scale
	sd     float64 // on the log or logit scale, or on its own scale
	scale  scale
}

type scale uint8

const (
	logScale scale = iota
	logitScale
	plainScale
)

func (p prior) to(x float64) float64 {
	switch p.scale {
	case logScale:
		return math.Log(x)
	case logitScale:
		return math.Log(x / (1 - x))
	}
	return x
}

func (p prior) from(x float64) float64 {
	switch p.scale {
	case logScale:
		return math.Exp(x)
	case logitScale:
		return 1 / (1 + math.Exp(-x))
	}
	return x
}

// mostProbable returns the parameters that maximise the posterior: it minimises
//
//	cost(parameters) + sum (theta - centre)^2 / (2 sd^2)
//
// with cost the negative log likelihood, by Nelder-Mead from the centres in
// steps of half a prior sd. A cost of +Inf marks parameters that cannot be. With
// fewer than two evaluations nothing is searched: the answer is the centres.
func mostProbable(priors []prior, evaluations int, cost func(p []float64) float64) []float64 {
	if evaluations < 2 {
		out := make([]float64, len(priors))
		for i, p := range priors {
			out[i] = p.centre
		}
		return out
	}
	x0 := make([]float64, len(priors))
	steps := make([]float64, len(priors))
	for i, p := range priors {
		x0[i] = p.to(p.centre)
		steps[i] = p.sd / 2
	}
	objective := posterior(priors, cost)
	simplex := [][]float64{append([]float64(nil), x0...)}
	for i := range x0 {
		v := append([]float64(nil), x0...)
		v[i] += steps[i]
		simplex = append(simplex, v)
	}
	values := make([]float64, len(simplex))
	for i, v := range simplex {
		values[i] = objective(v)
	}
	result, err := optimize.Minimize(optimize.Problem{Func: objective}, simplex[0],
		&optimize.Settings{FuncEvaluations: evaluations, Converger: &optimize.FunctionConverge{Absolute: 1e-3, Iterations: 30}},
		&optimize.NelderMead{InitialVertices: simplex, InitialValues: values})
	best := x0
	if result != nil && (err == nil || result.F <= values[0]) {
		best = result.X
	}
	out := make([]float64, len(priors))
	for i, p := range priors {
		out[i] = p.from(best[i])
	}
	return out
}

// posterior returns the negative log posterior, on the scales of the priors, of
// parameters whose negative log likelihood is cost; +Inf where that is not a number.
func posterior(priors []prior, cost func(p []float64) float64) func(x []float64) float64 {
	param := make([]float64, len(priors))
	return func(x []float64) float64 {
		var penalty float64
		for i, p := range priors {
			z := (x[i] - p.to(p.centre)) / p.sd
			penalty += z * z / 2
			param[i] = p.from(x[i])
		}
		f := cost(param) + penalty
		if math.IsNaN(f) {
			return math.Inf(1)
		}
		return f
	}
}
