package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"

	"github.com/paulmach/orb"
)

// across holds the tables against each other, once all are read.
func (op *opening) across() {
	d := op.Dataset
	for _, code := range d.gazetteer.cycles() {
		d.Faults.Add(Fault{File: d.Areas.File, Column: "parent_code", Value: code, Rule: AreaCycle})
	}
	if d.Faults.Has(Refusal) && len(d.gazetteer.cycles()) > 0 {
		return // nothing can be rolled up
	}
	for _, from := range slices.Sorted(maps.Keys(d.gazetteer.used)) {
		d.Faults.Add(Fault{File: "dataset.toml", Column: "aliases", Value: from, Rule: AliasUsed, Note: "read as " + d.gazetteer.used[from]})
	}
	op.siteReferences()
	op.splits()
	if err := d.polygons(d.Faults.Add); err != nil {
		d.Faults.Add(Fault{File: d.Boundaries.File, Rule: BadShape, Note: err.Error()})
		return
	}
	d.plan = d.newPlan()
	if !d.Refused() {
		op.unplanned() // where counts were refused, what lacks counts says nothing new
	}
	op.homes()
	op.points()
}

// rejectRows takes rows out of a table that was read and corrects its ledger.
func rejectRows[R any](d *Dataset, t *Table[R], bad map[int]bool) {
	if len(bad) == 0 {
		return
	}
	for i := range d.Ledger {
		if d.Ledger[i].Table == t.Name {
			d.Ledger[i].Accepted -= len(bad)
			d.Ledger[i].Rejected += len(bad)
		}
	}
	t.remove(bad)
}

// checkRows tells a fault for each row of a table for which rule names one, and
// rejects it.
func checkRows[R any](d *Dataset, t *Table[R], rule func(*R) (Rule, string, string)) {
	bad := map[int]bool{}
	for i := range t.Rows {
		if r, column, value := rule(&t.Rows[i]); r != "" {
			bad[i] = true
			d.Faults.Add(Fault{File: t.File, Row: t.Line[i], Column: column, Value: value, Rule: r})
		}
	}
	rejectRows(d, t, bad)
}

// siteReferences looks up every site that a table names.
func (op *opening) siteReferences() {
	d := op.Dataset
	known := map[string]bool{}
	for _, s := range d.Sites.Rows {
		known[s.Code] = true
	}
	look := func(code string) (Rule, string, string) {
		if code == "" || known[code] {
			return "", "", ""
		}
		return UnknownSite, "site_code", code
	}
	checkRows(d, &d.Classes, func(r *supply.Class) (Rule, string, string) { return look(r.Site) })
	checkRows(d, &d.Roster, func(r *forecast.Roster) (Rule, string, string) { return look(r.Site) })
	checkRows(d, &d.Projects, func(r *supply.Project) (Rule, string, string) {
		if r.Kind == "new" {
			return "", "", "" // a new site has no row among those that stand
		}
		return look(r.Site)
	})
	checkRows(d, &d.Candidates, func(r *supply.Candidate) (Rule, string, string) {
		if r.Kind == "new" {
			return "", "", ""
		}
		return look(r.Site)
	})
	checkRows(d, &d.Measures, func(r *indicator.Measure) (Rule, string, string) { return look(r.Site) })
}

// splits finds totals that stand among their parts: rows with and without sex
// or residence for one count, an area and the areas within it, whole years and
// months of births.
func (op *opening) splits() {
	d := op.Dataset
	type cell struct {
		asOf forecast.Date
		area string
		age  forecast.Age
	}
	const plain, bySex, byResidence = 1, 2, 4
	shape := map[cell]int{}
	told := map[string]bool{}
	tell := func(file string, line int, column, value, note string) {
		if k := column + value + note; !told[k] {
			told[k] = true
			d.Faults.Add(Fault{File: file, Row: line, Column: column, Value: value, Rule: MixedSplit, Note: note})
		}
	}
	for i, p := range d.Population.Rows {
		now := plain
		if p.Sex != "" {
			now |= bySex
		}
		if p.Residence != "" {
			now |= byResidence
		}
		c := cell{p.AsOf, p.Area, p.Age}
		if old, ok := shape[c]; ok && old != now {
			tell(d.Population.File, d.Population.Line[i], "sex+residence", p.AsOf.String()+" "+p.Area, "rows that are split and rows that are not")
		}
		shape[c] = now
	}
	for i, p := range d.Population.Rows {
		for _, up := range d.gazetteer.ancestors(p.Area) {
			if _, ok := shape[cell{p.AsOf, up, p.Age}]; ok {
				tell(d.Population.File, d.Population.Line[i], "area_code", p.AsOf.String()+" "+up, "this area is counted and so is an area within it")
			}
		}
	}
	type year struct {
		area string
		year int32
	}
	months := map[year]int{}
	for i, b := range d.Births.Rows {
		now := 1
		if b.Month > 0 {
			now = 2
		}
		y := year{b.Area, b.Year}
		if old, ok := months[y]; ok && old != now {
			tell(d.Births.File, d.Births.Line[i], "month", fmt.Sprint(b.Area, " ", b.Year), "whole years and months")
		}
		months[y] = now
	}
	for i, b := range d.Births.Rows {
		for _, up := range d.gazetteer.ancestors(b.Area) {
			if _, ok := months[year{up, b.Year}]; ok {
				tell(d.Births.File, d.Births.Line[i], "area_code", fmt.Sprint(up, " ", b.Year), "this area is counted and so is an area within it")
			}
		}
	}
}

// unplanned finds counts that no planned area can take: of areas outside all
// polygons, and of wholes that would have to be split.
func (op *opening) unplanned() {
	d := op.Dataset
	told := map[string]bool{}
	look := func(file string, line int, area string) (Rule, string, string) {
		if _, ok := d.plan.of(d.gazetteer, area); ok {
			return "", "", ""
		}
		if d.plan.above[area] {
			if k := file + area; !told[k] {
				told[k] = true
				d.Faults.Add(Fault{File: file, Row: line, Column: "area_code", Value: area, Rule: CoarserThanPlan})
			}
			return "", "", ""
		}
		return Unplanned, "area_code", area
	}
	rejected(d, &d.Population, look, func(p *forecast.Population) string { return p.Area })
	rejected(d, &d.Births, look, func(b *forecast.Birth) string { return b.Area })
	rejected(d, &d.Housing, look, func(h *forecast.Housing) string { return h.Area })
	for _, code := range d.plan.empty {
		d.Faults.Add(Fault{File: d.Boundaries.File, Column: "area_code", Value: code, Rule: NoPopulation})
	}
}

func rejected[R any](d *Dataset, t *Table[R], look func(string, int, string) (Rule, string, string), area func(*R) string) {
	bad := map[int]bool{}
	for i := range t.Rows {
		if r, column, value := look(t.File, t.Line[i], area(&t.Rows[i])); r != "" {
			bad[i] = true
			d.Faults.Add(Fault{File: t.File, Row: t.Line[i], Column: column, Value: value, Rule: r})
		}
	}
	rejectRows(d, t, bad)
}

// homes tells which home areas of the roster count as outside.
func (op *opening) homes() {
	d := op.Dataset
	out := map[string]int{}
	for _, r := range d.Roster.Rows {
		if _, listed := d.gazetteer.areas[r.Home]; !listed && r.Home != "" {
			out[r.Home]++
		}
	}
	for _, home := range slices.Sorted(maps.Keys(out)) {
		d.Faults.Add(Fault{File: d.Roster.File, Column: "home_area", Value: home, Rule: OutsideHome, Note: strconv.Itoa(out[home]) + " rows"})
	}
}

// points looks at the coordinates of sites together: many on one spot, and spots
// far from every area.
func (op *opening) points() {
	d := op.Dataset
	at := map[orb.Point]int{}
	for _, s := range d.Sites.Rows {
		at[orb.Point{s.Lon, s.Lat}]++
	}
	for i, s := range d.Sites.Rows {
		if n := at[orb.Point{s.Lon, s.Lat}]; n >= op.lim.SharedAt {
			d.Faults.Add(Fault{File: d.Sites.File, Row: d.Sites.Line[i], Column: "lon", Rule: SharedPoint,
				Value: fmt.Sprintf("%g %g", s.Lon, s.Lat), Note: fmt.Sprintf("%d sites on this point", n)})
		}
	}
	if d.Polygons.Len() == 0 {
		return
	}
	// A point further from the areas than these are wide is in another city.
	box := d.Polygons.Bound()
	w, h := box.Max[0]-box.Min[0], box.Max[1]-box.Min[1]
	box = orb.Bound{Min: orb.Point{box.Min[0] - w, box.Min[1] - h}, Max: orb.Point{box.Max[0] + w, box.Max[1] + h}}
	far := func(lon, lat float64) (Rule, string, string) {
		if box.Contains(orb.Point{lon, lat}) || lon == 0 && lat == 0 {
			return "", "", ""
		}
		return OutOfBounds, "lon", fmt.Sprintf("%g %g", lon, lat)
	}
	checkRows(d, &d.Sites, func(s *supply.Site) (Rule, string, string) { return far(s.Lon, s.Lat) })
	checkRows(d, &d.Projects, func(p *supply.Project) (Rule, string, string) { return far(p.Lon, p.Lat) })
	checkRows(d, &d.Candidates, func(c *supply.Candidate) (Rule, string, string) { return far(c.Lon, c.Lat) })
}
