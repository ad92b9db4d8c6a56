package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// snap is the place where a point meets the network: the nearest point of the
// nearest segment. leg is the way from the point to it, toA and toB the ways
// along the segment to its ends, all in millimetres.
type snap struct {
	segment       int32 // -1: no street within reach
	leg, toA, toB uint32
}

// snap finds the nearest segment that is not on an island, the first of several
// equally near. The leg is walked in a straight line.
func (n *Network) snap(p orb.Point) snap {
	reach := n.MaxSnap
	if reach == 0 {
		reach = DefaultMaxSnap
	}
	scale := planeAt(p)
	best, at, bestT := int32(-1), reach, 0.0
	distance := func(lo, hi [2]float64, i int32, item bool) float64 {
		if item {
			s := n.segments[i]
			_, d := scale.foot(p, n.nodes[s.a], n.nodes[s.b])
			return float64(d)
		}
		dx := max(lo[0]-p[0], 0, p[0]-hi[0]) * scale.kx
		dy := max(lo[1]-p[1], 0, p[1]-hi[1]) * scale.ky
		return math.Hypot(dx, dy) * (1 - 1e-9) // never above the distance of what is inside
	}
	n.tree.Nearby(distance, func(_, _ [2]float64, i int32, d float64) bool {
		if Metres(d) > at {
			return false
		}
		if Metres(d) < at || best < 0 || i < best {
			s := n.segments[i]
			bestT, _ = scale.foot(p, n.nodes[s.a], n.nodes[s.b])
			best, at = i, Metres(d)
		}
		return true
	})
	if best < 0 {
		return snap{segment: -1}
	}
	mm := n.segments[best].mm
	toA := uint32(math.Round(bestT * float64(mm)))
	return snap{best, millimetres(at), toA, mm - toA}
}

// Matrix implements Walk over the network. Both snap legs are counted. Sweeps
// run from the smaller side; since lengths are whole numbers the answer does not
// depend on which. Two equal points are 0 apart.
func (n *Network) Matrix(from, to []orb.Point, limit Metres) *Matrix {
	m := NewMatrix(len(from), len(to))
	starts, ends := n.snapAll(from), n.snapAll(to)
	m.UnsnappedFrom, m.UnsnappedTo = unsnapped(starts), unsnapped(ends)
	most := uint32(math.MaxUint32 - 1)
	if limit > 0 && float64(limit)*1000 < float64(most) {
		most = uint32(float64(limit) * 1000)
	}
	sources, targets, graph, against := starts, ends, n.out, false
	if len(ends) < len(starts) {
		sources, targets, graph, against = ends, starts, n.in, true
	}
	parallelWith(len(sources), func() func(int) {
		s := newSweep(graph, len(n.nodes))
		return func(i int) {
			if sources[i].segment < 0 {
				return
			}
			s.start()
			n.enter(s, sources[i], against)
			s.run(most)
			for k, t := range targets {
				if t.segment < 0 {
					continue
				}
				if mm := n.leave(s, sources[i], t, against); mm <= uint64(most) {
					if against {
						m.Set(k, i, Metres(mm)/1000)
					} else {
						m.Set(i, k, Metres(mm)/1000)
					}
				}
			}
		}
	})
	for i, p := range from {
		for j, q := range to {
			if p == q {
				m.Set(i, j, 0)
			}
		}
	}
	return m
}

func (n *Network) snapAll(points []orb.Point) []snap {
	out := make([]snap, len(points))
	parallel(len(points), func(i int) { out[i] = n.snap(points[i]) })
	return out
}

func unsnapped(snaps []snap) []int {
	var out []int
	for i, s := range snaps {
		if s.segment < 0 {
			out = append(out, i)
		}
	}
	return out
}

// walkable returns the two permits of a segment, for a sweep along the walk or
// against it.
func (n *Network) walkable(segment int32, against bool) (forward, backward bool) {
	s := n.segments[segment]
	if against {
		return s.backward, s.forward
	}
	return s.forward, s.backward
}

// enter begins a sweep at a snapped point. One that is snapped to an end of the
// segment stands on that node, whatever the direction of the segment.
func (n *Network) enter(s *sweep, at snap, against bool) {
	forward, backward := n.walkable(at.segment, against)
	if forward || at.toB == 0 {
		s.reach(uint32(n.segments[at.segment].b), uint64(at.leg)+uint64(at.toB))
	}
	if backward || at.toA == 0 {
		s.reach(uint32(n.segments[at.segment].a), uint64(at.leg)+uint64(at.toA))
	}
}

// leave returns the millimetres from the start of a finished sweep to a snapped
// point, at least MaxUint32 where there is no way.
func (n *Network) leave(s *sweep, start, at snap, against bool) uint64 {
	forward, backward := n.walkable(at.segment, against)
	best := uint64(math.MaxUint32)
	if forward || at.toA == 0 {
		best = min(best, uint64(s.mm[n.segments[at.segment].a])+uint64(at.toA)+uint64(at.leg))
	}
	if backward || at.toB == 0 {
		best = min(best, uint64(s.mm[n.segments[at.segment].b])+uint64(at.toB)+uint64(at.leg))
	}
	if start.segment == at.segment { // along the one segment
		legs := uint64(start.leg) + uint64(at.leg)
		if forward && start.toA <= at.toA {
			best = min(best, legs+uint64(at.toA-start.toA))
		}
		if backward && start.toA >= at.toA {
			best = min(best, legs+uint64(start.toA-at.toA))
		}
	}
	return best
}

// sweep is Dijkstra's algorithm with a 4-ary heap, cut at a limit. A heap entry
// packs millimetres and node into one number, so that entries compare in one
// step and equal distances have one order. Superseded entries stay in the heap
// and are passed over.
type sweep struct {
	graph   arcs
	mm      []uint32 // MaxUint32: not reached
	touched []uint32
	heap    []uint64
}

func newSweep(graph arcs, nodes int) *sweep {
	s := &sweep{graph: graph, mm: make([]uint32, nodes)}
	for i := range s.mm {
		s.mm[i] = math.MaxUint32
	}
	return s
}

// start forgets the last sweep.
func (s *sweep) start() {
	for _, v := range s.touched {
		s.mm[v] = math.MaxUint32
	}
	s.touched, s.heap = s.touched[:0], s.heap[:0]
}

// reach notes that node can be reached in mm.
func (s *sweep) reach(node uint32, mm uint64) {
	if mm >= uint64(s.mm[node]) {
		return
	}
	if s.mm[node] == math.MaxUint32 {
		s.touched = append(s.touched, node)
	}
	s.mm[node] = uint32(mm)
	s.push(mm<<32 | uint64(node))
}

// run settles every node within most.
func (s *sweep) run(most uint32) {
	for len(s.heap) > 0 {
		key := s.pop()
		mm, node := key>>32, uint32(key)
		if mm > uint64(most) {
			return
		}
		if uint32(mm) != s.mm[node] {
			continue
		}
		for _, next := range s.graph.step[s.graph.first[node]:s.graph.first[node+1]] {
			s.reach(next.to, mm+uint64(next.mm))
		}
	}
}

func (s *sweep) push(key uint64) {
	h := append(s.heap, key)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 4
		if h[up] <= key {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = key
	s.heap = h
}

func (s *sweep) pop() uint64 {
	h := s.heap
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	s.heap = h
	i := 0
	for {
		child := 4*i + 1
		if child >= len(h) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(h)); c++ {
			if h[c] < h[least] {
				least = c
			}
		}
		if h[least] >= last {
			break
		}
		h[i] = h[least]
		i = least
	}
	if len(h) > 0 {
		h[i] = last
	}
	return top
}
