package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rowsOf reads a table that a verb wrote, as rows by column name.
func rowsOf(t testing.TB, path ...string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(string(content(t, path...)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// number reads a cell that must hold a number.
func number(t testing.TB, row map[string]string, column string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(row[column], 64)
	if err != nil {
		t.Fatalf("%s of %v: %v", column, row, err)
	}
	return x
}

// find returns the only row whose columns have these values: column, value, …
func find(t testing.TB, rows []map[string]string, pairs ...string) map[string]string {
	t.Helper()
	var found []map[string]string
	for _, r := range rows {
		ok := true
		for i := 0; i < len(pairs); i += 2 {
			ok = ok && r[pairs[i]] == pairs[i+1]
		}
		if ok {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d rows with %v, want 1", len(found), pairs)
	}
	return found[0]
}

// hamlet is a place of two squares, 0.01 degrees wide, in which nothing changes:
// 40 children of every age in each, counted on 31 August of 2020 to 2026, and 40
// births a year. Classes run up to the school year of 2026, so that September
// 2027 is the next. All public.
//
//	A1 in the west: 7 rooms; 1 nursery (20 children), 2 junior, 2 middle and 1
//	   senior class of 40, 40 and 35 children; one room stands empty
//	B1 in the east: 4 rooms; 1 junior, 1 middle, 1 senior class of 25, 30, 30
//
// One building project, one candidate on A1 and one new one in the east.
func hamlet(t testing.TB, change func(files map[string]string)) string {
	t.Helper()
	var population, births, classes strings.Builder
	population.WriteString("as_of,area_code,age,persons\n")
	births.WriteString("area_code,year,births\n")
	classes.WriteString("school_year,site_code,level,classes,enrolled\n")
	for _, area := range []string{"W", "E"} {
		for y := 2020; y <= 2026; y++ {
			for age := range 6 {
				fmt.Fprintf(&population, "%d-08-31,%s,%d,40\n", y, area, age)
			}
		}
		for y := 2012; y <= 2025; y++ {
			fmt.Fprintf(&births, "%s,%d,40\n", area, y)
		}
	}
	for y := 2024; y <= 2026; y++ {
		for _, c := range []string{"A1,nursery,1,20", "A1,junior,2,40", "A1,middle,2,40", "A1,senior,1,35", "B1,junior,1,25", "B1,middle,1,30", "B1,senior,1,30"} {
			fmt.Fprintf(&classes, "%d,%s\n", y, c)
		}
	}
	square := func(code string, west float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"area_code":%q},"geometry":{"type":"Polygon","coordinates":[[[%.2f,31.20],[%.2f,31.20],[%.2f,31.21],[%.2f,31.21],[%.2f,31.20]]]}}`,
			code, west, west+.01, west+.01, west, west)
	}
	files := map[string]string{
		"dataset.toml":       "title_zh = \"小村\"\ntitle_en = \"The hamlet\"\nsynthetic = true\ndatum = \"WGS84\"\n",
		"areas.csv":          "area_code,area_name\nW,西片\nE,东片\n",
		"population.csv":     population.String(),
		"births.csv":         births.String(),
		"classes.csv":        classes.String(),
		"boundaries.geojson": `{"type":"FeatureCollection","features":[` + square("W", 121.40) + "," + square("E", 121.41) + "]}\n",
		"sites.csv": "site_code,site_name,area_code,lon,lat,provider,rooms,group_code,opened,closed\n" +
			"A1,西园,W,121.405,31.205,public,7,G,2006-09-01,\n" +
			"B1,东园,E,121.415,31.205,public,4,G,2009-09-01,\n" +
			"O1,老园,E,121.417,31.207,public,3,,1990-09-01,2019-07-01\n",
		"projects.csv": "project_code,kind,site_code,area_code,lon,lat,stage,promised,reported,rooms\n" +
			"P1,expand,B1,E,,,approved,2028-08,2025-03-31,2\n" +
			"P1,expand,B1,E,,,construction,2029-02,2026-03-31,2\n" +
			"P2,expand,A1,W,,,planned,2030-08,2026-03-31,1\n",
		"candidates.csv": "candidate_code,kind,site_code,area_code,lon,lat,rooms_max,cost,earliest\n" +
			"C1,expand,A1,W,121.405,31.205,2,300,2027\n" +
			"C2,new,,E,121.413,31.203,6,3000,2028\n",
	}
	if change != nil {
		change(files)
	}
	dir := filepath.Join(t.TempDir(), "hamlet")
	if err := writeFiles(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// In the hamlet progression is 40 of 40 from junior to middle and 35 of 40 from
// middle to senior in the west, 30 of 25 and 30 of 30 in the east, in each of two
// pairs of years; the district's is 70/65 and 65/70, of which 200 children are
// mixed in. So A1 expects 40 × (80 + 200 × 70/65)/(80 + 200) = 40 × 1.0549 = 42.2
// in middle: two classes of 30; and 40 × (70 + 200 × 65/70)/280 = 40 × 0.9133 =
// 36.5 in senior: at 35 a class, two. Nobody moves, so juniors and nursery stay
// near 40 and 20. That is 1 + 2 + 2 + 2 of 7 rooms if the draws keep juniors
// under 50 and nursery at 20 or below, and one class fewer for nobody.
func TestNextSeptember(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "september", "--data", hamlet(t, nil), "--draws", "200", "--out", out, "--quiet")
	rows := rowsOf(t, out, "next_september.csv")
	if len(rows) != 2 {
		t.Fatalf("%d kindergartens, want the two that hold classes", len(rows))
	}
	a := find(t, rows, "site_code", "A1")
	for column, want := range map[string]string{"school_year": "2027", "site_name": "西园", "rooms": "7", "middle_classes": "2", "middle_now": "2", "senior_classes": "2", "senior_now": "1",
		"junior_classes": "2"} {
		if a[column] != want {
			t.Errorf("A1 %s = %q, want %s", column, a[column], want)
		}
	}
	for column, want := range map[string]float64{"middle_children": 40 * (80 + 200*70./65) / 280, "senior_children": 40 * (70 + 200*65./70) / 280} {
		if got := number(t, a, column); math.Abs(got-want) > .05 { // one decimal is printed
			t.Errorf("A1 %s = %v, want %.2f", column, got, want)
		}
	}
	for _, r := range rows {
		classes := 0.0
		for _, l := range []string{"nursery", "junior", "middle", "senior", "mixed"} {
			classes += number(t, r, l+"_classes")
		}
		if used, rooms := number(t, r, "rooms_used"), number(t, r, "rooms"); classes != used || used > rooms || rooms-used != number(t, r, "rooms_spare") {
			t.Errorf("%s: %v classes in %v of %v rooms, %s to spare", r["site_code"], classes, used, rooms, r["rooms_spare"])
		}
	}
}

// One kindergarten explained names its own carry-over: 40 children now in middle
// times the progression worked out above.
func TestSeptemberExplained(t *testing.T) {
	dir := hamlet(t, nil)
	said, _ := kindercast(t, doneOrPartial, "september", "--data", dir, "--draws", "100", "--out", results(t), "--site", "西园")
	for _, want := range []string{"西园（西片，公办）2027 年 9 月：活动室 7 间", "下一级现有 40 人 × 升班比 1.055 = 42 人", "下一级现有 40 人 × 升班比 0.913 = 37 人", "增 1 班（每班 35 人）"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	kindercast(t, []int{exitUsage}, "september", "--data", dir, "--draws", "10", "--out", results(t), "--site", "没有这所园")
}

// When the newest classes are of the school year that ends as children are
// counted, next September is that of the count: the children of 31 August 2026
// are the demand of 1 September 2026. Of the 80 juniors of the hamlet counted
// then, the 65 who attended in 2025 stay the share.
func TestSeptemberOfTheCount(t *testing.T) {
	dir := hamlet(t, func(files map[string]string) {
		var kept []string
		for _, line := range strings.Split(files["classes.csv"], "\n") {
			if !strings.HasPrefix(line, "2026,") {
				kept = append(kept, line)
			}
		}
		files["classes.csv"] = strings.Join(kept, "\n")
	})
	out := results(t)
	kindercast(t, doneOrPartial, "september", "--data", dir, "--draws", "100", "--out", out, "--quiet")
	rows := rowsOf(t, out, "next_september.csv")
	a, b := find(t, rows, "site_code", "A1"), find(t, rows, "site_code", "B1")
	if a["school_year"] != "2026" {
		t.Fatalf("school year %s, want 2026", a["school_year"])
	}
	got := number(t, a, "junior_children") + number(t, b, "junior_children")
	if math.Abs(got-65) > 4 { // the share of the first forecast year leans on the last years', 65 of 80 in each
		t.Errorf("%v juniors expected in both, want 65 or so", got)
	}
	if share := number(t, a, "junior_children") / got; math.Abs(share-40./65) > .005 {
		t.Errorf("A1 takes %.3f of the juniors, want its 40 of 65", share)
	}
}

// A1 holds 135 children in 7 rooms: 20 + 2×25 + 2×30 + 35 = 165 places in the six
// that have classes, and the empty one is spread to junior to senior: between 25
// and 35 more. B1 holds 85 in 4.
func TestUtilisation(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "site", "--data", hamlet(t, nil), "--draws", "20", "--rounds", "1", "--out", out, "--quiet")
	rows := rowsOf(t, out, "utilisation.csv")
	a, b := find(t, rows, "site_code", "A1"), find(t, rows, "site_code", "B1")
	if a["enrolled"] != "135" || b["enrolled"] != "85" || a["school_year"] != "2026" {
		t.Errorf("enrolled %s and %s in %s, want 135 and 85 in 2026", a["enrolled"], b["enrolled"], a["school_year"])
	}
	if p := number(t, a, "places"); p < 165+25 || p > 165+35 {
		t.Errorf("A1 has %v places, want 165 and one class more", p)
	}
	for _, r := range rows {
		if got, want := number(t, r, "utilisation"), number(t, r, "enrolled")/number(t, r, "places"); math.Abs(got-want) > 1e-4 {
			t.Errorf("%s: utilisation %v, want enrolled over places %v", r["site_code"], got, want)
		}
	}
	g := find(t, rowsOf(t, out, "utilisation_groups.csv"), "group_code", "G")
	if g["enrolled"] != "220" {
		t.Errorf("group G holds %s children, want 135 + 85", g["enrolled"])
	}
}

// The hamlet's supply on 31 August: the old kindergarten of 3 rooms stood from
// 1990 to June 2019, A1 from 2006 (opened that September), B1 from 2009.
func TestReplay(t *testing.T) {
	out := results(t)
	said, _ := kindercast(t, doneOrPartial, "replay", "--data", hamlet(t, nil), "--out", out, "--from", "2005", "--to", "2026", "--lang", "en")
	rows := rowsOf(t, out, "replay.csv")
	for _, want := range [][]string{{"2005", "1", "3", "0", "0"}, {"2006", "1", "3", "1", "0"}, {"2007", "2", "10", "0", "0"}, {"2009", "2", "10", "1", "0"},
		{"2010", "3", "14", "0", "0"}, {"2018", "3", "14", "0", "0"}, {"2019", "2", "11", "0", "1"}, {"2026", "2", "11", "0", "0"}} {
		r := find(t, rows, "year", want[0])
		if got := []string{r["year"], r["sites"], r["rooms"], r["opened"], r["closed"]}; !slices.Equal(got, want) {
			t.Errorf("year, sites, rooms, opened, closed = %v, want %v", got, want)
		}
	}
	if len(rows) != 22 || !strings.Contains(said, "2019") {
		t.Errorf("%d years, want 22", len(rows))
	}
	kindercast(t, []int{exitUsage}, "replay", "--data", hamlet(t, nil), "--out", results(t), "--from", "2020", "--to", "2010")
}

// Seoul's nurseries, replayed to the end of each year through the reader, agree
// with the README of the data. Five of the 9,487 close before they open; they are
// refused at the door, named with their rows and kept in the store's quarantine,
// and so missing among the openings and closings of their years: one of 2019.
func TestReplaySeoul(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "replay", "--data", shared(t, "seoul"), "--dataset", filepath.Join("..", "..", "testdata", "seoul-history", "dataset.toml"), "--out", out, "--from", "2010", "--quiet")
	raws, aside := rawRows(t, "nurseries_20260721.csv"), map[string][2]int{}
	var refused []int
	for _, line := range strings.Split(strings.TrimSpace(string(content(t, out, "faults.ndjson"))), "\n") {
		var f struct {
			File, Rule string
			Row        int
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Rule != "closed_before_opened" || f.File != "nurseries_20260721.csv" {
			continue
		}
		refused = append(refused, f.Row)
		r := raws[f.Row-2] // the header is row 1
		if !(r["closed"] < r["licensed"]) {
			t.Errorf("row %d is refused: licensed %s, closed %s", f.Row, r["licensed"], r["closed"])
		}
		opened, closed := aside[r["licensed"][:4]], aside[r["closed"][:4]]
		if r["licensed"][:4] == r["closed"][:4] {
			aside[r["closed"][:4]] = [2]int{opened[0] + 1, opened[1] + 1}
			continue
		}
		aside[r["licensed"][:4]], aside[r["closed"][:4]] = [2]int{opened[0] + 1, opened[1]}, [2]int{closed[0], closed[1] + 1}
	}
	if !slices.Equal(refused, []int{617, 3577, 3578, 5832, 7825}) {
		t.Errorf("refused rows %v", refused)
	}
	kept, err := filepath.Glob(filepath.Join(out, "store", "quarantine", "*"))
	if err != nil || len(kept) == 0 {
		t.Errorf("nothing in quarantine: %v", err)
	}
	rows := rowsOf(t, out, "replay.csv")
	if last := rows[len(rows)-1]["year"]; last != "2025" {
		t.Errorf("the last year is %s, want 2025: the end of 2026 has not come", last)
	}
	for _, want := range [][2]string{{"2015", "261644"}, {"2018", "252132"}, {"2021", "228356"}, {"2025", "198055"}} {
		if r := find(t, rows, "year", want[0]); r["places"] != want[1] {
			t.Errorf("%s: %s places, want %s", want[0], r["places"], want[1])
		}
	}
	for _, want := range [][]string{{"2015", "6744"}, {"2018", "6178"}} {
		if r := find(t, rows, "year", want[0]); r["sites"] != want[1] {
			t.Errorf("%s: %s nurseries, want %s", want[0], r["sites"], want[1])
		}
	}
	for y, want := range map[string][2]float64{"2019": {238, 537}, "2023": {56, 337}, "2025": {71, 276}} {
		r := find(t, rows, "year", y)
		if got := [2]float64{number(t, r, "opened") + float64(aside[y][0]), number(t, r, "closed") + float64(aside[y][1])}; got != want {
			t.Errorf("%s: %v opened and closed with the rows set aside, want %v", y, got, want)
		}
	}
}
