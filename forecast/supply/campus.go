package supply

import (
	"slices"

	"kindercast/forecast"
)

// Campuses returns the sites in the order of the positions that Open takes:
// those listed and those that are known from projects only, by code.
func (s *Supply) Campuses() []Site {
	out := make([]Site, len(s.sites))
	for i, c := range s.sites {
		out[i] = c.Site
	}
	return out
}

// AreaOf returns the position among Areas of the area that a campus stands in.
func (s *Supply) AreaOf(site int) int { return s.sites[site].area }

// Open is one campus in one draw of one school year.
type Open struct {
	Rooms  [len(forecast.Levels) + 1]int     // open, by planned level: nursery to mixed
	Level  [len(forecast.Levels) + 1]float64 // their places by level
	Places float64                           // of all levels, under licence and areas
}

// Open returns the campus at position site in school year y and draw. The zero
// Open is a campus without an open room. It panics on a year not planned.
func (s *Supply) Open(site int, y forecast.Year, draw int) Open {
	r := s.row(site, s.YearIndex(y))
	h := r.at(draw % s.Draws)
	k := r.fixed
	if r.open != nil {
		k = int(r.open[draw%s.Draws])
	}
	return Open{r.rooms.Count(k), h.level, h.total}
}

// Varies reports whether the campus differs between draws in school year y.
func (s *Supply) Varies(site int, y forecast.Year) bool {
	return s.row(site, s.YearIndex(y)).open != nil
}

// AreaLimit returns number B of a campus, and false where it states no area.
func (s *Supply) AreaLimit(site int, y forecast.Year) (float64, bool) {
	r := s.row(site, s.YearIndex(y))
	return r.area, r.stated
}

// NurserySettled reports whether the campus will run a nursery class as soon as
// it has a nursery room: it runs one in the newest school year, is ordered to, or
// is new and must. Elsewhere a nursery room is a free room planned by need, which
// somebody has yet to open.
func (s *Supply) NurserySettled(site int, y forecast.Year) bool {
	return s.row(site, s.YearIndex(y)).settled
}

// Newest returns the newest school year that has classes, 0 where there are none.
func (s *Supply) Newest() forecast.Year { return s.baseOf }

// Only returns the supply of one school year alone.
func (s *Supply) Only(y forecast.Year) *Supply {
	t := s.YearIndex(y)
	c := *s
	c.Years = []forecast.Year{y}
	c.rows = s.rows[t*len(s.sites) : (t+1)*len(s.sites)]
	return &c
}

// Convert returns a copy in which one room of the campus is planned for another
// level in school year y: of the rooms planned for from the last that is open in
// every draw, or else the last that is promised. It is false where there is no
// such room.
func (s *Supply) Convert(site int, y forecast.Year, from, to forecast.Level) (*Supply, bool) {
	t := s.YearIndex(y)
	old := s.row(site, t)
	k := old.rooms.last(old.sure(), func(l forecast.Level) bool { return l == from })
	if k < 0 || from == to {
		return nil, false
	}
	c := *s
	c.rows = slices.Clone(s.rows)
	r := *old
	r.rooms = slices.Clone(old.rooms)
	r.rooms[k] = to
	r.settled = r.settled || to == forecast.Nursery
	r.give(from)
	r.kept[slot(to)] += speaks(to)
	r.count(s.sites[site].Site, s.NurseryOutside)
	c.rows[t*len(s.sites)+site] = r
	return &c, true
}
