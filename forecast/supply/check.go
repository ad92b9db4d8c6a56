package supply

import (
	"fmt"
	"slices"
	"strings"

	"kindercast/forecast"
)

// Providers are the keys of who runs a kindergarten.
var Providers = []string{"public", "private_affordable", "private"}

// Inputs are all that places are worked out from. Slices are not modified.
type Inputs struct {
	Areas     []forecast.Area // the planned areas
	Sites     []Site
	Classes   []Class
	Projects  []Project
	Norms     *Norms
	Reference forecast.MonthDay
	AsOf      forecast.Date   // day of knowledge: project reports dated later are not seen
	Years     []forecast.Year // school years to plan, rising
	Draws     int             // draws of the opening dates; at least 1
	Seed      uint64
	// Demand steers which level a free room is planned for, and may be nil:
	// free rooms are then spread evenly over junior, middle and senior.
	Demand *Demand
	// Population, where given, catches classes with more children than exist.
	Population []forecast.Population
	// NurseryOutside leaves nursery children out of the areas per child (place
	// number B), as some bureaus read the rule. By default they count.
	NurseryOutside bool

	orders []order // of a what-if, see Apply
}

// campus is a site whose row is in order, with the area it stands in.
type campus struct {
	Site
	row      int // of Sites; -1 for a site that exists only as a project
	area     int
	project  bool
	promised forecast.Month // of the project
}

func checkSites(in Inputs) ([]campus, []Problem) {
	var problems []Problem
	f := faults{"sites", &problems}
	area := map[string]int{}
	for i, a := range in.Areas {
		area[a.Code] = i
	}
	seen := map[string]bool{}
	var out []campus
	for row, s := range in.Sites {
		before := len(problems)
		if seen[s.Code] {
			f.fault(row, "site_code", s.Code, RuleDuplicateSite)
		}
		if s.Rooms < 0 {
			f.fault(row, "rooms", s.Rooms, RuleNegativeRooms)
		}
		for _, m := range []struct {
			col string
			v   float64
		}{{"floor_area", s.FloorArea}, {"activity_area", s.ActivityArea}, {"outdoor_area", s.OutdoorArea}, {"licensed_places", float64(s.LicensedPlaces)}} {
			if !(m.v >= 0) {
				f.fault(row, m.col, m.v, RuleNegativeArea)
			}
		}
		if s.Opened != 0 && s.Closed != 0 && s.Closed <= s.Opened {
			f.fault(row, "closed", s.Closed, RuleClosedBefore)
		}
		if !slices.Contains(Providers, s.Provider) {
			f.fault(row, "provider", s.Provider, RuleUnknownProvider)
		}
		k, ok := area[s.Area]
		if !ok {
			f.fault(row, "area_code", s.Area, RuleUnknownArea)
		}
		if len(problems) > before {
			continue
		}
		if s.Rooms == 0 && s.Closed == 0 {
			f.warn(row, "rooms", s.Rooms, RuleNoRooms)
		}
		seen[s.Code] = true
		out = append(out, campus{Site: s, row: row, area: k})
	}
	slices.SortFunc(out, func(a, b campus) int { return strings.Compare(a.Code, b.Code) })
	return out, problems
}

type classKey struct {
	year  forecast.Year
	site  string
	level forecast.Level
}

func checkClasses(in Inputs, sites []campus) ([]Class, []Problem) {
	var problems []Problem
	f := faults{"classes", &problems}
	site := map[string]*campus{}
	for i := range sites {
		site[sites[i].Code] = &sites[i]
	}
	live := residents(in.Population)
	seen := map[classKey]bool{}
	total := map[classKey]int64{}
	rooms := map[classKey]int64{}
	var out []Class
	for row, c := range in.Classes {
		before := len(problems)
		key := classKey{c.SchoolYear, c.Site, c.Level}
		if c.Level < forecast.Nursery || c.Level > forecast.Mixed {
			f.fault(row, "level", c.Level, RuleUnknownLevel)
			continue
		}
		if seen[key] {
			f.fault(row, "level", c.Level, RuleDuplicateClass)
		}
		if c.Classes < 0 {
			f.fault(row, "classes", c.Classes, RuleNegativeClass)
		}
		if c.Enrolled < 0 {
			f.fault(row, "enrolled", c.Enrolled, RuleNegativeClass)
		}
		if c.Classes == 0 && c.Enrolled > 0 {
			f.fault(row, "enrolled", c.Enrolled, RuleChildrenNoClass)
		}
		s, ok := site[c.Site]
		if !ok {
			f.fault(row, "site_code", c.Site, RuleUnknownSite)
		}
		exist, counted := live[classKey{year: c.SchoolYear, level: c.Level}]
		if counted && c.Enrolled > exist {
			f.fault(row, "enrolled", c.Enrolled, RuleMoreThanExist)
		}
		if len(problems) > before {
			continue
		}
		seen[key] = true
		if !openOn(s.Opened, s.Closed, Start(in.Reference, c.SchoolYear)) && c.Enrolled > 0 {
			f.warn(row, "school_year", c.SchoolYear, RuleClassesClosed)
		}
		if all := (classKey{year: c.SchoolYear, level: c.Level}); counted {
			if total[all] <= exist && total[all]+c.Enrolled > exist {
				f.warn(row, "enrolled", fmt.Sprintf("%d of %d", total[all]+c.Enrolled, exist), RuleMoreThanExist)
			}
			total[all] += c.Enrolled
		}
		at := classKey{year: c.SchoolYear, site: c.Site}
		if rooms[at] <= s.Rooms && rooms[at]+c.Classes > s.Rooms && s.Rooms > 0 {
			f.warn(row, "classes", rooms[at]+c.Classes, RuleClassesOverRooms)
		}
		rooms[at] += c.Classes
		out = append(out, c)
	}
	return out, problems
}

// residents counts children by school year and level; Mixed is ages 3 to 5.
func residents(population []forecast.Population) map[classKey]int64 {
	n := map[classKey]int64{}
	for _, p := range population {
		l, ok := forecast.LevelOf(p.Age)
		if !ok {
			continue
		}
		n[classKey{year: p.AsOf.SchoolYear(), level: l}] += p.Persons
		if l != forecast.Nursery {
			n[classKey{year: p.AsOf.SchoolYear(), level: forecast.Mixed}] += p.Persons
		}
	}
	return n
}
