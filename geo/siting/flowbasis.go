package siting

import (
	"errors"
	"math"
)

// basis is a spanning tree of a FlowNetwork and an artificial root, with the
// flow that it implies. Arcs outside the tree carry nothing or their capacity.
type basis struct {
	from, to       []int32
	cost, capacity []float64
	flow           []float64
	atCapacity     []bool
	inTree         []bool
	parent         []int32 // node above; -1 at the root
	above          []int32 // arc to the node above
	depth          []int32
	price          []float64
	child, next    []int32 // first child and next sibling, -1 at the end
	prev           []int32 // previous sibling, -1 at the first
	scan           int     // where pricing goes on
	stack          []int32
}

// newBasis starts from a star: every node joined to the root by an artificial
// arc that carries its whole supply.
func newBasis(f *FlowNetwork) *basis {
	nodes, arcs := len(f.supply), len(f.cost)
	dear := 1.0
	for _, c := range f.cost {
		dear = math.Max(dear, math.Abs(c))
	}
	dear *= float64(nodes + 1)
	b := &basis{
		from: append([]int32(nil), f.from...), to: append([]int32(nil), f.to...),
		cost: append([]float64(nil), f.cost...), capacity: append([]float64(nil), f.capacity...),
		flow: make([]float64, arcs+nodes), atCapacity: make([]bool, arcs+nodes), inTree: make([]bool, arcs+nodes),
		parent: make([]int32, nodes+1), above: make([]int32, nodes+1), depth: make([]int32, nodes+1),
		price: make([]float64, nodes+1), child: make([]int32, nodes+1), next: make([]int32, nodes+1), prev: make([]int32, nodes+1),
	}
	root := int32(nodes)
	for v := range b.child {
		b.child[v], b.next[v], b.prev[v] = -1, -1, -1
	}
	b.parent[root], b.above[root] = -1, -1
	for v, s := range f.supply {
		a := arcs + v
		if s >= 0 { // towards the root: strongly feasible at zero flow as well
			b.from, b.to = append(b.from, int32(v)), append(b.to, root)
			b.price[v] = -dear
		} else {
			b.from, b.to = append(b.from, root), append(b.to, int32(v))
			b.price[v] = dear
		}
		b.cost, b.capacity = append(b.cost, dear), append(b.capacity, math.Inf(1))
		b.flow[a] = math.Abs(s)
		b.inTree[a] = true
		b.above[v] = int32(a)
		b.depth[v] = 1
		b.link(int32(v), root)
	}
	return b
}

func (b *basis) link(v, parent int32) {
	b.parent[v] = parent
	b.prev[v], b.next[v] = -1, b.child[parent]
	if b.next[v] >= 0 {
		b.prev[b.next[v]] = v
	}
	b.child[parent] = v
}

func (b *basis) unlink(v int32) {
	if b.prev[v] >= 0 {
		b.next[b.prev[v]] = b.next[v]
	} else {
		b.child[b.parent[v]] = b.next[v]
	}
	if b.next[v] >= 0 {
		b.prev[b.next[v]] = b.prev[v]
	}
}

// reduced is cost + price[from] - price[to].
func (b *basis) reduced(a int) float64 { return b.cost[a] + b.price[b.from[a]] - b.price[b.to[a]] }

// optimise pivots until no arc can lower the cost.
func (b *basis) optimise() error {
	scale := 0.0
	for _, c := range b.cost[:len(b.cost)-len(b.parent)+1] {
		scale = math.Max(scale, math.Abs(c))
	}
	eps := 1e-11 * (1 + scale)
	limit := 1000 + 200*len(b.cost)
	for pivot := 0; ; pivot++ {
		a := b.entering(eps)
		if a < 0 {
			return nil
		}
		if pivot > limit {
			return errors.New("the network simplex method does not end on this network")
		}
		if !b.pivot(a) {
			return errors.New("a cycle of negative cost has no limit")
		}
	}
}

// entering returns the most promising arc of the next block that has one, or -1.
func (b *basis) entering(eps float64) int {
	arcs := len(b.cost)
	block := int(math.Sqrt(float64(arcs))) + 16
	best, worst := -1, eps
	for seen, inBlock := 0, 0; seen < arcs; seen++ {
		a := b.scan
		if b.scan++; b.scan == arcs {
			b.scan = 0
		}
		if !b.inTree[a] {
			gain := -b.reduced(a)
			if b.atCapacity[a] {
				gain = -gain
			}
			if gain > worst {
				best, worst = a, gain
			}
		}
		if inBlock++; inBlock >= block {
			if best >= 0 {
				return best
			}
			inBlock = 0
		}
	}
	return best
}

// pivot brings arc a into the tree, sends as much as it can around the cycle
// and drops the last blocking arc in the cycle's direction, which keeps the
// tree strongly feasible. It reports false if nothing blocks.
func (b *basis) pivot(a int) bool {
	first, second := b.from[a], b.to[a] // flow is pushed first -> second
	if b.atCapacity[a] {
		first, second = second, first
	}
	join := b.join(first, second)
	// The cycle from join: down to first, over a, up from second to join.
	push, leaving, onFirst := b.capacity[a], int32(-1), false
	for v := first; v != join; v = b.parent[v] {
		if r := b.residual(v, false); r < push { // strict: nearest to first wins ties
			push, leaving, onFirst = r, v, true
		}
	}
	for v := second; v != join; v = b.parent[v] {
		if r := b.residual(v, true); r <= push { // ties: nearest to join wins
			push, leaving, onFirst = r, v, false
		}
	}
	if math.IsInf(push, 1) {
		return false
	}
	if push > 0 {
		b.push(a, first, second, join, push)
	}
	if leaving < 0 {
		b.atCapacity[a] = !b.atCapacity[a]
		return true
	}
	out := b.above[leaving]
	b.inTree[out] = false
	b.atCapacity[out] = b.flow[out] > 0
	if b.atCapacity[out] {
		b.flow[out] = b.capacity[out]
	} else {
		b.flow[out] = 0
	}
	b.inTree[a] = true
	b.atCapacity[a] = false
	if onFirst {
		b.rehang(first, second, leaving, int32(a))
	} else {
		b.rehang(second, first, leaving, int32(a))
	}
	return true
}

// residual is what can still pass over the arc above v: upwards towards the
// root, or downwards to v.
func (b *basis) residual(v int32, up bool) float64 {
	a := b.above[v]
	if (b.from[a] == v) == up {
		return b.capacity[a] - b.flow[a]
	}
	return b.flow[a]
}

func (b *basis) push(a int, first, second, join int32, amount float64) {
	if b.atCapacity[a] {
		b.flow[a] -= amount
	} else {
		b.flow[a] += amount
	}
	for v := first; v != join; v = b.parent[v] {
		if e := b.above[v]; b.from[e] == v {
			b.flow[e] -= amount
		} else {
			b.flow[e] += amount
		}
	}
	for v := second; v != join; v = b.parent[v] {
		if e := b.above[v]; b.from[e] == v {
			b.flow[e] += amount
		} else {
			b.flow[e] -= amount
		}
	}
}

func (b *basis) join(v, w int32) int32 {
	for v != w {
		if b.depth[v] >= b.depth[w] {
			v = b.parent[v]
		} else {
			w = b.parent[w]
		}
	}
	return v
}

// rehang turns the subtree that hangs below leaving upside down so that it
// hangs from the node outside by the entering arc at inside, and updates depths
// and prices in it.
func (b *basis) rehang(inside, outside, leaving, entering int32) {
	v, parent, arc := inside, outside, entering
	for {
		up, upArc := b.parent[v], b.above[v]
		b.unlink(v)
		b.link(v, parent)
		b.above[v] = arc
		if v == leaving {
			break
		}
		v, parent, arc = up, v, upArc
	}
	b.stack = append(b.stack[:0], inside)
	for len(b.stack) > 0 {
		v := b.stack[len(b.stack)-1]
		b.stack = b.stack[:len(b.stack)-1]
		p, e := b.parent[v], b.above[v]
		b.depth[v] = b.depth[p] + 1
		if b.from[e] == v {
			b.price[v] = b.price[p] - b.cost[e]
		} else {
			b.price[v] = b.price[p] + b.cost[e]
		}
		for c := b.child[v]; c >= 0; c = b.next[c] {
			b.stack = append(b.stack, c)
		}
	}
}
