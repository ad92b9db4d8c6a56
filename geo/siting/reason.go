package siting

import (
	"context"
	"math"
	"slices"

	"kindercast/forecast"
)

// Reason says why an action is in the plan. Its numbers come from planning
// again without the action, not from dual prices, which do not hold for whole
// classes: the neighbourhood is re-planned from the plan, so Without is what a
// careful search found, and the true worth may be smaller.
type Reason struct {
	Without float64 `json:"objective_without"`
	// Worth = Without - Objective; hard targets missed without it count at a
	// price above everything.
	Worth    float64   `json:"worth"`
	Relieves []Relief  `json:"relieves"`
	Children float64   `json:"children"`    // child-years placed that had no place without it, in the mean
	Draws    float64   `json:"draws"`       // share of draws in which it places at least one child
	Saves    worth     `json:"saves"`       // parts of Without less parts of the plan; negative is what it costs
	Walk     float64   `json:"walk_metres"` // mean walk without it less mean walk with it
	RunnerUp *RunnerUp `json:"runner_up,omitempty"`
	Sooner   *float64  `json:"sooner,omitempty"` // objective a year sooner less objective; absent where not possible
	Later    *float64  `json:"later,omitempty"`  // objective a year later less objective
	Binding  []string  `json:"binding"`          // budget, nursery_share, full_streets, rooms, earliest
}

// Relief is what an action does for one area and level.
type Relief struct {
	Area     string         `json:"area"`
	Level    forecast.Level `json:"level"`
	First    forecast.Year  `json:"first_year"`
	Last     forecast.Year  `json:"last_year"`
	Children float64        `json:"children"` // entrants placed over these years, in the mean
	Draws    float64        `json:"draws"`    // share of draws with at least one
}

// RunnerUp is what the search does instead when the action is forbidden: the
// other options it takes, or none. Costs is by how much that plan is dearer.
type RunnerUp struct {
	Candidates []string `json:"candidates"`
	Costs      float64  `json:"costs"`
	Because    string   `json:"because"` // the part of the cost that grows most: capital, walking, unserved ...
}

// explain gives every action on buildings its reason. When ctx ends the rest
// stay without one.
func (p *Plan) explain(ctx context.Context, r *districtRun) {
	draws := newReliefDraws(r)
	for k := range p.Actions {
		if ctx.Err() != nil {
			return
		}
		if p.Actions[k].Action != "nursery" {
			p.Actions[k].Reason = p.reason(ctx, r, p.Actions[k], draws)
		}
	}
}

// replanned returns the best plan found with a site held to allow, starting
// from the plan and re-planning the site's surroundings.
func (p *Plan) replanned(ctx context.Context, r *districtRun, j int, allow func(t, status int) bool) *search {
	s := newSearch(p.final.clone(), r.limits.Seed)
	s.allow[j] = allow
	plan, cost := s.planner.plan(j, s.tablesFor(j, everyCount))
	if math.IsInf(cost, 1) {
		return nil
	}
	s.replace(j, plan)
	queue := append([]int{j}, s.near[j]...)
	for k := range s.sites { // options anywhere may use the money set free
		if len(s.l.shapes[k].options) > 0 && !slices.Contains(queue, k) {
			queue = append(queue, k)
		}
	}
	s.descend(ctx, queue)
	return s
}

func (p *Plan) reason(ctx context.Context, r *districtRun, a Action, draws *reliefDraws) *Reason {
	l := r.l
	j := slices.IndexFunc(l.d.Sites, func(s Site) bool { return s.Code == a.Site })
	h := &l.shapes[j]
	bit, year := 0, int(a.Year-l.d.FirstYear)
	for b, o := range h.options {
		if l.d.Options[o].Code == a.Candidate {
			bit = 1 << b
		}
	}
	holds := func(status int) bool { // the action has happened
		if a.Action == "close" {
			return h.statuses[status].closed
		}
		return h.statuses[status].mask&bit != 0
	}
	without := p.replanned(ctx, r, j, func(_, status int) bool { return !holds(status) })
	if without == nil {
		return nil
	}
	value, base := r.valued(without.draft), r.value
	out := &Reason{Without: value.rank(), Worth: value.rank() - base.rank(), Saves: value.less(base)}
	for t := range l.years {
		out.Walk += (without.meanWalk(t) - p.final.meanWalk(t)) / float64(l.years)
	}
	out.Relieves, out.Children, out.Draws = draws.relief(p.final, without.draft)
	out.RunnerUp = runnerUp(p.final, without.draft, out)
	if year+1 < l.years {
		if s := p.replanned(ctx, r, j, func(t, status int) bool { return t > year || !holds(status) }); s != nil {
			x := r.valued(s.draft).rank() - base.rank()
			out.Later = &x
		}
	}
	if year > 0 {
		if s := p.replanned(ctx, r, j, func(t, status int) bool { return t < year-1 || holds(status) }); s != nil && holds(s.sites[j].status[year-1]) {
			x := r.valued(s.draft).rank() - base.rank()
			out.Sooner = &x
		}
	}
	out.Binding = p.final.binding(j, year, a)
	return out
}

// less is w less o, part by part.
func (w worth) less(o worth) worth {
	return worth{w.Capital - o.Capital, w.Fixed - o.Fixed, w.Classes - o.Classes, w.Walking - o.Walking,
		w.Unserved - o.Unserved, w.Targets - o.Targets, w.Fairness - o.Fairness, w.Tail - o.Tail, w.missed - o.missed}
}

// runnerUp names the options that the plan without the action takes and the
// plan with it does not.
func runnerUp(with, without *draft, reason *Reason) *RunnerUp {
	out := &RunnerUp{Candidates: []string{}, Costs: reason.Worth}
	last := with.l.years - 1
	for j := range with.sites {
		h := &with.l.shapes[j]
		fresh := h.statuses[without.sites[j].status[last]].mask &^ h.statuses[with.sites[j].status[last]].mask
		for b, o := range h.options {
			if fresh>>b&1 != 0 {
				out.Candidates = append(out.Candidates, with.l.d.Options[o].Code)
			}
		}
	}
	s := reason.Saves
	most := 0.0
	for _, part := range []struct {
		key   string
		value float64
	}{{"missed_targets", hardPrice * s.missed}, {"unserved", s.Unserved}, {"walking", s.Walking}, {"capital", s.Capital},
		{"classes", s.Classes}, {"fixed", s.Fixed}, {"targets", s.Targets}, {"fairness", s.Fairness}, {"tail", s.Tail}} {
		if part.value > most {
			most, out.Because = part.value, part.key
		}
	}
	return out
}

// binding lists what leaves no slack around an action: the year's budget (not
// enough left for the cheapest option not taken), the targets met exactly, the
// option's earliest year, every room of the site used.
func (d *draft) binding(j, year int, a Action) []string {
	l := d.l
	out := []string{}
	if l.d.Budget != nil {
		cheapest := inf
		for k := range d.sites {
			h := &l.shapes[k]
			for b, o := range h.options {
				if h.statuses[d.sites[k].status[l.years-1]].mask>>b&1 == 0 {
					cheapest = min(cheapest, l.d.Options[o].Capital)
				}
			}
		}
		if l.d.Budget[year]-d.spent[year] < cheapest && !math.IsInf(cheapest, 1) {
			out = append(out, "budget")
		}
	}
	for _, m := range d.misses(year) {
		switch {
		case m.Key == "nursery_share" && float64(d.nursery[year])-1 < m.Want*float64(d.open[year])-1e-9:
			out = append(out, m.Key)
		case m.Key == "full_streets" && m.Value <= m.Want:
			out = append(out, m.Key)
		case m.Key == "public_share" && m.Value-m.Want < 0.002:
			out = append(out, m.Key)
		}
	}
	for _, o := range l.shapes[j].options {
		if op := l.d.Options[o]; op.Code == a.Candidate && op.Earliest == a.Year {
			out = append(out, "earliest")
		}
	}
	h := &l.shapes[j]
	for t := year; t < l.years; t++ {
		used := d.sites[j].nursery[t]
		for u := max(0, t-2); u <= t; u++ {
			used += d.sites[j].junior[u]
		}
		if a.Action != "close" && used >= h.rooms[t][d.sites[j].status[t]] {
			return append(out, "rooms")
		}
	}
	return out
}

// reliefDraws are the draws on which relief is counted, all of them or
// mostReliefDraws spread evenly, with the plan's flows solved once for each.
type reliefDraws struct {
	l      *layout
	weight []float64
	flows  [][]*slotFlow // [draw][t*entries+e]
	near   []int         // scenario of the plan that stands for the draw
	trial  *slotFlow
}

// mostReliefDraws bounds the work of counting relief.
const mostReliefDraws = 40

func newReliefDraws(r *districtRun) *reliefDraws {
	l, c := r.l, r.l.d.Children
	out := &reliefDraws{l: l}
	n := min(c.Draws, mostReliefDraws)
	var draws []int
	total := 0.0
	for k := range n {
		draws = append(draws, k*c.Draws/n)
		total += c.weight(draws[k])
	}
	for _, w := range draws {
		out.weight = append(out.weight, c.weight(w)/max(total, 1e-300))
		out.near = append(out.near, l.nearestScenario(c, w))
	}
	pool := newFlowPool(l, nil)
	out.flows = make([][]*slotFlow, n)
	pool.each(n, func(k, worker int) {
		for t := range l.years {
			for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
				f := r.best.flows[l.slot(out.near[k], t, e)].clone()
				f.demand = slices.Clone(f.demand)
				for i := range f.demand {
					f.setDemand(i, c.At(i, level, t)[draws[k]], pool.scratch[worker])
				}
				out.flows[k] = append(out.flows[k], f)
			}
		}
	})
	return out
}

// nearestScenario is the plan's scenario that is closest to a draw.
func (l *layout) nearestScenario(c *Children, draw int) int {
	if l.scenarios == 1 {
		return 0
	}
	best, at := inf, 0
	for w := range l.scenarios {
		sum := 0.0
		for t := range l.years {
			for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
				area := make([]float64, len(l.areas))
				for i, a := range l.pointArea {
					area[a] += c.At(i, level, t)[draw] - l.demand[l.slot(w, t, e)][i]
				}
				for _, x := range area {
					sum += x * x
				}
			}
		}
		if sum < best {
			best, at = sum, w
		}
	}
	return at
}

// relief compares the children short with and without an action, draw by draw.
func (q *reliefDraws) relief(with, without *draft) (out []Relief, childYears, draws float64) {
	out = []Relief{}
	l := q.l
	n := len(q.flows)
	gain := make([][]float64, n) // [draw][(e*years+t)*areas+a]
	pool := newFlowPool(l, q.flows[0][0])
	pool.each(n, func(k, worker int) {
		row := make([]float64, entries*l.years*len(l.areas))
		for t := range l.years {
			for e := range entries {
				s := l.slot(q.near[k], t, e)
				f, base := pool.trial[worker], q.flows[k][t*entries+e]
				changed := false
				for j := range with.sites {
					if x := without.flows[s].seats[j]; x != with.flows[s].seats[j] {
						if !changed {
							f.copyFrom(base)
							changed = true
						}
						f.setSeats(j, x, pool.scratch[worker])
					}
				}
				if !changed {
					continue
				}
				for i, a := range l.pointArea {
					row[(e*l.years+t)*len(l.areas)+int(a)] += f.short[i] - base.short[i]
				}
			}
		}
		gain[k] = row
	})
	for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
		for a, area := range l.areas {
			x := Relief{Area: area, Level: level}
			perDraw := make([]float64, n)
			for t := range l.years {
				mean := 0.0
				for k := range n {
					g := gain[k][(e*l.years+t)*len(l.areas)+a]
					mean += q.weight[k] * g
					perDraw[k] += g
				}
				childYears += mean * l.stay(t, e)
				if mean < 0.05 {
					continue
				}
				if x.First == 0 {
					x.First = l.year(t)
				}
				x.Last = l.year(t)
				x.Children += mean
			}
			if x.Children < 0.5 {
				continue
			}
			for k, g := range perDraw {
				if g >= 1 {
					x.Draws += q.weight[k]
				}
			}
			out = append(out, x)
		}
	}
	for k := range n {
		sum := 0.0
		for _, g := range gain[k] {
			sum += g
		}
		if sum >= 1 {
			draws += q.weight[k]
		}
	}
	slices.SortStableFunc(out, func(a, b Relief) int {
		switch {
		case a.Children > b.Children:
			return -1
		case a.Children < b.Children:
			return 1
		}
		return 0
	})
	return out, childYears, draws
}
