package siting

import "math"

// program is a linear or mixed-integer program
//
//	min offset + cost'x,  lo <= A x <= hi,  lower <= x <= upper,  x[k] whole where whole[k]
//
// with its matrix by rows.
type program struct {
	offset       float64
	cost         []float64
	lower, upper []float64
	whole        []bool
	lo, hi       []float64
	start        []int32
	index        []int32
	value        []float64
}

func (p *program) column(cost, lower, upper float64, whole bool) int32 {
	p.cost = append(p.cost, cost)
	p.lower, p.upper = append(p.lower, lower), append(p.upper, upper)
	p.whole = append(p.whole, whole)
	return int32(len(p.cost) - 1)
}

// row opens a row; term adds to it.
func (p *program) row(lo, hi float64) int {
	if len(p.start) == 0 {
		p.start = append(p.start, 0)
	}
	p.lo, p.hi = append(p.lo, lo), append(p.hi, hi)
	p.start = append(p.start, int32(len(p.index)))
	return len(p.lo) - 1
}

func (p *program) term(column int32, value float64) {
	if value == 0 {
		return
	}
	p.index, p.value = append(p.index, column), append(p.value, value)
	p.start[len(p.start)-1]++
}

func (p *program) terms(row int) ([]int32, []float64) {
	return p.index[p.start[row]:p.start[row+1]], p.value[p.start[row]:p.start[row+1]]
}

// districtProgram is a layout as a mixed-integer program, with the columns and
// rows of its parts. A position of -1 is a thing that cannot be.
type districtProgram struct {
	program
	l *layout

	option  [][]int32 // [site] local option*years+t: in service
	closed  [][]int32 // [site][t]
	nursery [][]int32 // [site][t]: runs nursery classes
	opened  [][]int32 // [site][t]: open, where it is not a constant or one option
	full    [][]int32 // [t][street]
	junior  [][]int32 // [site][w*years+t]
	rooms   [][]int32 // [site][w*years+t]: nursery classes
	flow    []int32   // first arc column of each slot
	short   []int32   // first point column of each slot

	demandRow []int   // first of each slot
	seatRow   [][]int // [site][slot]
	areaRow   [][]int // [site][w*years+t]; -1 where area cannot bind
	wholeRow  [][]int // [site][w*years+t]; the same for whole classes; -1 where there is none
	shareRow  []int   // by year
	bareRow   [][]int // [t][site]
	equipRow  [][]int // [t][street]
	publicRow []int
	budgetRow []int
	fullRow   []int // by year: enough streets full; -1 where not asked
	tailRow   []int // by scenario
	fairRow   []int // by area

	slacks []slackColumn // of priced targets
	loose  []int32       // worst street, worst draws: free in every window
}

// slackColumn is the column by which a row may miss its lower side.
type slackColumn struct {
	column int32
	row    int
}

// newDistrictProgram writes the district as a program. Statuses, options, class
// counts are whole columns; children flow freely.
func newDistrictProgram(l *layout) *districtProgram {
	p := &districtProgram{l: l}
	p.offset = l.constant
	for j := range l.shapes {
		p.siteColumns(j)
	}
	for t := range l.years {
		row := make([]int32, len(l.streets))
		for k := range row {
			row[k] = -1
			if _, _, on := l.targetIn(l.d.Targets.FullStreets, t); on {
				row[k] = p.column(0, 0, 1, true)
			}
		}
		p.full = append(p.full, row)
	}
	for s := range l.slots() {
		p.flowColumns(s)
	}
	for j := range l.shapes {
		p.statusRows(j)
		p.roomRows(j)
	}
	for t := range l.years {
		p.targetRows(t)
	}
	p.leaningRows()
	return p
}

func (p *districtProgram) siteColumns(j int) {
	l, h := p.l, &p.l.shapes[j]
	T := l.years
	var option, closed, nursery, opened []int32
	for _, o := range h.options {
		op := l.d.Options[o]
		for t := range T {
			if int(op.Earliest) > int(l.d.FirstYear)+t {
				option = append(option, -1)
				continue
			}
			cost := op.Capital * l.d.Costs.CapitalCharge
			if h.base[t] == 0 && len(h.options) == 1 {
				cost += l.d.Costs.Fixed
			}
			option = append(option, p.column(cost, 0, 1, true))
		}
	}
	for t := range T {
		closed = append(closed, -1)
		opened = append(opened, -1)
		nursery = append(nursery, -1)
		if h.base[t] > 0 {
			p.offset += l.d.Costs.Fixed
		} else if len(h.options) > 1 {
			opened[t] = p.column(l.d.Costs.Fixed, 0, 1, true)
		}
		if l.d.Sites[j].MayClose {
			cost, upper := 0.0, 1.0
			if h.base[t] > 0 {
				cost = -l.d.Costs.Fixed
			}
			if h.runs[t] > 0 {
				upper = 0
			}
			closed[t] = p.column(cost, 0, upper, true)
		}
		if h.maxN > 0 {
			nursery[t] = p.column(0, 0, 1, true)
		}
	}
	p.option, p.closed = append(p.option, option), append(p.closed, closed)
	p.nursery, p.opened = append(p.nursery, nursery), append(p.opened, opened)
	junior, rooms := make([]int32, l.scenarios*T), make([]int32, l.scenarios*T)
	for w := range l.scenarios {
		for t := range T {
			k := w*T + t
			if t < l.firm && w > 0 {
				junior[k], rooms[k] = junior[t], rooms[t]
				continue
			}
			weight := l.weight[w]
			if t < l.firm {
				weight = 1
			}
			junior[k] = p.column(weight*l.runPrice(t, juniorEntry), 0, float64(h.most), true)
			rooms[k] = p.column(weight*l.runPrice(t, nurseryEntry), 0, float64(min(h.most, h.maxN)), true)
		}
	}
	p.junior, p.rooms = append(p.junior, junior), append(p.rooms, rooms)
}

func (p *districtProgram) flowColumns(s int) {
	l := p.l
	w, t, e := l.slotOf(s)
	first := int32(len(p.cost))
	for a, m := range l.metres {
		p.column(l.weight[w]*m*l.walkPrice(t, e), 0, l.demand[s][l.arcPoint[a]], false)
	}
	p.flow = append(p.flow, first)
	p.short = append(p.short, int32(len(p.cost)))
	for i := range l.d.Points {
		p.column(l.weight[w]*l.unservedPrice(t, e), 0, l.demand[s][i], false)
	}
	p.demandRow = append(p.demandRow, len(p.lo))
	for i := range l.d.Points {
		p.row(l.demand[s][i], l.demand[s][i])
		for a := l.pointStart[i]; a < l.pointStart[i+1]; a++ {
			p.term(first+a, 1)
		}
		p.term(p.short[s]+int32(i), 1)
	}
}

// openTerms adds sign x (site j is open in year t) to the present row and
// returns the constant part.
func (p *districtProgram) openTerms(j, t int, sign float64) float64 {
	h := &p.l.shapes[j]
	switch {
	case h.base[t] > 0:
		if x := p.closed[j][t]; x >= 0 {
			p.term(x, -sign)
		}
		return sign
	case p.opened[j][t] >= 0:
		p.term(p.opened[j][t], sign)
	default:
		for b := range h.options {
			if z := p.option[j][b*p.l.years+t]; z >= 0 {
				p.term(z, sign)
			}
		}
	}
	return 0
}

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

func (p *districtProgram) targetRows(t int) {
	l := p.l
	none := func(rows *[]int) { *rows = append(*rows, -1) }
	slack := func(price, sign float64) {
		if !math.IsInf(price, 1) {
			c := p.column(price, 0, inf, false)
			p.term(c, sign)
			p.slacks = append(p.slacks, slackColumn{c, len(p.lo) - 1})
		}
	}
	if v, price, on := l.targetIn(l.d.Targets.NurseryShare, t); on {
		r := p.row(0, inf)
		constant := 0.0
		for j := range l.shapes {
			if n := p.nursery[j][t]; n >= 0 {
				p.term(n, 1)
			}
			constant += p.openTerms(j, t, -v)
		}
		slack(price, 1)
		p.lo[r] = -constant
		p.shareRow = append(p.shareRow, r)
	} else {
		none(&p.shareRow)
	}
	bare, equip := make([]int, len(l.shapes)), make([]int, len(l.streets))
	if v, price, on := l.targetIn(l.d.Targets.FullStreets, t); on {
		for j := range l.shapes {
			bare[j] = -1
			if k := l.siteStreet[j]; k >= 0 {
				bare[j] = p.row(0, inf)
				if n := p.nursery[j][t]; n >= 0 {
					p.term(n, 1)
				}
				p.lo[bare[j]] = -1 - p.openTerms(j, t, -1)
				p.term(p.full[t][k], -1)
			}
		}
		for k := range l.streets {
			equip[k] = p.row(0, inf)
			for j := range l.shapes {
				if n := p.nursery[j][t]; n >= 0 && l.siteStreet[j] == int32(k) {
					p.term(n, 1)
				}
			}
			p.term(p.full[t][k], -1)
		}
		p.fullRow = append(p.fullRow, p.row(v, inf))
		for k := range l.streets {
			p.term(p.full[t][k], 1)
		}
		slack(price, 1)
	} else {
		bare, equip = nil, nil
		none(&p.fullRow)
	}
	p.bareRow, p.equipRow = append(p.bareRow, bare), append(p.equipRow, equip)
	p.publicShareRow(t)
	if b := l.d.Budget; b != nil {
		p.budgetRow = append(p.budgetRow, p.row(-inf, b[t]))
		for j := range l.shapes {
			for k, o := range l.shapes[j].options {
				if z := p.option[j][k*l.years+t]; z >= 0 {
					p.term(z, l.d.Options[o].Capital)
					if t > 0 && p.option[j][k*l.years+t-1] >= 0 {
						p.term(p.option[j][k*l.years+t-1], -l.d.Options[o].Capital)
					}
				}
			}
		}
	} else {
		none(&p.budgetRow)
	}
}

// publicShareRow: (1-v) x children of 3 to 5 in public sites >= v x the others,
// in the mean over scenarios.
func (p *districtProgram) publicShareRow(t int) {
	l := p.l
	v, price, on := l.targetIn(l.d.Targets.PublicShare, t)
	if !on {
		p.publicRow = append(p.publicRow, -1)
		return
	}
	r := p.row(0, inf)
	for j := range l.shapes {
		share := l.publicLean(j, v)
		p.lo[r] -= share * l.runningChildren(j, t)
		for w := range l.scenarios {
			for u, g := t, 1.0; u >= max(0, t-2); u, g = u-1, g*l.shapes[j].growth {
				for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
					p.term(p.flow[l.slot(w, u, juniorEntry)]+a, share*g*l.weight[w])
				}
			}
		}
	}
	if !math.IsInf(price, 1) {
		c := p.column(price, 0, inf, false)
		p.term(c, 1)
		p.slacks = append(p.slacks, slackColumn{c, r})
	}
	p.publicRow = append(p.publicRow, r)
}

// publicLean is what a child at site j adds to the public share's surplus.
func (l *layout) publicLean(j int, target float64) float64 {
	if l.d.Sites[j].Public {
		return 1 - target
	}
	return -target
}

// runningChildren are the children of site j's running classes in year t.
func (l *layout) runningChildren(j, t int) float64 {
	r, g := l.d.Sites[j].Running, l.shapes[j].growth
	switch t {
	case 0:
		return g * (r.JuniorChildren + r.MiddleChildren)
	case 1:
		return g * g * r.JuniorChildren
	}
	return 0
}

// leaningRows add the worst street and the worst draws to the objective.
func (p *districtProgram) leaningRows() {
	l, c := p.l, p.l.d.Costs
	first := int32(len(p.cost))
	defer func() {
		for k := first; k < int32(len(p.cost)); k++ {
			p.loose = append(p.loose, k)
		}
	}()
	if c.Fairness > 0 {
		worst := p.column(c.Fairness, 0, inf, false)
		sizes := l.areaChildYears()
		for k := range l.areas {
			p.fairRow = append(p.fairRow, p.row(0, inf))
			if sizes[k] == 0 {
				continue
			}
			p.term(worst, 1)
			for s := range l.slots() {
				w, t, e := l.slotOf(s)
				for i, a := range l.pointArea {
					if int(a) == k {
						p.term(p.short[s]+int32(i), -l.weight[w]*l.stay(t, e)/sizes[k])
					}
				}
			}
		}
	}
	if c.TailWeight > 0 && l.scenarios > 1 {
		level := p.column(c.TailWeight, 0, inf, false)
		for w := range l.scenarios {
			p.tailRow = append(p.tailRow, p.row(0, inf))
			p.term(level, 1)
			p.term(p.column(c.TailWeight*l.weight[w]/(1-c.TailLevel), 0, inf, false), 1)
			for t := range l.years {
				for e := range entries {
					s := l.slot(w, t, e)
					for i := range l.d.Points {
						p.term(p.short[s]+int32(i), -l.unservedPrice(t, e))
					}
				}
			}
		}
	}
}

// areaChildYears are the child-years of entrants by area, in the mean.
func (l *layout) areaChildYears() []float64 {
	sum := make([]float64, len(l.areas))
	for s := range l.slots() {
		w, t, e := l.slotOf(s)
		for i, a := range l.pointArea {
			sum[a] += l.weight[w] * l.stay(t, e) * l.demand[s][i]
		}
	}
	return sum
}
