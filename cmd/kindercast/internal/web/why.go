package web

import (
	"context"
	"slices"

	"kindercast/cmd/kindercast/internal/why"
	"kindercast/forecast"
)

// Why says what moved the demand of an area and level: a sentence, and the parts
// of the difference in whole children, which add up to it.
type Why struct {
	Year       int             `json:"school_year"`
	Difference string          `json:"difference" doc:"years: since an earlier school year; scenario: against another scenario"`
	Against    string          `json:"against"`
	From       float64         `json:"from" doc:"children who ask for a place"`
	To         float64         `json:"to"`
	Parts      []forecast.Part `json:"parts" nullable:"false" doc:"births, ageing, migration, housing, uptake, flows, reclassification; the largest first, zeros left out"`
	Sentence   string          `json:"sentence"`
}

func (r *Result) getWhy(_ context.Context, q *struct {
	In
	Tongue
	Area  string `query:"area" maxLength:"64" default:"*" doc:"* is all areas together"`
	Level string `query:"level" maxLength:"16" required:"true"`
}) (*rows[Why], error) {
	scenario, err := r.scenario(q.Scenario)
	if err != nil {
		return nil, err
	}
	if err := r.knows(q.Area); err != nil {
		return nil, err
	}
	if !slices.Contains(r.Run.Levels, q.Level) {
		return nil, noSuch("level")
	}
	var all []Why
	for _, e := range r.explained[ageKey{scenario, q.Area}] {
		if e.Age != ageOf(q.Level) {
			continue
		}
		w := e.Explanation().Whole()
		parts := w.Parted()
		if parts == nil {
			parts = []forecast.Part{}
		}
		name := r.Name(q.Area)
		if q.Area == AllAreas {
			name = r.words(q.Lang)["all.areas"]
		}
		all = append(all, Why{e.Year, e.Difference, e.Against, w.From, w.To, parts, e.Sentence(q.Lang, name)})
	}
	return rowsOf(all), nil
}

// explainedBy groups the rows of explain.csv for look-up.
func explainedBy(rows []why.Row) map[ageKey][]why.Row {
	by := map[ageKey][]why.Row{}
	for _, e := range rows {
		k := ageKey{e.Scenario, e.Area}
		by[k] = append(by[k], e)
	}
	return by
}
