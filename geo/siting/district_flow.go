package siting

import (
	"math"
	"slices"
)

// flowEps is the smallest number of children that counts as a flow.
const flowEps = 1e-9

// slotFlow is the cheapest assignment of one slot's children to seats, kept
// optimal while seats come and go:
//
//	min sum cost[a] y[a] + sum price[i] short[i]
//	    sum_a y[a] + short[i] = demand[i],  load[j] = sum_a y[a] <= seats[j]
//
// pi and mu are optimal duals: cost[a] + mu[j] - pi[i] >= 0, equal where y > 0;
// pi <= price, equal where short > 0; mu >= 0, zero where seats are free.
// Every change of seats is a series of shortest augmenting paths.
type slotFlow struct {
	l       *layout
	cost    []float64 // by arc; shared between scenarios
	demand  []float64
	price   []float64 // by point
	y       []float64
	short   []float64
	seats   []float64
	load    []float64
	pi, mu  []float64
	total   float64
	version uint64 // renewed by the draft with every change of seats
}

func newSlotFlow(l *layout, slot int, cost, price []float64) *slotFlow {
	f := &slotFlow{l: l, cost: cost, demand: l.demand[slot], price: price,
		y: make([]float64, len(cost)), short: make([]float64, len(l.d.Points)),
		seats: make([]float64, len(l.d.Sites)), load: make([]float64, len(l.d.Sites)),
		pi: make([]float64, len(l.d.Points)), mu: make([]float64, len(l.d.Sites))}
	f.reset()
	return f
}

// reset takes all seats away: every child is without a place.
func (f *slotFlow) reset() {
	clear(f.y)
	clear(f.seats)
	clear(f.load)
	copy(f.short, f.demand)
	copy(f.pi, f.price)
	f.total = 0
	for i, q := range f.demand {
		f.total += q * f.price[i]
	}
	for j := range f.mu {
		f.mu[j] = 0
		for _, a := range f.l.siteArcs[f.l.siteStart[j]:f.l.siteStart[j+1]] {
			f.mu[j] = max(f.mu[j], f.pi[f.l.arcPoint[a]]-f.cost[a])
		}
	}
}

func (f *slotFlow) copyFrom(g *slotFlow) {
	f.l, f.cost, f.demand, f.price, f.total, f.version = g.l, g.cost, g.demand, g.price, g.total, g.version
	copy(f.y, g.y)
	copy(f.short, g.short)
	copy(f.seats, g.seats)
	copy(f.load, g.load)
	copy(f.pi, g.pi)
	copy(f.mu, g.mu)
}

// clone copies the state; costs, demand and prices are shared.
func (f *slotFlow) clone() *slotFlow {
	g := *f
	g.y, g.short, g.seats, g.load = slices.Clone(f.y), slices.Clone(f.short), slices.Clone(f.seats), slices.Clone(f.load)
	g.pi, g.mu = slices.Clone(f.pi), slices.Clone(f.mu)
	return &g
}

// setSeats changes the seats of a site and restores the optimum.
func (f *slotFlow) setSeats(j int, seats float64, k *flowScratch) {
	f.seats[j] = seats
	if f.load[j] > seats+flowEps {
		f.push(j, k)
	} else {
		f.pull(j, k)
	}
}

// flowScratch is the working memory of the shortest path search: nodes are
// sites, then points.
type flowScratch struct {
	dist    []float64
	via     []int32 // arc over which a node was reached
	mark    []uint8 // 0 unseen, 1 in heap, 2 settled
	touched []int32
	heap    []flowItem
	ready   []int32 // reached at the distance now, ahead of the heap
	now     float64
}

type flowItem struct {
	dist float64
	node int32
}

func newFlowScratch(l *layout) *flowScratch {
	n := len(l.d.Sites) + len(l.d.Points)
	return &flowScratch{dist: make([]float64, n), via: make([]int32, n), mark: make([]uint8, n)}
}

func (k *flowScratch) clear() {
	for _, v := range k.touched {
		k.mark[v] = 0
	}
	k.touched, k.heap, k.ready, k.now = k.touched[:0], k.heap[:0], k.ready[:0], 0
}

func (k *flowScratch) reach(node int32, dist float64, via int32) {
	switch k.mark[node] {
	case 0:
		k.mark[node] = 1
		k.touched = append(k.touched, node)
	case 1:
		if dist >= k.dist[node] {
			return
		}
	case 2:
		return
	}
	k.dist[node], k.via[node] = dist, via
	if dist <= k.now { // most chains run along arcs of no reduced cost
		k.ready = append(k.ready, node)
		return
	}
	k.heap = append(k.heap, flowItem{dist, node})
	for c := len(k.heap) - 1; c > 0; {
		p := (c - 1) / 2
		if !flowLess(k.heap[c], k.heap[p]) {
			break
		}
		k.heap[c], k.heap[p] = k.heap[p], k.heap[c]
		c = p
	}
}

func flowLess(a, b flowItem) bool {
	return a.dist < b.dist || a.dist == b.dist && a.node < b.node
}

// pop settles the nearest node, or returns -1.
func (k *flowScratch) pop() (int32, float64) {
	for len(k.ready) > 0 {
		v := k.ready[len(k.ready)-1]
		k.ready = k.ready[:len(k.ready)-1]
		if k.mark[v] == 1 {
			k.mark[v] = 2
			return v, k.dist[v]
		}
	}
	for len(k.heap) > 0 {
		top := k.heap[0]
		last := len(k.heap) - 1
		k.heap[0] = k.heap[last]
		k.heap = k.heap[:last]
		for p := 0; ; {
			c := 2*p + 1
			if c >= last {
				break
			}
			if c+1 < last && flowLess(k.heap[c+1], k.heap[c]) {
				c++
			}
			if !flowLess(k.heap[c], k.heap[p]) {
				break
			}
			k.heap[c], k.heap[p] = k.heap[p], k.heap[c]
			p = c
		}
		if k.mark[top.node] == 1 && top.dist == k.dist[top.node] {
			k.mark[top.node] = 2
			k.now = top.dist
			return top.node, top.dist
		}
	}
	return -1, math.Inf(1)
}

// pull fills the free seats of site j as long as that lowers the cost: a chain
// of children moves one step toward j and frees a place for one without.
func (f *slotFlow) pull(j int, k *flowScratch) {
	l, m := f.l, int32(len(f.mu))
	for f.seats[j]-f.load[j] > flowEps && f.mu[j] > 0 {
		limit := f.mu[j]
		k.clear()
		k.reach(int32(j), 0, -1)
		best, end := limit, int32(-1)
		for {
			v, dist := k.pop()
			if v < 0 || dist >= best {
				break
			}
			if v < m {
				if v != int32(j) && dist+f.mu[v] < best {
					best, end = dist+f.mu[v], v
				}
				for _, a := range l.siteArcs[l.siteStart[v]:l.siteStart[v+1]] {
					i := l.arcPoint[a]
					if next := dist + max(0, f.cost[a]+f.mu[v]-f.pi[i]); next < best {
						k.reach(m+i, next, a)
					}
				}
				continue
			}
			i := v - m
			if f.short[i] > flowEps {
				if next := dist + max(0, f.price[i]-f.pi[i]); next < best {
					best, end = next, v
				}
			}
			for a := l.pointStart[i]; a < l.pointStart[i+1]; a++ {
				if f.y[a] > flowEps {
					k.reach(l.arcSite[a], dist, a)
				}
			}
		}
		for _, v := range k.touched {
			if drop := best - k.dist[v]; k.mark[v] == 2 && drop > 0 {
				if v < m {
					f.mu[v] = max(0, f.mu[v]-drop)
				} else {
					f.pi[v-m] -= drop
				}
			}
		}
		if end < 0 {
			f.mu[j] = 0
			return
		}
		amount := f.seats[j] - f.load[j]
		if end >= m {
			amount = min(amount, f.short[end-m])
		} else {
			amount = min(amount, f.load[end])
		}
		for v := end; v != int32(j); {
			a := k.via[v]
			if v < m { // v was left by a child of point arcPoint[a]
				amount = min(amount, f.y[a])
				v = m + l.arcPoint[a]
			} else {
				v = l.arcSite[a]
			}
		}
		if end >= m {
			f.short[end-m] = settle(f.short[end-m] - amount)
		} else {
			f.load[end] = settle(f.load[end] - amount)
		}
		for v := end; v != int32(j); {
			a := k.via[v]
			if v < m {
				f.y[a] = settle(f.y[a] - amount)
				v = m + l.arcPoint[a]
			} else {
				f.y[a] += amount
				v = l.arcSite[a]
			}
		}
		f.load[j] += amount
		f.total += amount * (best - limit)
	}
}

// push moves children out of site j until its seats suffice.
func (f *slotFlow) push(j int, k *flowScratch) {
	for f.load[j]-f.seats[j] > flowEps {
		moved := f.send(int32(j), f.load[j]-f.seats[j], f.mu[j], k)
		if moved == 0 { // only rounding was left at j
			f.load[j] = f.seats[j]
			return
		}
		f.load[j] = settle(f.load[j] - moved)
	}
}

// setDemand changes the children of a point and restores the optimum. The
// demand must be the flow's own, not the layout's.
func (f *slotFlow) setDemand(i int, children float64, k *flowScratch) {
	for f.demand[i]-children > flowEps {
		left := f.demand[i] - children
		if x := min(left, f.short[i]); x > 0 {
			f.short[i] = settle(f.short[i] - x)
			f.total -= x * f.price[i]
			f.demand[i] -= x
			continue
		}
		// The fullest arc gives up children: of one nearly empty the next pull could
		// fill again and again what was taken, and the loop would crawl.
		most := f.l.pointStart[i]
		for a := most; a < f.l.pointStart[i+1]; a++ {
			if f.y[a] > f.y[most] {
				most = a
			}
		}
		if most == f.l.pointStart[i+1] || f.y[most] <= flowEps {
			break
		}
		x, j := min(left, f.y[most]), f.l.arcSite[most]
		f.y[most] = settle(f.y[most] - x)
		f.load[j] = settle(f.load[j] - x)
		f.total -= x * f.cost[most]
		f.demand[i] -= x
		f.pull(int(j), k)
	}
	for children-f.demand[i] > flowEps {
		moved := f.send(int32(len(f.mu)+i), children-f.demand[i], f.pi[i], k)
		if moved == 0 {
			break
		}
		f.demand[i] += moved
	}
}

// send moves at most amount children away from a node, a site that gives them
// up or a point where they are new, along the cheapest chain to a free seat or
// to being short. price is the node's dual. It returns how many went.
func (f *slotFlow) send(start int32, amount, price float64, k *flowScratch) float64 {
	l, m := f.l, int32(len(f.mu))
	k.clear()
	k.reach(start, 0, -1)
	best, end := math.Inf(1), int32(-1)
	for {
		v, dist := k.pop()
		if v < 0 || dist >= best {
			break
		}
		if v < m {
			if v != start && f.seats[v]-f.load[v] > flowEps {
				best, end = dist, v
				break
			}
			for _, a := range l.siteArcs[l.siteStart[v]:l.siteStart[v+1]] {
				if f.y[a] > flowEps {
					k.reach(m+l.arcPoint[a], dist, a)
				}
			}
			continue
		}
		i := v - m
		if next := dist + max(0, f.price[i]-f.pi[i]); next < best {
			best, end = next, v
		}
		for a := l.pointStart[i]; a < l.pointStart[i+1]; a++ {
			u := l.arcSite[a]
			if next := dist + max(0, f.cost[a]+f.mu[u]-f.pi[i]); next < best {
				k.reach(u, next, a)
			}
		}
	}
	if end < 0 {
		return 0
	}
	for _, v := range k.touched {
		if rise := best - k.dist[v]; k.mark[v] == 2 && rise > 0 {
			if v < m {
				f.mu[v] += rise
			} else {
				f.pi[v-m] += rise
			}
		}
	}
	if end < m {
		amount = min(amount, f.seats[end]-f.load[end])
	}
	for v := end; v != start; {
		a := k.via[v]
		if v >= m { // point, reached by leaving site arcSite[a]
			amount = min(amount, f.y[a])
			v = l.arcSite[a]
		} else {
			v = m + l.arcPoint[a]
		}
	}
	if end >= m {
		f.short[end-m] += amount
	} else {
		f.load[end] += amount
	}
	for v := end; v != start; {
		a := k.via[v]
		if v >= m {
			f.y[a] = settle(f.y[a] - amount)
			v = l.arcSite[a]
		} else {
			f.y[a] += amount
			v = m + l.arcPoint[a]
		}
	}
	f.total += amount * (best + price)
	return amount
}

// settle is x, or exactly zero where only rounding is left of a flow.
func settle(x float64) float64 {
	if x < flowEps {
		return 0
	}
	return x
}
