package supply

import "kindercast/forecast"

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
