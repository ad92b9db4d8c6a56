package supply

import (
	"math"

	"kindercast/forecast"
)

// Binding names the number that limits the places.
type Binding string

// The three numbers, in the order in which a tie is decided.
const (
	ByRooms Binding = "rooms"
	ByArea  Binding = "area"
	ByOpen  Binding = "open"
)

// Places are the places of a campus, an area or a district as three numbers and
// their least. Rooms is A: every room that stands or is promised for the school
// year, times the class size of the level planned for it, and never more than is
// licensed. Area is B: the children that the square metres allow. Open is C: the
// places in rooms open on the first day of the school year. For one campus
//
//	Places = min(Rooms, Area, Open)
//
// and for an area or district each number, Places included, is the sum over
// campuses, so Places may be less than the least of the three sums. Open and
// Places are means over the draws of opening dates.
type Places struct {
	Rooms, Area, Open, Places float64
	// AreaStated is how many campuses state at least one of the three areas; for
	// the others Area does not bind and stands at their Rooms.
	AreaStated, Campuses int
}

// Binding names the number that limits the places: the least of the three, and
// of equal ones the first of rooms, area, open.
func (p Places) Binding() Binding {
	b, least := ByRooms, p.Rooms
	if p.Area < least {
		b, least = ByArea, p.Area
	}
	if p.Open < least {
		b = ByOpen
	}
	return b
}

func (p *Places) add(q Places) {
	p.Rooms += q.Rooms
	p.Area += q.Area
	p.Open += q.Open
	p.Places += q.Places
	p.AreaStated += q.AreaStated
	p.Campuses += q.Campuses
}

// AreaPlaces is number B of one campus:
//
//	B = floor(min(outdoor / 4, activity / 8.17, floor / 10.44))
//
// with the norms of the year in place of the figures. An area that is not stated
// (zero), or has no norm, does not bind; where none does, B is +Inf and stated
// is false.
func AreaPlaces(outdoor, activity, floor float64, norm PerChild) (b float64, stated bool) {
	b = math.Inf(1)
	for _, p := range [...]struct{ have, each float64 }{{outdoor, norm.Outdoor}, {activity, norm.Activity}, {floor, norm.Floor}} {
		if p.have > 0 && p.each > 0 {
			b, stated = math.Min(b, math.Floor(p.have/p.each+1e-9)), true
		}
	}
	return b, stated
}

// share splits the whole number total over weights by largest remainders, first
// slot first where remainders are equal. A total of no weight goes nowhere.
func share(total float64, weights [slots]float64) (out [slots]float64) {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		return out
	}
	var rest [slots]float64
	given := 0.0
	for i, w := range weights {
		exact := total * w / sum
		out[i] = math.Floor(exact + 1e-9)
		rest[i] = exact - out[i]
		given += out[i]
	}
	for ; given < total-1e-9; given++ {
		best := 0
		for i := range rest {
			if rest[i] > rest[best]+1e-12 {
				best = i
			}
		}
		out[best]++
		rest[best]--
	}
	return out
}

// spread hands the places of mixed rooms to junior, middle and senior in equal
// parts, for tables that show single-age levels.
func spread(p [slots]float64) (out [4]float64) {
	copy(out[:], p[:4])
	m := share(p[slot(forecast.Mixed)], [slots]float64{0, 1, 1, 1, 0})
	for i := 1; i < 4; i++ {
		out[i] += m[i]
	}
	return out
}
