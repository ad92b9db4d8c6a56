package siting

import (
	"context"
	"slices"

	"kindercast/forecast"
)

// idleMoves are tried on what the plan is compared with, by scenario.
const idleMoves = 300

// idle is what the plan is compared with: the same sites with nothing built and
// nothing closed, classes placed as well as the search can from a relaxation of
// its own, so that what could be built does not move it. In a city it begins from
// that of the plan. It takes its time whatever stopped the plan: against classes
// that nobody placed any plan looks good.
func (r *districtRun) idle() *draft {
	relaxed, moves := r.relaxed, 0
	if len(r.l.shapes) <= citySites {
		bare := newDistrictProgram(r.l)
		for j := range r.l.shapes {
			for _, c := range append(slices.Clone(bare.option[j]), bare.closed[j]...) {
				if c >= 0 { // there is one
					bare.upper[c] = 0
				}
			}
		}
		relaxed = newPDHG(&bare.program)
		relaxed.run(firstSteps)
		moves = idleMoves / r.l.scenarios
	}
	s := newSearch(newDraft(r.l), r.limits.Seed)
	for j := range s.sites {
		h := &s.l.shapes[j]
		s.allow[j] = func(t, status int) bool { return h.statuses[status].mask == 0 && !h.statuses[status].closed }
	}
	r.begin(context.Background(), s, relaxed)
	for range moves {
		s.shift(context.Background(), s.rng.IntN(len(s.sites)), s.rng.IntN(s.l.scenarios*s.l.years), 1-2*s.rng.IntN(2))
	}
	r.valued(s.draft)
	return s.draft
}

// before adds the children without a place and the walks of idle and of the plan.
func (p *Plan) before(idle *draft, r *districtRun) {
	short := func(d *draft, t int, level forecast.Level) float64 {
		sum := 0.0
		for _, x := range d.shortAt(t, level) {
			sum += x
		}
		return sum
	}
	for t := range p.Years {
		for _, level := range forecast.Levels {
			p.Short = append(p.Short, Shortage{r.l.year(t), level, short(idle, t, level), short(r.best, t, level)})
		}
		p.Walks = append(p.Walks, Walk{r.l.year(t), idle.meanWalk(t), r.best.meanWalk(t)})
	}
}

// shortAt returns the children without a place by point, in the mean. Entrants
// come from the plan's own flows; children of middle and senior age are set
// against those levels' classes by the cheapest flow.
func (d *draft) shortAt(t int, level forecast.Level) []float64 {
	l := d.l
	out := make([]float64, len(l.d.Points))
	e := -1
	switch level {
	case forecast.Nursery:
		e = nurseryEntry
	case forecast.Junior:
		e = juniorEntry
	}
	if e >= 0 {
		for w := range l.scenarios {
			for i, u := range d.flow(l.slot(w, t, e)).short {
				out[i] += l.weight[w] * u
			}
		}
		return out
	}
	mean := l.d.Children.Mean()
	f := &slotFlow{l: l, cost: l.metres, demand: make([]float64, len(out)), price: make([]float64, len(out)),
		y: make([]float64, len(l.metres)), short: make([]float64, len(out)), seats: make([]float64, len(l.shapes)),
		load: make([]float64, len(l.shapes)), pi: make([]float64, len(out)), mu: make([]float64, len(l.shapes))}
	for i := range out {
		f.demand[i], f.price[i] = mean.At(i, level, t)[0], 1e6
	}
	f.reset()
	for j := range l.shapes {
		_, seats := d.classesIn(j, t, level)
		f.setSeats(j, seats, d.pool.scratch[0])
	}
	return f.short
}

// meanWalk is the mean walk of the children who enter in year t.
func (d *draft) meanWalk(t int) float64 {
	l := d.l
	metres, children := 0.0, 0.0
	for w := range l.scenarios {
		for e := range entries {
			for a, y := range d.flow(l.slot(w, t, e)).y {
				metres += l.weight[w] * y * l.metres[a]
				children += l.weight[w] * y
			}
		}
	}
	if children == 0 {
		return 0
	}
	return metres / children
}
