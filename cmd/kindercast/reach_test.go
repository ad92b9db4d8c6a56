package main

import (
	"testing"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// The west has 60 children of three and no room. The east has two kindergartens
// of three rooms: B1 three hundred metres from where the children live, B2 five
// kilometres off. While B1 stands they walk there and take 3 × 25 places. When it
// closes in 2028 the east has rooms still, but none within a walk.
func TestReachFollowsTheKindergartens(t *testing.T) {
	ref := forecast.MonthDay{Month: 8, Day: 31}
	years := []forecast.Year{2027, 2028}
	draws := forecast.NewDraws([]string{"E", "W"}, []forecast.Date{ref.In(2027), ref.In(2028)}, []forecast.Age{2, 3, 4, 5}, 2)
	for y := range years {
		for s := range 2 {
			draws.At(1, y, 1)[s] = 60
		}
	}
	own, err := (&tool{}).standards(shipped)
	if err != nil {
		t.Fatal(err)
	}
	in := supply.Inputs{Areas: []forecast.Area{{Code: "E"}, {Code: "W"}}, Norms: own.norms, Reference: ref, AsOf: forecast.NewDate(2026, 8, 31), Years: years, Draws: 2,
		Sites: []supply.Site{{Code: "B1", Area: "E", Provider: "public", Rooms: 3, Lon: 121.403, Lat: 31.2}, {Code: "B2", Area: "E", Provider: "public", Rooms: 3, Lon: 121.45, Lat: 31.2}}}
	d := &district{obs: &forecast.Observed{Areas: in.Areas}, walk: geo.GreatCircle{}, points: []geo.DemandPoint{{Area: "W", Point: orb.Point{121.4, 31.2}, Weight: 1}}}
	in, problems := supply.Apply(in, []supply.Change{{Kind: supply.ChangeClose, Site: "B1", From: 2028}})
	if supply.Refused(problems) {
		t.Fatal(problems)
	}
	s, _ := supply.New(in)
	g := supply.NewGap(s, supply.NewDemand(draws, supply.Uptake{}), supply.Match{Yearly: d.reach(s)})
	for y, want := range map[forecast.Year]float64{2027: 0, 2028: 60} {
		if got := g.Unmet("W", y, forecast.Junior)[0]; got != want {
			t.Errorf("%d: %v children of the west without a place, want %v", y, got, want)
		}
	}
}
