package siting_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kindercast/geo/siting"
)

// line is a village street: customers and sites at the same whole metres.
func line(at ...float64) [][]float64 {
	cost := make([][]float64, len(at))
	for i := range at {
		cost[i] = make([]float64, len(at))
		for j := range at {
			cost[i][j] = math.Abs(at[i] - at[j])
		}
	}
	return cost
}

func same(v float64, n int) []float64 {
	s := make([]float64, n)
	for k := range s {
		s[k] = v
	}
	return s
}

func solve(t testing.TB, in siting.Instance) siting.Result {
	t.Helper()
	r, err := in.Solve(context.Background(), siting.Limits{Seed: 1, Rounds: 50})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Check(r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Two villages of three houses, 100 m apart: one site in the middle house of
// each, at 0, 1, 2 and 100, 101, 102, costs 1+0+1 twice.
func TestPMedianByHand(t *testing.T) {
	r := solve(t, siting.PMedian{Cost: line(0, 1, 2, 100, 101, 102), P: 2})
	if r.Objective != 4 || r.Bound != 4 || !slices.Equal(r.Open, []int{1, 4}) {
		t.Errorf("%+v", r)
	}
}

// Four houses at 0, 1, 2 and 10, two children in each, two sites of four places:
// two houses go to each site. {0, 1} and {2, 10} cost 1 + 8; {0, 2} and {1, 10}
// 2 + 9; {0, 10} and {1, 2} 10 + 1. Without the limit the first three go together
// for 2.
func TestCapacitatedPMedianByHand(t *testing.T) {
	cost := line(0, 1, 2, 10)
	tight := solve(t, siting.CapacitatedPMedian{Cost: cost, Demand: same(2, 4), Capacity: same(4, 4), P: 2})
	if tight.Objective != 9 || !tight.Optimal() {
		t.Errorf("tight: %+v", tight)
	}
	loose := solve(t, siting.CapacitatedPMedian{Cost: cost, Demand: same(2, 4), Capacity: same(6, 4), P: 2})
	if loose.Objective != 2 || !loose.Optimal() {
		t.Errorf("loose: %+v", loose)
	}
}

// Two sites of three places, fixed cost 10 each; three houses of two children.
// Site 1 costs 1, site 2 costs 3 for a whole house. Split, one and a half houses
// go to each: 20 + 1.5 + 4.5 = 26. Whole houses: only one fits into each site,
// so no plan exists.
func TestFacilityLocationByHand(t *testing.T) {
	f := siting.FacilityLocation{Cost: [][]float64{{1, 1, 1}, {3, 3, 3}}, Fixed: []float64{10, 10},
		Demand: same(2, 3), Capacity: same(3, 2), Split: true}
	r := solve(t, f)
	if math.Abs(r.Objective-26) > 1e-9 || !r.Optimal() || r.Assign != nil {
		t.Errorf("%+v", r)
	}
	f.Split = false
	if _, err := f.Solve(context.Background(), siting.Limits{Rounds: 50}); !errors.Is(err, siting.ErrInfeasible) {
		t.Errorf("whole houses do not fit: %v", err)
	}
	// Without capacities everything goes to site 1: 10 + 3.
	f.Capacity = nil
	if r := solve(t, f); r.Objective != 13 || !r.Optimal() {
		t.Errorf("without capacities: %+v", r)
	}
}

func TestNotWellFormed(t *testing.T) {
	ok := line(0, 1)
	for name, in := range map[string]siting.Instance{
		"no sites":                siting.PMedian{P: 1},
		"3 sites to open out of":  siting.PMedian{Cost: ok, P: 3},
		"0 sites to open":         siting.PMedian{Cost: ok},
		"site 2 has 1 costs":      siting.PMedian{Cost: [][]float64{{1, 2}, {1}}, P: 1},
		"customer 2 from site 1":  siting.PMedian{Cost: [][]float64{{1, math.NaN()}, {1, 1}}, P: 1},
		"1 demands for 2":         siting.CapacitatedPMedian{Cost: ok, P: 1, Demand: same(1, 1), Capacity: same(9, 2)},
		"demand of customer 1":    siting.CapacitatedPMedian{Cost: ok, P: 1, Demand: []float64{-1, 1}, Capacity: same(9, 2)},
		"capacity of site 2":      siting.CapacitatedPMedian{Cost: ok, P: 1, Demand: same(1, 2), Capacity: []float64{1, math.Inf(1)}},
		"1 fixed costs for 2":     siting.FacilityLocation{Cost: ok, Fixed: same(1, 1)},
		"fixed cost of site 1 is": siting.FacilityLocation{Cost: ok, Fixed: []float64{math.NaN(), 1}},
	} {
		_, err := in.Solve(context.Background(), siting.Limits{Rounds: 1})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func TestInfeasibleIsProved(t *testing.T) {
	for name, in := range map[string]siting.Instance{
		"demand 6, room in the largest 1 sites 5": siting.CapacitatedPMedian{Cost: line(0, 1, 2), P: 1, Demand: same(2, 3), Capacity: same(5, 3)},
		"customer 1 demands 7":                    siting.CapacitatedPMedian{Cost: line(0, 1, 2), P: 2, Demand: []float64{7, 1, 1}, Capacity: same(5, 3)},
		"do not fit into the largest 2 sites":     siting.CapacitatedPMedian{Cost: line(0, 1, 2), P: 2, Demand: same(3, 3), Capacity: same(5, 3)},
	} {
		_, err := in.Solve(context.Background(), siting.Limits{Rounds: 50})
		if !errors.Is(err, siting.ErrInfeasible) || !strings.Contains(err.Error(), name) {
			t.Errorf("want infeasible and %q, got %v", name, err)
		}
	}
}

// TestCheckFindsFaults: each change makes a right plan wrong.
func TestCheckFindsFaults(t *testing.T) {
	in := siting.CapacitatedPMedian{Cost: line(0, 1, 2, 10), Demand: same(2, 4), Capacity: same(4, 4), P: 2}
	good := solve(t, in)
	for name, spoil := range map[string]func(*siting.Result){
		"cost":         func(r *siting.Result) { r.Objective-- },
		"bound":        func(r *siting.Result) { r.Bound = r.Objective + 1 },
		"count":        func(r *siting.Result) { r.Open = r.Open[:1] },
		"overload":     func(r *siting.Result) { r.Assign = []int{r.Open[0], r.Open[0], r.Open[0], r.Open[1]} },
		"closed site":  func(r *siting.Result) { r.Assign[0] = 6 - r.Open[0] - r.Open[1] - r.Assign[3] },
		"no customers": func(r *siting.Result) { r.Assign = nil },
	} {
		r := good
		r.Open, r.Assign = slices.Clone(good.Open), slices.Clone(good.Assign)
		spoil(&r)
		if in.Check(r) == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

// TestDearSites: where sites cost far more than walking, the plan must still be
// near the bound within two rounds. A search that finds overload cheaper than
// one more site is 6 % off.
func TestDearSites(t *testing.T) {
	f := city(1, 40, 160, false, false)
	for i := range f.Fixed {
		f.Capacity[i] = math.Ceil(f.Capacity[i] * (0.2 + float64(i%5)/10))
		f.Fixed[i] = math.Round(100 * math.Sqrt(f.Capacity[i]))
	}
	r, err := f.Solve(context.Background(), siting.Limits{Seed: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(r); err != nil {
		t.Fatal(err)
	}
	if r.Gap() > 0.02 {
		t.Errorf("objective %v, bound %v, gap %.4f", r.Objective, r.Bound, r.Gap())
	}
}

// TestSeedDecides: two runs of as many rounds give the same plan, and a context
// that has ended gives the best plan so far or says that there is none.
func TestSeedDecides(t *testing.T) {
	in := randomPlane(7, 60, 6)
	a, b := solve(t, in), solve(t, in)
	a.Seconds, b.Seconds = 0, 0
	if fmt.Sprintf("%v", a) != fmt.Sprintf("%v", b) {
		t.Errorf("%v\n%v", a, b)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if r, err := in.Solve(ended, siting.Limits{}); err == nil {
		if err := in.Check(r); err != nil {
			t.Error(err)
		}
	} else if !errors.Is(err, siting.ErrNoPlan) {
		t.Error(err)
	}
}

func TestProgressCloses(t *testing.T) {
	last := siting.Progress{Objective: math.Inf(1), Bound: math.Inf(-1)}
	_, err := randomPlane(3, 80, 8).Solve(context.Background(), siting.Limits{Rounds: 3, Progress: func(p siting.Progress) {
		if p.Objective > last.Objective || p.Bound < last.Bound || p.Round != last.Round+1 {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}})
	if err != nil || last.Round == 0 {
		t.Errorf("%v after %d rounds", err, last.Round)
	}
}

func ExamplePMedian() {
	// Houses at 0, 1, 2, 100, 101 and 102 m along a road.
	r, _ := siting.PMedian{Cost: line(0, 1, 2, 100, 101, 102), P: 2}.Solve(context.Background(), siting.Limits{})
	fmt.Printf("open %v: %v m of walking, not less than %v m\n", r.Open, r.Objective, r.Bound)
	// Output: open [1 4]: 4 m of walking, not less than 4 m
}
