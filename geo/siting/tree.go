package siting

import (
	"container/heap"
	"context"
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

// tree is a branch-and-bound search: the part with the least bound is taken
// first, bounded by ascent, and cut in two at the site (or, in a single-source
// model, the assignment) about which the relaxation is least sure.
type tree struct {
	r       *relaxation
	arcs    [][]arc // not ruled out at the root
	parts   nodes
	order   int
	value   float64 // of the best plan known
	helper  improver
	best    Result // best plan found at a leaf
	root    *node
	against float64         // value of the best plan when the root was last bounded
	seen    map[string]bool // sets of sites already proposed
	g       []float64
}

func newTree(m *model, helper improver) *tree {
	t := &tree{r: newRelaxation(m), value: math.Inf(1), helper: helper, seen: map[string]bool{}, g: make([]float64, m.customers)}
	t.best.Objective = math.Inf(1)
	t.arcs = make([][]arc, m.customers)
	for j := range t.arcs {
		t.arcs[j] = slices.Clone(m.near[j])
	}
	t.root = &node{bound: math.Inf(-1), state: make([]state, m.sites), u: make([]float64, m.customers)}
	t.parts = nodes{t.root}
	return t
}

// learn tells the tree the value of a plan found elsewhere.
func (t *tree) learn(value float64) { t.value = math.Min(t.value, value) }

// bound is the proven lower bound on every plan.
func (t *tree) bound() float64 {
	least := t.value
	if !t.r.whole {
		least -= 1e-9 * math.Abs(t.value)
	}
	if len(t.parts) > 0 {
		least = math.Min(least, t.parts[0].bound)
	}
	return t.r.roundUp(least)
}

// done says whether the best plan known is proved optimal, or, without one,
// that there is none.
func (t *tree) done() bool {
	return len(t.parts) == 0 || t.closes(t.parts[0].bound)
}

// closes says whether a part with that bound holds nothing better than the best
// plan known, or nothing at all.
func (t *tree) closes(bound float64) bool {
	return bound > t.r.cutoff(t.value) || math.IsInf(bound, 1)
}

// Ascents: long at the root, shorter when it is bounded again, short below,
// where multipliers are inherited.
var (
	rootAscent  = ascent{steps: 6000, patience: 40, scale: 2, least: 0.001}
	againAscent = ascent{steps: 300, patience: 10, scale: 0.5, least: 0.01}
	nodeAscent  = ascent{steps: 80, patience: 8, scale: 0.5, least: 0.02}
)

// search takes parts until work is used up, the proof is complete or ctx ends.
func (t *tree) search(ctx context.Context, work int) {
	t.r.work = 0
	t.tighten(ctx)
	for t.r.work < work && !t.done() && ctx.Err() == nil {
		n := heap.Pop(&t.parts).(*node)
		if !t.bounded(ctx, n) {
			heap.Push(&t.parts, n) // ended early: the part is still open
			return
		}
	}
}

// tighten bounds the root again once a better plan is known, since more sites
// and arcs can then be ruled out for the whole tree.
func (t *tree) tighten(ctx context.Context) {
	if math.IsInf(t.root.bound, -1) || t.value >= t.against || t.done() {
		return
	}
	t.against = t.value
	t.load(t.root)
	found := t.r.ascend(ctx, slices.Clone(t.root.u), againAscent, t.value, t.r.cutoff(t.value), nil)
	if found.bound > t.root.bound {
		t.root.bound, t.root.u = found.bound, found.u
	}
	t.r.evaluate(t.root.u, t.g)
	t.r.settle(t.r.cutoff(t.value))
	t.r.settleArcs(t.root.u, t.r.cutoff(t.value))
	t.keepArcs()
}

// bounded raises the bound of a part and closes it or pushes its halves. It
// reports false where ctx ended first.
func (t *tree) bounded(ctx context.Context, n *node) bool {
	r := t.r
	if !t.load(n) {
		return true
	}
	schedule, each := nodeAscent, func(int) {}
	if n == t.root {
		schedule = rootAscent
		t.start(n)
		t.against = t.value
		each = func(step int) {
			if step < 30 || step%10 == 0 {
				t.propose(n.u)
			}
		}
	}
	u := slices.Clone(n.u)
	for pass := 0; ; pass++ {
		found := r.ascend(ctx, u, schedule, t.value, r.cutoff(t.value), each)
		if found.bound > n.bound {
			n.bound = found.bound
			n.u = found.u
		}
		if t.closes(n.bound) {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		r.evaluate(found.u, t.g)
		t.propose(found.u)
		settled := r.settle(r.cutoff(t.value))
		settled += r.settleArcs(found.u, r.cutoff(t.value)) / 50
		if settled == 0 || pass >= 3 {
			t.halve(n, found)
			return true
		}
		if n == t.root {
			t.keepArcs()
		}
		schedule = nodeAscent
		copy(u, found.u)
	}
}

// start gives the root its first multipliers: a customer's second nearest cost
// and its share of a fixed cost.
func (t *tree) start(n *node) {
	if !math.IsInf(n.bound, -1) {
		return
	}
	m := t.r.model
	for j := range n.u {
		k := min(m.sites-1, 1)
		if m.count > 0 {
			k = min(m.sites-1, max(1, m.sites/m.count/4))
		}
		n.u[j] = (m.near[j][k].cost + m.near[j][min(k+1, m.sites-1)].cost) / 2 // between two, off the kinks
		if m.count == 0 && m.room != nil {
			i := m.near[j][0].site
			n.u[j] = m.near[j][0].cost + m.fixed[i]*m.demand[j]/math.Max(m.room[i], 1)
		}
	}
}

// load puts a part's decisions, and what holds for the whole tree, into the
// relaxation; it reports false where the two exclude each other, so that the
// part holds nothing better than the best plan known.
func (t *tree) load(n *node) bool {
	r := t.r
	for i, s := range n.state {
		whole := t.root.state[i]
		if s == free {
			s = whole
		}
		if whole != free && s != whole {
			return false
		}
		r.state[i] = s
	}
	for j := range r.forced {
		r.forced[j] = -1
	}
	banned := map[[2]int32]bool{}
	for _, rule := range n.rules {
		if rule.forced {
			r.forced[rule.customer] = rule.site
		} else {
			banned[[2]int32{rule.site, rule.customer}] = true
		}
	}
	for j, list := range t.arcs {
		kept := r.arcs[j][:0]
		for _, a := range list {
			if r.state[a.site] != shut && (len(banned) == 0 || !banned[[2]int32{a.site, int32(j)}]) {
				kept = append(kept, a)
			}
		}
		r.arcs[j] = kept
		r.work += len(list) / 2
	}
	return true
}

// keepArcs drops for good what the root has ruled out.
func (t *tree) keepArcs() {
	for j, list := range t.r.arcs {
		kept := t.arcs[j][:0]
		for _, a := range list {
			if t.r.state[a.site] != shut {
				kept = append(kept, a)
			}
		}
		t.arcs[j] = kept
	}
	copy(t.root.state, t.r.state)
}

// propose hands a choice of sites not seen before to the helper.
func (t *tree) propose(u []float64) {
	key := make([]byte, (len(t.r.chosen)+7)/8)
	for i, c := range t.r.chosen {
		if c {
			key[i/8] |= 1 << (i % 8)
		}
	}
	if t.seen[string(key)] {
		return
	}
	t.seen[string(key)] = true
	t.helper.propose(t.r.chosen, u, t.r.taken)
	t.r.work += t.helper.spent()
	t.learn(t.helper.value())
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
