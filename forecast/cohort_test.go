package forecast

import (
	"fmt"
	"testing"
	"time"
)

// The worked windows and children of the domain guide, section 1.
func TestWindow(t *testing.T) {
	for _, c := range []struct {
		year     int
		age      Age
		from, to string
	}{
		{2025, 2, "2022-09-01", "2023-08-31"}, {2025, 5, "2019-09-01", "2020-08-31"},
		{2026, 2, "2023-09-01", "2024-08-31"}, {2026, 3, "2022-09-01", "2023-08-31"},
		{2027, 4, "2022-09-01", "2023-08-31"},
	} {
		from, to := Window(NewDate(c.year, 8, 31), c.age)
		if from.String() != c.from || to.String() != c.to {
			t.Errorf("age %d on 31 August %d: born %s to %s, want %s to %s", c.age, c.year, from, to, c.from, c.to)
		}
	}
	for _, c := range []struct {
		born   string
		junior int // the year in which the child enters 小班
	}{{"2022-08-31", 2025}, {"2022-09-01", 2026}, {"2024-02-29", 2027}, {"2024-12-31", 2028}} {
		born, _ := ParseDate(c.born)
		for year := 2020; year < 2032; year++ {
			from, to := Window(NewDate(year, 8, 31), 3)
			if in := from <= born && born <= to; in != (year == c.junior) {
				t.Errorf("born %s: 小班 in %d is %v, want it in %d alone", born, year, in, c.junior)
			}
		}
	}
}

// Windows of one date leave no gap and do not overlap, whatever the day.
func TestWindowsTile(t *testing.T) {
	for _, d := range []Date{NewDate(2024, 2, 29), NewDate(2025, 2, 28), NewDate(2026, 8, 31), NewDate(2020, 1, 1), NewDate(2019, 10, 31), NewDate(2021, 7, 15)} {
		for a := Age(0); a < 6; a++ {
			from, _ := Window(d, a)
			_, to := Window(d, a+1)
			if to+1 != from {
				t.Errorf("%s: age %d is born to %s, age %d from %s", d, a+1, to, a, from)
			}
		}
	}
}

// A count of 1 January is taken at midnight: its age 0 are the births of the year before.
func TestWindowOfNewYear(t *testing.T) {
	from, to := Window(NewDate(2020, time.January, 1), 0)
	if from != NewDate(2019, 1, 1) || to != NewDate(2019, 12, 31) {
		t.Errorf("age 0 on 1 January 2020: born %s to %s", from, to)
	}
}

// Calendar years only: September to December of 2022 has 122 of its 365 days,
// January to August of 2023 has 243, so that 3650 births a year give 1220 + 2430.
func TestBirthsByCalendarYear(t *testing.T) {
	o := countedTown([]string{"n"}, 6, func(_, _, _ int) int64 { return 1 })
	for y := 2021; y <= 2025; y++ {
		o.Births = append(o.Births, Birth{Area: "n", Year: int32(y), Births: 3650})
	}
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBirthSeries(o, l)
	if err != nil {
		t.Fatal(err)
	}
	w := len(l.Dates) - 1 - 2 // the year to 2023-08-31
	if got, want := b.At(0, w), 1220.0+2430.0; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("births to %s: %v, want %v", l.Dates[w], got, want)
	}
}

func ExampleWindow() {
	from, to := Window(NewDate(2026, time.August, 31), Junior.Age())
	fmt.Printf("小班 2026: born from %s to %s\n", from, to)
	// Output: 小班 2026: born from 2022-09-01 to 2023-08-31
}
