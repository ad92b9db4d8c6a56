package forecast

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Areas dealt out to parts in any way and merged are as they were, births too,
// and in every draw the totals of the parts add up to the total. Counts are whole
// so that their sums are exact in any order.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		codes := []string{"a", "b", "c", "d", "e", "f"}
		all := Whole(anyDraws(rt, codes, 2, 3, rapid.Bool().Draw(rt, "born")))
		all.Borrowed = []string{"x", "y"}
		hands := make([][]int, 3)
		for i := range codes {
			h := rapid.IntRange(0, 2).Draw(rt, "part")
			hands[h] = append(hands[h], i)
		}
		var parts []*Draws
		for h, hand := range hands {
			d := NewDraws(nil, all.Dates, all.Ages, all.N)
			d.Borrowed = all.Borrowed[h%2:]
			if all.Born != nil {
				d.Born = []float64{}
			}
			for _, i := range hand {
				d.Areas = append(d.Areas, codes[i])
				for y := range all.Dates {
					for a := range all.Ages {
						d.v = append(d.v, all.At(i, y, a)...)
					}
				}
				for y := 0; y < len(all.Dates) && all.Born != nil; y++ {
					d.Born = append(d.Born, all.BornAt(i, y)...)
				}
			}
			parts = append(parts, d)
		}
		slices.Reverse(parts)
		got, err := Merge(parts...)
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(got, all) {
			rt.Fatalf("merged %+v, want %+v", got, all)
		}
		for y := range all.Dates {
			sum := make([]float64, all.N)
			for _, p := range parts {
				for s, x := range p.Sum(nil, y, all.Ages...) {
					sum[s] += x
				}
			}
			if !slices.Equal(sum, got.Sum(nil, y, all.Ages...)) {
				rt.Fatal("the totals of the parts do not add up, draw by draw")
			}
		}
	})
}

// Parts that do not belong together are refused, and the error says why.
func TestMergeRefuses(t *testing.T) {
	day := []Date{NewDate(2026, 8, 31)}
	a := NewDraws([]string{"a"}, day, []Age{3}, 2)
	born := NewDraws([]string{"b"}, day, []Age{3}, 2)
	born.Born = make([]float64, 2)
	for want, parts := range map[string][]*Draws{
		"no draws": nil,
		"dates":    {a, NewDraws([]string{"b"}, []Date{day[0] + 1}, []Age{3}, 2)},
		"ages":     {a, NewDraws([]string{"b"}, day, []Age{4}, 2)},
		"3 draws":  {a, NewDraws([]string{"b"}, day, []Age{3}, 3)},
		"births":   {a, born},
		`area "a"`: {a, a},
	} {
		if _, err := Merge(parts...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one of %s", err, want)
		}
	}
}

// Areas of two districts, dealt out by parent code, are merged to the same
// observations and so to the same forecast, to the last bit.
func TestMergeObserved(t *testing.T) {
	all := liveTown(6, 4)
	all.SiteArea = map[string]string{}
	parts := []*Observed{{Reference: all.Reference}, {Reference: all.Reference}}
	part := map[string]*Observed{}
	for i := range all.Areas {
		p := parts[i%2]
		all.Areas[i].Parent = []string{"north", "south"}[i%2]
		part[all.Areas[i].Code] = p
		p.Areas = append(p.Areas, all.Areas[i])
		site := "s" + all.Areas[i].Code
		all.SiteArea[site] = all.Areas[i].Code
		if p.SiteArea == nil {
			p.SiteArea = map[string]string{}
		}
		p.SiteArea[site] = all.Areas[i].Code
		all.Births = append(all.Births, Birth{Area: all.Areas[i].Code, Year: 2025, Month: 8, Births: 9})
		all.Housing = append(all.Housing, Housing{Estate: "e", Area: all.Areas[i].Code, Units: 5})
		all.Roster = append(all.Roster, Roster{SchoolYear: 2025, Site: site, Home: all.Areas[i].Code, Level: Junior, Enrolled: 7})
	}
	for _, p := range all.Population {
		part[p.Area].Population = append(part[p.Area].Population, p)
	}
	for i, b := range all.Births {
		p := part[b.Area]
		p.Births = append(p.Births, b)
		p.Housing = append(p.Housing, all.Housing[i])
		p.Roster = append(p.Roster, all.Roster[i])
	}
	got, err := MergeObserved(parts[1], parts[0])
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, all) {
		t.Error("the merged observations differ from the whole")
	}
	if d, want := project(t, got), project(t, all); !reflect.DeepEqual(d, want) {
		t.Error("the forecast of the merged observations differs")
	}
	other := &Observed{Reference: MonthDay{9, 1}}
	twice := &Observed{Reference: all.Reference, SiteArea: map[string]string{"sa000": "z"}}
	for want, parts := range map[string][]*Observed{
		"no observations": nil, `area "a000"`: {{Areas: all.Areas}, {Areas: all.Areas}},
		"reference day": {all, other}, `site "sa000"`: {all, twice},
	} {
		if _, err := MergeObserved(parts...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one of %s", err, want)
		}
	}
}
