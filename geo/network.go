package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Network is a graph of streets on which people walk. Barriers (rail, river,
// expressway) are respected because no street of the network crosses them
// except where one does. Lengths are whole millimetres, so that a way there and
// the same way back are equal to the last digit; no way is longer than 4,294 km.
type Network struct {
	// MaxSnap is how far a point may lie from the nearest street; farther ones
	// reach nothing and are listed in the Matrix. Zero is DefaultMaxSnap.
	MaxSnap Metres

	nodes    []orb.Point
	segments []segment
	out, in  arcs // by the direction of the walk, and against it
	tree     rtree.RTreeG[int32]
	islands  Islands
}

// DefaultMaxSnap is how far a point may lie from a street by default: wider
// than any block, far narrower than a river valley without roads.
const DefaultMaxSnap Metres = 500

// Islands are streets that are cut off from the rest: parts with fewer than a
// hundredth of the nodes of the largest part, such as the paths of an inner
// court. No point is snapped to them.
type Islands struct {
	Parts  int
	Length Metres
}

// segment is a straight piece of street between two nodes, in whole millimetres.
// forward is the walk from a to b, backward from b to a.
type segment struct {
	a, b              int32
	mm                uint32
	forward, backward bool
}

// arcs lists for each node where a step leads: those of node i stand at
// first[i] to first[i+1].
type arcs struct {
	first []int32
	step  []step
}

type step struct{ to, mm uint32 }

// Name is "walking network".
func (n *Network) Name() string { return "walking network" }

// Nodes returns the number of nodes.
func (n *Network) Nodes() int { return len(n.nodes) }

// Length returns the metres of street, each street once.
func (n *Network) Length() Metres {
	var mm uint64
	for _, s := range n.segments {
		mm += uint64(s.mm)
	}
	return Metres(mm) / 1000
}

// Islands tells which streets are cut off.
func (n *Network) Islands() Islands { return n.islands }

// Line is a street on which people may walk: forward in the order of Points,
// backward against it.
type Line struct {
	Points            orb.LineString
	Forward, Backward bool
}

// joinWithin is how close a line must end to another to meet it there: files
// of roads often end a side street on the middle of the main one.
const joinWithin Metres = 0.1

// NewNetwork joins lines into a graph. Lines meet where they share a position
// (to 1e-7 degrees, about 1 cm) and where one ends within 10 cm of another; lines
// that only cross, as at a bridge, do not meet.
func NewNetwork(lines []Line) *Network {
	n := &Network{}
	type place [2]int64 // in units of 1e-7 degrees
	at := map[place]int32{}
	placeOf := func(p orb.Point) place {
		return place{int64(math.Round(p[0] * 1e7)), int64(math.Round(p[1] * 1e7))}
	}
	node := func(p orb.Point) int32 {
		i, ok := at[placeOf(p)]
		if !ok {
			i = int32(len(n.nodes))
			at[placeOf(p)] = i
			n.nodes = append(n.nodes, p)
		}
		return i
	}
	for _, line := range lines {
		if !line.Forward && !line.Backward {
			continue
		}
		for i := 1; i < len(line.Points); i++ {
			from, to := line.Points[i-1], line.Points[i]
			if placeOf(from) != placeOf(to) {
				n.segments = append(n.segments, segment{a: node(from), b: node(to), forward: line.Forward, backward: line.Backward})
			}
		}
	}
	n.joinEnds()
	for i := range n.segments {
		s := &n.segments[i]
		s.mm = millimetres(Distance(n.nodes[s.a], n.nodes[s.b]))
	}
	n.out = n.arcs(false)
	n.in = n.arcs(true)
	n.index(n.parts())
	return n
}

func millimetres(m Metres) uint32 {
	return uint32(min(math.Round(float64(m)*1000), math.MaxUint32))
}

// joinEnds splits every segment on which the loose end of another lies.
func (n *Network) joinEnds() {
	degree := make([]int, len(n.nodes))
	var tree rtree.RTreeG[int32]
	for i, s := range n.segments {
		degree[s.a]++
		degree[s.b]++
		min, max := n.box(s)
		tree.Insert(min, max, int32(i))
	}
	type cut struct {
		t    float64
		node int32
	}
	cuts := map[int32][]cut{}
	for i, p := range n.nodes {
		if degree[i] != 1 {
			continue
		}
		near := widen(orb.Bound{Min: p, Max: p}, 2*joinWithin)
		scale := planeAt(p)
		tree.Search(near.Min, near.Max, func(_, _ [2]float64, k int32) bool {
			s := n.segments[k]
			if s.a == int32(i) || s.b == int32(i) {
				return true
			}
			if t, d := scale.foot(p, n.nodes[s.a], n.nodes[s.b]); d <= joinWithin {
				cuts[k] = append(cuts[k], cut{t, int32(i)})
			}
			return true
		})
	}
	for k := range n.segments { // appended pieces have no cuts of their own
		list := cuts[int32(k)]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(x, y cut) int { return cmp.Or(cmp.Compare(x.t, y.t), cmp.Compare(x.node, y.node)) })
		piece := n.segments[k]
		n.segments[k].b = list[0].node
		for i, c := range list {
			next := piece
			next.a = c.node
			if i+1 < len(list) {
				next.b = list[i+1].node
			}
			n.segments = append(n.segments, next)
		}
	}
}

func (n *Network) box(s segment) (lo, hi [2]float64) {
	a, b := n.nodes[s.a], n.nodes[s.b]
	return [2]float64{min(a[0], b[0]), min(a[1], b[1])}, [2]float64{max(a[0], b[0]), max(a[1], b[1])}
}

// arcs lists the steps of the walk, or of the walk against its direction.
func (n *Network) arcs(against bool) arcs {
	g := arcs{first: make([]int32, len(n.nodes)+1)}
	each := func(visit func(from, to int32, mm uint32)) {
		for _, s := range n.segments {
			if against {
				s.forward, s.backward = s.backward, s.forward
			}
			if s.forward {
				visit(s.a, s.b, s.mm)
			}
			if s.backward {
				visit(s.b, s.a, s.mm)
			}
		}
	}
	each(func(from, _ int32, _ uint32) { g.first[from+1]++ })
	for i := range n.nodes {
		g.first[i+1] += g.first[i]
	}
	g.step = make([]step, g.first[len(n.nodes)])
	at := slices.Clone(g.first)
	each(func(from, to int32, mm uint32) {
		g.step[at[from]] = step{uint32(to), mm}
		at[from]++
	})
	return g
}

// parts tells for each node the part of the network to which it belongs,
// whatever the direction of the walk, by the lowest node of the part.
func (n *Network) parts() []int32 {
	part := make([]int32, len(n.nodes))
	for i := range part {
		part[i] = int32(i)
	}
	root := func(i int32) int32 {
		for part[i] != i {
			part[i] = part[part[i]]
			i = part[i]
		}
		return i
	}
	for _, s := range n.segments {
		a, b := root(s.a), root(s.b)
		part[max(a, b)] = min(a, b)
	}
	for i := range part {
		part[i] = root(int32(i))
	}
	return part
}

// index puts every segment that is not on an island into the tree.
func (n *Network) index(part []int32) {
	size := make([]int, len(n.nodes))
	for _, p := range part {
		size[p]++
	}
	largest := 0
	for _, s := range size {
		largest = max(largest, s)
	}
	cutOff := func(node int32) bool { return size[part[node]]*100 < largest }
	for p, s := range size {
		if s > 1 && cutOff(int32(p)) {
			n.islands.Parts++
		}
	}
	for i, s := range n.segments {
		if cutOff(s.a) {
			n.islands.Length += Metres(s.mm) / 1000
			continue
		}
		min, max := n.box(s)
		n.tree.Insert(min, max, int32(i))
	}
}
