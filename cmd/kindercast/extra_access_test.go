package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// street is one on which every place is at its x in metres.
type street struct{}

func (street) Name() string { return "street" }

func (street) Matrix(from, to []orb.Point, limit geo.Metres) *geo.Matrix {
	m := geo.NewMatrix(len(from), len(to))
	for i, a := range from {
		for j, b := range to {
			if d := geo.Metres(math.Abs(a[0] - b[0])); limit == 0 || d <= limit {
				m.Set(i, j, d)
			}
		}
	}
	return m
}

// Two areas on one street. In U, 10 children live at the door of a kindergarten
// of 30 places, and 10 at 400 m from it; in V, 20 at 2,000 m. The decay at the
// door is 1, at 400 m g = (e^-0.08 - e^-0.5)/(1 - e^-0.5) = 0.8046, at 2,000 m 0:
//
//	R = 30 / (10 + 10 g)        access at the door R, at 400 m g R, in V 0
//	U: (R + g R) / 2 = 30 / 20 = 1.5: all its places for its children
//
// Within 300 m live half of U; beyond 15 minutes (900 m) all of V; they walk 200 m
// and 2,000 m. All: access 0.75, half within 500 m, half beyond, 1,100 m. One half
// of the children has all: Gini 1/2, Theil ln 2.
func TestAccessByHand(t *testing.T) {
	h := homes{at: []orb.Point{{0, 0}, {400, 0}, {2000, 0}}, area: []string{"U", "U", "V"}, asking: []float64{10, 10, 20}, children: []float64{10, 10, 20}}
	rows := access(h, []stand{{"S", orb.Point{0, 0}, 30}}, street{}, 2030, "without")
	want := []accessRow{
		{2030, "without", "U", 20, 20, 1.5, .5, 1, 1, 0, 200, 0, math.NaN(), math.NaN(), "street"},
		{2030, "without", "V", 20, 20, 0, 0, 0, 0, 1, 2000, 0, math.NaN(), math.NaN(), "street"},
		{2030, "without", forecast.All, 40, 40, .75, .25, .5, .5, .5, 1100, 0, .5, math.Ln2, "street"},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	same := func(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12 }
	for i, w := range want {
		g := rows[i]
		if g.Area != w.Area || !same(g.Asking, w.Asking) || !same(g.Children, w.Children) || !same(g.Access, w.Access) || !same(g.Within300, w.Within300) || !same(g.Within500, w.Within500) ||
			!same(g.Within1000, w.Within1000) || !same(g.Far, w.Far) || !same(g.Walk, w.Walk) || !same(g.Stranded, w.Stranded) || !same(g.Gini, w.Gini) || !same(g.Theil, w.Theil) {
			t.Errorf("%s: %+v, want %+v", w.Area, g, w)
		}
	}
}

// Two rooms more are 60 places at 30 a class, a new kindergarten of six 180, a
// closed one none, and what is planned for later is not there yet. A nursery
// class in a standing room changes nothing.
func TestPlannedStands(t *testing.T) {
	act := func(year forecast.Year, what, site string, rooms int) planAction {
		return planAction{Action: siting.Action{Year: year, Action: what, Site: site, Rooms: rooms}}
	}
	now := []stand{{"A", orb.Point{}, 100}, {"B", orb.Point{}, 90}}
	got := planned(now, []planAction{act(2028, "expand", "A", 2), act(2029, "close", "B", -3), act(2029, "open", "N", 6), act(2028, "nursery", "A", 0), act(2031, "expand", "A", 5)}, 2030, 30)
	if len(got) != 2 || got[0].code != "A" || got[0].places != 160 || got[1].code != "N" || got[1].places != 180 {
		t.Errorf("%+v, want A with 160 and N with 180", got)
	}
	if now[0].places != 100 || len(now) != 2 {
		t.Error("the stands without the plan were changed")
	}
}

// From the files in to the files out nothing is lost: in the hamlet every
// kindergarten is within reach of children, so that access times children, summed
// over the areas, is the places of all kindergartens: rooms times class size.
func TestAccessConservesPlaces(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "site", "--data", hamlet(t, nil), "--draws", "20", "--rounds", "1", "--out", out, "--quiet")
	sum, all := 0.0, 0.0
	rows := rowsOf(t, out, "access.csv")
	for _, r := range rows {
		if r["school_year"] != "2027" {
			continue
		}
		held := number(t, r, "access") * number(t, r, "asking")
		if r["area_code"] == forecast.All {
			all = held
		} else {
			sum += held
		}
	}
	// A1: 7 rooms and B1: 4, each of 20 to 35 places; the promised rooms come later.
	if all < 11*20 || all > 11*35 {
		t.Errorf("%v places reached, want those of 11 rooms", all)
	}
	const rounding = .3 // of children to one decimal, times access below 2, and of access to four, times 160 children
	if math.Abs(sum-all) > rounding {
		t.Errorf("areas hold %v places, all together %v", sum, all)
	}
	run := results(t)
	kindercast(t, doneOrPartial, "run", "--no-serve", "--data", hamlet(t, nil), "--draws", "20", "--rounds", "1", "--out", run, "--quiet")
	places := 0.0
	for _, s := range rowsOf(t, run, "sites.csv") {
		places += number(t, s, "places_rooms")
	}
	if math.Abs(places-all) > rounding {
		t.Errorf("sites.csv counts %v places by rooms, access.csv %v", places, all)
	}
	for _, plan := range []string{"without", "with"} {
		r := find(t, rows, "school_year", "2032", "area_code", forecast.All, "plan", plan)
		for _, share := range []string{"within_300m", "within_500m", "within_1000m", "beyond_15min"} {
			if x := number(t, r, share); x < 0 || x > 1 {
				t.Errorf("%s = %v", share, x)
			}
		}
	}
}

// Sheets: one page a building that the plan touches, an index that links each,
// in either language, with the banner of invented data, and nothing that a
// browser would fetch. The pages of an earlier plan go; a page that someone else
// laid there stays.
func TestSheets(t *testing.T) {
	// 100 children more of every age in the east: four rooms cannot hold them.
	crowded := hamlet(t, func(files map[string]string) {
		files["population.csv"] = regexp.MustCompile(`(?m)^(\S+),E,(\d),40$`).ReplaceAllString(files["population.csv"], "$1,E,$2,140")
		files["births.csv"] = regexp.MustCompile(`(?m)^E,(\d+),40$`).ReplaceAllString(files["births.csv"], "E,$1,140")
		files["classes.csv"] = regexp.MustCompile(`(?m)^(\d+),B1,junior,1,25$`).ReplaceAllString(files["classes.csv"], "$1,B1,junior,2,60")
	})
	out := results(t)
	stale, foreign := filepath.Join(out, sheetsDir, "OLD.html"), filepath.Join(out, sheetsDir, "notes.html")
	if err := writeFiles(filepath.Join(out, sheetsDir), map[string]string{"OLD.html": "<!doctype html>\n" + sheetMark, "notes.html": "<!doctype html>my notes"}); err != nil {
		t.Fatal(err)
	}
	kindercast(t, doneOrPartial, "site", "--data", crowded, "--draws", "20", "--out", out, "--quiet", "--lang", "en")
	if _, err := os.Stat(stale); err == nil {
		t.Error("a page of an earlier plan is still there")
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error("a page that is not a sheet was taken away")
	}
	built := map[string]bool{}
	for _, a := range rowsOf(t, out, "plan.csv") {
		if a["action"] != actionNursery {
			built[a["site_code"]] = true
		}
	}
	if len(built) == 0 {
		t.Fatal("the plan touches no building: nothing was tested")
	}
	index := content(t, out, sheetsDir, "index.html")
	for site := range built {
		page := content(t, out, sheetsDir, sheetFile(site))
		for _, want := range []string{"<svg", "Synthetic data", `lang="en"`, "The hamlet", "index.html"} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("%s: no %q", site, want)
			}
		}
		if fetched := regexp.MustCompile(`(?i)(src|href)="?(https?:)?//|url\(|@import|<script|<link`).Find(page); fetched != nil {
			t.Errorf("%s: the page would fetch %s", site, fetched)
		}
		if key := regexp.MustCompile(`>(sheet|column|level|action|access|place)\.[a-z_.]+<`).Find(page); key != nil {
			t.Errorf("%s: a key without words: %s", site, key)
		}
		if !bytes.Contains(index, []byte(`href="`+sheetFile(site)+`"`)) {
			t.Errorf("the index does not link %s", site)
		}
		// One page of paper, with twelve lines of reasons more than the hamlet has.
		fuller := bytes.Replace(page, []byte(`<ul class="why">`), []byte(`<ul class="why">`+strings.Repeat("<li>places for about 31 entrants of a street in 2027–2032 (in 70% of draws)</li>", 12)), 1)
		if n := sheetsPrinted(t, fuller); n != 1 {
			t.Errorf("%s prints on %d sheets of A4", site, n)
		}
	}
	if !strings.Contains(string(content(t, out, "run.json")), `"sheets/index.html"`) {
		t.Error("run.json does not name the sheets")
	}
}

// sheetsPrinted is on how many sheets a page prints; 1 where there is no browser.
func sheetsPrinted(t *testing.T, page []byte) int {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return 1
	}
	pdf, html := filepath.Join(t.TempDir(), "sheet.pdf"), filepath.Join(t.TempDir(), "sheet.html")
	if err := os.WriteFile(html, page, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+html).CombinedOutput()
	if err != nil {
		t.Fatalf("chromium: %v\n%s", err, said)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(content(t, pdf), -1))
}

// A code with a stroke, a dot or nothing in it must not leave the folder, nor
// take the place of the index.
func TestSheetFile(t *testing.T) {
	if got := sheetFile("园-01_2"); got != "园-01_2.html" {
		t.Errorf("a plain code becomes %s", got)
	}
	for _, code := range []string{"../x", "a/b", "index", "..", "a.b", `c:\d`} {
		if got := sheetFile(code); !regexp.MustCompile(`^site-[0-9a-f]{12}\.html$`).MatchString(got) {
			t.Errorf("%q becomes %s", code, got)
		}
	}
}

// Chinese takes two places a character, so that columns stand under each other.
func TestColumns(t *testing.T) {
	var b strings.Builder
	columns(&b, [][]string{{"园所", "学位"}, {"西园二部", "8"}, {"S", "-12"}})
	if want := "园所      学位\n西园二部     8\nS          -12\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
