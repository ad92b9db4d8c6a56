package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"kindercast/forecast"
	"kindercast/ingest"
)

const (
	forecastHeader = "scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975"
	scoresHeader   = "model,horizon,age,level,areas,n,mape,wape,bias,crps,cover80,cover95"
	backtestHeader = "model,origin,horizon,as_of,area_code,age,actual,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975"
	// gapHeader is what every gap.csv begins with; ranges may stand behind it.
	gapHeader = "scenario,school_year,as_of,area_code,level,demand_mean,demand_q05,demand_q10,demand_q50,demand_q90,demand_q95," +
		"places_rooms,places_area,places_open,places,binding,expected_shortfall,expected_spare,p_shortage"
	indicatorsHeader = "key,period,area_code,site_code,numerator,denominator,value,unit,target,operator,met,probability,source,role,note"
	planHeader       = "year,action,site_code,candidate_code,level,rooms,cost,reason"
	sitesHeader      = "site_code,site_name,area_code,lon,lat,provider,rooms,places_rooms,places_area,places_open,places,binding,enrolled"
)

// TestFiles runs the whole job on the town once and holds every file against
// the contract.
func TestFiles(t *testing.T) {
	out := results(t)
	low := scenarioFile(t, "low", "name = \"low\"\n[[shift]]\nkind = \"births\"\nfactor = 0.8\n")
	dir := town(t, func(files map[string]string) { // a row twice, and a row of totals
		first := "2019-08-31,0101,0," + fmt.Sprint(townChildren(0, 0, 2019)) + "\n"
		files["population.csv"] += first
		files["births.csv"] += "合计,2026,8,99\n"
	})
	kindercast(t, []int{exitPartial}, "run", "--no-serve", "--data", dir, "--out", out, "--draws", "60", "--horizon", "3", "--rounds", "1", "--scenario", low, "--seed", "7", "--quiet")

	t.Run("headers", func(t *testing.T) {
		for name, want := range map[string]string{
			"forecast.csv": forecastHeader, "scores.csv": scoresHeader, "backtest.csv.gz": backtestHeader,
			"indicators.csv": indicatorsHeader, "plan.csv": planHeader, "sites.csv": sitesHeader,
		} {
			if got := readSheet(t, out, name).header; got != want {
				t.Errorf("%s begins\n%s\nwant\n%s", name, got, want)
			}
		}
		if got := readSheet(t, out, "gap.csv").header; got != gapHeader && !strings.HasPrefix(got, gapHeader+",") {
			t.Errorf("gap.csv begins\n%s\nwant\n%s", got, gapHeader)
		}
	})
	t.Run("forecast", func(t *testing.T) { checkForecast(t, out) })
	t.Run("backtest", func(t *testing.T) { checkBacktest(t, out) })
	t.Run("scores", func(t *testing.T) { checkScores(t, out) })
	t.Run("gap", func(t *testing.T) { checkGap(t, out) })
	t.Run("explained", func(t *testing.T) { checkExplained(t, out) })
	t.Run("plan", func(t *testing.T) { checkPlan(t, out) })
	t.Run("indicators", func(t *testing.T) { checkIndicators(t, out) })
	t.Run("shapes", func(t *testing.T) {
		shapes := readShapes(t, out, "areas.geojson")
		if len(shapes) != len(townAreas) || shapes["0104"].name != "北街道" {
			t.Errorf("areas.geojson: %v", shapes)
		}
		if b := shapes["0104"].box; b != [4]float64{121.41, 31.21, 121.42, 31.22} {
			t.Errorf("0104 lies in %v", b)
		}
	})
	t.Run("run.json", func(t *testing.T) { checkRecord(t, out, dir) })
}

// checkForecast: base and scenario, each year, area and age; the Parquet file
// holds the same rows.
func checkForecast(t *testing.T, out string) {
	s := readSheet(t, out, "forecast.csv")
	if want := 2 * 3 * 5 * 9; len(s.rows) != want || s.distinct("scenario") != 2 {
		t.Errorf("%d rows of %d scenarios, want %d of 2", len(s.rows), s.distinct("scenario"), want)
	}
	b := content(t, out, "forecast.parquet")
	rows, err := ingest.ReadParquet[forecast.Row](bytes.NewReader(b), int64(len(b)))
	if err != nil || len(rows) != len(s.rows) {
		t.Fatalf("forecast.parquet: %d rows, %v; forecast.csv has %d", len(rows), err, len(s.rows))
	}
	for i, r := range rows {
		line := s.rows[i]
		if key := s.key(line, "scenario", "as_of", "area_code", "age"); key != fmt.Sprintf("%s %s %s %s", r.Scenario, r.AsOf, r.Area, r.Age) {
			t.Fatalf("row %d: %s in CSV, %+v in Parquet", i+1, key, r)
		}
		if math.Abs(r.Mean-s.number(line, "mean")) > half+1e-9 || math.Abs(r.Q975-s.number(line, "q975")) > half+1e-9 {
			t.Fatalf("row %d: %v in CSV, %+v in Parquet", i+1, line, r)
		}
	}
}

// checkBacktest: the truth of every row is the count that the town's files hold.
func checkBacktest(t *testing.T, out string) {
	s := readSheet(t, out, "backtest.csv.gz")
	code := map[string]int{}
	for i, a := range townAreas {
		code[a.code] = i
	}
	seen := map[string]bool{}
	for _, row := range s.rows {
		seen[s.text(row, "model")] = true
		origin, asOf := s.text(row, "origin"), s.text(row, "as_of")
		if origin >= asOf {
			t.Fatalf("a forecast of the past: %v", row)
		}
		i, street := code[s.text(row, "area_code")]
		age := s.text(row, "age")
		if !street || len(age) != 1 {
			continue
		}
		var y int
		if _, err := fmt.Sscanf(asOf, "%d-08-31", &y); err != nil {
			t.Fatal(err)
		}
		if want := townChildren(i, int(age[0]-'0'), y); s.number(row, "actual") != float64(want) {
			t.Fatalf("%d children were counted: %v", want, row)
		}
	}
	for _, m := range []string{"kindercast", "nochange", "ageing", "hp5"} {
		if !seen[m] {
			t.Errorf("backtest.csv.gz has no row of %s", m)
		}
	}
}

// checkScores works wape and bias of two lines out again from backtest.csv.gz.
func checkScores(t *testing.T, out string) {
	tested, s := readSheet(t, out, "backtest.csv.gz"), readSheet(t, out, "scores.csv")
	checked := 0
	for _, line := range s.rows {
		if s.text(line, "level") == "total" != (s.number(line, "areas") == 1) {
			t.Errorf("%s scores %s areas", s.text(line, "level"), s.text(line, "areas"))
		}
		if c := s.number(line, "cover80"); c < 0 || c > 100 || s.number(line, "cover95") < c {
			t.Errorf("80%% cover %g, 95%% %g of 100", c, s.number(line, "cover95"))
		}
		if s.text(line, "level") != "area" || s.text(line, "age") != "3" {
			continue
		}
		wrong, actual, n := 0.0, 0.0, 0.0
		for _, row := range tested.rows {
			if tested.key(row, "model", "horizon", "age") == s.key(line, "model", "horizon", "age") && tested.text(row, "area_code") != "*" {
				n++
				actual += tested.number(row, "actual")
				wrong += math.Abs(tested.number(row, "q50") - tested.number(row, "actual"))
			}
		}
		if n != s.number(line, "n") || math.Abs(100*wrong/actual-s.number(line, "wape")) > .1 {
			t.Errorf("%v: %g rows with a weighted error of %.2f%%", line, n, 100*wrong/actual)
		}
		checked++
	}
	if checked != 4*3 { // models × horizons
		t.Errorf("%d lines were worked out again, want 12", checked)
	}
}

// checkGap: places are the least of the three numbers; children without a place
// are demand less those who have one.
func checkGap(t *testing.T, out string) {
	s := readSheet(t, out, "gap.csv")
	levels := []string{"nursery", "junior", "middle", "senior", "3-5", "2-5"}
	if want := 2 * 3 * 5 * len(levels); len(s.rows) != want {
		t.Errorf("%d rows, want %d", len(s.rows), want)
	}
	for _, row := range s.rows {
		if !slices.Contains(levels, s.text(row, "level")) || !slices.Contains([]string{"rooms", "area", "open"}, s.text(row, "binding")) {
			t.Errorf("level or binding: %v", row)
		}
		year, asOf := s.text(row, "school_year"), s.text(row, "as_of")
		if asOf != year+"-08-31" {
			t.Errorf("school year %s begins after %s", year, asOf)
		}
		if p := s.number(row, "p_shortage"); p < 0 || p > 1 {
			t.Errorf("probability %g", p)
		}
		last := 0.0
		for _, q := range []string{"demand_q025", "demand_q05", "demand_q10", "demand_q25", "demand_q50", "demand_q75", "demand_q90", "demand_q95", "demand_q975"} {
			if x := s.number(row, q); x < last {
				t.Errorf("%s below the quantile before it: %v", q, row)
			} else {
				last = x
			}
		}
		if s.number(row, "expected_shortfall") < 0 || s.number(row, "expected_spare") < 0 {
			t.Errorf("less than nothing: %v", row)
		}
		if (s.number(row, "expected_shortfall") > half) && s.number(row, "p_shortage") == 0 {
			t.Errorf("a shortfall that never happens: %v", row)
		}
	}
}

// checkPlan: plan.json has what the contract names, and plan.csv the same
// actions.
func checkPlan(t *testing.T, out string) {
	var plan struct {
		Objective, Bound, Gap *float64
		ShortBefore           *float64 `json:"short_before"`
		ShortAfter            *float64 `json:"short_after"`
		Actions               []struct {
			Year      int
			Action    string
			Site      string `json:"site_code"`
			Candidate string `json:"candidate_code"`
			Level     string
			Rooms     int
			Cost      float64
			Reasons   []string
		}
	}
	if err := json.Unmarshal(content(t, out, "plan.json"), &plan); err != nil {
		t.Fatal(err)
	}
	if plan.Objective == nil || plan.Bound == nil || plan.Gap == nil || plan.ShortBefore == nil || plan.ShortAfter == nil {
		t.Fatalf("plan.json lacks objective, bound, gap or places short: %s", content(t, out, "plan.json"))
	}
	if *plan.Bound > *plan.Objective*(1+1e-9) || *plan.Gap < 0 || *plan.ShortAfter > *plan.ShortBefore+1e-9 {
		t.Errorf("objective %g, bound %g, gap %g, short %g → %g", *plan.Objective, *plan.Bound, *plan.Gap, *plan.ShortBefore, *plan.ShortAfter)
	}
	s := readSheet(t, out, "plan.csv")
	if len(s.rows) != len(plan.Actions) {
		t.Fatalf("plan.csv has %d actions, plan.json %d", len(s.rows), len(plan.Actions))
	}
	if len(plan.Actions) == 0 {
		t.Error("nothing is planned where children are short: these tests hold no action")
	}
	for i, a := range plan.Actions {
		row := s.rows[i]
		if s.text(row, "year") != fmt.Sprint(a.Year) || s.text(row, "action") != a.Action || s.text(row, "site_code") != a.Site || s.text(row, "candidate_code") != a.Candidate || s.text(row, "rooms") != fmt.Sprint(a.Rooms) {
			t.Errorf("action %d: %v in CSV, %+v in JSON", i+1, row, a)
		}
		if len(a.Reasons) == 0 || s.text(row, "reason") == "" {
			t.Errorf("action %d has no reason", i+1)
		}
	}
}

// checkIndicators: the measure reported for the town comes through with its
// value in per cent, and is held against its target.
func checkIndicators(t *testing.T, out string) {
	s := readSheet(t, out, "indicators.csv")
	met := map[string]string{}
	for _, row := range s.rows {
		if s.text(row, "key") == "t09_public_high_quality" {
			met[s.text(row, "period")] = s.key(row, "value", "met")
		}
	}
	if met["2022"] != "0.0000 false" || met["2024"] != "50.0000 false" || met["2025"] != "100.0000 true" {
		t.Errorf("0, 1 and 2 of 2 campuses against a target of 100 per cent: %v", met)
	}
}

// checkRecord: run.json says what went in and what came out.
func checkRecord(t *testing.T, out, dir string) {
	var run struct {
		Verb, AsOf      string
		Synthetic       bool
		Seed            uint64
		Draws, Horizon  int
		Version         string
		Distance, Title string
		Outputs         map[string]string
		Inputs          []struct{ Table, File, SHA256 string }
		Rows            []struct {
			Table                               string
			Read, Accepted, Rejected, Duplicate int
		}
	}
	text := bytes.Replace(content(t, out, "run.json"), []byte(`"as_of"`), []byte(`"AsOf"`), 1)
	if err := json.Unmarshal(text, &run); err != nil {
		t.Fatal(err)
	}
	if run.Verb != "run" || run.AsOf != "2026-08-31" || !run.Synthetic || run.Seed != 7 || run.Draws != 60 || run.Horizon != 3 || run.Version == "" || run.Distance != "great-circle x 1.3" || run.Title != "小镇" {
		t.Errorf("run.json: %+v", run)
	}
	for _, name := range []string{"forecast.csv", "forecast.parquet", "gap.csv", "scores.csv", "backtest.parquet", "backtest.csv.gz", "indicators.csv",
		"plan.json", "plan.csv", "areas.geojson", "sites.csv", "faults.ndjson", "book-2027-planner.xlsx"} {
		if run.Outputs[name] == "" {
			t.Errorf("run.json has no hash of %s", name)
		}
	}
	for name, want := range run.Outputs {
		if got := sha(content(t, out, name)); got != want {
			t.Errorf("%s: run.json says %s, the file has %s", name, want, got)
		}
	}
	files := map[string]string{}
	for _, in := range run.Inputs {
		files[in.File] = in.SHA256
	}
	for name := range townFiles() {
		if files[name] != sha(content(t, dir, name)) {
			t.Errorf("input %s: run.json says %q", name, files[name])
		}
	}
	rejected, repeated := 0, 0
	for _, l := range run.Rows {
		if l.Read != l.Accepted+l.Rejected+l.Duplicate {
			t.Errorf("%s: %d rows read are not %d accepted + %d rejected + %d duplicate", l.Table, l.Read, l.Accepted, l.Rejected, l.Duplicate)
		}
		rejected, repeated = rejected+l.Rejected, repeated+l.Duplicate
		lines := bytes.Count(content(t, dir, l.Table+".csv"), []byte("\n")) - 1
		if l.Read != lines {
			t.Errorf("%s: %d rows read of %d", l.Table, l.Read, lines)
		}
	}
	if rejected != 1 || repeated != 1 {
		t.Errorf("%d rows rejected and %d duplicate, want one of each", rejected, repeated)
	}
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// shape is one feature of areas.geojson.
type shape struct {
	name string
	box  [4]float64 // west, south, east, north
}

// readShapes reads the features of a GeoJSON file by area_code.
func readShapes(t testing.TB, path ...string) map[string]shape {
	t.Helper()
	var file struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct{ Coordinates any }
		}
	}
	if err := json.Unmarshal(content(t, path...), &file); err != nil {
		t.Fatal(err)
	}
	out := map[string]shape{}
	for _, f := range file.Features {
		name, _ := f.Properties["area_name"].(string)
		code, _ := f.Properties["area_code"].(string)
		s := shape{name, [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}}
		var grow func(any)
		grow = func(v any) {
			list, _ := v.([]any)
			if len(list) < 2 {
				for _, x := range list {
					grow(x)
				}
				return
			}
			lon, isPoint := list[0].(float64)
			if !isPoint {
				for _, x := range list {
					grow(x)
				}
				return
			}
			lat, _ := list[1].(float64)
			s.box = [4]float64{math.Min(s.box[0], lon), math.Min(s.box[1], lat), math.Max(s.box[2], lon), math.Max(s.box[3], lat)}
		}
		grow(f.Geometry.Coordinates)
		if _, twice := out[code]; code == "" || twice {
			t.Errorf("%v: a feature without a code of its own", f.Properties)
		}
		out[code] = s
	}
	return out
}

// scenarioFile writes a scenario and returns its file.
func scenarioFile(t testing.TB, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/"+name+".toml", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir + "/" + name + ".toml"
}
