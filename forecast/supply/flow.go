package supply

import (
	"math"
	"slices"
)

// network is who may sit where in one draw, as a flow from homes to places:
//
//	home (level, area) → rooms of that level in an area within reach
//	                   → the area's places at that level, or its mixed rooms
//	                   → the places of the area under licence and square metres
//
// Levels are let in one after the other, oldest first. A child let in keeps a
// place, but may make way: take another, in this area or the next, so that a
// child without finds one. Each level so gets as many in as it can beside the
// older ones, and all levels together as many as any order could: the children
// that can be seated form a polymatroid, whose greedy order is optimal (Edmonds
// 1970). One place more anywhere therefore never leaves more children without.
type network struct {
	reach Reach
	n     int
	to    []int32   // of each arc; arc e^1 is e turned round
	rest  []float64 // what the arc may still carry
	out   [][]int32 // arcs that leave each node
	home  []int32   // per level and area: the arc to the area's own rooms
	own   []int32   // per level and area: the arc to the places of the level
	mix   []int32   // per level and area: the arc to the mixed rooms; -1 for nursery
	mixed []int32   // per area: the arc from the mixed rooms
	total []int32   // per area: the arc to the sink
	from  []int32   // arc by which the search met a node
	met   []int     // search that met it; dead where no place can be reached any more
	stamp int
	queue []int32
}

const (
	tiny = 1e-9        // children; what is less is rounding
	dead = math.MaxInt // of met
	wide = math.MaxFloat64 / 4
)

// newNetwork lays out the arcs between n areas.
func newNetwork(r Reach, n int) *network {
	w := &network{reach: r, n: n, out: make([][]int32, 10*n+1), from: make([]int32, 10*n+1), met: make([]int, 10*n+1)}
	sink := 10 * n
	arc := func(from, to int) int32 {
		e := int32(len(w.to))
		w.to = append(w.to, int32(to), int32(from))
		w.out[from], w.out[to] = append(w.out[from], e), append(w.out[to], e+1)
		return e
	}
	for l := range 4 {
		for i := range n {
			for k, j := range r.near(i) {
				if e := arc(l*n+i, (4+l)*n+j); k == 0 {
					w.home = append(w.home, e)
				}
			}
		}
	}
	for l := range 4 {
		for j := range n {
			w.own = append(w.own, arc((4+l)*n+j, 9*n+j))
			if l == 0 {
				w.mix = append(w.mix, -1)
				continue
			}
			w.mix = append(w.mix, arc((4+l)*n+j, 8*n+j))
		}
	}
	for j := range n {
		w.mixed = append(w.mixed, arc(8*n+j, 9*n+j))
		w.total = append(w.total, arc(9*n+j, sink))
	}
	w.rest = make([]float64, len(w.to))
	return w
}

// open sets the places of a draw: by level and area, in mixed rooms, and of each
// area together. Nobody sits yet.
func (w *network) open(level *[4][]float64, mixed, total []float64) {
	for e := 0; e < len(w.rest); e += 2 {
		w.rest[e], w.rest[e+1] = wide, 0
	}
	for j := range w.n {
		for l := range 4 {
			w.rest[w.own[l*w.n+j]] = level[l][j]
		}
		w.rest[w.mixed[j]], w.rest[w.total[j]] = mixed[j], total[j]
	}
	clear(w.met)
	w.stamp = 0
}

// seat lets in the children of one level, want by area, and leaves in want those
// without a place.
func (w *network) seat(l int, want []float64) {
	for i := range want {
		if e := l*w.n + i; want[i] > 0 {
			want[i] -= w.push(want[i], w.home[e], w.own[e], w.total[i])
			if w.mix[e] >= 0 {
				want[i] -= w.push(want[i], w.home[e], w.mix[e], w.mixed[i], w.total[i])
			}
		}
	}
	if w.reach.alone() {
		return
	}
	for i := range want {
		for want[i] > tiny {
			x := w.search(l*w.n+i, want[i])
			if x == 0 {
				break
			}
			want[i] -= x
		}
	}
}

// push sends up to most children along the arcs and returns how many went.
func (w *network) push(most float64, arcs ...int32) float64 {
	for _, e := range arcs {
		most = min(most, w.rest[e])
	}
	for _, e := range arcs {
		w.rest[e] -= most
		w.rest[e^1] += most
	}
	return most
}

// search sends up to most children from a home along the shortest way to a free
// place, on which others may make way, and returns how many went.
func (w *network) search(home int, most float64) float64 {
	sink := int32(10 * w.n)
	if w.met[home] == dead {
		return 0
	}
	w.stamp++
	w.queue = append(w.queue[:0], int32(home))
	w.met[home] = w.stamp
	for q := 0; q < len(w.queue); q++ {
		for _, e := range w.out[w.queue[q]] {
			next := w.to[e]
			if w.met[next] >= w.stamp || w.rest[e] <= tiny {
				continue
			}
			w.met[next], w.from[next] = w.stamp, e
			if next == sink {
				return w.send(int32(home), sink, most)
			}
			w.queue = append(w.queue, next)
		}
	}
	for _, v := range w.queue { // no free place from here: none of these will find one later
		w.met[v] = dead
	}
	return 0
}

// send moves children along the way that the search found.
func (w *network) send(home, sink int32, most float64) float64 {
	for v := sink; v != home; v = w.to[w.from[v]^1] {
		most = min(most, w.rest[w.from[v]])
	}
	for v := sink; v != home; v = w.to[w.from[v]^1] {
		w.rest[w.from[v]] -= most
		w.rest[w.from[v]^1] += most
	}
	return most
}

// inOwn returns the children of a level who sit in an area's rooms of that level,
// inMixed those in its mixed rooms.
func (w *network) inOwn(l, j int) float64 { return w.rest[w.own[l*w.n+j]^1] }

func (w *network) inMixed(l, j int) float64 {
	if e := w.mix[l*w.n+j]; e >= 0 {
		return w.rest[e^1]
	}
	return 0
}

// near returns the areas within reach of area i, itself first.
func (r Reach) near(i int) []int {
	if r.alone() {
		return []int{i}
	}
	return r.within[i]
}

// homes returns, for each of n areas, the areas from which it is within reach.
func (r Reach) homes(n int) [][]int {
	out := make([][]int, n)
	for i := range n {
		for _, j := range r.near(i) {
			out[j] = append(out[j], i)
		}
	}
	for j := range out {
		slices.Sort(out[j])
	}
	return out
}
