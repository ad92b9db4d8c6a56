package forecast

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// residentsOf are draws of one district in which 3n children of 3 to 5 live, in
// every draw.
func residentsOf(n float64, draws int) *Draws {
	d := NewDraws([]string{"a"}, []Date{NewDate(2026, 8, 31), NewDate(2027, 8, 31)}, []Age{3, 4, 5}, draws)
	for i := range d.v {
		d.v[i] = n
	}
	return d
}

// 20 of 4,000 and 40 of 4,000: 60 of 8,000 are 7.5 in a thousand. 30 are expected
// each year, X2 = 2*100/30 = 6.667; R - Σr²/R = 8000-4000 = 4000, so between =
// (6.667-1)/(.0075*4000) = .18889, and error = 1/60 + .18889/2 = .11111.
func TestSpecialHandWorked(t *testing.T) {
	f, err := FitSpecial([]SpecialCount{{2024, 20, 4000}, {2025, 40, 4000}})
	if err != nil {
		t.Fatal(err)
	}
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	near("per thousand", f.PerThousand, 7.5)
	near("between", f.Between, 17./90)
	near("error", f.Error, 1./9)

	// Of 3,000 residents 22.5 are expected. The factors g and h are independent:
	// variance = 22.5 + 22.5² ((1+1/9)(1+17/90) - 1) = 22.5 + 506.25*.32099 = 185.
	const n = 40000
	d, err := f.Draw("d", residentsOf(1000, n), 1)
	if err != nil {
		t.Fatal(err)
	}
	variance := 22.5 + 22.5*22.5*((1+1./9)*(1+17./90)-1)
	s := d.Summary(0)
	if math.Abs(s.Mean-22.5) > 5*math.Sqrt(variance/n) {
		t.Errorf("mean %v, want 22.5 within five standard errors", s.Mean)
	}
	got := 0.0
	for _, x := range d.Draws[0] {
		got += (x - s.Mean) * (x - s.Mean) / n
	}
	if math.Abs(got/variance-1) > .06 { // a variance of skewed draws: its own error is about 1 %
		t.Errorf("variance %v, want %v", got, variance)
	}
	if again, _ := f.Draw("d", residentsOf(1000, n), 1); !reflect.DeepEqual(again, d) {
		t.Error("the same seed gave other draws")
	}
}

// The mean lies between the lowest and the highest yearly rate times residents.
func TestSpecialBetweenRates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var rows []SpecialCount
		low, high := 1.0, 0.0
		for y := range rapid.IntRange(1, 6).Draw(rt, "years") {
			r := SpecialCount{Year(2020 + y), rapid.Int64Range(1, 90).Draw(rt, "children"), rapid.Int64Range(2000, 20000).Draw(rt, "residents")}
			rows = append(rows, r)
			rate := float64(r.Children) / float64(r.Residents)
			low, high = min(low, rate), max(high, rate)
		}
		f, err := FitSpecial(rows)
		if err != nil {
			rt.Fatal(err)
		}
		if rate := f.PerThousand / 1000; rate < low*(1-1e-12) || rate > high*(1+1e-12) {
			rt.Fatalf("rate %v outside %v to %v", rate, low, high)
		}
		d, err := f.Draw("d", residentsOf(1000, 2000), 7)
		if err != nil {
			rt.Fatal(err)
		}
		mean := f.PerThousand * 3
		sd := math.Sqrt(mean + mean*mean*((1+f.Error)*(1+f.Between)-1))
		for k := range d.Dates {
			s := d.Summary(k)
			if slack := 8 * sd / math.Sqrt(2000); s.Mean < 3000*low-slack || s.Mean > 3000*high+slack {
				rt.Fatalf("mean %v outside %v to %v", s.Mean, 3000*low, 3000*high)
			}
		}
	})
}

// No child in 10,000 is half a child in 10,000, not a certainty of nobody; no
// residents have no children.
func TestSpecialNobody(t *testing.T) {
	f, err := FitSpecial([]SpecialCount{{2024, 0, 4000}, {2025, 0, 6000}})
	if err != nil || math.Abs(f.PerThousand-.05) > 1e-15 || f.Error != 2 || f.Between != 0 {
		t.Errorf("%+v, error %v", f, err)
	}
	d, err := f.Draw("d", residentsOf(0, 10), 1)
	if err != nil || d.Summary(0) != (Summary{}) {
		t.Errorf("%+v of nobody, error %v", d, err)
	}
}

// Rows that cannot be counts, and draws without an age of 3 to 5, are refused.
func TestSpecialRefuses(t *testing.T) {
	for _, rows := range [][]SpecialCount{nil, {{2024, 1, 0}}, {{2024, -1, 9}}, {{2024, 10, 9}}, {{2024, 1, 9}, {2024, 1, 9}}} {
		if f, err := FitSpecial(rows); err == nil {
			t.Errorf("%v gave %+v", rows, f)
		}
	}
	f := &SpecialRate{PerThousand: 5, Error: 1}
	if _, err := f.Draw("d", NewDraws([]string{"a"}, nil, []Age{3, 4}, 1), 1); err == nil {
		t.Error("draws without age 5 were taken")
	}
}
