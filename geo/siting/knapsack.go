package siting

import (
	"cmp"
	"math"
	"slices"
)

// item is a customer in the knapsack of one site, or a site in the knapsack of
// sites that may stay closed. Profit is above zero, weight not below.
type item struct {
	profit, weight float64
	ratio          float64 // profit / weight, +Inf at weight zero
	id             int32
}

func newItem(profit, weight float64, id int32) item {
	ratio := math.Inf(1)
	if weight > 0 {
		ratio = profit / weight
	}
	return item{profit, weight, ratio, id}
}

// sortByRatio puts the best profit per weight first; ties by id.
func sortByRatio(items []item) {
	if len(items) > 24 {
		slices.SortFunc(items, func(a, b item) int {
			return cmp.Or(cmp.Compare(b.ratio, a.ratio), cmp.Compare(a.id, b.id))
		})
		return
	}
	for k := 1; k < len(items); k++ {
		it := items[k]
		h := k
		for h > 0 && (items[h-1].ratio < it.ratio || items[h-1].ratio == it.ratio && items[h-1].id > it.id) {
			items[h] = items[h-1]
			h--
		}
		items[h] = it
	}
}

// dantzig solves the continuous knapsack over items sorted by ratio: the first
// whole ones fit, and share of the next. The value is the maximum of
//
//	sum profit x,   sum weight x <= room,   0 <= x <= 1
//
// Dantzig (1957).
func dantzig(items []item, room float64) (value float64, whole int, share float64) {
	for k, it := range items {
		if it.weight > room {
			return value + it.ratio*room, k, room / it.weight
		}
		room -= it.weight
		value += it.profit
	}
	return value, len(items), 0
}

// knapsack solves 0/1 knapsacks and keeps its scratch space between calls.
type knapsack struct {
	take, best []bool
	nodes      int // visited in the last call
}

// knapsackNodes caps the search of one knapsack; past it the answer is a bound.
const knapsackNodes = 20000

// solve maximises profit within room over items sorted by ratio. The chosen
// items are in k.best; bound is a proven upper bound on the maximum, equal to
// the chosen profit unless the search was capped. Depth first with Dantzig's
// bound: Horowitz & Sahni (1974).
func (k *knapsack) solve(items []item, room float64) (profit, bound float64) {
	n := len(items)
	k.take, k.best = resize(k.take, n), resize(k.best, n)
	clear(k.take)
	clear(k.best)
	k.nodes = 0
	relaxed, whole, _ := dantzig(items, room)
	if whole == n {
		for h := range k.best {
			k.best[h] = true
		}
		return relaxed, relaxed
	}
	slack := tolerance(room) // an item that fits up to rounding fits
	best, value := -1.0, 0.0
	at := 0
	for {
		// Forward: take everything that fits, leave what does not.
		pruned := false
		for at < n {
			k.nodes++
			if value+upperRest(items[at:], room) <= best*(1+1e-15) {
				pruned = true
				break
			}
			for at < n && items[at].weight <= room+slack {
				k.take[at] = true
				room -= items[at].weight
				value += items[at].profit
				at++
			}
			if at < n {
				k.take[at] = false
				at++
			}
		}
		if !pruned && value > best {
			best = value
			copy(k.best, k.take)
		}
		if k.nodes > knapsackNodes {
			return best, math.Max(best, relaxed)
		}
		// Backward: give up the last item taken.
		at--
		for at >= 0 && !k.take[at] {
			at--
		}
		if at < 0 {
			return best, best
		}
		k.take[at] = false
		room += items[at].weight
		value -= items[at].profit
		at++
	}
}

// upperRest is Dantzig's bound on the profit of the items left.
func upperRest(items []item, room float64) float64 {
	value := 0.0
	for _, it := range items {
		if it.weight > room {
			return value + it.ratio*math.Max(room, 0)
		}
		room -= it.weight
		value += it.profit
	}
	return value
}

// resize returns a slice of length n, reusing s where it is large enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// commonStep is the largest step of which all weights are whole multiples, or
// 0 where a weight is not a whole number: room beyond a multiple of the step is
// of no use.
func commonStep(weights []float64) float64 {
	step := 0.0
	for _, w := range weights {
		if w != math.Trunc(w) || w > 1<<52 {
			return 0
		}
		for a, b := step, w; ; a, b = b, math.Mod(a, b) {
			if b == 0 {
				step = a
				break
			}
		}
	}
	return step
}
