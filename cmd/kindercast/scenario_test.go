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
		"unknown kind": {"name = \"x\"\n[[shift]]\nkind = \"weather\"\n", []string{"shift 1", "weather"}},
		"no factor":    {"name = \"x\"\n[[shift]]\nkind = \"births\"\n", []string{"shift 1", "factor"}},
		"unknown area": {"name = \"x\"\n[[shift]]\nkind = \"births\"\nfactor = 0.9\narea = \"0199\"\n", []string{"shift 1", "0199"}},
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

// TestExplainAddsUp: the parts of every explanation sum to its difference, and
// the difference is that of the forecast.
func TestExplainAddsUp(t *testing.T) {
	dir := town(t, nil)
	scenario := scenarioFile(t, "both", "name = \"both\"\n[[shift]]\nkind = \"births\"\nfactor = 0.8\n[[shift]]\nkind = \"migration\"\nfactor = 1.05\n[[shift]]\nkind = \"uptake\"\nfactor = 0.95\n")
	out := results(t)
	args := []string{"--data", dir, "--draws", "60", "--horizon", "6", "--quiet"}
	kindercast(t, done, append([]string{"explain", "--out", out, "--area", "0102", "--year", "2031", "--age", "2-5", "--scenario", scenario, "--vintage", "2024-08-31"}, args...)...)
	s := readSheet(t, out, "explain.csv")
	type split struct{ from, to, sum float64 }
	of, parts := map[string]split{}, map[string]int{}
	for _, row := range s.rows {
		key := s.text(row, "difference")
		x := of[key]
		of[key] = split{s.number(row, "from"), s.number(row, "to"), x.sum + s.number(row, "value")}
		parts[key]++
	}
	if len(of) != 3 {
		t.Errorf("explained: %v", of)
	}
	for key, x := range of {
		if math.Abs(x.sum-(x.to-x.from)) > .005*float64(parts[key]+2) { // two decimals each
			t.Errorf("%s: the parts sum to %.2f, the difference is %.2f", key, x.sum, x.to-x.from)
		}
		if math.Abs(x.to-x.from) < 1 {
			t.Errorf("%s: nothing to explain: %+v", key, x)
		}
	}
	counted := 0.0
	for age := 2; age <= 5; age++ {
		counted += float64(townChildren(1, age, townLast))
	}
	if of["years"].from != counted {
		t.Errorf("explained from %g, counted were %g", of["years"].from, counted)
	}
	kindercast(t, done, append([]string{"forecast", "--out", out}, args...)...)
	f := readSheet(t, out, "forecast.csv")
	for _, row := range f.rows {
		if f.key(row, "as_of", "area_code", "age") == "2031-08-31 0102 2-5" && math.Abs(f.number(row, "mean")-of["years"].to) > half+.005 {
			t.Errorf("explained to %g, forecast %v", of["years"].to, row)
		}
	}
}
