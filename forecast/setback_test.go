package forecast

import (
	"strings"
	"testing"
)

// One street on 30 June 2026 with 10, 11 … 15 children aged 0 … 5. Three years
// before, those aged 3, 4, 5 were 0, 1, 2; those who were 3, 4, 5 then are not
// counted any more and are taken to be as many as the oldest, 15. One year
// before, ages 0 … 4 are known and 5 is taken.
func TestSetBack(t *testing.T) {
	day := NewDate(2026, 6, 30)
	o := &Observed{Areas: []Area{{Code: "A"}}}
	for a := Age(0); a <= 5; a++ {
		o.Population = append(o.Population, Population{AsOf: day, Area: "A", Age: a, Persons: 10 + int64(a)})
	}
	back, years, err := SetBack(o, NewDate(2023, 7, 1))
	if err != nil || years != 3 {
		t.Fatalf("%d years, %v: want 3", years, err)
	}
	got := map[Date]map[Age]int64{}
	for _, p := range back.Population {
		if got[p.AsOf] == nil {
			got[p.AsOf] = map[Age]int64{}
		}
		got[p.AsOf][p.Age] += p.Persons
	}
	want := map[int][6]int64{2026: {10, 11, 12, 13, 14, 15}, 2025: {11, 12, 13, 14, 15, 15}, 2024: {12, 13, 14, 15, 15, 15}, 2023: {13, 14, 15, 15, 15, 15}}
	for year, row := range want {
		for a, n := range row {
			if x := got[NewDate(year, 6, 30)][Age(a)]; x != n {
				t.Errorf("%d, age %d: %d children, want %d", year, a, x, n)
			}
		}
	}
	if len(got) != len(want) || len(o.Population) != 6 {
		t.Errorf("%d dates, and %d rows in what was given: want 4 and 6", len(got), len(o.Population))
	}
	if same, years, err := SetBack(o, day); err != nil || years != 0 || same != o {
		t.Errorf("a day with a count was set back by %d years (%v)", years, err)
	}
	// The day before needs a fourth year: the children of 3 in 2023 are 6 now.
	if _, _, err := SetBack(o, NewDate(2023, 6, 29)); err == nil || !strings.Contains(err.Error(), "2023-06-30") {
		t.Errorf("%v: want an error that names 2023-06-30", err)
	}
}
