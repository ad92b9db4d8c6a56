package forecast

import (
	"fmt"
	"math"
	"testing"
)

// accounts forecasts o and sums it up, with attendance and new homes.
func accountOf(t testing.TB, o *Observed, rows []Attendance, yield *Yield) *Account {
	t.Helper()
	h := Horizon{Years: 6, Draws: 60, Seed: 1}
	m, err := Fit(o, h)
	if err != nil {
		t.Fatal(err)
	}
	homeless := m.Draw(h)
	h.Shifts = yield.Arrivals(o, m, h)
	draws := m.Draw(h)
	d, err := NewDemand(o, draws, rows, DemandOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return NewAccount(m, draws, homeless, d)
}

// rising are two streets of 12 years whose births change by a factor a year; all
// children stay. The last count is of 2021-08-31.
func rising(factor float64) *Observed {
	o := &Observed{Reference: MonthDay{8, 31}}
	for i, code := range []string{"east", "west"} {
		o.Areas = append(o.Areas, Area{Code: code, Name: code})
		for y := range 12 {
			for a := range 6 {
				n := 1000 * float64(i+1) * math.Pow(factor, float64(y-a))
				o.Population = append(o.Population, Population{AsOf: NewDate(2010+y, 8, 31), Area: code, Age: Age(a), Persons: int64(math.Round(n))})
			}
		}
	}
	return o
}

// Nobody moves and births fall by a tenth a year. In the east the age 3 of 2021
// was born in 2018, 1000 x 0.9^8 = 430; that of 2023 in 2020, 1000 x 0.9^10 = 349.
// It was counted at age 1 in 2021, so all of the change is ageing: 349 - 430.
func TestYearsByHand(t *testing.T) {
	a := accountOf(t, rising(.9), nil, nil)
	e, err := a.Years("east", a.JumpOff(), NewDate(2023, 8, 31), 3)
	if err != nil {
		t.Fatal(err)
	}
	if e.From != 430 || e.Of(PartAgeing) != 349-430 || e.Of(PartBirths) != 0 || e.Of(PartUptake) != 0 || e.Of(PartFlows) != 0 || math.Abs(e.Of(PartMigration)) > 10 {
		t.Errorf("%+v", e)
	}
	// By 2026 the age 3 is born in 2023: the newest 1000 x 0.9^11 = 314 stands in
	// for it in ageing, and what its births lack against 314 is births.
	e, err = a.Years("east", a.JumpOff(), NewDate(2026, 8, 31), 3)
	if err != nil {
		t.Fatal(err)
	}
	if e.Of(PartAgeing) != 314-430 || e.Of(PartBirths) >= 0 {
		t.Errorf("%+v", e)
	}
}

// Counted years are explained as well: 2018 to 2021 holds no estimate.
func TestYearsCounted(t *testing.T) {
	a := accountOf(t, rising(.9), nil, nil)
	e, err := a.Years(All, NewDate(2018, 8, 31), NewDate(2021, 8, 31), 3, 4, 5)
	if err != nil {
		t.Fatal(err)
	}
	// the ages 3, 4 and 5 of 2021 were 0, 1 and 2 in 2018: nobody is unborn, nobody moved
	if e.Of(PartBirths) != 0 || e.Of(PartMigration) != 0 || e.Of(PartAgeing) != e.To-e.From || e.To >= e.From {
		t.Errorf("%+v", e)
	}
}

// attending are rows in which share of the residents attends, share growing by
// step a year, and a tenth of those of the west comes from outside.
func attending(o *Observed, share, step float64) (rows []Attendance) {
	for _, p := range o.Population {
		if level, ok := LevelOf(p.Age); ok && p.AsOf.Year() < 2021 {
			u := share + step*float64(p.AsOf.Year()-2016)
			n := int64(math.Round(float64(p.Persons) * u))
			rows = append(rows, Attendance{p.AsOf.SchoolYear(), p.Area, p.Area, true, level, n})
			if p.Area == "west" {
				rows = append(rows, Attendance{p.AsOf.SchoolYear(), "", p.Area, true, level, n / 10})
			}
		}
	}
	return rows
}

// Every explanation adds up, over areas, years, ages, homes, uptake and flows;
// areas add to all.
func TestYearsAddUp(t *testing.T) {
	o := grown(.3)
	o.Housing = append(o.Housing, Housing{Estate: "e2", Area: "east", Handover: NewMonth(2023, 3), Units: 3000})
	a := accountOf(t, o, attending(o, .6, .03), &Yield{Mean: .3, SD: .1, PerYear: map[string]float64{}})
	seen := map[string]bool{}
	for _, p := range a.Dates {
		for _, q := range a.Dates {
			if p >= q {
				continue
			}
			var sum Explanation
			for _, area := range append([]string{"east", "west"}, All) {
				e, err := a.Years(area, p, q, 2, 3, 4, 5)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(e.Sum()-(e.To-e.From)) > 1e-6 {
					t.Fatalf("%s %s to %s: parts add to %v, difference %v", area, p, q, e.Sum(), e.To-e.From)
				}
				for _, part := range e.Parted() {
					seen[part.Key] = seen[part.Key] || math.Abs(part.Value) > 1
				}
				if area != All {
					sum = sum.Plus(e)
					continue
				}
				for k := range e.Parts {
					if math.Abs(e.Parts[k]-sum.Parts[k]) > 1e-6 {
						t.Fatalf("%s of all areas is %v, of each %v", PartKeys[k], e.Parts[k], sum.Parts[k])
					}
				}
			}
		}
	}
	for _, key := range []string{PartBirths, PartAgeing, PartMigration, PartHousing, PartUptake, PartFlows} {
		if !seen[key] {
			t.Errorf("%s never explains anything", key)
		}
	}
}

// The homes' part is what they bring: 3,000 homes of 0.3 children, a sixth of
// them to each cohort there is. The cohort of age 3 in 2027 is first there in the
// year to August 2024; five months of half the homes, .2083, are lived in before
// (handed over in March 2023), the rest by March 2026: 150 x .7917 = 118.75.
func TestHousingPart(t *testing.T) {
	o := grown(.3)
	o.Housing = []Housing{{Estate: "e2", Area: "east", Handover: NewMonth(2023, 3), Units: 3000}}
	a := accountOf(t, o, nil, &Yield{Mean: .3, SD: 1e-9, PerYear: map[string]float64{}, Known: NewDate(2030, 1, 1)})
	e, err := a.Years("east", a.JumpOff(), NewDate(2027, 8, 31), 3)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(e.Of(PartHousing)-118.75) > 4 { // they age with the area's own rates, drawn with noise
		t.Errorf("homes bring %.1f children of age 3, want 118.75", e.Of(PartHousing))
	}
	if w, _ := a.Years("west", a.JumpOff(), NewDate(2027, 8, 31), 3); math.Abs(w.Of(PartHousing)) > 1e-9 { // rounding of the draws
		t.Errorf("homes of the east in the west: %+v", w)
	}
}

// From 2019 on the east holds half of the west: 1000 + 500 of every age, against
// 1000 as known in 2018. The forecast of 2018 for 2021 is explained against the
// counts: by the boundary, and by nothing else.
func TestReclassification(t *testing.T) {
	o := rising(1)
	for i, p := range o.Population {
		if p.AsOf.Year() >= 2019 {
			o.Population[i].Persons = map[string]int64{"east": 2000, "west": 1000}[p.Area]
		}
	}
	then, now := accountOf(t, o.Until(NewDate(2018, 8, 31)), nil, nil), accountOf(t, o, nil, nil)
	e, err := now.Vintages(then, then, "east", NewDate(2021, 8, 31), 3, 4, 5)
	if err != nil {
		t.Fatal(err)
	}
	if e.To != 6000 || math.Abs(e.From-3000) > 60 || math.Abs(e.Sum()-(e.To-e.From)) > 1e-6 {
		t.Errorf("%+v", e)
	}
	if math.Abs(e.Of(PartReclassification)-(e.To-e.From)) > 60 || math.Abs(e.Of(PartBirths)) > 60 || math.Abs(e.Of(PartMigration)) > 60 {
		t.Errorf("a boundary is explained by %+v", e)
	}
	if _, err := now.Vintages(then, then, "east", NewDate(2017, 8, 31), 3); err == nil {
		t.Error("what was counted then is explained as a forecast")
	}
}

// A tenth fewer were born in the year after the forecast than before: the age 2
// of two years later is short by births. Two vintages and the truth agree.
func TestVintagesOfBirths(t *testing.T) {
	o := rising(1)
	for i, p := range o.Population {
		if born := p.AsOf.Year() - int(p.Age); born >= 2019 {
			o.Population[i].Persons = p.Persons * 9 / 10
		}
	}
	then, now := accountOf(t, o.Until(NewDate(2018, 8, 31)), nil, nil), accountOf(t, o, nil, nil)
	for _, area := range []string{"east", "west", All} {
		e, err := now.Vintages(then, then, area, NewDate(2021, 8, 31), 2)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(e.Sum()-(e.To-e.From)) > 1e-6 || math.Abs(e.Of(PartMigration)) > .01*e.To || math.Abs(e.Of(PartBirths)+.1*e.From) > .02*e.From {
			t.Errorf("%s: %+v", area, e)
		}
	}
	e, err := now.Vintages(then, then, "east", NewDate(2024, 8, 31), 2, 3, 4, 5)
	if err != nil || math.Abs(e.Sum()-(e.To-e.From)) > 1e-6 || e.Of(PartBirths) >= 0 {
		t.Errorf("%+v, %v", e, err)
	}
}

func ExampleAccount_Years() {
	o := rising(.9)
	m, err := Fit(o, Horizon{Years: 2, Draws: 2, Noiseless: true})
	if err != nil {
		panic(err)
	}
	draws := m.Draw(Horizon{Years: 2, Draws: 2, Noiseless: true})
	demand, err := NewDemand(o, draws, nil, DemandOptions{})
	if err != nil {
		panic(err)
	}
	a := NewAccount(m, draws, draws, demand)
	e, err := a.Years("east", a.JumpOff(), draws.Dates[1], 3, 4, 5)
	if err != nil {
		panic(err)
	}
	w := e.Whole()
	fmt.Printf("east: from %.0f to %.0f, %s %+.0f\n", w.From, w.To, w.Parted()[0].Key, w.Parted()[0].Value)
	// Output: east: from 1439 to 1166, ageing -273
}
