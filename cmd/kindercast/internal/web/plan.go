package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"kindercast/cmd/kindercast/internal/reason"
	"kindercast/geo/siting"
)

// Plan is the recommendation: what to do where and when, how good it is, and
// why. Numbers that the planner did not state are null.
type Plan struct {
	Status      string   `json:"status"`
	Objective   *float64 `json:"objective"`
	Bound       *float64 `json:"bound"`
	Gap         *float64 `json:"gap" doc:"(objective - bound) / objective"`
	ShortBefore *float64 `json:"short_before" doc:"expected children without a place, without the plan"`
	ShortAfter  *float64 `json:"short_after" doc:"the same with the plan"`
	Distance    string   `json:"distance"`
	Actions     []Action `json:"actions"`
}

// Action is one step of a plan. Lon and Lat are null where neither the plan nor
// the list of sites says where it is.
type Action struct {
	Year      int      `json:"year"`
	Kind      string   `json:"action"`
	Site      string   `json:"site_code"`
	Candidate string   `json:"candidate_code"`
	Area      string   `json:"area_code"`
	Name      string   `json:"name"`
	Level     string   `json:"level"`
	Rooms     *float64 `json:"rooms"`
	Cost      *float64 `json:"cost" doc:"10,000 yuan"`
	Lon       *float64 `json:"lon" doc:"WGS84"`
	Lat       *float64 `json:"lat" doc:"WGS84"`
	Reasons   []string `json:"reasons" doc:"in the language asked for, where the planner gave its figures"`

	reason *siting.Reason
}

// UnmarshalJSON reads an action with its reason as figures.
func (a *Action) UnmarshalJSON(b []byte) error {
	type plain Action
	with := struct {
		*plain
		Reason *siting.Reason `json:"reason"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(b, &with); err != nil {
		return err
	}
	a.reason = with.Reason
	return nil
}

// readPlan reads plan.json and places each action on the map by its site.
func readPlan(files fs.FS, sites []SiteRow) (*Plan, error) {
	b, err := fs.ReadFile(files, "plan.json")
	if err != nil {
		return nil, fmt.Errorf("read plan.json: %w", err)
	}
	var plan Plan
	if err := json.Unmarshal(b, &plan); err != nil {
		return nil, fmt.Errorf("read plan.json: %w", err)
	}
	at := make(map[string]SiteRow, len(sites))
	for _, s := range sites {
		at[s.Site] = s
	}
	if plan.Actions == nil {
		plan.Actions = []Action{}
	}
	for i := range plan.Actions {
		a := &plan.Actions[i]
		if a.Reasons == nil {
			a.Reasons = []string{}
		}
		s, known := at[a.Site]
		if !known {
			continue
		}
		if a.Lon == nil || a.Lat == nil {
			a.Lon, a.Lat = &s.Lon, &s.Lat
		}
		if a.Name == "" {
			a.Name = s.Name
		}
		if a.Area == "" {
			a.Area = s.Area
		}
	}
	return &plan, nil
}

// in returns the plan with its reasons worded in a language.
func (p *Plan) in(lang string, name func(area string) string) *Plan {
	worded := *p
	worded.Actions = slices.Clone(p.Actions)
	for i, a := range worded.Actions {
		if reasons := reason.Words(lang, a.Kind, a.reason, name); len(reasons) > 0 {
			worded.Actions[i].Reasons = reasons
		}
	}
	return &worded
}
