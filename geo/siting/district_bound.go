package siting

import (
	"math"
	"slices"
)

// districtBound evaluates the Lagrangian of the district
//
//	L(v) = constant + sum_i d min(v_demand, price of a child short)
//	     + sum_j (best plan of site j at the prices) + targets and budget at their prices
//
// which no plan can undercut. Each site's best plan is found exactly, classes
// whole, so L can exceed what any linear relaxation gives.
type districtBound struct {
	l       *layout
	workers []*boundWorker
	sizes   []float64
	// of the last evaluation
	slope *districtPrices // how L changes with the prices
	plans []siteDecision  // best plan of each site
	taken [][]float64     // [slot][arc] children that the site's best plan takes
}

type boundWorker struct {
	planner *sitePlanner
	x       siteTables
	offers  [][]boundOffer // by slot, best first
}

// boundOffer is the children of one arc who would gain from the site.
type boundOffer struct {
	gain, amount float64
	arc          int32
}

func newDistrictBound(l *layout) *districtBound {
	b := &districtBound{l: l, sizes: l.areaChildYears(), slope: newDistrictPrices(l)}
	for range 2 {
		b.workers = append(b.workers, &boundWorker{planner: newSitePlanner(l), offers: make([][]boundOffer, l.slots())})
	}
	b.plans = make([]siteDecision, len(l.shapes))
	for range l.slots() {
		b.taken = append(b.taken, make([]float64, len(l.metres)))
	}
	return b
}

// shortPrice is the weighted price of a child short at point i under leaning
// prices.
func (b *districtBound) shortPrice(v *districtPrices, w, t, e, i int) float64 {
	l := b.l
	price := l.weight[w]*l.unservedPrice(t, e) + v.tail[w]*l.unservedPrice(t, e)
	if a := l.pointArea[i]; v.fair[a] > 0 && b.sizes[a] > 0 {
		price += v.fair[a] * l.weight[w] * l.stay(t, e) / b.sizes[a]
	}
	return price
}

// value evaluates L at v and leaves in slope how L changes with v.
func (b *districtBound) value(v *districtPrices) float64 {
	l := b.l
	clear(b.slope.all)
	sum := l.constant
	for s := range v.demand {
		w, t, e := l.slotOf(s)
		for i, q := range l.demand[s] {
			if q == 0 {
				continue
			}
			if pi, price := v.demand[s][i], b.shortPrice(v, w, t, e, i); pi <= price {
				sum += q * pi
				b.slope.demand[s][i] = q
			} else {
				sum += q * price
				b.leanSlope(w, t, e, i, q)
			}
		}
	}
	values := make([]float64, len(l.shapes))
	done := make(chan bool, len(b.workers))
	for k, worker := range b.workers {
		go func() {
			for j := k; j < len(l.shapes); j += len(b.workers) {
				values[j] = b.site(worker, j, v)
			}
			done <- true
		}()
	}
	for range b.workers {
		<-done
	}
	for j, x := range values {
		sum += x
		b.gather(j)
	}
	return sum + b.targets(v)
}

// leanSlope adds q children short at point i to the slope of the leaning prices.
func (b *districtBound) leanSlope(w, t, e, i int, q float64) {
	l := b.l
	b.slope.tail[w] += q * l.unservedPrice(t, e)
	if a := l.pointArea[i]; b.sizes[a] > 0 {
		b.slope.fair[a] += q * l.weight[w] * l.stay(t, e) / b.sizes[a]
	}
}

// targets is the part of L that no site holds.
func (b *districtBound) targets(v *districtPrices) float64 {
	l, sum := b.l, 0.0
	for t := range l.years {
		if l.d.Budget != nil {
			sum -= v.budget[t] * l.d.Budget[t]
			b.slope.budget[t] -= l.d.Budget[t]
		}
		if _, _, on := l.targetIn(l.d.Targets.PublicShare, t); on {
			g := l.d.Targets.PublicShare.Value
			for j := range l.shapes {
				c := l.publicLean(j, g) * l.runningChildren(j, t)
				sum -= v.public[t] * c
				b.slope.public[t] -= c
			}
		}
		need, price, on := l.targetIn(l.d.Targets.FullStreets, t)
		if !on {
			continue
		}
		type street struct {
			cost float64
			k    int
		}
		var all []street
		for k := range l.streets {
			c := v.equip[t][k]
			for j, s := range l.siteStreet {
				if int(s) == k {
					c += v.bare[t][j]
				}
			}
			all = append(all, street{c, k})
		}
		slices.SortStableFunc(all, func(a, b street) int {
			switch {
			case a.cost < b.cost:
				return -1
			case a.cost > b.cost:
				return 1
			}
			return 0
		})
		for n := 0; n < int(need); n++ {
			if n >= len(all) || all[n].cost >= price {
				if math.IsInf(price, 1) { // more streets than there are: no plan
					return inf
				}
				sum += price
				continue
			}
			sum += all[n].cost
			k := all[n].k
			b.slope.equip[t][k]++
			for j, s := range l.siteStreet {
				if int(s) == k {
					b.slope.bare[t][j]++
				}
			}
		}
	}
	return sum
}

// site is the value of site j's best plan at prices v.
func (b *districtBound) site(k *boundWorker, j int, v *districtPrices) float64 {
	l, h := b.l, &b.l.shapes[j]
	W, T := l.scenarios, l.years
	x := &k.x
	if len(x.junior) == 0 {
		x.junior, x.nursery = make([][]float64, W*T), make([][]float64, W*T)
		x.status, x.enter = make([][]float64, T), make([][][]float64, T)
	}
	x.area = v.area[j]
	for s := range l.slots() {
		w, t, e := l.slotOf(s)
		b.offer(k, j, s, v)
		row, most, each := &x.junior[w*T+t], h.most, h.capJ
		if e == nurseryEntry {
			row, most, each = &x.nursery[w*T+t], min(h.most, h.maxN), h.capN
		}
		*row = grow(*row, most+1)
		fillClasses(*row, k.offers[s], each, l.weight[w]*l.runPrice(t, e))
	}
	for t := range T {
		x.status[t] = grow(x.status[t], len(h.statuses))
		for len(x.enter) <= t || len(x.enter[t]) < len(h.statuses) {
			x.enter[t] = append(x.enter[t], nil)
		}
		for s := range h.statuses {
			x.status[t][s] = b.statusPrice(j, t, s, v)
			x.enter[t][s] = grow(x.enter[t][s], len(h.statuses))
			for _, to := range h.next[s] {
				spent, charge := h.capital(l.d, t, s, to)
				x.enter[t][s][to] = charge + v.budget[t]*spent
			}
		}
	}
	plan, cost := k.planner.plan(j, x)
	b.plans[j] = plan.clone()
	b.take(k, j)
	return cost - l.streetConstant(j, v)
}

// fillClasses prices 0, 1, 2 ... classes of each children: their running cost
// less the best offers that fill them.
func fillClasses(row []float64, offers []boundOffer, each, run float64) {
	gain, next, used := 0.0, 0, 0.0
	row[0] = 0
	for n := 1; n < len(row); n++ {
		for left := each; left > 0 && next < len(offers); {
			o := &offers[next]
			take := min(left, o.amount-used)
			gain += take * o.gain
			left -= take
			if used += take; used >= o.amount {
				next, used = next+1, 0
			}
		}
		row[n] = run*float64(n) - gain
	}
}

// streetConstant is the priced 1 of the rows nursery + 1 - open >= full.
func (l *layout) streetConstant(j int, v *districtPrices) float64 {
	sum := 0.0
	if l.siteStreet[j] >= 0 {
		for t := range l.years {
			sum += v.bare[t][j]
		}
	}
	return sum
}

// statusPrice is the fixed cost of a status less what it brings to the targets
// and the area.
func (b *districtBound) statusPrice(j, t, s int, v *districtPrices) float64 {
	l, h := b.l, &b.l.shapes[j]
	cost := h.fixedCost(l.d, t, s)
	open, nursery := 0.0, 0.0
	if h.open[t][s] {
		open = 1
	}
	if h.statuses[s].nursery {
		nursery = 1
	}
	cost += v.share[t] * (l.d.Targets.NurseryShare.Value*open - nursery)
	if k := l.siteStreet[j]; k >= 0 {
		cost -= v.bare[t][j]*(nursery-open) + v.equip[t][k]*nursery
	}
	return cost
}

// seatPrice is what a child entering site j in slot s costs beyond its walk:
// the area it takes for the years it stays, and its weight in the public share.
func (b *districtBound) seatPrice(j, s int, v *districtPrices) float64 {
	l, h := b.l, &b.l.shapes[j]
	w, t, e := l.slotOf(s)
	price, g := 0.0, 1.0
	for u := t; u < min(l.years, t+int(l.stay(t, e))); u, g = u+1, g*h.growth {
		if h.areaBinds {
			price += g * v.area[j][w*l.years+u]
		}
		if e == juniorEntry && v.public[u] > 0 {
			price -= g * l.weight[w] * v.public[u] * l.publicLean(j, l.d.Targets.PublicShare.Value)
		}
	}
	return price
}

// offer lists the children who would gain from site j in slot s, best first.
func (b *districtBound) offer(k *boundWorker, j, s int, v *districtPrices) {
	l := b.l
	w, t, e := l.slotOf(s)
	extra := b.seatPrice(j, s, v)
	metre := l.weight[w] * l.walkPrice(t, e)
	offers := k.offers[s][:0]
	for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
		i := l.arcPoint[a]
		if gain := v.demand[s][i] - metre*l.metres[a] - extra; gain > 0 && l.demand[s][i] > 0 {
			offers = append(offers, boundOffer{gain, l.demand[s][i], a})
		}
	}
	slices.SortFunc(offers, func(p, q boundOffer) int {
		switch {
		case p.gain > q.gain:
			return -1
		case p.gain < q.gain:
			return 1
		}
		return int(p.arc - q.arc)
	})
	k.offers[s] = offers
}

// seats lists the seats of the last evaluation's plans, by site and slot.
func (b *districtBound) seats() []float64 {
	l := b.l
	out := make([]float64, 0, len(l.shapes)*l.slots())
	for j, plan := range b.plans {
		for s := range l.slots() {
			w, t, e := l.slotOf(s)
			if e == nurseryEntry {
				out = append(out, l.shapes[j].capN*float64(plan.nursery[w*l.years+t]))
			} else {
				out = append(out, l.shapes[j].capJ*float64(plan.junior[w*l.years+t]))
			}
		}
	}
	return out
}

// without is L at the prices of the last evaluation with site j kept from the
// statuses that hold: a bound of the plans that do without them.
func (b *districtBound) without(v *districtPrices, j int, holds func(status int) bool) float64 {
	l := b.l
	k := b.workers[0]
	all := b.value(v)
	with := b.site(k, j, v)
	for t := range l.years {
		for s := range l.shapes[j].statuses {
			if holds(s) {
				k.x.status[t][s] = inf
			}
		}
	}
	_, cost := k.planner.plan(j, &k.x)
	return all - with + cost - l.streetConstant(j, v)
}
