package forecast

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lateRegister counts 100 births a month and area from January 2022 to June 2025:
// 80 are known as the month ends, 100 three months and 24 months after.
func lateRegister(areas ...string) *Observed {
	o := &Observed{}
	until := NewDate(2025, 6, 30)
	for _, a := range areas {
		for m := NewMonth(2022, time.January); m.Last() <= until; m++ {
			for _, v := range []struct {
				after  Month
				births int64
			}{{0, 80}, {3, 100}, {24, 100}} {
				if known := (m + v.after).Last(); known <= until {
					o.Births = append(o.Births, Birth{Area: a, Year: int32(m.Year()), Month: int32(m.Of()), Births: v.births, Known: known})
				}
			}
		}
	}
	return o
}

// 80 of 100 births are known at once and all after three months: of the newest
// month 80 are known and 100 expected. All months to March 2025 were counted again,
// 39 of them, so c(0) = (39*80+1)/(39*100+1) and c(3) = 1. April (of 2025) has 80
// known after no month, for it was not counted again after one or two.
func TestLateBirths(t *testing.T) {
	o := lateRegister("a")
	c := FitCompleteness(o)
	if c == nil || c.Settled != 24 || len(c.Delays) != 2 {
		t.Fatalf("learnt %+v", c)
	}
	if got, want := c.Delays[0].Share, 3121./3901; got != want {
		t.Errorf("share at once %v, want %v", got, want)
	}
	if got, _, _ := c.At(3); got != 1 {
		t.Errorf("share after three months %v, want 1", got)
	}
	if got, _, _ := c.At(1); math.Abs(got-(3121./3901*2+1)/3) > 1e-12 {
		t.Errorf("share after one month %v, want a third of the way from c(0) to c(3)", got)
	}
	fixed, late := c.Correct(o)
	last := late[len(late)-1]
	if last.Month.String() != "2025-06" || last.Known != 80 || last.Expected != 100 || !last.Learnt {
		t.Errorf("newest month: %+v", last)
	}
	// variance of the final count: 80*.2/.64 = 25, and that of c adds about 1
	if last.SD < 5 || last.SD > 5.3 {
		t.Errorf("sd %v, want a little above 5", last.SD)
	}
	for _, l := range late {
		want := int64(100)
		if l.Expected != want {
			t.Errorf("%s: %d of %d expected, want %d", l.Month, l.Known, l.Expected, want)
		}
	}
	if n := len(fixed.Births); n != len(o.Births) || fixed.Births[n-1].Births != 100 || o.Births[n-1].Births != 80 {
		t.Error("the copy holds 100 in the newest month, what was given holds 80")
	}
}

// A forecaster of June 2023 has seen no month settle after 24 months, so the
// longest delay seen, of 3 months, stands for it.
func TestLateBirthsShortHistory(t *testing.T) {
	c := FitCompleteness(lateRegister("a").Until(NewDate(2023, 6, 30)))
	if c == nil || c.Settled != 3 || len(c.Delays) != 1 || math.Abs(c.Delays[0].Share-.8) > .001 {
		t.Errorf("learnt %+v", c)
	}
}

// Two vintages a year apart, each of the months of two years: births are 60 of 100
// after no month, 90 after one, and all after twelve. No month was seen both early and
// settled 24 months after, but each early count was counted again a year later, when
// nothing was left to come.
func TestLateBirthsFromTwoVintages(t *testing.T) {
	o := &Observed{}
	for year := 2024; year <= 2025; year++ {
		known := NewDate(year, 10, 31)
		for m := NewMonth(year-2, time.November); m.Last() <= known; m++ {
			n := int64(100)
			if d := delay(m, known); d < 2 {
				n = 60 + 30*int64(d)
			}
			o.Births = append(o.Births, Birth{Area: "a", Year: int32(m.Year()), Month: int32(m.Of()), Births: n, Known: known})
		}
	}
	c := FitCompleteness(o)
	if c == nil {
		t.Fatal("nothing learnt")
	}
	for k, want := range map[int]float64{0: 61. / 101, 1: 91. / 101, 2: 1, 11: 1} {
		if got, _, ok := c.At(k); !ok || math.Abs(got-want) > 1e-12 {
			t.Errorf("share after %d months %v (%v), want %v", k, got, ok, want)
		}
	}
}

// A backtest corrects late births as a forecast does: from December 2023 it foresees
// what the births corrected then foresee, not what those registered then do.
func TestBacktestCorrectsLateBirths(t *testing.T) {
	o := lateRegister("a")
	o.Reference = MonthDay{12, 31}
	o.Areas = []Area{{Code: "a"}}
	for y := 2018; y <= 2025; y++ {
		for a := range 6 {
			o.Population = append(o.Population, Population{AsOf: NewDate(y, 12, 31), Area: "a", Age: Age(a), Persons: 1200})
		}
	}
	origin := NewDate(2023, 12, 31)
	h := Horizon{Years: 1, Draws: 50, Seed: 1}
	registered := o.Until(origin)
	expected, late := FitCompleteness(registered).Correct(registered)
	if len(late) == 0 {
		t.Fatal("nothing to correct")
	}
	foreseen := func(o *Observed) float64 {
		d, err := Kindercast{}.Project(o, h)
		if err != nil {
			t.Fatal(err)
		}
		return meanOf(d.BornAt(0, 0))
	}
	var got float64
	if _, err := Backtest(o, origin, h, []Forecaster{Kindercast{}}, func(rows []BacktestRow) error {
		for _, r := range rows {
			if r.Origin == origin && r.Area == "a" && r.Age == AgeBirths {
				got = r.Mean
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if math.Abs(got-foreseen(expected)) > 1e-9 || math.Abs(got-foreseen(registered)) < 1 {
		t.Errorf("foreseen %v, of births corrected %v, as registered %v", got, foreseen(expected), foreseen(registered))
	}
}

// No vintages: nothing is learnt, nothing is changed.
func TestNoVintages(t *testing.T) {
	o := &Observed{Births: []Birth{{Area: "a", Year: 2025, Month: 5, Births: 90}, {Area: "a", Year: 2025, Month: 6, Births: 80}}}
	c := FitCompleteness(o)
	if c != nil {
		t.Fatalf("learnt %+v from single counts", c)
	}
	if fixed, late := c.Correct(o); fixed != o || late != nil {
		t.Error("births without vintages were changed")
	}
}

// A month in which no birth was known stays so, and a delay shorter than any seen
// is told and left alone.
func TestLateBirthsNotLearnt(t *testing.T) {
	c := &Completeness{Settled: 24, Delays: []DelayShare{{Months: 3, Share: .9}}}
	o := &Observed{Births: []Birth{{Area: "a", Year: 2025, Month: 6, Births: 80}, {Area: "b", Year: 2025, Month: 6}}}
	_, late := c.Correct(o)
	if len(late) != 2 || late[0].Learnt || late[0].Expected != 80 || late[1].Expected != 0 {
		t.Errorf("%+v", late)
	}
}

// In every month the areas sum to the rounded expectation of all together, and no
// area is a child or more away from its own.
func TestLateBirthsSum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		share := rapid.Float64Range(.3, 1.2).Draw(rt, "share")
		c := &Completeness{Settled: 24, Delays: []DelayShare{{Share: share}}}
		known := rapid.SliceOfN(rapid.Int64Range(0, 400), 1, 9).Draw(rt, "known")
		o := &Observed{}
		var want float64
		for i, n := range known {
			o.Births = append(o.Births, Birth{Area: string(rune('a' + i)), Year: 2025, Month: 6, Births: n})
			want += float64(n) / share
		}
		_, late := c.Correct(o)
		var sum int64
		for i, l := range late {
			sum += l.Expected
			if math.Abs(float64(l.Expected)-float64(known[i])/share) >= 1 {
				rt.Fatalf("%d of %v expected from %d", l.Expected, float64(known[i])/share, known[i])
			}
		}
		if float64(sum) != math.Round(want) {
			rt.Fatalf("areas sum to %d, want %v", sum, want)
		}
	})
}

// Whole months from the end of January: none on 5 February, one on its last day.
func TestDelay(t *testing.T) {
	jan := NewMonth(2025, time.January)
	for d, want := range map[Date]int{NewDate(2025, 1, 31): 0, NewDate(2025, 2, 5): 0, NewDate(2025, 2, 28): 1, NewDate(2027, 1, 31): 24} {
		if got := delay(jan, d); got != want {
			t.Errorf("%s: %d months, want %d", d, got, want)
		}
	}
}
