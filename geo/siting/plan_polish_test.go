package siting

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// withoutAction is the objective of the plan if one action is taken out, its
// site planned again for all years and every other site left as it is: a plan
// anyone could make by striking a line.
func withoutAction(r *districtRun, a Action) float64 {
	c := r.actionCase(a)
	s := newSearch(r.best.clone(), 0)
	s.allow[c.j] = func(_, status int) bool { return !c.holds(status) }
	plan, cost := s.choose(c.j, s.tablesFor(c.j), inf)
	if math.IsInf(cost, 1) {
		return inf
	}
	s.replace(c.j, plan)
	return r.valued(s.draft).rank()
}

// Striking any action of a plan makes it dearer, however short the search was;
// no nursery class that the plan opens stands at a site that it closes.
func TestEveryActionPays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generated{streets: 2, points: 10, sites: 4, options: rapid.IntRange(1, 4).Draw(t, "options"), years: rapid.IntRange(1, 4).Draw(t, "years"), draws: 1,
			seed: rapid.Uint64Range(0, 1<<30).Draw(t, "seed"), spare: rapid.Float64Range(0.8, 1.4).Draw(t, "spare"), reach: 3, targets: rapid.Bool().Draw(t, "targets")}
		d := g.district()
		for j := range d.Sites {
			d.Sites[j].MayClose = j%2 == 0 && len(d.Sites[j].Rooms) > 0
		}
		if err := d.Validate(); err != nil {
			t.Skip(err)
		}
		l := newLayout(d, d.Children.Mean(), d.Years)
		r := newRun(l, Limits{Seed: 1, Rounds: 1})
		r.solve(context.Background())
		r.polish(context.Background())
		opened := map[string]bool{}
		for _, a := range r.best.actions() {
			if x := withoutAction(r, a); x < r.value.rank()-1e-6 {
				t.Errorf("without %+v the objective is %v, with it %v", a, x, r.value.rank())
			}
			if a.Action == "close" && opened[a.Site] {
				t.Errorf("%+v: the plan opened a nursery class there before", a)
			}
			opened[a.Site] = opened[a.Site] || a.Action == "nursery"
		}
	})
}

// The reasons of a plan that missed no target: every worth is above zero, the
// true worth's range holds it, and Without is the objective plus the worth.
func TestWorthOfActions(t *testing.T) {
	for seed := range uint64(3) {
		d := generated{streets: 3, points: 24, sites: 8, options: 4, years: 3, draws: 1, seed: seed, spare: 0.9, reach: 4, targets: true}.district()
		p, err := Solve(context.Background(), d, Limits{Seed: 1, Rounds: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Actions {
			why := a.Reason
			if why == nil {
				t.Errorf("seed %d: %s at %s has no reason", seed, a.Action, a.Site)
				continue
			}
			if why.Worth <= 0 && len(why.Needs) == 0 {
				t.Errorf("seed %d: %s at %s is worth %v and needed by no target", seed, a.Action, a.Site, why.Worth)
			}
			if math.Abs(why.Without-p.Objective-why.Worth) > 1e-6 {
				t.Errorf("seed %d: without %v, objective %v, worth %v", seed, why.Without, p.Objective, why.Worth)
			}
			if x := why.Range; x != nil && (x.Low > why.Worth+1e-6 || x.High < why.Worth-1e-6 || x.Low < 0) {
				t.Errorf("seed %d: worth %v outside %+v", seed, why.Worth, *x)
			}
		}
	}
}

// A site with two free rooms may close. A nursery class that the plan opens
// there keeps it open; one that ran before the plan does not.
func TestNurseryThatThePlanOpensStays(t *testing.T) {
	for _, running := range []int{0, 1} {
		d := village(2)
		d.Options = nil
		d.Sites[0].MayClose, d.Sites[0].Rooms, d.Sites[0].Running.Nursery = true, []int{2, 2}, running
		h := &newLayout(d, d.Children.Mean(), d.Years).shapes[0]
		nursery, closed := -1, -1
		for k, s := range h.statuses {
			if s.nursery {
				nursery = k
			}
			if s.closed {
				closed = k
			}
		}
		if got, want := h.follows(1, nursery, closed), running > 0; got != want {
			t.Errorf("%d nursery classes running: closing after a year with one allowed %v, want %v", running, got, want)
		}
	}
}
