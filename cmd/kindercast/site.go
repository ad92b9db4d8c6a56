package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// planFlags steer the recommendation.
type planFlags struct {
	seconds  float64
	rounds   int
	budget   float64
	mayClose string
	walk     float64
	nearest  int
	draws    int
	exact    bool
	frontier []float64
}

func (p *planFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.Float64Var(&p.seconds, "seconds", 0, "stop the search after this many seconds; 0: by rounds, the same plan everywhere 搜索时限")
	f.IntVar(&p.rounds, "rounds", 2, "rounds of search; more close the gap further 搜索轮数")
	f.Float64Var(&p.budget, "budget", 0, "10,000 yuan a year for options, 0: no limit 每年预算（万元）")
	f.StringVar(&p.mayClose, "may-close", "auto", "auto (sites less than half full), none, or site codes by comma 可关闭园部")
	f.Float64Var(&p.walk, "walk", 1500, "longest daily walk in metres 最远步行（米）")
	f.IntVar(&p.draws, "plan-draws", 0, "draws planned for together (k-medoids), 0: their mean 同时规划的情形数")
	f.BoolVar(&p.exact, "exact", false, "let the exact solver prove and repair pieces of the plan 使用精确求解器")
	f.Float64SliceVar(&p.frontier, "frontier", nil, "factors on the price of a child without a place, such as 0.5,1,2 方案前沿")
	f.IntVar(&p.nearest, "nearest", 8, "sites in reach of a point that are considered 每点考虑的园部数")
}

func (t *tool) siteVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	c := &cobra.Command{Use: "site", Short: "布点建议：新开、扩建、转换、关闭 / what to open, expand, convert and close",
		RunE: func(c *cobra.Command, _ []string) error { return t.site(c.Context(), h, p) }}
	h.flags(c, t)
	p.flags(c)
	return c
}

func (t *tool) site(ctx context.Context, h *horizon, p *planFlags) error {
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "site", h)
	if err != nil {
		return err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	m, err := r.matched(fs[0])
	if err != nil {
		return err
	}
	if m == nil {
		return usage("the dataset has no table of sites: nothing can be planned")
	}
	if err := r.writeKindergartens(fs[0], m); err != nil {
		return err
	}
	plan, err := r.writePlan(fs[0], m, p)
	if err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	if err := r.finish(); err != nil {
		return err
	}
	t.say("%s", r.planSentence(plan))
	return t.summary(map[string]any{"verb": "site", "actions": len(plan.Actions), "objective": plan.Objective, "bound": plan.Bound, "gap": plan.Gap, "status": plan.Status})
}

// planningProblem turns the district into the siting problem of base.
func (r *running) planningProblem(f future, m *match, p *planFlags) (*siting.District, error) {
	d := r.d
	if len(d.points) == 0 {
		return nil, usage("nothing can be planned without a map: the dataset has neither boundaries nor points where children live")
	}
	years := m.gap.Years
	first := years[0]
	out := &siting.District{FirstYear: first, Years: len(years), Norms: siting.DefaultNorms(), Costs: siting.DefaultCosts(), DistanceKind: d.walk.Name()}
	for _, s := range []struct {
		level forecast.Level
		to    *float64
	}{{forecast.Nursery, &out.Norms.Nursery}, {forecast.Junior, &out.Norms.Junior}, {forecast.Middle, &out.Norms.Middle}, {forecast.Senior, &out.Norms.Senior}} {
		if v, ok := d.norms.ClassSize(s.level, "public", first); ok {
			*s.to = v
		}
	}
	if err := r.demandPoints(out, f); err != nil {
		return nil, err
	}
	index := r.planSites(out, m, p)
	r.planOptions(out, index)
	from, to := make([]orb.Point, len(out.Points)), make([]orb.Point, len(out.Sites))
	for i, q := range out.Points {
		from[i] = orb.Point{q.Lon, q.Lat}
	}
	for j, s := range out.Sites {
		to[j] = orb.Point{s.Lon, s.Lat}
	}
	matrix := d.walk.Matrix(from, to, geo.Metres(p.walk))
	metres := make([][]float64, len(from))
	for i := range metres {
		metres[i] = make([]float64, len(to))
		for j := range to {
			metres[i][j] = float64(matrix.At(i, j))
		}
	}
	out.Reach = siting.ReachWithin(metres, p.walk, p.nearest)
	if p.budget > 0 {
		out.Budget = slices.Repeat([]float64{p.budget}, len(years))
	}
	r.planTargets(out)
	return out, nil
}

// demandPoints spreads the areas' demand over their points; the points of an
// area sum to it in every draw.
func (r *running) demandPoints(out *siting.District, f future) error {
	d := r.d
	total := f.demand.Total()
	var points []geo.DemandPoint
	for _, p := range d.points {
		if total.AreaIndex(p.Area) >= 0 {
			points = append(points, p)
		}
	}
	spread, err := geo.NewSpread(points, total.Areas)
	if err != nil {
		return fmt.Errorf("demand points: %w", err)
	}
	for _, p := range points {
		out.Points = append(out.Points, siting.DemandPoint{Code: p.Code, Area: p.Area, Lon: p.Point.Lon(), Lat: p.Point.Lat()})
	}
	out.Children = siting.NewChildren(len(points), len(total.Dates), total.N)
	for i, code := range total.Areas {
		at := spread.Of(code)
		for y := range total.Dates {
			for k, l := range forecast.Levels {
				for j, draws := range spread.Draws(code, total.At(i, y, k)) {
					copy(out.Children.At(at[j], l, y), draws)
				}
			}
		}
	}
	return nil
}

// planSites lists the sites that stand in the planned years, with the rooms that
// are expected to be open, and returns their positions by code.
func (r *running) planSites(out *siting.District, m *match, p *planFlags) map[string]int {
	d := r.d
	index := map[string]int{}
	newest := forecast.Year(0)
	for _, c := range d.classes {
		if c.SchoolYear < out.FirstYear {
			newest = max(newest, c.SchoolYear)
		}
	}
	norm := d.norms.Areas(out.FirstYear)
	for t, y := range m.gap.Years {
		for _, s := range m.supply.PlacesBySite(y) {
			j, ok := index[s.Code]
			if !ok {
				j = len(out.Sites)
				index[s.Code] = j
				site := siting.Site{Code: s.Code, Name: s.Name, Area: s.Area, Public: s.Provider == "public", Lon: s.Lon, Lat: s.Lat, Rooms: make([]int, out.Years)}
				if b, stated := supply.AreaPlaces(s.OutdoorArea, s.ActivityArea, s.FloorArea, norm); stated && !math.IsInf(b, 0) {
					site.AreaPlaces = math.Max(b, 1)
				}
				site.MayClose = mayClose(p.mayClose, s)
				out.Sites = append(out.Sites, site)
			}
			out.Sites[j].Rooms[t] = int(math.Floor(s.RoomsOpen + 0.5))
		}
	}
	for _, c := range d.classes {
		j, ok := index[c.Site]
		if !ok || c.SchoolYear != newest {
			continue
		}
		run := &out.Sites[j].Running
		switch c.Level {
		case forecast.Nursery:
			run.Nursery += int(c.Classes)
		case forecast.Junior:
			run.Junior, run.JuniorChildren = run.Junior+int(c.Classes), run.JuniorChildren+float64(c.Enrolled)
		case forecast.Middle:
			run.Middle, run.MiddleChildren = run.Middle+int(c.Classes), run.MiddleChildren+float64(c.Enrolled)
		case forecast.Mixed: // a third of a mixed class ages in each of the three years
			j3, m3 := int(c.Classes+2)/3, int(c.Classes+1)/3
			each := float64(c.Enrolled) / math.Max(float64(c.Classes), 1)
			run.Junior, run.JuniorChildren = run.Junior+j3, run.JuniorChildren+float64(j3)*each
			run.Middle, run.MiddleChildren = run.Middle+m3, run.MiddleChildren+float64(m3)*each
		}
	}
	return index
}

// mayClose reports whether the plan may close a site: by flag, or, on auto,
// where fewer than half of its places are taken.
func mayClose(rule string, s supply.SitePlaces) bool {
	switch rule {
	case "none":
		return false
	case "auto":
		return !s.Planned && s.Enrolled > 0 && float64(s.Enrolled) < 0.5*s.Numbers.Places
	}
	return slices.Contains(strings.Split(rule, ","), s.Code)
}

// planOptions adds the candidates; a new site stands where its candidate does.
func (r *running) planOptions(out *siting.District, index map[string]int) {
	for _, c := range r.d.candidates {
		code := c.Site
		if c.Kind == "new" || index[code] == 0 && !has(index, code) {
			code = c.Code
			index[code] = len(out.Sites)
			out.Sites = append(out.Sites, siting.Site{Code: code, Area: c.Area, Public: true, Lon: c.Lon, Lat: c.Lat, Rooms: make([]int, out.Years)})
		}
		o := siting.Option{Code: c.Code, Kind: siting.OptionKind(c.Kind), Site: code, Rooms: int(c.RoomsMax), Capital: c.Cost, Earliest: c.Earliest,
			NeedsNursery: c.Kind == "new" || c.Kind == "expand"}
		if out.Sites[index[code]].AreaPlaces > 0 { // its rooms come with their own square metres
			o.AreaPlaces = float64(c.RoomsMax) * out.Norms.Middle
		}
		out.Options = append(out.Options, o)
	}
}

func has(index map[string]int, code string) bool { _, ok := index[code]; return ok }

// planTargets prices the targets of the policy that the plan can move.
func (r *running) planTargets(out *siting.District) {
	target := func(key string) (float64, bool) {
		for _, d := range r.d.defs {
			if d.Key == key {
				return d.Target, !math.IsNaN(d.Target)
			}
		}
		return 0, false
	}
	from := out.FirstYear + 1
	if v, ok := target("t04_combined_kindergarten_share"); ok {
		out.Targets.NurseryShare = siting.Target{From: from, Value: v / 100, Price: 50}
	}
	if v, ok := target("t05_full_nursery_streets"); ok {
		out.Targets.FullStreets = siting.Target{From: from, Value: math.Floor(v/100*float64(len(r.d.obs.Areas))) + 1, Price: 50}
	}
}

// planRow is one line of plan.csv.
type planRow struct {
	Year      forecast.Year `csv:"year"`
	Action    string        `csv:"action"`
	Site      string        `csv:"site_code"`
	Candidate string        `csv:"candidate_code"`
	Level     string        `csv:"level"`
	Rooms     int           `csv:"rooms"`
	Cost      float64       `csv:"cost"`
	Reason    string        `csv:"reason"`
}

// planFile is plan.json as the page reads it: the plan, what it leaves short,
// and each action with its place and its reasons in words.
type planFile struct {
	*siting.Plan
	ShortBefore float64      `json:"short_before"`
	ShortAfter  float64      `json:"short_after"`
	Actions     []planAction `json:"actions"`
}

type planAction struct {
	siting.Action
	Area    string   `json:"area_code"`
	Name    string   `json:"name"`
	Lon     float64  `json:"lon"`
	Lat     float64  `json:"lat"`
	Reasons []string `json:"reasons"`
}

// writePlan solves the plan of base and writes plan.json, plan.csv and
// actions.geojson.
func (r *running) writePlan(f future, m *match, p *planFlags) (*siting.Plan, error) {
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
		var wrong siting.Problems
		if errors.As(err, &wrong) {
			return nil, &codeError{exitRefused, err}
		}
		return nil, err
	}
	file := planFile{Plan: plan, Actions: []planAction{}}
	for _, s := range plan.Short {
		file.ShortBefore, file.ShortAfter = file.ShortBefore+s.Before, file.ShortAfter+s.After
	}
	at := map[string]siting.Site{}
	for _, s := range problem.Sites {
		at[s.Code] = s
	}
	rows := []planRow{}
	for _, a := range plan.Actions {
		s := at[a.Site]
		reasons := r.reasons(a, plan)
		file.Actions = append(file.Actions, planAction{a, s.Area, s.Name, s.Lon, s.Lat, reasons})
		rows = append(rows, planRow{a.Year, a.Action, a.Site, a.Candidate, a.Level, a.Rooms, a.Cost, strings.Join(reasons, "；")})
	}
	if err := r.writeJSON("plan.json", file); err != nil {
		return nil, err
	}
	if err := writeTable(r, "plan.csv", rows, 1); err != nil {
		return nil, err
	}
	if err := r.writePlanned(m, plan, file.Actions); err != nil {
		return nil, err
	}
	if err := r.writeCatchments(problem, plan); err != nil {
		return nil, err
	}
	if err := r.writeFrontier(planner, problem, limits, p.frontier); err != nil {
		return nil, err
	}
	return plan, r.writeActions(file.Actions)
}

// writeActions writes the actions as points for a map.
func (r *running) writeActions(actions []planAction) error {
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
	return r.writeJSON("actions.geojson", map[string]any{"type": "FeatureCollection", "features": features})
}

// reasons says in words why an action is recommended.
func (r *running) reasons(a siting.Action, plan *siting.Plan) []string {
	name := func(code string) string {
		for _, x := range r.d.obs.Areas {
			if x.Code == code {
				return x.Name
			}
		}
		return code
	}
	out := []string{}
	if a.Reason == nil {
		if a.Action == "nursery" {
			out = append(out, r.t.text("reason.nursery"))
		}
		return out
	}
	why := a.Reason
	for i, re := range why.Relieves {
		if i == 3 {
			break
		}
		out = append(out, r.t.sentence("reason.relieves", "area", name(re.Area), "level", r.t.text("level."+re.Level.String()), "first", fmt.Sprint(re.First), "last", fmt.Sprint(re.Last),
			"children", fmt.Sprintf("%.0f", re.Children), "share", fmt.Sprintf("%.0f", 100*re.Draws)))
	}
	out = append(out, r.t.sentence("reason.worth", "worth", fmt.Sprintf("%.0f", why.Worth), "share", fmt.Sprintf("%.0f", 100*why.Draws)))
	if why.RunnerUp != nil {
		if len(why.RunnerUp.Candidates) == 0 {
			out = append(out, r.t.sentence("reason.none", "costs", fmt.Sprintf("%.0f", why.RunnerUp.Costs)))
		} else {
			out = append(out, r.t.sentence("reason.runner_up", "other", strings.Join(why.RunnerUp.Candidates, "、"), "costs", fmt.Sprintf("%.0f", why.RunnerUp.Costs), "because", r.t.text("cost."+why.RunnerUp.Because)))
		}
	}
	return out
}

func (r *running) planSentence(plan *siting.Plan) string {
	before, after := 0.0, 0.0
	for _, s := range plan.Short {
		before, after = before+s.Before, after+s.After
	}
	build, closes := 0, 0
	for _, a := range plan.Actions {
		switch a.Action {
		case "close":
			closes++
		case "nursery":
		default:
			build++
		}
	}
	return r.t.sentence("cmd.plan", "build", fmt.Sprint(build), "close", fmt.Sprint(closes), "before", fmt.Sprintf("%.0f", before), "after", fmt.Sprintf("%.0f", after),
		"objective", fmt.Sprintf("%.0f", plan.Objective), "bound", fmt.Sprintf("%.0f", plan.Bound), "gap", fmt.Sprintf("%.1f", 100*plan.Gap), "distance", r.t.text("distance."+plan.Distance))
}
