package siting

import (
	"slices"

	"kindercast/forecast"
)

// reliefDraws are the draws on which relief is counted, all of them or
// mostReliefDraws spread evenly, with the plan's flows solved once for each.
type reliefDraws struct {
	l      *layout
	weight []float64
	flows  [][]*slotFlow // [draw][t*entries+e]
	near   []int         // scenario of the plan that stands for the draw
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

// relief compares the plans with and without an action draw by draw and writes
// the children it places, where, and the shares of draws into its reason. What
// the targets, fairness and the tail cost without it (reason.Saves) is taken to be
// the same in every draw.
func (q *reliefDraws) relief(with, without *draft, reason *Reason) {
	reason.Relieves = []Relief{}
	l := q.l
	n := len(q.flows)
	gain := make([][]float64, n) // [draw][(e*years+t)*areas+a]
	saved := make([]float64, n)  // cost without less cost with, by draw
	pool := newFlowPool(l, q.flows[0][0])
	pool.each(n, func(k, worker int) {
		row := make([]float64, entries*l.years*len(l.areas))
		saved[k] = reason.Saves.Targets + reason.Saves.Fairness + reason.Saves.Tail
		for j := range with.sites {
			saved[k] += without.decided(j, q.near[k]) - with.decided(j, q.near[k])
		}
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
				saved[k] += f.total - base.total
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
				reason.Children += mean * l.stay(t, e)
				x.Children += mean
				if mean < 0.05 {
					continue
				}
				if x.First == 0 {
					x.First = l.year(t)
				}
				x.Last = l.year(t)
			}
			reason.Entrants += x.Children
			if x.Children < 0.5 {
				continue
			}
			for k, g := range perDraw {
				if g >= 1 {
					x.Draws += q.weight[k]
				}
			}
			reason.Relieves = append(reason.Relieves, x)
		}
	}
	for k := range n {
		sum := 0.0
		for _, g := range gain[k] {
			sum += g
		}
		if sum >= 1 {
			reason.Draws += q.weight[k]
		}
		reason.Expected += q.weight[k] * saved[k]
		if saved[k] > 0 {
			reason.Right += q.weight[k]
		}
	}
	slices.SortStableFunc(reason.Relieves, func(a, b Relief) int {
		switch {
		case a.Children > b.Children:
			return -1
		case a.Children < b.Children:
			return 1
		}
		return 0
	})
}
