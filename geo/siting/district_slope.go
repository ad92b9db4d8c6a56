package siting

// take writes down which children site j's best plan takes.
func (b *districtBound) take(k *boundWorker, j int) {
	l, h, plan := b.l, &b.l.shapes[j], b.plans[j]
	for s := range l.slots() {
		for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
			b.taken[s][a] = 0
		}
		w, t, e := l.slotOf(s)
		left := h.capJ * float64(plan.junior[w*l.years+t])
		if e == nurseryEntry {
			left = h.capN * float64(plan.nursery[w*l.years+t])
		}
		for _, o := range k.offers[s] {
			if left <= 0 {
				break
			}
			b.taken[s][o.arc] = min(left, o.amount)
			left -= o.amount
		}
	}
}

// gather adds site j's plan to the slope of L.
func (b *districtBound) gather(j int) {
	l, h, plan := b.l, &b.l.shapes[j], b.plans[j]
	T := l.years
	for s := range l.slots() {
		w, t, e := l.slotOf(s)
		children := 0.0
		for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
			b.slope.demand[s][l.arcPoint[a]] -= b.taken[s][a]
			children += b.taken[s][a]
		}
		if children == 0 {
			continue
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
				k := w*T + t
				n1, n2 := plan.before(l, w, t)
				b.slope.area[j][k] -= h.places(t, s, plan.nursery[k], plan.junior[k], n1, n2)
			}
		}
	}
}
