package siting

import "math"

func (p *districtProgram) statusRows(j int) {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	for t := range T {
		x, n := p.closed[j][t], p.nursery[j][t]
		if x >= 0 && t > 0 {
			p.row(0, inf)
			p.term(x, 1)
			p.term(p.closed[j][t-1], -1)
		}
		if n >= 0 { // a nursery class only where the site is open
			r := p.row(-inf, 0)
			p.term(n, 1)
			p.hi[r] = -p.openTerms(j, t, -1)
			none := t > 0 && h.base[t-1] == 0 && h.base[t] == 0 // rooms of options only, which stay
			if none || h.base[t]-h.runs[t] >= 1 && (t > 0 || h.statuses[h.start].nursery) {
				r := p.row(0, inf)
				p.term(n, 1)
				if t > 0 {
					p.term(p.nursery[j][t-1], -1)
				} else {
					p.lo[r] = 1
				}
				if x >= 0 && h.leaves {
					p.term(x, 1)
				}
			}
		}
		for b, o := range h.options {
			z := p.option[j][b*T+t]
			if z < 0 {
				continue
			}
			if t > 0 && p.option[j][b*T+t-1] >= 0 {
				p.row(0, inf)
				p.term(z, 1)
				p.term(p.option[j][b*T+t-1], -1)
			}
			if x >= 0 {
				p.row(-inf, 1)
				p.term(z, 1)
				p.term(x, 1)
			}
			if l.d.Options[o].NeedsNursery {
				p.row(0, inf)
				p.term(n, 1)
				p.term(z, -1)
			}
			if p.opened[j][t] >= 0 {
				p.row(0, inf)
				p.term(p.opened[j][t], 1)
				p.term(z, -1)
			}
		}
		if p.opened[j][t] >= 0 {
			p.row(-inf, 0)
			p.term(p.opened[j][t], 1)
			for b := range h.options {
				if z := p.option[j][b*T+t]; z >= 0 {
					p.term(z, -1)
				}
			}
		}
	}
}

func (p *districtProgram) roomRows(j int) {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	seat := make([]int, l.slots())
	area, whole := make([]int, l.scenarios*T), make([]int, l.scenarios*T)
	for w := range l.scenarios {
		for t := range T {
			k := w*T + t
			area[k], whole[k] = -1, -1
			if t >= l.firm || w == 0 {
				p.roomRow(j, w, t)
				if n := p.nursery[j][t]; n >= 0 { // h <= r <= most h
					p.row(0, inf)
					p.term(p.rooms[j][k], 1)
					p.term(n, -1)
					p.row(-inf, 0)
					p.term(p.rooms[j][k], 1)
					p.term(n, -float64(h.maxN))
				}
			}
			for e := range entries {
				s := l.slot(w, t, e)
				seat[s] = p.row(-inf, 0)
				for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
					p.term(p.flow[s]+a, 1)
				}
				if e == nurseryEntry {
					p.term(p.rooms[j][k], -h.capN)
				} else {
					p.term(p.junior[j][k], -h.capJ)
				}
			}
			if h.areaBinds {
				area[k] = p.areaRowOf(j, w, t)
				whole[k] = p.wholeRowOf(j, w, t, area[k])
			}
		}
	}
	p.seatRow, p.areaRow, p.wholeRow = append(p.seatRow, seat), append(p.areaRow, area), append(p.wholeRow, whole)
}

// roomRow: nursery + junior classes of three years within the rooms in use.
func (p *districtProgram) roomRow(j, w, t int) {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	r := p.row(-inf, float64(h.base[t]-h.runs[t]))
	p.term(p.rooms[j][w*T+t], 1)
	for u := max(0, t-2); u <= t; u++ {
		p.term(p.junior[j][w*T+u], 1)
	}
	if x := p.closed[j][t]; x >= 0 {
		p.term(x, p.hi[r])
	}
	for b, o := range h.options {
		op := l.d.Options[o]
		now, then := p.option[j][b*T+t], int32(-1)
		if t+1 < T {
			then = p.option[j][b*T+t+1]
		}
		lost := float64(op.RoomsLost)
		if then < 0 {
			lost = 0
		}
		if now >= 0 {
			p.term(now, -float64(op.Rooms)-lost)
		}
		if then >= 0 {
			p.term(then, lost)
		}
	}
}

// areaRowOf: children of all classes within what the area allows.
func (p *districtProgram) areaRowOf(j, w, t int) int {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	bare := 0.0
	single := make([]float64, len(h.options))
	for k, s := range h.statuses {
		if s.closed || s.nursery {
			continue
		}
		if s.mask == 0 {
			bare = h.area[t][k]
		}
		for b := range h.options {
			if s.mask == 1<<b {
				single[b] = h.area[t][k]
			}
		}
	}
	row := p.row(-inf, bare)
	for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
		p.term(p.flow[l.slot(w, t, nurseryEntry)]+a, 1)
		for u, g := t, 1.0; u >= max(0, t-2); u, g = u-1, g*h.growth {
			p.term(p.flow[l.slot(w, u, juniorEntry)]+a, g)
		}
	}
	if x := p.closed[j][t]; x >= 0 {
		p.term(x, bare)
	}
	for b := range h.options {
		if z := p.option[j][b*T+t]; z >= 0 {
			p.term(z, bare-single[b])
		}
	}
	return row
}

// wholeRowOf adds what the area row of a site implies for whole
// classes of at most c children each, k of them, while no option is in service:
//
//	children <= a - (a mod c) (ceil(a/c) - k)
//
// Residual capacity, Magnanti, Mirchandani & Vachani (1993). No plan is lost; the
// relaxation gets closer.
func (p *districtProgram) wholeRowOf(j, w, t, area int) int {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	c, a := max(h.capN, h.capJ*max(1, h.growth*h.growth)), p.hi[area]
	most := math.Ceil(a/c - 1e-9)
	for b := range h.options {
		if p.option[j][b*T+t] >= 0 {
			return -1
		}
	}
	if most < 1 {
		return -1
	}
	part := a - c*(most-1)
	row := p.row(-inf, a-part*most)
	columns, values := p.terms(area)
	for k, column := range columns {
		if column != p.closed[j][t] {
			p.term(column, values[k])
		}
	}
	p.term(p.rooms[j][w*T+t], -part)
	for u := max(0, t-2); u <= t; u++ {
		p.term(p.junior[j][w*T+u], -part)
	}
	if x := p.closed[j][t]; x >= 0 {
		p.term(x, p.hi[row])
	}
	return row
}
