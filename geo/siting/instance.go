package siting

import (
	"context"
	"fmt"
	"math"
)

// Instance is a classic location problem: PMedian, CapacitatedPMedian or
// FacilityLocation.
type Instance interface {
	// Solve searches until the plan is proved optimal or the limits are reached.
	// An instance that is not well formed is an error; one without any feasible
	// plan is ErrInfeasible. Ending ctx ends the search with the best plan so far.
	Solve(ctx context.Context, l Limits) (Result, error)
	// Check recomputes the result from the instance and says what is wrong with it.
	Check(r Result) error
}

// PMedian is the uncapacitated p-median problem: open P sites so that the cost
// of serving every customer from its cheapest open site is least.
//
//	minimise   sum_j min_{i open} Cost[i][j]
//	subject to exactly P sites open
//
// Hakimi (1964). Cost[i][j] is finite; weights are multiplied in by the caller.
type PMedian struct {
	Cost [][]float64 // site x customer
	P    int
}

// CapacitatedPMedian is the single-source capacitated p-median problem:
//
//	minimise   sum_ij Cost[i][j] x[i][j]
//	subject to sum_i x[i][j] = 1,  sum_j Demand[j] x[i][j] <= Capacity[i] y[i],
//	           sum_i y[i] = P,  x, y in {0, 1}
//
// Osman & Christofides (1994). Cost is that of a whole customer.
type CapacitatedPMedian struct {
	Cost     [][]float64 // site x customer
	Demand   []float64
	Capacity []float64 // by site
	P        int
}

// FacilityLocation is the facility location problem:
//
//	minimise   sum_i Fixed[i] y[i] + sum_ij Cost[i][j] x[i][j]
//	subject to sum_i x[i][j] = 1,  sum_j Demand[j] x[i][j] <= Capacity[i] y[i],
//	           y in {0, 1};  x in [0, 1] if Split, else in {0, 1}
//
// Cost is that of serving all of a customer's demand. A nil Capacity is no
// limit. Beasley (1988), Holmberg et al. (1999).
type FacilityLocation struct {
	Cost     [][]float64 // site x customer
	Fixed    []float64   // by site
	Demand   []float64
	Capacity []float64 // by site, or nil
	Split    bool
}

// Solve implements Instance.
func (p PMedian) Solve(ctx context.Context, l Limits) (Result, error) {
	m, err := p.model()
	if err != nil {
		return Result{}, fmt.Errorf("p-median: %w", err)
	}
	return m.solve(ctx, l)
}

// Solve implements Instance.
func (p CapacitatedPMedian) Solve(ctx context.Context, l Limits) (Result, error) {
	m, err := p.model()
	if err != nil {
		return Result{}, fmt.Errorf("capacitated p-median: %w", err)
	}
	return m.solve(ctx, l)
}

// Solve implements Instance.
func (f FacilityLocation) Solve(ctx context.Context, l Limits) (Result, error) {
	m, err := f.model()
	if err != nil {
		return Result{}, fmt.Errorf("facility location: %w", err)
	}
	return m.solve(ctx, l)
}

func (p PMedian) model() (*model, error) {
	m, err := newModel(p.Cost)
	if err != nil {
		return nil, err
	}
	if err := m.limitCount(p.P); err != nil {
		return nil, err
	}
	m.whole = m.wholeCosts()
	return m, nil
}

func (p CapacitatedPMedian) model() (*model, error) {
	m, err := newModel(p.Cost)
	if err != nil {
		return nil, err
	}
	if err := m.limitCount(p.P); err != nil {
		return nil, err
	}
	if err := m.limitRoom(p.Demand, p.Capacity); err != nil {
		return nil, err
	}
	m.whole = m.wholeCosts()
	return m, nil
}

func (f FacilityLocation) model() (*model, error) {
	m, err := newModel(f.Cost)
	if err != nil {
		return nil, err
	}
	if len(f.Fixed) != m.sites {
		return nil, fmt.Errorf("%d fixed costs for %d sites", len(f.Fixed), m.sites)
	}
	for i, v := range f.Fixed {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("fixed cost of site %d is %v", i+1, v)
		}
	}
	m.fixed = f.Fixed
	if f.Capacity != nil {
		if err := m.limitRoom(f.Demand, f.Capacity); err != nil {
			return nil, err
		}
		m.split = f.Split
	}
	m.whole = !m.split && m.wholeCosts()
	return m, nil
}
