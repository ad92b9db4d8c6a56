package indicator

import (
	"math"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// K2 ran a nursery class in 2026 and none in 2025: one campus opened. K1 had none
// in both years: one stayed. With the prior of 1 and 9 that is 2 and 10, a pace
// of one in six. Of 20,000 draws a share 1/6 has opened after one year (five
// standard errors, wider since h itself is drawn); K1 may open, and over 30 years
// nearly surely has.
func TestOpeningPace(t *testing.T) {
	in := town(t, 1)
	si := in.Gap.Supply.Inputs
	si.Classes = append(si.Classes[:len(si.Classes):len(si.Classes)],
		supply.Class{SchoolYear: 2025, Site: "K1", Level: forecast.Junior, Classes: 3, Enrolled: 70},
		supply.Class{SchoolYear: 2025, Site: "K2", Level: forecast.Junior, Classes: 1, Enrolled: 20})
	s, _ := supply.New(si)
	const n = 20000
	o := newOpening(s, n, 3)
	if o.Opened != 2 || o.Stayed != 10 || math.Abs(o.Pace()-1./6) > 1e-12 {
		t.Fatalf("%v opened, %v stayed", o.Opened, o.Stayed)
	}
	share := func(y forecast.Year) float64 {
		c := 0.0
		for d := range n {
			c += indicate(o.by(0, d, y))
		}
		return c / n
	}
	if p := share(2027); math.Abs(p-1./6) > 5*math.Sqrt(1./6*5/6/n) {
		t.Errorf("after a year %v have opened, want 1/6", p)
	}
	if share(2026) != 0 || share(2028) <= share(2027) || share(2056) < .9 {
		t.Errorf("2026 %v, 2028 %v, 2056 %v", share(2026), share(2028), share(2056))
	}
}

// A kindergarten with a room to spare opens a nursery class at once where the
// rule is obeyed, and at the pace of the past where not. B has 15 children aged
// two who ask and K3 needs 1 junior, 1 middle, 1 senior room of six.
func TestOpenWhereSpare(t *testing.T) {
	in := town(t, 400)
	d := in.Gap.Demand.Draws
	for i := range d.N {
		for age, x := range map[int]float64{2: 15, 3: 20, 4: 20, 5: 20} {
			d.At(1, 0, age)[i] = x
		}
	}
	in.Gap = supply.NewGap(in.Gap.Supply, in.Gap.Demand, in.Gap.Match)
	in.OpenWhereSpare = true
	out, _ := Compute(in)
	if r := get(t, out.Rows, "t04_combined_kindergarten_share", "2027", "B", ""); r.Value != 100 || r.Probability != 1 {
		t.Errorf("the rule obeyed: %+v", r)
	}
	in.OpenWhereSpare = false
	out, _ = Compute(in)
	// Prior pace 1/10, no history: one in ten draws, within five standard errors.
	if r := get(t, out.Rows, "t04_combined_kindergarten_share", "2027", "B", ""); math.Abs(r.Probability-.1) > 5*math.Sqrt(.1*.9/400) || r.Probability == 0 {
		t.Errorf("at the pace of the past: %+v", r)
	}
}
