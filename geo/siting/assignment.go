package siting

import (
	"math"
	"slices"
)

// assignment is a single-source plan under change. Sites may be overloaded for
// a while, at a price:
//
//	merit = value + penalty over
type assignment struct {
	*model
	site    []int32   // by customer; -1 while unassigned
	members [][]int32 // by site
	spot    []int32   // position of a customer in its site's members
	load    []float64
	sites   []int32 // open sites
	place   []int32 // position in sites; -1 if closed
	value   float64 // cost and fixed cost
	over    float64 // load above capacity, summed over sites
	penalty float64
	work    int
	seen    []int32 // scratch: stamp of the last look at a site
	stamp   int32
}

func newAssignment(m *model) *assignment {
	a := &assignment{model: m, site: make([]int32, m.customers), members: make([][]int32, m.sites),
		spot: make([]int32, m.customers), load: make([]float64, m.sites), place: make([]int32, m.sites), seen: make([]int32, m.sites)}
	a.penalty = m.overloadPrice()
	a.reset()
	return a
}

// overloadPrice is what a unit of overload costs at first: a quarter of what
// serving a unit of demand can vary by, and the mean fixed cost of a unit of
// room, without which overload would always be cheaper than one more site.
func (m *model) overloadPrice() float64 {
	spread, fixed, room := 0.0, 0.0, 0.0
	for _, near := range m.near {
		spread += near[len(near)-1].cost - near[0].cost
	}
	for i, q := range m.room {
		fixed += math.Abs(m.fixed[i])
		room += q
	}
	price := 0.0
	if m.total > 0 {
		price = spread / m.total / 4
	}
	if room > 0 {
		price += fixed / room
	}
	if price == 0 { // all plans cost the same
		return 1
	}
	return price
}

// reset closes everything.
func (a *assignment) reset() {
	for j := range a.site {
		a.site[j] = -1
	}
	for i := range a.members {
		a.members[i] = a.members[i][:0]
		a.load[i] = 0
		a.place[i] = -1
	}
	a.sites, a.value, a.over = a.sites[:0], 0, 0
}

func (a *assignment) merit() float64 { return a.value + a.penalty*a.over }

// feasible says whether no site is overloaded and nobody is left.
func (a *assignment) feasible() bool {
	for _, i := range a.sites {
		if a.excess(i, a.load[i]) > 0 {
			return false
		}
	}
	return !slices.Contains(a.site, -1)
}

// excess is a load above the capacity of a site.
func (a *assignment) excess(i int32, load float64) float64 {
	over := load - a.room[i]
	if over <= tolerance(a.room[i]) {
		return 0
	}
	return over
}

func (a *assignment) open(i int32) {
	a.place[i] = int32(len(a.sites))
	a.sites = append(a.sites, i)
	a.value += a.fixed[i]
}

// shut closes a site that serves nobody.
func (a *assignment) shut(i int32) {
	last := a.sites[len(a.sites)-1]
	a.sites[a.place[i]], a.place[last] = last, a.place[i]
	a.place[i] = -1
	a.sites = a.sites[:len(a.sites)-1]
	a.value -= a.fixed[i]
}

func (a *assignment) put(j, i int32) {
	a.over -= a.excess(i, a.load[i])
	a.load[i] += a.demand[j]
	a.over += a.excess(i, a.load[i])
	a.value += a.cost[i][j]
	a.site[j] = i
	a.spot[j] = int32(len(a.members[i]))
	a.members[i] = append(a.members[i], j)
}

func (a *assignment) take(j int32) {
	i := a.site[j]
	a.over -= a.excess(i, a.load[i])
	a.load[i] -= a.demand[j]
	a.over += a.excess(i, a.load[i])
	a.value -= a.cost[i][j]
	a.site[j] = -1
	list := a.members[i]
	last := list[len(list)-1]
	list[a.spot[j]], a.spot[last] = last, a.spot[j]
	a.members[i] = list[:len(list)-1]
}

// restore takes over a stored plan.
func (a *assignment) restore(sites []int32, site []int32) {
	a.reset()
	for _, i := range sites {
		a.open(i)
	}
	for j, i := range site {
		a.put(int32(j), i)
	}
	a.work += a.customers
}
