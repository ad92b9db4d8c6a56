package siting

import (
	"math"
	"math/rand/v2"
	"testing"

	"kindercast/forecast"
)

// Strong duality after every change of seats and children: flows that keep all
// limits and duals that keep all signs, with
//
//	cost of the flows = sum demand x pi - sum seats x mu
//
// are optimal, both of them, without another solver to say so.
func TestSlotFlowStaysOptimal(t *testing.T) {
	d := generated{streets: 4, points: 60, sites: 20, options: 0, years: 1, draws: 1, seed: 11, spare: 1, reach: 6}.district()
	l := newLayout(d, d.Children.Mean(), 1)
	f := newDraft(l).flows[juniorEntry]
	f.demand = append([]float64(nil), f.demand...)
	rng, scratch := rand.New(rand.NewPCG(1, 2)), newFlowScratch(l)
	for step := range 400 {
		if rng.IntN(3) == 0 {
			f.setDemand(rng.IntN(len(f.demand)), float64(rng.IntN(60)), scratch)
		} else {
			f.setSeats(rng.IntN(len(f.seats)), []float64{0, 20, 25, 50, 75, 37.5}[rng.IntN(6)], scratch)
		}
		primal, dual := 0.0, 0.0
		load := make([]float64, len(f.seats))
		placed := make([]float64, len(f.demand))
		for a, y := range f.y {
			primal += y * f.cost[a]
			load[l.arcSite[a]] += y
			placed[l.arcPoint[a]] += y
			if slack := f.cost[a] + f.mu[l.arcSite[a]] - f.pi[l.arcPoint[a]]; slack < -1e-7 || y < 0 {
				t.Fatalf("step %d: arc %d has slack %v, flow %v", step, a, slack, y)
			}
		}
		for i, u := range f.short {
			primal += u * f.price[i]
			dual += f.demand[i] * f.pi[i]
			if f.pi[i] > f.price[i]+1e-7 || u < 0 || math.Abs(placed[i]+u-f.demand[i]) > 1e-6 {
				t.Fatalf("step %d: point %d dual %v, short %v, placed %v of %v", step, i, f.pi[i], u, placed[i], f.demand[i])
			}
		}
		for j, s := range f.seats {
			dual -= s * f.mu[j]
			if f.mu[j] < 0 || load[j] > s+1e-6 {
				t.Fatalf("step %d: site %d dual %v, load %v of %v", step, j, f.mu[j], load[j], s)
			}
		}
		if math.Abs(primal-dual) > 1e-5*(1+math.Abs(primal)) || math.Abs(primal-f.total) > 1e-5*(1+math.Abs(primal)) {
			t.Fatalf("step %d: primal %v, dual %v, kept %v", step, primal, dual, f.total)
		}
	}
}

// Children leave the kindergarten that holds most of them: one with next to no
// seats, and nearer, would be filled again each time, and the loop would not end.
func TestChildrenLeaveTheFullest(t *testing.T) {
	d := village(1)
	d.Points, d.Options = d.Points[:1], nil
	d.Sites = []Site{{Code: "A", Area: "S", Public: true, Rooms: []int{2}}, {Code: "B", Area: "S", Public: true, Rooms: []int{2}}}
	d.Children = NewChildren(1, 1, 1)
	d.Children.At(0, forecast.Junior, 0)[0] = 10
	d.Reach = []Reach{{0, 0, 100}, {0, 1, 900}}
	l := newLayout(d, d.Children.Mean(), 1)
	f, scratch := newDraft(l).flows[juniorEntry], newFlowScratch(l)
	f.demand = append([]float64(nil), f.demand...)
	f.setSeats(1, 20, scratch)
	f.setSeats(0, 2e-9, scratch)
	f.setDemand(0, 4, scratch)
	if math.Abs(f.y[0]-2e-9) > 1e-12 || math.Abs(f.y[1]-4) > 1e-8 {
		t.Errorf("%v at A, %v at B: want 2e-9 and 4", f.y[0], f.y[1])
	}
}
