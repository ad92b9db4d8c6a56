package siting

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAssignment: through tearing, improving and going back to stored plans, the
// sums kept along the way are those of the plan, and improve leaves no shift or
// swap that pays.
func TestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := newRebuild(town(t, seed), stream(seed, "test"))
		r.construct()
		a := r.a
		plans := []stored{r.now}
		for range 6 {
			p := rapid.SampledFrom(plans).Draw(t, "plan")
			a.restore(p.sites, p.site)
			if math.Abs(a.merit()-p.merit) > 1e-6 {
				t.Fatalf("merit %v, %v when it was stored", a.merit(), p.merit)
			}
			if !slices.Equal(a.site, p.site) || !sameSites(a.sites, p.sites) {
				t.Fatalf("%v %v is not the stored %v %v", a.sites, a.site, p.sites, p.site)
			}
			r.tear()
			a.improve(r.rng)
			holds(t, a)
			plans = append(plans, r.store())
			for j := range a.site {
				if a.relocate(int32(j)) {
					t.Fatalf("a move of customer %d was left", j)
				}
			}
		}
	})
}

// town is a single-source model of enough open sites that a customer does not
// reach all of them.
func town(t *rapid.T, seed uint64) *model {
	const n = 60
	rng := stream(seed, "town")
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = 1000*rng.Float64(), 1000*rng.Float64()
	}
	f := FacilityLocation{Cost: make([][]float64, n)}
	for i := range n {
		f.Cost[i] = make([]float64, n)
		for j := range n {
			f.Cost[i][j] = math.Hypot(x[i]-x[j], y[i]-y[j])
		}
		f.Fixed = append(f.Fixed, float64(rng.IntN(300)))
		f.Capacity = append(f.Capacity, float64(20+rng.IntN(20)))
		f.Demand = append(f.Demand, float64(rng.IntN(16)))
	}
	m, err := f.model()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sameSites(a, b []int32) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// holds recomputes everything from the sites of the customers; a millionth is
// left to sums of some thousands in another order.
func holds(t *rapid.T, a *assignment) {
	value, over := 0.0, 0.0
	load, members := make([]float64, a.model.sites), make([]int, a.model.sites)
	for j, i := range a.site {
		if a.place[i] < 0 || a.members[i][a.spot[j]] != int32(j) {
			t.Fatalf("customer %d is not at site %d", j, i)
		}
		value += a.cost[i][j]
		load[i] += a.demand[j]
		members[i]++
	}
	for k, i := range a.sites {
		if a.place[i] != int32(k) || members[i] != len(a.members[i]) {
			t.Fatalf("site %d: place %d, %d members, not %d and %d", i, a.place[i], len(a.members[i]), k, members[i])
		}
		value += a.fixed[i]
		over += a.excess(i, load[i])
	}
	if math.Abs(value-a.value) > 1e-6 || math.Abs(over-a.over) > 1e-6 {
		t.Fatalf("value %v, overload %v; kept were %v and %v", value, over, a.value, a.over)
	}
}
