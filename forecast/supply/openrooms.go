package supply

import (
	"math"
	"slices"

	"kindercast/forecast"
)

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
