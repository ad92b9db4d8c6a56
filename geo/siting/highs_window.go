package siting

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// pointOf writes a draft as a point of the program, or nil where the program
// has columns that a draft does not hold (worst street, worst draws).
func (p *districtProgram) pointOf(d *draft) []float64 {
	l := p.l
	T := l.years
	x := make([]float64, len(p.cost))
	set := func(c int32, v float64) {
		if c >= 0 {
			x[c] = v
		}
	}
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	for j, plan := range d.sites {
		h := &l.shapes[j]
		for t, s := range plan.status {
			st := h.statuses[s]
			for b := range h.options {
				set(p.option[j][b*T+t], is(st.mask>>b&1 != 0))
			}
			set(p.closed[j][t], is(st.closed))
			set(p.nursery[j][t], is(st.nursery))
			set(p.opened[j][t], is(h.open[t][s]))
		}
		for k := range plan.junior {
			set(p.junior[j][k], float64(plan.junior[k]))
			set(p.rooms[j][k], float64(plan.nursery[k]))
		}
	}
	for t := range T {
		for k, c := range p.full[t] {
			set(c, is(d.bare[t][k] == 0 && d.equipped[t][k] > 0))
		}
	}
	for s, f := range d.flows {
		copy(x[p.flow[s]:], f.y)
		copy(x[p.short[s]:], f.short)
	}
	for _, s := range p.slacks {
		columns, values := p.terms(s.row)
		sum := 0.0
		for k, c := range columns {
			sum += values[k] * x[c]
		}
		x[s.column] = max(0, p.lo[s.row]-sum)
	}
	return x
}

// decisionOf reads site j's decision from a point. It reports false where the
// point is not a plan that the site may follow.
func (p *districtProgram) decisionOf(x []float64, j int) (siteDecision, bool) {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	on := func(c int32) bool { return c >= 0 && x[c] > 0.5 }
	s := newSiteDecision(l)
	before := h.start
	for t := range T {
		want := siteStatus{nursery: on(p.nursery[j][t]), closed: on(p.closed[j][t])}
		for b := range h.options {
			if on(p.option[j][b*T+t]) {
				want.mask |= 1 << b
			}
		}
		at := -1
		for k, st := range h.statuses {
			if st == want {
				at = k
			}
		}
		if at < 0 || !h.follows(t, before, at) {
			return s, false
		}
		s.status[t], before = at, at
	}
	for k := range s.junior {
		s.junior[k] = int(math.Round(x[p.junior[j][k]]))
		s.nursery[k] = int(math.Round(x[p.rooms[j][k]]))
	}
	if h.areaBinds {
		s.seats = make([]float64, l.slots())
		for slot := range s.seats {
			for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
				s.seats[slot] += x[p.flow[slot]+a]
			}
			s.seats[slot] = min(s.seats[slot], l.wishes(j, s, slot))
		}
		l.widen(j, s, s.seats)
	}
	return s, l.fits(j, s)
}

// fits reports whether a decision keeps within the site's rooms.
func (l *layout) fits(j int, s siteDecision) bool {
	h, T := &l.shapes[j], l.years
	for w := range l.scenarios {
		for t := range T {
			used := s.nursery[w*T+t]
			for u := max(0, t-2); u <= t; u++ {
				used += s.junior[w*T+u]
			}
			rooms := h.rooms[t][s.status[t]]
			if t+1 < T {
				rooms -= h.lost(s.status[t], s.status[t+1])
			}
			r := s.nursery[w*T+t]
			if used > rooms || h.statuses[s.status[t]].nursery != (r > 0) || r > h.maxN {
				return false
			}
		}
	}
	return true
}

// windowFor frees everything of a group of sites and the children who could
// walk to them; all else stays as it is.
func (p *districtProgram) windowFor(group []int) []bool {
	l := p.l
	free := make([]bool, len(p.cost))
	set := func(columns []int32) {
		for _, c := range columns {
			if c >= 0 {
				free[c] = true
			}
		}
	}
	near := make([]bool, len(l.d.Points))
	for _, j := range group {
		set(p.option[j])
		set(p.closed[j])
		set(p.nursery[j])
		set(p.opened[j])
		set(p.junior[j])
		set(p.rooms[j])
		for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
			near[l.arcPoint[a]] = true
		}
	}
	for t := range l.years {
		set(p.full[t])
	}
	set(p.loose)
	for _, s := range p.slacks {
		free[s.column] = true
	}
	for s := range l.slots() {
		for i, is := range near {
			if !is {
				continue
			}
			for a := l.pointStart[i]; a < l.pointStart[i+1]; a++ {
				free[p.flow[s]+a] = true
			}
			free[p.short[s]+int32(i)] = true
		}
	}
	return free
}

// secondsLeft is the time until ctx ends, at most most.
func secondsLeft(ctx context.Context, most float64) float64 {
	if end, ok := ctx.Deadline(); ok {
		return min(most, max(0, time.Until(end).Seconds()))
	}
	return most
}

// window re-plans a group of sites exactly and keeps the answer if it is
// better.
func (r *districtRun) window(ctx context.Context, group []int, seconds float64) {
	r.repair(ctx, r.program.windowFor(group), seconds)
}

// dive re-plans exactly the sites whose seats lie furthest from the relaxation's
// mix: what the plan and the relaxation agree on stays. Every third time they are
// taken from the whole district, and all children move, else from around one site. The number of sites
// follows from how far the time went for the last.
// Danna, Rothberg & Le Pape (2005).
func (r *districtRun) dive(ctx context.Context) {
	l, s := r.l, r.search
	s.draft = r.best.clone()
	off := make([]float64, len(s.sites))
	for j, plan := range s.sites {
		for slot := range l.slots() {
			_, _, e := l.slotOf(slot)
			each := l.shapes[j].capOf(e)
			off[j] = max(off[j], math.Abs(s.mean[j*l.slots()+slot]-l.wishes(j, plan, slot))/each)
		}
		off[j] += diveNoise * s.rng.Float64()
	}
	wide := r.dives % 3
	group := s.spread(s.rng.IntN(len(s.sites)), 4*r.diving[wide])
	if wide == 0 {
		group = s.order()
	}
	slices.SortStableFunc(group, func(a, b int) int { return cmp.Compare(off[b], off[a]) })
	free := r.program.windowFor(group[:min(len(group), r.diving[wide])])
	if wide == 0 {
		for slot := range l.slots() {
			for c := r.program.flow[slot]; c < r.program.short[slot]+int32(len(l.d.Points)); c++ { // #nosec G115 -- points
				free[c] = true
			}
		}
	}
	if proved := r.repair(ctx, free, diveSeconds); proved {
		r.diving[wide] += diveStep
	} else {
		r.diving[wide] = max(diveStep, r.diving[wide]-diveStep)
	}
	r.dives++
}

// repair solves the program with the free columns alone, from the search's draft,
// and keeps the answer if it is better. It reports whether the solver came to its end.
func (r *districtRun) repair(ctx context.Context, free []bool, seconds float64) (proved bool) {
	x := r.program.pointOf(r.search.draft)
	q, columns := r.program.restrict(free, x)
	start := make([]float64, len(columns))
	for k, c := range columns {
		start[k] = x[c]
	}
	a, err := r.exact.solve(ctx, q, highsLimits{seconds: secondsLeft(ctx, seconds), gap: pieceGap, start: start})
	if err != nil || a.x == nil {
		return false
	}
	for k, c := range columns {
		x[c] = a.x[k]
	}
	r.adoptPoint(x)
	return a.optimal
}

// adoptPoint takes over the decisions of a point if the plan, its flows solved and
// its objective recomputed here, is better.
func (r *districtRun) adoptPoint(x []float64) bool {
	s := r.search
	before := r.valued(s.draft).rank()
	undo := s.remember()
	for j := range s.sites {
		plan, ok := r.program.decisionOf(x, j)
		if !ok {
			undo()
			return false
		}
		s.replace(j, plan)
	}
	if r.valued(s.draft).rank() < before-1e-6 {
		r.used = true
		return true
	}
	undo()
	return false
}
