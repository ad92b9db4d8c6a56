package siting

import (
	"slices"
	"sync"
)

// draft is a whole plan in the making: every site's decision, the seats it
// gives and the children's flows to them. Its targets are kept as counts, so
// that a site's change is priced against all the others exactly.
type draft struct {
	l     *layout
	sites []siteDecision
	flows []*slotFlow // by slot
	// shown, where not nil, are the flows to report in place of flows: the mix of
	// two that meets the public share exactly. Any change of the plan drops them.
	shown []*slotFlow
	// price is the price of a child short by slot and area: the district's
	// own, or one that leans on the worst street or the worst draws.
	price [][]float64 // by slot and point
	cost  [][]float64 // by t*entries+entry and arc, the public share's price included
	// allow, where not nil, restricts the statuses of a site by year.
	allow []func(t, status int) bool
	// held, where not nil, keeps a site's classes of the firm years.
	held []*siteDecision

	open, nursery []int   // sites by year
	bare          [][]int // [t][street] open public sites without a nursery class
	equipped      [][]int // [t][street] open public sites with one
	spent         []float64
	siteCost      []float64 // fixed, capital and running cost by site
	pool          *flowPool
	curves        *curveCache
}

// touch gives a slot a new version.
func (d *draft) touch(slot int) {
	d.curves.version++
	d.flows[slot].version = d.curves.version
}

// hardPrice stands for an infinite price of a target in comparisons between
// plans: any plan that meets more of the targets is better.
const hardPrice = 1e7

// flowPool holds the working memory of the two workers that share slots out.
type flowPool struct {
	scratch []*flowScratch
	trial   []*slotFlow
}

func newFlowPool(l *layout, like *slotFlow) *flowPool {
	p := &flowPool{}
	for range 2 {
		p.scratch = append(p.scratch, newFlowScratch(l))
		if like != nil {
			p.trial = append(p.trial, like.clone())
		}
	}
	return p
}

// each runs do(slot, worker) for every slot, on two goroutines. Slots do not
// share state, so the result does not depend on their order.
func (p *flowPool) each(slots int, do func(slot, worker int)) {
	var wait sync.WaitGroup
	for worker := range p.scratch {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for s := worker; s < slots; s += len(p.scratch) {
				do(s, worker)
			}
		}()
	}
	wait.Wait()
}

// newDraft returns the plan that changes nothing and opens no class beyond the
// nursery classes that must stay.
func newDraft(l *layout) *draft {
	d := &draft{l: l, siteCost: make([]float64, len(l.d.Sites)), allow: make([]func(int, int) bool, len(l.d.Sites)), held: make([]*siteDecision, len(l.d.Sites)),
		cost: make([][]float64, l.years*entries)}
	for t := range l.years {
		d.open = append(d.open, 0)
		d.nursery = append(d.nursery, 0)
		d.spent = append(d.spent, 0)
		d.bare = append(d.bare, make([]int, len(l.streets)))
		d.equipped = append(d.equipped, make([]int, len(l.streets)))
		for e := range entries {
			c := make([]float64, len(l.metres))
			for a, m := range l.metres {
				c[a] = m * l.walkPrice(t, e)
			}
			d.cost[t*entries+e] = c
		}
	}
	for s := range l.slots() {
		_, t, e := l.slotOf(s)
		price := make([]float64, len(l.d.Points))
		for i := range price {
			price[i] = l.unservedPrice(t, e)
		}
		d.price = append(d.price, price)
		d.flows = append(d.flows, newSlotFlow(l, s, d.cost[t*entries+e], price))
	}
	d.pool = newFlowPool(l, d.flows[0])
	d.curves = newCurveCache(l)
	for j := range l.d.Sites {
		d.sites = append(d.sites, l.idle(j))
		d.count(j, 1)
	}
	d.reseatAll()
	return d
}

// idle is the plan of a site that changes as little as it may.
func (l *layout) idle(j int) siteDecision {
	h, s := &l.shapes[j], newSiteDecision(l)
	at := h.start
	for t := range l.years {
		best := -1
		for _, to := range h.next[at] {
			if !h.follows(t, at, to) || h.statuses[to].closed || h.statuses[to].mask != h.statuses[at].mask {
				continue
			}
			if best < 0 || h.statuses[to].nursery == h.statuses[at].nursery {
				best = to
			}
		}
		if best < 0 {
			panic("siting: site " + l.d.Sites[j].Code + " cannot even stay as it is")
		}
		at = best
		s.status[t] = at
		if h.statuses[at].nursery {
			for w := range l.scenarios {
				s.nursery[w*l.years+t] = 1
			}
		}
	}
	return s
}

// count adds (sign 1) or takes away (-1) a site's part of the counts and costs.
func (d *draft) count(j, sign int) {
	l, h, plan := d.l, &d.l.shapes[j], d.sites[j]
	before := h.start
	cost := 0.0
	for t, s := range plan.status {
		spent, charge := h.capital(l.d, t, before, s)
		d.spent[t] += float64(sign) * spent
		cost += charge + h.fixedCost(l.d, t, s)
		for w := range l.scenarios {
			k := w*l.years + t
			cost += l.weight[w] * (float64(plan.nursery[k])*l.runPrice(t, nurseryEntry) +
				float64(plan.junior[k])*l.runPrice(t, juniorEntry))
		}
		if h.open[t][s] {
			d.open[t] += sign
			if h.statuses[s].nursery {
				d.nursery[t] += sign
			}
			if street := l.siteStreet[j]; street >= 0 {
				if h.statuses[s].nursery {
					d.equipped[t][street] += sign
				} else {
					d.bare[t][street] += sign
				}
			}
		}
		before = s
	}
	d.siteCost[j] = cost
	if sign < 0 {
		d.siteCost[j] = 0
	}
}

// reseatAll gives every site the seats of its decision, in every slot.
func (d *draft) reseatAll() {
	d.pool.each(len(d.flows), func(s, worker int) {
		f := d.flows[s]
		for j := range d.sites {
			if seats := d.l.seatsOf(j, d.sites[j], s); seats != f.seats[j] {
				f.setSeats(j, seats, d.pool.scratch[worker])
			}
		}
	})
	for s := range d.flows {
		d.touch(s)
	}
}

// replace puts a new decision in the place of site j's.
func (d *draft) replace(j int, s siteDecision) {
	d.shown = nil
	d.count(j, -1)
	d.sites[j] = s.clone()
	d.count(j, 1)
	var changed []int
	for slot, f := range d.flows {
		if d.l.seatsOf(j, d.sites[j], slot) != f.seats[j] {
			changed = append(changed, slot)
			d.touch(slot)
		}
	}
	d.pool.each(len(changed), func(k, worker int) {
		d.flows[changed[k]].setSeats(j, d.l.seatsOf(j, d.sites[j], changed[k]), d.pool.scratch[worker])
	})
}

// flow is the flow to report for a slot.
func (d *draft) flow(slot int) *slotFlow {
	if d.shown != nil {
		return d.shown[slot]
	}
	return d.flows[slot]
}

// flowCost is the weighted price of walking and of children without a place.
func (d *draft) flowCost() float64 {
	sum := 0.0
	for s, f := range d.flows {
		w, _, _ := d.l.slotOf(s)
		sum += d.l.weight[w] * f.total
	}
	return sum
}

// searchCost is what the search lowers: the objective under the present prices
// with hard targets at hardPrice.
func (d *draft) searchCost() float64 {
	sum := d.l.constant + d.flowCost()
	for _, c := range d.siteCost {
		sum += c
	}
	for t := range d.l.years {
		sum += d.targetCost(t)
	}
	return sum
}

// targetCost prices what the nursery share, the full streets and the budget
// miss in year t.
func (d *draft) targetCost(t int) float64 {
	full := 0
	for k := range d.l.streets {
		if d.bare[t][k] == 0 && d.equipped[t][k] > 0 {
			full++
		}
	}
	cost := d.countCost(t, d.nursery[t], d.open[t], full)
	if b := d.l.d.Budget; b != nil && d.spent[t] > b[t]+1e-6 {
		cost += hardPrice * (d.spent[t] - b[t])
	}
	return cost
}

func (d *draft) countCost(t, nursery, open, full int) float64 {
	cost := 0.0
	if v, price, on := d.l.targetIn(d.l.d.Targets.NurseryShare, t); on {
		if miss := v*float64(open) - float64(nursery); miss > 1e-9 {
			cost += min(price, hardPrice) * miss
		}
	}
	if v, price, on := d.l.targetIn(d.l.d.Targets.FullStreets, t); on && float64(full) < v {
		cost += min(price, hardPrice) * (v - float64(full))
	}
	return cost
}

// clone copies the draft; the working memory is shared.
func (d *draft) clone() *draft {
	c := *d
	c.flows, c.sites = make([]*slotFlow, len(d.flows)), make([]siteDecision, len(d.sites))
	for s, f := range d.flows {
		c.flows[s] = f.clone()
	}
	for j := range d.sites {
		c.sites[j] = d.sites[j].clone()
	}
	c.open, c.nursery = slices.Clone(d.open), slices.Clone(d.nursery)
	c.allow, c.held = slices.Clone(d.allow), slices.Clone(d.held)
	c.spent, c.siteCost = slices.Clone(d.spent), slices.Clone(d.siteCost)
	c.bare, c.equipped = make([][]int, len(d.bare)), make([][]int, len(d.equipped))
	for t := range d.bare {
		c.bare[t], c.equipped[t] = slices.Clone(d.bare[t]), slices.Clone(d.equipped[t])
	}
	return &c
}
