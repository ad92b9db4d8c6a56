package siting

// leanOn makes the draft's prices lean as the given multipliers do: toward the
// worst-served areas, the worst draws and the public share. With the right
// multipliers the plain sum of costs then has its minimum where the whole
// objective has it. All flows are solved anew.
func (d *draft) leanOn(b *districtBound, v *districtPrices) {
	l := d.l
	for t := range l.years {
		for e := range entries {
			s := l.slot(0, t, e)
			row := make([]float64, len(l.metres))
			extra := make([]float64, len(l.shapes))
			for j := range extra {
				if e == juniorEntry {
					extra[j] = l.publicExtra(j, s, v)
				}
			}
			for a, m := range l.metres {
				row[a] = m*l.walkPrice(t, e) + extra[l.arcSite[a]]
			}
			d.cost[t*entries+e] = row
		}
	}
	d.shown = nil
	for s, f := range d.flows {
		w, t, e := l.slotOf(s)
		price := make([]float64, len(l.d.Points))
		for i := range price {
			if l.weight[w] > 0 {
				price[i] = b.shortPrice(v, w, t, e, i) / l.weight[w]
			}
		}
		d.price[s] = price
		f.cost, f.price = d.cost[t*entries+e], price
		f.reset()
	}
	d.reseatAll()
}

// publicExtra is the price of a junior entrant at site j in the public share
// over the years it stays.
func (l *layout) publicExtra(j, slot int, v *districtPrices) float64 {
	_, t, e := l.slotOf(slot)
	price, g := 0.0, 1.0
	for u := t; u < min(l.years, t+int(l.stay(t, e))); u, g = u+1, g*l.shapes[j].growth {
		if v.public[u] > 0 {
			price -= g * v.public[u] * l.publicLean(j, l.d.Targets.PublicShare.Value)
		}
	}
	return price
}

// worth is a plan's true objective, part by part, and what it misses.
type worth struct {
	Capital  float64 `json:"capital"`
	Fixed    float64 `json:"fixed"`
	Classes  float64 `json:"classes"`
	Walking  float64 `json:"walking"`
	Unserved float64 `json:"unserved"`
	Targets  float64 `json:"targets"`  // priced targets missed
	Fairness float64 `json:"fairness"` // worst-served area
	Tail     float64 `json:"tail"`     // worst draws
	missed   float64 // hard targets and budget missed, in their own units
}

func (w worth) total() float64 {
	return w.Capital + w.Fixed + w.Classes + w.Walking + w.Unserved + w.Targets + w.Fairness + w.Tail
}

// rank orders plans: what they miss first, the objective second.
func (w worth) rank() float64 { return w.total() + hardPrice*w.missed }

// worth recomputes the draft's objective from its decisions and flows alone.
func (d *draft) worth() worth {
	l := d.l
	out := worth{Classes: l.constant}
	for j, plan := range d.sites {
		h, before := &l.shapes[j], l.shapes[j].start
		for t, s := range plan.status {
			_, charge := h.capital(l.d, t, before, s)
			out.Capital += charge
			out.Fixed += h.fixedCost(l.d, t, s)
			for w := range l.scenarios {
				k := w*l.years + t
				out.Classes += l.weight[w] * (float64(plan.nursery[k])*l.runPrice(t, nurseryEntry) +
					float64(plan.junior[k])*l.runPrice(t, juniorEntry))
			}
			before = s
		}
	}
	short := make([]float64, l.scenarios)
	areas := make([]float64, len(l.areas))
	for s := range d.flows {
		f := d.flow(s)
		w, t, e := l.slotOf(s)
		metre := l.walkPrice(t, e)
		for a, y := range f.y {
			if y > 0 {
				out.Walking += l.weight[w] * y * l.metres[a] * metre
			}
		}
		for i, u := range f.short {
			short[w] += u * l.unservedPrice(t, e)
			areas[l.pointArea[i]] += l.weight[w] * u * l.stay(t, e)
		}
	}
	for w, x := range short {
		out.Unserved += l.weight[w] * x
	}
	if l.d.Costs.Fairness > 0 {
		worst := 0.0
		for k, size := range l.areaChildYears() {
			if size > 0 {
				worst = max(worst, areas[k]/size)
			}
		}
		out.Fairness = l.d.Costs.Fairness * worst
	}
	if l.d.Costs.TailWeight > 0 && l.scenarios > 1 {
		out.Tail = l.d.Costs.TailWeight * tailMean(short, l.weight, l.d.Costs.TailLevel)
	}
	for t := range l.years {
		for _, m := range d.misses(t) {
			if m.Price == 0 {
				out.missed += m.Missing
			} else {
				out.Targets += m.Price * m.Missing
			}
		}
	}
	return out
}

// tailMean is the mean of the worst 1-level of x (CVaR), exactly: a scenario on
// the edge counts with the part of its weight that belongs to the tail.
func tailMean(x, weight []float64, level float64) float64 {
	left, sum := 1-level, 0.0
	for _, k := range descending(x) {
		take := min(left, weight[k])
		sum += take * x[k]
		if left -= take; left <= 0 {
			break
		}
	}
	return sum / (1 - level)
}

// miss is one target in one year under a plan.
type miss struct {
	Key     string
	Value   float64 // reached
	Want    float64
	Missing float64 // in the target's unit: sites, streets, children, money
	Price   float64 // 0 is hard
}

// misses measures every target that applies in year t.
func (d *draft) misses(t int) []miss {
	l := d.l
	var out []miss
	add := func(key string, g Target, value, want, missing float64) {
		if missing < 1e-6 {
			missing = 0
		}
		out = append(out, miss{key, value, want, missing, g.Price})
	}
	if v, _, on := l.targetIn(l.d.Targets.NurseryShare, t); on {
		share := 0.0
		if d.open[t] > 0 {
			share = float64(d.nursery[t]) / float64(d.open[t])
		}
		add("nursery_share", l.d.Targets.NurseryShare, share, v, v*float64(d.open[t])-float64(d.nursery[t]))
	}
	if v, _, on := l.targetIn(l.d.Targets.FullStreets, t); on {
		full := 0
		for k := range l.streets {
			if d.bare[t][k] == 0 && d.equipped[t][k] > 0 {
				full++
			}
		}
		add("full_streets", l.d.Targets.FullStreets, float64(full), v, v-float64(full))
	}
	if v, _, on := l.targetIn(l.d.Targets.PublicShare, t); on {
		public, all := 0.0, 0.0
		for j := range l.shapes {
			c := l.runningChildren(j, t)
			for w := range l.scenarios {
				for u, g := t, l.weight[w]; u >= max(0, t-2); u, g = u-1, g*l.shapes[j].growth {
					c += g * d.flow(l.slot(w, u, juniorEntry)).load[j]
				}
			}
			all += c
			if l.d.Sites[j].Public {
				public += c
			}
		}
		share := 1.0
		if all > 0 {
			share = public / all
		}
		add("public_share", l.d.Targets.PublicShare, share, v, v*all-public)
	}
	if l.d.Budget != nil {
		add("budget", Target{}, d.spent[t], l.d.Budget[t], d.spent[t]-l.d.Budget[t])
	}
	return out
}
