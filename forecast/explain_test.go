package forecast

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// One lever adds 10 alone, another 5 alone, both together 18: the 3 of their
// meeting is halved, so 11.5 and 6.5.
func TestLeversByHand(t *testing.T) {
	v := []float64{100, 110, 105, 118}
	list, err := ExplainLevers([]string{PartBirths, PartMigration}, func(set uint) ([]float64, error) { return v[set : set+1], nil })
	if err != nil {
		t.Fatal(err)
	}
	e := list[0]
	if e.Of(PartBirths) != 11.5 || e.Of(PartMigration) != 6.5 || e.From != 100 || e.To != 118 {
		t.Errorf("parts %v from %v to %v", e.Parts, e.From, e.To)
	}
}

// Whatever the values, the parts add up, and a lever that never matters gets 0.
func TestLeversAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(rt, "levers")
		v := make([]float64, 1<<n)
		for s := range v {
			v[s] = rapid.Float64Range(0, 1000).Draw(rt, "v")
		}
		for s := range v { // the last lever changes nothing
			v[s] = v[s&^(1<<(n-1))]
		}
		list, _ := ExplainLevers(PartKeys[:n], func(set uint) ([]float64, error) { return v[set : set+1], nil })
		e := list[0]
		if math.Abs(e.Sum()-(e.To-e.From)) > 1e-9 {
			rt.Fatalf("parts add to %v, difference %v", e.Sum(), e.To-e.From)
		}
		if math.Abs(e.Parts[n-1]) > 1e-9 {
			rt.Fatalf("a lever without effect got %v", e.Parts[n-1])
		}
	})
}

// Two scenarios, each explained from the base, explain their own difference.
func TestSinceAddsUp(t *testing.T) {
	a := Explanation{From: 100, To: 118, Parts: [7]float64{11.5, 0, 6.5}}
	b := Explanation{From: 100, To: 90, Parts: [7]float64{-12, 0, 2}}
	e := a.Since(b)
	if e.From != 90 || e.To != 118 || e.Sum() != 28 || e.Of(PartBirths) != 23.5 {
		t.Errorf("%+v", e)
	}
}

// Whole parts add up to the difference of the rounded ends: 10.4 to 12.6 is from
// 10 to 13, so that 1.1 + 1.1 become 2 and 1.
func TestWholeByHand(t *testing.T) {
	w := Explanation{From: 10.4, To: 12.6, Parts: [7]float64{1.1, 1.1}}.Whole()
	if w.From != 10 || w.To != 13 || w.Parts != [7]float64{2, 1} {
		t.Errorf("%+v", w)
	}
}

func TestWholeAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := Explanation{From: rapid.Float64Range(0, 900).Draw(rt, "from")}
		e.To = e.From
		for k := range e.Parts {
			e.Parts[k] = rapid.Float64Range(-300, 300).Draw(rt, "part")
			e.To += e.Parts[k]
		}
		w := e.Whole()
		if w.Sum() != w.To-w.From || w.From != math.Round(e.From) || w.To != math.Round(e.To) {
			rt.Fatalf("%+v becomes %+v", e, w)
		}
		for k, p := range e.Parts {
			if math.Abs(w.Parts[k]-p) >= 2 {
				rt.Fatalf("part %v becomes %v", p, w.Parts[k])
			}
		}
	})
}

// Thirds of 0.1: as hundredths 0.03 each they would leave 0.01, which the first takes.
func TestRoundedAddsUp(t *testing.T) {
	w := Explanation{From: 10, To: 10.1, Parts: [7]float64{.1 / 3, .1 / 3, .1 / 3}}.Rounded(100)
	if w.From != 10 || w.To != 10.1 || w.Parts != [7]float64{.04, .03, .03} {
		t.Errorf("%+v", w)
	}
}

// grown is a district of two streets with a thousand children an age and year,
// in which new homes in the east bring children.
func grown(perHome float64) *Observed {
	o := &Observed{Reference: MonthDay{8, 31}}
	const years = 12
	n := map[string][][6]float64{}
	for _, code := range []string{"east", "west"} {
		o.Areas = append(o.Areas, Area{Code: code, Name: code})
		n[code] = make([][6]float64, years)
		for t := range n[code] {
			for a := range n[code][t] {
				n[code][t][a] = 1000
			}
		}
	}
	homes := Housing{Estate: "e1", Area: "east", Handover: NewMonth(2016, 8), Units: 2000}
	o.Housing = []Housing{homes}
	for t := 1; t < years; t++ {
		in := float64(homes.Units) * settled(homes.Handover.Last(), NewDate(2009+t, 8, 31), NewDate(2010+t, 8, 31))
		for a := 1; a < 6; a++ {
			n["east"][t][a] = n["east"][t-1][a-1] + in*perHome/6
		}
		n["east"][t][0] = 1000 + in*perHome/6
	}
	for _, a := range o.Areas {
		for t, ages := range n[a.Code] {
			for age, x := range ages {
				o.Population = append(o.Population, Population{AsOf: NewDate(2010+t, 8, 31), Area: a.Code, Age: Age(age), Persons: int64(math.Round(x))})
			}
		}
	}
	return o
}

// Two thousand homes bring 0.3 children each, twice the prior: the estimate
// moves most of the way from 0.15, and remains uncertain.
func TestYieldLearns(t *testing.T) {
	o := grown(.3)
	m, err := Fit(o, Horizon{Years: 6, Draws: 100, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	y := FitYield(o, m)
	if y.Mean < .24 || y.Mean > .36 || y.SD <= 0 || y.SD >= .15 || y.Estates != 1 {
		t.Errorf("yield %.3f ± %.3f from %d estates, want near 0.3, surer than the prior 0.15", y.Mean, y.SD, y.Estates)
	}
}

func TestYieldWithoutEvidenceIsThePrior(t *testing.T) {
	o := grown(.3)
	o.Housing[0].Handover = NewMonth(2025, 3) // after the newest count: nothing to learn from
	m, err := Fit(o, Horizon{Years: 6, Draws: 100, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	y := FitYield(o, m)
	if y.Mean != yieldPrior || y.SD != yieldPrior {
		t.Errorf("yield %.3f ± %.3f, want the prior 0.15 ± 0.15", y.Mean, y.SD)
	}
	// 2,000 homes at 0.15 are 300 children once all are lived in; the newest count
	// is of August 2021, so at k = 6 (2027) the late ones are still to come.
	d, err := Kindercast{}.Project(o, Horizon{Years: 8, Draws: 400, Seed: 1, Shifts: y.Arrivals(o, m, Horizon{Years: 8, Draws: 400, Seed: 1})})
	if err != nil {
		t.Fatal(err)
	}
	base, err := Kindercast{}.Project(o, Horizon{Years: 8, Draws: 400, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	east, west := base.AreaIndex("east"), base.AreaIndex("west")
	more := meanOf(d.Sum([]int{east}, 7, 0, 1, 2, 3, 4, 5)) - meanOf(base.Sum([]int{east}, 7, 0, 1, 2, 3, 4, 5))
	if more < 90 || more > 320 {
		t.Errorf("the homes bring %.0f children of ages 0 to 5, want some 150 to 300", more)
	}
	if x := meanOf(d.Sum([]int{west}, 7, 3)) - meanOf(base.Sum([]int{west}, 7, 3)); math.Abs(x) > 1e-9 {
		t.Errorf("homes in the east changed the west by %v", x)
	}
}

func TestScenarioValidatesWhole(t *testing.T) {
	areas := []Area{{Code: "east"}}
	s := Scenario{Name: "base", Shifts: []Shift{{Kind: "births"}, {Kind: "housing", Area: "moon"}, {Kind: "flood"},
		{Kind: "births", Factor: .9, Level: "junior", From: 20280}, {Kind: "close", Site: "K9"}, {Kind: "migration", Factor: 1.1, Ages: []Age{7}, From: 2030, To: 2029}}}
	got := s.Validate(areas, []string{"K1"})
	fields := ""
	for _, p := range got {
		if fields += fmt.Sprintf("%d%s:%s ", p.Shift, p.Field, p.Rule); !slices.Contains(ShiftRules, p.Rule) {
			t.Errorf("%v breaks a rule that has no words", p)
		}
	}
	if want := "0name:name 1factor:factor 2area:area 2units:units 2from:from 3kind:kind 4level:idle 4from:year 5site:site 5from:from 6to:order 6ages:ages "; fields != want {
		t.Errorf("problems at %q, want %q", fields, want)
	}
	good := Scenario{Name: "low", Shifts: []Shift{{Kind: "fertility", Path: "low", TFR: .7, From: 2022}, {Kind: "uptake", Level: "nursery", Factor: 1.2}, {Kind: "close", Site: "K1", From: 2028}}}
	if p := good.Validate(areas, []string{"K1"}); p != nil {
		t.Errorf("refused: %v", p)
	}
}

// The low path lies 0.25 child below 0.75 in the first five years: births times
// two thirds, but never those already known.
func TestFertilityPathByHand(t *testing.T) {
	s := Scenario{Name: "low", Shifts: []Shift{{Kind: "fertility", Path: "low", TFR: .75, From: 2022}}}
	jump := NewDate(2021, 8, 31)
	f := s.Paths(jump, jump.AddYears(2), [6]float64{}).AreaBirths
	for k, want := range map[int]float64{1: 1, 2: 1, 3: 2. / 3, 5: 2. / 3} {
		if got := f("east", k); math.Abs(got-want) > 1e-12 {
			t.Errorf("year %d: factor %v, want %v", k, got, want)
		}
	}
}
