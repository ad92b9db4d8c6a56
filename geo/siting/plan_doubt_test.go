package siting

import (
	"context"
	"math"
	"testing"

	"kindercast/forecast"
)

// One year, one room for 25, an expansion for 25 more: it costs 50 of charge and
// 75 for the class, and a child placed saves 10 less half a kilometre at 0.3, so
// that it is worth
//
//	s(d) = 9.85 x min(max(d - 25, 0), 25) - 125
//
// For 38 children, the mean of either pair of draws, that is 3.05, and the plan for
// the mean expands. For 30 or 46 children it is -75.75 or 81.85, 3.05 in the mean.
// For 2 or 74 it is -125 or 121.25, and nothing is built. Nothing else differs.
func TestDoubt(t *testing.T) {
	for _, c := range []struct {
		draws    [2]float64
		expected float64
		actions  int
	}{{[2]float64{30, 46}, 3.05, 1}, {[2]float64{2, 74}, -1.875, 0}} {
		d := village(1)
		d.Children = NewChildren(1, 1, 2)
		copy(d.Children.At(0, forecast.Junior, 0), c.draws[:])
		p, err := Solve(context.Background(), d, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Actions) != c.actions {
			t.Errorf("draws %v: %+v, want %d actions", c.draws, p.Actions, c.actions)
			continue
		}
		if c.actions == 1 {
			if why := p.Actions[0].Reason; math.Abs(why.Expected-c.expected) > 1e-6 || math.Abs(why.Worth-3.05) > 1e-6 || why.Right != .5 {
				t.Errorf("draws %v: worth %v, %v over the draws, right in %v of them: want 3.05, %v, 0.5", c.draws, why.Worth, why.Expected, why.Right, c.expected)
			}
		}
	}
}

// The doubted expansion stays where a hard target needs it.
func TestDoubtSparesHardTargets(t *testing.T) {
	d := village(1)
	d.Children = NewChildren(1, 1, 2)
	copy(d.Children.At(0, forecast.Junior, 0), []float64{2, 74})
	d.Sites = append(d.Sites, Site{Code: "N", Area: "T", Public: true, Lon: 121.42, Lat: 31.2})
	d.Points = append(d.Points, DemandPoint{Code: "Q", Area: "T", Lon: 121.42, Lat: 31.2})
	d.Reach = append(d.Reach, Reach{1, 1, 100})
	children := NewChildren(2, 1, 2)
	copy(children.At(0, forecast.Junior, 0), []float64{2, 74})
	d.Children = children
	d.Options = append(d.Options, Option{Code: "NEW", Kind: New, Site: "N", Rooms: 1, Capital: 9000, Earliest: 2027, NeedsNursery: true})
	d.Targets.FullStreets = Target{From: 2027, Value: 1}
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Status == StatusMissed {
		t.Errorf("actions %+v: the target is missed", p.Actions)
	}
}
