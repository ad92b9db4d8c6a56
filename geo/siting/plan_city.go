package siting

import (
	"context"
	"math"
	"slices"
)

// standAlone leaves out every building and closure of a city's plan that does not
// pay where it stands: with it and without it the site and its neighbours alone
// are planned afresh, and the cheaper stays. The search for a city stops long
// before every site has answered every other, so that what an answer brings in
// another quarter must not count for or against an action of this one.
func (r *districtRun) standAlone(ctx context.Context) {
	s := newSearch(r.best.clone(), r.limits.Seed)
	s.confine(nil)
	for _, a := range s.actions() {
		if a.Action == "nursery" || ctx.Err() != nil {
			continue
		}
		c := r.actionCase(a)
		group := s.around([]int{c.j})
		s.confine(group)
		s.descend(ctx, group)
		with, undo := s.searchCost(), s.remember()
		s.allow[c.j] = func(_, status int) bool { return !c.holds(status) }
		if plan, cost := s.choose(c.j, s.tablesFor(c.j), inf); !math.IsInf(cost, 1) {
			s.replace(c.j, plan)
			s.descend(ctx, group)
			if s.searchCost() > with {
				undo()
			}
		}
		s.allow[c.j] = nil
	}
	r.takes(s)
}

// around lists sites and their neighbours, each once.
func (s *search) around(sites []int) []int {
	out := slices.Clone(sites)
	for _, j := range sites {
		out = append(out, s.near[j]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// confine freezes every site but those given.
func (s *search) confine(to []int) {
	for j := range s.frozen {
		s.frozen[j] = true
	}
	for _, j := range to {
		s.frozen[j] = false
	}
}
