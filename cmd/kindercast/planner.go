package main

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// planner opens the exact solver where it was asked for. Where its file is not
// there the planner says so and goes on without it.
func (r *running) planner(p *planFlags) (siting.Planner, func(), error) {
	planner := siting.Planner{Scenarios: p.draws}
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

// neighbourMetres is how far two demand points may lie apart and still be taken
// to border each other, where no shapes of them are known.
const neighbourMetres = 600

// movedPrice is what moving one child's catchment is priced at, in 10,000 yuan:
// a tenth of a kilometre's daily walk.
const movedPrice = 0.03

// catchmentRow is one line of catchments.csv: where the children of a point are
// to go (对口划片).
type catchmentRow struct {
	Year     forecast.Year `csv:"school_year"`
	Point    string        `csv:"point_code"`
	Area     string        `csv:"area_code"`
	Site     string        `csv:"site_code"`
	Was      string        `csv:"site_code_nearest"`
	Children float64       `csv:"children"`
	Metres   float64       `csv:"metres"`
}

// writeCatchments proposes catchments for the first planned year. The contract
// has no table of today's catchments, so changes are told against the nearest
// kindergarten.
func (r *running) writeCatchments(problem *siting.District, plan *siting.Plan) error {
	n := len(problem.Points)
	next := make([][]int, n)
	for i, a := range problem.Points {
		for j, b := range problem.Points {
			if i != j && geo.Distance(orb.Point{a.Lon, a.Lat}, orb.Point{b.Lon, b.Lat}) <= neighbourMetres {
				next[i] = append(next[i], j)
			}
		}
	}
	nearest, best := make([]string, n), slices.Repeat([]float64{math.Inf(1)}, n)
	for _, a := range problem.Reach {
		if s := problem.Sites[a.Site]; a.Metres < best[a.Point] && len(s.Rooms) > 0 && s.Rooms[0] > 0 {
			best[a.Point], nearest[a.Point] = a.Metres, s.Code
		}
	}
	c, err := plan.Catchments(problem, problem.FirstYear, next, nearest, movedPrice)
	if err != nil {
		return err
	}
	rows := make([]catchmentRow, 0, n)
	for i, a := range c.Assigned {
		rows = append(rows, catchmentRow{c.Year, a.Point, problem.Points[i].Area, a.Site, a.Was, a.Children, a.Metres})
	}
	if err := writeTable(r, "catchments.csv", rows, 1); err != nil {
		return err
	}
	return r.writeJSON("catchments.json", c)
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
	for _, x := range points {
		r.t.say("%s", r.t.sentence("cmd.frontier", "factor", fmt.Sprint(x.Price), "money", whole(x.Money), "unserved", whole(x.Unserved), "gap", fmt.Sprintf("%.1f", 100*x.Gap)))
	}
	return r.writeJSON("frontier.json", points)
}
