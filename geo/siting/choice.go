package siting

import (
	"cmp"
	"math"
	"slices"
)

// prices turn the choice of sites into reduced costs. In the relaxation whose
// value is bound, a free site that stays shut costs open(i) to open, and a free
// site that is chosen costs shut(i) to shut.
type prices struct {
	bound       float64
	enter, keep float64 // count: the dearest value chosen, the cheapest not
	lambda      float64 // cover: price of a unit of room
}

// choose picks the sites and returns the bound, and false where no choice of
// sites is left.
func (r *relaxation) choose() (float64, bool) {
	bound := r.sum
	r.order = r.order[:0]
	for i, s := range r.state {
		r.chosen[i] = s == opened
		switch s {
		case opened:
			r.solveSite(int32(i))
			bound += r.value[i]
		case free:
			r.order = append(r.order, int32(i))
		}
	}
	if r.count > 0 {
		return r.chooseCount(bound)
	}
	return r.chooseCover(bound)
}

// chooseCount opens the count sites of least value. Values known only as lower
// bounds are made exact when they come into question.
func (r *relaxation) chooseCount(bound float64) (float64, bool) {
	need := r.count
	for _, s := range r.state {
		if s == opened {
			need--
		}
	}
	if need < 0 || need > len(r.order) {
		return 0, false
	}
	for again := true; again; {
		slices.SortFunc(r.order, func(a, b int32) int {
			return cmp.Or(cmp.Compare(r.value[a], r.value[b]), cmp.Compare(a, b))
		})
		again = false
		for _, i := range r.order[:need] {
			if !r.exact[i] {
				r.solveSite(i)
				again = true
			}
		}
	}
	r.work += 10 * len(r.order)
	r.prices = prices{enter: math.Inf(-1), keep: math.Inf(1)}
	for k, i := range r.order {
		if k >= need {
			r.prices.keep = r.value[i]
			break
		}
		r.chosen[i] = true
		bound += r.value[i]
		r.prices.enter = r.value[i]
	}
	r.prices.bound = bound
	return bound, true
}

// chooseCover opens every site of value below zero, and more until the room
// opened holds the total demand: a knapsack over the sites to leave shut.
func (r *relaxation) chooseCover(bound float64) (float64, bool) {
	r.prices = prices{}
	slack := r.spare()
	if slack < 0 {
		return 0, false
	}
	base, weight := bound, 0.0
	r.covering = r.covering[:0]
	for _, i := range r.order {
		r.solveSite(i)
		if r.value[i] <= 0 { // at zero too: the cover may need it
			r.chosen[i] = true
			bound += r.value[i]
			continue
		}
		if r.room != nil && r.room[i] > 0 {
			r.covering = append(r.covering, newItem(r.value[i], r.room[i], i))
			weight += r.room[i]
		}
	}
	if weight <= slack {
		r.prices.bound = bound
		return bound, true
	}
	sortByRatio(r.covering)
	_, whole, _ := dantzig(r.covering, slack)
	r.prices.lambda = r.covering[whole].ratio
	_, saved := r.cover.solve(r.covering, slack)
	r.work += 10 * r.cover.nodes
	for k, it := range r.covering {
		bound += it.profit
		r.chosen[it.id] = !r.cover.best[k]
	}
	// The same choice with a price on room instead of the cover.
	for _, i := range r.order {
		base += math.Min(0, r.value[i]-r.prices.lambda*r.room[i]) + r.prices.lambda*r.room[i]
	}
	r.prices.bound = base - r.prices.lambda*slack
	return bound - saved, true
}

// spare is the room that may stay shut, rounded down to a whole multiple of the
// capacities' common step; +Inf without capacities, below 0 where the sites
// left cannot hold the total demand.
func (r *relaxation) spare() float64 {
	if r.room == nil {
		if slices.Contains(r.state, opened) || slices.Contains(r.state, free) {
			return math.Inf(1)
		}
		return -1
	}
	slack := -r.total
	if r.pooled > 0 {
		slack = -math.Ceil(r.total/r.pooled-1e-9) * r.pooled
	}
	for i, s := range r.state {
		if s != shut {
			slack += r.room[i]
		}
	}
	if slack < 0 && slack >= -tolerance(r.total) {
		return 0
	}
	return slack
}

// openCost is what opening the free site i, which is not chosen, adds to
// prices.bound at least; shutCost what shutting a chosen one adds.
func (r *relaxation) openCost(i int) float64 {
	if r.count > 0 {
		return r.value[i] - r.prices.enter
	}
	return math.Max(0, r.value[i]-r.lambdaRoom(i))
}

func (r *relaxation) shutCost(i int) float64 {
	if r.count > 0 {
		return r.prices.keep - r.value[i]
	}
	return math.Max(0, r.lambdaRoom(i)-r.value[i])
}

func (r *relaxation) lambdaRoom(i int) float64 {
	if r.prices.lambda == 0 {
		return 0
	}
	return r.prices.lambda * r.room[i]
}

// settle decides the free sites whose other choice would lead above the cutoff,
// at the multipliers last evaluated, and returns how many it decided.
func (r *relaxation) settle(cutoff float64) int {
	limit := cutoff - r.prices.bound + 1e-9*math.Abs(cutoff)
	settled := 0
	for _, i := range r.order {
		switch {
		case r.openCost(int(i)) > limit && !(r.chosen[i] && r.count > 0):
			r.state[i] = shut
			settled++
		case r.shutCost(int(i)) > limit && (r.chosen[i] || r.count == 0):
			r.state[i] = opened
			settled++
		}
	}
	return settled
}

// settleArcs rules out, in a single-source model, each customer's sites that
// would lead above the cutoff at the multipliers last evaluated. Taking in a
// customer of weight d and profit p costs site i at least
//
//	d (critical ratio) - p
//
// above its continuous knapsack (Dantzig's).
func (r *relaxation) settleArcs(u []float64, cutoff float64) int {
	if r.room == nil || r.split {
		return 0
	}
	limit := cutoff - r.prices.bound + 1e-9*math.Abs(cutoff)
	ratio, extra := make([]float64, r.sites), make([]float64, r.sites)
	for i, items := range r.items {
		if r.state[i] == shut {
			continue
		}
		profit, whole, _ := dantzig(items, math.Max(r.left[i], 0))
		if whole < len(items) {
			ratio[i] = items[whole].ratio
		}
		relaxed := r.fixed[i] - profit
		for j, f := range r.forced {
			if f == int32(i) {
				relaxed += r.cost[i][j] - u[j]
			}
		}
		switch {
		case r.state[i] == opened || r.count > 0 && r.chosen[i]:
			extra[i] = relaxed - r.value[i]
		case r.count > 0:
			extra[i] = relaxed - r.prices.enter
		default:
			extra[i] = relaxed - r.lambdaRoom(i) - math.Min(0, r.value[i]-r.lambdaRoom(i))
		}
	}
	ruled := 0
	for j, list := range r.arcs {
		if r.forced[j] >= 0 {
			continue
		}
		kept := list[:0]
		for _, a := range list {
			i := a.site
			if r.state[i] == shut || extra[i]+math.Max(0, r.demand[j]*ratio[i]-(u[j]-a.cost)) > limit {
				ruled++
				continue
			}
			kept = append(kept, a)
		}
		r.arcs[j] = kept
	}
	r.work += 2 * r.sites * r.customers
	return ruled
}
