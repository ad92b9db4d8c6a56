package forecast

import (
	"math"
	"testing"
)

// Districts gathered one after another give the table of their merged draws, row
// for row; a district twice, and one of other draws, are refused.
func TestGatherIsMerge(t *testing.T) {
	o := rising(.95)
	var parts []*Draws
	var g Gather
	for i := range o.Areas {
		one := *o
		one.Areas = o.Areas[i : i+1]
		one.Population = keep(o.Population, func(p Population) bool { return p.Area == o.Areas[i].Code })
		d, err := Kindercast{}.Project(&one, Horizon{Years: 3, Draws: 50, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Add(d, "base"); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, d)
	}
	merged, err := Merge(parts...)
	if err != nil {
		t.Fatal(err)
	}
	want, got := Rows(merged, "base"), g.Rows("base")
	if len(want) != len(got) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for r := range want {
		w, g := want[r], got[r]
		if w.Area != g.Area || w.AsOf != g.AsOf || w.Age != g.Age || math.Abs(w.Mean-g.Mean) > 1e-9*w.Mean || math.Abs(w.Q90-g.Q90) > 1e-9*w.Q90 {
			t.Fatalf("%+v, merged %+v", g, w)
		}
		if w.Area != All && w != g {
			t.Fatalf("%+v, merged %+v", g, w)
		}
	}
	if g.Add(parts[0], "base") == nil {
		t.Error("a district twice")
	}
	short, _ := Kindercast{}.Project(rising(1), Horizon{Years: 2, Draws: 50, Seed: 1})
	short.Areas = []string{"north", "south"}
	if g.Add(short, "base") == nil {
		t.Error("a district of fewer years")
	}
}

// Whole persons add up over areas and over ages, and lie within one of the mean
// at every single age.
func TestPersonsRowsAddUp(t *testing.T) {
	d, err := Kindercast{}.Project(rising(.93), Horizon{Years: 4, Draws: 40, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		date      Date
		area, age string
	}
	persons := map[key]int64{}
	mean := Rows(d, "base")
	for r, row := range PersonsRows(d, "base") {
		persons[key{row.AsOf, row.Area, row.Age}] = row.Persons
		if row.Area != mean[r].Area || row.Age != mean[r].Age || row.Low > row.Persons || row.High < row.Persons {
			t.Errorf("%+v", row)
		}
		if len(row.Age) == 1 && math.Abs(float64(row.Persons)-mean[r].Mean) > 1 {
			t.Errorf("%+v of %v", row, mean[r].Mean)
		}
	}
	for k, n := range persons {
		if k.area == All && n != persons[key{k.date, "east", k.age}]+persons[key{k.date, "west", k.age}] {
			t.Errorf("%v: %d is not the sum of its areas", k, n)
		}
		if k.age == "3-5" && n != persons[key{k.date, k.area, "3"}]+persons[key{k.date, k.area, "4"}]+persons[key{k.date, k.area, "5"}] {
			t.Errorf("%v: %d is not the sum of its ages", k, n)
		}
	}
}
