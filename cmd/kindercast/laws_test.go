package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var quantiles = []string{"q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975"}

// half is what rounding to one decimal can take from a number.
const half = .05

// TestForecastLaws: streets sum to the whole town, ages to their groups,
// quantiles stand in order around the middle, and no number is below zero.
func TestForecastLaws(t *testing.T) {
	out := results(t)
	kindercast(t, done, "forecast", "--data", town(t, nil), "--out", out, "--draws", "200", "--horizon", "6", "--quiet")
	s := readSheet(t, out, "forecast.csv")
	// 6 years × (4 streets and *) × (6 ages, 2 groups, births)
	if want := 6 * 5 * 9; len(s.rows) != want {
		t.Errorf("%d rows, want %d", len(s.rows), want)
	}
	mean := map[string]float64{}
	for _, row := range s.rows {
		key := s.key(row, "as_of", "area_code", "age")
		if _, twice := mean[key]; twice {
			t.Errorf("two rows of %s", key)
		}
		mean[key] = s.number(row, "mean")
		last := 0.0
		for _, q := range quantiles {
			x := s.number(row, q)
			if x < last {
				t.Errorf("%s: %s = %g below the quantile before it, %g", key, q, x, last)
			}
			last = x
		}
		if m := s.number(row, "mean"); m < s.number(row, "q025") || m > s.number(row, "q975") {
			t.Errorf("%s: the mean %g lies outside 95 per cent of the draws", key, m)
		}
	}
	for year := townLast + 1; year <= townLast+6; year++ {
		for _, age := range []string{"0", "1", "2", "3", "4", "5", "3-5", "2-5", "births"} {
			sum := 0.0
			for _, a := range townAreas {
				sum += mean[fmt.Sprintf("%d-08-31 %s %s", year, a.code, age)]
			}
			whole, ok := mean[fmt.Sprintf("%d-08-31 * %s", year, age)]
			if !ok || math.Abs(sum-whole) > 5*half {
				t.Errorf("%d, age %s: the streets sum to %.1f, the town has %.1f", year, age, sum, whole)
			}
		}
		for _, area := range []string{"*", "0101", "0102", "0103", "0104"} {
			at := func(age string) float64 { return mean[fmt.Sprintf("%d-08-31 %s %s", year, area, age)] }
			three := at("3") + at("4") + at("5")
			if math.Abs(three-at("3-5")) > 4*half || math.Abs(three+at("2")-at("2-5")) > 5*half {
				t.Errorf("%d %s: ages 3, 4, 5 sum to %.1f against %.1f; with 2, %.1f against %.1f", year, area, three, at("3-5"), three+at("2"), at("2-5"))
			}
		}
	}
}

// TestForecastStartsFromWhatIsKnown: where births run a year ahead of the newest
// count, those of the first year forecast are all registered: one number, which
// no scenario changes. Those of the next year are not known.
func TestForecastStartsFromWhatIsKnown(t *testing.T) {
	out := results(t)
	dir := town(t, func(files map[string]string) { // no count of 2026: births run a year ahead of the newest count
		files["population.csv"] = without(files["population.csv"], func(cells []string) bool { return cells[0] == "2026-08-31" })
	})
	kindercast(t, done, "forecast", "--data", dir, "--out", out, "--draws", "100", "--horizon", "2", "--scenario", scenarioFile(t, "fewer", fewerBirths), "--quiet")
	s := readSheet(t, out, "forecast.csv")
	later := map[string]float64{}
	for _, row := range s.rows {
		if s.text(row, "age") != "births" || s.text(row, "area_code") != "0101" {
			continue
		}
		known := 0
		for m := range 12 {
			y, month := 2025, m+9
			if month > 12 {
				y, month = 2026, month-12
			}
			known += townBirths(0, y, month)
		}
		spread := s.number(row, "q975") - s.number(row, "q025")
		switch date := s.text(row, "as_of"); {
		case date == "2026-08-31" && (s.number(row, "mean") != float64(known) || spread != 0):
			t.Errorf("births to August 2026 are registered, %d: got %v", known, row)
		case date == "2027-08-31" && spread <= 0:
			t.Errorf("births to August 2027 are not known, but forecast without doubt: %v", row)
		case date == "2027-08-31":
			later[s.text(row, "scenario")] = s.number(row, "mean")
		}
	}
	if base := later["base"]; base == 0 || math.Abs(later["fewer"]-.9*base) > 2*half {
		t.Errorf("births to August 2027: %v, want a tenth fewer", later)
	}
}

// without leaves out the rows of a CSV text that drop names.
func without(text string, drop func(cells []string) bool) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return drop(strings.Split(strings.TrimSpace(l), ",")) }), "")
}

// changed gives every row that pick names another last cell.
func changed(text, last string, pick func(cells []string) bool) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if cells := strings.Split(l, ","); i > 0 && l != "" && pick(cells) {
			cells[len(cells)-1] = last
			lines[i] = strings.Join(cells, ",")
		}
	}
	return strings.Join(lines, "\n")
}

// TestSameBytes: the same inputs, seed and version give the same bytes of every
// file on one core and on eight; another seed gives others.
func TestSameBytes(t *testing.T) {
	dir := town(t, nil)
	make := func(cores, seed string) string {
		out := results(t)
		c := exec.Command("kindercast", "run", "--no-serve", "--data", dir, "--out", out, "--draws", "60", "--horizon", "3", "--rounds", "1", "--seed", seed)
		c.Env = append(os.Environ(), "GOMAXPROCS="+cores)
		if b, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		return out
	}
	one, eight, other := make("1", "1"), make("8", "1"), make("8", "2")
	entries, err := os.ReadDir(one)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		files++
		if !bytes.Equal(content(t, one, e.Name()), content(t, eight, e.Name())) {
			t.Errorf("%s: one core and eight give different bytes", e.Name())
		}
	}
	if files < 15 {
		t.Errorf("%d files came out of a run", files)
	}
	for _, name := range []string{"forecast.csv", "forecast.parquet", "gap.csv", "backtest.csv.gz"} {
		if bytes.Equal(content(t, one, name), content(t, other, name)) {
			t.Errorf("%s: seeds 1 and 2 give the same bytes", name)
		}
	}
}

// TestUntilHidesTheFuture: a run as of 31 August 2023 gives the same bytes
// whatever stands in the rows that were not known on that day, and whether they
// stand there at all.
func TestUntilHidesTheFuture(t *testing.T) {
	const until = "2023-08-31"
	later := map[string]func(cells []string) bool{
		"population.csv": func(c []string) bool { return c[0] > until },
		"births.csv":     func(c []string) bool { return c[1] > "2023" || c[1] == "2023" && len(c[2])*10+int(c[2][0]-'0') > 18 },
		"classes.csv":    func(c []string) bool { return c[0] >= "2023" },
		"roster.csv":     func(c []string) bool { return c[0] >= "2023" },
		"projects.csv":   func(c []string) bool { return c[8] > until },
		"measures.csv":   func(c []string) bool { return c[1] >= "2024" },
	}
	isHeader := func(c []string) bool { return !regexp.MustCompile(`\d`).MatchString(strings.Join(c, "")) }
	poisoned := func(files map[string]string) {
		for name, is := range later {
			last := "61"
			if name == "classes.csv" {
				last = "999"
			}
			text := changed(files[name], last, is)
			if text == files[name] {
				t.Fatalf("%s: nothing was poisoned", name)
			}
			files[name] = text
		}
	}
	cut := func(files map[string]string) {
		for name, is := range later {
			text := without(files[name], func(c []string) bool { return c[0] != "" && !isHeader(c) && is(c) })
			if strings.Count(text, "\n") < 2 {
				delete(files, name) // a table whose rows are all of later
				continue
			}
			files[name] = text
		}
	}
	make := func(change func(map[string]string), args ...string) string {
		out := results(t)
		kindercast(t, doneOrPartial, append([]string{"run", "--no-serve", "--quiet", "--data", town(t, change), "--out", out, "--draws", "60", "--horizon", "3", "--rounds", "1"}, args...)...)
		return out
	}
	as, poison, short, now := make(nil, "--until", until), make(poisoned, "--until", until), make(cut, "--until", until), make(poisoned)
	for _, name := range []string{"forecast.csv", "gap.csv", "scores.csv", "backtest.csv.gz", "indicators.csv", "sites.csv", "plan.json"} {
		want := content(t, as, name)
		if !bytes.Equal(want, content(t, poison, name)) {
			t.Errorf("%s: what came after %s shows in it", name, until)
		}
		if !bytes.Equal(want, content(t, short, name)) {
			t.Errorf("%s: it differs from the one made when the rows after %s had not been written", name, until)
		}
		if bytes.Equal(want, content(t, now, name)) {
			t.Errorf("%s: today's data gives the bytes of %s: the poison is none", name, until)
		}
	}
	s := readSheet(t, as, "forecast.csv")
	if got := s.text(s.rows[0], "as_of"); got != "2024-08-31" {
		t.Errorf("the first date forecast is %s, want 2024-08-31", got)
	}
	for _, row := range readSheet(t, as, "sites.csv").rows {
		if row[0] == "S4" {
			t.Error("S4 opened in 2025 and stands among the sites of 2023")
		}
	}
	if _, err := os.Stat(filepath.Join(as, "projects.csv")); err == nil {
		t.Error("the one project was first reported in 2024, and is in projects.csv of 2023")
	}
}
