package siting

import (
	"context"
	"fmt"

	"kindercast/forecast"
)

// Regret prices what was decided then with what came: buildings and closures
// are as decided, classes are placed as well as can be for the children who
// really came, and all that is paid is counted.
type Regret struct {
	Way      string  `json:"way"` // plan, nothing, biggest_gap, hindsight
	Cost     float64 `json:"cost"`
	Regret   float64 `json:"regret"` // cost less the best of all, hindsight included
	Capital  float64 `json:"capital"`
	Unserved float64 `json:"unserved"` // child-years
	Options  int     `json:"options"`
	Closed   int     `json:"closed"`
}

// Replay makes the plan from what was known (past), prices it on what came
// (truth: one draw with past's shape) and does the same for building nothing,
// for the rule of thumb "biggest gap first" and for a plan made in hindsight.
func (p Planner) Replay(ctx context.Context, past *District, truth *Children, limits Limits) ([]Regret, error) {
	came := *past
	came.Children = truth
	if truth.Draws != 1 {
		return nil, fmt.Errorf("regret: truth has %d draws: want 1", truth.Draws)
	}
	p.NoReasons = true
	plan, err := p.Solve(ctx, past, limits)
	if err != nil {
		return nil, fmt.Errorf("regret: plan on what was known: %w", err)
	}
	hindsight, err := Planner{Exact: p.Exact, NoReasons: true}.Solve(ctx, &came, limits)
	if err != nil {
		return nil, fmt.Errorf("regret: plan in hindsight: %w", err)
	}
	l := newLayout(&came, truth, came.Years)
	nothing := make([][]int, len(l.shapes))
	for j := range nothing {
		nothing[j] = l.idle(j).status
	}
	ways := []struct {
		name   string
		status [][]int
	}{{"plan", plan.final.statuses()}, {"nothing", nothing}, {"biggest_gap", newLayout(past, past.Children.Mean(), past.Years).biggestGap()},
		{"hindsight", hindsight.final.statuses()}}
	var out []Regret
	for _, w := range ways {
		out = append(out, l.priced(ctx, w.name, w.status, limits.Seed))
	}
	best := out[0].Cost
	for _, x := range out {
		best = min(best, x.Cost)
	}
	for k := range out {
		out[k].Regret = out[k].Cost - best
	}
	return out, nil
}

func (d *draft) statuses() [][]int {
	out := make([][]int, len(d.sites))
	for j, s := range d.sites {
		out[j] = s.status
	}
	return out
}

// priced holds options and closures of every site and places classes, nursery
// classes included, as well as the search can.
func (l *layout) priced(ctx context.Context, way string, status [][]int, seed uint64) Regret {
	s := newSearch(newDraft(l), seed)
	for j := range s.sites {
		h := &l.shapes[j]
		s.allow[j] = func(t, k int) bool {
			want := h.statuses[status[j][t]]
			return h.statuses[k].mask == want.mask && h.statuses[k].closed == want.closed
		}
		plan := newSiteDecision(l)
		copy(plan.status, status[j])
		for t, k := range plan.status {
			if h.statuses[k].nursery {
				plan.nursery[t] = 1
			}
		}
		s.replace(j, plan)
	}
	s.fill(ctx, func(int, int) float64 { return 0 }, func(int) float64 { return 0 })
	s.descend(ctx, s.order())
	w := s.worth()
	out := Regret{Way: way, Cost: w.total(), Capital: w.Capital}
	out.Unserved, _ = s.childYears()
	for _, a := range s.actions() {
		switch {
		case a.Candidate != "":
			out.Options++
		case a.Action == "close":
			out.Closed++
		}
	}
	return out
}

// biggestGap is the rule of thumb: year by year, the area with the most
// children beyond its places gets its largest option that the budget still
// pays, until no gap or no option is left.
func (l *layout) biggestGap() [][]int {
	d := l.d
	status := make([][]int, len(l.shapes))
	for j := range status {
		status[j] = append([]int(nil), l.idle(j).status...)
	}
	perRoom := (d.Norms.Junior + d.Norms.Middle + d.Norms.Senior) / 3
	mean := d.Children.Mean()
	site := map[string]int{}
	for j, s := range d.Sites {
		site[s.Code] = j
	}
	taken := make([]int, len(d.Options)) // year + 1 in which an option is taken
	for t := range l.years {
		left := inf
		if d.Budget != nil {
			left = d.Budget[t]
		}
		gap := map[string]float64{}
		for i, q := range d.Points {
			for _, level := range forecast.Levels {
				gap[q.Area] += mean.At(i, level, t)[0]
			}
		}
		for j, s := range d.Sites {
			if !l.shapes[j].statuses[status[j][t]].closed {
				gap[s.Area] -= perRoom * float64(l.shapes[j].base[t])
			}
		}
		for o, op := range d.Options {
			if taken[o] > 0 {
				gap[d.Sites[site[op.Site]].Area] -= perRoom * float64(op.Rooms)
			}
		}
		for {
			best := -1
			for o, op := range d.Options {
				if taken[o] > 0 || int(op.Earliest) > int(d.FirstYear)+t || op.Capital > left {
					continue
				}
				g := gap[d.Sites[site[op.Site]].Area]
				if g <= 0 {
					continue
				}
				if best >= 0 {
					b := gap[d.Sites[site[d.Options[best].Site]].Area]
					if g < b || g == b && op.Rooms <= d.Options[best].Rooms {
						continue
					}
				}
				best = o
			}
			if best < 0 {
				break
			}
			op := d.Options[best]
			taken[best] = t + 1
			left -= op.Capital
			gap[d.Sites[site[op.Site]].Area] -= perRoom * float64(op.Rooms)
		}
	}
	for j := range l.shapes {
		l.shapes[j].take(status[j], taken)
	}
	return status
}

// take puts the options taken (by year + 1) into a status path, with a nursery
// class wherever one is needed or already runs and there is a room.
func (h *siteShape) take(path, taken []int) {
	nursery := false
	before := h.start
	for t := range path {
		want := siteStatus{nursery: nursery || h.statuses[path[t]].nursery}
		for b, o := range h.options {
			if taken[o] > 0 && taken[o] <= t+1 {
				want.mask |= 1 << b
			}
		}
		at := -1
		for _, n := range [...]bool{want.nursery, true, false} {
			want.nursery = n
			for k, s := range h.statuses {
				if at < 0 && s == want && h.follows(t, before, k) {
					at = k
				}
			}
		}
		if at >= 0 {
			path[t] = at
		}
		nursery = h.statuses[path[t]].nursery
		before = path[t]
	}
}
