package forecast

import (
	"math"
	"testing"
	"time"
)

// With a variance a child of 0.1 at the steps from ages 3 and 4, of 0.2 at those
// from ages 0 to 2 and of 1 at birth, 100 children of 5 two years on have a variance
// of 100 (0.1+0.1) = 20, and 100 of age 1 of 100 (1+0.2) = 120; a normal error of
// variance v is sqrt(2 v / pi) on average.
func TestChanceHandWorked(t *testing.T) {
	c := Chance{area: [ages]float64{.3, .2, .2, .2, .1, .1}, births: 1}
	for _, x := range []struct {
		age     string
		horizon int32
		want    float64
	}{{"5", 2, 20}, {"1", 2, 120}, {AgeBirths, 2, 100}, {"3-5", 1, 100 * (.2 + .1 + .1) / 3}} {
		got := c.Error(&BacktestRow{Area: "a", Age: x.age, Horizon: x.horizon, Actual: 100})
		if want := math.Sqrt(2 * x.want / math.Pi); math.Abs(got-want) > 1e-12 {
			t.Errorf("age %s, %d years on: %v, want %v", x.age, x.horizon, got, want)
		}
	}
	if e := c.Error(&BacktestRow{Area: All, Age: "5", Horizon: 2, Actual: 100}); e != 0 {
		t.Errorf("all areas together: %v by the area's noise", e)
	}
}

// Of two areas, one is foreseen right and one loses a tenth of each cohort in the
// last year, which nobody could foresee: it is named first, for those who left, with
// how many 100 became, were foreseen, and had become the year before.
func TestWorstAreas(t *testing.T) {
	o := &Observed{Reference: MonthDay{time.August, 31}, Areas: []Area{{Code: "calm"}, {Code: "left"}}}
	for _, a := range o.Areas {
		for y := 2018; y <= 2025; y++ {
			for age := range 6 {
				n := int64(1000)
				if a.Code == "left" && y == 2025 && age > 0 {
					n = 900
				}
				o.Population = append(o.Population, Population{AsOf: NewDate(y, 8, 31), Area: a.Code, Age: Age(age), Persons: n})
			}
		}
	}
	var rows []BacktestRow
	h := Horizon{Years: 1, Draws: 200, Seed: 1}
	scores, err := Backtest(o, NewDate(2024, 1, 1), h, []Forecaster{Kindercast{}}, func(part []BacktestRow) error {
		rows = append(rows, part...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := WorstAreas(o, scores.Chance, rows, "kindercast", "3-5", 1)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d areas, error %v", len(list), err)
	}
	w := list[0]
	if w.Area != "left" || w.Origins != 1 || w.Inside != 0 || w.Why != WhyLeft || w.Worst.Actual != 2700 ||
		w.Came != 90 || w.Before != 100 || math.Abs(w.Foreseen-100) > 1 || math.Abs(w.Bias-w.WAPE) > 1e-12 {
		t.Errorf("%+v", w)
	}
}
