package forecast

import "math"

// BirthShare is how the pool's births fall to the areas: the share of area i in
// birth year w is
//
//	s[i,w] proportional to exposure[i,w]^Elasticity exp(u[i,w])
//	u = constant + AR(1) (sd Slow, Persist) + yearly (sd Yearly)
//	observed: log s with variance Counting / births, more where births were taken back from older ages
//
// The constant of an area is free: it is learnt from the area alone. Without
// exposure the elasticity is 0.
type BirthShare struct {
	Slow, Persist, Yearly, Counting, Elasticity float64

	exposure *Exposure
	seen     [][]shareSeen
	areas    int
}

// shareSeen is one observed log share.
type shareSeen struct {
	w        int
	log      float64 // log share, exposure not yet taken off
	exposure float64 // log share of exposure
	births   float64
	spread   float64
}

var sharePriors = []prior{
	{.05, .4, logScale},
	{.95, .6, logitScale},
	{.0075, .5, logScale},
	{1, .08, logScale},
	{.5, .2, plainScale},
}

// fitShare estimates the parameters from the births of all areas after their
// last break.
func fitShare(b *BirthSeries, e *Exposure, breaks *Breaks, top, workers int) *BirthShare {
	s := &BirthShare{exposure: e, areas: b.areas, seen: make([][]shareSeen, b.areas)}
	for i := range s.seen {
		since := breaks.Since(i, top)
		for w := b.First; w <= b.Last; w++ {
			n := b.At(i, w)
			if w <= since || math.IsNaN(n) || b.Pool[w-b.First] <= 0 {
				continue
			}
			s.seen[i] = append(s.seen[i], shareSeen{w, logShareOf(n, b.Pool[w-b.First]), e.at(i, w), n,
				b.Spread[i*b.Years()+w-b.First]})
		}
		if all := b.partPool(); all > 0 && !math.IsNaN(b.Part[i]) {
			s.seen[i] = append(s.seen[i], shareSeen{b.Last + 1, logShareOf(b.Part[i], all), e.at(i, b.Last+1), b.Part[i], 0})
		}
	}
	priors := sharePriors
	if e == nil {
		priors = priors[:4]
	}
	set := func(x []float64) {
		s.Slow, s.Persist, s.Yearly, s.Counting = x[0], x[1], x[2], x[3]
		if e != nil {
			s.Elasticity = x[4]
		}
	}
	chosen := s.bySize()
	costs := make([]float64, len(chosen))
	evaluations := 120
	if b.areas < 2 || b.Years() < 2 {
		evaluations = 1
	}
	best := mostProbable(priors, evaluations, func(x []float64) float64 {
		if evaluations == 1 {
			return 0
		}
		set(x)
		parallel(len(chosen), workers, func(c int) {
			costs[c] = s.cost(s.seen[chosen[c]])
		})
		var sum float64
		for _, c := range costs {
			sum += c
		}
		return sum
	})
	set(best)
	return s
}

// logShareOf is the log of n of all, with up to half a birth added to numbers near
// none, so that the log exists.
func logShareOf(n, all float64) float64 {
	return math.Log((n + .5*math.Exp(-n/4)) / all)
}

func (s *BirthShare) kernel(gap int) float64 {
	k := s.Slow * s.Slow * math.Pow(s.Persist, math.Abs(float64(gap)))
	if gap == 0 {
		k += s.Yearly * s.Yearly
	}
	return k
}

// free is the prior variance of an area's constant about the mean of its own
// observations: so wide that the constant is learnt from the area.
const free = 1.0

// solve returns the factor of the covariance of what was seen in one area, the
// mean level, and the residuals from it.
func (s *BirthShare) solve(seen []shareSeen) (k spd, level float64, residual []float64) {
	k = newSPD(len(seen))
	residual = make([]float64, len(seen))
	var weights float64
	for i, x := range seen {
		for j := range i + 1 {
			k.add(i, j, s.kernel(x.w-seen[j].w)+free)
		}
		v := s.Counting/(x.births+.5) + x.spread
		k.add(i, i, v)
		residual[i] = x.log - s.Elasticity*x.exposure
		level += residual[i] / v
		weights += 1 / v
	}
	if weights > 0 {
		level /= weights
	}
	for i := range residual {
		residual[i] -= level
	}
	k.factor()
	return k, level, residual
}

func (s *BirthShare) cost(seen []shareSeen) float64 {
	if len(seen) < 2 {
		return 0
	}
	k, _, r := s.solve(seen)
	k.half(r)
	return (square(r) + k.logDet()) / 2
}

// posterior returns the mean of the log weight of an area (exposure included)
// and the factor of its covariance in the birth years from..to, from what was
// seen up to birth year known.
func (s *BirthShare) posterior(area, known, from, to int) (mean []float64, cov, factor spd) {
	seen := s.seen[area]
	for len(seen) > 0 && seen[len(seen)-1].w > known {
		seen = seen[:len(seen)-1]
	}
	k, level, r := s.solve(seen)
	if len(seen) == 0 {
		level = -math.Log(float64(s.areas)) * (1 - s.Elasticity)
	}
	k.solve(r)
	n := to - from + 1
	mean = make([]float64, n)
	half := make([][]float64, n)
	cov = newSPD(n)
	for i := range n {
		half[i] = make([]float64, len(seen))
		mean[i] = level + s.Elasticity*s.exposure.at(area, from+i)
		for j, x := range seen {
			half[i][j] = s.kernel(from+i-x.w) + free
			mean[i] += half[i][j] * r[j]
		}
		k.half(half[i])
		for j := range i + 1 {
			v := s.kernel(i-j) + free
			for m, h := range half[i] {
				v -= h * half[j][m]
			}
			cov.v[i*n+j], cov.v[j*n+i] = v, v
		}
	}
	return mean, cov, cov.safeFactor()
}

// bySize thins the areas like Deviation does.
func (s *BirthShare) bySize() []int {
	size := make([]float64, len(s.seen))
	var order []int
	for i, area := range s.seen {
		for _, x := range area {
			size[i] += x.births
		}
		if len(area) > 1 {
			order = append(order, i)
		}
	}
	sortBy(order, func(i int) float64 { return size[i] })
	return thin(order)
}
