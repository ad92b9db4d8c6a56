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
// careful search found.
type Reason struct {
	Without float64 `json:"objective_without"`
	Worth   float64 `json:"worth"` // Without - Objective
	// Expected is the worth in the mean of the draws, children placed anew in each:
	// where the plan is made for their mean it differs from Worth.
	Expected float64 `json:"worth_in_draws"`
	// Range encloses the true worth; nil where a plan misses a hard target, so that
	// nothing is proved.
	Range *WorthRange `json:"worth_range,omitempty"`
	// Needs are the hard targets that the plan without the action misses: it is
	// there for their sake, whatever its worth.
	Needs    []string  `json:"needs,omitempty"`
	Relieves []Relief  `json:"relieves"`    // areas that gain; others may lose, see Entrants
	Entrants float64   `json:"entrants"`    // placed over all areas and years, less those who lose a place by it, in the mean
	Children float64   `json:"children"`    // child-years placed that had no place without it, in the mean
	Draws    float64   `json:"draws"`       // share of draws in which it places at least one child
	Right    float64   `json:"draws_right"` // share of draws in which the plan without it is dearer
	Saves    worth     `json:"saves"`       // parts of Without less parts of the plan; negative is what it costs
	Mostly   string    `json:"mostly"`      // the part of the cost that it saves most of: unserved, walking, capital ...
	Walk     float64   `json:"walk_metres"` // mean walk without it less mean walk with it
	RunnerUp *RunnerUp `json:"runner_up,omitempty"`
	Sooner   *float64  `json:"sooner,omitempty"` // objective a year sooner less objective; absent where not possible
	Later    *float64  `json:"later,omitempty"`  // objective a year later less objective; absent where not possible
	// LaterMisses are the hard targets that the plan misses with the action a year
	// later: it cannot wait, and Later is absent.
	LaterMisses []string `json:"later_misses,omitempty"`
	Binding     []string `json:"binding"` // budget, nursery_share, full_streets, rooms, earliest
}

// WorthRange encloses the true worth of an action, the best plan without it less
// the best with it:
//
//	max(0, bound without - Objective) <= worth <= Without - Bound
//
// A Low above zero proves that every plan without the action is dearer.
type WorthRange struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Relief is what an action does for one area and level.
type Relief struct {
	Area     string         `json:"area"`
	Level    forecast.Level `json:"level"`
	First    forecast.Year  `json:"first_year"`
	Last     forecast.Year  `json:"last_year"`
	Children float64        `json:"children"` // entrants placed over all years, in the mean; First to Last are those with a gain
	Draws    float64        `json:"draws"`    // share of draws with at least one
}

// RunnerUp is what the search does instead when the action is forbidden: the
// other options it takes, or none. Costs is by how much that plan is dearer.
type RunnerUp struct {
	Candidates []string `json:"candidates"`
	Costs      float64  `json:"costs"`
	Because    string   `json:"because"` // Reason.Mostly
}

// explain gives every action its reason. A plan met on the way that is better
// takes the plan's place, and the reasons start again, from about the action at
// which it was met: what was better there is often better once more. When ctx ends
// the rest stay without one.
func (p *Plan) explain(ctx context.Context, r *districtRun) {
	first := 0
	for again := true; again; {
		again = false
		draws := newReliefDraws(r)
		for n := range p.Actions {
			k := (first + n) % len(p.Actions)
			if ctx.Err() != nil {
				return
			}
			reason, better := p.reason(ctx, r, p.Actions[k], draws)
			if better != nil && r.takes(better) {
				p.rewrite(r)
				first, again = k, true
				break
			}
			p.Actions[k].Reason = reason
		}
	}
}

// reason plans without the action, a year sooner and a year later. Where one of
// these is no worse, it is returned instead.
func (p *Plan) reason(ctx context.Context, r *districtRun, a Action, draws *reliefDraws) (*Reason, *search) {
	l := r.l
	c := r.actionCase(a)
	without := r.replanned(ctx, c.j, func(_, status int) bool { return !c.holds(status) })
	if without == nil {
		return nil, nil
	}
	value, base := r.valued(without.draft), r.value
	if r.better(without) {
		return nil, without
	}
	out := &Reason{Without: value.total(), Worth: value.total() - base.total(), Saves: value.less(base)}
	out.Range = r.worthRange(c, value)
	out.Mostly = out.Saves.most()
	out.Needs = r.needs(without.draft)
	for t := range l.years {
		out.Walk += (without.meanWalk(t) - r.best.meanWalk(t)) / float64(l.years)
	}
	draws.relief(r.best, without.draft, out)
	if a.Candidate != "" {
		out.RunnerUp = runnerUp(r.best, without.draft, out)
	}
	shift := func(to int, allow func(t, status int) bool) (costs *float64, misses []string, better *search) {
		s := r.replanned(ctx, c.j, allow)
		if s == nil || !c.holds(s.sites[c.j].status[to]) {
			return nil, nil, nil
		}
		if r.better(s) {
			return nil, nil, s
		}
		if misses = r.needs(s.draft); misses != nil {
			return nil, misses, nil
		}
		x := r.valued(s.draft).total() - base.total()
		return &x, nil, nil
	}
	var better *search
	if c.year+1 < l.years {
		if out.Later, out.LaterMisses, better = shift(c.year+1, func(t, status int) bool { return t > c.year || !c.holds(status) }); better != nil {
			return nil, better
		}
	}
	if c.year > 0 {
		if out.Sooner, _, better = shift(c.year-1, func(t, status int) bool { return t < c.year-1 || c.holds(status) }); better != nil {
			return nil, better
		}
	}
	out.Binding = r.best.binding(c.j, c.year, a)
	return out, nil
}

// worthRange encloses the true worth of an action by the bound of all plans and
// by that of the plans without it.
func (r *districtRun) worthRange(c actionCase, without worth) *WorthRange {
	low := r.eval.without(r.prices, c.j, c.holds) - r.value.total()
	if r.value.missed > 0 || without.missed > 0 || math.IsInf(low, 0) {
		return nil
	}
	return &WorthRange{max(0, low), without.total() - r.bound}
}

// needs lists the hard targets that a plan misses and the best plan does not.
func (r *districtRun) needs(without *draft) []string {
	var out []string
	for t := range r.l.years {
		met := r.best.misses(t)
		for k, m := range without.misses(t) {
			if m.Price == 0 && m.Missing > met[k].Missing+1e-9 && !slices.Contains(out, m.Key) {
				out = append(out, m.Key)
			}
		}
	}
	return out
}

// less is w less o, part by part.
func (w worth) less(o worth) worth {
	return worth{w.Capital - o.Capital, w.Fixed - o.Fixed, w.Classes - o.Classes, w.Walking - o.Walking,
		w.Unserved - o.Unserved, w.Targets - o.Targets, w.Fairness - o.Fairness, w.Tail - o.Tail, w.missed - o.missed}
}

// most is the key of the largest part; empty where none is above zero.
func (w worth) most() string {
	key, most := "", 0.0
	for _, part := range []struct {
		key   string
		value float64
	}{{"missed_targets", hardPrice * w.missed}, {"unserved", w.Unserved}, {"walking", w.Walking}, {"capital", w.Capital},
		{"classes", w.Classes}, {"fixed", w.Fixed}, {"targets", w.Targets}, {"fairness", w.Fairness}, {"tail", w.Tail}} {
		if part.value > most {
			key, most = part.key, part.value
		}
	}
	return key
}

// runnerUp names the options that the plan without the action takes and the
// plan with it does not.
func runnerUp(with, without *draft, reason *Reason) *RunnerUp {
	out := &RunnerUp{Candidates: []string{}, Costs: reason.Worth, Because: reason.Mostly}
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
