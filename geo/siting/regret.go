package siting

import (
	"context"
	"fmt"
	"math"
	"slices"

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
// for the rule of thumb "biggest gap first" and for a plan made in hindsight,
// which is the best of all that is known: where another way turns out cheaper
// than the plan searched for in hindsight, hindsight would have taken that one.
// An interrupted replay is an error, for ways half priced cannot be compared.
func (p Planner) Replay(ctx context.Context, past *District, truth *Children, limits Limits) ([]Regret, error) {
	came := *past
	came.Children = truth
	if truth.Draws != 1 {
		return nil, fmt.Errorf("regret: truth has %d draws: want 1", truth.Draws)
	}
	p.NoReasons, p.Bare = true, true
	plan, err := p.Solve(ctx, past, limits)
	if err != nil {
		return nil, fmt.Errorf("regret: plan on what was known: %w", err)
	}
	hindsight, err := Planner{Exact: p.Exact, NoReasons: true, Bare: true}.Solve(ctx, &came, limits)
	if err != nil {
		return nil, fmt.Errorf("regret: plan in hindsight: %w", err)
	}
	ways := []struct {
		name   string
		status [][]int
	}{{"plan", plan.final.statuses()}, {"nothing", hindsight.final.l.nothing()},
		{"biggest_gap", newLayout(past, past.Children.Mean(), past.Years).biggestGap()}, {"hindsight", hindsight.final.statuses()}}
	var region []int // of a city: where ways differ
	for _, w := range ways {
		if len(past.Sites) > citySites {
			s := newSearch(hindsight.final.clone(), limits.Seed)
			region = append(region, s.around(s.adopt(w.status))...)
		}
	}
	slices.Sort(region)
	region = slices.Compact(region)
	var out []Regret
	best := 0
	for k, w := range ways {
		out = append(out, hindsight.final.priced(ctx, w.name, w.status, region, limits.Seed))
		if ctx.Err() != nil {
			return nil, fmt.Errorf("regret: interrupted before %q was priced: %w", w.name, ctx.Err())
		}
		if out[k].Cost < out[best].Cost {
			best = k
		}
	}
	known := out[best]
	known.Way = "hindsight"
	out[len(out)-1] = known
	for k := range out {
		out[k].Regret = out[k].Cost - known.Cost
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

// nothing is the statuses of building and closing nothing.
func (l *layout) nothing() [][]int {
	out := make([][]int, len(l.shapes))
	for j := range out {
		out[j] = l.idle(j).status
	}
	return out
}

// adopt takes over options and closures by site and year, and holds to them:
// allow is set at every site. It returns the sites that had others, all of which
// give up theirs before any takes new ones, so that one's money can pay another's.
// A site that cannot, for want of money, stays without.
func (s *search) adopt(status [][]int) (changed []int) {
	l := s.l
	same := func(j, t, a, b int) bool {
		x, y := l.shapes[j].statuses[a], l.shapes[j].statuses[b]
		return x.mask == y.mask && x.closed == y.closed
	}
	for j, plan := range s.sites {
		s.allow[j] = func(t, k int) bool { return same(j, t, k, status[j][t]) }
		for t, k := range plan.status {
			if !s.allow[j](t, k) {
				changed = append(changed, j)
				s.replace(j, l.idle(j))
				break
			}
		}
	}
	for _, j := range changed {
		if plan, cost := s.choose(j, s.tablesFor(j), inf); !math.IsInf(cost, 1) {
			s.replace(j, plan)
		}
	}
	return changed
}

// priced is what a way costs: options and closures of every site are held,
// classes, nursery classes included, are placed as well as the search can from
// where d, a good plan for the same children, has them. Where a region is given,
// the same for every way, only its sites answer: in a city what chance finds
// elsewhere is larger than what ways differ by.
func (d *draft) priced(ctx context.Context, way string, status [][]int, region []int, seed uint64) Regret {
	s := newSearch(d.clone(), seed)
	s.adopt(status)
	queue := s.order()
	if region != nil {
		s.confine(region)
		queue = region
	}
	s.descend(ctx, queue)
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
	status := l.nothing()
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
