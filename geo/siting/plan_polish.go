package siting

import (
	"context"
	"math"
	"slices"

	"kindercast/forecast"
)

// actionCase is an action of the plan as the statuses of its site.
type actionCase struct {
	j, year int
	holds   func(status int) bool // the action has happened
}

func (r *districtRun) actionCase(a Action) actionCase {
	l := r.l
	j := slices.IndexFunc(l.d.Sites, func(s Site) bool { return s.Code == a.Site })
	h := &l.shapes[j]
	c := actionCase{j: j, year: int(a.Year - l.d.FirstYear)}
	switch {
	case a.Action == "close":
		c.holds = func(status int) bool { return h.statuses[status].closed }
	case a.Level == forecast.Nursery.String():
		c.holds = func(status int) bool { return h.statuses[status].nursery }
	default:
		bit := 0
		for b, o := range h.options {
			if l.d.Options[o].Code == a.Candidate {
				bit = 1 << b
			}
		}
		c.holds = func(status int) bool { return h.statuses[status].mask&bit != 0 }
	}
	return c
}

// replanned returns the best plan found with site j held to allow, starting
// from the plan and re-planning the site's surroundings and every site with
// options, which may use the money set free. It is nil where the site cannot
// keep to allow.
func (r *districtRun) replanned(ctx context.Context, j int, allow func(t, status int) bool) *search {
	s := newSearch(r.best.clone(), r.limits.Seed)
	for k := range s.allow {
		s.allow[k] = r.unbarred(k, nil)
	}
	s.allow[j] = r.unbarred(j, allow)
	plan, cost := s.choose(j, s.tablesFor(j), inf)
	if math.IsInf(cost, 1) {
		return nil
	}
	s.replace(j, plan)
	queue := append([]int{j}, s.near[j]...)
	for _, k := range s.optional {
		if !slices.Contains(queue, k) {
			queue = append(queue, k)
		}
	}
	alone, undo := r.valued(s.draft).rank(), s.remember()
	s.descend(ctx, queue)
	if r.valued(s.draft).rank() > alone { // the search's cost leans, the rank does not
		undo()
	}
	s.allow[j] = nil
	return s
}

// sameRank is the relative difference below which two plans cost the same.
const sameRank = 1e-9

// better reports whether another plan should take the best one's place: it is
// cheaper, or as cheap and does less.
func (r *districtRun) better(s *search) bool {
	by := r.value.rank() - r.valued(s.draft).rank()
	same := sameRank * math.Abs(r.value.rank())
	return by > same || by >= -same && len(s.actions()) < len(r.best.actions())
}

// takes makes another plan the best if it should be.
func (r *districtRun) takes(s *search) bool {
	if s == nil || !r.better(s) {
		return false
	}
	r.best, r.value = s.draft.clone(), r.valued(s.draft)
	return true
}

// polish leaves out every action that the plan is no worse without. One pass
// over the actions follows another until none is left out.
func (r *districtRun) polish(ctx context.Context) {
	tested := map[Action]bool{}
	next := func() *Action {
		for _, a := range r.best.actions() {
			if !tested[a] {
				return &a
			}
		}
		return nil
	}
	for a := next(); a != nil && ctx.Err() == nil; a = next() {
		tested[*a] = true
		c := r.actionCase(*a)
		if s := r.replanned(ctx, c.j, func(_, status int) bool { return !c.holds(status) }); r.takes(s) {
			clear(tested)
		}
	}
}
