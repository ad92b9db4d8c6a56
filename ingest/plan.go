package ingest

import (
	"cmp"
	"maps"
	"slices"

	"kindercast/forecast"
)

// plan is the level that is planned for: the areas with a polygon, where there
// are boundaries, else the areas of the population that lie in no other.
type plan struct {
	areas map[string]bool
	above map[string]bool // areas that hold planned areas
	empty []string        // areas with a polygon and without people
}

func (d *Dataset) newPlan() *plan {
	p := &plan{areas: map[string]bool{}, above: map[string]bool{}}
	counted := map[string]bool{}
	for _, r := range d.Population.Rows {
		counted[r.Area] = true
	}
	drawn := map[string]bool{}
	for _, a := range d.Polygons.All() {
		drawn[a.Code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(counted)) {
		if len(drawn) == 0 {
			p.areas[code] = true
		} else if up, ok := d.gazetteer.within(code, drawn); ok {
			p.areas[up] = true
		}
	}
	if len(drawn) == 0 {
		p.tops(d.gazetteer)
	}
	for _, code := range slices.Sorted(maps.Keys(drawn)) {
		if !p.areas[code] {
			p.empty = append(p.empty, code)
		}
	}
	// People of a whole whose parts are drawn must not pass as unplanned.
	for _, set := range []map[string]bool{p.areas, drawn} {
		for code := range set {
			for _, up := range d.gazetteer.ancestors(code) {
				p.above[up] = true
			}
		}
	}
	return p
}

// tops leaves the areas that lie in no other of the plan.
func (p *plan) tops(g *gazetteer) {
	all := maps.Clone(p.areas)
	maps.DeleteFunc(p.areas, func(code string, _ bool) bool {
		_, inner := g.within(g.parent(code), all)
		return inner
	})
}

// of returns the planned area that is code or holds it.
func (p *plan) of(g *gazetteer, code string) (string, bool) {
	if code == "" {
		return "", false
	}
	return g.within(code, p.areas)
}

// Planned returns the areas that are planned for, sorted by code.
func (d *Dataset) Planned() []forecast.Area { return d.gazetteer.sorted(d.plan.areas) }

// PlannedArea returns the planned area that is code or holds it; ok is false for
// areas outside the plan.
func (d *Dataset) PlannedArea(code string) (planned string, ok bool) {
	return d.plan.of(d.gazetteer, code)
}

// Leaf is an area in which children were counted, and the planned area that
// takes it in. Children are those aged 0 to 5 on the newest day of the
// population: the weights of demand within a planned area.
type Leaf struct {
	Area     forecast.Area
	Planned  string
	AsOf     forecast.Date
	Children [6]int64 // by age
}

// Leaves returns the areas of the newest population, sorted by code.
func (d *Dataset) Leaves() []Leaf {
	var newest forecast.Date
	for _, p := range d.Population.Rows {
		newest = max(newest, p.AsOf)
	}
	byArea := map[string]*Leaf{}
	for _, p := range d.Population.Rows {
		planned, ok := d.PlannedArea(p.Area)
		if p.AsOf != newest || !ok {
			continue
		}
		l := byArea[p.Area]
		if l == nil {
			l = &Leaf{Area: d.gazetteer.areas[p.Area], Planned: planned, AsOf: newest}
			byArea[p.Area] = l
		}
		if int(p.Age) < len(l.Children) {
			l.Children[p.Age] += p.Persons
		}
	}
	out := make([]Leaf, 0, len(byArea))
	for _, code := range slices.Sorted(maps.Keys(byArea)) {
		out = append(out, *byArea[code])
	}
	return out
}

// Observed returns what is known about the children and homes of the planned
// areas: counts of the areas within them are added up. It panics on a dataset
// that is Refused.
func (d *Dataset) Observed() *forecast.Observed {
	if d.Refused() {
		panic("ingest: Observed of a refused dataset")
	}
	o := &forecast.Observed{Reference: d.Reference, Areas: d.Planned(), SiteArea: map[string]string{}}
	sums := map[forecast.Population]int64{}
	for _, p := range d.Population.Rows {
		if area, ok := d.PlannedArea(p.Area); ok {
			n := p.Persons
			p.Area, p.Persons = area, 0
			sums[p] += n
		}
	}
	for p, n := range sums {
		p.Persons = n
		o.Population = append(o.Population, p)
	}
	slices.SortFunc(o.Population, byAreaAndDate)
	o.Births = d.births()
	for _, h := range d.Housing.Rows {
		if area, ok := d.PlannedArea(h.Area); ok {
			h.Area = area
			o.Housing = append(o.Housing, h)
		}
	}
	slices.SortFunc(o.Housing, func(a, b forecast.Housing) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Handover, b.Handover), cmp.Compare(a.Estate, b.Estate), cmp.Compare(a.Tenure, b.Tenure))
	})
	o.Roster = d.roster()
	for _, s := range d.Sites.Rows {
		if area, ok := d.PlannedArea(s.Area); ok {
			o.SiteArea[s.Code] = area
		}
	}
	return o
}

// births adds births up to planned areas. Where counts came in vintages, a sum
// exists for each vintage by which every part was known, and takes the newest
// count of each part known by then.
func (d *Dataset) births() []forecast.Birth {
	type key struct {
		area        string
		year, month int32
	}
	parts := map[key]map[string][]forecast.Birth{}
	for _, b := range d.Births.Rows {
		area, ok := d.PlannedArea(b.Area)
		if !ok {
			continue
		}
		k := key{area, b.Year, b.Month}
		if parts[k] == nil {
			parts[k] = map[string][]forecast.Birth{}
		}
		parts[k][b.Area] = append(parts[k][b.Area], b)
	}
	var out []forecast.Birth
	for k, byArea := range parts {
		vintages := map[forecast.Date]bool{}
		for _, list := range byArea {
			for _, b := range list {
				vintages[b.Known] = true
			}
		}
	vintage:
		for _, known := range slices.Sorted(maps.Keys(vintages)) {
			sum := forecast.Birth{Area: k.area, Year: k.year, Month: k.month, Known: known}
			for _, list := range byArea {
				best := -1
				for i, b := range list {
					if b.Known <= known && (best < 0 || b.Known > list[best].Known) {
						best = i
					}
				}
				if best < 0 {
					continue vintage
				}
				sum.Births += list[best].Births
			}
			out = append(out, sum)
		}
	}
	slices.SortFunc(out, func(a, b forecast.Birth) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Known, b.Known))
	})
	return out
}

// roster moves homes up to planned areas; homes outside the plan keep their
// name.
func (d *Dataset) roster() []forecast.Roster {
	sums := map[forecast.Roster]int64{}
	for _, r := range d.Roster.Rows {
		if area, ok := d.PlannedArea(r.Home); ok {
			r.Home = area
		}
		n := r.Enrolled
		r.Enrolled = 0
		sums[r] += n
	}
	out := make([]forecast.Roster, 0, len(sums))
	for r, n := range sums {
		r.Enrolled = n
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b forecast.Roster) int {
		return cmp.Or(cmp.Compare(a.Home, b.Home), cmp.Compare(a.SchoolYear, b.SchoolYear), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Level, b.Level))
	})
	return out
}
