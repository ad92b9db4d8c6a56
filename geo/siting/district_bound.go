package siting

import (
	"math"
	"slices"
)

// prices are the multipliers of the rows that the bound relaxes. Any prices of
// the right signs give a valid bound; good ones give a close one.
type districtPrices struct {
	demand [][]float64 // [slot][point]: what a place is worth to a child; any sign
	area   [][]float64 // [site][w*years+t] >= 0; nil where area cannot bind
	share  []float64   // [t] >= 0
	bare   [][]float64 // [t][site] >= 0
	equip  [][]float64 // [t][street] >= 0
	public []float64   // [t] >= 0
	budget []float64   // [t] >= 0
	fair   []float64   // by area, >= 0, summing to at most Fairness
	tail   []float64   // by scenario, in 0 .. TailWeight x weight / (1-level), summing to at most TailWeight
}

func newDistrictPrices(l *layout) *districtPrices {
	v := &districtPrices{}
	for range l.slots() {
		v.demand = append(v.demand, make([]float64, len(l.d.Points)))
	}
	for j := range l.shapes {
		var row []float64
		if l.shapes[j].areaBinds {
			row = make([]float64, l.scenarios*l.years)
		}
		v.area = append(v.area, row)
	}
	for range l.years {
		v.bare = append(v.bare, make([]float64, len(l.shapes)))
		v.equip = append(v.equip, make([]float64, len(l.streets)))
	}
	v.share, v.public, v.budget = make([]float64, l.years), make([]float64, l.years), make([]float64, l.years)
	v.fair, v.tail = make([]float64, len(l.areas)), make([]float64, l.scenarios)
	return v
}

// floats lists all the multipliers, for steps over all of them alike.
func (v *districtPrices) floats() [][]float64 {
	out := slices.Clone(v.demand)
	out = append(out, v.area...)
	out = append(out, v.bare...)
	out = append(out, v.equip...)
	return append(out, v.share, v.public, v.budget, v.fair, v.tail)
}

func (v *districtPrices) clone() *districtPrices {
	c := *v
	deep := func(x [][]float64) [][]float64 {
		y := make([][]float64, len(x))
		for k := range x {
			y[k] = slices.Clone(x[k])
		}
		return y
	}
	c.demand, c.area, c.bare, c.equip = deep(v.demand), deep(v.area), deep(v.bare), deep(v.equip)
	c.share, c.public, c.budget = slices.Clone(v.share), slices.Clone(v.public), slices.Clone(v.budget)
	c.fair, c.tail = slices.Clone(v.fair), slices.Clone(v.tail)
	return &c
}

// project moves prices to the nearest ones of the right signs. Prices of priced
// targets stay at or below the target's price.
func (v *districtPrices) project(l *layout) {
	clip := func(x []float64, most float64) {
		for k := range x {
			x[k] = min(most, max(0, x[k]))
		}
	}
	for _, x := range v.area {
		clip(x, inf)
	}
	for t := range l.years {
		most := func(g Target) float64 {
			if _, price, on := l.targetIn(g, t); on {
				return price
			}
			return 0
		}
		clip(v.share[t:t+1], most(l.d.Targets.NurseryShare))
		clip(v.public[t:t+1], most(l.d.Targets.PublicShare))
		full := 0.0
		if _, _, on := l.targetIn(l.d.Targets.FullStreets, t); on {
			full = inf
		}
		clip(v.bare[t], full)
		clip(v.equip[t], full)
		for j, k := range l.siteStreet {
			if k < 0 {
				v.bare[t][j] = 0
			}
		}
		b := 0.0
		if l.d.Budget != nil {
			b = inf
		}
		clip(v.budget[t:t+1], b)
	}
	c := l.d.Costs
	clip(v.fair, c.Fairness)
	scaleTo(v.fair, c.Fairness)
	for w := range v.tail {
		most := 0.0
		if c.TailWeight > 0 && l.scenarios > 1 {
			most = c.TailWeight * l.weight[w] / (1 - c.TailLevel)
		}
		v.tail[w] = min(most, max(0, v.tail[w]))
	}
	scaleTo(v.tail, c.TailWeight)
}

// scaleTo shrinks x so that it sums to at most total.
func scaleTo(x []float64, total float64) {
	sum := 0.0
	for _, a := range x {
		sum += a
	}
	if sum > total {
		for k := range x {
			x[k] *= total / sum
		}
	}
}

// pricesFrom reads the multipliers off the rows of a relaxed program.
func (p *districtProgram) pricesFrom(price func(row int) float64) *districtPrices {
	l := p.l
	v := newDistrictPrices(l)
	at := func(row int, sign float64) float64 {
		if row < 0 {
			return 0
		}
		return sign * price(row)
	}
	for s := range v.demand {
		for i := range v.demand[s] {
			v.demand[s][i] = price(p.demandRow[s] + i)
		}
	}
	for j := range v.area {
		for k := range v.area[j] {
			v.area[j][k] = at(p.areaRow[j][k], -1)
		}
	}
	for t := range l.years {
		v.share[t], v.public[t] = at(p.shareRow[t], 1), at(p.publicRow[t], 1)
		v.budget[t] = at(p.budgetRow[t], -1)
		if p.bareRow[t] != nil {
			for j := range v.bare[t] {
				v.bare[t][j] = at(p.bareRow[t][j], 1)
			}
			for k := range v.equip[t] {
				v.equip[t][k] = at(p.equipRow[t][k], 1)
			}
		}
	}
	for k, r := range p.fairRow {
		v.fair[k] = price(r)
	}
	for w, r := range p.tailRow {
		v.tail[w] = price(r)
	}
	v.project(l)
	return v
}

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
	// of the last evaluation, for the next step: children taken by site plans
	taken [][]float64 // [slot][point]
	slope *districtPrices
	plans []siteDecision
}

type boundWorker struct {
	planner *sitePlanner
	x       siteTables
	offers  []boundOffer
	fill    [][]float64 // [w*years+t]: children by class count, for area use
	order   [][]boundOffer
	taken   [][]float64
}

type boundOffer struct {
	gain, amount float64
	point        int32
}

func newDistrictBound(l *layout) *districtBound {
	b := &districtBound{l: l, sizes: l.areaChildYears(), slope: newDistrictPrices(l)}
	for range 2 {
		b.workers = append(b.workers, &boundWorker{planner: newSitePlanner(l)})
	}
	b.plans = make([]siteDecision, len(l.shapes))
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
	for _, x := range b.slope.floats() {
		clear(x)
	}
	sum := l.constant
	for s := range v.demand {
		w, t, e := l.slotOf(s)
		for i, q := range l.demand[s] {
			if q == 0 {
				continue
			}
			pi, price := v.demand[s][i], b.shortPrice(v, w, t, e, i)
			if pi > price {
				sum += q * price
				continue
			}
			sum += q * pi
			b.slope.demand[s][i] += q
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
	for _, x := range values {
		sum += x
	}
	for j := range l.shapes {
		b.gather(j, v)
	}
	return sum + b.targets(v)
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
	for s := range l.slots() {
		w, t, e := l.slotOf(s)
		most, each := h.most, h.capJ
		if e == nurseryEntry {
			most, each = min(most, h.maxN), h.capN
		}
		b.offers(k, j, s, v)
		var row []float64
		if e == nurseryEntry {
			x.nursery[w*T+t] = grow(x.nursery[w*T+t], most+1)
			row = x.nursery[w*T+t]
		} else {
			x.junior[w*T+t] = grow(x.junior[w*T+t], most+1)
			row = x.junior[w*T+t]
		}
		run := l.weight[w] * l.runPrice(t, e)
		gain, left, next, used := 0.0, 0.0, 0, 0.0
		row[0] = 0
		for n := 1; n <= most; n++ {
			left = each
			for left > 0 && next < len(k.offers) {
				o := &k.offers[next]
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
	if v := l.streetConstant(j, v); v != 0 {
		cost -= v
	}
	return cost
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
	if h.areaBinds {
		for w := range l.scenarios {
			cost -= v.area[j][w*l.years+t] * h.area[t][s]
		}
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

// offers lists the children who would gain from site j in slot s, best first.
func (b *districtBound) offers(k *boundWorker, j, s int, v *districtPrices) {
	l := b.l
	w, t, e := l.slotOf(s)
	extra := b.seatPrice(j, s, v)
	metre := l.weight[w] * l.walkPrice(t, e)
	k.offers = k.offers[:0]
	for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
		i := l.arcPoint[a]
		pi := min(v.demand[s][i], b.shortPrice(v, w, t, e, int(i)))
		if gain := pi - metre*l.metres[a] - extra; gain > 0 && l.demand[s][i] > 0 {
			k.offers = append(k.offers, boundOffer{gain, l.demand[s][i], i})
		}
	}
	slices.SortFunc(k.offers, func(p, q boundOffer) int {
		switch {
		case p.gain > q.gain:
			return -1
		case p.gain < q.gain:
			return 1
		}
		return int(p.point - q.point)
	})
}

// gather adds site j's plan to the slope of L.
func (b *districtBound) gather(j int, v *districtPrices) {
	l, h, plan := b.l, &b.l.shapes[j], b.plans[j]
	k := b.workers[0]
	T := l.years
	for s := range l.slots() {
		w, t, e := l.slotOf(s)
		left := h.capJ * float64(plan.junior[w*T+t])
		if e == nurseryEntry {
			left = h.capN * float64(plan.nursery[w*T+t])
		}
		if left == 0 {
			continue
		}
		b.offers(k, j, s, v)
		children := 0.0
		for _, o := range k.offers {
			take := min(left, o.amount)
			if take <= 0 {
				break
			}
			b.slope.demand[s][o.point] -= take
			left -= take
			children += take
		}
		for u, g := t, 1.0; u < min(T, t+int(l.stay(t, e))); u, g = u+1, g*h.growth {
			if h.areaBinds {
				b.slope.area[j][w*T+u] += g * children
			}
			if e == juniorEntry {
				if _, _, on := l.targetIn(l.d.Targets.PublicShare, u); on {
					b.slope.public[u] -= g * l.weight[w] * children * l.publicLean(j, l.d.Targets.PublicShare.Value)
				}
			}
		}
	}
	before := h.start
	for t, s := range plan.status {
		open, nursery := 0.0, 0.0
		if h.open[t][s] {
			open = 1
		}
		if h.statuses[s].nursery {
			nursery = 1
		}
		if _, _, on := l.targetIn(l.d.Targets.NurseryShare, t); on {
			b.slope.share[t] += l.d.Targets.NurseryShare.Value*open - nursery
		}
		if _, _, on := l.targetIn(l.d.Targets.FullStreets, t); on {
			if k := l.siteStreet[j]; k >= 0 {
				b.slope.bare[t][j] -= nursery + 1 - open
				b.slope.equip[t][k] -= nursery
			}
		}
		spent, _ := h.capital(l.d, t, before, s)
		b.slope.budget[t] += spent
		before = s
		if h.areaBinds {
			for w := range l.scenarios {
				b.slope.area[j][w*T+t] -= h.area[t][s]
			}
		}
	}
}
