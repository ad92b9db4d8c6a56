package forecast

import "math"

// PoolProgression is the log progression of all areas together, a Gaussian
// process over year t and age a:
//
//	Cov(p[t,a], p[r,b]) = Age^2 [a=b] + Shared^2 Persist^|t-r| exp(-0.2 (a+b)) + Yearly^2 [t=r, a=b]
//	observed:  sum of p over the steps of a growth, with variance Noise exp(-0.13 a) / persons a step
//
// The prior mean is 0: with nothing observed a cohort keeps its size. Moves of
// all ages in one year are Shared, and last; what is the lasting habit of an age
// is Age.
type PoolProgression struct {
	Age, Shared, Persist, Yearly, Noise float64

	seen   []growth
	factor spd
	weight []float64 // K^-1 (observed - mean)
}

// poolPriors are the centres and widths found on Norwegian municipalities
// 2005-2021; a width of 0.5 on the log scale is a factor of 1.6 either way.
var poolPriors = []prior{
	{.004, .5, logScale},  // Shared
	{.82, .7, logitScale}, // Persist
	{.0015, .5, logScale}, // Yearly
	{.15, .2, logScale},   // Noise
}

// poolAge is the prior sd of the lasting log progression of an age, and
// poolEntry that of the step from births to age 0, which holds how births are
// registered too.
const (
	poolAge   = .05
	poolEntry = .10
)

func (p *PoolProgression) kernel(s, r step) float64 {
	gap := math.Abs(float64(s.t - r.t))
	k := p.Shared * p.Shared * math.Pow(p.Persist, gap) * math.Exp(-.2*float64(s.a+r.a))
	if s.a == r.a {
		k += p.Age * p.Age
		if s.a == birth {
			k += poolEntry*poolEntry - poolAge*poolAge
		}
		if s.t == r.t {
			k += p.Yearly * p.Yearly
		}
	}
	return k
}

func (p *PoolProgression) between(x, y []step) (k float64) {
	for _, s := range x {
		for _, r := range y {
			k += p.kernel(s, r)
		}
	}
	return k
}

func (p *PoolProgression) noise(g growth) (v float64) {
	for _, s := range g.steps {
		v += p.Noise * math.Exp(-.13*float64(s.a)) / g.size
	}
	return v
}

// condition learns p from what was seen.
func (p *PoolProgression) condition(seen []growth) bool {
	p.seen = seen
	p.factor = newSPD(len(seen))
	p.weight = make([]float64, len(seen))
	for i, x := range seen {
		for j := range i + 1 {
			p.factor.add(i, j, p.between(x.steps, seen[j].steps))
		}
		p.factor.add(i, i, p.noise(x))
		p.weight[i] = x.log
	}
	if !p.factor.factor() {
		return false
	}
	p.factor.solve(p.weight)
	return true
}

// fitPool estimates the parameters and conditions on all that was seen. With
// nothing seen the parameters are the prior's centres.
func fitPool(seen []growth) *PoolProgression {
	evaluations := 150
	if len(seen) == 0 {
		evaluations = 1
	}
	at := func(x []float64) *PoolProgression {
		return &PoolProgression{Age: poolAge, Shared: x[0], Persist: x[1], Yearly: x[2], Noise: x[3]}
	}
	best := mostProbable(poolPriors, evaluations, func(x []float64) float64 {
		p := at(x)
		if !p.condition(seen) {
			return math.Inf(1)
		}
		var fit float64
		for i, w := range p.weight {
			fit += w * seen[i].log
		}
		return (fit + p.factor.logDet()) / 2
	})
	p := at(best)
	p.condition(seen)
	return p
}

// sum returns the expected log progression over steps, seen or not.
func (p *PoolProgression) sum(steps []step) (m float64) {
	for i, g := range p.seen {
		m += p.weight[i] * p.between(steps, g.steps)
	}
	return m
}

// doubt is the variance of the log progression over steps, seen or not.
func (p *PoolProgression) doubt(steps []step) (v float64) {
	if len(steps) == 0 {
		return 0
	}
	_, factor := p.posterior(steps)
	for c := range steps {
		var load float64
		for j := c; j < len(steps); j++ {
			load += factor.at(j, c)
		}
		v += load * load
	}
	return v
}

// At returns the expected log progression of the step that begins at date t and
// age a; of a later date than was seen it is the forecast.
func (p *PoolProgression) At(t, a int) float64 { return p.sum([]step{{t, a}}) }

// posterior returns the mean and the Cholesky factor of the covariance of steps.
func (p *PoolProgression) posterior(steps []step) (mean []float64, factor spd) {
	mean = make([]float64, len(steps))
	half := make([][]float64, len(steps))
	for i, s := range steps {
		one := []step{s}
		half[i] = make([]float64, len(p.seen))
		for j, g := range p.seen {
			half[i][j] = p.between(one, g.steps)
			mean[i] += p.weight[j] * half[i][j]
		}
		p.factor.half(half[i])
	}
	cov := newSPD(len(steps))
	for i := range steps {
		for j := range i + 1 {
			k := p.kernel(steps[i], steps[j])
			for m, h := range half[i] {
				k -= h * half[j][m]
			}
			cov.add(i, j, k)
		}
	}
	return mean, cov.safeFactor()
}
