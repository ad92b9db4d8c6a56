package supply

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kindercast/forecast"
)

// district draws a district at random: up to 4 areas and 8 kindergartens, with
// class sizes of their own for some providers, licences, areas, classes, closures,
// projects and demand that varies by draw.
func district(rt *rapid.T, norms *Norms) (Inputs, *Demand) {
	n := rapid.IntRange(1, 4).Draw(rt, "areas")
	in := Inputs{Norms: norms, Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: 8, Seed: rapid.Uint64().Draw(rt, "seed"),
		Years: []forecast.Year{2027, 2028, 2029}, NurseryOutside: rapid.Bool().Draw(rt, "nursery outside")}
	if rapid.Bool().Draw(rt, "private norm") {
		in.Norms = NewNorms(append(slices.Clone(norms.rows), Norm{Key: "class_size_junior_private", Value: 18}, Norm{Key: "class_size_senior_private", Value: 24}), august)
	}
	var codes []string
	for a := range n {
		codes = append(codes, fmt.Sprintf("a%d", a))
		in.Areas = append(in.Areas, forecast.Area{Code: codes[a]})
	}
	for k := range rapid.IntRange(1, 8).Draw(rt, "sites") {
		s := Site{Code: fmt.Sprintf("k%d", k), Area: codes[rapid.IntRange(0, n-1).Draw(rt, "area")], Provider: rapid.SampledFrom(Providers).Draw(rt, "provider"),
			Rooms: rapid.Int64Range(0, 12).Draw(rt, "rooms"), LicensedPlaces: rapid.SampledFrom([]int64{0, 0, 100}).Draw(rt, "licence"),
			OutdoorArea: rapid.SampledFrom([]float64{0, 0, 500, 1200}).Draw(rt, "outdoor")}
		if rapid.IntRange(0, 5).Draw(rt, "closes") == 0 {
			s.Closed = forecast.NewDate(2028, 7, 1)
		}
		in.Sites = append(in.Sites, s)
		for l := forecast.Nursery; l <= forecast.Mixed; l++ {
			if c := rapid.Int64Range(0, 3).Draw(rt, "classes"); c > 0 {
				in.Classes = append(in.Classes, Class{2026, s.Code, l, c, c * rapid.Int64Range(10, 30).Draw(rt, "enrolled")})
			}
		}
		if rapid.Bool().Draw(rt, "project") {
			in.Projects = append(in.Projects, Project{Code: "p" + s.Code, Kind: "expand", Site: s.Code, Stage: "construction",
				Promised: forecast.NewMonth(2027, 6) + forecast.Month(rapid.IntRange(0, 24).Draw(rt, "promised")), Reported: forecast.NewDate(2026, 1, 1), Rooms: 3})
		}
	}
	if rapid.Bool().Draw(rt, "new") {
		in.Projects = append(in.Projects, Project{Code: "new", Kind: "new", Area: codes[0], Stage: "approved", Promised: month(2028, 6), Reported: forecast.NewDate(2026, 1, 1), Rooms: 6})
	}
	var dates []forecast.Date
	for _, y := range in.Years {
		dates = append(dates, august.In(int(y)))
	}
	d := forecast.NewDraws(codes, dates, []forecast.Age{2, 3, 4, 5}, 8)
	for a := range codes {
		for t := range dates {
			for g := range 4 {
				for i := range d.At(a, t, g) {
					d.At(a, t, g)[i] = float64(rapid.IntRange(0, 200).Draw(rt, "children"))
				}
			}
		}
	}
	demand := NewDemand(d, Uptake{})
	if rapid.Bool().Draw(rt, "steered") {
		in.Demand = demand
	}
	return in, demand
}

// Places never exceed rooms × class size, by campus, year and in every draw; nor
// do they exceed any of the three numbers.
func TestPlacesNeverExceedRooms(t *testing.T) {
	norms := ownNorms(t)
	rapid.Check(t, func(rt *rapid.T) {
		in, _ := district(rt, norms)
		s, _ := New(in)
		for i := range s.Campuses() {
			for k, y := range s.Years {
				r := s.row(i, k)
				most := 0.0
				for _, l := range r.rooms {
					most += r.size[slot(l)]
				}
				_, p := s.numbers(i, k)
				if p.Rooms > most+1e-9 || p.Places > math.Min(p.Rooms, math.Min(p.Area, p.Open))+1e-9 {
					rt.Fatalf("%d %d: %+v with %v in rooms", i, y, p, most)
				}
				for d := range s.Draws {
					if o := s.Open(i, y, d); o.Places > most+1e-9 {
						rt.Fatalf("draw %d: %v places in rooms for %v", d, o.Places, most)
					}
				}
			}
		}
	})
}

// In every draw and level the children are those who found a place and those
// who did not; and what the streets show adds up to what the district shows.
func TestStreetsAddUp(t *testing.T) {
	norms := ownNorms(t)
	rapid.Check(t, func(rt *rapid.T) {
		in, demand := district(rt, norms)
		s, _ := New(in)
		m := Match{Fixed: rapid.Bool().Draw(rt, "fixed")}
		if rapid.Bool().Draw(rt, "reach") {
			m.Reach = line(len(in.Areas))
		}
		g := NewGap(s, demand, m)
		for _, y := range g.Years {
			for _, l := range forecast.Levels {
				want, unmet, taken := g.Wanted("*", y, l), g.Unmet("*", y, l), g.Taken("*", y, l)
				for d := range want {
					if math.Abs(want[d]-unmet[d]-taken[d]) > 1e-3 || unmet[d] < 0 || taken[d] < 0 {
						rt.Fatalf("%d %s draw %d: %v want, %v placed, %v not", y, l, d, want[d], taken[d], unmet[d])
					}
					sum := 0.0
					for _, a := range in.Areas {
						sum += g.Unmet(a.Code, y, l)[d]
					}
					if math.Abs(sum-unmet[d]) > 1e-6 {
						rt.Fatalf("streets %v, district %v", sum, unmet[d])
					}
				}
			}
		}
	})
}

// anywhere draws one way to add a room: to the list, by a what-if, or promised by
// a project that may open later.
func anywhere(rt *rapid.T, in Inputs) (Inputs, string) {
	k := rapid.IntRange(0, len(in.Sites)-1).Draw(rt, "where")
	code := in.Sites[k].Code
	switch how := rapid.SampledFrom([]string{"list", "what-if", "project"}).Draw(rt, "how"); how {
	case "list":
		in.Sites = slices.Clone(in.Sites)
		in.Sites[k].Rooms++
		return in, how + " " + code
	case "what-if":
		out, problems := Apply(in, []Change{{Kind: ChangeRooms, Site: code, Rooms: 1, From: forecast.Year(rapid.IntRange(2027, 2029).Draw(rt, "from"))}})
		if Refused(problems) {
			rt.Fatal(problems)
		}
		return out, how + " " + code
	default:
		in.Projects = append(slices.Clone(in.Projects), Project{Code: "more", Kind: "expand", Site: code, Stage: "construction", Promised: month(2027, 9), Reported: forecast.NewDate(2026, 1, 1), Rooms: 1})
		return in, how + " " + code
	}
}

// One room more, anywhere and whichever way, leaves no more children without a
// place in any draw of any year, by the way that gap.csv goes: class sizes by
// provider, licences, square metres, mixed and nursery classes, closures, rooms
// promised and drawn, neighbours within a walk. It holds for the district's
// seniors, for 3 to 5 and for all ages; a single street may lose places to
// neighbours who walk in.
func TestRoomNeverHurts(t *testing.T) {
	norms := ownNorms(t)
	rapid.Check(t, func(rt *rapid.T) {
		in, demand := district(rt, norms)
		m := Match{}
		if rapid.Bool().Draw(rt, "reach") {
			m.Reach = line(len(in.Areas))
		}
		s, _ := New(in)
		more, how := anywhere(rt, in)
		s2, _ := New(more)
		before, after := NewGap(s, demand, m), NewGap(s2, demand, m)
		for _, y := range before.Years {
			for _, levels := range [][]forecast.Level{forecast.Levels[3:], forecast.Levels[1:], forecast.Levels[:]} {
				u0, u1 := before.Unmet("*", y, levels...), after.Unmet("*", y, levels...)
				for d := range u0 {
					if u1[d] > u0[d]+1e-3 {
						rt.Fatalf("%s: %d %v, draw %d: %v without, %v with one room more", how, y, levels, d, u0[d], u1[d])
					}
				}
			}
		}
	})
}

// line is areas in a row, ten minutes from one to the next, with a walk of ten.
func line(n int) Reach {
	minutes := make([][]float64, n)
	for i := range minutes {
		minutes[i] = make([]float64, n)
		for j := range minutes {
			minutes[i][j] = 10 * math.Abs(float64(i-j))
		}
	}
	return NewReach(minutes, 10)
}

// In no draw do more children sit in an area than its licences, square metres and
// rooms at their largest class allow, and in none more than its kindergartens can
// hold one by one.
func TestNobodySitsTwice(t *testing.T) {
	norms := ownNorms(t)
	rapid.Check(t, func(rt *rapid.T) {
		in, demand := district(rt, norms)
		s, _ := New(in)
		m := Match{Reach: line(len(in.Areas)), Fixed: rapid.Bool().Draw(rt, "fixed")}
		g := NewGap(s, demand, m)
		for _, y := range g.Years {
			for a, area := range in.Areas {
				taken := g.Taken(area.Code, y, forecast.Levels[:]...)
				for d := range taken {
					most := 0.0
					for i := range s.sites {
						if s.AreaOf(i) == a {
							most += g.Most(i, y, d)
						}
					}
					if taken[d] > most+1e-3 {
						rt.Fatalf("%s %d draw %d: %v children in kindergartens for %v", area.Code, y, d, taken[d], most)
					}
				}
			}
		}
	})
}

// The norm version changes with any value and with no reordering.
func TestNormVersion(t *testing.T) {
	n := ownNorms(t)
	m, problems := n.With(Override{Key: "class_size_senior", Value: 30, From: 2027})
	if len(problems) > 0 || m.Version() == n.Version() {
		t.Error("a changed norm keeps its version", problems)
	}
	rows := append([]Norm(nil), n.rows...)
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	if NewNorms(rows, august).Version() != n.Version() {
		t.Error("the order of rows changes the version")
	}
}

func BenchmarkDistrict(b *testing.B) {
	in, d := big(b, 14, 100, 1000)
	for b.Loop() {
		s, _ := New(in)
		NewGap(s, d, Match{}).Rows("base")
	}
}

func BenchmarkCityNeighbours(b *testing.B) {
	in, d := big(b, 425, 3900, 1000)
	minutes := make([][]float64, 425)
	for i := range minutes {
		minutes[i] = make([]float64, 425)
		for j := range minutes {
			minutes[i][j] = 6 * math.Abs(float64(i-j))
		}
	}
	for b.Loop() {
		s, _ := New(in)
		NewGap(s, d, Match{Reach: NewReach(minutes, 15)}).Rows("base")
	}
}

// big is a district of six years with a project at every tenth site.
func big(tb testing.TB, areas, sites, draws int) (Inputs, *Demand) {
	in := Inputs{Norms: ownNorms(tb), Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: draws, Seed: 1}
	var codes []string
	for a := range areas {
		codes = append(codes, fmt.Sprintf("a%03d", a))
		in.Areas = append(in.Areas, forecast.Area{Code: codes[a]})
	}
	var dates []forecast.Date
	for y := range 6 {
		in.Years = append(in.Years, forecast.Year(2027+y))
		dates = append(dates, august.In(2027+y))
	}
	d := forecast.NewDraws(codes, dates, []forecast.Age{2, 3, 4, 5}, draws)
	r := stream(1, "test")
	for a := range codes {
		for t := range dates {
			for g := range 4 {
				for i := range d.At(a, t, g) {
					d.At(a, t, g)[i] = float64(r.Uint64()%400) * float64(sites) / float64(areas) / 4
				}
			}
		}
	}
	for k := range sites {
		s := Site{Code: fmt.Sprintf("k%04d", k), Area: codes[k%areas], Provider: Providers[k%3], Rooms: int64(9 + k%5)}
		in.Sites = append(in.Sites, s)
		for _, l := range forecast.Levels {
			in.Classes = append(in.Classes, Class{2026, s.Code, l, 2, 50})
		}
		if k%10 == 0 {
			in.Projects = append(in.Projects, Project{Code: "p" + s.Code, Kind: "expand", Site: s.Code, Stage: "construction",
				Promised: forecast.NewMonth(2027+k%4, 8), Reported: forecast.NewDate(2026, 1, 1), Rooms: 3})
		}
	}
	in.Demand = NewDemand(d, Uptake{})
	return in, in.Demand
}
