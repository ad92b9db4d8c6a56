package siting

import (
	"fmt"
	"math"
	"slices"
)

// Check implements Instance.
func (p PMedian) Check(r Result) error {
	m, err := p.model()
	if err != nil {
		return err
	}
	return m.check(r)
}

// Check implements Instance.
func (p CapacitatedPMedian) Check(r Result) error {
	m, err := p.model()
	if err != nil {
		return err
	}
	return m.check(r)
}

// Check implements Instance.
func (f FacilityLocation) Check(r Result) error {
	m, err := f.model()
	if err != nil {
		return err
	}
	return m.check(r)
}

// check recomputes cost, loads and counts of a result. Costs must agree to
// 1e-7 of the objective, loads and shares to 1e-6: what summing a few thousand
// terms in another order can move, and far below the last digit printed.
func (m *model) check(r Result) error {
	open := make([]bool, m.sites)
	cost := 0.0
	for k, i := range r.Open {
		if i < 0 || i >= m.sites || open[i] {
			return fmt.Errorf("open site %d is no site or named twice", i)
		}
		if k > 0 && r.Open[k-1] > i {
			return fmt.Errorf("open sites are not ascending")
		}
		open[i] = true
		cost += m.fixed[i]
	}
	if m.count > 0 && len(r.Open) != m.count {
		return fmt.Errorf("%d sites open instead of %d", len(r.Open), m.count)
	}
	shipments := r.Shipments
	if !m.split {
		if len(r.Assign) != m.customers {
			return fmt.Errorf("%d customers assigned of %d", len(r.Assign), m.customers)
		}
		shipments = make([]Shipment, m.customers)
		for j, i := range r.Assign {
			shipments[j] = Shipment{i, j, 1}
		}
	}
	load := make([]float64, m.sites)
	served := make([]float64, m.customers)
	for _, s := range shipments {
		if s.Customer < 0 || s.Customer >= m.customers || s.Site < 0 || s.Site >= m.sites || !open[s.Site] {
			return fmt.Errorf("customer %d is sent to site %d, which is not open", s.Customer, s.Site)
		}
		if !(s.Share > 0 && s.Share <= 1+1e-9) {
			return fmt.Errorf("customer %d has share %v at site %d", s.Customer, s.Share, s.Site)
		}
		served[s.Customer] += s.Share
		cost += s.Share * m.cost[s.Site][s.Customer]
		if m.room != nil {
			load[s.Site] += s.Share * m.demand[s.Customer]
		}
	}
	for j, v := range served {
		if math.Abs(v-1) > 1e-6 {
			return fmt.Errorf("customer %d is served %v times", j, v)
		}
	}
	for _, i := range r.Open {
		if m.room != nil && load[i] > m.room[i]+1e-6*(1+m.room[i]) {
			return fmt.Errorf("site %d holds %v and is given %v", i, m.room[i], load[i])
		}
	}
	if math.Abs(cost-r.Objective) > 1e-7*(1+math.Abs(cost)) {
		return fmt.Errorf("the plan costs %v, not %v", cost, r.Objective)
	}
	if math.IsNaN(r.Bound) || r.Bound > r.Objective+1e-7*(1+math.Abs(cost)) {
		return fmt.Errorf("bound %v stands above the plan's cost %v", r.Bound, r.Objective)
	}
	return nil
}

// valueOf is the cost of an assignment, summed in the order of sites and then
// customers.
func (m *model) valueOf(open []int, assign []int) float64 {
	cost := 0.0
	for _, i := range open {
		cost += m.fixed[i]
	}
	for j, i := range assign {
		cost += m.cost[i][j]
	}
	return cost
}

// singleSource builds the Result of an assignment.
func (m *model) singleSource(open, assign []int) Result {
	open = slices.Clone(open)
	slices.Sort(open)
	return Result{Objective: m.valueOf(open, assign), Bound: math.Inf(-1), Open: open, Assign: slices.Clone(assign)}
}
