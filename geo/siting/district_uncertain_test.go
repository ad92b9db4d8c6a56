package siting

import (
	"context"
	"math"
	"slices"
	"testing"

	"kindercast/forecast"
)

// Draws in two heaps far apart, seven and three: two medoids take one each, with
// weights 0.7 and 0.3, and each stands at its heap's middle.
func TestMedoidsByHand(t *testing.T) {
	d := village(1)
	d.Children = NewChildren(1, 1, 10)
	at := d.Children.At(0, forecast.Junior, 0)
	copy(at, []float64{10, 11, 12, 13, 14, 15, 16, 90, 91, 92})
	m := chooseMedoids(d, 2)
	values := []float64{at[m.draw[0]], at[m.draw[1]]}
	if values[0] > values[1] {
		slices.Reverse(values)
		slices.Reverse(m.weight)
	}
	if values[0] != 13 || values[1] != 91 || math.Abs(m.weight[0]-0.7) > 1e-12 || math.Abs(m.weight[1]-0.3) > 1e-12 {
		t.Errorf("medoids at %v with weights %v: want 13 and 91 with 0.7 and 0.3", values, m.weight)
	}
}

// Two scenarios of one year, 25 or 75 children with probability 0.5 each, one
// room, and the option of two more for 30 a year (capital 600). All classes are
// firm, so the choice is the number of junior classes now:
//
//	1: 75 + 0.5 x 50 x 10 = 325;  2: 30 + 150 + 0.5 x 25 x 10 = 305;  3: 30 + 225 = 255
//
// Three classes are best: 255 + fixed 120 + walking 0.15 x (25 + 75) / 2 = 382.5.
// The plan for the mean, 50 children, opens two.
func TestTwoScenariosByHand(t *testing.T) {
	d := village(1)
	d.Options[0].Rooms, d.Options[0].Capital = 2, 600
	d.Children = NewChildren(1, 1, 2)
	copy(d.Children.At(0, forecast.Junior, 0), []float64{25, 75})
	p, err := Planner{Scenarios: 2}.Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.Objective-382.5) > 1e-6 || p.Bound > 382.5+1e-6 {
		t.Errorf("objective %v, bound %v: want 382.5", p.Objective, p.Bound)
	}
	// Two classes instead: 30 + 150 + 120 + walking 0.15 x (25 + 50) / 2 + 125.
	if s := p.Spread; s == nil || math.Abs(s.Cost-382.5) > 1e-6 || math.Abs(s.MeanPlan-430.625) > 1e-6 || math.Abs(s.Value-48.125) > 1e-6 {
		t.Errorf("spread %+v: want 382.5 against 430.625 for the plan for the mean", s)
	}
	if y := p.Spread.Years[0]; y.Mean != 0 || y.Short != 0 {
		t.Errorf("short %+v: want nobody", y)
	}
}

// CVaR by hand: of losses 0, 10, 20, 30 with equal weights, the mean of the worst
// half is 25; of the worst 40 %: (0.25 x 30 + 0.15 x 20) / 0.4 = 26.25.
func TestTailMean(t *testing.T) {
	x, w := []float64{0, 10, 20, 30}, []float64{.25, .25, .25, .25}
	if a, b := tailMean(x, w, 0.5), tailMean(x, w, 0.6); math.Abs(a-25) > 1e-12 || math.Abs(b-26.25) > 1e-12 {
		t.Errorf("tail means %v, %v: want 25, 26.25", a, b)
	}
}

// With several scenarios, fairness and the tail in the objective, the bound
// still stays below the plan, and the firm years are the same in all.
func TestScenariosShareFirmYears(t *testing.T) {
	g := generated{streets: 3, points: 24, sites: 8, options: 3, years: 3, draws: 6, seed: 4, spare: 1, reach: 4, targets: true}
	d := g.district()
	d.Costs.Fairness, d.Costs.TailWeight, d.Costs.TailLevel = 2000, 0.5, 0.5
	p, err := Planner{Scenarios: 3, FirmYears: 1}.Solve(context.Background(), d, Limits{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.Bound > p.Objective+1e-6 || p.Bound < 0.8*p.Objective {
		t.Errorf("bound %v, objective %v", p.Bound, p.Objective)
	}
	for j, s := range p.final.sites {
		for w := 1; w < 3; w++ {
			if s.junior[w*3] != s.junior[0] || s.nursery[w*3] != s.nursery[0] {
				t.Errorf("site %d: first year's classes differ between scenarios", j)
			}
		}
	}
	total := 0.0
	for _, y := range p.Spread.Years {
		total += y.Mean
		if y.Q05 > y.Q95 {
			t.Errorf("quantiles %+v", y)
		}
	}
	if p.Spread.Draws != 6 || total < 0 {
		t.Errorf("spread %+v", p.Spread)
	}
}

// Where all draws are the same there is nothing to wait for, and planning for the
// mean is planning for all. With different ones, knowing more never costs.
func TestWaitingIsWorthNothing(t *testing.T) {
	g := generated{streets: 3, points: 24, sites: 8, options: 3, years: 3, draws: 6, seed: 5, spare: 0.9, reach: 4}
	d := g.district()
	unsure, err := Planner{Scenarios: 3, NoReasons: true}.Solve(context.Background(), d, Limits{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if s := unsure.Spread; !s.Compared || s.Waiting < -1e-6 || s.Waiting > .1*unsure.Objective {
		t.Errorf("different draws: %+v", s)
	}
	for i := range d.Points {
		for _, l := range forecast.Levels {
			for year := range d.Years {
				at := d.Children.At(i, l, year)
				for w := range at {
					at[w] = at[0]
				}
			}
		}
	}
	sure, err := Planner{Scenarios: 3, NoReasons: true}.Solve(context.Background(), d, Limits{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	// The search for one draw and for three end in plans as good as their gap.
	within := sure.Gap * sure.Objective
	if s := sure.Spread; !s.Compared || math.Abs(s.Waiting) > within || math.Abs(s.Value) > within || s.Waiting < -1e-6 {
		t.Errorf("all draws the same: %+v, want values within %v of nothing", s, within)
	}
}

// A site whose one room is taken cannot run the nursery class that the target
// asks for unless an option is built that the budget cannot pay: the target is
// missed, that is proved, and the rules that conflict are named.
func TestConflictNamed(t *testing.T) {
	d := village(2)
	d.Options[0].Earliest = 2028
	d.Options[0].Rooms = 1
	d.Options[0].Capital = 900
	d.Budget = []float64{500, 500}
	d.Sites[0].Rooms = []int{2, 1}
	d.Sites[0].Running = Running{Junior: 1, Middle: 1, JuniorChildren: 20, MiddleChildren: 20}
	// In 2028 the one room is held by the class that was junior in 2026: a nursery
	// class needs the option, and the option needs 900 of a budget of 500.
	d.Targets.NurseryShare = Target{From: 2028, Value: 1}
	p, err := Solve(context.Background(), d, Limits{Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.Status != StatusMissed || p.Bound != 0 || p.Gap != 1 {
		t.Errorf("status %s, bound %v, gap %v: want targets missed and nothing proved", p.Status, p.Bound, p.Gap)
	}
	c := p.Conflict
	if c == nil || len(c.Missing) != 1 || c.Missing[0].Key != "nursery_share" || c.Missing[0].Missing != 1 {
		t.Fatalf("conflict %+v: want one site short of the nursery share", c)
	}
	// Fractions of an option would do 5/9 of it: the linear proof holds as well.
	want := []Rule{{"nursery_share", 2028, ""}, {"budget", 2027, ""}, {"budget", 2028, ""}, {"earliest", 2028, "C"}}
	if !c.Proved || len(c.Set) < 2 || c.Set[0].Key == "" {
		t.Errorf("conflict %+v: want it proved", c)
	}
	for _, r := range c.Set {
		if !slices.Contains(want, r) {
			t.Errorf("rule %+v in the set: want only %+v", r, want)
		}
	}
}

// Three points in a row, a kindergarten at each end with 25 seats: 20, 10 and 15
// children. The middle goes to the emptier end, though the other is nearer; and
// with a price on change it goes on where it went before if seats allow.
func TestCatchmentsByHand(t *testing.T) {
	d := village(1)
	d.Options = nil
	d.Points = []DemandPoint{{Code: "A", Area: "S", Lon: 121.40, Lat: 31.2}, {Code: "B", Area: "S", Lon: 121.41, Lat: 31.2}, {Code: "C", Area: "S", Lon: 121.42, Lat: 31.2}}
	d.Sites = []Site{{Code: "L", Area: "S", Public: true, Lon: 121.40, Lat: 31.21, Rooms: []int{1}}, {Code: "R", Area: "S", Public: true, Lon: 121.42, Lat: 31.21, Rooms: []int{1}}}
	d.Children = NewChildren(3, 1, 1)
	for i, n := range []float64{20, 10, 15} {
		d.Children.At(i, forecast.Junior, 0)[0] = n
	}
	d.Reach = []Reach{{0, 0, 100}, {1, 0, 400}, {1, 1, 500}, {2, 1, 100}}
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Catchments(d, 2027, [][]int{{1}, {0, 2}, {1}}, []string{"L", "L", "R"}, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Assigned[0].Site, c.Assigned[1].Site, c.Assigned[2].Site}
	if !slices.Equal(got, []string{"L", "R", "R"}) || c.Changes != 1 || c.Children != 10 || len(c.Over)+len(c.Pieces)+len(c.None) != 0 {
		t.Errorf("catchments %v, %d changes for %v children, %+v: want L R R, one change, 10 children", got, c.Changes, c.Children, c)
	}
	// (20 x 100 + 10 x 500 + 15 x 100) / 45
	if math.Abs(c.Metres-8500.0/45) > 1e-9 {
		t.Errorf("mean walk %v: want %v", c.Metres, 8500.0/45)
	}
}

// What was known is what came: the plan has no regret beyond its gap, and
// building nothing costs what the option was worth in TestVillageByHand.
func TestRegretByHand(t *testing.T) {
	d := village(1)
	table, err := Planner{}.Replay(context.Background(), d, d.Children, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"plan": 0, "nothing": 121.25, "hindsight": 0, "biggest_gap": 0}
	for _, r := range table {
		if math.Abs(r.Regret-want[r.Way]) > 1e-9 {
			t.Errorf("%s: regret %v, want %v", r.Way, r.Regret, want[r.Way])
		}
	}
	if len(table) != 4 {
		t.Errorf("%d ways: want 4", len(table))
	}
}

// A child without a place priced ten times dearer buys at least as many places.
func TestFrontier(t *testing.T) {
	d := village(1)
	d.Options[0].Capital = 6000 // 300 a year and a class of 75 for 25 children
	points, err := Planner{}.Frontier(context.Background(), d, Limits{}, []float64{1, 10})
	if err != nil {
		t.Fatal(err)
	}
	if points[0].Unserved != 25 || points[1].Unserved != 0 || points[0].Money >= points[1].Money || points[0].Dominated || points[1].Dominated {
		t.Errorf("frontier %+v: want 25 short for less money, then none for more", points)
	}
}
