package web

import (
	"cmp"
	"context"
	"slices"

	"kindercast/forecast"
)

// StepRow is one step from residents to the children in an area's classes: a row
// of demand.csv.
type StepRow struct {
	Scenario string  `json:"scenario"`
	Step     string  `json:"step" doc:"residents, uptake (a share), asking, outside, demand, leaving, arriving, attending, special_needs, residence.*"`
	Year     int     `json:"school_year"`
	Area     string  `json:"area_code"`
	Age      string  `json:"age"`
	Mean     float64 `json:"mean"`
	Q10      float64 `json:"q10"`
	Q90      float64 `json:"q90"`
}

// FlowRow is the children of one area who attend in another: a row of flows.csv.
type FlowRow struct {
	Scenario string  `json:"scenario"`
	Year     int     `json:"school_year"`
	From     string  `json:"from_area" doc:"outside is beyond the planned areas"`
	To       string  `json:"to_area"`
	Level    string  `json:"level"`
	Mean     float64 `json:"mean"`
	Q10      float64 `json:"q10"`
	Q90      float64 `json:"q90"`
}

// Steps is how the demand of an area and level is made in one year, and who
// crosses its border.
type Steps struct {
	Steps []StepRow `json:"steps" nullable:"false"`
	To    []FlowRow `json:"to" nullable:"false" doc:"where its children attend elsewhere, the most first"`
	From  []FlowRow `json:"from" nullable:"false" doc:"who comes from elsewhere, the most first"`
}

// crossing is the number of areas that Steps names at most, each way.
const crossing = 3

func (r *Result) getSteps(_ context.Context, q *struct {
	In
	Area  string `query:"area" maxLength:"64" default:"*" doc:"* is all areas together"`
	Level string `query:"level" maxLength:"16" required:"true"`
	Year  int    `query:"year" required:"true" minimum:"1900" maximum:"2200"`
}) (*body[Steps], error) {
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
	out := Steps{Steps: []StepRow{}, To: []FlowRow{}, From: []FlowRow{}}
	for _, s := range r.steps[ageKey{scenario, q.Area}] {
		if s.Year == q.Year && s.Age == ageOf(q.Level) {
			out.Steps = append(out.Steps, s)
		}
	}
	for _, f := range r.flows {
		if f.Scenario != scenario || f.Year != q.Year || f.Level != q.Level || f.From == f.To || f.Mean < .5 {
			continue
		}
		switch q.Area {
		case f.From:
			out.To = append(out.To, f)
		case f.To:
			out.From = append(out.From, f)
		}
	}
	most := func(list []FlowRow) []FlowRow {
		slices.SortStableFunc(list, func(a, b FlowRow) int { return cmp.Compare(b.Mean, a.Mean) })
		return list[:min(crossing, len(list))]
	}
	out.To, out.From = most(out.To), most(out.From)
	return &body[Steps]{out}, nil
}

// ageOf is the age of the children of a level, as tables by age name it.
func ageOf(level string) string {
	switch level {
	case "nursery", "junior", "middle", "senior":
		l, err := forecast.ParseLevel(level)
		if err != nil {
			panic(err) // the four are levels
		}
		return string('0' + rune(l.Age()))
	}
	return level
}

// stepsBy groups the rows of demand.csv for look-up.
func stepsBy(rows []StepRow) map[ageKey][]StepRow {
	by := map[ageKey][]StepRow{}
	for _, s := range rows {
		k := ageKey{s.Scenario, s.Area}
		by[k] = append(by[k], s)
	}
	return by
}

// ProjectRow is one project of the register: a row of projects.csv.
type ProjectRow struct {
	Code     string  `json:"project_code"`
	Kind     string  `json:"kind"`
	Site     string  `json:"site_code"`
	Area     string  `json:"area_code"`
	Stage    string  `json:"stage"`
	Rooms    float64 `json:"rooms"`
	Promised string  `json:"promised" doc:"month last promised"`
	Likely   string  `json:"likely" doc:"month in which it is open with probability one half"`
	Open     float64 `json:"p_open_next" doc:"chance to be open by the next school year"`
}

func (r *Result) getProjects(_ context.Context, q *struct {
	Area string `query:"area" maxLength:"64" doc:"default: all"`
}) (*rows[ProjectRow], error) {
	if q.Area != "" {
		if err := r.knows(q.Area); err != nil {
			return nil, err
		}
	}
	var kept []ProjectRow
	for _, p := range r.projects {
		if q.Area == "" || p.Area == q.Area {
			kept = append(kept, p)
		}
	}
	return rowsOf(kept), nil
}
