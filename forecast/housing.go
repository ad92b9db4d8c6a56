package forecast

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Yield is the number of children that a new home brings, from births to age 5,
// and how sure that is. New homes are lived in over three years (half in the
// first, then three and two tenths), and their children arrive at each age 0 to
// 5 alike:
//
//	e[i,t] = y X[i,t] + noise,   e = sum over a of N[i,t+1,a+1] - N[i,t,a] P[t+1,a+1]/P[t,a]
//
// where X is the homes first lived in between t and t+1, both sides as differences
// from the area's own mean, so that what an area gains every year is not counted
// as the homes' again: a regression with a constant an area, each year weighted by
// one over the children of ages 0 to 4. The prior is 0.15 children of ages 0 to 5 a home with a
// standard deviation as large: published yields have been wrong by 160 %.
type Yield struct {
	Mean, SD float64            // children of ages 0 to 5 a home
	Estates  int                // past hand-overs the estimate rests on
	PerYear  map[string]float64 // homes a year each area has taken in, which the trend already holds
	// Known is the day up to which hand-overs are known to have come on their
	// date; zero: the jump-off.
	Known Date
}

const (
	yieldPrior = 0.15
	// A hand-over that is still ahead comes on time with probability one half,
	// else late by an exponential time of mean nine months. No report of past
	// hand-overs against their promise is in the contract's table, so this is a
	// stated prior, not an estimate.
	slipOnTime = 0.5
	slipMonths = 9.0
)

var occupancy = [...]float64{.5, .3, .2} // share of homes first lived in, by year after the hand-over

// FitYield estimates the yield from the hand-overs before the newest date of m,
// and the homes a year that each area's trend already holds. It returns nil
// where o has no table of housing.
func FitYield(o *Observed, m *Model) *Yield {
	if len(o.Housing) == 0 {
		return nil
	}
	l := m.Lexis
	top := len(l.Dates) - 1
	y := &Yield{PerYear: map[string]float64{}}
	homes, gain, size := homesAndGains(o, l)
	var built, gained, weight []float64 // less the means of their area
	freedom := -1
	for i, code := range l.Areas {
		var x, e, w []float64
		raw := 0.0
		for t := 0; t < top; t++ {
			if size[i][t] == 0 {
				continue
			}
			// The pool's ratio holds the newcomers of all areas, so an area gains
			// against it what its own homes bring less its share of all homes'.
			allHomes, allSize := 0.0, 0.0
			for j := range l.Areas {
				allHomes, allSize = allHomes+homes[j][t], allSize+size[j][t]
			}
			raw += homes[i][t]
			x, e, w = append(x, homes[i][t]-allHomes*size[i][t]/allSize), append(e, gain[i][t]), append(w, 1/size[i][t])
		}
		if len(x) == 0 {
			continue
		}
		y.PerYear[code] = raw / float64(len(x))
		mx, me := stat.Mean(x, w), stat.Mean(e, w)
		for t := range x {
			built, gained, weight = append(built, x[t]-mx), append(gained, e[t]-me), append(weight, w[t])
		}
		freedom += len(x) - 1
	}
	for _, h := range o.Housing {
		if h.Handover.Last() <= l.Dates[top] {
			y.Estates++
		}
	}
	const ages = float64(lastAge) / float64(lastAge+1) // the steps see the ages 1 to 5 of 0 to 5
	prior, trust := yieldPrior*ages, 1/(yieldPrior*ages*yieldPrior*ages)
	fit, ok := regress(gained, weight, built)
	if !ok || freedom < 2 {
		y.Mean, y.SD = yieldPrior, yieldPrior
		return y
	}
	// The variance a child of exposure is never taken below the counting noise of
	// movers, the prior nu of the model.
	v := math.Max(fit.squares/float64(freedom), .15)
	evidence := 1 / (fit.inverse.At(0, 0) * v)
	mean := (prior*trust + fit.coef[0]*evidence) / (trust + evidence)
	sd := math.Sqrt(1 / (trust + evidence))
	if mean < sd/4 { // homes bring children; a slope at or below zero says little of how many
		mean = sd / 4
	}
	y.Mean, y.SD = mean/ages, sd/ages
	return y
}

// homesAndGains returns, by area and year t of l, the homes first lived in, the
// children of ages 1 to 5 gained beyond the pool's progression, and the children
// of ages 0 to 4 who grew into them (0 where they were not counted).
func homesAndGains(o *Observed, l *Lexis) (homes, gain, size [][]float64) {
	top := len(l.Dates) - 1
	rows := func() [][]float64 {
		x := make([][]float64, len(l.Areas))
		for i := range x {
			x[i] = make([]float64, top)
		}
		return x
	}
	homes, gain, size = rows(), rows(), rows()
	for i, code := range l.Areas {
		for _, h := range o.Housing {
			if h.Area != code {
				continue
			}
			for t := 0; t < top; t++ {
				homes[i][t] += float64(h.Units) * settled(h.Handover.Last(), l.Dates[t], l.Dates[t+1])
			}
		}
	}
	for t := 0; t < top; t++ {
		for a := Age(0); a < lastAge; a++ {
			from, to := 0.0, 0.0
			for i := range l.Areas {
				f, g := l.At(i, t, a), l.At(i, t+1, a+1)
				if !math.IsNaN(f) && !math.IsNaN(g) {
					from, to = from+f, to+g
				}
			}
			for i := range l.Areas {
				f, g := l.At(i, t, a), l.At(i, t+1, a+1)
				if from > 0 && !math.IsNaN(f) && !math.IsNaN(g) {
					gain[i][t] += g - f*to/from
					size[i][t] += f
				}
			}
		}
	}
	return homes, gain, size
}

// settled returns the share of the homes handed over on the given day that are
// first lived in after from and not after to.
func settled(handover, from, to Date) float64 {
	share := 0.0
	for k, s := range occupancy {
		a, b := handover.AddYears(k), handover.AddYears(k+1)
		share += s * float64(overlap(a+1, b, from+1, to)) / float64(b-a)
	}
	return share
}

// ByAge returns the mean children of each age 0 to 5 a home.
func (y *Yield) ByAge() (out [lastAge + 1]float64) {
	mean := yieldPrior
	if y != nil {
		mean = y.Mean
	}
	for a := range out {
		out[a] = mean / float64(len(out))
	}
	return out
}

// Arrivals returns the children that homes still ahead bring beyond what the
// areas' trend already holds, for Horizon.Shifts: one log-normal yield a draw,
// one drawn delay an estate and draw. It returns nil where y is nil.
func (y *Yield) Arrivals(o *Observed, m *Model, h Horizon) *Shifts {
	if y == nil {
		return nil
	}
	jump := m.Lexis.Dates[len(m.Lexis.Dates)-1]
	s2 := math.Log1p(y.SD * y.SD / (y.Mean * y.Mean))
	r := stream(h.Seed, "yield")
	yield := make([]float64, h.Draws)
	for s := range yield {
		yield[s] = y.Mean
		if !h.Noiseless {
			yield[s] = y.Mean * math.Exp(math.Sqrt(s2)*r.NormFloat64()-s2/2)
		}
	}
	extra := map[string][][]float64{} // area -> year -> draw: homes beyond the trend
	for _, a := range o.Areas {
		homes := make([][]float64, h.Years)
		for k := range homes {
			homes[k] = make([]float64, h.Draws)
			for s := range homes[k] {
				homes[k][s] = -y.PerYear[a.Code]
			}
		}
		seen := false
		for _, e := range o.Housing {
			if e.Area != a.Code {
				continue
			}
			seen = true
			r := stream(h.Seed, "handover", e.Estate)
			for s := 0; s < h.Draws; s++ {
				day := e.Handover.Last()
				u, late := r.Float64(), r.ExpFloat64()
				if day > max(jump, y.Known) && u > slipOnTime && !h.Noiseless {
					day += Date(late * slipMonths * 365.25 / 12)
				}
				for k := range homes {
					homes[k][s] += float64(e.Units) * settled(day, jump.AddYears(k), jump.AddYears(k+1))
				}
			}
		}
		if seen {
			extra[a.Code] = homes
		}
	}
	return &Shifts{Children: func(area string, _ Age, k int) []float64 {
		homes, ok := extra[area]
		if !ok {
			return nil
		}
		out := slices.Clone(homes[k-1])
		for s := range out {
			out[s] *= yield[s] / float64(lastAge+1)
		}
		return out
	}}
}
