package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"kindercast/forecast"
	"kindercast/geo"
)

// Two points of 10 children each, A beside the first and B a kilometre on. Where
// 5 of 20 attend A and 15 B, A has room for half of the first point, which is
// nearest: it goes to A, the second to B. Where all attend B both go there, though
// A is nearer. Where 7 attend each of A, B and C, each point goes to its nearest.
func TestDealt(t *testing.T) {
	walk := geo.NewMatrix(2, 3)
	for i, row := range [][]geo.Metres{{0, 1000, 5000}, {900, 100, 4000}} {
		for j, d := range row {
			walk.Set(i, j, d)
		}
	}
	for _, c := range []struct {
		pupils []float64
		want   []int
	}{{[]float64{5, 15, 0}, []int{0, 1}}, {[]float64{0, 20, 0}, []int{1, 1}}, {[]float64{7, 7, 7}, []int{0, 1}}} {
		if got := dealt([]float64{10, 10}, c.pupils, walk); !slices.Equal(got, c.want) {
			t.Errorf("%v attend: points go to %v, want %v", c.pupils, got, c.want)
		}
	}
}

// Only the junior classes of the newest school year before the plan tell where
// children go today.
func TestJuniorRoster(t *testing.T) {
	rows := []forecast.Roster{{SchoolYear: 2025, Site: "S", Home: "A", Level: forecast.Junior, Enrolled: 9}, {SchoolYear: 2026, Site: "S", Home: "A", Level: forecast.Junior, Enrolled: 7},
		{SchoolYear: 2026, Site: "S", Home: "A", Level: forecast.Senior, Enrolled: 5}, {SchoolYear: 2027, Site: "S", Home: "A", Level: forecast.Junior, Enrolled: 3}}
	got := juniorRoster(rows, 2027)
	if len(got) != 1 || got[[2]string{"A", "S"}] != 7 {
		t.Errorf("%v: want 7 from A in S", got)
	}
}

// Year by year: catchment_changes.csv holds just the points whose kindergarten is
// another than in the year before, today's for the first year, and catchments.json
// counts them.
func TestCatchmentsOfLaterYears(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "site", "--data", town(t, nil), "--draws", "20", "--rounds", "1", "--horizon", "4", "--out", out, "--quiet")
	var counted struct {
		Changes int
		Later   []struct{ Year, Changes int }
	}
	if err := json.Unmarshal(content(t, out, "catchments.json"), &counted); err != nil {
		t.Fatal(err)
	}
	listed, at := map[string]int{}, map[string]string{}
	first := ""
	for _, r := range rowsOf(t, out, "catchments.csv") {
		first = r["school_year"]
		at[r["point_code"]] = r["site_code_today"]
	}
	for _, r := range rowsOf(t, out, "catchment_changes.csv") { // by year
		if listed[r["school_year"]]++; r["site_code_before"] != at[r["point_code"]] || r["site_code"] == at[r["point_code"]] {
			t.Errorf("%v: before it was %s", r, at[r["point_code"]])
		}
		at[r["point_code"]] = r["site_code"]
	}
	if listed[first] != counted.Changes || len(counted.Later) != 3 {
		t.Errorf("%d changes listed for %s, %d counted, %d later years", listed[first], first, counted.Changes, len(counted.Later))
	}
	for _, y := range counted.Later {
		if n := listed[strconv.Itoa(y.Year)]; n != y.Changes {
			t.Errorf("%d: %d changes listed, %d counted", y.Year, n, y.Changes)
		}
	}
}
