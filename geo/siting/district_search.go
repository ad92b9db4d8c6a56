package siting

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// stream is the random stream of one purpose: keyed by the seed and a name, so
// that adding a purpose leaves the others' numbers alone.
func districtStream(seed uint64, purpose string) *rand.Rand {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%d|district|%s", seed, purpose)))
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:])))
}

// search improves a draft. Its basic move re-plans one site for all years
// exactly, every other site staying as it is: the flows give the price of each
// number of classes in each year, dynamic programming combines them.
type search struct {
	*draft
	planner *sitePlanner
	near    [][]int // sites by shared points, nearest first
	rng     *rand.Rand
	// frozen sites keep their decision.
	frozen   []bool
	optional []int // sites with options
	// mean is the relaxation's mix of seats, by site and slot.
	mean []float64
}

func newSearch(d *draft, seed uint64) *search {
	s := &search{draft: d, planner: newSitePlanner(d.l), near: d.l.neighbours(10),
		rng: districtStream(seed, "search"), frozen: make([]bool, len(d.sites))}
	for j := range d.sites {
		if len(d.l.shapes[j].options) > 0 {
			s.optional = append(s.optional, j)
		}
	}
	return s
}

// neighbours lists for each site the k sites that share most walks with it,
// weighed by nearness: the rivals for the same children.
func (l *layout) neighbours(k int) [][]int {
	out := make([][]int, len(l.shapes))
	weight := make([]float64, len(l.shapes))
	for j := range out {
		clear(weight)
		for _, a := range l.siteArcs[l.siteStart[j]:l.siteStart[j+1]] {
			i := l.arcPoint[a]
			for b := l.pointStart[i]; b < l.pointStart[i+1]; b++ {
				weight[l.arcSite[b]] += 1 / (200 + l.metres[a] + l.metres[b])
			}
		}
		var all []int
		for m, x := range weight {
			if m != j && x > 0 {
				all = append(all, m)
			}
		}
		sort.SliceStable(all, func(a, b int) bool { return weight[all[a]] > weight[all[b]] })
		out[j] = all[:min(k, len(all))]
	}
	return out
}

// choose finds the best decision of site j by the tables: the planner's answer
// to lower bounds, measured and asked again until nothing in it is a bound. The
// cost is +Inf where no decision is below enough.
func (s *search) choose(j int, x *siteTables, enough float64) (siteDecision, float64) {
	for {
		plan, cost := s.planner.plan(j, x)
		if !(cost < enough) {
			return plan, inf
		}
		if s.sharpen(j, x, plan) {
			return plan, cost
		}
	}
}

// replan gives site j its best plan against all others. It reports whether the
// cost fell.
func (s *search) replan(j int) bool {
	if s.frozen[j] {
		return false
	}
	x := s.tablesFor(j)
	plan, cost := s.choose(j, x, s.costOf(j, x))
	if math.IsInf(cost, 1) || plan.equal(s.sites[j]) {
		return false
	}
	before, old := s.searchCost(), s.sites[j].clone()
	s.place(j, plan)
	if s.searchCost() >= before-1e-7*(1+math.Abs(before)*1e-3) {
		s.replace(j, old)
		return false
	}
	return true
}

// descend re-plans sites until none can improve alone: first all, then those
// whose rivals changed.
func (s *search) descend(ctx context.Context, queue []int) {
	waiting := make([]bool, len(s.sites))
	for _, j := range queue {
		waiting[j] = true
	}
	for len(queue) > 0 && ctx.Err() == nil {
		j := queue[0]
		queue = queue[1:]
		waiting[j] = false
		if !s.replan(j) {
			continue
		}
		for _, m := range s.near[j] {
			if !waiting[m] {
				waiting[m] = true
				queue = append(queue, m)
			}
		}
	}
}

// order lists all sites in a random order.
func (s *search) order() []int { return s.rng.Perm(len(s.sites)) }

// fill starts from fractional seats (by site and slot; nil is none) and gives
// one site after the other a whole plan against them. Existing sites and sites
// with seats in the fraction come first.
func (s *search) fill(ctx context.Context, seats func(j, slot int) float64, rank func(j int) float64) {
	for j := range s.sites {
		s.pool.each(len(s.flows), func(slot, worker int) {
			if x := seats(j, slot); x > s.flows[slot].seats[j] {
				s.flows[slot].setSeats(j, x, s.pool.scratch[worker])
			}
		})
	}
	for slot := range s.flows {
		s.touch(slot)
	}
	order := s.order()
	sort.SliceStable(order, func(a, b int) bool { return rank(order[a]) > rank(order[b]) })
	for _, j := range order {
		if ctx.Err() != nil {
			break
		}
		plan, cost := s.choose(j, s.tablesFor(j), inf)
		if math.IsInf(cost, 1) {
			plan = s.sites[j]
		}
		s.replace(j, plan)
	}
	s.reseatAll()
}

// round gives every site the whole plan nearest to fractional seats (by site and
// slot), a class more or less standing for its children's price of being short.
// It looks at one site at a time and at no flow: a first plan for a city, where
// fill would lead chains of children from end to end for every site.
func (s *search) round(seats func(j, slot int) float64) {
	for j := range s.sites {
		x := s.tablesFor(j)
		for slot := range s.flows {
			w, t, e := s.l.slotOf(slot)
			each := s.l.shapes[j].capOf(e)
			row := x.of(s.l, slot)
			x.curve[slot], x.slope[slot] = row, make([]float64, len(row))
			for k := range row {
				if !math.IsInf(row[k], 1) {
					row[k] = s.l.weight[w] * s.l.unservedPrice(t, e) * math.Abs(each*float64(k)-seats(j, slot))
				}
			}
		}
		if plan, cost := s.planner.plan(j, x); !math.IsInf(cost, 1) {
			s.replace(j, plan)
		}
	}
}

// shift tries to move a class: site j's count in one year and scenario is
// forced one up or down, its rivals answer, then j is free again. A shift that
// does not pay is taken back.
func (s *search) shift(ctx context.Context, j, k, by int) bool {
	want := s.sites[j].junior[k] + by
	if s.frozen[j] || want < 0 {
		return false
	}
	x := s.tablesFor(j)
	w, t := k/s.l.years, k%s.l.years
	if t < s.l.firm {
		w = 0
	}
	force := x.junior[w*s.l.years+t]
	if want >= len(force) {
		return false
	}
	for n := range force {
		if n != want {
			force[n] = inf
		}
	}
	plan, cost := s.choose(j, x, inf)
	if math.IsInf(cost, 1) {
		return false
	}
	before := s.searchCost()
	undo := s.remember()
	s.place(j, plan)
	if s.searchCost()-before > 0.02*math.Abs(before) {
		undo()
		return false
	}
	s.frozen[j] = true
	for _, m := range s.rivals(j, s.l.slot(w, t, juniorEntry), by) {
		if ctx.Err() != nil {
			break
		}
		s.replan(m)
	}
	s.frozen[j] = false
	s.replan(j)
	if s.searchCost() < before-1e-6 {
		return true
	}
	undo()
	return false
}

// rivals are the three neighbours of j most likely to answer a shift: those
// whose seats are worth most where j gives a class up, least where it takes one.
func (s *search) rivals(j, slot, by int) []int {
	worth := make([]float64, len(s.near[j]))
	for k, m := range s.near[j] {
		worth[k] = -float64(by) * s.flows[slot].mu[m]
	}
	var out []int
	for _, k := range descending(worth) {
		if out = append(out, s.near[j][k]); len(out) == 3 {
			break
		}
	}
	return out
}

// remember returns a function that takes the draft back to where it is now.
func (s *search) remember() func() {
	saved := s.draft.clone()
	return func() { *s.draft = *saved }
}

// spread returns the sites near j and their neighbours, for a larger re-plan.
func (s *search) spread(j, n int) []int {
	out := []int{j}
	for k := 0; k < len(out) && len(out) < n; k++ {
		for _, m := range s.near[out[k]] {
			if len(out) < n && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// rebuild plans a group of neighbouring sites afresh: all get the seats of the
// relaxation's mix, then one after the other, in a random order, gives them up
// for a whole plan against the rest.
func (s *search) rebuild(ctx context.Context, j, size int) bool {
	group := s.spread(j, size)
	before := s.searchCost()
	undo := s.remember()
	s.shown = nil
	s.pool.each(len(s.flows), func(slot, worker int) {
		for _, m := range group {
			s.flows[slot].setSeats(m, s.mean[m*len(s.flows)+slot], s.pool.scratch[worker])
		}
	})
	for slot := range s.flows {
		s.touch(slot)
	}
	s.rng.Shuffle(len(group), func(a, b int) { group[a], group[b] = group[b], group[a] })
	for _, m := range group {
		plan, cost := s.choose(m, s.tablesFor(m), inf)
		if math.IsInf(cost, 1) {
			undo()
			return false
		}
		s.place(m, plan)
	}
	s.descend(ctx, group)
	if s.searchCost() < before-1e-6 {
		return true
	}
	undo()
	return false
}

// toggle forbids the present option path of a site, lets its rivals answer with
// theirs, and keeps the result if it is better.
func (s *search) toggle(ctx context.Context, j int) bool {
	h := &s.l.shapes[j]
	if len(h.options) == 0 || s.frozen[j] {
		return false
	}
	now := append([]int(nil), s.sites[j].status...)
	undo := s.remember()
	before := s.searchCost()
	x := s.tablesFor(j)
	at := s.rng.IntN(s.l.years)
	for k, st := range h.statuses {
		if st.mask == h.statuses[now[at]].mask {
			x.status[at][k] = inf
		}
	}
	plan, cost := s.choose(j, x, inf)
	if math.IsInf(cost, 1) {
		return false
	}
	s.place(j, plan)
	s.frozen[j] = true
	for _, m := range s.near[j] {
		if ctx.Err() != nil {
			break
		}
		s.replan(m)
	}
	s.frozen[j] = false
	if s.searchCost() < before-1e-6 {
		return true
	}
	undo()
	return false
}
