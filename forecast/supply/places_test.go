package supply

import (
	"math"
	"testing"

	"kindercast/forecast"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// The worked example of the planners' guide: nine rooms as three junior, three
// middle, three senior: A = 3·25 + 3·30 + 3·35 = 270. 1200 m² outdoors, 2100 m²
// of activity rooms, 3000 m² of floor: B = min(300, 257, 287) = 257. Six rooms,
// two of each, open by 1 September: C = 50 + 60 + 70 = 180, which binds. A year
// later all nine are open and B binds at 257.
func TestThreeNumbers(t *testing.T) {
	in := town(t)
	in.Areas, in.Sites = in.Areas[:1], in.Sites[:1]
	in.Sites[0].Rooms = 6
	in.Years = []forecast.Year{2026, 2027}
	in.Classes = []Class{{2026, "K1", forecast.Junior, 2, 50}, {2026, "K1", forecast.Middle, 2, 60}, {2026, "K1", forecast.Senior, 2, 70}}
	in.Projects = []Project{{Code: "P", Kind: "expand", Site: "K1", Stage: "completed", Promised: forecast.NewMonth(2026, 10), Reported: forecast.NewDate(2026, 8, 1), Rooms: 3}}
	s := build(t, in)
	p := numbersOf(t, s, 2026, "K1")
	if p.Rooms != 270 || p.Area != 257 || p.Open != 180 || p.Places != 180 || p.Binding() != ByOpen {
		t.Errorf("2026: %+v %s, want 270, 257, 180, 180, open", p, p.Binding())
	}
	// Once the project is done the list has nine rooms.
	in.Sites[0].Rooms, in.Projects = 9, nil
	p = numbersOf(t, build(t, in), 2027, "K1")
	if p.Rooms != 270 || p.Area != 257 || p.Open != 270 || p.Places != 257 || p.Binding() != ByArea {
		t.Errorf("2027: %+v %s, want 270, 257, 270, 257, area", p, p.Binding())
	}
}

func TestAreaPlacesMissing(t *testing.T) {
	norm := PerChild{4, 8.17, 10.44}
	for _, c := range []struct {
		outdoor, activity, floor, want float64
		stated                         bool
	}{
		{1200, 2100, 3000, 257, true}, // floor(2100 / 8.17) = 257
		{1200, 0, 0, 300, true},       // what is not stated does not bind
		{0, 0, 3000, 287, true},       // floor(3000 / 10.44) = 287
		{0, 0, 0, math.Inf(1), false},
		{0, 8.17 * 100, 0, 100, true}, // rounding in the last digit loses no child
	} {
		if b, stated := AreaPlaces(c.outdoor, c.activity, c.floor, norm); b != c.want || stated != c.stated {
			t.Errorf("AreaPlaces(%v, %v, %v) = %v, %v; want %v, %v", c.outdoor, c.activity, c.floor, b, stated, c.want, c.stated)
		}
	}
}

// Without demand, rooms that fall free are spread evenly.
//
//	K1 2027: seniors leave, three rooms fall free and go to the new juniors:
//	   3/3/3 again, every year: A 270, B 257, C 270.
//	K2: 20 + 25 + 30 + 35 = 110; states no area, so B stands at A.
//	K3 2027: nine rooms promised within the school year, 3/3/3 = 270; six are
//	   open: 2 senior, 2 middle, 2 junior = 180. In 2028 and 2029 places lie
//	   between 180 and 270 as the draws of the opening have it.
//	K4: three mixed rooms, 90, licensed for 80.
//	K5: 180 in 2027, closed from 2028.
//	K6: nothing in 2027. 2028: one nursery room first, then junior, middle,
//	   senior, junior, middle: 20 + 50 + 60 + 35 = 165. It may not have opened by
//	   then, so 2029 is planned anew and the same.
func TestTownPlaces(t *testing.T) {
	s := build(t, town(t))
	open := func(code string, on forecast.Date) float64 {
		for i := range s.Register.Entries {
			if s.Register.Entries[i].Code == code {
				return shareBy(s.Register.Entries[i].Openings(), on)
			}
		}
		return math.NaN()
	}
	p3 := func(y int) float64 { return open("P3", forecast.NewDate(y, 9, 1)) }
	p6 := func(y int) float64 { return open("P6", forecast.NewDate(y, 9, 1)) }
	for _, c := range []struct {
		site                     string
		year                     forecast.Year
		rooms, area, open, least float64
	}{
		{"K1", 2027, 270, 257, 270, 257}, {"K1", 2028, 270, 257, 270, 257}, {"K1", 2029, 270, 257, 270, 257},
		{"K2", 2027, 110, 110, 110, 110}, {"K2", 2029, 110, 110, 110, 110},
		{"K3", 2027, 270, 270, 180, 180},
		{"K3", 2028, 270, 270, 180 + 90*p3(2028), 180 + 90*p3(2028)},
		{"K4", 2027, 80, 80, 80, 80},
		{"K5", 2027, 180, 180, 180, 180}, {"K5", 2028, 0, 0, 0, 0},
		{"K6", 2027, 0, 0, 0, 0}, {"K6", 2028, 165, 165, 165 * p6(2028), 165 * p6(2028)},
		{"K6", 2029, 165, 165, 165 * p6(2029), 165 * p6(2029)},
	} {
		p := numbersOf(t, s, c.year, c.site)
		if !near(p.Rooms, c.rooms) || !near(p.Area, c.area) || math.Abs(p.Open-c.open) > 1e-6 || math.Abs(p.Places-c.least) > 1e-6 {
			t.Errorf("%s %d: %+v, want %v %v %v %v", c.site, c.year, p, c.rooms, c.area, c.open, c.least)
		}
	}
	if q := p6(2028); q <= 0 || q >= 1 {
		t.Errorf("the new kindergarten opens on its promise with probability %v: neither never nor surely", q)
	}
	if p3(2027) != 0 {
		t.Error("an unopened extension counted before its promise")
	}
}

// Areas in the two readings of the rule: with nursery children counted K2's
// outdoor area of 320 m² allows 80 children of its 110 places; without, 80 and
// the 20 of the nursery room.
func TestNurseryOutside(t *testing.T) {
	in := town(t)
	in.Sites[1].OutdoorArea = 320
	if p := numbersOf(t, build(t, in), 2027, "K2"); p.Area != 80 || p.Places != 80 {
		t.Errorf("counted: %+v, want 80", p)
	}
	in.NurseryOutside = true
	if p := numbersOf(t, build(t, in), 2027, "K2"); p.Area != 100 || p.Places != 100 {
		t.Errorf("left out: %+v, want 100", p)
	}
}

// A free room goes where children lack: street A has 40 places fewer than
// middle children and too many for juniors, so the first two free rooms become
// middle classes (30 each), and the rest nursery, for which 50 ask.
func TestFreeRoomsGoWhereChildrenLack(t *testing.T) {
	rooms := Rooms{forecast.Senior, forecast.Middle, forecast.Junior}
	sizes := [...]float64{20, 25, 30, 35, 30}
	v := []vacancy{{&rooms, 8, 8, func(l forecast.Level) float64 { return sizes[slot(l)] }}}
	fill(v, [4]float64{50, 10, 70, 35})
	want := Rooms{forecast.Senior, forecast.Middle, forecast.Junior, // as they run
		forecast.Middle, forecast.Middle, // 70 - 30 = 40, then 10 lack
		forecast.Nursery, forecast.Nursery, forecast.Nursery} // 50, 30, 10 lack
	if len(rooms) != len(want) {
		t.Fatalf("%v, want %v", rooms, want)
	}
	for i := range want {
		if rooms[i] != want[i] {
			t.Fatalf("%v, want %v", rooms, want)
		}
	}
}
