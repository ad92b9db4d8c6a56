package forecast

import "math"

// BirthTrend is the walk of the log of the pool's births per exposure. The shape
// of the walk is fixed and its size is learnt:
//
//	Walk{Step: Sigma, Growth: 2 Sigma, Persist: 0.7, Drift: 0.6 Sigma, Yearly: Sigma}
//
// Sigma maximises the posterior, and the draws share one scale, that of a Student
// t with Freedom = years seen + trendWorth, for what is not known of it. A year
// is off its walk by the noise of counting too, and by the effect of a dragon
// year, of standard deviation DragonEffect times the year's share in one: such a
// bump is observed and never extrapolated.
//
// Shape and prior follow the likelihood of the next six years of total fertility
// in seven countries 1985-2014 (World Population Prospects 2024, without any that
// a test is run on). A damped trend by exponential smoothing was some 0.1 nats a
// year worse there, and its intervals of 80 % held 61 to 77 %, of this walk 80 to
// 87 %.
type BirthTrend struct {
	Sigma, Drift, Freedom float64

	seen []trendSeen
}

// trendSeen is the births seen of one birth year.
type trendSeen struct {
	w    int     // birth year
	log  float64 // log births per exposure
	own  float64 // variance of what is the year's alone: counting and dragon
	off  float64 // variance of the sight of it
	part float64 // and more of it, in units of Sigma^2
}

// DragonEffect is the prior standard deviation of a dragon year's effect on the
// log of births: plus 20 % in Shanghai in 2024, nothing in most of the world.
const DragonEffect = .12

// trendDrift is the prior mean of the lasting drift. The likelihood of the same
// seven series whole puts it at -0.011 (1980-2014); that of six years ahead alone
// would have it at 0.
const trendDrift = -.01

// trendWorth is how many years of births the prior of Sigma is worth.
const trendWorth = 4

var trendPrior = []prior{{.0125, .5, logScale}}

func trendWalk(sigma float64) Walk {
	return Walk{Step: sigma, Growth: 2 * sigma, Persist: .7, Drift: .6 * sigma, Yearly: sigma}
}

// fitTrend learns the size of the walk from what was seen of the pool's births,
// oldest year first.
func fitTrend(seen []trendSeen) *BirthTrend {
	t := &BirthTrend{Drift: expectedDrift(seen), Freedom: float64(len(seen) + trendWorth), seen: seen}
	evaluations := 60
	if len(seen) < 2 {
		evaluations = 1
	}
	years := seen[len(seen)-1].w - seen[0].w + 1
	t.Sigma = mostProbable(trendPrior, evaluations, func(x []float64) float64 {
		t.Sigma = x[0]
		k, r := t.solve(trendWalk(x[0]).cov(years))
		k.half(r)
		return (square(r) + k.logDet()) / 2
	})[0]
	return t
}

// expectedDrift is the mean of what is believed of the lasting drift: trendDrift,
// or the yearly growth itself of births that never varied about it.
func expectedDrift(seen []trendSeen) float64 {
	if len(seen) < 3 {
		return trendDrift
	}
	first, last := seen[0], seen[len(seen)-1]
	growth := (last.log - first.log) / float64(last.w-first.w)
	for _, x := range seen {
		if math.Abs(x.log-first.log-growth*float64(x.w-first.w)) > 1e-9 {
			return trendDrift
		}
	}
	return growth
}

// solve returns the factor of the covariance of what was seen, given that of the
// walk, and how far it was from the last year seen.
func (t *BirthTrend) solve(walk spd) (k spd, r []float64) {
	k, r = newSPD(len(t.seen)), make([]float64, len(t.seen))
	first, last := t.seen[0].w, t.seen[len(t.seen)-1]
	for i, x := range t.seen {
		for j, y := range t.seen[:i+1] {
			k.add(i, j, walk.at(x.w-first, y.w-first))
		}
		k.add(i, i, x.own+x.off+x.part*t.Sigma*t.Sigma)
		r[i] = x.log - last.log - t.Drift*float64(x.w-last.w)
	}
	k.factor()
	return k, r
}

// ahead returns the mean and the factor of the covariance of the log births per
// exposure of the n birth years from birth year from on, none of them before the
// last one seen. Of a year not seen it is without what is the year's alone.
func (t *BirthTrend) ahead(from, n int) (mean []float64, factor spd) {
	first, last := t.seen[0].w, t.seen[len(t.seen)-1]
	walk := trendWalk(t.Sigma).cov(max(from+n, last.w+1) - first)
	k, r := t.solve(walk)
	k.solve(r)
	mean, cov := make([]float64, n), newSPD(n)
	half := make([][]float64, n)
	for i := range n {
		w := from + i
		mean[i] = last.log + t.Drift*float64(w-last.w)
		half[i] = make([]float64, len(t.seen))
		for j, x := range t.seen {
			half[i][j] = walk.at(w-first, x.w-first)
			if x.w == w {
				half[i][j] += x.own
			}
			mean[i] += half[i][j] * r[j]
		}
		k.half(half[i])
		for j := range i + 1 {
			v := walk.at(w-first, from+j-first)
			for m, h := range half[i] {
				v -= h * half[j][m]
			}
			cov.add(i, j, v)
		}
		if w == last.w {
			cov.add(i, i, last.own)
		}
	}
	return mean, cov.safeFactor()
}

// birthsSeen is what was seen of the births of all areas per exposure: the birth
// years known whole, and the months known of the year after. With share s of a
// year in the months known, and n births in them, what they say of the log of
// the year is off by a variance of
//
//	(1-s)/s Sigma^2 + (1-s)/n
//
// for the year is as uneven as years are among themselves.
func (m *Model) birthsSeen() []trendSeen {
	b := m.Births
	var seen []trendSeen
	own := func(w int, n float64) float64 {
		d := m.dragon(w) * DragonEffect
		return 1/math.Max(n, .5) + d*d
	}
	for k, rate := range b.perExposure(m.exposure, m.Breaks) {
		w := b.First + k
		seen = append(seen, trendSeen{w: w, log: math.Log(rate), own: own(w, b.Pool[k]), off: b.Doubt[k]})
	}
	if n := b.partPool(); n > 0 {
		w, s := b.Last+1, b.PartShare
		seen = append(seen, trendSeen{w: w, log: math.Log(n/s) - m.exposure.pool(w), own: own(w, n/s), off: (1 - s) / n, part: (1 - s) / s})
	}
	return seen
}
