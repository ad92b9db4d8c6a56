package siting

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// multistart improves uncapacitated plans: descend from random sites, walk from
// the result to a plan of the pool by the best exchanges between them, descend
// again from the best plan met on the way. Resende & Werneck (2004).
type multistart struct {
	x    *interchange
	rng  *rand.Rand
	pool []chosenSites // by rising value
	best chosenSites
}

// chosenSites is a plan without capacities: ascending sites and their value.
type chosenSites struct {
	sites []int32
	value float64
}

// poolSize is the number of plans kept to walk to.
const poolSize = 12

func newMultistart(m *model, rng *rand.Rand) *multistart {
	return &multistart{x: newInterchange(m), rng: rng, best: chosenSites{value: math.Inf(1)}}
}

// improve implements improver.
func (s *multistart) improve(ctx context.Context, work int) {
	for s.x.work = 0; s.x.work < work && ctx.Err() == nil; {
		s.x.set(s.start())
		s.x.descend()
		plan := s.current()
		if len(s.pool) > 1 {
			s.keep(plan)
			plan = s.walk(plan, s.pool[s.rng.IntN(len(s.pool))])
		}
		s.keep(plan)
	}
}

// propose implements improver: the relaxation's sites, descended from.
func (s *multistart) propose(chosen []bool, _ []float64, _ [][]int32) {
	s.x.work = 0
	var sites []int32
	for i, c := range chosen {
		if c {
			sites = append(sites, int32(i))
		}
	}
	if len(sites) == 0 || s.x.model.count > 0 && len(sites) != s.x.model.count {
		return
	}
	s.x.set(sites)
	s.x.descend()
	s.keep(s.current())
}

// result implements improver.
func (s *multistart) result() (Result, bool) {
	if s.best.sites == nil {
		return Result{}, false
	}
	return s.x.model.nearestPlan(s.best.sites), true
}

// adopt implements improver.
func (s *multistart) adopt(r Result) {
	if r.Objective >= s.best.value {
		return
	}
	sites := make([]int32, len(r.Open))
	for k, i := range r.Open {
		sites[k] = int32(i)
	}
	s.keep(chosenSites{sites, r.Objective})
}

// spent implements improver.
func (s *multistart) spent() int { return s.x.work }

// nearestPlan serves every customer from its cheapest open site.
func (m *model) nearestPlan(sites []int32) Result {
	open, assign := make([]int, len(sites)), make([]int, m.customers)
	for k, i := range sites {
		open[k] = int(i)
	}
	slices.Sort(open)
	for j := range assign {
		assign[j] = open[0]
		for _, i := range open {
			if m.cost[i][j] < m.cost[assign[j]][j] {
				assign[j] = i
			}
		}
	}
	return m.singleSource(open, assign)
}

// start draws a random plan in which a tenth of the sites, at least one, is
// left to the greedy choice of descend's first moves.
func (s *multistart) start() []int32 {
	m := s.x.model
	n := m.count
	if n == 0 {
		n = 1 + s.rng.IntN(max(1, m.sites/4))
	}
	sites := make([]int32, n)
	for k, i := range s.rng.Perm(m.sites)[:n] {
		sites[k] = int32(i)
	}
	return sites
}

func (s *multistart) current() chosenSites {
	sites := slices.Clone(s.x.sites)
	slices.Sort(sites)
	return chosenSites{sites, s.x.value}
}

// walk goes from one plan to another, one exchange at a time, and descends from
// the best plan strictly between them.
func (s *multistart) walk(from, to chosenSites) chosenSites {
	in, out := map[int32]bool{}, map[int32]bool{}
	for _, i := range to.sites {
		in[i] = true
	}
	for _, i := range from.sites {
		if in[i] {
			delete(in, i)
		} else {
			out[i] = true
		}
	}
	if len(in)+len(out) < 4 {
		return from
	}
	x := s.x
	x.set(from.sites)
	best := chosenSites{value: math.Inf(1)}
	for len(in)+len(out) > 2 {
		e := x.best(func(i int32) bool { return in[i] }, func(i int32) bool { return out[i] })
		if e.in < 0 && e.out < 0 {
			break
		}
		delete(in, e.in)
		delete(out, e.out)
		x.apply(e)
		if x.value < best.value {
			best = s.current()
		}
	}
	if best.sites == nil {
		return from
	}
	x.set(best.sites)
	x.descend()
	return s.current()
}

// keep puts a plan into the pool if it is new and better than its worst.
func (s *multistart) keep(plan chosenSites) {
	at, same := slices.BinarySearchFunc(s.pool, plan, func(a, b chosenSites) int {
		if math.Abs(a.value-b.value) > 1e-9*(1+math.Abs(a.value)) {
			if a.value < b.value {
				return -1
			}
			return 1
		}
		return slices.Compare(a.sites, b.sites)
	})
	if same {
		return
	}
	s.pool = slices.Insert(s.pool, at, plan)
	if len(s.pool) > poolSize {
		s.pool = s.pool[:poolSize]
	}
	if plan.value < s.best.value-1e-9*(1+math.Abs(plan.value)) {
		s.best = plan
	}
}

// value implements improver.
func (s *multistart) value() float64 { return s.best.value }
