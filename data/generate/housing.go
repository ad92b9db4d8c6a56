package main

import (
	"fmt"
	"math"
)

// estate is homes handed over, or, with units below zero, cleared (动迁).
type estate struct {
	code      string
	committee int // position in committees
	year      int
	month     int
	units     int
	tenure    string // sale, rent, resettlement
}

// handovers are the large events that give the sample its story, one line each:
// street, year, units, tenure. Negative units clear the named share, in per
// cent, of a committee of lane houses.
var handovers = []struct {
	street string
	year   int
	units  int
	tenure string
}{
	{"大宁路街道", 2015, 820, "sale"}, {"大宁路街道", 2017, 1040, "sale"}, {"大宁路街道", 2019, 760, "rent"},
	{"大宁路街道", 2020, 1180, "sale"}, {"大宁路街道", 2022, 1320, "sale"}, {"大宁路街道", 2023, 640, "rent"},
	{"大宁路街道", 2025, 1460, "sale"}, {"大宁路街道", 2026, 980, "sale"}, {"大宁路街道", 2027, 1240, "sale"},
	{"大宁路街道", 2029, 880, "rent"},
	{"彭浦镇", 2014, 900, "resettlement"}, {"彭浦镇", 2016, 1250, "sale"}, {"彭浦镇", 2018, 980, "resettlement"},
	{"彭浦镇", 2021, 1380, "sale"}, {"彭浦镇", 2023, 1120, "sale"}, {"彭浦镇", 2024, 860, "rent"},
	{"彭浦镇", 2026, 1540, "sale"}, {"彭浦镇", 2028, 1180, "sale"}, {"彭浦镇", 2030, 760, "rent"},
	{"共和新路街道", 2018, 520, "sale"}, {"共和新路街道", 2025, 640, "sale"},
	{"天目西路街道", 2017, 360, "sale"}, {"天目西路街道", 2022, 540, "sale"}, {"天目西路街道", 2028, 620, "sale"},
	{"北站街道", 2024, 480, "sale"}, {"北站街道", 2029, 560, "sale"},
	{"宝山路街道", 2029, 900, "sale"}, {"芷江西路街道", 2023, 420, "sale"}, {"芷江西路街道", 2027, 700, "rent"},
	{"江宁路街道", 2019, 240, "sale"}, {"曹家渡街道", 2020, 180, "rent"}, {"彭浦新村街道", 2022, 380, "resettlement"},
	{"临汾路街道", 2025, 260, "resettlement"},
	{"天目西路街道", 2016, -70, ""}, {"北站街道", 2015, -65, ""}, {"北站街道", 2018, -75, ""}, {"北站街道", 2020, -70, ""},
	{"宝山路街道", 2017, -60, ""}, {"宝山路街道", 2019, -75, ""}, {"宝山路街道", 2021, -70, ""}, {"宝山路街道", 2024, -60, ""},
	{"芷江西路街道", 2018, -65, ""}, {"芷江西路街道", 2020, -70, ""}, {"江宁路街道", 2019, -50, ""},
	{"石门二路街道", 2018, -45, ""}, {"南京西路街道", 2020, -45, ""}, {"静安寺街道", 2022, -35, ""}, {"曹家渡街道", 2017, -40, ""},
	{"宝山路街道", 2027, -55, ""}, {"北站街道", 2028, -50, ""},
}

// personsPerHome turns cleared homes into people.
const personsPerHome = 2.6

// estates gives every event a committee of its street: new homes go to new
// estates (or, where a street has none, to the market estates), clearances to
// lane houses, each committee at most once.
func estates(seed uint64, streets []street, committees []committee) []estate {
	used := map[int]bool{}
	var out []estate
	for i, h := range handovers {
		rng := newStream(seed, "estate", i)
		want := []housing{newbuild, market}
		if h.units < 0 {
			want = []housing{lanes}
		}
		c := pickCommittee(committees, streets, h.street, want, used)
		e := estate{code: fmt.Sprintf("EST%03d", i+1), committee: c, year: h.year, month: rng.between(1, 12), tenure: h.tenure}
		if h.units < 0 {
			used[c] = true
			s := committees[c].street
			people := expectedResidents(2010) * streetShare(streets, s) * committees[c].size
			e.units = int(math.Round(people * float64(h.units) / 100 / personsPerHome))
		} else {
			e.units = h.units
			used[c] = true
		}
		out = append(out, e)
	}
	return out
}

// pickCommittee returns the first committee of the street, of the first wanted
// kind, that no event has touched; if all have been, the first of that kind.
func pickCommittee(committees []committee, streets []street, name string, want []housing, used map[int]bool) int {
	first := -1
	for _, kind := range want {
		for c, m := range committees {
			if streets[m.street].name != name || m.kind != kind {
				continue
			}
			if !used[c] {
				return c
			}
			if first < 0 {
				first = c
			}
		}
	}
	if first < 0 {
		panic("generate: no committee for an estate in " + name)
	}
	return first
}

// streetShare is a street's part of the district's residents in 2010. No
// census by street is published, so it is assumed: committees^0.8 · area^0.2.
func streetShare(streets []street, i int) float64 {
	weight := func(s street) float64 { return math.Pow(float64(s.n), .8) * math.Pow(s.km2, .2) }
	var sum float64
	for _, s := range streets {
		sum += weight(s)
	}
	return weight(streets[i]) / sum
}
