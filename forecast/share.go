package forecast

import "math"

// BirthShare is how the pool's births fall to the areas: the share of area i in
// birth year w is
//
//	s[i,w] proportional to exposure[i,w]^Elasticity exp(u[i,w])
//	u = Walk, the same of all areas, from a start that is the area's own
//	observed: log s with variance Counting / births, more where births were taken back from
//	older ages, or are of some months of a year
//
// Without exposure the elasticity is 0. Exposure after the newest count is foreseen
// itself, and what is in doubt of it adds to the doubt of the share.
type BirthShare struct {
	Walk                 Walk
	Counting, Elasticity float64
	Freedom              float64 // of the spread of areas, as of a Student t

	exposure *Exposure
	seen     [][]shareSeen
	areas    int
	first    int // the first birth year of walk
	walk     spd

	restYear   int     // the birth year after the last one known whole
	restSpread float64 // variance of what is left of it, where months of it are known
}

// shareSeen is one observed log share.
type shareSeen struct {
	w        int
	log      float64 // log share, exposure not yet taken off
	exposure float64 // log share of exposure
	births   float64
	spread   float64
	level    float64 // sd of what the area's lasting moves have put into it, the same way in all years
}

var sharePriors = []prior{
	{.016, .5, logScale},  // Step
	{.012, .7, logScale},  // Growth
	{.7, .7, logitScale},  // Persist
	{.0075, .5, logScale}, // Yearly
	{1, .08, logScale},    // Counting
	{20, 1, logScale},     // Freedom
	{.5, .2, plainScale},  // Elasticity
}

// fitShare estimates the parameters from the births of all areas after their
// last break.
func fitShare(b *BirthSeries, e *Exposure, breaks *Breaks, level float64, top, last, workers int) *BirthShare {
	s := &BirthShare{exposure: e, areas: b.areas, seen: make([][]shareSeen, b.areas), first: b.First,
		restYear: b.Last + 1, restSpread: b.RestSpread}
	for i := range s.seen {
		since := breaks.Since(i, top)
		for w := b.First; w <= b.Last; w++ {
			n := b.At(i, w)
			if w <= since || math.IsNaN(n) || b.Pool[w-b.First] <= 0 {
				continue
			}
			k := i*b.Years() + w - b.First
			s.seen[i] = append(s.seen[i], shareSeen{w, logShareOf(n, b.Pool[w-b.First]), e.at(i, w), n,
				b.Spread[k], level * b.Level[k]})
		}
		if all := b.partPool(); all > 0 && !math.IsNaN(b.Part[i]) {
			s.seen[i] = append(s.seen[i], shareSeen{b.Last + 1, logShareOf(b.Part[i], all), e.at(i, b.Last+1), b.Part[i], b.PartSpread, 0})
		}
	}
	priors := sharePriors
	if e == nil {
		priors = priors[:6]
	}
	set := func(x []float64) {
		s.Walk = Walk{Step: x[0], Growth: x[1], Persist: x[2], Yearly: x[3]}
		s.Counting, s.Freedom = x[4], x[5]
		if e != nil {
			s.Elasticity = x[6]
		}
		s.walk = s.Walk.cov(last - b.First + 1)
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

// solve returns the factor of the covariance of what was seen in one area, the
// mean level, and the residuals from it.
func (s *BirthShare) solve(seen []shareSeen) (k spd, level float64, residual []float64) {
	k = newSPD(len(seen))
	residual = make([]float64, len(seen))
	var weights float64
	for i, x := range seen {
		for j := range i + 1 {
			k.add(i, j, s.walk.at(x.w-s.first, seen[j].w-s.first)+x.level*seen[j].level)
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

// cost is the negative log likelihood of what was seen in one area: a
// multivariate Student t of n = seen - 1 numbers, one of them having gone to the
// start, and q their squares over the covariance,
//
//	log|K|/2 + (v+n)/2 log(1 + q/v) + n/2 log(v/2) + log G(v/2) - log G((v+n)/2)
//
// with v = Freedom and G the gamma function.
func (s *BirthShare) cost(seen []shareSeen) float64 {
	if len(seen) < 2 {
		return 0
	}
	k, _, r := s.solve(seen)
	k.half(r)
	v, n := s.Freedom, float64(len(seen)-1)
	own, _ := math.Lgamma(v / 2)
	all, _ := math.Lgamma((v + n) / 2)
	return k.logDet()/2 + (v+n)/2*math.Log1p(square(r)/v) + n/2*math.Log(v/2) + own - all
}

// shareOutlook is what is believed of the log weight of an area, exposure
// included, in some birth years: a multivariate Student t.
type shareOutlook struct {
	mean    []float64
	factor  spd     // of its covariance, of the size that all areas have in common
	size    float64 // standard deviations of this area over those in common
	freedom float64
}

// outlook returns what is believed of an area in the birth years from..to, from
// what was seen up to birth year known. With q and n as in cost,
//
//	size^2 = (v + q) / (v + n)      freedom = v + n
//
// so that an area whose births jumped before is foreseen to jump again. Of a year
// of which months are known it is what is believed of the rest of it.
func (s *BirthShare) outlook(area, known, from, to int) shareOutlook {
	seen := s.seen[area]
	for len(seen) > 0 && seen[len(seen)-1].w > known {
		seen = seen[:len(seen)-1]
	}
	k, level, r := s.solve(seen)
	if len(seen) == 0 {
		level = -math.Log(float64(s.areas)) * (1 - s.Elasticity)
	}
	n := to - from + 1
	v, m := s.Freedom, float64(max(len(seen)-1, 0))
	k.half(r)
	o := shareOutlook{mean: make([]float64, n), size: math.Sqrt((v + square(r)) / (v + m)), freedom: v + m}
	half := make([][]float64, n)
	cov := newSPD(n)
	for i := range n {
		half[i] = make([]float64, len(seen))
		for j, x := range seen {
			half[i][j] = s.walk.at(from+i-s.first, x.w-s.first)
		}
		k.half(half[i])
		o.mean[i] = level + s.Elasticity*s.exposure.at(area, from+i)
		for j, h := range half[i] {
			o.mean[i] += h * r[j]
		}
		for j := range i + 1 {
			v := s.walk.at(from+i-s.first, from+j-s.first)
			for m, h := range half[i] {
				v -= h * half[j][m]
			}
			cov.add(i, j, v+s.Elasticity*s.Elasticity*s.exposure.doubt(from+i, from+j))
		}
		if from+i == s.restYear {
			cov.add(i, i, s.restSpread)
		}
	}
	o.factor = cov.safeFactor()
	return o
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
