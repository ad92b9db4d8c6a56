package main

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// accessReach is the threshold of the catchment: 15 minutes on foot with a child.
const accessReach = geo.Metres(1000)

// accessMinutes is the walk beyond which a child is counted as far.
const accessMinutes = geo.Minutes(15)

// accessRow is one line of access.csv: how near and how crowded the kindergartens
// of an area are. Access is places per child who asks for one, ages 2 to 5, by
// the enhanced two-step floating catchment (Gaussian, 1,000 m), the mean over the
// area's children; walks and shares are of resident children aged 3 to 5. Gini
// and Theil measure how unlike the access of the areas is and stand in the row of
// all areas.
type accessRow struct {
	SchoolYear forecast.Year `csv:"school_year"`
	Plan       string        `csv:"plan"` // without, with
	Area       string        `csv:"area_code"`
	Asking     float64       `csv:"asking" format:"%.1f"`
	Children   float64       `csv:"children" format:"%.1f"`
	Access     float64       `csv:"access"`
	Within300  float64       `csv:"within_300m"` // shares
	Within500  float64       `csv:"within_500m"`
	Within1000 float64       `csv:"within_1000m"`
	Far        float64       `csv:"beyond_15min"`
	Walk       float64       `csv:"mean_walk_m" format:"%.1f"` // of those who reach a kindergarten at all
	Stranded   float64       `csv:"unreached" format:"%.1f"`   // children who reach none
	Gini       float64       `csv:"gini"`
	Theil      float64       `csv:"theil"`
	Distance   string        `csv:"distance"`
}

// stand is a kindergarten as access sees it: where it is, and its places as rooms
// times class size.
type stand struct {
	code   string
	at     orb.Point
	places float64
}

// stands are the kindergartens with rooms open in school year y, without a plan.
func (m *match) stands(y forecast.Year) []stand {
	var out []stand
	for _, s := range m.supply.PlacesBySite(y) {
		if s.RoomsOpen > 0 {
			out = append(out, stand{s.Code, orb.Point{s.Lon, s.Lat}, s.Numbers.Rooms})
		}
	}
	return out
}

// planned are stands after the actions of a plan up to school year y: rooms that
// are opened, added, converted or reopened count one middle class each, and a
// closed kindergarten none. A nursery class in a standing room changes nothing,
// since places of all ages are counted.
func planned(now []stand, actions []planAction, y forecast.Year, size float64) []stand {
	out := slices.Clone(now)
	for _, a := range actions {
		if a.Year > y || a.Action.Action == actionNursery {
			continue
		}
		k := slices.IndexFunc(out, func(s stand) bool { return s.code == a.Site })
		switch {
		case a.Action.Action == actionClose && k >= 0:
			out = slices.Delete(out, k, k+1)
		case a.Action.Action == actionClose:
		case k >= 0:
			out[k].places += float64(a.Rooms) * size
		default:
			out = append(out, stand{a.Site, orb.Point{a.Lon, a.Lat}, float64(a.Rooms) * size})
		}
	}
	return out
}

// The actions of a plan that are told apart here.
const (
	actionClose   = "close"
	actionNursery = "nursery"
)

// homes are the points where children live, with their numbers in a school year.
type homes struct {
	at               []orb.Point
	area             []string
	asking, children []float64
}

// homes spreads the expected children of school year y over the points of their
// areas.
func (d *district) homes(m *match, y forecast.Year) homes {
	weight := map[string]float64{}
	for _, p := range d.points {
		weight[p.Area] += p.Weight
	}
	asking, children := map[string]float64{}, map[string]float64{}
	for _, a := range d.obs.Areas {
		asking[a.Code] = m.expects(a.Code, y, forecast.Levels[:]...)
		if lives := m.gap.Residents(a.Code, y, forecast.Junior, forecast.Middle, forecast.Senior); len(lives) > 0 {
			children[a.Code] = forecast.Summarise(lives).Mean
		}
	}
	var out homes
	for _, p := range d.points {
		if weight[p.Area] == 0 {
			continue
		}
		out.at, out.area = append(out.at, p.Point), append(out.area, p.Area)
		out.asking = append(out.asking, asking[p.Area]*p.Weight/weight[p.Area])
		out.children = append(out.children, children[p.Area]*p.Weight/weight[p.Area])
	}
	return out
}

// access measures the homes against stands: a row for each area, by code, and
// the row of all of them last.
func access(h homes, now []stand, walk geo.Walk, y forecast.Year, plan string) []accessRow {
	to, places := make([]orb.Point, len(now)), make([]float64, len(now))
	for j, s := range now {
		to[j], places[j] = s.at, s.places
	}
	matrix := walk.Matrix(h.at, to, 0)
	at := geo.Catch(h.asking, places, matrix, geo.Gaussian(accessReach)).At
	n := len(h.at)
	metres, reached := make([]float64, n), make([]float64, n)
	none := make([]float64, n)
	within := make([][]float64, len(geo.Radii)+1)
	for k := range within {
		within[k] = make([]float64, n)
	}
	for i := range n {
		_, d := matrix.Nearest(i)
		for k, r := range append(slices.Clone(geo.Radii), geo.Stroll.In(accessMinutes)) {
			if d <= r {
				within[k][i] = 1
			}
		}
		if d < geo.Beyond {
			metres[i], reached[i] = float64(d), h.children[i]
		} else {
			none[i] = h.children[i]
		}
	}
	var out []accessRow
	for _, area := range [][]string{h.area, slices.Repeat([]string{forecast.All}, n)} {
		codes, mean, asking := geo.ByArea(at, h.asking, area)
		_, walks, _ := geo.ByArea(metres, reached, area)
		shares := make([][]float64, len(within))
		var children []float64
		for k, w := range within {
			_, shares[k], children = geo.ByArea(w, h.children, area)
		}
		for i, code := range codes {
			row := accessRow{SchoolYear: y, Plan: plan, Area: code, Asking: asking[i], Children: children[i], Access: mean[i], Within300: shares[0][i], Within500: shares[1][i],
				Within1000: shares[2][i], Far: 1 - shares[3][i], Walk: walks[i], Gini: nothing, Theil: nothing, Distance: walk.Name()}
			for k, x := range none {
				if area[k] == code {
					row.Stranded += x
				}
			}
			out = append(out, row)
		}
	}
	if n > 0 {
		all := &out[len(out)-1]
		value, weight := []float64{}, []float64{}
		for _, r := range out[:len(out)-1] {
			if !math.IsNaN(r.Access) {
				value, weight = append(value, r.Access), append(weight, r.Asking)
			}
		}
		all.Gini, all.Theil = geo.Gini(value, weight), geo.Theil(value, weight)
	}
	return out
}

// accessRows are the rows of access.csv: the first planned year as it stands,
// and the last one without the plan and with it. plan may be nil.
func (r *running) accessRows(m *match, actions []planAction) []accessRow {
	years := m.gap.Years
	first, last := years[0], years[len(years)-1]
	rows := access(r.d.homes(m, first), m.stands(first), r.d.walk, first, "without")
	h, now := r.d.homes(m, last), m.stands(last)
	if last != first {
		rows = append(rows, access(h, now, r.d.walk, last, "without")...)
	}
	size, ok := m.norms.ClassSize(forecast.Middle, "public", last)
	if !ok {
		return rows
	}
	return append(rows, access(h, planned(now, actions, last, size), r.d.walk, last, "with")...)
}

// writePlanned writes what a plan changes for families, access.csv, and a sheet
// for every building it touches.
func (r *running) writePlanned(m *match, plan *siting.Plan, actions []planAction) error {
	rows := r.accessRows(m, actions)
	if err := writeTable(r, "access.csv", rows, 4); err != nil {
		return err
	}
	return r.writeSheets(m, plan, actions, rows)
}
