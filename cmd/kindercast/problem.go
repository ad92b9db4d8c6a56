package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// planningProblem turns the district into the siting problem of base.
func (r *running) planningProblem(f future, m *match, p *planFlags) (*siting.District, error) {
	d := r.d
	if len(d.points) == 0 {
		return nil, usage("没有地图无法布点：既无区域边界，也无居住点 / nothing can be planned without a map: the dataset has neither boundaries nor points where children live")
	}
	years := m.gap.Years
	first := years[0]
	out := &siting.District{FirstYear: first, Years: len(years), Norms: siting.DefaultNorms(), Costs: p.prices, DistanceKind: d.walk.Name()}
	sizes := classSizes(m.norms, first)
	out.Norms.Nursery, out.Norms.Junior, out.Norms.Middle, out.Norms.Senior = sizes[0], sizes[1], sizes[2], sizes[3]
	if err := r.demandPoints(out, f); err != nil {
		return nil, err
	}
	index := r.planSites(out, m, p)
	r.planOptions(out, index)
	if err := r.problems(r.misplaced()); err != nil {
		return nil, err
	}
	if d.standsIn { // for all kindergartens of an area: the most nursery classes a campus do not bind it
		for _, s := range out.Sites {
			out.Norms.MaxNurseryRooms = max(out.Norms.MaxNurseryRooms, slices.Max(s.Rooms))
		}
	}
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
	budget, err := p.budgets(len(years))
	if err != nil {
		return nil, err
	}
	out.Budget = budget
	r.planTargets(out, p)
	return out, nil
}

// classSizes are the children a class of each level in a school year: the norm
// in force, or the planner's own where none is.
func classSizes(norms *supply.Norms, y forecast.Year) [len(forecast.Levels)]float64 {
	own := siting.DefaultNorms()
	out := [...]float64{own.Nursery, own.Junior, own.Middle, own.Senior}
	for k, l := range forecast.Levels {
		if v, ok := norms.ClassSize(l, "public", y); ok {
			out[k] = v
		}
	}
	return out
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
	norm := m.norms.Areas(out.FirstYear)
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
	if newest == 0 { // nothing is known of what runs: rooms are spread evenly over the levels
		for j := range out.Sites {
			if rooms := out.Sites[j].Rooms[0]; rooms > 0 {
				out.Sites[j].Running = siting.SteadyRunning(rooms, int(out.Norms.Junior))
			}
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

// planOptions adds the candidates. A new site stands where its candidate does;
// a site that has closed is there again once it is reopened.
func (r *running) planOptions(out *siting.District, index map[string]int) {
	for _, c := range r.d.candidates {
		code := c.Site
		if _, stands := index[code]; c.Kind == "new" || !stands {
			site := siting.Site{Code: c.Code, Area: c.Area, Public: true, Lon: c.Lon, Lat: c.Lat, Rooms: make([]int, out.Years)}
			if k := slices.IndexFunc(r.d.sites, func(s supply.Site) bool { return s.Code == c.Site }); c.Kind == "reopen" && k >= 0 {
				was := r.d.sites[k]
				site.Code, site.Name, site.Area, site.Public, site.Lon, site.Lat = was.Code, was.Name, was.Area, was.Provider == "public", was.Lon, was.Lat
			}
			code = site.Code
			index[code] = len(out.Sites)
			out.Sites = append(out.Sites, site)
		}
		o := siting.Option{Code: c.Code, Kind: siting.OptionKind(c.Kind), Site: code, Rooms: int(c.RoomsMax), Capital: c.Cost, Earliest: c.Earliest,
			NeedsNursery: c.Kind == "new" || c.Kind == "expand"}
		if out.Sites[index[code]].AreaPlaces > 0 { // its rooms come with their own square metres
			o.AreaPlaces = float64(c.RoomsMax) * out.Norms.Middle
		}
		out.Options = append(out.Options, o)
	}
}

// misplaced are the new candidates that stand in no area of the map, or in
// another than is stated. They are planned with, where they stand.
func (r *running) misplaced() []supply.Problem {
	var out []supply.Problem
	if !r.d.shapes() {
		return nil
	}
	for _, c := range r.d.candidates {
		if c.Kind != "new" {
			continue
		}
		p := supply.Problem{Table: "candidates", Row: -1, Column: "candidate_code", Value: c.Code, Rule: "candidate_outside", Warning: true}
		switch area, inside := r.d.polygons.Locate(orb.Point{c.Lon, c.Lat}); {
		case !inside:
			out = append(out, p)
		case area != c.Area:
			p.Rule = "candidate_elsewhere"
			out = append(out, p)
		}
	}
	return out
}

// planTargets holds the plan to the targets of the policy that it can move, at a
// price of 50 for a unit short, and to those that were asked for in their place.
func (r *running) planTargets(out *siting.District, p *planFlags) {
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
	for _, w := range p.wanted {
		to := map[string]*siting.Target{"nursery_share": &out.Targets.NurseryShare, "full_streets": &out.Targets.FullStreets, "public_share": &out.Targets.PublicShare}[w.key]
		*to = w.Target
		if to.From == 0 {
			to.From = from
		}
	}
}
