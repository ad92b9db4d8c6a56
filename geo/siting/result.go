package siting

import (
	"context"
	"errors"
	"math"
	"time"
)

// ErrInfeasible is returned when no plan can exist, and that is proved.
var ErrInfeasible = errors.New("no feasible plan exists")

// ErrNoPlan is returned when the search ended without a feasible plan and
// without a proof that there is none.
var ErrNoPlan = errors.New("no feasible plan found in the time given")

// Limits say when a search stops. The zero Limits run defaultRounds rounds from
// seed 0 or until the plan is proved optimal.
type Limits struct {
	Seconds  float64        // wall clock; 0 is no limit
	Rounds   int            // rounds of search; 0 is no limit if Seconds is set, else defaultRounds
	Seed     uint64         // keys every random stream
	Gap      float64        // stop at (objective - bound) / objective; 0 asks for a proof
	Progress func(Progress) // called after each round; may be nil
}

// Progress is the state of a search after a round.
type Progress struct {
	Round     int
	Objective float64 // +Inf while there is no plan
	Bound     float64
}

const defaultRounds = 20

// rounds is the number of rounds allowed.
func (l Limits) rounds() int {
	switch {
	case l.Rounds > 0:
		return l.Rounds
	case l.Seconds > 0:
		return math.MaxInt
	}
	return defaultRounds
}

// context returns ctx, ending after Seconds as well.
func (l Limits) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.Seconds <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(l.Seconds*float64(time.Second)))
}

// Result is a plan and what is known about it:
//
//	Bound <= value of every feasible plan,   Objective = value of this plan
//
// Positions refer to the rows (sites) and columns (customers) of the instance.
type Result struct {
	Objective float64
	Bound     float64
	Seconds   float64
	Open      []int      // open sites, ascending
	Assign    []int      // site of each customer; nil where demand is split
	Shipments []Shipment // split demand only; by customer, then site
}

// Shipment is the share of a customer's demand served from a site, in (0, 1].
type Shipment struct {
	Site, Customer int
	Share          float64
}

// Gap is (Objective - Bound) / |Objective|, and 0 where both are 0.
func (r Result) Gap() float64 { return relativeGap(r.Objective, r.Bound) }

// Optimal says whether the plan is proved optimal: a gap of at most 1e-6.
func (r Result) Optimal() bool { return r.Gap() <= 1e-6 }

func relativeGap(objective, bound float64) float64 {
	switch {
	case objective <= bound:
		return 0
	case objective == 0:
		return math.Inf(1)
	}
	return (objective - bound) / math.Abs(objective)
}
