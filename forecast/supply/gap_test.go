package supply

import (
	"math"
	"slices"
	"testing"

	"kindercast/forecast"
)

var townAreas = []string{"A", "B", "C", "D"}

// Children of 2027, nursery, junior, middle, senior.
var townChildren = map[string][4]float64{"A": {30, 110, 100, 150}, "B": {0, 30, 50, 40}, "C": {0, 60, 40, 75}, "D": {0, 5, 0, 0}}

// Street A in 2027 holds nursery 20, junior 75+25, middle 90+30, senior 105+35,
// and 257+110 = 367 in all. Oldest first: senior 150 find 140, 10 without;
// middle 100 find 100; junior 110 find 100, 10 without; 27 places of the 367 are
// left, so nursery 30 find 20, 10 without, and 7 stay empty (20 empty middle
// places, cut to what the area allows).
// Street B holds junior 50, middle 60, senior 70: nobody without; 20 + 10 + 30
// empty. Street C: K5 50/60/70 and 80 mixed places: senior 75 take 70 and 5
// mixed, junior 60 take 50 and 10 mixed. Street D has no room: 5 juniors without.
func TestTownGapAtHome(t *testing.T) {
	s := build(t, town(t))
	g := NewGap(s, certain(50, townAreas, s.Years, townChildren), Match{Fixed: true})
	for _, c := range []struct {
		area, level  string
		unmet, spare float64
	}{
		{"A", "nursery", 10, 0}, {"A", "junior", 10, 0}, {"A", "middle", 0, 7}, {"A", "senior", 10, 0}, {"A", "3-5", 20, 7}, {"A", "2-5", 30, 7},
		{"B", "junior", 0, 20}, {"B", "middle", 0, 10}, {"B", "senior", 0, 30}, {"B", "nursery", 0, 0},
		{"C", "2-5", 0, 260 - 175}, {"D", "junior", 5, 0}, {"*", "2-5", 35, 7 + 60 + 85},
	} {
		r := find(t, g.Rows("base"), 2027, c.area, c.level)
		if math.Abs(r.ExpectedShortfall-c.unmet) > 1e-4 || math.Abs(r.ExpectedSpare-c.spare) > 1e-4 {
			t.Errorf("%s %s: %v without, %v empty; want %v, %v", c.area, c.level, r.ExpectedShortfall, r.ExpectedSpare, c.unmet, c.spare)
		}
		if want := map[bool]float64{true: 1, false: 0}[c.unmet > 0]; r.PShortage != want {
			t.Errorf("%s %s: probability %v, want %v", c.area, c.level, r.PShortage, want)
		}
	}
	r := find(t, g.Rows("base"), 2027, "A", "2-5")
	if r.PlacesRooms != 380 || r.PlacesArea != 367 || r.PlacesOpen != 380 || r.Places != 367 || r.Binding != ByArea || r.DemandMean != 390 {
		t.Errorf("street A: %+v", r)
	}
	if r.AsOf.String() != "2027-08-31" {
		t.Errorf("as_of %v", r.AsOf)
	}
}

// The same children, with the rooms of each street laid out for them. Street A
// lays out 12 of its 13 rooms, K2's nursery class being spoken for. A room goes
// where it takes in most children: four to seniors (35 each, 10 lack), three to
// middle (30, 10 lack), four to junior (25, 10 lack), and the twelfth, with 10
// lacking everywhere, to the seniors. So 175, 90, 100 and 20 places; no senior, 10
// middle, 10 junior and 10 nursery children are without.
//
// K1's 257 by area are 257/28.85 = 8.91 rooms of a mean class, 28.85 being
// 390 children / (30/20 + 110/25 + 100/30 + 150/35) rooms: 0.09 of 13 rooms stay
// idle, which takes 0.09 × 20 off the 385 places, and these are not used up.
//
// Street B: senior, middle, junior, then a second of each: 70, 60, 50 as planned,
// 60 empty. Street C: the mixed rooms count 30 for each level, so that 45 seniors,
// 10 middle and 30 junior lack; all find a place. Street D has no room.
func TestTownLaidOut(t *testing.T) {
	s := build(t, town(t))
	rows := NewGap(s, certain(50, townAreas, s.Years, townChildren), Match{}).Rows("base")
	for _, c := range []struct {
		area, level string
		unmet       float64
	}{
		{"A", "senior", 0}, {"A", "middle", 10}, {"A", "junior", 10}, {"A", "nursery", 10}, {"A", "2-5", 30},
		{"B", "2-5", 0}, {"C", "2-5", 0}, {"D", "junior", 5}, {"*", "2-5", 35},
	} {
		if r := find(t, rows, 2027, c.area, c.level); math.Abs(r.ExpectedShortfall-c.unmet) > 1e-4 {
			t.Errorf("%s %s: %v without, want %v", c.area, c.level, r.ExpectedShortfall, c.unmet)
		}
	}
	if r := find(t, rows, 2027, "B", "2-5"); math.Abs(r.ExpectedSpare-60) > 1e-4 {
		t.Errorf("B: %v places empty, want 60", r.ExpectedSpare)
	}
	idle := 13 - 4 - 257/(390/(30/20.+110/25.+100/30.+150/35.))
	if r := find(t, rows, 2027, "A", "2-5"); math.Abs(r.ExpectedSpare-(385-20*idle-360)) > 1e-3 {
		t.Errorf("A: %v places empty, want 385 - 20 × %.3f - 360", r.ExpectedSpare, idle)
	}
}

func find(t testing.TB, rows []GapRow, y forecast.Year, area, level string) GapRow {
	t.Helper()
	for _, r := range rows {
		if r.SchoolYear == y && r.Area == area && r.Level == level {
			return r
		}
	}
	t.Fatalf("no row %d %s %s", y, area, level)
	return GapRow{}
}

// Ten minutes lie between A and B, an hour between all others. The 10 seniors
// and 10 juniors of A find room in B; its nursery children do not, since B plans
// no nursery room and no room of B stays wholly empty: senior 20 of 70 left,
// middle 10 of 60, junior 10 of 50. D stays short.
func TestTownGapNeighbours(t *testing.T) {
	s := build(t, town(t))
	minutes := [][]float64{{0, 10, 60, 60}, {10, 0, 60, 60}, {60, 60, 0, 60}, {60, 60, 60, 0}}
	for _, fixed := range []bool{true, false} {
		g := NewGap(s, certain(20, townAreas, s.Years, townChildren), Match{Reach: NewReach(minutes, 15), Fixed: fixed})
		rows := g.Rows("base")
		for _, c := range []struct {
			area, level string
			unmet       float64
		}{{"A", "senior", 0}, {"A", "junior", 0}, {"A", "nursery", 10}, {"D", "junior", 5}, {"*", "3-5", 5}} {
			if r := find(t, rows, 2027, c.area, c.level); math.Abs(r.ExpectedShortfall-c.unmet) > 1e-4 {
				t.Errorf("fixed %v: %s %s: %v without, want %v", fixed, c.area, c.level, r.ExpectedShortfall, c.unmet)
			}
		}
	}
}

// Rooms serve any level: no middle child comes to B, so that its six rooms are
// two for 70 seniors and four for 110 juniors, 10 of whom stay without. Held to
// the plan of 2, 2 and 2, 60 do.
func TestEmptyRoomServesAnotherLevel(t *testing.T) {
	s := build(t, town(t))
	d := certain(5, townAreas, s.Years, map[string][4]float64{"B": {0, 110, 0, 70}})
	if u := NewGap(s, d, Match{Fixed: true}).Unmet("B", 2027, forecast.Junior)[0]; math.Abs(u-60) > 1e-4 {
		t.Errorf("held to the plan: %v without, want 60", u)
	}
	if u := NewGap(s, d, Match{}).Unmet("B", 2027, forecast.Junior)[0]; math.Abs(u-10) > 1e-4 {
		t.Errorf("with rooms turned: %v without, want 10", u)
	}
}

// Three streets in a row: A may walk to B, B to A and C. A has 10 children and no
// room, B 10 children and 10 places, C 10 places. Nobody stays without: B's
// children make way and go to C. So it is where all are of one level, and where
// the children who make way are seniors in mixed rooms whom B's licence holds to
// ten, and juniors come.
func TestNeighboursMakeWay(t *testing.T) {
	inf := math.Inf(1)
	w := newNetwork(NewReach([][]float64{{0, 5, inf}, {5, 0, 5}, {inf, 5, 0}}, 10), 3)
	none, ten := []float64{0, 0, 0}, []float64{0, 10, 10}
	w.open(&[4][]float64{none, ten, none, none}, none, ten)
	want := []float64{10, 10, 0}
	w.seat(1, want)
	if !slices.Equal(want, none) {
		t.Errorf("children left over: %v", want)
	}
	w.open(&[4][]float64{none, none, none, none}, []float64{0, 30, 30}, ten)
	seniors, juniors := []float64{0, 10, 0}, []float64{10, 0, 0}
	w.seat(3, seniors)
	if got := w.inMixed(3, 1); got != 10 {
		t.Fatalf("%v seniors sit at home, want 10", got)
	}
	w.seat(1, juniors)
	if !slices.Equal(juniors, none) || w.inMixed(3, 1) != 0 || w.inMixed(3, 2) != 10 || w.inMixed(1, 1) != 10 {
		t.Errorf("%v juniors left over; seniors %v and %v, juniors %v", juniors, w.inMixed(3, 1), w.inMixed(3, 2), w.inMixed(1, 1))
	}
}

func TestGapSameOnAnyCores(t *testing.T) {
	s := build(t, town(t))
	d := certain(64, townAreas, s.Years, townChildren)
	for i := range d.Draws.Areas {
		for k := range d.Draws.N {
			d.Draws.At(i, 0, 3)[k] += float64(k % 7)
		}
	}
	one, many := NewGap(s, d, Match{Workers: 1}), NewGap(s, d, Match{Workers: 8})
	for i := range one.unmet {
		if one.unmet[i] != many.unmet[i] || one.spare[i] != many.spare[i] || one.taken[i] != many.taken[i] {
			t.Fatal("draws differ with the number of workers")
		}
	}
}
