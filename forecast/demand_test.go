package forecast

import (
	"math"
	"slices"
	"testing"
)

// town is an invented district: two streets, residents of ages 2 to 5 the same
// every year, so that only uptake and flows are at work.
func town(years int, residents map[string]int64) *Observed {
	o := &Observed{Reference: MonthDay{8, 31}}
	for _, code := range []string{"east", "west"} {
		o.Areas = append(o.Areas, Area{Code: code, Name: code})
		for y := 0; y < years; y++ {
			for a := Age(0); a <= 5; a++ {
				o.Population = append(o.Population, Population{AsOf: NewDate(2020+y, 8, 31), Area: code, Age: a, Persons: residents[code]})
			}
		}
	}
	return o
}

// flat returns draws in which every area has its count at every age and date.
func flat(o *Observed, residents map[string]int64, n int) *Draws {
	d := NewDraws([]string{"east", "west"}, []Date{NewDate(2025, 8, 31), NewDate(2026, 8, 31)}, []Age{0, 1, 2, 3, 4, 5}, n)
	for i, code := range d.Areas {
		for y := range d.Dates {
			for a := range d.Ages {
				for s := range d.At(i, y, a) {
					d.At(i, y, a)[s] = float64(residents[code])
				}
			}
		}
	}
	return d
}

func meanOf(x []float64) float64 { return Summarise(x).Mean }

// A roster that places 400 children in a street of 300 is told; 310 of 300 is within
// what chance and late moves do.
func TestCrowdedStreetIsTold(t *testing.T) {
	res := map[string]int64{"east": 300, "west": 300}
	o := town(3, res)
	var rows []Attendance
	for y := Year(2020); y < 2023; y++ {
		for _, l := range Levels {
			rows = append(rows, Attendance{y, "east", "east", true, l, 400}, Attendance{y, "west", "west", true, l, 310})
		}
	}
	d, err := NewDemand(o, flat(o, res, 10), rows, DemandOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(d.Crowded, []string{"east"}) || !slices.Contains(d.Borrowed, BorrowCrowded) {
		t.Errorf("crowded %v, borrowed %v", d.Crowded, d.Borrowed)
	}
}

// 1,000 children in the east of whom 900 attend, every year; 500 in the west of
// whom 450 attend. Uptake is 0.9 everywhere, so demand is 900 and 450.
func TestDemandByHand(t *testing.T) {
	res := map[string]int64{"east": 1000, "west": 500}
	o := town(5, res)
	var rows []Attendance
	for y := Year(2020); y < 2025; y++ {
		for _, l := range Levels {
			rows = append(rows, Attendance{y, "east", "east", true, l, 700}, Attendance{y, "east", "west", true, l, 200}, Attendance{y, "west", "west", true, l, 450})
		}
	}
	d, err := NewDemand(o, flat(o, res, 4000), rows, DemandOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Borrowed) != 0 || d.Outside != nil {
		t.Errorf("nothing was missing, yet borrowed %v, outside %v", d.Borrowed, d.Outside != nil)
	}
	for i, want := range []float64{900, 450} {
		for a := range demandAges {
			// tolerance: the shock of uptake is 0.05 on the logit scale, that is
			// 0.0045 of 0.9; the mean of 4,000 draws stays within 0.5 %.
			if got := meanOf(d.Residents.At(i, 0, a)); math.Abs(got-want) > .005*want {
				t.Errorf("area %d age %d: demand %.1f, want %.0f", i, demandAges[a], got, want)
			}
		}
	}
	// Where no child is ever left out, a demand above the residents is impossible.
	for _, x := range d.Residents.At(0, 1, 1) {
		if x < 0 {
			t.Fatal("fewer than no children ask for a place")
		}
	}
}

// Without attendance every resident child asks for a place, and it is said.
func TestDemandWithoutAttendance(t *testing.T) {
	res := map[string]int64{"east": 120, "west": 80}
	o := town(3, res)
	d, err := NewDemand(o, flat(o, res, 10), nil, DemandOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{120, 80} {
		for _, x := range d.Residents.At(i, 1, 2) {
			if x != want {
				t.Fatalf("area %d: demand %v, want all %v residents", i, x, want)
			}
		}
	}
	if len(d.Borrowed) != 4 {
		t.Errorf("borrowed %v, want one key a level", d.Borrowed)
	}
}

// One child in ten comes from outside and attends in the west. Of 900 + 450
// residents' demand, 135 more are then asked for in the west, none in the east.
func TestDemandFromOutside(t *testing.T) {
	res := map[string]int64{"east": 1000, "west": 500}
	o := town(5, res)
	var rows []Attendance
	for y := Year(2020); y < 2025; y++ {
		for _, l := range Levels {
			rows = append(rows, Attendance{y, "east", "east", true, l, 900}, Attendance{y, "west", "west", true, l, 450}, Attendance{y, "", "west", true, l, 135})
		}
	}
	d, err := NewDemand(o, flat(o, res, 4000), rows, DemandOptions{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := meanOf(d.Outside.At(1, 0, 1)); math.Abs(got-135) > 1.5 {
		t.Errorf("outside demand in the west %.1f, want 135", got)
	}
	if got := meanOf(d.Outside.At(0, 0, 1)); got != 0 {
		t.Errorf("outside demand in the east %.1f, want 0", got)
	}
	total := d.Total()
	for s := range total.At(1, 0, 1) {
		if total.At(1, 0, 1)[s] != d.Residents.At(1, 0, 1)[s]+d.Outside.At(1, 0, 1)[s] {
			t.Fatal("the total of a draw is not the sum of its parts")
		}
	}
}

// Uptake of a tiny street is pulled toward the district's, that of a large one
// hardly: 3 of 4 children against 0.5 for the district of 2,000.
func TestUptakePoolsByEvidence(t *testing.T) {
	res := map[string]int64{"east": 2000, "west": 4}
	o := town(4, res)
	var rows []Attendance
	for y := Year(2020); y < 2024; y++ {
		rows = append(rows, Attendance{y, "east", "east", true, Nursery, 1000}, Attendance{y, "west", "west", true, Nursery, 3})
	}
	u := fitUptake(newAttended(o, []string{"east", "west"}, rows), 0, 2)
	if math.Abs(u.Area[0]-.5) > .005 {
		t.Errorf("east: %.3f, want 0.5", u.Area[0])
	}
	if u.Area[1] < .5 || u.Area[1] > .72 {
		t.Errorf("west: %.3f, want between the district's 0.5 and its own 0.75", u.Area[1])
	}
}

// The same seed gives the same demand, another seed another one.
func TestDemandIsSeeded(t *testing.T) {
	res := map[string]int64{"east": 1000, "west": 500}
	o := town(5, res)
	var rows []Attendance
	for y := Year(2020); y < 2025; y++ {
		rows = append(rows, Attendance{y, "east", "east", true, Junior, 900}, Attendance{y, "west", "west", true, Junior, 450})
	}
	a, err := NewDemand(o, flat(o, res, 50), rows, DemandOptions{Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewDemand(o, flat(o, res, 50), rows, DemandOptions{Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewDemand(o, flat(o, res, 50), rows, DemandOptions{Seed: 10})
	if err != nil {
		t.Fatal(err)
	}
	if c.Residents.At(0, 1, 1)[0] == a.Residents.At(0, 1, 1)[0] {
		t.Error("another seed, the same demand")
	}
	for s, x := range a.Residents.At(0, 1, 1) {
		if b.Residents.At(0, 1, 1)[s] != x {
			t.Fatal("same seed, other demand")
		}
	}
}
