package siting

import (
	"context"
	"math"
	"slices"
	"sync"
)

// districtRun is one solve: prices and bound from the relaxation, plans from
// the search, round after round. Both sides of a round run at the same time and
// meet at its end, so that the answer depends on the seed and the number of
// rounds alone.
type districtRun struct {
	barred []actionCase // that do not pay over the draws

	l       *layout
	limits  Limits
	program *districtProgram
	relaxed *pdhg
	ascent  *ascender
	eval    *districtBound
	bound   float64
	prices  *districtPrices // at the best bound
	lean    *districtPrices // that the search's costs lean on
	search  *search
	best    *draft
	mean    *draft // the plan for the mean of the draws; nil before it is made, or with one scenario
	value   worth
	exact   *HiGHS
	used    bool // exact moved the plan or the bound
	dives   int
	diving  [3]int // sites of the next dive of each kind
}

const (
	firstSteps  = 1500 // of the relaxation before the first plan
	roundTrials = 60   // of the ascent of the bound in a round
	roundMoves  = 24   // of the search in a round

	citySites     = 1000 // beyond which the first plan is rounded from the relaxation
	windowSites   = 8    // re-planned exactly in a round
	windowSeconds = 8
	wholeColumns  = 9000 // of a program that is tried as a whole
	wholeSeconds  = 120
	pieceGap      = 1e-6
	diveSeconds   = 4
	diveStep      = 2
	diveNoise     = 0.2 // classes
)

func newRun(l *layout, limits Limits) *districtRun {
	r := &districtRun{l: l, limits: limits, program: newDistrictProgram(l), eval: newDistrictBound(l), bound: math.Inf(-1), diving: [...]int{12 * diveStep, 5 * diveStep, 5 * diveStep}}
	r.relaxed = newPDHG(&r.program.program)
	return r
}

func (r *districtRun) solver() string {
	if r.used {
		return "heuristic+highs"
	}
	return "heuristic"
}

// descending lists the positions of x from its largest value; ties keep order.
func descending(x []float64) []int {
	out := make([]int, len(x))
	for k := range out {
		out[k] = k
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch {
		case x[a] > x[b]:
			return -1
		case x[a] < x[b]:
			return 1
		}
		return 0
	})
	return out
}

func (r *districtRun) solve(ctx context.Context) {
	r.relax(ctx)
	d := newDraft(r.l)
	r.lean = r.prices.clone(r.l)
	if r.leans() {
		d.leanOn(r.eval, r.lean)
	}
	r.search = newSearch(d, r.limits.Seed)
	r.keep()
	var both sync.WaitGroup
	both.Go(func() { r.raise(ctx, roundTrials) })
	r.begin(ctx, r.search, r.relaxed)
	r.keep()
	both.Wait()
	if r.l.scenarios > 1 {
		r.startFromMean(ctx)
	}
	r.report(0)
	whole, last := r.proveWhole(ctx), math.Inf(1)
	for round := 1; round <= r.limits.rounds() && ctx.Err() == nil && !r.done(); round++ {
		stalled := r.value.rank() >= last // what is cheap comes first
		last = r.value.rank()
		var both sync.WaitGroup
		both.Go(func() { r.raise(ctx, roundTrials) })
		r.search.improve(ctx, roundMoves)
		if r.exact != nil && whole == nil && stalled {
			r.window(ctx, r.search.spread(r.search.rng.IntN(len(r.search.sites)), windowSites), windowSeconds)
		}
		both.Wait()
		r.search.mean = r.ascent.mean()
		r.keep()
		if whole != nil && !r.done() {
			r.dive(ctx)
			r.keep()
		}
		if whole.finished() {
			proved := r.adoptWhole(whole)
			whole = nil
			if proved {
				r.report(round)
				break
			}
		}
		r.report(round)
	}
	if whole != nil {
		if r.done() {
			whole.stop()
		}
		r.adoptWhole(whole)
	}
}

// begin gives a search its first plan from the seats of a relaxation.
func (r *districtRun) begin(ctx context.Context, s *search, relaxed *pdhg) {
	seats := func(j, slot int) float64 { return r.fraction(relaxed, j, slot) }
	if len(r.l.shapes) > citySites {
		s.round(seats)
	} else {
		s.fill(ctx, seats, r.filled)
	}
	s.descend(ctx, s.order())
}

// leans reports whether the objective has parts that prices must stand for.
func (r *districtRun) leans() bool {
	c := r.l.d.Costs
	return c.Fairness > 0 || c.TailWeight > 0 && r.l.scenarios > 1 || r.l.d.Targets.PublicShare.Value > 0
}

// relax solves the linear relaxation roughly: its prices are where the ascent
// of the bound begins, its columns where the first plan does.
func (r *districtRun) relax(ctx context.Context) {
	r.prices, r.bound = newDistrictPrices(r.l), r.eval.value(newDistrictPrices(r.l))
	for k := 0; k < firstSteps && ctx.Err() == nil; k += 100 {
		r.relaxed.run(100)
		if k%500 == 400 {
			v := r.program.pricesFrom(r.relaxed.price)
			if x := r.eval.value(v); x > r.bound {
				r.bound, r.prices = x, v
			}
		}
	}
}

// raise lets the ascent of the bound go on.
func (r *districtRun) raise(ctx context.Context, trials int) {
	if r.ascent == nil {
		r.ascent = newAscender(r.eval, r.prices)
	}
	r.ascent.climb(ctx, trials)
	if r.ascent.value > r.bound {
		r.bound, r.prices = r.ascent.value, r.ascent.centre
	}
}

// fraction is a relaxation's seats at a site in a slot.
func (r *districtRun) fraction(relaxed *pdhg, j, slot int) float64 {
	w, t, e := r.l.slotOf(slot)
	k := w*r.l.years + t
	if e == nurseryEntry {
		return r.l.shapes[j].capN * relaxed.column(r.program.rooms[j][k])
	}
	return r.l.shapes[j].capJ * relaxed.column(r.program.junior[j][k])
}

// filled ranks sites for the first plan: those without options first, so that
// building answers what is left.
func (r *districtRun) filled(j int) float64 { return -float64(len(r.l.shapes[j].options)) }

// keep stores the search's draft, areas shared out by the children there are, if
// it is the best so far.
func (r *districtRun) keep() {
	d := r.search.draft.clone()
	d.fit()
	if v := r.valued(d); r.best == nil || v.rank() < r.value.rank() {
		r.best, r.value = d, v
	}
}

// rivals lets what needs no search for options at all stand against the plan:
// building nothing, placed afresh (idle) or from the plan, and the rule of thumb.
// In the latter two, options and closures take the place of the plan's, then first
// all others may answer and then they themselves; in a city those alone that had
// something else, and their neighbours.
func (r *districtRun) rivals(ctx context.Context, idle *draft) {
	r.takes(newSearch(idle.clone(), r.limits.Seed))
	for _, status := range [...][][]int{r.l.nothing(), r.l.biggestGap()} {
		if ctx.Err() != nil {
			return
		}
		s := newSearch(r.best.clone(), r.limits.Seed)
		queue := s.adopt(status)
		if len(r.l.shapes) <= citySites {
			queue = s.order()
		}
		s.descend(ctx, queue)
		clear(s.allow)
		s.descend(ctx, queue)
		r.takes(s)
	}
}

// valued is a draft's true worth, its reported flows meeting the public share
// if they can.
func (r *districtRun) valued(d *draft) worth {
	if g := r.l.d.Targets.PublicShare; g.Value > 0 {
		d.mixPublic(r.lean.public)
	}
	return d.worth()
}

func (r *districtRun) done() bool {
	return r.value.missed == 0 && relativeGap(r.value.total(), r.bound) <= max(r.limits.Gap, 1e-6)
}

func (r *districtRun) report(round int) {
	if r.limits.Progress != nil {
		r.limits.Progress(Progress{Round: round, Objective: r.value.total(), Bound: r.bound})
	}
}

// improve makes n moves: mostly shifts of a class, sometimes a group rebuilt or
// another choice of options.
func (s *search) improve(ctx context.Context, n int) {
	for k := 0; k < n && ctx.Err() == nil; k++ {
		j := s.rng.IntN(len(s.sites))
		switch {
		case k%4 == 3 && s.mean != nil:
			s.rebuild(ctx, j, 3+s.rng.IntN(6))
		case k%6 == 2 && len(s.optional) > 0:
			s.toggle(ctx, s.optional[s.rng.IntN(len(s.optional))])
		default:
			s.shift(ctx, j, s.rng.IntN(s.l.scenarios*s.l.years), 1-2*s.rng.IntN(2))
		}
	}
}
