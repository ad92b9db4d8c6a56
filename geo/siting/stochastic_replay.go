package siting

import (
	"context"
	"slices"

	"kindercast/forecast"
)

// Spread is a plan replayed on every draw: buildings, statuses and firm years as
// planned; later classes as planned for the scenario nearest to the draw.
type Spread struct {
	Draws int         `json:"draws"`
	Cost  float64     `json:"cost"` // mean objective over the draws, targets' prices left out
	Years []YearShort `json:"years"`
	Worst string      `json:"worst_area"` // area with the most child-years short, in the mean
	// Compared is set where the plan meets its hard targets and time allowed for the
	// plans that it is compared with; the figures below are zero without it. A plan
	// that misses a target gives up any cost to miss less, and compares with nothing.
	Compared bool `json:"compared"`
	// MeanPlan is the mean cost, on the same draws, of the plan made for the mean
	// of the draws with its later classes adapted in the same way; Value is how
	// much planning under uncertainty saves against it.
	MeanPlan float64 `json:"mean_plan_cost"`
	Value    float64 `json:"value_of_planning_under_uncertainty"`
	// MeanMisses is set where the plan for the mean misses more of the hard targets
	// than the plan does: Value then holds what meeting them costs.
	MeanMisses bool `json:"mean_plan_misses_targets,omitempty"`
	// Waiting is how much less the plan's scenarios would cost if the first firm
	// years could also be decided knowing the scenario: the most that waiting for
	// the next data could be worth. It compares plans found, not bounds.
	Waiting float64 `json:"value_of_waiting"`
}

// YearShort is the entrants without a place over the draws in one year.
type YearShort struct {
	Year  forecast.Year `json:"year"`
	Mean  float64       `json:"mean"`
	Q05   float64       `json:"q05"`
	Q95   float64       `json:"q95"`
	Short float64       `json:"p_short"` // share of draws with at least one
	Full  float64       `json:"p_public_share,omitempty"`
}

// replayed is what became of a plan in each draw.
type replayed struct {
	cost  []float64   // by draw
	short [][]float64 // [t][draw] entrants
	area  []float64   // child-years short by area, in the mean
}

// replayOn plays a plan's decisions through every draw. Each draw starts from
// the flows of its scenario, so that only the difference is worked out.
func replayOn(plan *draft, children *Children, scenario []int) replayed {
	l := plan.l
	n := children.Draws
	out := replayed{cost: make([]float64, n), area: make([]float64, len(l.areas))}
	for range l.years {
		out.short = append(out.short, make([]float64, n))
	}
	areas := make([][]float64, n)
	pool := newFlowPool(l, plan.flows[0])
	pool.each(n, func(draw, worker int) {
		w := scenario[draw]
		cost := l.constant
		for j := range plan.sites {
			cost += plan.decided(j, w)
		}
		area := make([]float64, len(l.areas))
		f := pool.trial[worker]
		for t := range l.years {
			for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
				f.copyFrom(plan.flows[l.slot(w, t, e)])
				f.demand = slices.Clone(f.demand)
				for i := range f.demand {
					f.setDemand(i, children.At(i, level, t)[draw], pool.scratch[worker])
				}
				metre := l.walkPrice(t, e)
				for a, y := range f.y {
					if y > 0 {
						cost += y * l.metres[a] * metre
					}
				}
				for i, u := range f.short {
					cost += u * l.unservedPrice(t, e)
					out.short[t][draw] += u
					area[l.pointArea[i]] += u * l.stay(t, e)
				}
			}
		}
		out.cost[draw] = cost
		areas[draw] = area
	})
	for draw, row := range areas {
		for a, x := range row {
			out.area[a] += children.weight(draw) * x
		}
	}
	return out
}

// decided is what site j's decisions cost in one scenario: capital, fixed and
// classes.
func (d *draft) decided(j, w int) float64 {
	l, h, plan := d.l, &d.l.shapes[j], d.sites[j]
	before, cost := h.start, 0.0
	for t, s := range plan.status {
		_, charge := h.capital(l.d, t, before, s)
		k := w*l.years + t
		cost += charge + h.fixedCost(l.d, t, s) + float64(plan.nursery[k])*l.runPrice(t, nurseryEntry) +
			float64(plan.junior[k])*l.runPrice(t, juniorEntry)
		before = s
	}
	return cost
}

func (r replayed) mean(c *Children) float64 {
	sum := 0.0
	for w, x := range r.cost {
		sum += c.weight(w) * x
	}
	return sum
}

// spread replays the plan, and beside it the plan for the mean, on all draws.
func (r *districtRun) spread(ctx context.Context, m *medoids) *Spread {
	l, c := r.l, r.l.d.Children
	mine := replayOn(r.best, c, m.cluster)
	out := &Spread{Draws: c.Draws, Cost: mine.mean(c)}
	for t := range l.years {
		y := YearShort{Year: l.year(t)}
		sorted := slices.Clone(mine.short[t])
		slices.Sort(sorted)
		for w, x := range mine.short[t] {
			y.Mean += c.weight(w) * x
			if x >= 1 {
				y.Short += c.weight(w)
			}
		}
		y.Q05, y.Q95 = forecast.Quantile(sorted, .05), forecast.Quantile(sorted, .95)
		out.Years = append(out.Years, y)
	}
	worst := 0
	for a, x := range mine.area {
		if x > mine.area[worst] {
			worst = a
		}
	}
	out.Worst = l.areas[worst]
	waiting, mean := r.waiting(ctx), r.mean
	if l.scenarios == 1 { // all draws are the same
		mean = r.best
	}
	if mean != nil && ctx.Err() == nil && r.value.missed == 0 {
		out.Compared, out.Waiting = true, waiting
		out.MeanPlan = replayOn(mean, c, m.cluster).mean(c)
		out.Value = out.MeanPlan - out.Cost
		out.MeanMisses = r.valued(mean.clone()).missed > r.value.missed
	}
	return out
}

// meanPlan makes the plan for the mean of the draws, holds its statuses and
// firm years, and lets its later classes adapt to every scenario.
func (r *districtRun) meanPlan(ctx context.Context) *draft {
	l := r.l
	one := newRun(newLayout(l.d, l.d.Children.Mean(), l.years), Limits{Seed: r.limits.Seed, Rounds: 2})
	one.solve(ctx)
	s := newSearch(r.best.clone(), r.limits.Seed)
	for j, plan := range one.best.sites {
		wide := newSiteDecision(l)
		copy(wide.status, plan.status)
		for w := range l.scenarios {
			copy(wide.junior[w*l.years:(w+1)*l.years], plan.junior)
			copy(wide.nursery[w*l.years:(w+1)*l.years], plan.nursery)
		}
		s.replace(j, wide)
		s.allow[j] = func(t, status int) bool { return status == plan.status[t] }
		s.held[j] = &wide
	}
	s.descend(ctx, s.order())
	return s.draft
}

// startFromMean makes the plan for the mean and goes on from it where that is
// better than what the relaxation of all scenarios led to.
func (r *districtRun) startFromMean(ctx context.Context) {
	mean := r.meanPlan(ctx)
	if ctx.Err() != nil {
		return
	}
	r.mean = mean
	s := newSearch(mean.clone(), r.limits.Seed)
	clear(s.allow)
	clear(s.held)
	s.descend(ctx, s.order())
	if r.takes(s) {
		r.search.draft = r.best.clone()
	}
}

// waiting is how much less the plan's scenarios would cost if each might be planned
// for alone with the same buildings, the weighted mean. The public share binds the
// scenarios together: before and after it counts at the prices that the plan was
// made with. Every scenario's search starts from the plan, so that the value is
// never below zero.
func (r *districtRun) waiting(ctx context.Context) float64 {
	l, saved := r.l, 0.0
	for w := range l.scenarios {
		one := newLayout(l.d, l.only(w), l.years)
		d, v := newDraft(one), newDistrictPrices(one)
		copy(v.public, r.lean.public)
		d.leanOn(newDistrictBound(one), v)
		for j, plan := range r.best.sites {
			d.replace(j, plan.in(l, w))
		}
		before := d.searchCost()
		s := newSearch(d, r.limits.Seed)
		for j, plan := range r.best.sites {
			s.allow[j] = func(t, status int) bool { return status == plan.status[t] }
		}
		s.descend(ctx, s.order())
		saved += l.weight[w] * (before - s.searchCost())
	}
	return saved
}

// only is scenario w as a draw of its own. Middle and senior children play no
// part in planning and are left at zero.
func (l *layout) only(w int) *Children {
	c := NewChildren(len(l.d.Points), l.years, 1)
	for i := range l.d.Points {
		for t := range l.years {
			c.At(i, forecast.Nursery, t)[0] = l.demand[l.slot(w, t, nurseryEntry)][i]
			c.At(i, forecast.Junior, t)[0] = l.demand[l.slot(w, t, juniorEntry)][i]
		}
	}
	return c
}
