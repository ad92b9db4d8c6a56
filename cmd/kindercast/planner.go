package main

import (
	"errors"
	"fmt"

	"kindercast/geo/siting"
)

// planner opens the exact solver where it was asked for. Where its file is not
// there the planner says so and goes on without it.
func (r *running) planner(p *planFlags) (siting.Planner, func(), error) {
	planner := siting.Planner{Scenarios: p.draws, FirmYears: firmYears}
	if !p.exact {
		return planner, func() {}, nil
	}
	exact, err := siting.OpenHiGHS(r.ctx, "")
	if errors.Is(err, siting.ErrNoHiGHS) {
		fmt.Fprintln(r.t.err, r.t.text("cmd.no_exact"))
		return planner, func() {}, nil
	}
	if err != nil {
		return planner, nil, err
	}
	planner.Exact = exact
	return planner, func() { _ = exact.Close(r.ctx) }, nil // the process ends or goes on without it
}

// writeFrontier writes one plan a price factor, money against children without
// a place.
func (r *running) writeFrontier(planner siting.Planner, problem *siting.District, limits siting.Limits, factors []float64) error {
	if len(factors) == 0 {
		return nil
	}
	points, err := planner.Frontier(r.ctx, problem, limits, factors)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, x := range points {
		mark := ""
		if x.Dominated {
			mark = r.t.text("frontier.dominated")
		}
		rows = append(rows, []string{fmt.Sprint(x.Price), whole(x.Money), whole(x.Capital), whole(x.Unserved), whole(x.Kilometres), whole(x.Objective), whole(x.Bound), fmt.Sprintf("%.2f%%", 100*x.Gap), mark})
	}
	r.t.say("%s", r.t.text("frontier.title"))
	r.t.tell([]string{"frontier.factor", "frontier.money", "cost.capital", "frontier.unserved", "frontier.kilometres", "plan.objective", "plan.bound", "plan.gap", "frontier.note"}, rows)
	return r.writeJSON("frontier.json", map[string]any{"distance": problem.DistanceKind, "points": points})
}
