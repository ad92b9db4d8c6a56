package siting_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"kindercast/geo/siting"
)

// randomPlane is a capacitated p-median on whole points of a square, floors
// of distances, four fifths full.
func randomPlane(seed uint64, n, p int) siting.CapacitatedPMedian {
	rng := rand.New(rand.NewPCG(seed, 0))
	x, y := make([]float64, n), make([]float64, n)
	in := siting.CapacitatedPMedian{P: p, Demand: make([]float64, n), Capacity: make([]float64, n), Cost: make([][]float64, n)}
	total := 0.0
	for j := range n {
		x[j], y[j] = float64(rng.IntN(101)), float64(rng.IntN(101))
		in.Demand[j] = float64(1 + rng.IntN(20))
		total += in.Demand[j]
	}
	for i := range n {
		in.Capacity[i] = math.Max(20, math.Ceil(total/float64(p)/0.8))
		in.Cost[i] = make([]float64, n)
		for j := range n {
			in.Cost[i][j] = math.Floor(math.Hypot(x[i]-x[j], y[i]-y[j]))
		}
	}
	return in
}

// class makes an instance of one of the problems from the same sites and
// customers; p is the number of sites where the class has one.
type class struct {
	name string
	of   func(f siting.FacilityLocation, p int) siting.Instance
}

var classes = []class{
	{"p-median", func(f siting.FacilityLocation, p int) siting.Instance {
		return siting.PMedian{Cost: f.Cost, P: p}
	}},
	{"capacitated p-median", func(f siting.FacilityLocation, p int) siting.Instance {
		return siting.CapacitatedPMedian{Cost: f.Cost, Demand: f.Demand, Capacity: f.Capacity, P: p}
	}},
	{"facilities, whole customers", func(f siting.FacilityLocation, _ int) siting.Instance {
		return f
	}},
	{"facilities, split demand", func(f siting.FacilityLocation, _ int) siting.Instance {
		f.Split = true
		return f
	}},
	{"facilities without capacities", func(f siting.FacilityLocation, _ int) siting.Instance {
		f.Capacity = nil
		return f
	}},
}

// optimum solves to proof; +Inf where no plan exists.
func optimum(t *rapid.T, in siting.Instance) float64 {
	r, err := in.Solve(context.Background(), siting.Limits{Seed: 9, Rounds: 60})
	if errors.Is(err, siting.ErrInfeasible) {
		return math.Inf(1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Check(r); err != nil {
		t.Fatal(err)
	}
	if !r.Optimal() {
		t.Fatalf("not proved: %v, bound %v", r.Objective, r.Bound)
	}
	return r.Objective
}

// law draws sites and customers for each class and changes them; holds says
// whether the optimum after the change is as it must be, given the optimum before
// it times the factor that change returns.
func law(t *testing.T, change func(t *rapid.T, f siting.FacilityLocation) (siting.FacilityLocation, float64), holds func(due, got float64) bool) {
	const p = 3
	for _, c := range classes {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				in := randomPlane(rapid.Uint64Range(0, 1<<20).Draw(t, "seed"), rapid.IntRange(5, 10).Draw(t, "n"), p)
				f := siting.FacilityLocation{Cost: in.Cost, Demand: in.Demand, Capacity: in.Capacity, Fixed: same(15, len(in.Cost))}
				changed, factor := change(t, f)
				due, got := factor*optimum(t, c.of(f, p)), optimum(t, c.of(changed, p))
				if !holds(due, got) {
					t.Fatalf("optimum %v after the change, %v due", got, due)
				}
			})
		})
	}
}

// equal allows for the rounding of shares of a customer and of scaled costs.
func equal(due, got float64) bool { return due == got || math.Abs(due-got) <= 1e-6*(1+math.Abs(due)) }

// TestOneMoreCandidate never worsens the optimum: the change takes one away.
func TestOneMoreCandidate(t *testing.T) {
	law(t, func(t *rapid.T, f siting.FacilityLocation) (siting.FacilityLocation, float64) {
		return pick(f, without(len(f.Cost), rapid.IntRange(0, len(f.Cost)-1).Draw(t, "taken away"))), 1
	}, func(with, without float64) bool { return with <= without || equal(with, without) })
}

// TestDemandAndCapacity scaled alike change nothing: what fits still fits, though
// tenths are not exact in binary.
func TestDemandAndCapacity(t *testing.T) {
	law(t, func(t *rapid.T, f siting.FacilityLocation) (siting.FacilityLocation, float64) {
		k := rapid.SampledFrom([]float64{0.1, 2, 1e4}).Draw(t, "factor")
		f.Demand, f.Capacity = times(k, f.Demand)[0], times(k, f.Capacity)[0]
		return f, 1
	}, equal)
}

// TestCosts scaled by a factor scale the optimum by it.
func TestCosts(t *testing.T) {
	law(t, func(t *rapid.T, f siting.FacilityLocation) (siting.FacilityLocation, float64) {
		k := rapid.SampledFrom([]float64{0.1, 3, 1e4}).Draw(t, "factor")
		f.Cost, f.Fixed = times(k, f.Cost...), times(k, f.Fixed)[0]
		return f, k
	}, equal)
}

// TestOrder of sites and of customers is of no matter.
func TestOrder(t *testing.T) {
	law(t, func(t *rapid.T, f siting.FacilityLocation) (siting.FacilityLocation, float64) {
		order := rapid.Permutation(without(len(f.Cost), -1)).Draw(t, "sites")
		f = pick(f, order)
		order = rapid.Permutation(without(len(f.Demand), -1)).Draw(t, "customers")
		for i, row := range f.Cost {
			f.Cost[i] = reorder(row, order)
		}
		f.Demand = reorder(f.Demand, order)
		return f, 1
	}, equal)
}

// without lists 0..n-1 except one.
func without(n, one int) []int {
	var list []int
	for i := range n {
		if i != one {
			list = append(list, i)
		}
	}
	return list
}

// pick keeps the sites given, in that order.
func pick(f siting.FacilityLocation, sites []int) siting.FacilityLocation {
	f.Cost, f.Fixed, f.Capacity = reorder(f.Cost, sites), reorder(f.Fixed, sites), reorder(f.Capacity, sites)
	return f
}

func reorder[T any](list []T, order []int) []T {
	out := make([]T, len(order))
	for k, i := range order {
		out[k] = list[i]
	}
	return out
}

func times(k float64, rows ...[]float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i, row := range rows {
		out[i] = make([]float64, len(row))
		for j, v := range row {
			out[i][j] = k * v
		}
	}
	return out
}
