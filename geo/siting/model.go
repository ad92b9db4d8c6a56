package siting

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// model is what the three instances have in common. It is never modified once
// solving begins.
type model struct {
	sites, customers int
	cost             [][]float64 // site x customer, of a whole customer
	fixed            []float64   // by site
	demand           []float64   // by customer; nil without capacities
	room             []float64   // capacity by site; nil without capacities
	total            float64     // sum of demand
	pooled           float64     // common step of capacities, 0 if none
	count            int         // sites to open; 0 is any number
	split            bool        // demand may be split between sites
	whole            bool        // the value of every plan is a whole number
	near             [][]arc     // by customer: sites by rising cost
}

// arc is a site as one customer sees it.
type arc struct {
	cost float64
	site int32
}

// newModel returns an uncapacitated model without fixed costs.
func newModel(cost [][]float64) (*model, error) {
	if len(cost) == 0 || len(cost[0]) == 0 {
		return nil, fmt.Errorf("no sites or no customers")
	}
	m := &model{sites: len(cost), customers: len(cost[0]), cost: cost, fixed: make([]float64, len(cost))}
	for i, row := range cost {
		if len(row) != m.customers {
			return nil, fmt.Errorf("site %d has %d costs, site 1 has %d", i+1, len(row), m.customers)
		}
		for j, c := range row {
			if math.IsNaN(c) || math.IsInf(c, 0) {
				return nil, fmt.Errorf("cost of customer %d from site %d is %v", j+1, i+1, c)
			}
		}
	}
	m.near = nearest(cost)
	return m, nil
}

// nearest lists for each customer all sites by rising cost; ties by position.
func nearest(cost [][]float64) [][]arc {
	near := make([][]arc, len(cost[0]))
	for j := range near {
		near[j] = make([]arc, len(cost))
		for i := range cost {
			near[j][i] = arc{cost[i][j], int32(i)}
		}
		slices.SortFunc(near[j], func(a, b arc) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.site, b.site))
		})
	}
	return near
}

// limitCount demands exactly p open sites.
func (m *model) limitCount(p int) error {
	if p < 1 || p > m.sites {
		return fmt.Errorf("%d sites to open out of %d", p, m.sites)
	}
	m.count = p
	return nil
}

// limitRoom adds demands and capacities.
func (m *model) limitRoom(demand, room []float64) error {
	if len(demand) != m.customers {
		return fmt.Errorf("%d demands for %d customers", len(demand), m.customers)
	}
	if len(room) != m.sites {
		return fmt.Errorf("%d capacities for %d sites", len(room), m.sites)
	}
	for j, d := range demand {
		if !(d >= 0) || math.IsInf(d, 0) {
			return fmt.Errorf("demand of customer %d is %v", j+1, d)
		}
		m.total += d
	}
	for i, q := range room {
		if !(q >= 0) || math.IsInf(q, 0) {
			return fmt.Errorf("capacity of site %d is %v", i+1, q)
		}
	}
	m.demand, m.room, m.pooled = demand, room, commonStep(room)
	return nil
}

// wholeCosts says whether all costs are whole numbers, so that a bound may be
// rounded up wherever no customer is split.
func (m *model) wholeCosts() bool {
	for i, row := range m.cost {
		for _, c := range row {
			if c != math.Trunc(c) {
				return false
			}
		}
		if m.fixed[i] != math.Trunc(m.fixed[i]) {
			return false
		}
	}
	return true
}

// roundUp returns the strongest bound that a proven bound b implies.
func (m *model) roundUp(b float64) float64 {
	if m.whole && !math.IsInf(b, 0) {
		return math.Ceil(b - 1e-6)
	}
	return b
}

// cutoff is the value a bound must exceed to show that nothing better than
// objective is left.
func (m *model) cutoff(objective float64) float64 {
	if m.whole {
		return objective - 1 + 1e-6
	}
	return objective - 1e-9*math.Abs(objective)
}

// tolerance is a slack on capacities that only rounding can use up.
func tolerance(room float64) float64 { return 1e-9 * (1 + math.Abs(room)) }

// possible reports whether enough room can be opened at all: the largest count
// sites must hold the total demand, and in a single-source model there must be
// a way to place whole customers in them, as far as a short search can tell.
func (m *model) possible() error {
	if m.room == nil {
		return nil
	}
	room := slices.Clone(m.room)
	slices.SortFunc(room, func(a, b float64) int { return cmp.Compare(b, a) })
	if m.count > 0 {
		room = room[:m.count]
	}
	sum := 0.0
	for _, q := range room {
		sum += q
	}
	if sum < m.total-tolerance(m.total) {
		return fmt.Errorf("%w: demand %v, room in the largest %d sites %v", ErrInfeasible, m.total, len(room), sum)
	}
	if m.split {
		return nil
	}
	for j, d := range m.demand {
		if d > room[0]+tolerance(room[0]) {
			return fmt.Errorf("%w: customer %d demands %v, the largest site holds %v", ErrInfeasible, j+1, d, room[0])
		}
	}
	if unpackable(m.demand, room) {
		return fmt.Errorf("%w: whole customers do not fit into the largest %d sites", ErrInfeasible, len(room))
	}
	return nil
}
