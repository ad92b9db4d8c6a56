package supply

import (
	"slices"

	"kindercast/forecast"
)

// Use is the utilisation of one kindergarten campus in the newest school year
// with classes: enrolled over places, with the three numbers beside it.
type Use struct {
	SchoolYear forecast.Year
	Site       string
	Area       string
	Group      string
	Enrolled   int64
	Numbers    Places
	Licensed   int64   // as licensed; 0 where not stated
	Share      float64 // Enrolled / Places; 0 places give 0 and stand as they are
}

// Utilisation returns the use of every campus with classes in the newest school
// year, by code. Places are planned as the classes of that year stand, with
// empty rooms spread evenly; no project is counted.
func (s *Supply) Utilisation() []Use {
	if s.baseOf == 0 {
		return nil
	}
	in := s.Inputs
	in.Years, in.Draws, in.Demand, in.Projects = []forecast.Year{s.baseOf}, 1, nil, nil
	now, _ := New(in) // its problems are those of s
	enrolled := map[string]int64{}
	for _, c := range now.Classes {
		if c.SchoolYear == s.baseOf {
			enrolled[c.Site] += c.Enrolled
		}
	}
	var out []Use
	for _, p := range now.PlacesBySite(s.baseOf) {
		n, ok := enrolled[p.Code]
		if !ok {
			continue
		}
		u := Use{SchoolYear: s.baseOf, Site: p.Code, Area: p.Area, Group: p.Group, Enrolled: n, Numbers: p.Numbers, Licensed: p.LicensedPlaces}
		if p.Numbers.Places > 0 {
			u.Share = float64(n) / p.Numbers.Places
		}
		out = append(out, u)
	}
	return out
}

// UseByGroup adds the campuses of each group: several campuses of one
// institution, or kindergartens of one education group, as the file has it.
func UseByGroup(uses []Use) []Use {
	var out []Use
	for _, u := range uses {
		if u.Group == "" {
			continue
		}
		k := slices.IndexFunc(out, func(o Use) bool { return o.Group == u.Group })
		if k < 0 {
			k = len(out)
			out = append(out, Use{SchoolYear: u.SchoolYear, Group: u.Group})
		}
		out[k].Enrolled += u.Enrolled
		out[k].Licensed += u.Licensed
		out[k].Numbers.add(u.Numbers)
	}
	for i := range out {
		if out[i].Numbers.Places > 0 {
			out[i].Share = float64(out[i].Enrolled) / out[i].Numbers.Places
		}
	}
	return out
}
