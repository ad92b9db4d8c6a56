package forecast

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// 90 of 100 and 110 of 200: shares 2/3 and 1/3 of 300. X2 = 23.33²/66.67 +
// 23.33²/33.33 + 23.33²/133.3 + 23.33²/66.67 = 8.167 + 16.33 + 4.083 + 8.167 =
// 36.75, with one degree of freedom. One year alone says nothing.
func TestDispersionByHand(t *testing.T) {
	if got := Dispersion([][][]float64{{{90, 10}, {110, 90}}}); math.Abs(got-36.75) > 1e-9 {
		t.Errorf("phi %v, want 36.75", got)
	}
	if got := Dispersion([][][]float64{{{90, 10}}}); got != 1 {
		t.Errorf("phi of one year %v, want 1", got)
	}
}

// Of 400 children, 3 in 10 000 past ones chose one by one: the mean is 120 and the
// variance that of choosing, 400 x .3 x .7 = 84, a little more for the share's own.
func TestSplitChooses(t *testing.T) {
	const n = 20000
	x := make([]float64, n)
	for s := range x {
		x[s] = 400
	}
	p := NewSplit([][]float64{{3000, 7000}}, 1)
	out := p.Draw([][]float64{x}, 1, "a")[0][0]
	mean := average(out)
	v := 0.0
	for _, y := range out {
		v += (y - mean) * (y - mean) / n
	}
	// the lasting share adds 400² x .21/10001 = 3.4
	if math.Abs(mean-120) > 5*math.Sqrt(87./n) || math.Abs(v/87.4-1) > .05 {
		t.Errorf("mean %.2f, variance %.2f, want 120 and 87.4", mean, v)
	}
}

// In every draw the kinds add up, nobody is negative, and a kind never chosen
// stays empty.
func TestSplitAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		past := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(0, 50), 3, 3), 1, 3).Draw(rt, "past")
		for _, year := range past {
			year[1] = 0
		}
		p := NewSplit(past, Dispersion([][][]float64{past}))
		if p == nil {
			return
		}
		children := [][]float64{rapid.SliceOfN(rapid.Float64Range(0, 300), 5, 5).Draw(rt, "children")}
		out := p.Draw(children, 1, "x")
		for s, x := range children[0] {
			sum := 0.0
			for c := range out {
				if out[c][0][s] < 0 || c == 1 && out[c][0][s] != 0 {
					rt.Fatalf("kind %d has %v", c, out[c][0][s])
				}
				sum += out[c][0][s]
			}
			if math.Abs(sum-x) > 1e-9*(1+x) {
				rt.Fatalf("kinds add to %v of %v", sum, x)
			}
		}
	})
}

// Shares of a person so small that their products are too small for a float are
// no more dispersed than counting, and can be divided by.
func TestSplitOfNextToNobody(t *testing.T) {
	past := [][]float64{{1e-165, 0, 1e-168}, {1e-5, 0, 1e-165}}
	phi := Dispersion([][][]float64{past})
	if phi != 1 {
		t.Errorf("dispersion %v", phi)
	}
	out := NewSplit(past, phi).Draw([][]float64{{100, 1e-171}}, 1, "x")
	for s, x := range []float64{100, 1e-171} {
		if sum := out[0][0][s] + out[1][0][s] + out[2][0][s]; math.Abs(sum-x) > 1e-9*x {
			t.Errorf("kinds add to %v of %v", sum, x)
		}
	}
}

// The town of TestDemandFromOutside with a third of the east going west: 600 stay,
// 300 go, 135 come from outside. 450 + 300 + 135 sit in the west's classes.
func TestFlowsByHand(t *testing.T) {
	res := map[string]int64{"east": 1000, "west": 500}
	o := town(5, res)
	var rows []Attendance
	for y := Year(2020); y < 2025; y++ {
		for _, l := range Levels {
			rows = append(rows, Attendance{y, "east", "east", true, l, 600}, Attendance{y, "east", "west", true, l, 300}, Attendance{y, "west", "west", true, l, 450}, Attendance{y, "", "west", true, l, 135})
		}
	}
	d, err := NewDemand(o, flat(o, res, 4000), rows, DemandOptions{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	f := d.Flows(3)
	want := map[string]float64{"east east junior": 600, "east west junior": 300, "west west junior": 450, "outside west junior": 135, "east west 3-5": 900}
	for _, r := range f.Rows {
		if n, ok := want[r.Home+" "+r.At+" "+r.Level]; ok && r.Date == 0 {
			if math.Abs(r.Children.Mean-n) > .01*n {
				t.Errorf("%s to %s: %.1f, want %.0f", r.Home, r.At, r.Children.Mean, n)
			}
			delete(want, r.Home+" "+r.At+" "+r.Level)
		}
	}
	if len(want) > 0 {
		t.Errorf("no rows of %v", want)
	}
	if got := average(f.Attending.At(1, 0, 1)); math.Abs(got-885) > 9 {
		t.Errorf("%.1f attend in the west, want 885", got)
	}
	if average(f.Leaving.At(1, 0, 1)) != 0 || math.Abs(average(f.Leaving.At(0, 0, 1))-300) > 3 || math.Abs(average(f.Arriving.At(1, 0, 1))-300) > 3 {
		t.Error("who leaves and who arrives")
	}
	for i := range d.Residents.Areas {
		for s := range d.Residents.N {
			want := d.Residents.At(i, 1, 2)[s] - f.Leaving.At(i, 1, 2)[s] + f.Arriving.At(i, 1, 2)[s] + d.Outside.At(i, 1, 2)[s]
			if math.Abs(f.Attending.At(i, 1, 2)[s]-want) > 1e-6 {
				t.Fatalf("draw %d: %v attend, want %v", s, f.Attending.At(i, 1, 2)[s], want)
			}
		}
	}
	if closed, _ := NewDemand(o, flat(o, res, 10), rows, DemandOptions{Closed: true}); closed.Outside != nil {
		t.Error("a closed border lets children through")
	}
	if d, _ = NewDemand(o, flat(o, res, 10), nil, DemandOptions{}); d.Flows(1) != nil {
		t.Error("flows without attendance")
	}
}

// A quarter of the east has a permit, in the west nobody was asked: it is divided
// like all, which is the east.
func TestResidenceByHand(t *testing.T) {
	o := town(1, map[string]int64{"west": 40})
	o.Population = o.Population[:0]
	for a := Age(0); a <= 5; a++ {
		o.Population = append(o.Population, Population{AsOf: NewDate(2024, 8, 31), Area: "east", Age: a, Residence: "local", Persons: 3000},
			Population{AsOf: NewDate(2024, 8, 31), Area: "east", Age: a, Residence: "permit", Persons: 1000})
	}
	living := flat(o, map[string]int64{"east": 400, "west": 40}, 2000)
	r := NewResidence(o, living, 1)
	if len(r.Categories) != 2 || r.Categories[1] != "permit" {
		t.Fatalf("categories %v", r.Categories)
	}
	for i, want := range []float64{100, 10} {
		if got := average(r.Draws[1].At(i, 0, 1)); math.Abs(got-want) > .03*want {
			t.Errorf("%s: %.1f with a permit, want %.0f", living.Areas[i], got, want)
		}
		for s, x := range living.At(i, 1, 3) {
			if y := r.Draws[0].At(i, 1, 1)[s] + r.Draws[1].At(i, 1, 1)[s]; math.Abs(y-x) > 1e-9*x {
				t.Fatalf("categories add to %v of %v", y, x)
			}
		}
	}
	if NewResidence(town(2, nil), living, 1) != nil {
		t.Error("a residence of which no count speaks")
	}
}

// The table's rows stand in the order it states, and its steps add up in means.
func TestDemandRows(t *testing.T) {
	res := map[string]int64{"east": 1000, "west": 500}
	o := town(5, res)
	living := flat(o, res, 100)
	if d, _ := NewDemand(o, living, nil, DemandOptions{}); DemandRows("base", living, d, nil, nil) != nil {
		t.Error("steps of nothing")
	}
	var rows []Attendance
	for y := Year(2020); y < 2025; y++ {
		for _, l := range Levels {
			rows = append(rows, Attendance{y, "east", "west", true, l, 900}, Attendance{y, "west", "west", true, l, 450}, Attendance{y, "", "west", true, l, 135})
		}
	}
	d, err := NewDemand(o, living, rows, DemandOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	mean := map[string]float64{}
	for _, r := range DemandRows("base", living, d, d.Flows(1), nil) {
		if r.Year == 2026 && r.Age == "3-5" {
			mean[r.Area+" "+r.Step] = r.Mean
		}
	}
	for _, area := range []string{All, "east", "west"} {
		at := func(step string) float64 { return mean[area+" "+step] }
		if math.Abs(at(StepDemand)-at(StepAsking)-at(StepOutside)) > 1e-9 || math.Abs(at(StepAttending)-at(StepAsking)+at(StepLeaving)-at(StepArriving)-at(StepOutside)) > 1e-6 {
			t.Errorf("%s: %v", area, mean)
		}
		if at(StepUptake) < .85 || at(StepUptake) > .95 {
			t.Errorf("%s: uptake %v, want near 0.9", area, at(StepUptake))
		}
	}
	if mean["east "+StepResidents] != 3000 || mean[All+" "+StepResidents] != 4500 {
		t.Errorf("%v", mean)
	}
}
