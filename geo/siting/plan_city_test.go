package siting

import (
	"context"
	"testing"
)

// A city's plan drops what does not pay where it stands. The village's expansion
// costs 50 of charge, and with 50 children it pays (see TestVillageByHand); an
// expansion by one room more, at 50 too, that nobody needs does not.
func TestStandAlone(t *testing.T) {
	d := village(1)
	d.Options = append(d.Options, Option{Code: "IDLE", Kind: Expand, Site: "K", Rooms: 1, Capital: 1000, Earliest: 2027})
	l := newLayout(d, d.Children.Mean(), 1)
	r := newRun(l, Limits{})
	s := newSearch(newDraft(l), 0)
	h := &l.shapes[0]
	for k, status := range h.statuses {
		if status.mask == 3 && !status.nursery {
			plan := newSiteDecision(l)
			plan.status[0], plan.junior[0] = k, 2
			s.replace(0, plan)
		}
	}
	r.best, r.value = s.draft.clone(), r.valued(s.draft)
	if n := len(r.best.actions()); n != 2 {
		t.Fatalf("%d actions to begin with, want both expansions", n)
	}
	r.standAlone(context.Background())
	if got := r.best.actions(); len(got) != 1 {
		t.Errorf("%+v: want one of the two expansions left", got)
	}
	if got := r.value.total(); got < 327.5-1e-9 || got > 327.5+1e-9 {
		t.Errorf("it costs %v, want 327.5", got)
	}
}

// Sites outside are left alone, whoever asks.
func TestConfine(t *testing.T) {
	g := generated{streets: 4, points: 40, sites: 12, options: 6, years: 2, draws: 1, seed: 3, spare: .9, reach: 6}
	d := g.district()
	s := newSearch(newDraft(newLayout(d, d.Children.Mean(), 2)), 1)
	group := s.around([]int{2})
	s.confine(group)
	before := s.draft.clone()
	s.descend(context.Background(), s.order())
	moved := 0
	for j := range s.sites {
		in := false
		for _, k := range group {
			in = in || k == j
		}
		if !s.sites[j].equal(before.sites[j]) {
			moved++
			if !in {
				t.Errorf("site %d moved, and is not among %v", j, group)
			}
		}
	}
	if moved == 0 || len(group) >= len(s.sites) {
		t.Errorf("%d of %d sites moved in a group of %d: nothing is tested", moved, len(s.sites), len(group))
	}
}

// In a city too, for the children it was made for the advice costs no more than
// building nothing or the rule of thumb: chance elsewhere in the city tells no way
// from another, and none of its actions is there for what chance found elsewhere.
func TestReplayOfACity(t *testing.T) {
	g := generated{streets: 40, points: 1200, sites: citySites + 1, options: 40, years: 2, draws: 1, seed: 0, spare: .85, reach: 4}
	d := g.district()
	list, err := Planner{}.Replay(context.Background(), d, d.Children, Limits{Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if x.Way == "plan" && x.Options+x.Closed == 0 {
			t.Error("nothing is done: nothing is tested")
		}
		if list[0].Cost > x.Cost*(1+1e-9) {
			t.Errorf("the plan costs %v, %s %v, for the children it was made for", list[0].Cost, x.Way, x.Cost)
		}
	}
}
