package siting

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// splitSearch improves plans with split demand: for given sites the flows are a
// transportation problem, solved exactly; sites are opened, closed and exchanged
// by trial, the most promising by the flow's prices first.
type splitSearch struct {
	m     *model
	rng   *rand.Rand
	best  splitPlan
	now   splitPlan
	known map[string]float64 // value by set of sites
	work  int
}

// splitPlan is a set of sites with its cheapest flows and their prices.
type splitPlan struct {
	open      []bool
	value     float64
	price     []float64 // of serving a whole customer
	shipments []Shipment
}

func newSplitSearch(m *model, rng *rand.Rand) *splitSearch {
	s := &splitSearch{m: m, rng: rng, known: map[string]float64{}}
	s.best.value, s.now.value = math.Inf(1), math.Inf(1)
	return s
}

// transport finds the cheapest flows for open sites; false if they do not hold
// the demand. price[j] is what one more customer like j would cost.
func (m *model) transport(open []bool) (splitPlan, bool) {
	plan := splitPlan{open: slices.Clone(open), price: make([]float64, m.customers)}
	sites, room := []int{}, 0.0
	for i, o := range open {
		if o {
			sites = append(sites, i)
			room += m.room[i]
			plan.value += m.fixed[i]
		}
	}
	if len(sites) == 0 || room < m.total {
		return plan, false
	}
	f := NewFlowNetwork(len(sites) + m.customers + 1)
	slack := len(sites) + m.customers
	f.SetSupply(slack, m.total-room)
	for k, i := range sites {
		f.SetSupply(k, m.room[i])
		f.AddArc(k, slack, math.Inf(1), 0)
	}
	for j, d := range m.demand {
		if d == 0 {
			i := sites[0]
			for _, h := range sites {
				if m.cost[h][j] < m.cost[i][j] {
					i = h
				}
			}
			plan.price[j] = m.cost[i][j]
			plan.value += m.cost[i][j]
			plan.shipments = append(plan.shipments, Shipment{i, j, 1})
			continue
		}
		f.SetSupply(len(sites)+j, -d)
		for k, i := range sites {
			f.AddArc(k, len(sites)+j, math.Inf(1), m.cost[i][j]/d)
		}
	}
	flow, err := f.Solve()
	if err != nil {
		return plan, false
	}
	at := len(sites)
	for j, d := range m.demand {
		if d == 0 {
			continue
		}
		plan.price[j] = d * (flow.Price[len(sites)+j] - flow.Price[slack])
		for k, i := range sites {
			if v := flow.Arc[at+k]; v > 0 {
				share := math.Min(v/d, 1)
				plan.value += share * m.cost[i][j]
				plan.shipments = append(plan.shipments, Shipment{i, j, share})
			}
		}
		at += len(sites)
	}
	slices.SortStableFunc(plan.shipments, func(a, b Shipment) int { return a.Customer - b.Customer })
	return plan, true
}

// trial solves a set of sites not seen before and keeps it if it is the best.
func (s *splitSearch) trial(open []bool) (splitPlan, bool) {
	key := make([]byte, (len(open)+7)/8)
	sites := 0
	for i, o := range open {
		if o {
			key[i/8] |= 1 << (i % 8)
			sites++
		}
	}
	if _, seen := s.known[string(key)]; seen {
		return splitPlan{value: math.Inf(1)}, false
	}
	plan, ok := s.m.transport(open)
	s.work += 40 * (sites + 1) * s.m.customers
	if !ok {
		plan.value = math.Inf(1)
	}
	s.known[string(key)] = plan.value
	if plan.value < s.best.value-1e-12*math.Abs(plan.value) {
		s.best = plan
	}
	return plan, ok
}

// propose implements improver.
func (s *splitSearch) propose(chosen []bool, _ []float64, _ [][]int32) {
	s.work = 0
	s.trial(chosen)
}

// improve implements improver.
func (s *splitSearch) improve(ctx context.Context, work int) {
	s.work = 0
	if s.best.open == nil {
		s.construct()
	}
	s.now = s.best
	for s.work < work && ctx.Err() == nil && s.now.open != nil {
		if s.descend(ctx, work) {
			continue
		}
		s.shake()
	}
}

// construct opens everything and lets descend close.
func (s *splitSearch) construct() {
	open := make([]bool, s.m.sites)
	for i := range open {
		open[i] = true
	}
	s.trial(open)
}

// worth is what opening a closed site would save at most, by the prices of the
// plan in hand: its continuous knapsack less its fixed cost.
func (s *splitSearch) worth(i int) float64 {
	var items []item
	for j, p := range s.now.price {
		if p > s.m.cost[i][j] {
			items = append(items, newItem(p-s.m.cost[i][j], s.m.demand[j], int32(j)))
		}
	}
	sortByRatio(items)
	value, _, _ := dantzig(items, s.m.room[i])
	s.work += 8 * len(items)
	return value - s.m.fixed[i]
}

// descend tries closing each site, opening each promising one, and exchanges,
// and reports whether the plan in hand improved.
func (s *splitSearch) descend(ctx context.Context, work int) bool {
	m := s.m
	var shut, in []int
	load := make([]float64, m.sites)
	for _, sh := range s.now.shipments {
		load[sh.Site] += sh.Share * m.demand[sh.Customer]
	}
	worth := make([]float64, m.sites)
	for i, o := range s.now.open {
		if o {
			in = append(in, i)
		} else {
			shut = append(shut, i)
			worth[i] = s.worth(i)
		}
	}
	slices.SortStableFunc(shut, func(a, b int) int { return sign(worth[b] - worth[a]) })
	slices.SortStableFunc(in, func(a, b int) int { return sign(load[a]/m.fixed1(a) - load[b]/m.fixed1(b)) })
	try := func(out, enter int) bool {
		if s.work >= work || ctx.Err() != nil {
			return false
		}
		open := slices.Clone(s.now.open)
		if out >= 0 {
			open[out] = false
		}
		if enter >= 0 {
			open[enter] = true
		}
		plan, ok := s.trial(open)
		if ok && plan.value < s.now.value-1e-9*math.Abs(plan.value) {
			s.now = plan
			return true
		}
		return false
	}
	for _, i := range in {
		if try(i, -1) {
			return true
		}
	}
	for _, i := range shut {
		if worth[i] <= 0 {
			break
		}
		if try(-1, i) {
			return true
		}
	}
	for _, e := range shut[:min(len(shut), 8)] {
		for _, o := range in {
			if try(o, e) {
				return true
			}
		}
	}
	return false
}

// fixed1 is the fixed cost of a site, at least 1: what its load is weighed by.
func (m *model) fixed1(i int) float64 { return math.Max(1, m.fixed[i]) }

func sign(v float64) int {
	switch {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}

// shake exchanges two sites of the best plan at random.
func (s *splitSearch) shake() {
	open := slices.Clone(s.best.open)
	for range 1 + s.rng.IntN(3) {
		i, h := s.rng.IntN(len(open)), s.rng.IntN(len(open))
		open[i], open[h] = open[h], open[i]
	}
	s.work += 100
	if plan, ok := s.trial(open); ok {
		s.now = plan
	} else {
		s.now = s.best
	}
}

// result implements improver.
func (s *splitSearch) result() (Result, bool) {
	if s.best.open == nil {
		return Result{}, false
	}
	r := Result{Objective: s.best.value, Bound: math.Inf(-1), Shipments: s.best.shipments}
	for i, o := range s.best.open {
		if o {
			r.Open = append(r.Open, i)
		}
	}
	return r, true
}

// adopt implements improver.
func (s *splitSearch) adopt(r Result) {
	if r.Objective >= s.best.value {
		return
	}
	open := make([]bool, s.m.sites)
	for _, i := range r.Open {
		open[i] = true
	}
	if plan, ok := s.m.transport(open); ok {
		s.best = plan
	}
}

// spent implements improver.
func (s *splitSearch) spent() int { return s.work }

// value implements improver.
func (s *splitSearch) value() float64 { return s.best.value }
