package siting

// wishes are the seats of site j's classes in a slot where the area is no limit.
func (l *layout) wishes(j int, s siteDecision, slot int) float64 {
	w, t, e := l.slotOf(slot)
	if e == nurseryEntry {
		return l.shapes[j].capN * float64(s.nursery[w*l.years+t])
	}
	return l.shapes[j].capJ * float64(s.junior[w*l.years+t])
}

// seatsOf returns the seats of site j by slot under its decision: those it names,
// or else what the area leaves when nursery children come first.
func (l *layout) seatsOf(j int, s siteDecision, slot int) float64 {
	h := &l.shapes[j]
	if s.seats != nil {
		return s.seats[slot]
	}
	if !h.areaBinds {
		return l.wishes(j, s, slot)
	}
	w, t, e := l.slotOf(slot)
	last, before := 0.0, 0.0
	for u := 0; ; u++ {
		s0, s1 := h.seats(u, s.status[u], s.nursery[w*l.years+u], s.junior[w*l.years+u], last, before)
		if u == t {
			if e == nurseryEntry {
				return s0
			}
			return s1
		}
		last, before = s1, last
	}
}

// spareArea is what the area leaves in year t beside the children of given seats.
func (l *layout) spareArea(j int, s siteDecision, seats []float64, w, t int) float64 {
	h := &l.shapes[j]
	left := h.area[t][s.status[t]] - seats[l.slot(w, t, nurseryEntry)]
	for u, g := t, 1.0; u >= max(0, t-2); u, g = u-1, g*h.growth {
		left -= g * seats[l.slot(w, u, juniorEntry)]
	}
	return left
}

// widen shares out what the area leaves beside given seats, as far as the classes
// reach: to the junior years in turn, then to nursery classes.
func (l *layout) widen(j int, s siteDecision, seats []float64) {
	h := &l.shapes[j]
	for w := range l.scenarios {
		for t := range l.years {
			slot, more := l.slot(w, t, juniorEntry), inf
			for u, g := t, 1.0; u < min(l.years, t+3); u, g = u+1, g*h.growth {
				more = min(more, l.spareArea(j, s, seats, w, u)/g)
			}
			seats[slot] += max(0, min(more, l.wishes(j, s, slot)-seats[slot]))
		}
		for t := range l.years {
			slot := l.slot(w, t, nurseryEntry)
			seats[slot] += max(0, min(l.spareArea(j, s, seats, w, t), l.wishes(j, s, slot)-seats[slot]))
		}
	}
}

// fit shares the area out at every site. No plan gets dearer.
func (d *draft) fit() {
	for j := range d.sites {
		d.fitSite(j)
	}
}

// fitSite gives site j, if its area holds it back, the seats that children use,
// level by level and year by year, in place of all that its classes could hold,
// and then shares out what is left. Of the two orders of levels and the seats
// there were the cheapest stay.
func (d *draft) fitSite(j int) {
	if !d.l.shapes[j].areaBinds || !d.l.heldBack(j, d.sites[j]) {
		return
	}
	best, cost := d.sites[j], d.flowCost()
	for _, juniorFirst := range [...]bool{false, true} {
		d.replace(j, d.shared(j, juniorFirst))
		if c := d.flowCost(); c < cost {
			best, cost = d.sites[j], c
		}
	}
	d.replace(j, best)
}

// place puts a decision in the place of site j's and shares its area out.
func (d *draft) place(j int, s siteDecision) {
	d.replace(j, s)
	d.fitSite(j)
}

// heldBack reports whether the area leaves site j fewer seats than its classes have.
func (l *layout) heldBack(j int, s siteDecision) bool {
	s.seats = nil
	for slot := range l.slots() {
		if l.seatsOf(j, s, slot) < l.wishes(j, s, slot) {
			return true
		}
	}
	return false
}

// shared is site j's decision with its area shared out by the children who come
// when the one level or the other is seated first. Its flows are left as found on
// the way.
func (d *draft) shared(j int, juniorFirst bool) siteDecision {
	l, h, plan := d.l, &d.l.shapes[j], d.sites[j].clone()
	plan.seats = make([]float64, l.slots())
	d.pool.each(l.scenarios, func(w, worker int) {
		settle := func(slot int, seats float64) {
			d.flows[slot].setSeats(j, seats, d.pool.scratch[worker])
			plan.seats[slot] = d.flows[slot].load[j]
		}
		last, before := 0.0, 0.0
		for t, status := range plan.status {
			k, young, old := w*l.years+t, l.slot(w, t, nurseryEntry), l.slot(w, t, juniorEntry)
			if juniorFirst {
				settle(old, h.juniorSeats(t, status, plan.junior[k], last, before, 0))
			}
			settle(young, h.nurserySeats(t, status, plan.nursery[k], last, before, plan.seats[old]))
			if !juniorFirst {
				settle(old, h.juniorSeats(t, status, plan.junior[k], last, before, plan.seats[young]))
			}
			last, before = plan.seats[old], last
		}
	})
	for slot := range d.flows {
		d.touch(slot)
	}
	l.widen(j, plan, plan.seats)
	return plan
}
