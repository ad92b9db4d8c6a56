package geo

import (
	"math"
	"math/bits"
)

// sweep is Dijkstra's algorithm cut at a limit, with buckets in place of a heap
// (Dial 1969): all nodes whose way ends in the same stretch of a few dozen metres
// share a bucket. Within a bucket nodes are taken in the order in which they came
// and taken again when a shorter way turns up, so the answer is exact whatever the
// width. Lengths are whole numbers: the answer has one value in any order.
type sweep struct {
	graph   arcs
	mm      []uint32 // MaxUint32: not reached
	touched []uint32
	buckets [][]uint32 // a ring, as long as the longest step
	shift   uint       // a bucket is 2^shift mm wide
	waiting int
	first   uint32 // the lowest bucket that holds a node
}

// newSweep makes room for sweeps over a graph. Buckets are about half as wide as
// the mean step is long, and at most 65,536.
func newSweep(graph arcs) *sweep {
	s := &sweep{graph: graph, mm: make([]uint32, len(graph.first)-1)}
	for i := range s.mm {
		s.mm[i] = math.MaxUint32
	}
	var sum uint64
	var longest uint32
	for _, next := range graph.step {
		sum += uint64(next.mm)
		longest = max(longest, next.mm)
	}
	mean := sum / uint64(max(len(graph.step), 1))
	s.shift = uint(max(bits.Len64(mean)-1, bits.Len32(longest)-15, 1))
	s.buckets = make([][]uint32, 1<<bits.Len32(longest>>s.shift+1))
	return s
}

// start forgets the last sweep.
func (s *sweep) start() {
	for _, v := range s.touched {
		s.mm[v] = math.MaxUint32
	}
	if s.waiting > 0 { // what lay beyond the limit
		for i := range s.buckets {
			s.buckets[i] = s.buckets[i][:0]
		}
	}
	s.touched, s.waiting, s.first = s.touched[:0], 0, math.MaxUint32
}

// reach notes that node can be reached in mm. The nodes that begin a sweep lie on
// one segment, so all that waits at any time spans no more than the longest step.
func (s *sweep) reach(node uint32, mm uint64) {
	old := s.mm[node]
	if mm >= uint64(old) {
		return
	}
	if old == math.MaxUint32 {
		s.touched = append(s.touched, node)
	}
	s.mm[node] = uint32(mm)
	bucket := uint32(mm) >> s.shift
	s.first = min(s.first, bucket)
	at := &s.buckets[bucket&uint32(len(s.buckets)-1)]
	*at = append(*at, node)
	s.waiting++
}

// run settles every node within most.
func (s *sweep) run(most uint32) {
	mask := uint32(len(s.buckets) - 1)
	for bucket := s.first; s.waiting > 0 && bucket <= most>>s.shift; bucket++ {
		at := &s.buckets[bucket&mask]
		for i := 0; i < len(*at); i++ {
			node := (*at)[i]
			mm := s.mm[node]
			if mm>>s.shift != bucket { // settled from an earlier bucket
				continue
			}
			for _, next := range s.graph.step[s.graph.first[node]:s.graph.first[node+1]] {
				if way := uint64(mm) + uint64(next.mm); way < uint64(s.mm[next.to]) {
					s.reach(next.to, way)
				}
			}
		}
		s.waiting -= len(*at)
		*at = (*at)[:0]
	}
}
