package supply

import (
	"slices"
	"strings"

	"kindercast/forecast"
)

// GapRow is one line of gap.csv: an area ("*" is all of them), a school year and
// a level or group of levels.
type GapRow struct {
	Scenario   string        `csv:"scenario"`
	SchoolYear forecast.Year `csv:"school_year"`
	AsOf       forecast.Date `csv:"as_of"` // the reference day before the school year
	Area       string        `csv:"area_code"`
	Level      string        `csv:"level"` // nursery, junior, middle, senior, 3-5 or 2-5

	DemandMean float64 `csv:"demand_mean"`
	DemandQ05  float64 `csv:"demand_q05"`
	DemandQ10  float64 `csv:"demand_q10"`
	DemandQ50  float64 `csv:"demand_q50"`
	DemandQ90  float64 `csv:"demand_q90"`
	DemandQ95  float64 `csv:"demand_q95"`

	PlacesRooms float64 `csv:"places_rooms"`
	PlacesArea  float64 `csv:"places_area"`
	PlacesOpen  float64 `csv:"places_open"`
	Places      float64 `csv:"places"`
	Binding     Binding `csv:"binding"`

	// ExpectedShortfall is the mean of the children without a place, summed over
	// the levels of the group within each draw; ExpectedSpare of the places that
	// stay empty.
	ExpectedShortfall float64 `csv:"expected_shortfall"`
	ExpectedSpare     float64 `csv:"expected_spare"`
	// PShortage is the share of draws in which at least one child (rounded: half
	// a child or more) stays without a place.
	PShortage float64 `csv:"p_shortage" format:"%.3f"`
	// The 80% ranges of the shortfall and of the spare places.
	ShortfallQ10 float64 `csv:"shortfall_q10"`
	ShortfallQ90 float64 `csv:"shortfall_q90"`
	SpareQ10     float64 `csv:"spare_q10"`
	SpareQ90     float64 `csv:"spare_q90"`
	// The 50% and 95% ranges of the demand; they stand last because the columns
	// before them came first.
	DemandQ025 float64 `csv:"demand_q025"`
	DemandQ25  float64 `csv:"demand_q25"`
	DemandQ75  float64 `csv:"demand_q75"`
	DemandQ975 float64 `csv:"demand_q975"`
}

// short is the least shortage that counts as one: it rounds to a child.
const short = 0.5

// group is a row of levels that gap.csv shows under one key.
type group struct {
	key    string
	levels []forecast.Level
}

var groups = []group{
	{"nursery", []forecast.Level{forecast.Nursery}}, {"junior", []forecast.Level{forecast.Junior}},
	{"middle", []forecast.Level{forecast.Middle}}, {"senior", []forecast.Level{forecast.Senior}},
	{"3-5", []forecast.Level{forecast.Junior, forecast.Middle, forecast.Senior}},
	{"2-5", forecast.Levels[:]},
}

// Rows returns gap.csv: by school year, area (codes rising, "*" last) and level.
func (g *Gap) Rows(scenario string) []GapRow {
	var out []GapRow
	order := make([]int, 0, len(g.areas)+1)
	for a := range g.areas {
		order = append(order, a)
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(g.Supply.Areas[a].Code, g.Supply.Areas[b].Code) })
	order = append(order, everywhere)
	for t, y := range g.Years {
		places := g.Supply.byArea4(g.rows[t])
		for _, a := range order {
			for _, gr := range groups {
				r := g.row(t, a, gr, places)
				r.Scenario, r.SchoolYear, r.AsOf = scenario, y, g.Demand.Draws.Dates[g.dates[t]]
				out = append(out, r)
			}
		}
	}
	return out
}

// byArea4 returns the three numbers of every area by level, nursery to senior,
// in the year at position year.
func (s *Supply) byArea4(year int) [][4]Places {
	out := make([][4]Places, len(s.Areas))
	for i, c := range s.sites {
		if len(s.row(i, year).rooms) == 0 {
			continue
		}
		level, _ := s.numbers(i, year)
		for l := range level {
			out[c.area][l].add(level[l])
		}
	}
	return out
}

func (g *Gap) row(year, area int, gr group, places [][4]Places) GapRow {
	r := GapRow{Area: "*", Level: gr.key}
	var p Places
	for a := range places {
		if area == everywhere || a == area {
			for _, l := range gr.levels {
				p.add(places[a][slot(l)])
			}
		}
	}
	if area != everywhere {
		r.Area = g.Supply.Areas[area].Code
	}
	d := forecast.Summarise(g.wanted(year, area, gr.levels))
	r.DemandMean, r.DemandQ05, r.DemandQ10, r.DemandQ50, r.DemandQ90, r.DemandQ95 = d.Mean, d.Q[1], d.Q[2], d.Q[4], d.Q[6], d.Q[7]
	r.DemandQ025, r.DemandQ25, r.DemandQ75, r.DemandQ975 = d.Q[0], d.Q[3], d.Q[5], d.Q[8]
	r.PlacesRooms, r.PlacesArea, r.PlacesOpen, r.Places, r.Binding = p.Rooms, p.Area, p.Open, p.Places, p.Binding()
	unmet := g.sum(g.unmet, year, area, gr.levels)
	for _, u := range unmet {
		if u >= short {
			r.PShortage++
		}
	}
	r.PShortage /= float64(g.n)
	lacking, empty := forecast.Summarise(unmet), forecast.Summarise(g.sum(g.spare, year, area, gr.levels))
	r.ExpectedShortfall, r.ShortfallQ10, r.ShortfallQ90 = lacking.Mean, lacking.Q[2], lacking.Q[6]
	r.ExpectedSpare, r.SpareQ10, r.SpareQ90 = empty.Mean, empty.Q[2], empty.Q[6]
	return r
}
