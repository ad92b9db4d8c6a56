package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
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
	Reasons   []string `json:"reasons"`
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
