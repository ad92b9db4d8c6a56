package supply

import (
	"math"

	"kindercast/forecast"
)

// plan lays out the rooms of every campus, year by year from the newest classes
// to the last school year asked for, and fills in the caps of the years asked
// for.
func (s *Supply) plan(changes map[string][]change) []Problem {
	var problems []Problem
	s.newest()
	s.attends = s.attendance()
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
				r.kinder, r.kept = s.speak(c, y)
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
	year     forecast.Year
	classes  [slots]int
	enrolled int64 // all levels
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
			b.enrolled += c.Enrolled
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
		switch {
		case ch.rooms >= 0 && ch.promised.First() < next:
			n += ch.rooms
		case ch.rooms < 0 && ch.lost().First() <= start:
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
	share := s.attends[area]
	for _, l := range forecast.Levels {
		here := s.expected(area, y, l)
		if l != forecast.Nursery {
			here = math.Max(here, share*s.expected(everywhere, y, l))
		}
		need[slot(l)] = here
	}
	return need
}

// attendance returns each area's share of the children in kindergarten classes
// in the newest school year; zero where there are no classes.
func (s *Supply) attendance() []float64 {
	out := make([]float64, len(s.Areas))
	at := map[string]int{}
	for _, c := range s.sites {
		at[c.Code] = c.area
	}
	sum := 0.0
	for _, c := range s.Classes {
		if c.SchoolYear == s.baseOf && c.Level != forecast.Nursery {
			out[at[c.Site]] += float64(c.Enrolled)
			sum += float64(c.Enrolled)
		}
	}
	for i := range out {
		if sum > 0 {
			out[i] /= sum
		}
	}
	return out
}

type meanKey struct {
	area  int
	year  forecast.Year
	level forecast.Level
}

// everywhere stands for all areas together.
const everywhere = -1

// expected is the mean demand of an area or of everywhere, worked out once while
// planning. An area without draws expects nobody.
func (s *Supply) expected(area int, y forecast.Year, l forecast.Level) (v float64) {
	k := meanKey{area, y, l}
	if v, ok := s.means[k]; ok {
		return v
	}
	if area == everywhere {
		for a := range s.Areas {
			v += s.expected(a, y, l)
		}
	} else if i := s.Demand.Draws.AreaIndex(s.Areas[area].Code); i >= 0 {
		v = s.Demand.mean(i, y, l)
	}
	if s.means != nil {
		s.means[k] = v
	}
	return v
}
