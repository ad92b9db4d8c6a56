package supply

import (
	"slices"
	"strings"

	"kindercast/forecast"
)

// Supply is the places of every campus, area, level and school year, with the
// openings still to come drawn. It is not modified after New.
type Supply struct {
	Inputs
	Register *Register
	// Notes are keys for what had to be assumed: NoteRoomsByNeed, NoteRoomsEven …
	Notes  []string
	sites  []campus
	byArea [][]int // campuses of each area
	rows   []yearRow
	base   map[string]newest // newest classes, by site
	baseOf forecast.Year     // newest school year with classes
	// kept while planning
	attends []float64
	means   map[meanKey]float64
}

// Notes that a Supply may carry.
const (
	NoteRoomsByNeed   = "supply.rooms_by_need"     // campuses without classes: rooms planned by the area's need
	NoteRoomsEven     = "supply.rooms_even"        // no classes and no demand: rooms spread evenly
	NoteAreaNotStated = "supply.area_not_stated"   // campuses without areas: number B does not bind there
	NoteLicence       = "supply.licence_binds"     // licensed places below rooms x norm somewhere
	NoteSlipPrior     = "supply.slip_prior_only"   // no project history: slip is the prior
	NoteNewProvider   = "supply.new_sites_public"  // planned kindergartens are taken as public
	NotePartial       = "supply.uptake_below_half" // fewer than half of an age attend: supply is partial
)

// yearRow is one campus in one school year.
type yearRow struct {
	rooms  Rooms
	head   []caps  // caps with the first k rooms open, k = 0 … len(rooms)
	open   []int32 // rooms open, by draw; nil where it is the same in all draws
	fixed  int     // rooms open where it is the same in all draws
	area   float64 // number B, +Inf where no area is stated
	stated bool
	size   [slots]float64 // class size by level
	// settled: nursery rooms here are more than free rooms planned by need; a
	// class runs now, is ordered, or is asked of a new kindergarten.
	settled bool
}

// caps are the places of some rooms by level, and all levels together under the
// licence and the areas.
type caps struct {
	level [slots]float64
	rooms float64 // sum of level, under the licence: A of these rooms
	total float64 // also under the areas
}

func (r *yearRow) at(s int) *caps {
	if r.open == nil {
		return &r.head[r.fixed]
	}
	return &r.head[r.open[s]]
}

// change is rooms that a project adds or takes away.
type change struct {
	rooms    int
	promised forecast.Month
	draws    []forecast.Month // nil: on the promised month in every draw
}

// New plans the rooms of every campus and draws the openings of every project.
// Rows with faults are left out and reported; the rest stands.
func New(in Inputs) (*Supply, []Problem) {
	in.Draws = max(in.Draws, 1)
	s := &Supply{Inputs: in}
	var p []Problem
	s.sites, p = checkSites(in)
	problems := p
	s.Register, p = NewRegister(in.Projects, in.AsOf, in.Reference, in.Draws, in.Seed)
	problems = append(problems, p...)
	changes, p := s.link()
	problems = append(problems, p...)
	slices.SortFunc(s.sites, func(a, b campus) int { return strings.Compare(a.Code, b.Code) })
	s.Classes, p = checkClasses(in, s.sites)
	problems = append(problems, p...)
	s.byArea = make([][]int, len(in.Areas))
	for i, c := range s.sites {
		s.byArea[c.area] = append(s.byArea[c.area], i)
	}
	problems = append(problems, s.plan(changes)...)
	s.note()
	return s, problems
}

// link ties projects to their sites. A new kindergarten whose site is listed
// opens when its draws say so, with the rooms the list gives; one that is not
// listed becomes a campus of its own, taken as public, under its site code or
// project code. What the register calls opened stands in the list of sites
// already.
func (s *Supply) link() (map[string][]change, []Problem) {
	var problems []Problem
	f := faults{"projects", &problems}
	site, area := map[string]int{}, map[string]int{}
	for i, c := range s.sites {
		site[c.Code] = i
	}
	for i, a := range s.Areas {
		area[a.Code] = i
	}
	last := map[string]int{}
	for row, p := range s.Projects {
		if p.Reported <= s.AsOf {
			last[p.Code] = row
		}
	}
	changes := map[string][]change{}
	for i := range s.Register.Entries {
		e := &s.Register.Entries[i]
		if e.Stage == Cancelled {
			continue
		}
		k, listed := site[e.Site]
		listed = listed && e.Site != ""
		if listed && e.Area == "" {
			e.Area = s.sites[k].Area
		}
		if e.Kind != "new" {
			if !listed {
				f.fault(last[e.Code], "site_code", e.Site, RuleUnknownSite)
				continue
			}
			if e.Stage == Opened {
				continue
			}
			n := int(e.Rooms)
			if e.Kind == "close" && n == 0 {
				n = -int(s.sites[k].Rooms)
			}
			changes[e.Site] = append(changes[e.Site], change{n, e.Promised, e.draws})
			continue
		}
		if listed {
			c := &s.sites[k]
			if e.Stage == Opened || c.Opened != 0 && c.Opened <= s.AsOf {
				continue
			}
			n := int(c.Rooms)
			if n == 0 {
				n = int(e.Rooms)
			}
			c.project, c.Rooms = true, 0
			changes[c.Code] = append(changes[c.Code], change{n, e.Promised, e.draws})
			continue
		}
		at, ok := area[e.Area]
		if !ok {
			f.fault(last[e.Code], "area_code", e.Area, RuleUnknownArea)
			continue
		}
		code := e.Site
		if code == "" {
			code = e.Code
		}
		c := campus{Site: Site{Code: code, Name: code, Area: e.Area, Lon: e.Lon, Lat: e.Lat, Provider: Providers[0]}, row: -1, area: at, project: true}
		if e.Stage == Opened {
			f.warn(last[e.Code], "site_code", e.Site, RuleOpenedNoSite)
			c.Rooms, c.Opened, c.project = e.Rooms, e.Promised.First(), false
		} else {
			changes[code] = append(changes[code], change{int(e.Rooms), e.Promised, e.draws})
		}
		if k, twice := site[code]; twice && s.sites[k].Code == code { // two projects of one new site
			continue
		}
		site[code] = len(s.sites)
		s.sites = append(s.sites, c)
		s.addNote(NoteNewProvider)
	}
	return changes, problems
}

func (s *Supply) addNote(n string) {
	if !slices.Contains(s.Notes, n) {
		s.Notes = append(s.Notes, n)
	}
}

func (s *Supply) note() {
	for i := range s.rows {
		r := &s.rows[i]
		if len(r.rooms) == 0 {
			continue
		}
		if !r.stated {
			s.addNote(NoteAreaNotStated)
		}
		all := r.head[len(r.rooms)]
		sum := 0.0
		for _, v := range all.level {
			sum += v
		}
		if all.rooms < sum {
			s.addNote(NoteLicence)
		}
	}
	taught, drawn := 0, false
	for _, sl := range s.Register.Slips {
		taught += sl.Projects
		drawn = true
	}
	if drawn && taught == 0 {
		s.addNote(NoteSlipPrior)
	}
	if s.Demand != nil {
		for _, l := range forecast.Levels[1:] {
			if s.Demand.Uptake.Of(l) < .5 {
				s.addNote(NotePartial)
			}
		}
	}
	slices.Sort(s.Notes)
}

// row returns the campus at position site in the year at position year.
func (s *Supply) row(site, year int) *yearRow { return &s.rows[year*len(s.sites)+site] }

// YearIndex returns the position of a school year, or -1.
func (s *Supply) YearIndex(y forecast.Year) int { return slices.Index(s.Years, y) }

// numbers returns the three numbers of a campus by level, nursery to senior, and
// of all levels together.
func (s *Supply) numbers(site, year int) (level [4]Places, all Places) {
	r := s.row(site, year)
	top := r.head[len(r.rooms)]
	a := spread(share(top.rooms, top.level))
	var b [4]float64
	all = Places{Rooms: top.rooms, Area: top.rooms, Campuses: 1}
	if r.stated {
		all.Area, all.AreaStated = r.area, 1
		if s.NurseryOutside {
			all.Area += top.level[slot(forecast.Nursery)]
		}
		b = spread(share(all.Area, top.level))
	} else {
		b = a
	}
	var c, p [4]float64
	n := 1
	if r.open != nil {
		n = len(r.open)
	}
	count := make([]int, len(r.head)) // draws with k rooms open
	for d := range n {
		if r.open == nil {
			count[r.fixed]++
		} else {
			count[r.open[d]]++
		}
	}
	for k, times := range count {
		if times == 0 {
			continue
		}
		w := float64(times) / float64(n)
		h := r.head[k]
		open, least := spread(share(h.rooms, h.level)), spread(share(h.total, h.level))
		for i := range c {
			c[i] += w * open[i]
			p[i] += w * least[i]
		}
		all.Open += w * h.rooms
		all.Places += w * h.total
	}
	for i := range level {
		level[i] = Places{Rooms: a[i], Area: b[i], Open: c[i], Places: p[i], AreaStated: all.AreaStated, Campuses: 1}
	}
	return level, all
}

// SitePlaces is one campus in one school year as sites.csv prints it.
type SitePlaces struct {
	Site
	SchoolYear forecast.Year
	Planned    bool // not open yet: known from a project only
	RoomsOpen  float64
	RoomsBy    [slots]int // rooms planned, nursery to mixed
	Numbers    Places
	Level      [4]Places // nursery to senior; mixed rooms in equal parts
	Enrolled   int64     // of the newest school year with classes; all levels
}

// PlacesBySite returns the campuses that stand or are promised in school year y,
// by code; it is empty for a year that was not planned.
func (s *Supply) PlacesBySite(y forecast.Year) (out []SitePlaces) {
	t := s.YearIndex(y)
	if t < 0 {
		return nil
	}
	enrolled := map[string]int64{}
	for _, c := range s.Classes {
		if c.SchoolYear == s.baseOf {
			enrolled[c.Site] += c.Enrolled
		}
	}
	for i, c := range s.sites {
		r := s.row(i, t)
		if len(r.rooms) == 0 {
			continue
		}
		p := SitePlaces{Site: c.Site, SchoolYear: y, Planned: c.project, RoomsBy: r.rooms.Count(len(r.rooms)), Enrolled: enrolled[c.Code]}
		p.Level, p.Numbers = s.numbers(i, t)
		for d := range s.Draws {
			if r.open == nil {
				p.RoomsOpen = float64(r.fixed)
				break
			}
			p.RoomsOpen += float64(r.open[d]) / float64(s.Draws)
		}
		if c.project { // the list's zero stands for rooms that are still a promise
			p.Rooms = int64(len(r.rooms))
		}
		out = append(out, p)
	}
	return out
}
