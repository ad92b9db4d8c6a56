package supply

import (
	"slices"

	"kindercast/forecast"
)

// speak returns the rooms of a campus in school year y that no draw may lay out
// anew: kinder junior to senior classes run now, and after them come the rooms
// kept for a level. Mixed and nursery classes stay; a new kindergarten keeps as
// many nursery rooms as the norm asks; a room that a what-if orders stays with
// its class, a junior class growing by a level a year.
func (s *Supply) speak(c campus, y forecast.Year) (kinder int, kept [slots]int) {
	now := s.base[c.Code].classes
	r := yearRow{kinder: now[slot(forecast.Junior)] + now[slot(forecast.Middle)] + now[slot(forecast.Senior)]}
	r.kept[slot(forecast.Mixed)], r.kept[slot(forecast.Nursery)] = now[slot(forecast.Mixed)], now[slot(forecast.Nursery)]
	if c.project && now == [slots]int{} {
		asked, _ := s.Norms.Value(KeyNurseryNew, y) // no norm asks for none
		r.kept[slot(forecast.Nursery)] = int(asked)
	}
	for n, o := range s.orders {
		from, done := s.given[n]
		if o.site != c.Code || o.to == 0 || o.from > y || !done {
			continue
		}
		r.give(from)
		to := o.to
		if to != forecast.Nursery && to != forecast.Mixed {
			to += forecast.Level(y - o.from)
			if to > forecast.Senior {
				continue // the class has left, its room is free
			}
		}
		r.kept[slot(to)]++
	}
	return r.kinder, r.kept
}

// give takes a room from a level: from the rooms kept for it, or else from the
// running classes.
func (r *yearRow) give(from forecast.Level) {
	switch {
	case r.kept[slot(from)] > 0:
		r.kept[slot(from)]--
	case r.kinder > 0:
		r.kinder--
	}
}

// speaks is 1 for the levels whose rooms are spoken for once they are planned.
func speaks(l forecast.Level) int {
	if l == forecast.Nursery || l == forecast.Mixed {
		return 1
	}
	return 0
}

// streets returns the streets of an area in the year at position year, one for
// each set of class sizes among its campuses, without rooms yet. Several share
// the area's children by how many they have now, or evenly where none has any.
func (s *Supply) streets(campuses []int, year int, need [4]float64) (out []street) {
	var children []float64
	sum := 0.0
	for _, i := range campuses {
		size := s.row(i, year).size
		k := slices.IndexFunc(out, func(x street) bool { return x.size == size })
		if k < 0 {
			k = len(out)
			out, children = append(out, street{size: size, mean: meanClass(size, need)}), append(children, 0)
		}
		n := float64(s.base[s.sites[i].Code].enrolled)
		children[k] += n
		sum += n
	}
	for k := range out {
		out[k].share = 1 / float64(len(out))
		if sum > 0 {
			out[k].share = children[k] / sum
		}
	}
	return out
}
