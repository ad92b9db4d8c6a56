package main

import (
	"slices"
	"strings"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// only is the district cut down to the areas that a pattern names: a code, a
// name, the code of the area above, or the beginning of codes with a star. What
// lies across the border, children and kindergartens, is left out.
func (d *district) only(patterns []string) (*district, error) {
	if len(patterns) == 0 {
		return d, nil
	}
	in := map[string]bool{}
	for _, p := range patterns {
		begins, star := strings.CutSuffix(p, "*")
		found := false
		for _, a := range d.obs.Areas {
			if a.Code == p || a.Name == p || a.Parent == p || star && begins != "" && strings.HasPrefix(a.Code, begins) {
				in[a.Code], found = true, true
			}
		}
		if !found {
			return nil, usage("--areas %q：没有这样的区域 / no planned area has this code, name, parent or beginning", p)
		}
	}
	c, o := *d, *d.obs
	c.obs = &o
	o.Areas = where(o.Areas, func(a forecast.Area) bool { return in[a.Code] })
	o.Population = where(o.Population, func(p forecast.Population) bool { return in[p.Area] })
	o.Births = where(o.Births, func(b forecast.Birth) bool { return in[b.Area] })
	o.Housing = where(o.Housing, func(h forecast.Housing) bool { return in[h.Area] })
	c.sites = where(d.sites, func(s supply.Site) bool { return in[s.Area] })
	stands := map[string]bool{}
	for _, s := range c.sites {
		stands[s.Code] = true
	}
	o.Roster = where(o.Roster, func(r forecast.Roster) bool { return stands[r.Site] })
	c.classes = where(d.classes, func(r supply.Class) bool { return stands[r.Site] })
	c.projects = where(d.projects, func(p supply.Project) bool { return in[p.Area] || stands[p.Site] })
	c.candidates = where(d.candidates, func(p supply.Candidate) bool { return in[p.Area] || stands[p.Site] })
	c.measures = where(d.measures, func(m indicator.Measure) bool { return in[m.Area] || stands[m.Site] })
	c.points = where(d.points, func(p geo.DemandPoint) bool { return in[p.Area] })
	if d.shapes() {
		c.polygons = geo.NewAreas(where(d.polygons.All(), func(a geo.Area) bool { return in[a.Code] }))
	}
	return &c, nil
}

// where are the rows that are wanted, in their order.
func where[R any](rows []R, wanted func(R) bool) []R {
	return slices.DeleteFunc(slices.Clone(rows), func(r R) bool { return !wanted(r) })
}
