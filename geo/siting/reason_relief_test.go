package siting

import (
	"context"
	"math"
	"testing"
)

// With one draw, which the plan was made for, a reason's numbers are one account:
// the children placed, net of those who lose a place elsewhere, at the price of a
// child without one are what is saved there, and every action whose parts add up
// to a saving, targets at their price included, is right in the one draw.
func TestReliefIsNet(t *testing.T) {
	reasons, swaps := 0, 0
	for seed := range uint64(4) {
		g := generated{streets: 4, points: 40, sites: 12, options: 6, years: 4, draws: 1, seed: seed, spare: .95, reach: 6}
		d := g.district()
		d.Costs.UnservedNursery, d.Costs.UnservedClass = 10, 10
		p, err := Solve(context.Background(), d, Limits{Rounds: 1, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Actions {
			why := a.Reason
			if why == nil || why.Needs != nil {
				continue
			}
			reasons++
			if math.Abs(10*why.Children-why.Saves.Unserved) > 1e-6*(1+math.Abs(why.Saves.Unserved)) {
				t.Errorf("seed %d, %s %s: %v child-years placed, %v saved on children unserved: want ten times", seed, a.Action, a.Site, why.Children, why.Saves.Unserved)
			}
			if right := why.Worth > 1e-6; right != (why.Right == 1) {
				t.Errorf("seed %d, %s %s: worth %v, right in %v of the draw", seed, a.Action, a.Site, why.Worth, why.Right)
			}
			gains := 0.0
			for _, x := range why.Relieves {
				gains += x.Children
			}
			if gains > why.Entrants+1 {
				swaps++
			}
		}
	}
	if reasons == 0 || swaps == 0 {
		t.Errorf("%d reasons, %d of them with areas that lose: nothing is tested", reasons, swaps)
	}
}
