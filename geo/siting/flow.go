package siting

import (
	"fmt"
	"math"
)

// FlowNetwork is a minimum-cost flow problem: nodes with a supply (below zero
// a demand), arcs with a cost and a capacity, lower bounds of zero.
//
//	minimise   sum_a cost[a] f[a]
//	subject to out(v) - in(v) = supply[v],  0 <= f[a] <= capacity[a]
//
// Supplies must sum to zero. Solved by the primal network simplex method with
// strongly feasible bases (Cunningham 1976), exact whenever the supplies and
// capacities are whole numbers below 2^53.
type FlowNetwork struct {
	supply   []float64
	from, to []int32
	cost     []float64
	capacity []float64
}

// Flow is an optimal flow with its dual prices.
type Flow struct {
	Cost  float64
	Arc   []float64 // flow by arc, in the order of AddArc
	Price []float64 // by node: cost + Price[from] - Price[to] >= 0 on every arc with room
}

// NewFlowNetwork returns a network of nodes without supply and without arcs.
func NewFlowNetwork(nodes int) *FlowNetwork {
	return &FlowNetwork{supply: make([]float64, nodes)}
}

// SetSupply sets what node v sends out; below zero it takes in.
func (f *FlowNetwork) SetSupply(v int, amount float64) { f.supply[v] = amount }

// AddArc adds an arc and returns its position. Capacity may be +Inf.
func (f *FlowNetwork) AddArc(from, to int, capacity, cost float64) int {
	if from < 0 || to < 0 || from >= len(f.supply) || to >= len(f.supply) || !(capacity >= 0) || math.IsNaN(cost) || math.IsInf(cost, 0) {
		panic(fmt.Sprintf("siting: arc %d-%d of capacity %v and cost %v", from, to, capacity, cost))
	}
	f.from, f.to = append(f.from, int32(from)), append(f.to, int32(to))
	f.capacity, f.cost = append(f.capacity, capacity), append(f.cost, cost)
	return len(f.cost) - 1
}

// Solve returns a cheapest flow, or ErrInfeasible. Arcs of negative cost must
// not form a cycle of unlimited capacity; that is an error.
func (f *FlowNetwork) Solve() (Flow, error) {
	sum, scale := 0.0, 1.0
	for _, s := range f.supply {
		sum += s
		scale = math.Max(scale, math.Abs(s))
	}
	if math.Abs(sum) > 1e-9*scale*float64(len(f.supply)) {
		return Flow{}, fmt.Errorf("min-cost flow: supplies sum to %v, not 0", sum)
	}
	b := newBasis(f)
	if err := b.optimise(); err != nil {
		return Flow{}, fmt.Errorf("min-cost flow: %w", err)
	}
	arcs := len(f.cost)
	for a := arcs; a < len(b.flow); a++ {
		if b.flow[a] > 1e-7*scale {
			return Flow{}, fmt.Errorf("min-cost flow: %w", ErrInfeasible)
		}
	}
	out := Flow{Arc: b.flow[:arcs:arcs], Price: b.price[:len(f.supply):len(f.supply)]}
	for a, v := range out.Arc {
		out.Cost += v * f.cost[a]
	}
	return out, nil
}
