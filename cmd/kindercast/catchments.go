package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"kindercast/forecast"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// neighbourMetres is how far two demand points may lie apart and still be taken
// to border each other, where no shapes of them are known.
const neighbourMetres = 600

// How the catchment of today is known.
const (
	basisRoster  = "roster"  // from who attends where
	basisNearest = "nearest" // the nearest kindergarten: nothing else is known
)

// catchmentRow is one line of catchments.csv: where the children of a point are
// to go (对口划片), where they go today, and how that is known.
type catchmentRow struct {
	Year     forecast.Year `csv:"school_year" json:"school_year"`
	Point    string        `csv:"point_code" json:"point_code"`
	Name     string        `csv:"point_name" json:"point_name"`
	Area     string        `csv:"area_code" json:"area_code"`
	Site     string        `csv:"site_code" json:"site_code"`
	Today    string        `csv:"site_code_today" json:"site_code_today"`
	Basis    string        `csv:"today_by" json:"today_by"`
	Children float64       `csv:"children" json:"children"`
	Metres   float64       `csv:"metres" json:"metres"`
	Distance string        `csv:"distance" json:"distance"`
}

// catchments are the proposed ones with what today's rest on.
type catchments struct {
	*siting.Catchments
	Distance string         `json:"distance"`
	Basis    map[string]int `json:"today_by"` // points by how their kindergarten of today is known
	Later    []laterChanges `json:"later"`    // each year against the one before
}

// laterChanges is how much of the catchments changes from the year before.
type laterChanges struct {
	Year     forecast.Year `json:"year"`
	Changes  int           `json:"changes"`
	Children float64       `json:"children_affected"`
}

// changedRow is one line of catchment_changes.csv: a point whose kindergarten is
// another than in the year before, today's for the first year.
type changedRow struct {
	Year     forecast.Year `csv:"school_year"`
	Point    string        `csv:"point_code"`
	Name     string        `csv:"point_name"`
	Area     string        `csv:"area_code"`
	From     string        `csv:"site_code_before"`
	To       string        `csv:"site_code"`
	Children float64       `csv:"children"`
	Metres   float64       `csv:"metres"`
	Distance string        `csv:"distance"`
}

// writeCatchments proposes catchments for the first planned year and writes
// catchments.csv, catchments.json and catchments.geojson; from year to year what
// changes, as little as pays, in catchment_changes.csv.
func (r *running) writeCatchments(problem *siting.District, plan *siting.Plan, p *planFlags) (*catchments, error) {
	n := len(problem.Points)
	next := make([][]int, n)
	for i, a := range problem.Points {
		for j, b := range problem.Points {
			if i != j && geo.Distance(orb.Point{a.Lon, a.Lat}, orb.Point{b.Lon, b.Lat}) <= neighbourMetres {
				next[i] = append(next[i], j)
			}
		}
	}
	today, basis := r.today(problem)
	c, err := plan.Catchments(problem, problem.FirstYear, next, today, p.movedPrice)
	if err != nil {
		return nil, err
	}
	out := &catchments{c, problem.DistanceKind, map[string]int{}, []laterChanges{}}
	changed := r.changed(c, problem)
	for before := c; before.Year+1 < problem.FirstYear+forecast.Year(problem.Years); {
		was := make([]string, n)
		for i, a := range before.Assigned {
			was[i] = a.Site
		}
		if before, err = plan.Catchments(problem, before.Year+1, next, was, p.movedPrice); err != nil {
			return nil, err
		}
		out.Later = append(out.Later, laterChanges{before.Year, before.Changes, before.Children})
		changed = append(changed, r.changed(before, problem)...)
	}
	if err := writeTable(r, "catchment_changes.csv", changed, 1); err != nil {
		return nil, err
	}
	rows := make([]catchmentRow, 0, n)
	features := geojson.NewFeatureCollection()
	features.ExtraMembers = geojson.Properties{"distance": problem.DistanceKind}
	for i, a := range c.Assigned {
		q := problem.Points[i]
		if basis[i] != "" {
			out.Basis[basis[i]]++
		}
		row := catchmentRow{c.Year, a.Point, r.d.pointName(a.Point), q.Area, a.Site, a.Was, basis[i], a.Children, a.Metres, problem.DistanceKind}
		rows = append(rows, row)
		var shape orb.Geometry = orb.Point{q.Lon, q.Lat}
		if area, ok := r.d.shapeOf(a.Point); ok {
			shape = area.Shape
		}
		f := geojson.NewFeature(shape)
		f.Properties = geojson.Properties{"school_year": row.Year, "point_code": row.Point, "point_name": row.Name, "area_code": row.Area, "site_code": row.Site,
			"site_code_today": row.Today, "today_by": row.Basis, "changes": row.Today != "" && row.Site != row.Today, "children": math.Round(10*row.Children) / 10, "metres": math.Round(row.Metres)}
		features.Append(f)
	}
	if err := writeTable(r, "catchments.csv", rows, 1); err != nil {
		return nil, err
	}
	if err := r.writeJSON("catchments.json", out); err != nil {
		return nil, err
	}
	return out, r.writeJSON("catchments.geojson", features)
}

// changed lists the points of a year whose kindergarten is another than before.
func (r *running) changed(c *siting.Catchments, problem *siting.District) []changedRow {
	out := []changedRow{}
	for i, a := range c.Assigned {
		if a.Was != "" && a.Was != a.Site {
			out = append(out, changedRow{c.Year, a.Point, r.d.pointName(a.Point), problem.Points[i].Area, a.Was, a.Site, a.Children, a.Metres, problem.DistanceKind})
		}
	}
	return out
}

// today is each point's kindergarten of today and how that is known: from the
// newest roster where its area has one, else the nearest that is open.
func (r *running) today(problem *siting.District) (site, basis []string) {
	n := len(problem.Points)
	site, basis = make([]string, n), make([]string, n)
	best := slices.Repeat([]float64{math.Inf(1)}, n)
	for _, a := range problem.Reach {
		if s := problem.Sites[a.Site]; a.Metres < best[a.Point] && len(s.Rooms) > 0 && s.Rooms[0] > 0 {
			best[a.Point], site[a.Point], basis[a.Point] = a.Metres, s.Code, basisNearest
		}
	}
	known := problem.Children.Mean()
	attend := juniorRoster(r.d.obs.Roster, problem.FirstYear)
	byArea := map[string][]int{}
	for i, q := range problem.Points {
		byArea[q.Area] = append(byArea[q.Area], i)
	}
	for _, area := range r.d.obs.Areas {
		points := byArea[area.Code]
		var stands []siting.Site
		var pupils []float64
		for _, s := range problem.Sites {
			if x := attend[[2]string{area.Code, s.Code}]; x > 0 {
				stands, pupils = append(stands, s), append(pupils, x)
			}
		}
		if len(stands) == 0 || len(points) == 0 {
			continue
		}
		from, to, children := make([]orb.Point, len(points)), make([]orb.Point, len(stands)), make([]float64, len(points))
		for k, i := range points {
			from[k] = orb.Point{problem.Points[i].Lon, problem.Points[i].Lat}
			children[k] = known.At(i, forecast.Junior, 0)[0]
		}
		for k, s := range stands {
			to[k] = orb.Point{s.Lon, s.Lat}
		}
		for k, j := range dealt(children, pupils, r.d.walk.Matrix(from, to, 0)) {
			site[points[k]], basis[points[k]] = stands[j].Code, basisRoster
		}
	}
	return site, basis
}

// juniorRoster is who attends the junior classes of what in the newest school
// year of the roster before first, by home area and site.
func juniorRoster(roster []forecast.Roster, first forecast.Year) map[[2]string]float64 {
	newest := forecast.Year(0)
	for _, x := range roster {
		if x.SchoolYear < first {
			newest = max(newest, x.SchoolYear)
		}
	}
	out := map[[2]string]float64{}
	for _, x := range roster {
		if x.SchoolYear == newest && x.Level == forecast.Junior {
			out[[2]string{x.Home, x.Site}] += float64(x.Enrolled)
		}
	}
	return out
}

// dealt deals the points of an area out to the kindergartens that its children
// attend, in the numbers that attend, nearest first: a point goes to a
// kindergarten while at least half of its children fill the share of it that is
// left; what remains goes where most is left. It returns the kindergarten of each
// point.
func dealt(children, pupils []float64, walk *geo.Matrix) []int {
	all, attend := 0.0, 0.0
	for _, x := range children {
		all += x
	}
	for _, x := range pupils {
		attend += x
	}
	left := make([]float64, len(pupils))
	for j, x := range pupils {
		left[j] = all * x / attend
	}
	type pair struct{ i, j int }
	var pairs []pair
	for i := range children {
		for j := range pupils {
			pairs = append(pairs, pair{i, j})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(walk.At(a.i, a.j), walk.At(b.i, b.j)) })
	out := slices.Repeat([]int{-1}, len(children))
	for _, p := range pairs {
		if out[p.i] < 0 && left[p.j] >= children[p.i]/2 {
			out[p.i] = p.j
			left[p.j] -= children[p.i]
		}
	}
	for i := range out {
		if out[i] >= 0 {
			continue
		}
		most := 0
		for j := range left {
			if left[j] > left[most] {
				most = j
			}
		}
		out[i] = most
		left[most] -= children[i]
	}
	return out
}

// tellCatchments says how many children would change kindergarten, and against
// what that was counted.
func (r *running) tellCatchments(c *catchments) {
	key := "cmd.catchments." + basisNearest
	switch {
	case c.Basis[basisRoster] > 0 && c.Basis[basisNearest] > 0:
		key = "cmd.catchments.both"
	case c.Basis[basisRoster] > 0:
		key = "cmd.catchments." + basisRoster
	}
	r.t.say("%s", r.t.sentence("cmd.catchments", "points", fmt.Sprint(len(c.Assigned)), "changes", fmt.Sprint(c.Changes), "children", whole(c.Children), "metres", whole(c.Metres),
		"pieces", fmt.Sprint(len(c.Pieces)), "distance", r.t.text("distance."+c.Distance), "basis", r.t.sentence(key, "roster", fmt.Sprint(c.Basis[basisRoster]), "nearest", fmt.Sprint(c.Basis[basisNearest]))))
	var later []string
	for _, y := range c.Later {
		later = append(later, r.t.sentence("cmd.catchments.year", "year", fmt.Sprint(y.Year), "changes", fmt.Sprint(y.Changes), "children", whole(y.Children)))
	}
	if len(later) > 0 {
		r.t.say("%s", r.t.sentence("cmd.catchments.later", "years", strings.Join(later, r.t.text("list.semicolon"))))
	}
}

// pointName is the name of a demand point, or its code where it has none.
func (d *district) pointName(code string) string {
	for _, p := range d.points {
		if p.Code == code && p.Name != "" {
			return p.Name
		}
	}
	return code
}

// shapeOf is the shape of the area of a code, where it is known.
func (d *district) shapeOf(code string) (geo.Area, bool) {
	if !d.shapes() {
		return geo.Area{}, false
	}
	return d.polygons.Of(code)
}
