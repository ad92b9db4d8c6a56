package siting

import (
	"container/heap"
	"context"
	"math"
	"slices"
)

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
