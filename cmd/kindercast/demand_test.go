package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDemandSteps: the town's children all attend in the classes of one campus,
// those of 北街道 at 东园: they leave, and arrive there; eight in ten attend from 3
// to 5. Of some 1,500 residents of these ages 30 a year are of special needs.
func TestDemandSteps(t *testing.T) {
	dir, out := town(t, func(files map[string]string) {
		files["measures.csv"] += "t14_disabled_children_entry,2024,,,28,30\nt14_disabled_children_entry,2025,,,27,30\n"
	}), results(t)
	args := []string{"forecast", "--data", dir, "--out", out, "--draws", "100", "--horizon", "2", "--quiet"}
	kindercast(t, done, args...)
	s := readSheet(t, out, "demand.csv")
	if want := "scenario,step,school_year,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975"; s.header != want {
		t.Errorf("header\n%s\nwant\n%s", s.header, want)
	}
	mean := map[string]float64{}
	for _, row := range s.rows {
		mean[s.key(row, "school_year", "area_code", "age", "step")] = s.number(row, "mean")
	}
	for _, area := range []string{"*", "0101", "0104"} {
		at := func(step string) float64 { return mean["2027 "+area+" 3-5 "+step] }
		if math.Abs(at("uptake")-.8) > .03 || math.Abs(at("asking")-.8*at("residents")) > .04*at("residents") {
			t.Errorf("%s: uptake %g, %g of %g", area, at("uptake"), at("asking"), at("residents"))
		}
		if at("demand") != at("asking") || math.Abs(at("attending")-at("asking")+at("leaving")-at("arriving")) > .01 {
			t.Errorf("%s: steps do not add up: %v", area, mean)
		}
	}
	if x, y := mean["2027 0104 3-5 leaving"], mean["2027 0104 3-5 asking"]; x != y || mean["2027 0101 3-5 arriving"] != x {
		t.Errorf("%g of %g leave 北街道, %g arrive in 东街道", x, y, mean["2027 0101 3-5 arriving"])
	}
	if n := mean["2027 * 3-5 special_needs"]; n < 20 || n > 35 {
		t.Errorf("%g children of special needs, 30 were counted a year", n)
	}
	f := readSheet(t, out, "flows.csv")
	found := false
	for _, row := range f.rows {
		if f.key(row, "from_area", "to_area", "level", "school_year") == "0104 0101 3-5 2027" {
			found = true
			if math.Abs(f.number(row, "mean")-mean["2027 0104 3-5 leaving"]) > half {
				t.Errorf("flow %v", row)
			}
		}
	}
	if !found {
		t.Error("no flow from 北街道 to 东街道")
	}
	for flag, file := range map[string]string{"--flows=false": "flows.csv", "--uptake=false": "flows.csv"} {
		without := results(t)
		kindercast(t, done, append(args, "--out", without, flag)...)
		if _, err := os.Stat(filepath.Join(without, file)); err == nil {
			t.Errorf("%s, and there is %s", flag, file)
		}
	}
}

// checkExplained: explain.csv and demand.csv explain and build up the demand that
// gap.csv holds against places, in every area, year, level and scenario; what is
// explained against the base begins where the base ends.
func checkExplained(t *testing.T, out string) {
	gap, level := map[string]float64{}, map[string]string{"nursery": "2", "junior": "3", "middle": "4", "senior": "5", "3-5": "3-5", "2-5": "2-5"}
	g := readSheet(t, out, "gap.csv")
	for _, row := range g.rows {
		gap[g.key(row, "scenario", "area_code", "school_year")+" "+level[g.text(row, "level")]] = g.number(row, "demand_mean")
	}
	e := readSheet(t, out, "explain.csv")
	kinds := map[string]int{}
	for _, row := range e.rows {
		kinds[e.key(row, "scenario", "difference", "against")]++
		to := gap[e.key(row, "scenario", "area_code", "school_year", "age")]
		if math.Abs(e.number(row, "to")-to) > half+.01 {
			t.Errorf("demand is %g: %v", to, row)
		}
		if e.text(row, "difference") == "scenario" && math.Abs(e.number(row, "from")-gap["base "+e.key(row, "area_code", "school_year", "age")]) > half+.01 {
			t.Errorf("does not begin at the base: %v", row)
		}
	}
	rows := len(gap) / 2 // of each scenario
	if len(kinds) != 3 || kinds["base years 2026"] != rows || kinds["low years 2026"] != rows || kinds["low scenario base"] != rows {
		t.Errorf("explained %v, want %d rows each", kinds, rows)
	}
	d := readSheet(t, out, "demand.csv")
	for _, row := range d.rows {
		if want := gap[d.key(row, "scenario", "area_code", "school_year", "age")]; d.text(row, "step") == "demand" && math.Abs(d.number(row, "mean")-want) > half+.01 {
			t.Errorf("demand is %g: %v", want, row)
		}
	}
}

// TestShards: two districts forecast one after another hold, area by area, the
// rows of each forecast alone, and their total is the sum of their means.
func TestShards(t *testing.T) {
	dir := town(t, func(files map[string]string) {
		files["areas.csv"] = "area_code,area_name,parent_code\n0101,东街道,P1\n0102,南街道,P1\n0103,西街道,P2\n0104,北街道,P2\n"
	})
	all := results(t)
	one := scenarioFile(t, "east", "name = \"east\"\n[[shift]]\nkind = \"births\"\nfactor = 0.9\narea = \"0101\"\n") // of one district alone
	args := []string{"forecast", "--data", dir, "--draws", "50", "--horizon", "3", "--scenario", one, "--quiet"}
	kindercast(t, done, append(args, "--out", all, "--shard", "parent_code")...)
	lines := map[string]bool{}
	for _, line := range strings.Split(string(content(t, all, "forecast.csv")), "\n") {
		lines[line] = true
	}
	sum, total := map[string]float64{}, map[string]float64{}
	for _, code := range []string{"P1", "P2"} {
		out := results(t)
		kindercast(t, done, append(args, "--out", out, "--shard", code)...)
		for _, line := range strings.Split(string(content(t, out, "forecast.csv")), "\n") {
			if !lines[line] && !strings.Contains(line, ",*,") {
				t.Fatalf("%s alone: %s", code, line)
			}
		}
		s := readSheet(t, out, "forecast.csv")
		for _, row := range s.rows {
			if s.text(row, "area_code") == "*" {
				sum[s.key(row, "scenario", "as_of", "age")] += s.number(row, "mean")
			}
		}
	}
	s := readSheet(t, all, "forecast.csv")
	for _, row := range s.rows {
		if s.text(row, "area_code") == "*" {
			total[s.key(row, "scenario", "as_of", "age")] = s.number(row, "mean")
		}
	}
	for k, x := range total {
		if math.Abs(x-sum[k]) > 3*half {
			t.Errorf("%s: total %g, districts add to %g", k, x, sum[k])
		}
	}
	_, said := kindercast(t, []int{exitUsage}, append(args, "--out", all, "--shard", "P9")...)
	if !strings.Contains(said, "P9") {
		t.Errorf("a district that is not there: %s", said)
	}
}

// TestPersons: whole persons, streets adding to the town.
func TestPersons(t *testing.T) {
	out := results(t)
	kindercast(t, done, "forecast", "--data", town(t, nil), "--out", out, "--draws", "50", "--horizon", "2", "--persons", "--quiet")
	s := readSheet(t, out, "persons.csv")
	sum := map[string]float64{}
	for _, row := range s.rows {
		sign := 1.0
		if s.text(row, "area_code") == "*" {
			sign = -1
		}
		sum[s.key(row, "as_of", "age")] += sign * s.number(row, "persons")
	}
	for k, x := range sum {
		if x != 0 {
			t.Errorf("%s: streets and town differ by %g", k, x)
		}
	}
}
