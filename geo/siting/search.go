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

// solve alternates: in every round the tree raises the bound while an improver
// looks for plans, on two goroutines that meet at the end of the round. What
// they find depends on the seed and the number of rounds alone.
func (m *model) solve(ctx context.Context, l Limits) (Result, error) {
	began := time.Now()
	if err := m.possible(); err != nil {
		return Result{}, err
	}
	ctx, cancel := l.context(ctx)
	defer cancel()
	finder := m.newImprover(l.Seed, "improve")
	t := newTree(m, m.newImprover(l.Seed, "tree"))
	finder.improve(ctx, roundWork/20)
	t.learn(finder.value())
	for round := 1; round <= l.rounds() && ctx.Err() == nil && !t.done(); round++ {
		var both sync.WaitGroup
		both.Go(func() { finder.improve(ctx, roundWork) })
		t.search(ctx, roundWork)
		both.Wait()
		m.meet(t, finder)
		if l.Progress != nil {
			l.Progress(Progress{Round: round, Objective: finder.value(), Bound: t.bound()})
		}
		if relativeGap(finder.value(), t.bound()) <= l.Gap {
			break
		}
	}
	m.meet(t, finder)
	best, ok := finder.result()
	switch {
	case !ok && t.done():
		return Result{}, ErrInfeasible
	case !ok:
		return Result{}, ErrNoPlan
	}
	best.Bound = math.Min(t.bound(), best.Objective)
	best.Seconds = time.Since(began).Seconds()
	return best, m.check(best)
}

// meet brings the plans of tree, helper and finder together.
func (m *model) meet(t *tree, finder improver) {
	if p, ok := t.helper.result(); ok && p.Objective < finder.value() {
		finder.adopt(p)
	}
	if t.best.Objective < finder.value() {
		finder.adopt(t.best)
	}
	if p, ok := finder.result(); ok && p.Objective < t.helper.value() {
		t.helper.adopt(p)
	}
	t.learn(finder.value())
}
