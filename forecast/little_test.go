package forecast

import (
	"math"
	"slices"
	"testing"
)

func finite(t *testing.T, d *Draws) {
	t.Helper()
	for _, x := range append(slices.Clone(d.v), d.Born...) {
		if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
			t.Fatalf("a draw is %v", x)
		}
	}
}

func project(t *testing.T, o *Observed) *Draws {
	t.Helper()
	for _, f := range models() {
		d, err := f.Project(o, Horizon{Years: 6, Draws: 50, Seed: 1})
		if err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
		finite(t, d)
	}
	d, err := Kindercast{}.Project(o, Horizon{Years: 6, Draws: 50, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func dated(o *Observed, keep func(Date) bool) *Observed {
	part := *o
	part.Population = slices.DeleteFunc(slices.Clone(o.Population), func(p Population) bool { return !keep(p.AsOf) })
	return &part
}

// One date: no cohort was seen twice, ageing is borrowed and said so, and the
// children counted are foreseen to age to about their number.
func TestOneDate(t *testing.T) {
	o := dated(countedTown([]string{"a", "b"}, 6, func(i, _, a int) int64 { return int64(500*(i+1) + 20*a) }),
		func(d Date) bool { return d == NewDate(2025, 8, 31) })
	d := project(t, o)
	if !slices.Contains(d.Borrowed, BorrowProgression) || !slices.Contains(d.Borrowed, BorrowTrend) {
		t.Errorf("borrowed %v, want the progression and the trend among them", d.Borrowed)
	}
	// age 2 of 2025 (540) is age 5 of 2028; the prior sd of an age is 5 % a year
	if s := Summarise(d.At(0, 2, 5)); math.Abs(s.Q[4]-540) > 60 {
		t.Errorf("540 children of age 2 are foreseen as %v of age 5", s.Q[4])
	}
}

// One area is its own pool: its draws are the pool's.
func TestOneArea(t *testing.T) {
	o := countedTown([]string{"only"}, 50, func(_, y, a int) int64 { return int64(900 - 7*(y-2015) + a) })
	project(t, o)
}

// Nobody: an area where no child was ever counted stays as it is or gains a few,
// and breaks nothing; a set in which nobody lives is foreseen to stay empty.
func TestNobody(t *testing.T) {
	d := project(t, countedTown([]string{"empty", "full"}, 6, func(i, _, _ int) int64 { return int64(300 * i) }))
	if s := Summarise(d.At(0, 5, 5)); s.Mean > 5 {
		t.Errorf("%v children where none ever lived", s.Mean)
	}
	project(t, countedTown([]string{"a", "b"}, 6, func(_, _, _ int) int64 { return 0 }))
}

// Missing: an area that was not counted in one year, another not in the newest.
func TestMissingCounts(t *testing.T) {
	o := liveTown(6, 9)
	o.Population = slices.DeleteFunc(o.Population, func(p Population) bool {
		return p.Area == "a001" && p.AsOf == NewDate(2019, 8, 31) || p.Area == "a002" && p.AsOf == NewDate(2025, 8, 31)
	})
	m, err := Fit(o, Horizon{Years: 3, Draws: 20})
	if err != nil {
		t.Fatal(err)
	}
	finite(t, m.Draw(Horizon{Years: 3, Draws: 20}))
	if !slices.Contains(m.Borrowed, BorrowJumpOff) || len(m.areas) != 6 || !slices.Equal(m.Filled, []string{"a002"}) {
		t.Errorf("borrowed %v, filled %v for %d areas, want the jump-off of a002 for 6", m.Borrowed, m.Filled, len(m.areas))
	}
}

// Only school ages are counted, from 2 on: births are taken back from older ages.
func TestOnlySchoolAges(t *testing.T) {
	o := countedTown([]string{"a", "b"}, 6, func(i, y, a int) int64 { return int64(400 + 100*i - 5*(y-a-2010)) })
	o.Population = slices.DeleteFunc(o.Population, func(p Population) bool { return p.Age < 2 })
	m, err := Fit(o, Horizon{Years: 4, Draws: 20})
	if err != nil {
		t.Fatal(err)
	}
	finite(t, m.Draw(Horizon{Years: 4, Draws: 20}))
}

// A break: an area that doubles overnight is foreseen at its new size.
func TestBreak(t *testing.T) {
	o := countedTown([]string{"a", "b", "c"}, 50, func(i, y, _ int) int64 {
		if i == 0 && y >= 2021 {
			return 400
		}
		return 200
	})
	m, err := Fit(o, Horizon{Years: 6, Draws: 20, Noiseless: true})
	if err != nil {
		t.Fatal(err)
	}
	d := m.Draw(Horizon{Years: 6, Draws: 1, Noiseless: true})
	if !slices.Contains(m.Borrowed, BorrowBreaks) {
		t.Errorf("borrowed %v, want the break", m.Borrowed)
	}
	for y := range d.Dates {
		for a := range d.Ages {
			if n := d.At(0, y, a)[0]; math.Abs(n-400) > 8 {
				t.Errorf("%s age %d: %v, want about 400", d.Dates[y], a, n)
			}
		}
	}
}

// A day off the anniversary: counts of 30 November are used for 31 October by
// moving a twelfth of the next older age back.
func TestMovedCounts(t *testing.T) {
	o := &Observed{Areas: []Area{{Code: "a"}}}
	for a := range 6 {
		o.Population = append(o.Population,
			Population{AsOf: NewDate(2015, 11, 30), Area: "a", Age: Age(a), Persons: int64(100 + 100*a)},
			Population{AsOf: NewDate(2019, 10, 31), Area: "a", Age: Age(a), Persons: 100})
	}
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Dates) != 5 || l.Dates[0] != NewDate(2015, 10, 31) || len(l.Moved) != 1 {
		t.Fatalf("dates %v, moved %v", l.Dates, l.Moved)
	}
	share := 30 / 365.25
	if got, want := l.At(0, 0, 2), (1-share)*300+share*400; math.Abs(got-want) > 1e-9 {
		t.Errorf("age 2 moved to 31 October: %v, want %v", got, want)
	}
	if !math.IsNaN(l.At(0, 1, 2)) {
		t.Error("2016 was not counted and is not NaN")
	}
}

// Births already registered are not drawn: in every draw they are what they are,
// past the newest count of persons too.
func TestKnownBirths(t *testing.T) {
	o := dataset(t, "townships")
	d, err := Kindercast{}.Project(o, Horizon{Years: 6, Draws: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range d.Areas[:20] {
		for k, date := range d.Dates {
			var want float64
			from, to := Window(date, 0)
			for _, b := range o.Births {
				if first, last := b.span(); b.Area == code && from <= first && last <= to {
					want += float64(b.Births)
				}
			}
			for _, n := range d.BornAt(i, k) {
				if math.Abs(n-want) > 1e-9 {
					t.Fatalf("births of %s in the year to %s: %v in a draw, %v registered", code, date, n, want)
				}
			}
		}
	}
}

// The streamed table is the table of the draws.
func TestTableIsRowsOfDraw(t *testing.T) {
	for _, o := range []*Observed{liveTown(40, 3), manyAreas(40)} {
		h := Horizon{Years: 3, Draws: 30, Seed: 2}
		m, err := Fit(o, h)
		if err != nil {
			t.Fatal(err)
		}
		want := map[[3]string]Row{}
		for _, r := range Rows(m.Draw(h), "base") {
			want[[3]string{r.Area, r.AsOf.String(), r.Age}] = r
		}
		n := 0
		err = m.Table(h, "base", func(rows []Row) error {
			for _, r := range rows {
				n++
				w := want[[3]string{r.Area, r.AsOf.String(), r.Age}]
				if r.Area == All { // added up in another order
					if math.Abs(r.Mean-w.Mean) > 1e-9*w.Mean || math.Abs(r.Q50-w.Q50) > 1e-9*w.Q50 {
						t.Fatalf("%v, want %v", r, w)
					}
				} else if r != w {
					t.Fatalf("%v, want %v", r, w)
				}
			}
			return nil
		})
		if err != nil || n != len(want) {
			t.Fatalf("%d rows, want %d, error %v", n, len(want), err)
		}
	}
}

// Until keeps what was known: the count of the day itself, births of months that
// are over and known, rosters of years that have begun.
func TestUntil(t *testing.T) {
	o := &Observed{
		Population: []Population{{AsOf: NewDate(2025, 8, 31)}, {AsOf: NewDate(2025, 9, 1)}},
		Births: []Birth{{Year: 2025, Month: 7}, {Year: 2025, Month: 8}, {Year: 2025, Month: 9},
			{Year: 2025}, {Year: 2025, Month: 6, Known: NewDate(2025, 10, 1)}},
		Roster: []Roster{{SchoolYear: 2024}, {SchoolYear: 2025}},
	}
	past := o.Until(NewDate(2025, 8, 31))
	if len(past.Population) != 1 || len(past.Births) != 2 || len(past.Roster) != 1 {
		t.Errorf("kept %v", past)
	}
	if len(o.Births) != 5 {
		t.Error("Until changed what it was given")
	}
}
