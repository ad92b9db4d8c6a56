package siting_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kindercast/geo/siting"
)

// small draws a problem small enough to enumerate: whole costs, demands and
// capacities.
func small(t *rapid.T, split bool) siting.FacilityLocation {
	m, n := rapid.IntRange(1, 4).Draw(t, "sites"), rapid.IntRange(1, 5).Draw(t, "customers")
	f := siting.FacilityLocation{Split: split}
	for range m {
		f.Fixed = append(f.Fixed, float64(rapid.IntRange(0, 30).Draw(t, "fixed")))
		f.Capacity = append(f.Capacity, float64(rapid.IntRange(0, 16).Draw(t, "capacity")))
		row := make([]float64, n)
		for j := range row {
			row[j] = float64(rapid.IntRange(0, 20).Draw(t, "cost"))
		}
		f.Cost = append(f.Cost, row)
	}
	for range n {
		f.Demand = append(f.Demand, float64(rapid.IntRange(0, 6).Draw(t, "demand")))
	}
	return f
}

// cheapest enumerates all sets of sites and, for whole customers, all
// assignments; +Inf where nothing is feasible. A count of 0 is any number.
func cheapest(f siting.FacilityLocation, count int) float64 {
	m := len(f.Cost)
	best := math.Inf(1)
	for set := 1; set < 1<<m; set++ {
		fixed, open := 0.0, []int{}
		for i := range m {
			if set>>i&1 == 1 {
				fixed += f.Fixed[i]
				open = append(open, i)
			}
		}
		if count > 0 && len(open) != count {
			continue
		}
		if f.Split {
			best = math.Min(best, fixed+byUnits(f, open))
			continue
		}
		best = math.Min(best, fixed+byAssignment(f, open, 0, make([]float64, m)))
	}
	return best
}

func byAssignment(f siting.FacilityLocation, open []int, j int, load []float64) float64 {
	if j == len(f.Demand) {
		return 0
	}
	best := math.Inf(1)
	for _, i := range open {
		if f.Capacity != nil && load[i]+f.Demand[j] > f.Capacity[i] {
			continue
		}
		load[i] += f.Demand[j]
		best = math.Min(best, f.Cost[i][j]+byAssignment(f, open, j+1, load))
		load[i] -= f.Demand[j]
	}
	return best
}

// byUnits sends single units along cheapest augmenting paths (Bellman & Ford),
// which is exact for whole amounts and shares nothing with FlowNetwork.
func byUnits(f siting.FacilityLocation, open []int) float64 {
	m, n := len(f.Cost), len(f.Demand)
	flow := make([][]float64, m)
	load := make([]float64, m)
	for i := range flow {
		flow[i] = make([]float64, n)
	}
	total := 0.0
	for j, d := range f.Demand {
		if d == 0 {
			least := math.Inf(1)
			for _, i := range open {
				least = math.Min(least, f.Cost[i][j])
			}
			total += least
			continue
		}
		for range int(d) {
			// Shortest distance of every site and customer from customer j, walking
			// customer -> site at the unit cost, site -> customer back along flow.
			ds, dc := make([]float64, m), make([]float64, n)
			via, back := make([]int, m), make([]int, n)
			for i := range ds {
				ds[i] = math.Inf(1)
			}
			for k := range dc {
				dc[k] = math.Inf(1)
			}
			dc[j] = 0
			for range m + n + 1 {
				for _, i := range open {
					for k := range dc {
						unit := 0.0
						if f.Demand[k] > 0 {
							unit = f.Cost[i][k] / f.Demand[k]
						}
						if v := dc[k] + unit; v < ds[i]-1e-12 {
							ds[i], via[i] = v, k
						}
						if v := ds[i] - unit; flow[i][k] > 0 && v < dc[k]-1e-12 {
							dc[k], back[k] = v, i
						}
					}
				}
			}
			end := -1
			for _, i := range open {
				if load[i] < f.Capacity[i] && (end < 0 || ds[i] < ds[end]) {
					end = i
				}
			}
			if end < 0 || math.IsInf(ds[end], 1) {
				return math.Inf(1)
			}
			total += ds[end]
			load[end]++
			for i := end; ; {
				k := via[i]
				flow[i][k]++
				if k == j {
					break
				}
				i = back[k]
				flow[i][k]--
			}
		}
	}
	return total
}

// agree demands bound <= optimum <= objective, and equality, since problems of
// this size are always proved; 1e-7 is the rounding of shares of a customer.
func agree(t *rapid.T, in siting.Instance, want float64) {
	r, err := in.Solve(context.Background(), siting.Limits{Seed: 5, Rounds: 30})
	if math.IsInf(want, 1) {
		if !errors.Is(err, siting.ErrInfeasible) {
			t.Fatalf("want infeasible, got %v, %v", r, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Check(r); err != nil {
		t.Fatal(err)
	}
	if r.Bound > want+1e-7 || r.Objective < want-1e-7 || !r.Optimal() {
		t.Fatalf("optimum %v, objective %v, bound %v", want, r.Objective, r.Bound)
	}
}

func TestSingleSourceAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := small(t, false)
		agree(t, f, cheapest(f, 0))
	})
}

func TestSplitAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := small(t, true)
		agree(t, f, cheapest(f, 0))
	})
}

func TestPMediansAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := small(t, false)
		clear(f.Fixed)
		p := rapid.IntRange(1, len(f.Cost)).Draw(t, "p")
		agree(t, siting.CapacitatedPMedian{Cost: f.Cost, Demand: f.Demand, Capacity: f.Capacity, P: p}, cheapest(f, p))
		f.Capacity = nil
		agree(t, siting.PMedian{Cost: f.Cost, P: p}, cheapest(f, p))
	})
}

func TestUncapacitatedAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := small(t, rapid.Bool().Draw(t, "split"))
		f.Capacity = nil
		whole := f
		whole.Split = false
		agree(t, f, cheapest(whole, 0))
	})
}
