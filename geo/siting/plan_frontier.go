package siting

import (
	"context"
	"fmt"
)

// FrontierPoint is one plan of a frontier: money against children without a
// place and against walking.
type FrontierPoint struct {
	Price      float64 `json:"price_factor"` // on the price of a child without a place
	Money      float64 `json:"money"`        // capital charge, fixed and running cost
	Capital    float64 `json:"capital"`      // spent in the planned years
	Unserved   float64 `json:"unserved"`     // child-years without a place
	Kilometres float64 `json:"kilometres"`   // child-years x kilometres a day
	Objective  float64 `json:"objective"`
	Bound      float64 `json:"bound"`
	Gap        float64 `json:"gap"`
	// Dominated is set when another point costs no more and leaves no more
	// children without a place.
	Dominated bool  `json:"dominated"`
	Plan      *Plan `json:"-"`
}

// Frontier plans the district once for every factor on the price of a child
// without a place. Points keep the order of the factors.
func (p Planner) Frontier(ctx context.Context, d *District, limits Limits, factors []float64) ([]FrontierPoint, error) {
	p.NoReasons, p.Bare = true, true
	var out []FrontierPoint
	for _, f := range factors {
		if !(f > 0) {
			return nil, fmt.Errorf("frontier: price factor %v: want above 0", f)
		}
		e := *d
		e.Costs.UnservedNursery *= f
		e.Costs.UnservedClass *= f
		plan, err := p.Solve(ctx, &e, limits)
		if err != nil {
			return nil, fmt.Errorf("frontier at factor %v: %w", f, err)
		}
		x := FrontierPoint{Price: f, Money: plan.Parts.Capital + plan.Parts.Fixed + plan.Parts.Classes,
			Objective: plan.Objective, Bound: plan.Bound, Gap: plan.Gap, Plan: plan}
		for _, a := range plan.Actions {
			x.Capital += a.Cost
		}
		x.Unserved, x.Kilometres = plan.final.childYears()
		out = append(out, x)
	}
	for a := range out {
		for b := range out {
			better := out[b].Money < out[a].Money || out[b].Unserved < out[a].Unserved
			if a != b && better && out[b].Money <= out[a].Money && out[b].Unserved <= out[a].Unserved {
				out[a].Dominated = true
			}
		}
	}
	return out, nil
}

// childYears are the child-years short and the kilometres walked, in the mean.
func (d *draft) childYears() (short, kilometres float64) {
	l := d.l
	for s := range d.flows {
		f := d.flow(s)
		w, t, e := l.slotOf(s)
		for _, u := range f.short {
			short += l.weight[w] * u * l.stay(t, e)
		}
		for a, y := range f.y {
			kilometres += l.weight[w] * y * l.metres[a] / 1000 * l.stay(t, e)
		}
	}
	return short, kilometres
}
