package siting

import (
	"math"
	"slices"
)

// state is what the tree has decided about a site.
type state int8

const (
	free state = iota
	opened
	shut
)

// relaxation is the Lagrangian relaxation of "every customer is served", with
// a multiplier u[j] for each customer:
//
//	L(u) = sum_j u[j] + min_y sum_i w[i] y[i]
//	w[i] = Fixed[i] + min { sum_j (Cost[i][j] - u[j]) x[j] : x fits into site i }
//
// over the site choices y that open count sites, or any number whose room holds
// the total demand. L(u) is a lower bound for every u. The problem of one site
// is a sum (no capacities), a 0/1 knapsack (single source) or a continuous one
// (split demand). Geoffrion (1974), Beasley (1993).
//
// A relaxation also holds the decisions of one node of the tree, and the
// scratch space of one goroutine.
type relaxation struct {
	*model
	arcs     [][]arc // by customer: sites not ruled out, by rising cost
	state    []state
	forced   []int32 // by customer: the only site allowed, or -1
	work     int     // elementary steps done, the measure of effort
	items    [][]item
	value    []float64 // w
	exact    []bool    // whether w is exact; a value that is not is a lower bound
	left     []float64 // room besides forced customers
	fits     []int     // split: whole items taken
	share    []float64 // split: share taken of the next item
	chosen   []bool
	order    []int32
	taken    [][]int32 // single source: customers in the knapsack
	sack     knapsack
	cover    knapsack
	covering []item
	prices   prices
	sum      float64 // sum of u
}

// newRelaxation returns the relaxation with nothing decided.
func newRelaxation(m *model) *relaxation {
	r := &relaxation{
		model: m, arcs: make([][]arc, m.customers),
		state: make([]state, m.sites), forced: make([]int32, m.customers),
		items: make([][]item, m.sites), value: make([]float64, m.sites), exact: make([]bool, m.sites),
		left: make([]float64, m.sites), fits: make([]int, m.sites), share: make([]float64, m.sites),
		chosen: make([]bool, m.sites), taken: make([][]int32, m.sites),
	}
	for j := range r.forced {
		r.forced[j] = -1
		r.arcs[j] = slices.Clone(m.near[j])
	}
	return r
}

// evaluate returns L(u) and leaves in g the subgradient 1 - sum_i x[i][j]; it
// returns +Inf where the decisions allow no choice of sites.
func (r *relaxation) evaluate(u, g []float64) float64 {
	if !r.price(u) {
		return math.Inf(1)
	}
	r.sum = 0
	magnitude := 0.0
	for j := range u {
		r.sum += u[j]
		magnitude += math.Abs(u[j])
		g[j] = 1
		if r.forced[j] >= 0 {
			g[j] = 0
		}
	}
	bound, ok := r.choose()
	if !ok {
		return math.Inf(1)
	}
	for i := range r.value {
		if r.chosen[i] {
			r.serve(int32(i), g)
			magnitude += math.Abs(r.value[i])
		}
	}
	if r.room == nil {
		r.serveAll(u, g)
	}
	rounding := 1e-13 * magnitude // more than the sums can have gained by it
	r.prices.bound -= rounding
	return bound - rounding
}

// price computes w, and false where a forced customer does not fit.
func (r *relaxation) price(u []float64) bool {
	for i := range r.value {
		r.value[i] = r.fixed[i]
		r.items[i] = r.items[i][:0]
		r.exact[i] = true
		if r.room != nil {
			r.left[i] = r.room[i]
		}
	}
	for j, list := range r.arcs {
		price := u[j]
		if i := r.forced[j]; i >= 0 {
			r.value[i] += r.cost[i][j] - price
			if r.room != nil {
				r.left[i] -= r.demand[j]
				if r.left[i] < -tolerance(r.room[i]) {
					return false
				}
			}
			continue
		}
		if r.room == nil {
			for k, a := range list {
				if a.cost >= price {
					r.work += k
					break
				}
				r.value[a.site] += a.cost - price
			}
			continue
		}
		for k, a := range list {
			if a.cost >= price {
				r.work += 2 * k
				break
			}
			if r.split || r.demand[j] <= r.left[a.site]+tolerance(r.room[a.site]) {
				r.items[a.site] = append(r.items[a.site], newItem(price-a.cost, r.demand[j], int32(j)))
			}
		}
	}
	if r.room == nil {
		return true
	}
	for i := range r.items {
		if r.state[i] == shut {
			continue
		}
		sortByRatio(r.items[i])
		profit, whole, share := dantzig(r.items[i], math.Max(r.left[i], 0))
		r.work += 8 * len(r.items[i])
		r.fits[i], r.share[i] = whole, share
		r.value[i] -= profit
		r.exact[i] = r.split || share == 0
		if !r.split && share == 0 {
			r.taken[i] = r.taken[i][:0]
			for _, it := range r.items[i][:whole] {
				r.taken[i] = append(r.taken[i], it.id)
			}
		}
	}
	return true
}

// solveSite replaces the continuous knapsack of a single-source site by the
// whole one.
func (r *relaxation) solveSite(i int32) {
	if r.exact[i] {
		return
	}
	r.exact[i] = true
	items := r.items[i]
	relaxed, _, _ := dantzig(items, math.Max(r.left[i], 0))
	_, profit := r.sack.solve(items, math.Max(r.left[i], 0))
	r.work += 10 * r.sack.nodes
	r.value[i] += relaxed - profit
	r.taken[i] = r.taken[i][:0]
	for k, it := range items {
		if r.sack.best[k] {
			r.taken[i] = append(r.taken[i], it.id)
		}
	}
}

// serve takes what the capacitated site i serves out of the subgradient.
func (r *relaxation) serve(i int32, g []float64) {
	switch {
	case r.room == nil:
	case r.split:
		items := r.items[i]
		for _, it := range items[:r.fits[i]] {
			g[it.id]--
		}
		if r.share[i] > 0 {
			g[items[r.fits[i]].id] -= r.share[i]
		}
	default:
		for _, j := range r.taken[i] {
			g[j]--
		}
	}
}

// serveAll takes what the chosen sites serve out of the subgradient, without
// capacities.
func (r *relaxation) serveAll(u, g []float64) {
	for j, list := range r.arcs {
		for _, a := range list {
			if a.cost >= u[j] {
				break
			}
			if r.chosen[a.site] {
				g[j]--
			}
		}
	}
}
