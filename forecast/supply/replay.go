package supply

import "kindercast/forecast"

// Past is the supply of one calendar year, replayed from opening and closing
// dates.
type Past struct {
	Year   int   `csv:"year"`
	Sites  int64 `csv:"sites"`  // open on the day
	Rooms  int64 `csv:"rooms"`  // theirs
	Places int64 `csv:"places"` // theirs as licensed
	Opened int64 `csv:"opened"` // in the calendar year
	Closed int64 `csv:"closed"`
}

// Replay returns the supply of the years first to last, each on the day on of
// that year: a site counts from the day it opened to the day before it closed,
// with the rooms and licensed places of its row, which is its last known state.
// Sites of all rows are counted as given; a site that closed before it opened is
// never open, but stands among the openings and closings.
func Replay(sites []Site, on forecast.MonthDay, first, last int) []Past {
	out := make([]Past, 0, max(last-first+1, 0))
	for y := first; y <= last; y++ {
		p, day := Past{Year: y}, on.In(y)
		for _, s := range sites {
			if openOn(s.Opened, s.Closed, day) {
				p.Sites++
				p.Rooms += s.Rooms
				p.Places += s.LicensedPlaces
			}
			if s.Opened != 0 && s.Opened.Year() == y {
				p.Opened++
			}
			if s.Closed != 0 && s.Closed.Year() == y {
				p.Closed++
			}
		}
		out = append(out, p)
	}
	return out
}
