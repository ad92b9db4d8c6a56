package main

import (
	"cmp"
	"fmt"
	"strings"

	"kindercast/forecast"
	"kindercast/geo/siting"
)

// firmYears is how many planned years have their classes fixed now; what comes
// after them can be decided with the counts that are taken until then.
const firmYears = 2

// decisionsShown is how many decisions a sentence names; all stand in plan.json.
const decisionsShown = 12

// waiting sorts the plan's actions on buildings by when they must be decided and
// says what it is worth to decide later, in 10,000 yuan over the planned years.
// The two values are there when the plan was made for several draws; they compare
// plans found, each with its own gap.
type waiting struct {
	FirmUntil forecast.Year `json:"firm_until"`
	Now       []decision    `json:"now"`
	Later     []decision    `json:"later"`
	// NextData is by how much the plan would cost more if the classes of the later
	// years, too, had to be fixed now, before the next counts.
	NextData *float64 `json:"value_of_next_data"`
	// Waiting is what knowing the future before the first classes are fixed would
	// save: the most that waiting can be worth.
	Waiting *float64 `json:"value_of_waiting"`
}

// decision is an action on a building and what it costs to take it a year later;
// nil where it cannot be, or was not worked out.
type decision struct {
	Year      forecast.Year `json:"year"`
	Action    string        `json:"action"`
	Site      string        `json:"site_code"`
	Candidate string        `json:"candidate_code,omitempty"`
	YearLater *float64      `json:"cost_of_a_year_later"`
}

// waits tells decisions of now from those that can wait. With several draws it
// plans a second time with nothing left open, which values the next data.
func (r *running) waits(planner siting.Planner, problem *siting.District, limits siting.Limits, plan *siting.Plan) (*waiting, error) {
	out := &waiting{FirmUntil: plan.FirstYear + firmYears - 1, Now: []decision{}, Later: []decision{}}
	for _, a := range plan.Actions {
		if a.Action == actionNursery {
			continue
		}
		d := decision{Year: a.Year, Action: a.Action, Site: a.Site, Candidate: a.Candidate}
		if a.Reason != nil {
			d.YearLater = a.Reason.Later
		}
		if a.Year <= out.FirmUntil {
			out.Now = append(out.Now, d)
		} else {
			out.Later = append(out.Later, d)
		}
	}
	if plan.Spread == nil {
		return out, nil
	}
	if plan.Spread.Compared {
		out.Waiting = &plan.Spread.Waiting
	}
	planner.FirmYears, planner.NoReasons, planner.Bare = plan.Years, true, true
	fixed, err := planner.Solve(r.ctx, problem, limits)
	if err != nil {
		return nil, fmt.Errorf("plan with nothing left open: %w", err)
	}
	more := fixed.Objective - plan.Objective
	out.NextData = &more
	return out, nil
}

// decisions names decisions in a sentence: the first of them where there are many.
func (r *running) decisions(of []decision, at map[string]siting.Site) string {
	var out []string
	for _, d := range of[:min(len(of), decisionsShown)] {
		s := fmt.Sprintf("%d %s %s", d.Year, r.t.text("action."+d.Action), cmp.Or(at[d.Site].Name, d.Site))
		if d.YearLater != nil {
			s += r.t.sentence("wait.year_later", "costs", signed(*d.YearLater, 0))
		}
		out = append(out, s)
	}
	if rest := len(of) - len(out); rest > 0 {
		out = append(out, r.t.sentence("wait.more", "n", fmt.Sprint(rest)))
	}
	if len(out) == 0 {
		return r.t.text("wait.none")
	}
	return strings.Join(out, r.t.text("list.semicolon"))
}

// tellWaits lists what must be decided now and what can wait.
func (r *running) tellWaits(w *waiting, at map[string]siting.Site) {
	r.t.say("%s", r.t.sentence("wait.now", "until", fmt.Sprint(w.FirmUntil), "list", r.decisions(w.Now, at)))
	r.t.say("%s", r.t.sentence("wait.later", "list", r.decisions(w.Later, at)))
	if w.NextData == nil {
		r.t.say("%s", r.t.text("wait.unvalued"))
		return
	}
	if w.Waiting == nil {
		r.t.say("%s", r.t.sentence("wait.next", "next", signed(*w.NextData, 0)))
		return
	}
	r.t.say("%s", r.t.sentence("wait.worth", "next", signed(*w.NextData, 0), "waiting", signed(*w.Waiting, 0)))
}
