package main

import (
	"fmt"
	"strconv"

	"kindercast/forecast"
)

// specialKey is the reported indicator whose denominator counts the district's
// children of special needs of kindergarten age.
const specialKey = "t14_disabled_children_entry"

// flowRow is one line of flows.csv: the children who live in one area and attend
// in another, expected in a school year. "outside" is beyond the planned areas.
type flowRow struct {
	Scenario string        `csv:"scenario"`
	Year     forecast.Year `csv:"school_year"`
	AsOf     forecast.Date `csv:"as_of"`
	Home     string        `csv:"from_area"`
	At       string        `csv:"to_area"`
	Level    string        `csv:"level"`
	Mean     float64       `csv:"mean"`
	Q025     float64       `csv:"q025"`
	Q10      float64       `csv:"q10"`
	Q50      float64       `csv:"q50"`
	Q90      float64       `csv:"q90"`
	Q975     float64       `csv:"q975"`
}

// writeDemand writes demand.csv, each step from residents to children in class,
// and flows.csv, who attends where; each where the data speak of it.
func (r *running) writeDemand(fs []future) error {
	var steps []forecast.DemandRow
	var flows []flowRow
	for _, f := range fs {
		var at *forecast.Flows
		if r.h.flows {
			at = f.demand.Flows(r.h.seed)
		}
		steps = append(steps, forecast.DemandRows(f.name, f.draws, f.demand, at, forecast.NewResidence(f.d.obs, f.draws, r.h.seed))...)
		special, err := r.special(f)
		if err != nil {
			return err
		}
		if special != nil {
			steps = append(steps, special.Rows(f.name)...)
		}
		if at == nil {
			continue
		}
		for _, w := range at.Rows {
			date, s := f.draws.Dates[w.Date], w.Children
			flows = append(flows, flowRow{f.name, date.SchoolYear(), date, w.Home, w.At, w.Level, s.Mean, s.Q[0], s.Q[2], s.Q[4], s.Q[6], s.Q[8]})
		}
	}
	if steps != nil {
		if err := writeTable(r, "demand.csv", steps, 3); err != nil {
			return err
		}
	}
	if flows != nil {
		return writeTable(r, "flows.csv", flows, 1)
	}
	return nil
}

// special foresees the children of special needs from the counts reported for
// years in which residents were counted too; nil where there are none.
func (r *running) special(f future) (*forecast.SpecialDraws, error) {
	var counts []forecast.SpecialCount
	l := f.model.Lexis
	for _, m := range r.d.measures {
		if m.Key != specialKey || m.Area != "" && m.Area != forecast.All || m.Site != "" || m.Denominator != m.Denominator {
			continue
		}
		year, err := strconv.Atoi(m.Period[:min(4, len(m.Period))])
		if err != nil {
			r.note("notes", []string{fmt.Sprintf("%s %s: no year", m.Key, m.Period)})
			continue
		}
		residents := 0.0
		for t, date := range l.Dates {
			for i := range l.Areas {
				for age := forecast.Age(3); age <= 5 && date.Year() == year; age++ {
					residents += l.At(i, t, age)
				}
			}
		}
		if residents > 0 { // not where a count is missing
			counts = append(counts, forecast.SpecialCount{Year: forecast.Year(year), Children: int64(m.Denominator), Residents: int64(residents)})
		}
	}
	if len(counts) == 0 {
		return nil, nil
	}
	rate, err := forecast.FitSpecial(counts)
	if err != nil {
		return nil, &codeError{exitRefused, err}
	}
	return rate.Draw(forecast.All, f.draws, r.h.seed)
}

// writePersons writes persons.csv, the forecast in whole persons that add up.
func (r *running) writePersons(fs []future) error {
	var rows []forecast.PersonsRow
	for _, f := range fs {
		rows = append(rows, forecast.PersonsRows(f.draws, f.name)...)
	}
	return writeTable(r, "persons.csv", rows, 0)
}
