package siting

import "math"

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
