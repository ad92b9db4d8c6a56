package siting

import (
	"context"
	"math"
	"sync"
	"time"
)

// improver looks for better plans of one model; it keeps the best it has met.
type improver interface {
	// improve searches until about work elementary steps are done or ctx ends.
	improve(ctx context.Context, work int)
	// propose makes a plan of a relaxation's solution: sites, multipliers and
	// what each site takes (single source only).
	propose(chosen []bool, u []float64, taken [][]int32)
	// value is that of the best plan, +Inf before there is one.
	value() float64
	result() (Result, bool)
	// adopt takes over a better plan found elsewhere.
	adopt(Result)
	// spent is the number of steps done in the last improve or propose.
	spent() int
}

// newImprover returns the search that suits the model.
func (m *model) newImprover(seed uint64, name string) improver {
	rng := stream(seed, name)
	switch {
	case m.room == nil:
		return newMultistart(m, rng)
	case m.split:
		return newSplitSearch(m, rng)
	}
	return newRebuild(m, rng)
}

// roundWork is the number of elementary steps of a round, each of them a few
// nanoseconds.
const roundWork = 50_000_000

// firstTries limits the tries at a first plan before the tree begins without one.
const firstTries = 20

// firstWork is the number of steps of one try at a first plan.
func (m *model) firstWork() int { return min(500*m.sites*m.customers, roundWork/10) }

// solve alternates: in every round the tree raises the bound while an improver
// looks for plans, on two goroutines that meet at the end of the round. What
// they find depends on the seed and the number of rounds alone: a tree that ends
// its proof early stops the improver, and what that has found by then is not
// looked at.
func (m *model) solve(ctx context.Context, l Limits) (Result, error) {
	began := time.Now()
	if err := m.possible(); err != nil {
		return Result{}, err
	}
	ctx, cancel := l.context(ctx)
	defer cancel()
	finder := m.newImprover(l.Seed, "improve")
	t := newTree(m, m.newImprover(l.Seed, "tree"))
	best := Result{Objective: math.Inf(1)}
	for k := 0; k < firstTries && math.IsInf(finder.value(), 1) && ctx.Err() == nil; k++ {
		finder.improve(ctx, m.firstWork())
	}
	m.meet(t, finder, &best, true)
	for round := 1; round <= l.rounds() && ctx.Err() == nil && !t.done(); round++ {
		finding, stop := context.WithCancel(ctx)
		var both sync.WaitGroup
		both.Go(func() { finder.improve(finding, roundWork) })
		t.search(ctx, roundWork)
		if t.done() {
			stop()
		}
		both.Wait()
		stop()
		m.meet(t, finder, &best, !t.done())
		if l.Progress != nil {
			l.Progress(Progress{Round: round, Objective: best.Objective, Bound: math.Min(t.bound(), best.Objective)})
		}
		if relativeGap(best.Objective, t.bound()) <= l.Gap {
			break
		}
	}
	switch {
	case !math.IsInf(best.Objective, 1):
	case t.done():
		return Result{}, ErrInfeasible
	default:
		return Result{}, ErrNoPlan
	}
	best.Bound = math.Min(t.bound(), best.Objective)
	best.Seconds = time.Since(began).Seconds()
	return best, m.check(best)
}

// meet brings the plans of the tree, its helper and, if asked to, the finder
// together.
func (m *model) meet(t *tree, finder improver, best *Result, withFinder bool) {
	better := func(p Result) {
		if p.Objective < best.Objective {
			*best = p
		}
	}
	better(t.best)
	sources := []improver{t.helper}
	if withFinder {
		sources = append(sources, finder)
	}
	for _, s := range sources {
		if p, ok := s.result(); ok {
			better(p)
		}
	}
	if math.IsInf(best.Objective, 1) {
		return
	}
	t.learn(best.Objective)
	finder.adopt(*best)
	t.helper.adopt(*best)
}
