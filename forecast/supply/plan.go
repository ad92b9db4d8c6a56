package supply

import (
	"math"
	"slices"

	"kindercast/forecast"
)

// plan lays out the rooms of every campus, year by year from the newest classes
// to the last school year asked for, and fills in the caps of the years asked
// for.
func (s *Supply) plan(changes map[string][]change) []Problem {
	var problems []Problem
	s.newest()
	for i := range s.sites {
		problems = append(problems, s.lose(i, changes)...)
	}
	s.rows = make([]yearRow, len(s.sites)*len(s.Years))
	if len(s.Years) == 0 {
		return problems
	}
	from := s.Years[0]
	first := Start(s.Reference, s.Years[0])
	for _, c := range s.sites {
		if b, ok := s.base[c.Code]; ok && (c.Closed == 0 || c.Closed > first) {
			from = min(from, b.year)
		}
	}
	const longest = 10 // classes older than this say nothing about a room today
	from = max(from, s.Years[0]-longest)
	last := make([]Rooms, len(s.sites))
	missing := map[string]bool{}
	for y := from; y <= s.Years[len(s.Years)-1]; y++ {
		size, p := s.sizes(y, missing)
		if y >= s.Years[0] { // before, sizes only weigh where rooms are needed
			problems = append(problems, p...)
		} else {
			clear(missing)
		}
		now := s.lay(y, last, changes, size)
		problems = append(problems, s.obey(y, now, changes)...)
		t := s.YearIndex(y)
		for i, c := range s.sites {
			r := s.opened(c, y, len(now[i]), changes[c.Code])
			r.rooms = now[i]
			if t >= 0 {
				r.size = size[c.Provider]
				r.settled = s.settled(c, y)
				r.area, r.stated = AreaPlaces(c.OutdoorArea, c.ActivityArea, c.FloorArea, s.Norms.Areas(y))
				r.count(c.Site, s.NurseryOutside)
				*s.row(i, t) = r
			}
			last[i] = now[i][:r.sure()]
		}
	}
	return problems
}

// running classes of one campus in its newest school year.
type newest struct {
	year    forecast.Year
	classes [slots]int
}

// newest finds the newest classes of every campus and of the district.
func (s *Supply) newest() {
	s.base = map[string]newest{}
	for _, c := range s.Classes {
		b := s.base[c.Site]
		if c.SchoolYear > b.year {
			b = newest{year: c.SchoolYear}
		}
		if c.SchoolYear == b.year {
			b.classes[slot(c.Level)] += int(c.Classes)
		}
		s.base[c.Site] = b
		s.baseOf = max(s.baseOf, c.SchoolYear)
	}
}

// lose drops changes that would leave a campus with fewer than no rooms.
func (s *Supply) lose(i int, changes map[string][]change) (problems []Problem) {
	c := s.sites[i]
	left := int(c.Rooms)
	for _, o := range s.orders {
		if o.site == c.Code && o.rooms < 0 {
			left += o.rooms
		}
	}
	kept := changes[c.Code][:0:0]
	for _, ch := range changes[c.Code] {
		if ch.rooms < 0 && left+ch.rooms < 0 {
			faults{"projects", &problems}.fault(-1, "rooms", ch.rooms, RuleNegativeRooms)
			continue
		}
		left += min(ch.rooms, 0)
		kept = append(kept, ch)
	}
	changes[c.Code] = kept
	return problems
}

// sizes returns the class sizes of year y by provider. A level without a norm in
// force has no places; it is reported once.
func (s *Supply) sizes(y forecast.Year, missing map[string]bool) (map[string][slots]float64, []Problem) {
	var problems []Problem
	out := map[string][slots]float64{}
	for _, p := range Providers {
		var size [slots]float64
		for l := forecast.Nursery; l <= forecast.Mixed; l++ {
			v, ok := s.Norms.ClassSize(l, p, y)
			if !ok && !missing[l.String()] {
				missing[l.String()] = true
				faults{"norms", &problems}.fault(-1, keyClassSize+l.String(), y, RuleNoNorm)
			}
			size[slot(l)] = v
			if !ok {
				size[slot(l)] = 0
			}
		}
		out[p] = size
	}
	return out, problems
}

// standing counts the rooms of a campus that stand at some time of the school
// year, or are promised for it: the rooms of number A.
func (s *Supply) standing(c campus, y forecast.Year, changes []change) int {
	start, next := Start(s.Reference, y), Start(s.Reference, y+1)
	if c.Closed != 0 && c.Closed <= start || !c.project && c.Opened >= next {
		return 0
	}
	n := int(c.Rooms) + s.ordered(c.Code, y)
	for _, ch := range changes {
		by := next - 1
		if ch.rooms < 0 {
			by = start
		}
		if ch.promised.First() <= by {
			n += ch.rooms
		}
	}
	return n
}

// lay plans the rooms of all campuses in year y from those of the year before.
func (s *Supply) lay(y forecast.Year, last []Rooms, changes map[string][]change, size map[string][slots]float64) []Rooms {
	now := make([]Rooms, len(s.sites))
	nursery, _ := s.Norms.Value(KeyNurseryNew, y)
	for a, campuses := range s.byArea {
		var free []vacancy
		for _, i := range campuses {
			c := s.sites[i]
			total := s.standing(c, y, changes[c.Code])
			b, known := s.base[c.Code]
			switch {
			case known && y <= b.year:
				now[i] = lay(b.classes, total)
			case len(last[i]) > 0:
				now[i] = running(last[i].Count(len(last[i])), total)
			case c.project:
				for range min(int(nursery), total) {
					now[i] = append(now[i], forecast.Nursery)
				}
			}
			if !known && !c.project && total > 0 {
				s.addNote(map[bool]string{true: NoteRoomsByNeed, false: NoteRoomsEven}[s.Demand != nil])
			}
			sz := size[c.Provider]
			sure := s.opened(c, y, total, changes[c.Code])
			free = append(free, vacancy{&now[i], sure.sure(), total, func(l forecast.Level) float64 { return sz[slot(l)] }})
		}
		fill(free, s.need(a, y))
	}
	return now
}

// need is the children an area plans rooms for, by level: the larger of those
// who live there and, for junior to senior, the area's present share of the
// district's kindergarten children times the district's.
func (s *Supply) need(area int, y forecast.Year) (need [4]float64) {
	if s.Demand == nil {
		return need
	}
	share := s.attendance(area)
	for _, l := range forecast.Levels {
		here := s.expected(area, y, l)
		if l != forecast.Nursery {
			here = math.Max(here, share*s.expected(everywhere, y, l))
		}
		need[slot(l)] = here
	}
	return need
}

// attendance is the area's share of the children in kindergarten classes in the
// newest school year; zero where there are no classes.
func (s *Supply) attendance(area int) float64 {
	if s.attends == nil {
		s.attends = make([]float64, len(s.Areas))
		at := map[string]int{}
		for _, c := range s.sites {
			at[c.Code] = c.area
		}
		sum := 0.0
		for _, c := range s.Classes {
			if c.SchoolYear == s.baseOf && c.Level != forecast.Nursery {
				s.attends[at[c.Site]] += float64(c.Enrolled)
				sum += float64(c.Enrolled)
			}
		}
		for i := range s.attends {
			if sum > 0 {
				s.attends[i] /= sum
			}
		}
	}
	return s.attends[area]
}

type meanKey struct {
	area  int
	year  forecast.Year
	level forecast.Level
}

// everywhere stands for all areas together.
const everywhere = -1

// expected is the mean demand of an area or of everywhere, worked out once. An
// area without draws expects nobody.
func (s *Supply) expected(area int, y forecast.Year, l forecast.Level) (v float64) {
	k := meanKey{area, y, l}
	if v, ok := s.means[k]; ok {
		return v
	}
	if s.means == nil {
		s.means = map[meanKey]float64{}
	}
	if area == everywhere {
		for a := range s.Areas {
			v += s.expected(a, y, l)
		}
	} else if i := s.Demand.Draws.AreaIndex(s.Areas[area].Code); i >= 0 {
		v = s.Demand.mean(i, y, l)
	}
	s.means[k] = v
	return v
}

// opened counts the rooms of a campus that are open on the first day of school
// year y, in every draw; rooms is how many stand or are promised.
func (s *Supply) opened(c campus, y forecast.Year, rooms int, changes []change) (r yearRow) {
	start := Start(s.Reference, y)
	if rooms == 0 || !c.project && !openOn(c.Opened, c.Closed, start) || c.Closed != 0 && c.Closed <= start {
		return r
	}
	r.fixed = int(c.Rooms) + s.ordered(c.Code, y)
	random := false
	for _, ch := range changes {
		if ch.draws != nil {
			random = random || slices.ContainsFunc(ch.draws, func(m forecast.Month) bool { return m.First() <= start })
		} else if ch.promised.First() <= start {
			r.fixed += ch.rooms
		}
	}
	if random {
		r.open = make([]int32, s.Draws)
		for d := range r.open {
			n := r.fixed
			for _, ch := range changes {
				if ch.draws != nil && ch.draws[d].First() <= start {
					n += ch.rooms
				}
			}
			r.open[d] = int32(n)
		}
	}
	return r
}

// settled reports whether a nursery class of the campus is more than a plan.
func (s *Supply) settled(c campus, y forecast.Year) bool {
	asked, _ := s.Norms.Value(KeyNurseryNew, y) // no norm asks for none
	return c.project && asked >= 1 || s.base[c.Code].classes[slot(forecast.Nursery)] > 0 ||
		slices.ContainsFunc(s.orders, func(o order) bool { return o.site == c.Code && o.to == forecast.Nursery && o.from <= y })
}

// sure is how many rooms are open in every draw.
func (r *yearRow) sure() int {
	if r.open == nil {
		return r.fixed
	}
	return int(slices.Min(r.open))
}

// count works out the three numbers for every number of rooms that may be open.
// The licence covers the rooms of the list of sites; rooms that projects add come
// with a licence of their own. The areas are those of the list: an extension
// that adds floor but no playground gives no places beyond them until the list
// says so.
func (r *yearRow) count(c Site, nurseryOutside bool) {
	r.head = make([]caps, len(r.rooms)+1)
	for k := range r.rooms {
		h := r.head[k]
		z := r.size[slot(r.rooms[k])]
		h.level[slot(r.rooms[k])] += z
		h.rooms += z
		if c.LicensedPlaces > 0 && k < int(c.Rooms) {
			h.rooms = math.Min(h.rooms, float64(c.LicensedPlaces))
		}
		bounded := r.area
		if nurseryOutside {
			bounded += h.level[slot(forecast.Nursery)]
		}
		h.total = math.Min(h.rooms, bounded)
		r.head[k+1] = h
	}
}
