package siting

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
