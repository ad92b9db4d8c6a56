package supply

import (
	"math"

	"kindercast/forecast"
)

// Rooms are the rooms of one campus in one school year, in the order in which
// they are filled: room k is planned for level Rooms[k]. If fewer rooms are open
// than planned, the last of the list are the ones that are missing, so the rooms
// of a smaller campus are always the head of those of a larger one.
//
// The rule, in this order:
//
//  1. Classes that run stay together and keep a room as they grow: the junior
//     classes of last year are this year's middle classes, the middle classes
//     its senior classes; mixed and nursery classes stay. In the list: senior,
//     middle, mixed, nursery. Where rooms are lost, nursery classes give way
//     first.
//  2. A kindergarten that opens new gives its first rooms to as many nursery
//     classes as the norm nursery_rooms_new_site asks for.
//  3. Free rooms, which the seniors left or which were never used, go one by one
//     to the level that lacks most children in the area: junior, middle and
//     senior first, while any of them lacks; then nursery; what is still free is
//     spread evenly over junior, middle and senior (fewest rooms first, younger
//     first). Rooms that are open in every draw go before rooms that are only
//     promised. Within the area the campus with most free rooms left takes the
//     next one; ties go to the lower code.
//
// The lack of an area is measured against the larger of two needs: the children
// who live there, and its present share of the district's enrolment times the
// district's children, so that streets whose kindergartens serve their
// neighbours keep doing so.
type Rooms []forecast.Level

// Count returns how many of the first k rooms are planned for each level,
// nursery to mixed.
func (r Rooms) Count(k int) (n [slots]int) {
	for _, l := range r[:k] {
		n[slot(l)]++
	}
	return n
}

// last returns the position of the last room that is wanted among the first
// sure, or else among all; -1 where there is none.
func (r Rooms) last(sure int, wanted func(forecast.Level) bool) int {
	k := -1
	for i, l := range r {
		if wanted(l) && (i < sure || k < 0 || k >= sure) {
			k = i
		}
	}
	return k
}

// running is the rule of step 1: last year's rooms one year on, in filling
// order, cut at room for them.
func running(last [slots]int, room int) Rooms {
	n := last
	n[slot(forecast.Senior)] = last[slot(forecast.Middle)]
	n[slot(forecast.Middle)] = last[slot(forecast.Junior)]
	n[slot(forecast.Junior)] = 0
	return lay(n, room)
}

// lay puts classes into filling order, cut at room for them.
func lay(n [slots]int, room int) Rooms {
	var out Rooms
	for _, l := range [...]forecast.Level{forecast.Senior, forecast.Middle, forecast.Junior, forecast.Mixed, forecast.Nursery} {
		for range n[slot(l)] {
			if len(out) == room {
				return out
			}
			out = append(out, l)
		}
	}
	return out
}

// vacancy is a campus with free rooms, as step 3 sees it.
type vacancy struct {
	rooms *Rooms
	sure  int // rooms that are open in every draw
	total int // rooms there will be
	size  func(forecast.Level) float64
}

// fill is step 3 for one area: need is the children by level, nursery to senior.
func fill(campuses []vacancy, need [4]float64) {
	var places [4]float64
	var rooms [4]int
	for _, c := range campuses {
		n := c.rooms.Count(len(*c.rooms))
		for _, l := range forecast.Levels {
			places[slot(l)] += float64(n[slot(l)]) * c.size(l)
			rooms[slot(l)] += n[slot(l)]
			if l != forecast.Nursery {
				places[slot(l)] += float64(n[slot(forecast.Mixed)]) * c.size(forecast.Mixed) / 3
			}
		}
	}
	for _, room := range []func(vacancy) int{func(c vacancy) int { return c.sure }, func(c vacancy) int { return c.total }} {
		for {
			best, most := -1, 0
			for i, c := range campuses {
				if left := room(c) - len(*c.rooms); left > most {
					best, most = i, left
				}
			}
			if best < 0 {
				break
			}
			c := campuses[best]
			l := pick(need, places, rooms)
			*c.rooms = append(*c.rooms, l)
			places[slot(l)] += c.size(l)
			rooms[slot(l)]++
		}
	}
}

// pick names the level for the next free room.
func pick(need, places [4]float64, rooms [4]int) forecast.Level {
	const whole = 0.5 // half a child is no child
	best, lack := forecast.Level(0), whole
	for _, l := range []forecast.Level{forecast.Junior, forecast.Middle, forecast.Senior} {
		if u := need[slot(l)] - places[slot(l)]; u > lack {
			best, lack = l, u
		}
	}
	if best != 0 {
		return best
	}
	if need[slot(forecast.Nursery)]-places[slot(forecast.Nursery)] > whole {
		return forecast.Nursery
	}
	fewest := math.MaxInt
	for _, l := range []forecast.Level{forecast.Junior, forecast.Middle, forecast.Senior} {
		if rooms[slot(l)] < fewest {
			best, fewest = l, rooms[slot(l)]
		}
	}
	return best
}
