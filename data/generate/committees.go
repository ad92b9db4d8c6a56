package main

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A housing is the kind of homes that most people of a committee live in.
type housing int

const (
	lanes    housing = iota // lane houses before 1949, many rented by migrants, many to be cleared
	workers                 // workers' estates of the 1950s to 1980s, old residents
	market                  // estates sold since the 1990s
	newbuild                // estates handed over since 2010 or to come
)

// committee is one invented residents' committee (居委). The first nine digits
// of its code are the street's; the last three run from 901, which no real
// committee of the district uses.
type committee struct {
	code, name string
	street     int // position in streets
	at         orb.Point
	kind       housing
	size       float64 // share of the street's residents in 2010
}

// housingMix gives the kinds of homes in a street, in the order of housing.
func housingMix(s street) []float64 {
	switch s.name {
	case "大宁路街道", "彭浦镇":
		return []float64{0, .30, .40, .30}
	case "彭浦新村街道", "临汾路街道":
		return []float64{0, .75, .25, 0}
	case "天目西路街道", "北站街道", "宝山路街道", "芷江西路街道":
		return []float64{.40, .25, .25, .10}
	case "共和新路街道":
		return []float64{.10, .50, .30, .10}
	default: // the former 静安
		return []float64{.40, .15, .42, .03}
	}
}

// settle places every committee inside its street, well apart from the others
// and 60 m or more from the border, and says how large it is.
func settle(seed uint64, streets []street, cells []cell) []committee {
	var out []committee
	for i, s := range streets {
		rng := newStream(seed, "committees", s.code)
		sizes := make([]float64, s.n)
		var sum float64
		for k := range sizes {
			sizes[k] = math.Exp(rng.normal(0, .3))
			sum += sizes[k]
		}
		var kinds []housing
		for kind, n := range share(s.n, housingMix(s)) {
			for range n {
				kinds = append(kinds, housing(kind))
			}
		}
		spots := scatter(rng, cells[i].ring, s.n, 60, 40)
		for k := range s.n {
			// Neighbours in the list are not neighbours on the map: scatter has
			// no order, so the kinds mix over the street.
			out = append(out, committee{
				code: fmt.Sprintf("%s9%02d", s.code[:9], k+1), name: fmt.Sprintf("%s示例居委%02d", shortName(s.name), k+1),
				street: i, at: spots[k], kind: kinds[k], size: sizes[k] / sum,
			})
		}
	}
	return out
}

// shortName drops 街道 from a street's name: 大宁路, 彭浦镇.
func shortName(name string) string {
	const suffix = "街道"
	if len(name) > len(suffix) && name[len(name)-len(suffix):] == suffix {
		return name[:len(name)-len(suffix)]
	}
	return name
}

// scatter returns n points inside ring, at least margin metres from its edge,
// each the farthest from the earlier ones among some tries: the more tries, the
// more even (Mitchell 1991).
func scatter(rng stream, ring orb.Ring, n int, margin float64, tries int) []orb.Point {
	var spots []orb.Point
	for len(spots) < n {
		var best orb.Point
		widest := -1.0
		for range tries {
			p := inside(rng, ring, margin)
			gap := math.Inf(1)
			for _, q := range spots {
				gap = min(gap, planar.Distance(p, q))
			}
			if gap > widest {
				best, widest = p, gap
			}
		}
		spots = append(spots, best)
	}
	return spots
}

// inside returns a point of ring at least margin metres from its edge.
func inside(rng stream, ring orb.Ring, margin float64) orb.Point {
	b := ring.Bound()
	for {
		p := orb.Point{rng.uniform(b.Min[0], b.Max[0]), rng.uniform(b.Min[1], b.Max[1])}
		if planar.RingContains(ring, p) && edgeDistance(ring, p) >= margin {
			return p
		}
	}
}

// edgeDistance is the distance in metres from p to the nearest edge of ring.
func edgeDistance(ring orb.Ring, p orb.Point) float64 {
	d := math.Inf(1)
	for k := range len(ring) - 1 {
		d = min(d, planar.DistanceFromSegment(ring[k], ring[k+1], p))
	}
	return d
}
