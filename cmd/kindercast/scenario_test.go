package main

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const fewerBirths = "name = \"fewer\"\n[[shift]]\nkind = \"births\"\nfactor = 0.9\n"

// TestFewerBirthsMoveTheUnborn: a tenth fewer births from now on change no child
// who is born, and every later cohort by a tenth, in each draw alike.
func TestFewerBirthsMoveTheUnborn(t *testing.T) {
	out := results(t)
	kindercast(t, done, "compare", "--data", town(t, nil), "--out", out, "--draws", "100", "--horizon", "6", "--housing=false", "--scenario", scenarioFile(t, "fewer", fewerBirths), "--quiet")
	s := readSheet(t, out, "compare.csv")
	if want := 6 * 5 * 6; len(s.rows) != want {
		t.Errorf("%d rows, want %d", len(s.rows), want)
	}
	born, unborn := 0, 0
	for _, row := range s.rows {
		age, err := strconv.Atoi(s.text(row, "age"))
		if err != nil { // a group
			continue
		}
		year, err := strconv.Atoi(s.text(row, "as_of")[:4])
		if err != nil {
			t.Fatal(err)
		}
		low, high := s.number(row, "difference_q10"), s.number(row, "difference_q90")
		if year-age <= townLast { // born by 31 August 2026
			born++
			if s.number(row, "difference_mean") != 0 || low != 0 || high != 0 {
				t.Errorf("these children are born: %v", row)
			}
			continue
		}
		unborn++
		want := -.1 * s.number(row, "base_mean")
		if math.Abs(s.number(row, "difference_mean")-want) > .02*math.Abs(want)+2*half {
			t.Errorf("a tenth of %g: %v", s.number(row, "base_mean"), row)
		}
		if low > high || high > 0 {
			t.Errorf("fewer births bring more children: %v", row)
		}
	}
	// of ages 2 to 5 in 2027 to 2032, years on which age a is unborn: 4, 3, 2, 1
	if unborn != 5*(4+3+2+1) || born != 5*(24-10) {
		t.Errorf("%d rows of the unborn and %d of the born, want 50 and 70", unborn, born)
	}
}

// TestUptakeMovesDemandAlone: a tenth fewer ask for a nursery place in one street.
// No resident moves, and demand falls there by a tenth, elsewhere not at all.
func TestUptakeMovesDemandAlone(t *testing.T) {
	out := results(t)
	file := scenarioFile(t, "fewer", "name = \"fewer\"\n[[shift]]\nkind = \"uptake\"\narea = \"0102\"\nlevel = \"nursery\"\nfactor = 0.9\n")
	kindercast(t, done, "compare", "--data", town(t, nil), "--out", out, "--draws", "200", "--horizon", "2", "--scenario", file, "--quiet")
	s := readSheet(t, out, "compare.csv")
	for _, row := range s.rows {
		want := 0.0
		if s.key(row, "area_code", "age") == "0102 2" {
			want = -.1 * s.number(row, "demand_base_mean")
			if want > -2 {
				t.Errorf("nobody asks for a place: %v", row)
			}
		}
		if s.text(row, "area_code") == "*" || s.key(row, "area_code", "age") == "0102 2-5" {
			continue
		}
		// the noise of who asks differs with the share: within a tenth of the change
		if s.number(row, "difference_mean") != 0 || math.Abs(s.number(row, "demand_difference_mean")-want) > .1*math.Abs(want)+half {
			t.Errorf("want %g: %v", want, row)
		}
	}
}

// TestComposedScenario: a.toml+b.toml is one scenario of both.
func TestComposedScenario(t *testing.T) {
	out, dir := results(t), town(t, nil)
	a := scenarioFile(t, "fewer", fewerBirths)
	b := scenarioFile(t, "more", "name = \"more\"\n[[shift]]\nkind = \"births\"\nfactor = 1.1111111111111112\n")
	kindercast(t, done, "compare", "--data", dir, "--out", out, "--draws", "40", "--horizon", "4", "--scenario", a+"+"+b, "--quiet")
	s := readSheet(t, out, "compare.csv")
	for _, row := range s.rows {
		if s.text(row, "scenario") != "fewer+more" || math.Abs(s.number(row, "difference_mean")) > half {
			t.Fatalf("0.9 × 1/0.9 changes nothing: %v", row)
		}
	}
	_, said := kindercast(t, []int{exitUsage}, "compare", "--data", dir, "--out", out, "--draws", "40", "--scenario", a, "--scenario", a)
	if !strings.Contains(said, "fewer") {
		t.Errorf("two scenarios of one name: %s", said)
	}
}

// TestScenarioRefused: what a scenario file says wrong is refused with its place.
func TestScenarioRefused(t *testing.T) {
	dir := town(t, nil)
	for name, c := range map[string]struct {
		text string
		says []string
	}{
		"unknown key":  {"name = \"x\"\n[[shift]]\nkind = \"births\"\nfaktor = 0.9\n", []string{"faktor", "4|"}},
		"broken file":  {"name = \"x\"\n[[shift]\n", []string{"2|"}},
		"wrong type":   {"name = \"x\"\n[[shift]]\nkind = \"births\"\nfactor = \"much\"\n", []string{"第 4 行", "factor = \"much\""}},
		"unknown kind": {"name = \"x\"\n[[shift]]\nkind = \"weather\"\n", []string{"第 1 项", "weather"}},
		"no factor":    {"name = \"x\"\n[[shift]]\nkind = \"births\"\n", []string{"第 1 项", "factor"}},
		"unknown area": {"name = \"x\"\n[[shift]]\nkind = \"births\"\nfactor = 0.9\narea = \"0199\"\n", []string{"第 1 项", "0199"}},
		"many at once": {"name = \"x\"\n[[shift]]\nkind = \"births\"\nlevel = \"junior\"\n[[shift]]\nkind = \"close\"\nsite = \"nowhere\"\nfrom = 28\n",
			[]string{"第 1 项 level", "第 1 项 factor", "第 2 项 site", "第 2 项 from"}},
		"saved as GBK": {"name = \"\xc7\xe9\xbe\xb0\"\n", []string{"UTF-8"}},
		"named base":   {"name = \"base\"\n[[shift]]\nkind = \"births\"\nfactor = 0.9\n", []string{"base"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := results(t)
			file := scenarioFile(t, "wrong", c.text)
			_, said := kindercast(t, []int{exitRefused}, "forecast", "--data", dir, "--out", out, "--draws", "20", "--horizon", "2", "--scenario", file)
			for _, want := range append(c.says, filepath.Base(file)) {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not said: %s", want, said)
				}
			}
		})
	}
}

// TestExplainAddsUp: in all four comparisons the parts sum to the difference;
// the difference between years is that of the forecast, and the truth is what
// was counted and attended.
func TestExplainAddsUp(t *testing.T) {
	dir := town(t, nil)
	low := scenarioFile(t, "both", "name = \"both\"\n[[shift]]\nkind = \"births\"\nfactor = 0.8\n[[shift]]\nkind = \"migration\"\nfactor = 1.05\n[[shift]]\nkind = \"uptake\"\nfactor = 0.95\n")
	high := scenarioFile(t, "more", "name = \"more\"\n[[shift]]\nkind = \"births\"\nfactor = 1.2\n")
	out := results(t)
	args := []string{"--data", dir, "--draws", "60", "--horizon", "6", "--quiet"}
	explain := func(more ...string) map[string]split {
		t.Helper()
		kindercast(t, done, append(append([]string{"explain", "--out", out, "--area", "0102", "--age", "2-5"}, args...), more...)...)
		of := map[string]split{}
		s := readSheet(t, out, "explain.csv")
		for _, row := range s.rows {
			x := split{from: s.number(row, "from"), to: s.number(row, "to"), parts: map[string]float64{}}
			sum := 0.0
			for _, part := range []string{"births", "ageing", "migration", "housing", "uptake", "flows", "reclassification"} {
				x.parts[part] = s.number(row, part)
				sum += x.parts[part]
			}
			if math.Abs(sum-(x.to-x.from)) > 1e-6 { // hundredths that add as printed
				t.Errorf("%v: the parts sum to %.2f, the difference is %.2f", row, sum, x.to-x.from)
			}
			if math.Abs(x.to-x.from) < 1 {
				t.Errorf("nothing to explain: %v", row)
			}
			of[s.key(row, "scenario", "difference", "against")] = x
		}
		return of
	}
	of := explain("--year", "2031", "--scenario", low, "--scenario", high, "--as-of", "2024-08-31")
	years, ok := of["base years 2026"]
	if len(of) != 4 || !ok {
		t.Fatalf("explained: %v", of)
	}
	if fewer := of["both scenario base"].parts; fewer["births"] >= 0 || fewer["migration"] <= 0 || fewer["uptake"] >= 0 || fewer["housing"] != 0 {
		t.Errorf("the levers of a scenario: %v", fewer)
	}
	if since := of["base as_of 2024-08-31"]; since.to != years.to || since.parts["ageing"] != 0 {
		t.Errorf("since 2024: %+v, the forecast is %g", since, years.to)
	}
	between := explain("--year", "2031", "--scenario", low, "--scenario", high, "--against", "more")
	apart := of["both scenario base"].to - of["more scenario base"].to
	if x := between["both scenario more"]; math.Abs(x.to-x.from-apart) > .03 || math.Abs(x.parts["births"]-(of["both scenario base"].parts["births"]-of["more scenario base"].parts["births"])) > .03 {
		t.Errorf("both against more: %+v, apart %g", x, apart)
	}
	later := explain("--year", "2031", "--from-year", "2029")["base years 2029"]
	if now := explain("--year", "2029")["base years 2026"]; later.from != now.to || later.to != years.to {
		t.Errorf("2029 to 2031: %+v", later)
	}

	attended := 0
	for age := 2; age <= 5; age++ {
		share := 8
		if age == 2 {
			share = 3
		}
		attended += townChildren(1, age, 2024) * share / 10
	}
	truth := explain("--year", "2024", "--as-of", "2022-08-31")["base truth 2022-08-31"]
	if truth.to != float64(attended) || truth.parts["ageing"] != 0 {
		t.Errorf("%d attended in 2024: %+v", attended, truth)
	}
	// The town's rule knows no homes: what the 300 of 2021 in 0101 were thought to
	// bring beforehand is taken back as housing, and 0104 has none.
	if homes := explain("--area", "0101", "--year", "2024", "--as-of", "2020-08-31")["base truth 2020-08-31"]; homes.parts["housing"] > -2 {
		t.Errorf("300 homes that brought nobody: %+v", homes)
	}
	if none := explain("--area", "0104", "--year", "2024", "--as-of", "2020-08-31")["base truth 2020-08-31"]; none.parts["housing"] != 0 {
		t.Errorf("no homes: %+v", none)
	}
	kindercast(t, []int{exitUsage}, append([]string{"explain", "--out", out, "--area", "0102", "--year", "2024"}, args...)...)
	kindercast(t, []int{exitUsage}, append([]string{"explain", "--out", out, "--area", "0102", "--year", "2024", "--as-of", "2024-08-31"}, args...)...)
}

// split is one row of explain.csv.
type split struct {
	from, to float64
	parts    map[string]float64
}
