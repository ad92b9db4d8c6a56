package forecast

import (
	"math"
	"slices"
)

// How far back and ahead past forecasts are redrawn to set the Spread, and how
// many observations the prior spread of 1 is worth (1.3 for the pool, whose
// shocks the process is too sure of).
const (
	pastOrigins = 4
	pastYears   = 3
	areaWorth   = 60
	poolWorth   = 10
	poolSpread  = 1.3
)

// calibrate forecasts, with the parameters of m fitted to all that is known, from each of the last few dates
// as it was known then, and compares the errors with the width foreseen:
//
//	spread^2 = (n mean z^2 + worth prior^2) / (n + worth)
//
// with z the error over its standard deviation, cut at 4, and n half the number
// of cases of areas and a third for the pool, since horizons overlap. Areas are
// judged by their log share of the pool at ages 3 to 5 together, births by their
// log share; of many areas, those that parameters are estimated from are judged. Only dates before the jump-off take part.
// What areas of one district have in common is learnt from the same errors.
func (m *Model) calibrate() {
	area, kin := m.areaErrors()
	births, kinOfBirths := m.birthErrors()
	m.Spread = Spread{
		Pool:   m.poolErrors().spread(poolSpread, poolWorth, 3),
		Area:   area.spread(1, areaWorth, 2),
		Births: births.spread(1, areaWorth, 2),
	}
	m.Kin.Area, m.Kin.Births = kin.part(m.Spread.Area, 3), kinOfBirths.part(m.Spread.Births, 3)
}

// squares adds up squared errors in units of their standard deviation.
type squares struct{ n, sum float64 }

func (s *squares) add(err, variance float64) {
	if variance <= 0 || math.IsNaN(err) {
		return
	}
	s.n++
	s.sum += math.Min(err*err/variance, 16)
}

func (s squares) spread(prior, worth, overlap float64) float64 {
	n := s.n / overlap
	mean := 0.0
	if s.n > 0 {
		mean = s.sum / s.n
	}
	return math.Sqrt((n*mean + worth*prior*prior) / (n + worth))
}

// origins calls do for each past date that can be forecast from.
func (m *Model) origins(do func(t, years int)) {
	top := len(m.Lexis.Dates) - 1
	for t := max(top-pastOrigins, 2); t < top; t++ {
		do(t, min(pastYears, top-t))
	}
}

func (m *Model) areaErrors() (z squares, kin kinship) {
	l := m.Lexis
	f := m.Deviation.fades()
	usual := usualSize(l, func(i, w, a int) float64 {
		if a == birth {
			return math.NaN()
		}
		return l.At(i, w+a, Age(a))
	})
	chosen := bySize(m.Deviation.seen)
	slices.Sort(chosen)
	m.origins(func(t, years int) {
		from := m.Deviation.after(t, years)
		paths := make([]Path, len(l.Areas))
		for _, i := range chosen {
			paths[i] = from.path(i)
		}
		for h := 1; h <= years; h++ {
			foreseen, variance, actual := nans(len(l.Areas)), make([]float64, len(l.Areas)), nans(len(l.Areas))
			shocks := make([]float64, len(l.Areas))
			for _, i := range chosen {
				var all, came float64
				var group []float64
				var loads [][]float64
				var noise []float64
				for a := max(3, h); a <= lastAge; a++ {
					n := l.At(i, t, Age(a-h))
					load := make([]float64, years+ages)
					var logs, v float64
					for k := range h {
						ix, wx, iy, wy := f.loadings(years, k, a-h+k)
						load[ix] += wx
						load[iy] += wy
						logs += wx*paths[i].mean[ix] + wy*paths[i].mean[iy]
						v += f.noise[a-h+k-birth]
					}
					path := diagonal(t+h-a, a-h, a)
					e := n * math.Exp(logs+f.reverted(path, usual(i, t+h-a, a-h)))
					all += e
					group, loads, noise = append(group, e), append(loads, load), append(noise, v)
					came += l.At(i, t+h, Age(a))
				}
				if math.IsNaN(all+came) || all == 0 || came == 0 || m.Breaks.Cross(i, t, t+h) {
					continue
				}
				foreseen[i], actual[i] = all, came
				mix := make([]float64, years+ages)
				for g, e := range group {
					variance[i] += e * noise[g] / (all * all)
					for u, x := range loads[g] {
						mix[u] += e / all * x
					}
				}
				for u, x := range mix {
					for v, y := range mix {
						shocks[i] += x * y * paths[i].cov.at(u, v)
					}
				}
				variance[i] += shocks[i]
			}
			kin.add(m.Kin, foreseen, z.shares(foreseen, actual, variance), shocks)
		}
	})
	return z, kin
}

// shares compares log shares of a total, foreseen and actual; variance is of the
// log of each area's own number:
//
//	Var(log share i) = (1 - 2 s[i]) v[i] + sum_j s[j]^2 v[j]
//
// It returns the errors, NaN where nothing was foreseen.
func (z *squares) shares(foreseen, actual, variance []float64) (errs []float64) {
	var all, came, common float64
	errs = nans(len(foreseen))
	for i, e := range foreseen {
		if !math.IsNaN(e) {
			all += e
			came += actual[i]
		}
	}
	for i, e := range foreseen {
		if !math.IsNaN(e) {
			common += e / all * e / all * variance[i]
		}
	}
	for i, e := range foreseen {
		if !math.IsNaN(e) {
			errs[i] = math.Log(actual[i]/came) - math.Log(e/all)
			z.add(errs[i], (1-2*e/all)*variance[i]+common)
		}
	}
	return errs
}

func (m *Model) birthErrors() (z squares, kin kinship) {
	b := m.Births
	chosen := m.Share.bySize()
	slices.Sort(chosen)
	for t := max(b.Last-pastOrigins, b.First+2); t < b.Last; t++ {
		years := min(pastYears, b.Last-t)
		for h := 1; h <= years; h++ {
			n := len(m.Lexis.Areas)
			foreseen, variance, actual := nans(n), make([]float64, n), nans(n)
			shocks := make([]float64, n)
			for _, i := range chosen {
				c := b.At(i, t+h)
				if math.IsNaN(c) || c == 0 || b.Spread[i*b.Years()+t+h-b.First] > 0 {
					continue
				}
				o := m.Share.outlook(i, t, t+h, t+h)
				foreseen[i], actual[i] = math.Exp(o.mean[0]), c
				wide := o.size * o.size * o.freedom / (o.freedom - 2)
				shocks[i] = wide * square(o.factor.v)
				variance[i] = shocks[i] + wide*m.Share.Counting/c
			}
			kin.add(m.Kin, foreseen, z.shares(foreseen, actual, variance), shocks)
		}
	}
	return z, kin
}

func (m *Model) poolErrors() (z squares) {
	l := m.Lexis
	sum := func(t, a int) (n float64) {
		for i := range l.Areas {
			n += l.At(i, t, Age(a))
		}
		return n
	}
	m.origins(func(t, years int) {
		past := *m.Pool
		var seen []growth
		for _, g := range m.Pool.seen {
			if g.steps[len(g.steps)-1].t < t {
				seen = append(seen, g)
			}
		}
		if !past.condition(seen) {
			return
		}
		for h := 1; h <= years; h++ {
			var all, came, variance float64
			var steps []step
			var weights []float64
			for a := max(3, h); a <= lastAge; a++ {
				path := diagonal(t+h-a, a-h, a)
				e := sum(t, a-h) * math.Exp(past.sum(path))
				all += e
				came += sum(t+h, a)
				for _, s := range path {
					steps, weights = append(steps, s), append(weights, e)
					variance += e * past.Noise * math.Exp(-.13*float64(s.a))
				}
			}
			if math.IsNaN(all+came) || all <= 0 || came <= 0 {
				continue
			}
			_, factor := past.posterior(steps)
			for c := range steps {
				var load float64
				for j := c; j < len(steps); j++ {
					load += weights[j] * factor.at(j, c)
				}
				variance += load * load
			}
			z.add(math.Log(came/all), variance/(all*all))
		}
	})
	return z
}
