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
	Notes   []string
	sites   []campus
	byArea  [][]int // campuses of each area
	rows    []yearRow
	base    map[string]newest      // newest classes, by site
	baseOf  forecast.Year          // newest school year with classes
	attends []float64              // each area's share of the children in kindergarten classes
	means   map[meanKey]float64    // kept while planning only
	given   map[int]forecast.Level // level that an order took its room from, by its position
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
	NoteWorks         = "supply.works"             // works take rooms on a day that is drawn
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
	kinder  int        // running junior to senior classes, before rooms that are spoken for
	kept    [slots]int // rooms that are spoken for, by level; see street
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

// lost is the month by which rooms are gone in every draw.
func (c change) lost() forecast.Month {
	if c.draws == nil {
		return c.promised
	}
	return slices.Max(c.draws)
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
	s.means, s.given = map[meanKey]float64{}, map[int]forecast.Level{}
	problems = append(problems, s.plan(changes)...)
	s.means = nil
	s.note()
	return s, problems
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
	if slices.ContainsFunc(s.Register.Entries, func(e Entry) bool { return e.Rooms < 0 && e.draws != nil }) {
		s.addNote(NoteWorks)
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
