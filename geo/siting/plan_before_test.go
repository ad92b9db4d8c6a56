package siting

import (
	"context"
	"testing"
)

// What a plan is compared with does not depend on when it was stopped: nothing
// built, and the classes of today's rooms placed as well as can be.
func TestBeforeDoesNotDependOnTheStop(t *testing.T) {
	d := generated{streets: 4, points: 40, sites: 12, options: 6, years: 4, draws: 1, seed: 3, spare: 0.9, reach: 6}.district()
	before := func(ctx context.Context, watch func(Progress)) (sum float64) {
		p, err := Solve(ctx, d, Limits{Seed: 1, Rounds: 2, Progress: watch})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Short {
			sum += s.Before
		}
		return sum
	}
	whole := before(context.Background(), nil)
	ctx, stop := context.WithCancel(context.Background())
	if cut := before(ctx, func(Progress) { stop() }); whole == 0 || cut != whole {
		t.Errorf("before, %v child-years are short, where the plan was stopped %v", whole, cut)
	}
	if cut := before(ctx, nil); cut > 1.1*whole {
		t.Errorf("before, %v child-years are short, where nothing was searched at all %v", whole, cut)
	}
}

// Building nothing is a plan, too: the plan never costs more than what it is
// compared with.
func TestPlanCostsNoMoreThanNothing(t *testing.T) {
	for _, seed := range []uint64{2, 19, 23} { // 19 costs more where idle does not stand against it
		d := generated{streets: 4, points: 40, sites: 12, options: 6, years: 4, draws: 1, seed: seed, spare: 1.1, reach: 6}.district()
		r := newRun(newLayout(d, d.Children.Mean(), d.Years), Limits{Seed: 1, Rounds: 1})
		r.solve(context.Background())
		idle := r.idle()
		r.rivals(context.Background(), idle)
		if nothing := r.valued(idle).rank(); r.value.rank() > nothing {
			t.Errorf("seed %d: the plan costs %v, building nothing %v", seed, r.value.rank(), nothing)
		}
	}
}
