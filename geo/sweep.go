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
	farthest := n.MaxSnap
	if farthest == 0 {
		farthest = DefaultMaxSnap
	}
	scale := planeAt(p)
	best, at, share := int32(-1), Beyond, 0.0
	for reach := min(50, farthest); best < 0; reach = min(4*reach, farthest) {
		near := widen(orb.Bound{Min: p, Max: p}, reach)
		n.tree.Search(near.Min, near.Max, func(_, _ [2]float64, i int32) bool {
			s := n.segments[i]
			t, d := scale.foot(p, n.nodes[s.a], n.nodes[s.b])
			if d <= reach && (d < at || d == at && i < best) {
				best, at, share = i, d, t
			}
			return true
		})
		if best < 0 && reach == farthest {
			return snap{segment: -1}
		}
	}
	mm := n.segments[best].mm
	toA := uint32(math.Round(share * float64(mm)))
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
		s := newSweep(graph)
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
