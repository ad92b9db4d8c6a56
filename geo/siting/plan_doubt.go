package siting

import "context"

// doubt leaves out every building and closure that saves nothing in the mean of
// the draws, although it does in the scenarios that the plan is made for:
//
//	sum over draws of weight x (cost without - cost with) <= 0
//
// with the children placed anew in each draw and the classes of both plans as
// they are. Without it the surroundings are planned again, and no later search
// brings it back. An action that a hard target needs stays. In a city the draws are too many flows: nothing is doubted.
func (r *districtRun) doubt(ctx context.Context) {
	if r.l.d.Children.Draws == 1 || len(r.l.shapes) > citySites {
		return
	}
	tested := map[Action]bool{}
	for again := true; again; {
		again = false
		draws := (*reliefDraws)(nil)
		for _, a := range r.best.actions() {
			if a.Action == "nursery" || tested[a] {
				continue
			}
			if ctx.Err() != nil {
				return
			}
			tested[a] = true
			c := r.actionCase(a)
			s := r.replanned(ctx, c.j, func(_, status int) bool { return !c.holds(status) })
			if s == nil || r.needs(s.draft) != nil {
				continue
			}
			if draws == nil {
				draws = newReliefDraws(r)
			}
			value := r.valued(s.draft)
			why := &Reason{Saves: value.less(r.value)}
			draws.relief(r.best, s.draft, why)
			if why.Expected <= 0 {
				r.best, r.value = s.draft.clone(), value
				r.barred = append(r.barred, c)
				clear(tested)
				again = true
				break
			}
		}
	}
}

// unbarred is allow, and at site j none of the actions that were left out.
func (r *districtRun) unbarred(j int, allow func(t, status int) bool) func(t, status int) bool {
	for _, c := range r.barred {
		if within := allow; c.j == j {
			allow = func(t, status int) bool { return !c.holds(status) && (within == nil || within(t, status)) }
		}
	}
	return allow
}
