package siting

import (
	"context"
	"math"
	"slices"
)

// ascender raises the Lagrangian bound by a proximal bundle method. Around the
// best prices so far, the centre c, L lies below every cut met,
//
//	L(v) <= value_k + slope_k (v - c)
//
// and the next trial is the maximum of the least cut less |v-c|^2 / (2 step),
// each price in a scale of its own. Its direction is the mix of slopes that the
// dual over the weights of the cuts gives. A trial that raises L by a part of
// what was foretold becomes the centre; others only sharpen the model.
// Lemaréchal (1975); Kiwiel (1990).
type ascender struct {
	eval   *districtBound
	scale  []float64 // square of each price's scale
	centre *districtPrices
	value  float64 // L at the centre
	step   float64
	cuts   []bundleCut
	gram   [][]float64 // products of the slopes in the prices' scales
	weight []float64
	nulls  int
	done   bool // the model foretells no rise worth a trial
}

// bundleCut is one cut, its value taken at the centre.
type bundleCut struct {
	slope []float64
	value float64
	seats []float64 // of the plans that gave it, by site and slot
}

const (
	mostCuts    = 60
	seriousPart = 0.05 // of the rise foretold that makes a trial the centre
	aimTurns    = 6
	leastRise   = 1e-7 // of L: less is not worth a trial
)

func newAscender(eval *districtBound, from *districtPrices) *ascender {
	a := &ascender{eval: eval, scale: priceScales(eval.l).all, centre: from.clone(eval.l), step: 0.1}
	a.value = eval.value(a.centre)
	a.add(a.value)
	a.weight[0] = 1
	return a
}

// priceScales are the squares of the steps that prices of each kind take well:
// the size of such a price over the size of its slope.
func priceScales(l *layout) *districtPrices {
	v := newDistrictPrices(l)
	c := l.d.Costs
	children := 0.0
	for s := range v.demand {
		w, t, e := l.slotOf(s)
		for i, q := range l.demand[s] {
			children += l.weight[w] * q
			if q > 0 {
				v.demand[s][i] = l.weight[w] * l.unservedPrice(t, e) / q
			}
		}
	}
	for j := range v.area {
		for k := range v.area[j] {
			v.area[j][k] = l.weight[k/l.years] * c.UnservedClass / l.shapes[j].capJ
		}
	}
	capital := 0.0
	for _, o := range l.d.Options {
		capital += o.Capital / float64(len(l.d.Options))
	}
	fill := func(x []float64, by float64) {
		for k := range x {
			x[k] = by
		}
	}
	for t := range l.years {
		fill(v.bare[t], c.RunNursery)
		fill(v.equip[t], c.RunNursery)
	}
	few := 0.05 * children // as many as a plan may leave short or move
	fill(v.share, c.RunNursery)
	fill(v.public, c.UnservedClass/max(1, few/float64(l.years)))
	fill(v.budget, c.CapitalCharge*float64(l.years)/max(1, capital))
	fill(v.fair, c.Fairness)
	for w := range v.tail {
		v.tail[w] = c.TailWeight * l.weight[w] / max(1, few*c.UnservedClass)
	}
	return v
}

// add puts the last evaluation among the cuts, with the value of its linear
// model at the centre.
func (a *ascender) add(value float64) {
	if len(a.cuts) == mostCuts {
		a.drop()
	}
	cut := bundleCut{slices.Clone(a.eval.slope.all), value, a.eval.seats()}
	row := make([]float64, len(a.cuts)+1)
	a.cuts = append(a.cuts, cut)
	for k, old := range a.cuts {
		for i, s := range a.scale {
			row[k] += s * cut.slope[i] * old.slope[i]
		}
		if k < len(a.gram) {
			a.gram[k] = append(a.gram[k], row[k])
		}
	}
	a.gram = append(a.gram, row)
	a.weight = append(a.weight, 0)
}

// drop takes out the cut of least weight, the oldest of such.
func (a *ascender) drop() {
	k := 0
	for m, w := range a.weight {
		if w < a.weight[k] {
			k = m
		}
	}
	rest := 1 - a.weight[k]
	a.cuts = slices.Delete(a.cuts, k, k+1)
	a.weight = slices.Delete(a.weight, k, k+1)
	a.gram = slices.Delete(a.gram, k, k+1)
	for m := range a.gram {
		a.gram[m] = slices.Delete(a.gram[m], k, k+1)
		a.weight[m] /= rest
	}
}

// mean is the mix of site plans that the weights stand for: near the top of the
// bound, the best mix there is of whole plans of every site.
func (a *ascender) mean() []float64 {
	out := make([]float64, len(a.cuts[0].seats))
	for k, w := range a.weight {
		if w > 0 {
			for i, x := range a.cuts[k].seats {
				out[i] += w * x
			}
		}
	}
	return out
}

// rises returns how much every cut grows from the centre to the point that the
// weights aim at, before signs are looked at.
func (a *ascender) rises() []float64 {
	out := make([]float64, len(a.cuts))
	for k := range out {
		for m, w := range a.weight {
			out[k] += a.step * w * a.gram[k][m]
		}
	}
	return out
}

// mix sets the weights of the cuts to minimise
//
//	step/2 |sum weight slope|^2 + sum weight (value + shift)
//
// over the simplex, moving weight between the best pair of cuts.
func (a *ascender) mix(shift []float64) {
	grad := a.rises()
	for k := range grad {
		grad[k] += a.cuts[k].value + shift[k]
	}
	for range 20 * len(grad) {
		low, high := 0, -1
		for k, g := range grad {
			if g < grad[low] {
				low = k
			}
			if a.weight[k] > 0 && (high < 0 || g > grad[high]) {
				high = k
			}
		}
		gap := grad[high] - grad[low]
		if gap <= 0.01*leastRise*math.Abs(a.value) {
			return
		}
		move := a.weight[high]
		if bend := a.step * (a.gram[low][low] + a.gram[high][high] - 2*a.gram[low][high]); bend*move > gap {
			move = gap / bend
		}
		a.weight[low] += move
		a.weight[high] -= move
		for k := range grad {
			grad[k] += a.step * move * (a.gram[k][low] - a.gram[k][high])
		}
	}
}

// aim returns the next trial and how much every cut grows toward it. Signs and
// weights answer each other in turn: prices that a step would make negative stay
// at zero, and the slopes are mixed again knowing it.
func (a *ascender) aim() (trial *districtPrices, rises []float64) {
	shift := make([]float64, len(a.cuts))
	trial = newDistrictPrices(a.eval.l)
	raw := make([]float64, len(trial.all))
	for range aimTurns {
		a.mix(shift)
		copy(raw, a.centre.all)
		for m, w := range a.weight {
			if w == 0 {
				continue
			}
			for i, g := range a.cuts[m].slope {
				raw[i] += a.step * w * a.scale[i] * g
			}
		}
		copy(trial.all, raw)
		trial.project(a.eval.l)
		before := slices.Clone(shift)
		clear(shift)
		for i, x := range trial.all {
			if by := x - raw[i]; by != 0 {
				for m := range shift {
					shift[m] += a.cuts[m].slope[i] * by
				}
			}
		}
		moved := 0.0
		for m := range shift {
			moved = max(moved, math.Abs(shift[m]-before[m]))
		}
		if moved <= leastRise*math.Abs(a.value) {
			break
		}
	}
	rises = a.rises()
	for m := range rises {
		rises[m] += shift[m]
	}
	return trial, rises
}

// climb makes at most n trials.
func (a *ascender) climb(ctx context.Context, n int) {
	for k := 0; k < n && ctx.Err() == nil && !a.done; k++ {
		a.try()
	}
}

// try makes one trial.
func (a *ascender) try() {
	trial, rises := a.aim()
	foretold := inf
	for k, cut := range a.cuts {
		foretold = min(foretold, cut.value+rises[k]-a.value)
	}
	value := a.eval.value(trial)
	if value > a.value && value >= a.value+seriousPart*foretold {
		for k := range a.cuts {
			a.cuts[k].value += rises[k]
		}
		if value >= a.value+0.5*foretold {
			a.step *= 2
		}
		a.centre, a.value, a.nulls = trial, value, 0
		a.add(value)
		return
	}
	behind := 0.0 // by how much the trial's slope falls from the centre to it
	for i, g := range a.eval.slope.all {
		behind += g * (a.centre.all[i] - trial.all[i])
	}
	a.add(value + behind)
	a.nulls++
	if a.nulls >= 30 || a.nulls >= 10 && value+behind-a.value > foretold {
		a.step, a.nulls = 0.7*a.step, 0
	}
	a.done = foretold <= leastRise*math.Abs(a.value)
}
