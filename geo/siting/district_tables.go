package siting

import "math"

// siteCurve is the weighted cost of a slot by the number of classes at one site,
// running cost included and the other sites as they are. It is convex, so that
// where it is not known, the slopes where it is known bound it from below:
//
//	cost(n) >= cost(k) + (n - k) slope(k)
//
// A state of the flow at other than whole classes is a tangent too.
type siteCurve struct {
	version uint64    // of the slot it was taken from
	cost    []float64 // by number of classes; a bound where not known
	slope   []float64 // by number of classes, running cost left out; 0 where not known
	known   []bool
	points  []curvePoint
	run     float64 // what a class costs to run
}

// curvePoint is a place on the curve with its slope.
type curvePoint struct{ classes, cost, slope float64 }

// curveCache keeps the curves for as long as the slot they were taken from is
// in the same state; taking a move back brings the old state, and its curves,
// back to life.
type curveCache struct {
	version uint64 // last given
	curve   []siteCurve
}

func newCurveCache(l *layout) *curveCache {
	return &curveCache{curve: make([]siteCurve, len(l.shapes)*l.slots())}
}

// curveFor returns the curve of site j in a slot, with at least the point known
// where the flow stands.
func (d *draft) curveFor(j, slot int) *siteCurve {
	l, h, f := d.l, &d.l.shapes[j], d.flows[slot]
	c := &d.curves.curve[j*len(d.flows)+slot]
	if c.version == f.version && c.cost != nil {
		return c
	}
	w, t, e := l.slotOf(slot)
	n := h.mostIn[t] + 1
	if e == nurseryEntry {
		n = min(h.mostIn[t], h.maxN) + 1
	}
	c.version, c.points = f.version, c.points[:0]
	if cap(c.cost) < n {
		c.cost, c.slope, c.known = make([]float64, n), make([]float64, n), make([]bool, n)
	}
	c.cost, c.slope, c.known = c.cost[:n], c.slope[:n], c.known[:n]
	clear(c.known)
	clear(c.slope)
	for k := range c.cost {
		c.cost[k] = math.Inf(-1)
	}
	c.run = d.l.weight[w] * d.l.runPrice(t, e)
	c.add(d.pointOn(j, slot, f))
	return c
}

// pointOn is where a flow stands on site j's curve.
func (d *draft) pointOn(j, slot int, f *slotFlow) curvePoint {
	w, t, e := d.l.slotOf(slot)
	weight, run, each := d.l.weight[w], d.l.runPrice(t, e), d.l.shapes[j].capOf(e)
	k := f.seats[j] / each
	return curvePoint{k, weight * (f.total + run*k), weight * (run - each*f.mu[j])}
}

// add makes a point known.
func (c *siteCurve) add(p curvePoint) {
	c.points = append(c.points, p)
	for k := range c.cost {
		switch x := float64(k) - p.classes; {
		case x == 0:
			c.cost[k], c.slope[k], c.known[k] = p.cost, p.slope-c.run, true
		case !c.known[k]:
			c.cost[k] = max(c.cost[k], p.cost+x*p.slope)
		}
	}
}

// measure makes the cost of k classes at site j in a slot known, by changing the
// seats on a copy of the flow.
func (d *draft) measure(j, slot, k, worker int) {
	_, _, e := d.l.slotOf(slot)
	f := d.pool.trial[worker]
	f.copyFrom(d.flows[slot])
	f.setSeats(j, d.l.shapes[j].capOf(e)*float64(k), d.pool.scratch[worker])
	p := d.pointOn(j, slot, f)
	p.classes = float64(k)
	d.curveFor(j, slot).add(p)
}

// tablesFor prices the choices of site j against the rest of the plan. Numbers
// of classes not measured yet stand at a lower bound.
func (d *draft) tablesFor(j int) *siteTables {
	l := d.l
	x := &siteTables{hardArea: true}
	x.junior, x.nursery = make([][]float64, l.scenarios*l.years), make([][]float64, l.scenarios*l.years)
	for s := range d.flows {
		x.row(l, s, append([]float64(nil), d.curveFor(j, s).cost...))
		x.curve, x.slope = append(x.curve, d.curveFor(j, s).cost), append(x.slope, d.curveFor(j, s).slope)
		w, t, e := l.slotOf(s)
		row := x.of(l, s)
		for k := range row {
			if !d.mayRun(j, w, t, e, k) {
				row[k] = inf
			}
		}
	}
	x.status, x.enter = d.statusTables(j)
	return x
}

// of is the table of a slot.
func (x *siteTables) of(l *layout, slot int) []float64 {
	w, t, e := l.slotOf(slot)
	if e == nurseryEntry {
		return x.nursery[w*l.years+t]
	}
	return x.junior[w*l.years+t]
}

// row sets the table of a slot.
func (x *siteTables) row(l *layout, slot int, row []float64) {
	w, t, e := l.slotOf(slot)
	if e == nurseryEntry {
		x.nursery[w*l.years+t] = row
	} else {
		x.junior[w*l.years+t] = row
	}
}

// sharpen measures what a decision of site j needs of the tables and is not
// known yet. It reports whether everything was known.
func (d *draft) sharpen(j int, x *siteTables, plan siteDecision) bool {
	type entry struct{ slot, k int }
	var todo []entry
	for s := range d.flows {
		known := d.curveFor(j, s).known
		for k, to := d.entries(j, x, plan, s); k <= to; k++ {
			if !known[k] {
				todo = append(todo, entry{s, k})
			}
		}
	}
	// One goroutine may hold two entries of a slot, two goroutines may not.
	d.pool.each(len(d.flows), func(s, worker int) {
		for _, q := range todo {
			if q.slot == s {
				d.measure(j, s, q.k, worker)
			}
		}
	})
	for _, q := range todo {
		row := x.of(d.l, q.slot)
		for k, cost := range d.curveFor(j, q.slot).cost {
			if !math.IsInf(row[k], 1) {
				row[k] = cost
			}
		}
	}
	return len(todo) == 0
}

// entries are the first and the last number of classes whose costs a decision of
// site j needs in a slot: its own, or the two about the seats that the area leaves.
func (d *draft) entries(j int, x *siteTables, plan siteDecision, slot int) (from, to int) {
	h := &d.l.shapes[j]
	w, t, e := d.l.slotOf(slot)
	k := w*d.l.years + t
	r, n := plan.nursery[k], plan.junior[k]
	seats := [...]float64{h.capN * float64(r), h.capJ * float64(n)}
	if h.areaBinds {
		n1, n2 := plan.before(d.l, w, t)
		_, seats[nurseryEntry], seats[juniorEntry] = d.l.sharedCost(h, x, w, t, plan.status[t], r, n, n1, n2)
	}
	from = int(seats[e] / h.capOf(e))
	if to = n; e == nurseryEntry {
		to = r
	}
	return from, min(to, from+1)
}

// costOf is the cost of site j's present decision by the tables, its flows as they
// are.
func (d *draft) costOf(j int, x *siteTables) float64 {
	l, plan := d.l, d.sites[j]
	sum, before := 0.0, l.shapes[j].start
	for t, s := range plan.status {
		sum += x.enter[t][before][s] + x.status[t][s]
		before = s
	}
	for s, f := range d.flows {
		w, t, e := l.slotOf(s)
		classes := plan.junior[w*l.years+t]
		if e == nurseryEntry {
			classes = plan.nursery[w*l.years+t]
		}
		sum += l.weight[w] * (f.total + l.runPrice(t, e)*float64(classes))
	}
	return sum
}

// mayRun reports whether site j may have k classes: any number, unless its firm
// years are held.
func (d *draft) mayRun(j, w, t, e, k int) bool {
	held := d.held[j]
	switch {
	case held == nil || t >= d.l.firm:
		return true
	case e == nurseryEntry:
		return k == held.nursery[w*d.l.years+t]
	}
	return k == held.junior[w*d.l.years+t]
}

// statusTables prices site j's statuses and the passages between them, all
// other sites staying as they are.
func (d *draft) statusTables(j int) (status [][]float64, enter [][][]float64) {
	l, h := d.l, &d.l.shapes[j]
	mine := d.sites[j]
	before := h.start
	for t := range l.years {
		own := mine.status[t]
		nursery, open := d.nursery[t], d.open[t]
		spentOwn, _ := h.capital(l.d, t, before, own)
		left := inf
		if l.d.Budget != nil {
			left = l.d.Budget[t] - (d.spent[t] - spentOwn) + 1e-6
		}
		before = own
		street := l.siteStreet[j]
		bare, equipped := 0, 0
		if h.open[t][own] {
			open--
			if h.statuses[own].nursery {
				nursery--
			}
		}
		full := 0
		for k := range l.streets {
			if int32(k) != street && d.bare[t][k] == 0 && d.equipped[t][k] > 0 {
				full++
			}
		}
		if street >= 0 {
			bare, equipped = d.bare[t][street], d.equipped[t][street]
			if h.open[t][own] && h.statuses[own].nursery {
				equipped--
			} else if h.open[t][own] {
				bare--
			}
		}
		row := make([]float64, len(h.statuses))
		gate := make([][]float64, len(h.statuses))
		for s := range h.statuses {
			o, n, b, q, f := open, nursery, bare, equipped, full
			if h.open[t][s] {
				o++
				if h.statuses[s].nursery {
					n++
					q++
				} else {
					b++
				}
			}
			if street >= 0 && b == 0 && q > 0 {
				f++
			}
			row[s] = h.fixedCost(l.d, t, s) + d.countCost(t, n, o, f)
			if d.allow[j] != nil && !d.allow[j](t, s) {
				row[s] = inf
			}
			gate[s] = make([]float64, len(h.statuses))
			for _, to := range h.next[s] {
				spent, charge := h.capital(l.d, t, s, to)
				if spent > 0 && spent > left {
					charge = math.Inf(1)
				}
				gate[s][to] = charge
			}
		}
		status, enter = append(status, row), append(enter, gate)
	}
	return status, enter
}
