package supply

import (
	"os"
	"testing"

	"kindercast/forecast"
)

var august = forecast.MonthDay{Month: 8, Day: 31}

// ownNorms are the norms the project ships.
func ownNorms(t testing.TB) *Norms {
	t.Helper()
	f, err := os.Open("../../data/norms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, problems, err := ReadNorms(f, august)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return n
}

// town is a district that can be worked out by hand: four streets, six
// kindergartens, three school years, known on 31 August 2026.
//
//	street A  K1 public, 9 rooms: 3 junior 3 middle 3 senior; outdoor 1200,
//	             activity 2100, floor 3000 m²
//	          K2 private, 4 rooms: one of each level
//	street B  K3 public, 6 rooms: 2 junior 2 middle 2 senior; three more rooms
//	             are promised for October 2027 (under construction)
//	street C  K4 affordable, 3 mixed rooms, licensed for 80
//	          K5 public, 6 rooms: 2 junior 2 middle 2 senior; closes on 1 July 2028
//	street D  K6 new, 6 rooms promised for September 2028 (approved); not in the
//	             list of sites
//
// Class sizes are the shipped norms: nursery 20, junior 25, middle 30, senior
// 35, mixed 30.
func town(t testing.TB) Inputs {
	in := Inputs{Norms: ownNorms(t), Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: 200, Seed: 7,
		Years: []forecast.Year{2027, 2028, 2029},
		Areas: []forecast.Area{{Code: "A"}, {Code: "B"}, {Code: "C"}, {Code: "D"}}}
	in.Sites = []Site{
		{Code: "K1", Area: "A", Provider: "public", Rooms: 9, OutdoorArea: 1200, ActivityArea: 2100, FloorArea: 3000, DesignYear: 2010},
		{Code: "K2", Area: "A", Provider: "private", Rooms: 4},
		{Code: "K3", Area: "B", Provider: "public", Rooms: 6},
		{Code: "K4", Area: "C", Provider: "private_affordable", Rooms: 3, LicensedPlaces: 80},
		{Code: "K5", Area: "C", Provider: "public", Rooms: 6, Closed: forecast.NewDate(2028, 7, 1)},
	}
	class := func(site string, level forecast.Level, classes, enrolled int64) {
		in.Classes = append(in.Classes, Class{2026, site, level, classes, enrolled})
	}
	class("K1", forecast.Junior, 3, 70)
	class("K1", forecast.Middle, 3, 84)
	class("K1", forecast.Senior, 3, 96)
	class("K2", forecast.Nursery, 1, 18)
	class("K2", forecast.Junior, 1, 25)
	class("K2", forecast.Middle, 1, 31)
	class("K2", forecast.Senior, 1, 35)
	class("K3", forecast.Junior, 2, 45)
	class("K3", forecast.Middle, 2, 55)
	class("K3", forecast.Senior, 2, 66)
	class("K4", forecast.Mixed, 3, 75)
	class("K5", forecast.Junior, 2, 40)
	class("K5", forecast.Middle, 2, 50)
	class("K5", forecast.Senior, 2, 60)
	in.Projects = []Project{
		{Code: "P3", Kind: "expand", Site: "K3", Stage: "approved", Promised: forecast.NewMonth(2026, 9), Reported: forecast.NewDate(2025, 3, 1), Rooms: 3},
		{Code: "P3", Kind: "expand", Site: "K3", Stage: "construction", Promised: forecast.NewMonth(2027, 10), Reported: forecast.NewDate(2026, 3, 1), Rooms: 3},
		{Code: "P6", Kind: "new", Site: "K6", Area: "D", Stage: "approved", Promised: forecast.NewMonth(2028, 9), Reported: forecast.NewDate(2026, 2, 1), Rooms: 6},
	}
	return in
}

// certain is a demand that is the same in every draw: children by area, year and
// level, nursery to senior.
func certain(n int, areas []string, years []forecast.Year, children map[string][4]float64) *Demand {
	var dates []forecast.Date
	for _, y := range years {
		dates = append(dates, august.In(int(y)))
	}
	d := forecast.NewDraws(areas, dates, []forecast.Age{0, 1, 2, 3, 4, 5}, n)
	for a, code := range areas {
		for t := range dates {
			for _, l := range forecast.Levels {
				v := d.At(a, t, d.AgeIndex(l.Age()))
				for i := range v {
					v[i] = children[code][slot(l)]
				}
			}
		}
	}
	return NewDemand(d, Uptake{})
}

func build(t testing.TB, in Inputs) *Supply {
	t.Helper()
	s, problems := New(in)
	for _, p := range problems {
		if !p.Warning {
			t.Fatal(p)
		}
	}
	return s
}

func numbersOf(t testing.TB, s *Supply, y forecast.Year, site string) Places {
	t.Helper()
	for _, p := range s.PlacesBySite(y) {
		if p.Code == site {
			return p.Numbers
		}
	}
	return Places{}
}
