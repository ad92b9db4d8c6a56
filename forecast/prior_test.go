package forecast

import (
	"fmt"
	"testing"
)

// With one date nothing is learnt: the parameters are the priors' centres, and a
// total of 3,000 children an age moves by its prior sd of some 5 to 10 per cent
// in a year, not by orders of magnitude.
func TestOneDateLeansOnThePrior(t *testing.T) {
	p := fitPool(nil)
	if p.Shared != .004 || p.Persist != .82 || p.Yearly != .0015 || p.Noise != .15 {
		t.Errorf("parameters %v %v %v %v are not the centres", p.Shared, p.Persist, p.Yearly, p.Noise)
	}
	o := &Observed{Reference: MonthDay{6, 30}}
	for i := range 30 {
		code := fmt.Sprintf("a%02d", i)
		o.Areas = append(o.Areas, Area{Code: code, Name: code})
		for a := Age(0); a < 6; a++ {
			o.Population = append(o.Population, Population{AsOf: NewDate(2026, 6, 30), Area: code, Age: a, Persons: 100})
		}
	}
	d, err := Kindercast{}.Project(o, Horizon{Years: 2, Draws: 2000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	s := Summarise(d.Sum(nil, 0, 3))
	if low, high := s.Q[2], s.Q[6]; low < 2600 || low > 2950 || high < 3050 || high > 3450 {
		t.Errorf("80 %% interval of 3,000 children a year on: %.0f to %.0f", low, high)
	}
}
