package siting

import (
	"context"
	"math/rand/v2"
	"slices"
)

// Groups small enough to be solved by the tree within a moment.
const (
	groupSites     = 4          // open sites in a group
	groupReach     = 4          // nearest sites of each customer that may open in their place
	groupCustomers = 80         // most customers in a group
	groupWork      = 20_000_000 // steps spent on one group
)

// group is the part of a single-source plan that belongs to a few neighbouring
// sites, as a problem of its own.
type group struct {
	sites, customers []int32 // of the whole model
	value            float64
	model            *model
}

// drawGroup takes the open sites nearest to a random customer; false where
// they serve too many or too few.
func drawGroup(a *assignment, rng *rand.Rand) (group, bool) {
	var g group
	near := a.near[rng.IntN(a.customers)]
	most := 2 + rng.IntN(groupSites-1)
	for _, arc := range near {
		i := arc.site
		if a.place[i] < 0 || len(g.customers)+len(a.members[i]) > groupCustomers {
			continue
		}
		g.sites = append(g.sites, i)
		g.customers = append(g.customers, a.members[i]...)
		g.value += a.fixed[i]
		if len(g.sites) == most {
			break
		}
	}
	if len(g.sites) < 2 || len(g.customers) < 2 {
		return g, false
	}
	slices.Sort(g.customers)
	open := len(g.sites)
	a.stamp++
	for _, i := range g.sites {
		a.seen[i] = a.stamp
	}
	cost := make([][]float64, 0, 2*open)
	for _, j := range g.customers {
		g.value += a.cost[a.site[j]][j]
		for _, arc := range a.near[j][:min(groupReach, a.model.sites)] {
			if a.place[arc.site] < 0 && a.seen[arc.site] != a.stamp {
				a.seen[arc.site] = a.stamp
				g.sites = append(g.sites, arc.site)
			}
		}
	}
	fixed, room, demand := []float64{}, []float64{}, []float64{}
	for _, i := range g.sites {
		row := make([]float64, len(g.customers))
		for k, j := range g.customers {
			row[k] = a.cost[i][j]
		}
		cost = append(cost, row)
		fixed, room = append(fixed, a.fixed[i]), append(room, a.room[i])
	}
	for _, j := range g.customers {
		demand = append(demand, a.demand[j])
	}
	g.model = &model{sites: len(g.sites), customers: len(g.customers), cost: cost, fixed: fixed, near: nearest(cost), whole: a.whole}
	if a.count > 0 {
		g.model.count = open
	}
	// Costs and amounts come from a model that was checked.
	if err := g.model.limitRoom(demand, room); err != nil {
		panic("siting: group: " + err.Error())
	}
	return g, true
}

// solve returns a better plan of the group, if the tree finds one.
func (g group) solve(ctx context.Context, rng *rand.Rand) (Result, int, bool) {
	helper := newRebuild(g.model, rng)
	t := newTree(g.model, helper)
	t.learn(g.value)
	t.search(ctx, groupWork)
	best := t.best
	if p, ok := helper.result(); ok && p.Objective < best.Objective {
		best = p
	}
	return best, t.r.work, best.Objective < g.value-1e-9*(1+g.value)
}

// regroup solves one group of the best plan anew and takes the gain over.
func (r *rebuild) regroup(ctx context.Context) {
	a := r.a
	a.restore(r.best.sites, r.best.site)
	g, ok := drawGroup(a, r.rng)
	if !ok {
		return
	}
	p, work, ok := g.solve(ctx, r.rng)
	a.work += work
	if !ok {
		return
	}
	for _, j := range g.customers {
		a.take(j)
	}
	for _, i := range g.sites {
		if a.place[i] >= 0 {
			a.shut(i)
		}
	}
	for _, k := range p.Open {
		a.open(g.sites[k])
	}
	for k, i := range p.Assign {
		a.put(g.customers[k], g.sites[i])
	}
	a.improve(r.rng)
	r.take()
}
