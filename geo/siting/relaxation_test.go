package siting

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawModel draws a model of up to five sites and seven customers of any of the
// classes, with whole costs, so that ties and exact fits are common.
func drawModel(t *rapid.T) *model {
	m, n := rapid.IntRange(1, 5).Draw(t, "sites"), rapid.IntRange(1, 7).Draw(t, "customers")
	cost := make([][]float64, m)
	fixed, room, demand := make([]float64, m), make([]float64, m), make([]float64, n)
	for i := range cost {
		cost[i] = make([]float64, n)
		for j := range cost[i] {
			cost[i][j] = float64(rapid.IntRange(0, 15).Draw(t, "cost"))
		}
		fixed[i] = float64(rapid.IntRange(0, 20).Draw(t, "fixed"))
		room[i] = float64(rapid.IntRange(1, 12).Draw(t, "room"))
	}
	for j := range demand {
		demand[j] = float64(rapid.IntRange(0, 5).Draw(t, "demand"))
	}
	p := rapid.IntRange(1, m).Draw(t, "p")
	var in interface{ model() (*model, error) }
	switch rapid.IntRange(0, 4).Draw(t, "class") {
	case 0:
		in = PMedian{Cost: cost, P: p}
	case 1:
		in = CapacitatedPMedian{Cost: cost, Demand: demand, Capacity: room, P: p}
	case 2:
		in = FacilityLocation{Cost: cost, Fixed: fixed, Demand: demand, Capacity: room}
	case 3:
		in = FacilityLocation{Cost: cost, Fixed: fixed, Demand: demand, Capacity: room, Split: true}
	default:
		in = FacilityLocation{Cost: cost, Fixed: fixed}
	}
	out, err := in.model()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSubgradient: L is the least of linear functions, so each evaluation gives
// a plane that lies nowhere below it,
//
//	L(v) <= L(u) + g(u) (v - u)   for all u, v
//
// which ties the bound to the solution it came from.
func TestSubgradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		r := newRelaxation(m)
		type plane struct {
			u, g  []float64
			value float64
		}
		var planes []plane
		for range 5 {
			p := plane{u: make([]float64, m.customers), g: make([]float64, m.customers)}
			for j := range p.u {
				p.u[j] = rapid.SampledFrom([]float64{0, 3, 7.5, 11, 16, 25}).Draw(t, "u")
			}
			p.value = r.evaluate(p.u, p.g)
			if math.IsInf(p.value, 1) {
				return // no choice of sites at all
			}
			planes = append(planes, p)
		}
		for _, p := range planes {
			for _, q := range planes {
				above := p.value
				for j := range p.u {
					above += p.g[j] * (q.u[j] - p.u[j])
				}
				if q.value > above+1e-9 { // sums of fewer than a hundred numbers below a hundred
					t.Fatalf("L(v) = %v above the plane at u, %v; u %v, v %v", q.value, above, p.u, q.u)
				}
			}
		}
	})
}

// TestSettling: what settle and settleArcs rule out holds no plan as good as the
// cutoff. The tree with a cutoff just above the optimum must still find it,
// whatever the multipliers at which sites and arcs were settled.
func TestSettling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		if m.possible() != nil {
			return
		}
		free := newTree(m, m.newImprover(1, "a"))
		free.search(context.Background(), math.MaxInt)
		if !free.done() {
			t.Fatal("a tree without limits must end")
		}
		best := math.Min(free.value, free.best.Objective)
		if math.IsInf(best, 1) {
			return
		}
		tight := newTree(m, m.newImprover(2, "b"))
		tight.learn(best + 1e-6*(1+best) + indicator(m.whole))
		tight.search(context.Background(), math.MaxInt)
		if math.Abs(tight.value-best) > 1e-6*(1+best) {
			t.Fatalf("optimum %v, under a tight cutoff %v", best, tight.value)
		}
	})
}
