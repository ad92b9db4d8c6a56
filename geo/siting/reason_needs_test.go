package siting

import (
	"context"
	"slices"
	"testing"
)

// The only kindergarten is private and the street is to be fully covered, by a
// public one with a nursery class, from the first year: that must be built then,
// however dear. Its reason names the target, and a year later is no choice that
// has a cost.
func TestReasonOfAHardTarget(t *testing.T) {
	d := village(2)
	d.Sites[0].Public, d.Sites[0].Rooms = false, []int{2, 4}
	d.Sites = append(d.Sites, Site{Code: "N", Area: "S", Public: true, Lon: 121.42, Lat: 31.2, Rooms: []int{0, 0}})
	d.Options = []Option{{Code: "C", Kind: New, Site: "N", Rooms: 4, Capital: 50000, Earliest: 2027, NeedsNursery: true}}
	d.Reach = append(d.Reach, Reach{0, 1, 500})
	d.Targets.FullStreets = Target{From: 2027, Value: 1}
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Actions) == 0 || p.Actions[0].Candidate != "C" || p.Actions[0].Year != 2027 || p.Actions[0].Reason == nil {
		t.Fatalf("actions %+v: want C opened in 2027, with a reason", p.Actions)
	}
	why := p.Actions[0].Reason
	if want := []string{"full_streets"}; why.Worth >= 0 || !slices.Equal(why.Needs, want) || !slices.Equal(why.LaterMisses, want) {
		t.Errorf("worth %v, needed for %v, a year later misses %v: want a dear one, needed for %v", why.Worth, why.Needs, why.LaterMisses, want)
	}
	if why.Later != nil {
		t.Errorf("a year later costs %v: want no cost where the target is missed", *why.Later)
	}
}
