package main

import (
	"math"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/geo"

	"github.com/paulmach/orb"
)

// movesTried is how many single-room changes are worked out for the first list
// of what would raise the joint probability.
const movesTried = 24

// moveRow is one line of moves.csv: one room planned for another level.
type moveRow struct {
	SchoolYear  forecast.Year  `csv:"school_year"`
	Site        string         `csv:"site_code"`
	Area        string         `csv:"area_code"`
	From        forecast.Level `csv:"from"`
	To          forecast.Level `csv:"to"`
	JointBefore float64        `csv:"joint_before"`
	JointAfter  float64        `csv:"joint_after"`
	Shortfall   float64        `csv:"shortfall_change"`
	Raises      string         `csv:"raises"`
	Lowers      string         `csv:"lowers"`
}

// writeIndicators writes indicators.csv, the names of the indicators, which
// targets fight, and the single rooms that would help most.
func (r *running) writeIndicators(m *match) error {
	in := r.indicatorInputs(m)
	res, problems := indicator.Compute(in)
	if err := r.problems(problems); err != nil {
		return err
	}
	if err := writeTable(r, "indicators.csv", res.Rows, 4); err != nil {
		return err
	}
	type name struct {
		Key string `csv:"key"`
		ZH  string `csv:"zh"`
		EN  string `csv:"en"`
	}
	names := []name{}
	for _, d := range r.d.defs {
		names = append(names, name{d.Key, d.ZH, d.EN})
	}
	if err := writeTable(r, "indicator_names.csv", names, 1); err != nil {
		return err
	}
	year := m.yearOfMoves()
	moves := indicator.Moves(in, year, movesTried)
	if err := r.writeFights(year, indicator.Fights(moves), res.Conflicts); err != nil {
		return err
	}
	return writeTable(r, "moves.csv", moveRows(moves), 4)
}

// yearOfMoves is the school year in which single rooms are tried: the third
// ahead, near enough to be turned and far enough for a chance between none and
// all.
func (m *match) yearOfMoves() forecast.Year { return m.gap.Years[min(2, len(m.gap.Years)-1)] }

// indicatorInputs are what the indicators of a match are worked out from.
func (r *running) indicatorInputs(m *match) indicator.Inputs {
	plans := len(r.h.scenarios)
	if r.verb == "run" && len(r.d.points) > 0 { // which goes on to plan
		plans++
	}
	return indicator.Inputs{Definitions: r.d.defs, Gap: m.gap, Measures: r.d.measures, Candidates: len(r.d.candidates), Plans: plans,
		Coverage: r.d.coverage(m), Errors: r.errors, Seed: r.h.seed}
}

func moveRows(moves []indicator.Move) []moveRow {
	rows := []moveRow{}
	for _, v := range moves {
		rows = append(rows, moveRow{v.SchoolYear, v.Site, v.Area, v.From, v.To, v.JointBefore, v.JointAfter, v.Shortfall, joined(v.Raises), joined(v.Lowers)})
	}
	return rows
}

func joined(keys []string) string {
	out := ""
	for i, k := range keys {
		if i > 0 {
			out += ";"
		}
		out += k
	}
	return out
}

// coverage is the share of children aged 3 to 5 within 300, 500 and 1,000 m on
// foot of a kindergarten that stands in the first planned year, by area.
func (d *district) coverage(m *match) []indicator.Coverage {
	if len(d.points) == 0 {
		return nil
	}
	y := m.gap.Years[0]
	var to []orb.Point
	for _, s := range m.supply.PlacesBySite(y) {
		if s.RoomsOpen > 0 {
			to = append(to, orb.Point{s.Lon, s.Lat})
		}
	}
	from := make([]orb.Point, len(d.points))
	weight := map[string]float64{}
	for i, p := range d.points {
		from[i] = p.Point
		weight[p.Area] += p.Weight
	}
	most := geo.Radii[len(geo.Radii)-1]
	matrix := d.walk.Matrix(from, to, most)
	var out []indicator.Coverage
	for _, radius := range geo.Radii {
		all := indicator.Coverage{Area: forecast.All, SchoolYear: y, Metres: int(radius)}
		within, children := map[string]float64{}, map[string]float64{}
		for i, p := range d.points {
			n := forecast.Summarise(m.gap.Residents(p.Area, y, forecast.Junior, forecast.Middle, forecast.Senior)).Mean * p.Weight / math.Max(weight[p.Area], 1e-12)
			children[p.Area] += n
			if _, metres := matrix.Nearest(i); metres <= radius {
				within[p.Area] += n
			}
		}
		for _, a := range d.obs.Areas {
			if children[a.Code] == 0 {
				continue
			}
			out = append(out, indicator.Coverage{Area: a.Code, SchoolYear: y, Metres: int(radius), Within: within[a.Code], Children: children[a.Code]})
			all.Within, all.Children = all.Within+within[a.Code], all.Children+children[a.Code]
		}
		out = append(out, all)
	}
	return out
}
