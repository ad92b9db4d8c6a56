package siting

import (
	"context"
	"math"
	"testing"

	"kindercast/forecast"
)

// Sixty places of area, one nursery class of twelve children and two junior
// classes of fifty: two too many, and a nursery child short is the cheaper one.
// Full classes, nursery first, would leave ten juniors without a place.
//
//	fixed 120 + classes 3 x 75 + walking 60 x 0.5 km x 0.3 + 2 x 8 short = 370
//
// Without the nursery class it is 120 + 150 + 7.5 + 12 x 8 = 373.5.
func TestAreaIsSharedByTheChildrenThereAre(t *testing.T) {
	d := village(1)
	d.Options = nil
	d.Sites[0].Rooms[0], d.Sites[0].AreaPlaces = 4, 60
	d.Children.At(0, forecast.Nursery, 0)[0] = 12
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.Objective-370) > 1e-9 || p.Bound > 370+1e-6 {
		t.Errorf("objective %v, bound %v: want 370", p.Objective, p.Bound)
	}
}

// One site and sixty places of area for seventy-five juniors. Two classes place
// fifty of them, three sixty, and nothing between, whatever the price of area says:
// with one site the bound, before the plan's own cost caps it, is the optimum.
//
//	two classes:   120 + 150 + 50 x 0.15 + 25 x 10 = 527.5
//	three classes: 120 + 225 + 60 x 0.15 + 15 x 10 = 504
func TestBoundKnowsSeats(t *testing.T) {
	d := village(1)
	d.Options = nil
	d.Sites[0].Rooms[0], d.Sites[0].AreaPlaces = 4, 60
	d.Children.At(0, forecast.Junior, 0)[0] = 75
	r := newRun(newLayout(d, d.Children.Mean(), 1), Limits{Rounds: 20})
	r.solve(context.Background())
	if math.Abs(r.value.total()-504) > 1e-9 || r.bound < 504*(1-1e-4) || r.bound > 504+1e-6 {
		t.Errorf("objective %v, bound %v: want 504 and a bound within a ten-thousandth", r.value.total(), r.bound)
	}
}

// What fit shares out keeps within area and classes in every year, growth and
// all, and makes no plan dearer.
func TestFitKeepsTheArea(t *testing.T) {
	g := generated{streets: 3, points: 24, sites: 8, options: 3, years: 4, draws: 2, seed: 5, spare: 0.95, reach: 5, targets: true}
	d := g.district()
	for j := range d.Sites {
		d.Sites[j].AreaPlaces *= 0.8
		d.Sites[j].Growth = []float64{0.95, 1, 1.05}[j%3]
	}
	l := newLayout(d, d.Children, 2)
	s := newSearch(newDraft(l), 1)
	s.fill(context.Background(), func(int, int) float64 { return 0 }, func(int) float64 { return 0 })
	before := s.searchCost()
	s.fit()
	if after := s.searchCost(); !(after < before) {
		t.Errorf("cost %v after, %v before: want less, areas are short", after, before)
	}
	for j, plan := range s.sites {
		if plan.seats == nil {
			continue
		}
		for slot, seats := range plan.seats {
			if w := l.wishes(j, plan, slot); seats < 0 || seats > w+1e-9 {
				t.Errorf("site %d, slot %d: %v seats in classes of %v", j, slot, seats, w)
			}
		}
		for w := range l.scenarios {
			for y := range l.years {
				if left := l.spareArea(j, plan, plan.seats, w, y); left < -1e-6 {
					t.Errorf("site %d, year %d: %v places over its area", j, y, -left)
				}
			}
		}
	}
}

// A plan is a point of the program, rows for whole classes and all, at the plan's
// own cost: no row of the program cuts a plan off.
func TestPlansArePoints(t *testing.T) {
	for seed := range uint64(4) {
		g := generated{streets: 3, points: 30, sites: 10, options: 3, years: 3, draws: 1, seed: seed, spare: 1, reach: 5}
		d := g.district()
		for j := range d.Sites {
			d.Sites[j].AreaPlaces *= 0.8
			d.Sites[j].Growth = []float64{0.95, 1, 1.05}[j%3]
		}
		l := newLayout(d, d.Children.Mean(), d.Years)
		p := newDistrictProgram(l)
		s := newSearch(newDraft(l), seed)
		s.fill(context.Background(), func(int, int) float64 { return 0 }, func(int) float64 { return 0 })
		s.descend(context.Background(), s.order())
		x := p.pointOf(s.draft)
		if w := s.worth(); !p.feasible(x, 1e-7, true) || math.Abs(p.objectiveAt(x)-w.total()) > 1e-6*w.total() {
			t.Errorf("seed %d: feasible %v, cost %v, the plan's %v", seed, p.feasible(x, 1e-7, true), p.objectiveAt(x), w.total())
		}
		rows := 0
		for _, site := range p.wholeRow {
			for _, r := range site {
				if r >= 0 {
					rows++
				}
			}
		}
		if rows == 0 {
			t.Error("no row for whole classes to be tested")
		}
	}
}
