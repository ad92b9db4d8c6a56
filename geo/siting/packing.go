package siting

import (
	"cmp"
	"slices"
)

// packingWork caps the search for a packing, in looks at a site.
const packingWork = 2_000_000

// unpackable reports whether it is proved that whole customers of these demands
// do not fit into sites of these capacities: a depth-first search that places
// the largest customer left, once among sites with the same room left. It says
// no as soon as a packing is found and when the search is capped.
func unpackable(demand, room []float64) bool {
	p := packing{demand: slices.Clone(demand), room: slices.Clone(room), work: packingWork}
	slices.SortFunc(p.demand, func(a, b float64) int { return cmp.Compare(b, a) })
	slices.SortFunc(p.room, func(a, b float64) int { return cmp.Compare(b, a) })
	total := 0.0
	for _, q := range p.room {
		p.slack += q
	}
	for _, d := range p.demand {
		total += d
	}
	p.slack += tolerance(total) - total
	return !p.fits(0)
}

// packing is the state of that search.
type packing struct {
	demand []float64 // falling
	room   []float64 // left in each site
	slack  float64   // room left over once everybody is placed
	work   int       // looks at a site still allowed
}

// fits reports whether the customers from position k on may fit.
func (p *packing) fits(k int) bool {
	if k == len(p.demand) {
		return true
	}
	if p.work -= len(p.room); p.work < 0 {
		return true // not decided
	}
	least := p.demand[len(p.demand)-1]
	lost := 0.0 // room too small for anybody left
	for _, q := range p.room {
		if q+tolerance(q) < least {
			lost += q
		}
	}
	if lost > p.slack {
		return false
	}
	d := p.demand[k]
	for i, q := range p.room {
		if d > q+tolerance(q) || slices.Contains(p.room[:i], q) {
			continue
		}
		p.room[i] -= d
		ok := p.fits(k + 1)
		p.room[i] = q
		if ok {
			return true
		}
	}
	return false
}
