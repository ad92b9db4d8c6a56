package siting

// districtPrices are the multipliers of the rows that the bound relaxes. Any
// prices of the right signs give a valid bound; good ones give a close one.
type districtPrices struct {
	all    []float64   // every price; the others are parts of it
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
	n := l.slots()*len(l.d.Points) + l.years*(len(l.shapes)+len(l.streets)+3) + len(l.areas) + l.scenarios
	for j := range l.shapes {
		if l.shapes[j].areaBinds {
			n += l.scenarios * l.years
		}
	}
	v.all = make([]float64, n)
	at := 0
	part := func(n int) []float64 {
		at += n
		return v.all[at-n : at : at]
	}
	for range l.slots() {
		v.demand = append(v.demand, part(len(l.d.Points)))
	}
	for j := range l.shapes {
		var row []float64
		if l.shapes[j].areaBinds {
			row = part(l.scenarios * l.years)
		}
		v.area = append(v.area, row)
	}
	for range l.years {
		v.bare = append(v.bare, part(len(l.shapes)))
		v.equip = append(v.equip, part(len(l.streets)))
	}
	v.share, v.public, v.budget = part(l.years), part(l.years), part(l.years)
	v.fair, v.tail = part(len(l.areas)), part(l.scenarios)
	return v
}

// clone copies the prices of a layout.
func (v *districtPrices) clone(l *layout) *districtPrices {
	c := newDistrictPrices(l)
	copy(c.all, v.all)
	return c
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
			v.area[j][k] = at(p.areaRow[j][k], -1) + at(p.wholeRow[j][k], -1)
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
