package indicator

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// district draws a district at random, with demand that varies by draw.
func district(rt *rapid.T, n *supply.Norms, defs []Definition) Inputs {
	const draws = 12
	in := supply.Inputs{Norms: n, Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: draws, Seed: rapid.Uint64().Draw(rt, "seed"),
		Years: []forecast.Year{2027, 2028}}
	var codes []string
	for a := range rapid.IntRange(1, 3).Draw(rt, "areas") {
		codes = append(codes, fmt.Sprintf("a%d", a))
		in.Areas = append(in.Areas, forecast.Area{Code: codes[a]})
	}
	for k := range rapid.IntRange(0, 6).Draw(rt, "sites") {
		s := supply.Site{Code: fmt.Sprintf("k%d", k), Area: rapid.SampledFrom(codes).Draw(rt, "area"), Provider: rapid.SampledFrom(supply.Providers).Draw(rt, "provider"),
			Rooms: rapid.Int64Range(0, 10).Draw(rt, "rooms"), OutdoorArea: rapid.SampledFrom([]float64{0, 600, 1200}).Draw(rt, "outdoor"),
			DesignYear: rapid.SampledFrom([]int32{0, 2010, 2018}).Draw(rt, "design")}
		in.Sites = append(in.Sites, s)
		for l := forecast.Nursery; l <= forecast.Mixed; l++ {
			for y := forecast.Year(2025); y <= 2026; y++ {
				if c := rapid.Int64Range(0, 3).Draw(rt, "classes"); c > 0 {
					in.Classes = append(in.Classes, supply.Class{SchoolYear: y, Site: s.Code, Level: l, Classes: c, Enrolled: c * rapid.Int64Range(10, 36).Draw(rt, "enrolled")})
				}
			}
		}
		if rapid.Bool().Draw(rt, "project") {
			in.Projects = append(in.Projects, supply.Project{Code: "p" + s.Code, Kind: "expand", Site: s.Code, Stage: "construction",
				Promised: forecast.NewMonth(2027, 9), Reported: forecast.NewDate(2026, 1, 1), Rooms: 2})
		}
	}
	dates := []forecast.Date{august.In(2027), august.In(2028)}
	d := forecast.NewDraws(codes, dates, []forecast.Age{2, 3, 4, 5}, draws)
	for a := range codes {
		for t := range dates {
			for g := range 4 {
				for i := range d.At(a, t, g) {
					d.At(a, t, g)[i] = float64(rapid.IntRange(0, 150).Draw(rt, "children"))
				}
			}
		}
	}
	demand := supply.NewDemand(d, supply.Uptake{})
	in.Demand = demand
	s, _ := supply.New(in)
	return Inputs{Definitions: defs, Gap: supply.NewGap(s, demand, supply.Match{Fixed: rapid.Bool().Draw(rt, "fixed")}), Seed: 1,
		CountNursery: rapid.Bool().Draw(rt, "nursery")}
}

// Shares lie between 0 and 100 (the gross rate and the use of places may pass
// 100), every value is its numerator over its denominator, probabilities lie
// between 0 and 1, what the streets count adds up to the district, and meeting
// several targets together is never likelier than meeting any one of them.
func TestIndicatorLaws(t *testing.T) {
	n, defs := norms(t), definitions(t)
	shares := map[string]bool{}
	for k, m := range metricOf {
		shares[k] = m != mGross && m != mUse && m != mAreas
	}
	rapid.Check(t, func(rt *rapid.T) {
		in := district(rt, n, defs)
		out, _ := Compute(in)
		byKey := map[string]Definition{}
		for _, d := range defs {
			byKey[d.Key] = d
		}
		streets, whole := map[string][2]float64{}, map[string][2]float64{}
		for _, r := range out.Rows {
			d := byKey[r.Key]
			if v := d.Value(r.Numerator, r.Denominator); !math.IsNaN(r.Value) && math.Abs(v-r.Value) > 1e-9 {
				rt.Fatalf("%+v: value is not %v", r, v)
			}
			if shares[r.Key] && !math.IsNaN(r.Value) && (r.Value < 0 || r.Value > 100+1e-9) {
				rt.Fatalf("share out of range: %+v", r)
			}
			if !math.IsNaN(r.Probability) && (r.Probability < 0 || r.Probability > 1) {
				rt.Fatalf("probability out of range: %+v", r)
			}
			if _, ok := metricOf[r.Key]; ok && r.Source == FromForecast {
				k, to := r.Key+r.Period, streets
				if r.Area == "*" {
					to = whole
				}
				to[k] = [2]float64{to[k][0] + r.Numerator, to[k][1] + r.Denominator}
			}
		}
		for k, w := range whole {
			s := streets[k]
			// A street without anything to divide by has no row; its numerator is 0.
			if math.Abs(s[0]-w[0]) > 1e-6 || math.Abs(s[1]-w[1]) > 1e-6 {
				rt.Fatalf("%s: streets %v, district %v", k, s, w)
			}
		}
		for _, j := range out.Joint {
			for k, p := range j.Each {
				if j.Probability > p {
					rt.Fatalf("joint %v above %s %v", j.Probability, j.Keys[k], p)
				}
			}
			if len(j.Keys)+len(j.Without) != len(DefaultJoint) {
				rt.Fatalf("joint lost a target: %+v", j)
			}
		}
		for _, c := range out.Conflicts {
			if c.Phi < -1-1e-9 || c.Phi > 1+1e-9 {
				rt.Fatalf("phi %v", c.Phi)
			}
		}
	})
}

// In every draw the kindergartens of an area hold the children that the match
// put into it, no more and no fewer, and none holds more than its rooms, at their
// largest class, its licence and its square metres allow.
func TestChildrenKept(t *testing.T) {
	n, defs := norms(t), definitions(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := district(rt, n, defs)
		g := in.Gap
		for a, area := range g.Supply.Areas {
			sc := newScene(&in, a, 2027, newOpening(g.Supply, g.Demand.Draws.N, 1))
			for d := range g.Demand.Draws.N {
				sc.play(d, [3]float64{1, .8, 1.2})
				for k, c := range sc.now {
					if on := c.children[0] + c.children[1] + c.children[2] + c.children[3]; on > c.most+1e-3 {
						rt.Fatalf("%s: %v children, at most %v", sc.site[k].Code, on, c.most)
					}
				}
				for _, l := range forecast.Levels {
					sum := 0.0
					for _, c := range sc.now {
						sum += c.children[l-1]
					}
					if want := g.Taken(area.Code, 2027, l)[d]; math.Abs(sum-want) > 1e-3 {
						rt.Fatalf("%s %s draw %d: %v in kindergartens, %v placed", area.Code, l, d, sum, want)
					}
				}
			}
		}
	})
}

func TestSameOnAnyCores(t *testing.T) {
	in := town(t, 30)
	in.Workers = 1
	a, _ := Compute(in)
	in.Workers = 8
	b, _ := Compute(in)
	clear := func(rows []Row) (out []string) {
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%+v", r))
		}
		return out
	}
	if !reflect.DeepEqual(clear(a.Rows), clear(b.Rows)) {
		t.Error("rows differ with the number of workers")
	}
}

func big(tb testing.TB) Inputs {
	const draws = 1000
	in := supply.Inputs{Norms: norms(tb), Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: draws, Seed: 1}
	var codes []string
	for a := range 14 {
		codes = append(codes, fmt.Sprintf("a%02d", a))
		in.Areas = append(in.Areas, forecast.Area{Code: codes[a]})
	}
	var dates []forecast.Date
	for y := range 6 {
		in.Years, dates = append(in.Years, forecast.Year(2027+y)), append(dates, august.In(2027+y))
	}
	d := forecast.NewDraws(codes, dates, []forecast.Age{2, 3, 4, 5}, draws)
	r := source(1, "test")
	for a := range codes {
		for t := range dates {
			for g := range 4 {
				for i := range d.At(a, t, g) {
					d.At(a, t, g)[i] = 400 + float64(r.Uint64()%200)
				}
			}
		}
	}
	for k := range 100 {
		s := supply.Site{Code: fmt.Sprintf("k%03d", k), Area: codes[k%14], Provider: supply.Providers[k%5/3], Rooms: int64(9 + k%5), OutdoorArea: 1500, ActivityArea: 3000, FloorArea: 4000}
		in.Sites = append(in.Sites, s)
		for _, l := range forecast.Levels[1:] {
			in.Classes = append(in.Classes, supply.Class{SchoolYear: 2026, Site: s.Code, Level: l, Classes: 3, Enrolled: 75})
		}
	}
	u := supply.Uptake{}
	u.Share[0] = .3
	in.Demand = supply.NewDemand(d, u)
	s, _ := supply.New(in)
	return Inputs{Definitions: definitions(tb), Gap: supply.NewGap(s, in.Demand, supply.Match{}), Seed: 1}
}

func BenchmarkCompute(b *testing.B) {
	in := big(b)
	for b.Loop() {
		Compute(in)
	}
}

func BenchmarkMoves(b *testing.B) {
	in := big(b)
	for b.Loop() {
		Moves(in, 2029, 100)
	}
}
