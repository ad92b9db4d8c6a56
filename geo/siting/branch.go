package siting

import (
	"container/heap"
	"math"
	"slices"
)

// node is a part of all plans: those that keep its decisions.
type node struct {
	bound float64 // proven for the whole part
	order int     // of creation, which breaks ties
	state []state
	rules []rule
	u     []float64
}

// rule forces a customer to a site or keeps it from it (single source).
type rule struct {
	site, customer int32
	forced         bool
}

// nodes is a heap by bound.
type nodes []*node

func (h nodes) Len() int { return len(h) }
func (h nodes) Less(a, b int) bool {
	if h[a].bound != h[b].bound {
		return h[a].bound < h[b].bound
	}
	return h[a].order > h[b].order
}
func (h nodes) Swap(a, b int) { h[a], h[b] = h[b], h[a] }

// Push and Pop implement heap.Interface.
func (h *nodes) Push(x any) { *h = append(*h, x.(*node)) }
func (h *nodes) Pop() any {
	last := len(*h) - 1
	n := (*h)[last]
	*h = (*h)[:last]
	return n
}

// halve cuts a part in two, or closes it where nothing is left to decide.
func (t *tree) halve(n *node, found relaxed) {
	if i := t.doubtfulSite(found.usage); i >= 0 {
		for _, s := range []state{shut, opened} {
			half := t.child(n, found.u)
			half.state[i] = s
			t.push(half)
		}
		return
	}
	if t.r.room == nil || t.r.split {
		t.leaf(n)
		return
	}
	j, i := t.doubtfulArc()
	if j < 0 {
		t.leaf(n)
		return
	}
	for _, forced := range []bool{false, true} {
		half := t.child(n, found.u)
		half.rules = append(slices.Clone(n.rules), rule{i, j, forced})
		t.push(half)
	}
}

func (t *tree) child(n *node, u []float64) *node {
	t.order++
	return &node{bound: n.bound, order: t.order, state: slices.Clone(t.r.state), rules: n.rules, u: slices.Clone(u)}
}

func (t *tree) push(n *node) { heap.Push(&t.parts, n) }

// doubtfulSite is the free site whose use is nearest to one half; of sites the
// relaxation is sure about, the last to be settled. -1 if none is free.
func (t *tree) doubtfulSite(usage []float64) int {
	best, at := -1.0, -1
	for i, s := range t.r.state {
		if s != free {
			continue
		}
		if doubt := math.Min(usage[i], 1-usage[i]); doubt > best {
			best, at = doubt, i
		}
	}
	return at
}

// doubtfulArc is an assignment to decide once all sites are: the customer of
// most demand with more than one site left, and the site it prefers. -1 if none.
func (t *tree) doubtfulArc() (customer, site int32) {
	r := t.r
	customer, site = -1, -1
	most := -1.0
	for j, list := range r.arcs {
		if r.forced[j] >= 0 || len(list) == 0 {
			continue
		}
		doubt := r.demand[j] * (1 + math.Abs(t.g[j]))
		if doubt > most {
			most, customer = doubt, int32(j)
			site = list[0].site
			for _, i := range list {
				if slices.Contains(r.taken[i.site], int32(j)) {
					site = i.site
					break
				}
			}
		}
	}
	return customer, site
}

// leaf evaluates a part in which everything is decided.
func (t *tree) leaf(n *node) {
	r := t.r
	chosen := make([]bool, r.sites)
	var open []int32
	for i, s := range r.state {
		if chosen[i] = s == opened; chosen[i] {
			open = append(open, int32(i))
		}
	}
	switch {
	case len(open) == 0:
	case r.room == nil:
		t.record(r.nearestPlan(open))
	case r.split:
		t.helper.propose(chosen, n.u, nil)
		t.learn(t.helper.value())
	default:
		assign, where := make([]int, r.customers), make([]int, 0, len(open))
		load := make([]float64, r.sites)
		for j, i := range r.forced {
			if i < 0 {
				return // a customer without any site left
			}
			assign[j] = int(i)
			load[i] += r.demand[j]
		}
		for _, i := range open {
			where = append(where, int(i))
			if load[i] > r.room[i]+tolerance(r.room[i]) {
				return
			}
		}
		t.record(r.singleSource(where, assign))
	}
}

func (t *tree) record(p Result) {
	if p.Objective < t.best.Objective {
		t.best = p
	}
	t.learn(p.Objective)
}
