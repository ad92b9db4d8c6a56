package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kindercast/cmd/kindercast/internal/reason"
	"kindercast/forecast"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// planRow is one line of plan.csv.
type planRow struct {
	Year      forecast.Year `csv:"year"`
	Action    string        `csv:"action"`
	Site      string        `csv:"site_code"`
	Candidate string        `csv:"candidate_code"`
	Level     string        `csv:"level"`
	Rooms     int           `csv:"rooms"`
	Cost      float64       `csv:"cost"`
	Reason    string        `csv:"reason"` // with the kind of distance where it is no network's
}

// planFile is plan.json as the page reads it: the plan, what it leaves short,
// and each action with its place and its reasons in words.
type planFile struct {
	*siting.Plan
	ShortBefore float64      `json:"short_before"`
	ShortAfter  float64      `json:"short_after"`
	Interrupted bool         `json:"interrupted"` // by Ctrl-C: the best plan found until then
	Actions     []planAction `json:"actions"`
	Waiting     *waiting     `json:"waiting"`
}

// recommendation is a plan with what was made of it.
type recommendation struct {
	*siting.Plan
	interrupted bool
	actions     []planAction
	sites       map[string]siting.Site
	waiting     *waiting
	warnings    []warningRow
	catchments  *catchments
}

type planAction struct {
	siting.Action
	Area    string   `json:"area_code"`
	Name    string   `json:"name"`
	Lon     float64  `json:"lon"`
	Lat     float64  `json:"lat"`
	Reasons []string `json:"reasons"`
}

// writePlan solves the plan of base and writes plan.json, plan.csv,
// actions.geojson and what follows from the plan.
func (r *running) writePlan(f future, m *match, p *planFlags) (*recommendation, error) {
	problem, err := r.planningProblem(f, m, p)
	if err != nil {
		return nil, err
	}
	bar := r.t.progress("plan")
	limits := siting.Limits{Seconds: p.seconds, Rounds: p.rounds, Seed: r.h.seed, Progress: func(siting.Progress) { bar() }}
	planner, closeExact, err := r.planner(p)
	if err != nil {
		return nil, err
	}
	defer closeExact()
	plan, err := planner.Solve(r.ctx, problem, limits)
	if err != nil {
		return nil, solverError(err)
	}
	out := &recommendation{Plan: plan, interrupted: r.ctx.Err() != nil, actions: []planAction{}, sites: map[string]siting.Site{}}
	if out.interrupted {
		r.t.partial = true
		r.note("notes", []string{"plan_interrupted"})
	}
	for _, s := range problem.Sites {
		out.sites[s.Code] = s
	}
	if out.waiting, err = r.waits(planner, problem, limits, plan); err != nil {
		return nil, err
	}
	var measured []string
	if plan.Distance != (&geo.Network{}).Name() {
		measured = append(measured, r.t.sentence("plan.distance", "distance", r.t.text("distance."+plan.Distance)))
	}
	rows := []planRow{}
	for _, a := range plan.Actions {
		s := out.sites[a.Site]
		reasons := reason.Words(r.t.lang, a.Action, a.Reason, r.d.areaName)
		out.actions = append(out.actions, planAction{a, s.Area, s.Name, s.Lon, s.Lat, reasons})
		rows = append(rows, planRow{a.Year, a.Action, a.Site, a.Candidate, a.Level, a.Rooms, a.Cost, strings.Join(append(slices.Clone(reasons), measured...), r.t.text("list.semicolon"))})
	}
	file := planFile{Plan: plan, Interrupted: out.interrupted, Actions: out.actions, Waiting: out.waiting}
	for _, s := range plan.Short {
		file.ShortBefore, file.ShortAfter = file.ShortBefore+s.Before, file.ShortAfter+s.After
	}
	if err := r.writeJSON("plan.json", file); err != nil {
		return nil, err
	}
	if err := writeTable(r, "plan.csv", rows, 1); err != nil {
		return nil, err
	}
	if out.warnings, err = r.writeWarnings(plan, out.sites); err != nil {
		return nil, err
	}
	if err := r.writePlanned(m, plan, out.actions); err != nil {
		return nil, err
	}
	if out.catchments, err = r.writeCatchments(problem, plan, p); err != nil {
		return nil, err
	}
	if err := r.writeFrontier(planner, problem, limits, p.frontier); err != nil {
		return nil, err
	}
	return out, r.writeActions(out.actions, plan.Distance)
}

// solverError makes what the planner refuses a refusal of the data.
func solverError(err error) error {
	var wrong siting.Problems
	if errors.As(err, &wrong) {
		return &codeError{exitRefused, fmt.Errorf("数据不能用来规划，请逐条修改 / the data cannot be planned with, mend each of these: %w", err)}
	}
	return err
}

// writeActions writes the actions as points for a map.
func (r *running) writeActions(actions []planAction, distance string) error {
	type feature struct {
		Type     string `json:"type"`
		Geometry struct {
			Type        string     `json:"type"`
			Coordinates [2]float64 `json:"coordinates"`
		} `json:"geometry"`
		Properties planAction `json:"properties"`
	}
	features := []feature{}
	for _, a := range actions {
		f := feature{Type: "Feature", Properties: a}
		f.Geometry.Type, f.Geometry.Coordinates = "Point", [2]float64{a.Lon, a.Lat}
		features = append(features, f)
	}
	return r.writeJSON("actions.geojson", map[string]any{"type": "FeatureCollection", "distance": distance, "features": features})
}
