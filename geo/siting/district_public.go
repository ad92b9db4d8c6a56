package siting

import "slices"

// mixPublic sets the flows to report so that the public share is met in every
// year, at the least price that does it. The share's rows bind the flows of all
// sites together, so that no flow at plain prices meets them exactly: of the
// flows at two prices, one that misses and one that meets, some mix meets
// exactly, and a mix of flows is a flow. public is the price that the search
// leans on. If no price meets the share, the flows of the search are reported.
func (d *draft) mixPublic(public []float64) {
	d.shown = nil
	l := d.l
	none := d.leaned(make([]float64, l.years))
	if d.publicMissing(none) <= 0 {
		d.shown = none
		return
	}
	base := slices.Clone(public)
	least := 0.05 * max(l.d.Costs.UnservedClass, 1e-3)
	for t := range base {
		if _, _, on := l.targetIn(l.d.Targets.PublicShare, t); on {
			base[t] = max(base[t], least)
		}
	}
	at := func(s float64) []*slotFlow {
		price := make([]float64, len(base))
		for t := range price {
			price[t] = s * base[t]
			if p := l.d.Targets.PublicShare.Price; p > 0 {
				price[t] = min(price[t], p)
			}
		}
		return d.leaned(price)
	}
	miss, low := none, 0.0
	var meet []*slotFlow
	high := 1.0
	for ; high <= 1024; high *= 2 {
		if f := at(high); d.publicMissing(f) <= 0 {
			meet = f
			break
		} else {
			miss, low = f, high
		}
	}
	if meet == nil {
		if l.d.Targets.PublicShare.Price > 0 {
			d.shown = miss
		}
		return
	}
	for range 6 {
		middle := (low + high) / 2
		if f := at(middle); d.publicMissing(f) <= 0 {
			meet, high = f, middle
		} else {
			miss, low = f, middle
		}
	}
	d.shown = mixFlows(miss, meet, d.mixShare(miss, meet))
}

// leaned solves the junior flows at the given prices of the public share,
// starting from the search's flows.
func (d *draft) leaned(public []float64) []*slotFlow {
	l := d.l
	v := &districtPrices{public: public}
	out := make([]*slotFlow, len(d.flows))
	d.pool.each(len(d.flows), func(s, worker int) {
		f := d.flows[s].clone()
		out[s] = f
		_, t, e := l.slotOf(s)
		if e != juniorEntry {
			return
		}
		extra := make([]float64, len(l.shapes))
		for j := range extra {
			extra[j] = l.publicExtra(j, s, v)
		}
		f.reprice(l.walkPrice(t, e), extra, d.pool.scratch[worker])
	})
	return out
}

// reprice gives every arc the cost metre x metres + extra of its site and
// restores the optimum. Where a site grows dearer by no more than its seats are
// worth, its seats' price takes up the change and the flow stays; other sites
// are emptied and filled again.
func (f *slotFlow) reprice(metre float64, extra []float64, k *flowScratch) {
	l := f.l
	cost := make([]float64, len(f.cost))
	change := make([]float64, len(extra))
	for a, j := range l.arcSite {
		cost[a] = l.metres[a]*metre + extra[j]
		change[j] = cost[a] - f.cost[a]
	}
	for j, c := range change {
		if seats := f.seats[j]; c > f.mu[j] || c < 0 && seats-f.load[j] > flowEps {
			f.setSeats(j, 0, k)
			f.seats[j] = 0
			defer f.setSeats(j, seats, k)
		}
	}
	for a, j := range l.arcSite {
		f.total += f.y[a] * change[j]
	}
	f.cost = cost
	for j, c := range change {
		if f.seats[j] > 0 {
			f.mu[j] = max(0, f.mu[j]-c)
			continue
		}
		f.mu[j] = 0
		for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
			f.mu[j] = max(f.mu[j], f.pi[l.arcPoint[a]]-cost[a])
		}
	}
}

// publicSurplus is (1-v) x children in public sites - v x the others, by year;
// +Inf where no target applies.
func (d *draft) publicSurplus(flows []*slotFlow) []float64 {
	l := d.l
	out := make([]float64, l.years)
	for t := range out {
		v, _, on := l.targetIn(l.d.Targets.PublicShare, t)
		if !on {
			out[t] = inf
			continue
		}
		for j := range l.shapes {
			c := l.runningChildren(j, t)
			for w := range l.scenarios {
				for u, g := t, l.weight[w]; u >= max(0, t-2); u, g = u-1, g*l.shapes[j].growth {
					c += g * flows[l.slot(w, u, juniorEntry)].load[j]
				}
			}
			out[t] += l.publicLean(j, v) * c
		}
	}
	return out
}

// publicMissing is the most by which a year misses the public share, in
// children; a year that meets it counts as none.
func (d *draft) publicMissing(flows []*slotFlow) float64 {
	missing := 0.0
	for _, x := range d.publicSurplus(flows) {
		if -x > 1e-7 {
			missing = max(missing, -x)
		}
	}
	return missing
}

// mixShare is the least part of the flows that meet the share at which the mix
// meets it in every year.
func (d *draft) mixShare(miss, meet []*slotFlow) float64 {
	share := 0.0
	have := d.publicSurplus(meet)
	for t, x := range d.publicSurplus(miss) {
		if x < 0 {
			share = max(share, -x/(have[t]-x))
		}
	}
	return min(1, share)
}

// mixFlows is (1-share) x a + share x b. Its duals are b's and mean nothing.
func mixFlows(a, b []*slotFlow, share float64) []*slotFlow {
	out := make([]*slotFlow, len(a))
	mix := func(to, x []float64) {
		for k := range to {
			to[k] = share*to[k] + (1-share)*x[k]
		}
	}
	for s := range a {
		f := b[s].clone()
		mix(f.y, a[s].y)
		mix(f.short, a[s].short)
		mix(f.load, a[s].load)
		out[s] = f
	}
	return out
}
