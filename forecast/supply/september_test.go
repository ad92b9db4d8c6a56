package supply

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"kindercast/forecast"
)

// The spring table of K1 for September 2027. It has 70 juniors, 84 middle, 96
// seniors and classes of one year only, so progression is 1:
//
//	middle  = 70 juniors, ceil(70/30) = 3 classes
//	senior  = 84 middle,  ceil(84/35) = 3 classes, 96 seniors leave
//	junior  = the district's expected juniors × K1's share. Expected 270; now
//	          70 + 25 + 45 + 40 = 180, of which K1 has 70: 270 × 70/180 = 105,
//	          ceil(105/25) = 5 classes
//	nursery = K1 has none now, so no share: 0
//
// 11 classes, 9 rooms: seniors and middle first, so juniors get 3 of 5 classes,
// 75 places, and 30 children have none.
func TestNextSeptember(t *testing.T) {
	in := town(t)
	in.Demand = certain(3, townAreas, in.Years, map[string][4]float64{"A": {30, 120, 100, 150}, "B": {0, 60, 50, 40}, "C": {0, 60, 40, 75}, "D": {0, 30, 0, 0}})
	s := build(t, in)
	rows := s.NextSeptember(2027)
	for _, c := range []struct {
		site              string
		level             forecast.Level
		expected, without float64
		needed, granted   int
	}{
		{"K1", forecast.Nursery, 0, 0, 0, 0}, {"K1", forecast.Junior, 105, 30, 5, 3},
		{"K1", forecast.Middle, 70, 0, 3, 3}, {"K1", forecast.Senior, 84, 0, 3, 3}, {"K1", forecast.Mixed, 0, 0, 0, 0},
		// K2: 1 senior (31), 1 middle (25); juniors 270 × 25/180 = 37.5: two
		// classes; nursery all 30 of the district, since K2 runs the only class:
		// two. Four rooms: senior, middle, junior, junior; nursery has none left.
		{"K2", forecast.Senior, 31, 0, 1, 1}, {"K2", forecast.Junior, 37.5, 0, 2, 2}, {"K2", forecast.Nursery, 30, 30, 2, 0},
		{"K4", forecast.Mixed, 75, 0, 3, 3},
	} {
		r := row(t, rows, c.site, c.level)
		if math.Abs(r.Expected-c.expected) > 1e-9 || math.Abs(r.Without-c.without) > 1e-9 || r.Needed != c.needed || r.Granted != c.granted {
			t.Errorf("%s %s: %+v, want expected %v, needed %d, granted %d, without %v", c.site, c.level, r, c.expected, c.needed, c.granted, c.without)
		}
	}
	r := row(t, rows, "K1", forecast.Junior)
	if r.Reasons[0].Key != ReasonIntake || fmt.Sprint(r.Reasons[0].Args) != fmt.Sprint([]float64{270, 70. / 180, 105}) {
		t.Errorf("reason %+v", r.Reasons)
	}
	if last := r.Reasons[len(r.Reasons)-1]; last.Key != ReasonNoRoom || last.Args[0] != 2 || last.Args[1] != 30 {
		t.Errorf("reason %+v, want two classes and 30 children without a room", last)
	}
}

func row(t testing.TB, rows []September, site string, level forecast.Level) September {
	t.Helper()
	for _, r := range rows {
		if r.Site == site && r.Level == level {
			return r
		}
	}
	t.Fatalf("no row %s %s", site, level)
	return September{}
}

// Juniors of 2025 were 100 and middle of 2026 are 84 in K1: the ratio of A is
// (84 + 200 × r) / (100 + 200) with the district's r. K3: 50 juniors and 55
// middle. r = (84 + 55) / (100 + 50) = 139/150.
func TestProgressionPooled(t *testing.T) {
	in := town(t)
	in.Classes = append(in.Classes, Class{2025, "K1", forecast.Junior, 4, 100}, Class{2025, "K3", forecast.Junior, 2, 50})
	s := build(t, in)
	r := 139. / 150
	if got, want := s.progression()[0][slot(forecast.Middle)], (84+200*r)/300; math.Abs(got-want) > 1e-12 {
		t.Errorf("A: %v, want %v", got, want)
	}
	if got := s.progression()[3][slot(forecast.Middle)]; math.Abs(got-r) > 1e-12 {
		t.Errorf("D, without history: %v, want the district's %v", got, r)
	}
}

// Use is enrolled over the least of the three numbers: K1 250 children of 257
// places, K4 75 of 80 licensed.
func TestUtilisation(t *testing.T) {
	in := town(t)
	in.Sites[0].Group, in.Sites[2].Group = "G", "G"
	uses := build(t, in).Utilisation()
	want := map[string]float64{"K1": 250. / 257, "K2": 109. / 110, "K3": 166. / 180, "K4": 75. / 80, "K5": 150. / 180}
	if len(uses) != len(want) {
		t.Fatalf("%d kindergartens, want %d", len(uses), len(want))
	}
	for _, u := range uses {
		if !near(u.Share, want[u.Site]) {
			t.Errorf("%s: %v, want %v", u.Site, u.Share, want[u.Site])
		}
	}
	if g := UseByGroup(uses); len(g) != 1 || g[0].Enrolled != 416 || g[0].Numbers.Places != 437 {
		t.Errorf("two campuses of one group: %+v, want 416 children in 437 places", g)
	}
}

// Five-year-olds counted on 31 August 2026 enter primary one in 2027; those
// drawn for 31 August 2027 in 2028.
func TestPrimary(t *testing.T) {
	d := certain(10, []string{"A", "B"}, []forecast.Year{2027}, map[string][4]float64{"A": {0, 0, 0, 40}, "B": {0, 0, 0, 60}}).Draws
	for i := range d.N {
		d.At(0, 0, 5)[i] += float64(i) // 40 … 49
	}
	rows := Primary(d, []forecast.Population{{AsOf: forecast.NewDate(2026, 8, 31), Area: "A", Age: 5, Persons: 33}, {AsOf: forecast.NewDate(2026, 8, 31), Area: "B", Age: 5, Persons: 50}, {AsOf: forecast.NewDate(2025, 8, 31), Area: "B", Age: 5, Persons: 99}})
	want := []PrimaryEntrants{
		{SchoolYear: 2027, Area: "A", Mean: 33, Counted: true}, {SchoolYear: 2027, Area: "B", Mean: 50, Counted: true}, {SchoolYear: 2027, Area: "*", Mean: 83, Counted: true},
		{SchoolYear: 2028, Area: "A", Mean: 44.5}, {SchoolYear: 2028, Area: "B", Mean: 60}, {SchoolYear: 2028, Area: "*", Mean: 104.5},
	}
	if len(rows) != len(want) {
		t.Fatalf("%+v", rows)
	}
	for i, w := range want {
		if r := rows[i]; r.SchoolYear != w.SchoolYear || r.Area != w.Area || !near(r.Mean, w.Mean) || r.Counted != w.Counted {
			t.Errorf("%+v, want %+v", r, w)
		}
	}
	if r := rows[3]; r.Q05 >= r.Q50 || r.Q50 >= r.Q95 || r.Q50 != 44.5 {
		t.Errorf("interval %+v", r)
	}
}

// Uptake is children in classes over residents: 18 nursery of 60 aged two is
// 0.3; 75 mixed children are spread over 3 to 5 by residents, 25 each here.
func TestMeasureUptake(t *testing.T) {
	in := town(t)
	on := forecast.NewDate(2026, 8, 31)
	pop := []forecast.Population{{AsOf: on, Age: 2, Persons: 60}, {AsOf: on, Age: 3, Persons: 250}, {AsOf: on, Age: 4, Persons: 250}, {AsOf: on, Age: 5, Persons: 250}}
	u, ok := MeasureUptake(in.Classes, pop)
	if !ok || u.From != 2026 || !near(u.Of(forecast.Nursery), .3) || !near(u.Of(forecast.Junior), (70+25+45+40+25)/250.) {
		t.Errorf("%+v %v", u, ok)
	}
	if _, ok := MeasureUptake(in.Classes, nil); ok {
		t.Error("measured against nobody")
	}
	if (Uptake{}).Of(forecast.Senior) != 1 {
		t.Error("the zero uptake is everybody")
	}
}

// Half of the 18 nursery children of K2 stay (留园率 50): 9 of the district's 270
// juniors are spoken for, and 261 are new and shared as juniors are now. K2, with
// 25 of 180, expects 9 + 261 × 25/180 = 45.25, K1 261 × 70/180 = 101.5; together
// with K3 and K5 they are still 270. A year later nobody knows who stays.
func TestNurseryChildrenStay(t *testing.T) {
	in := town(t)
	in.Demand = certain(3, townAreas, in.Years, map[string][4]float64{"A": {30, 120, 100, 150}, "B": {0, 60, 50, 40}, "C": {0, 60, 40, 75}, "D": {0, 30, 0, 0}})
	in.Norms = NewNorms(append([]Norm{{Key: KeyCarry, Value: 50}}, slices.DeleteFunc(slices.Clone(in.Norms.rows), func(n Norm) bool { return n.Key == KeyCarry })...), august)
	s := build(t, in)
	rows, sum := s.NextSeptember(2027), 0.0
	for _, r := range rows {
		if r.Level == forecast.Junior {
			sum += r.Expected
		}
	}
	if k1, k2 := row(t, rows, "K1", forecast.Junior), row(t, rows, "K2", forecast.Junior); !near(k2.Expected, 45.25) || !near(k1.Expected, 101.5) || !near(sum, 270) {
		t.Errorf("K1 %v, K2 %v, all %v; want 101.5, 45.25, 270", k1.Expected, k2.Expected, sum)
	}
	if r := row(t, rows, "K2", forecast.Junior).Reasons[0]; r.Key != ReasonCarry || r.Args[0] != 18 || r.Args[1] != .5 || !near(r.Args[2], 36.25) {
		t.Errorf("reason %+v", r)
	}
	if r := row(t, s.NextSeptember(2028), "K2", forecast.Junior); !near(r.Expected, 37.5) {
		t.Errorf("2028: %v, want 270 × 25/180", r.Expected)
	}
}
