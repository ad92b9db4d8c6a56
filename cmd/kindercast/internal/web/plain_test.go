package web

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// The plain page needs no script and names every street in its map and table.
func TestPlainPageHoldsEveryStreet(t *testing.T) {
	for _, target := range []string{"/", "/plain", "/plain?lang=en&level=2-5&year=2030&measure=places&scenario=low"} {
		page := get(t, handler(t, Options{}), target).Body.String()
		for _, s := range fixtureStreets {
			if !strings.Contains(page, `id="area-`+s.code+`"`) {
				t.Errorf("%s: no row for %s", target, s.name)
			}
			if !strings.Contains(page, "<title>"+s.name+" · ") {
				t.Errorf("%s: %s is not on the map", target, s.name)
			}
		}
		if strings.Contains(page, "<script") {
			t.Errorf("%s has a script", target)
		}
		if strings.Count(page, `<path class="area`) != 14 {
			t.Errorf("%s: %d shapes", target, strings.Count(page, `<path class="area`))
		}
		if key := regexp.MustCompile(`\{[a-z]+\}|\b(column|level|page|control|finding|source|legend)\.[a-z]+`).FindString(page); key != "" {
			t.Errorf("%s: words are missing: %s", target, key)
		}
	}
}

func TestPlainPageLinksToEveryYearAndLevel(t *testing.T) {
	h := handler(t, Options{})
	page := get(t, h, "/plain").Body.String()
	for _, link := range []string{"year=2032", "level=nursery", "level=2-5", "measure=demand", "lang=en", "scenario=low"} {
		if !strings.Contains(page, link) {
			t.Errorf("no link with %s", link)
		}
	}
	if !strings.Contains(page, "make setup") {
		t.Error("it does not say how to get the full page")
	}
	if !strings.Contains(page, "合成数据") {
		t.Error("synthetic data are not marked")
	}
	withPage := get(t, handler(t, Options{Bundle: pageBundle}), "/plain").Body.String()
	if strings.Contains(withPage, "make setup") {
		t.Error("it asks for a page that is there")
	}
}

func TestPlainPageEscapesNames(t *testing.T) {
	files := fixture()
	files["areas.geojson"].Data = []byte(strings.ReplaceAll(string(files["areas.geojson"].Data), "大宁路街道", `<script>alert(1)</script>`))
	if page := get(t, handler(t, Options{Files: files}), "/plain").Body.String(); strings.Contains(page, "<script>") {
		t.Error("a name became a script")
	}
}

func TestPlainPageOfARunWithoutPlaces(t *testing.T) {
	h := handler(t, Options{Files: without(fixture(), "gap.csv")})
	page := get(t, h, "/plain?level=3&year=2028").Body.String()
	// Σ over s = 0…13 of 200 + 10 s − 6 + 12 = 14 · 206 + 910 = 3,794 children.
	if !strings.Contains(page, "2028 年：全区 3 岁儿童 3,794 人") {
		t.Error("the page does not tell the children")
	}
}

// A grid of unit squares at 60° north: a degree of longitude is half a degree
// of latitude on the ground, so one square drawn over two degrees by one is as
// high as it is wide.
func TestProjectionIsTrueToTheGround(t *testing.T) {
	square := orb.Polygon{{{10, 59.5}, {12, 59.5}, {12, 60.5}, {10, 60.5}, {10, 59.5}}}
	height, to := project([]Area{{Shape: orb.MultiPolygon{square}}})
	x0, y0 := to(orb.Point{10, 60.5})
	x1, y1 := to(orb.Point{12, 59.5})
	if math.Abs((x1-x0)-(y1-y0)) > 0.01 || x0 != 8 || y0 != 8 || math.Abs(float64(height)-drawingWidth) > 1 {
		t.Errorf("drawn from %.1f,%.1f to %.1f,%.1f, height %d", x0, y0, x1, y1, height)
	}
}

func TestLegendBreaks(t *testing.T) {
	// A third of 130 is 43.3, so the step is 50 and the middle class ±10.
	if got := divergingBreaks([]float64{-130, 20, 130}); got[0] != -100 || got[2] != -10 || got[5] != 100 {
		t.Errorf("diverging: %v", got)
	}
	// From 210 to 490: a sixth of 280 is 46.7, so the step is 50 and the first
	// break above 200.
	if got := rangeBreaks([]float64{210, 490}); got[0] != 250 || got[4] != 450 {
		t.Errorf("range: %v", got)
	}
	// Nine areas of 10 to 90 and one of 6,000: steps of 1,000 would put nine into
	// one class. The sixths are 20, 40, 60, 70 and 90; the next of 5, 10, 20, 50,
	// 100 … at or above each, and above the one before, are these.
	if got := rangeBreaks([]float64{10, 20, 30, 40, 50, 60, 70, 80, 90, 6000}); !slices.Equal(got, []float64{20, 50, 100, 200, 500}) {
		t.Errorf("skewed: %v", got)
	}
	l := Legend{[]float64{-10, -5, -1, 1, 5, 10}, gapColours}
	for x, want := range map[float64]int{-11: 0, -10: 1, 0: 3, 1: 4, 9.9: 5, 10: 6, 1e9: 6} {
		if got := l.class(x); got != want {
			t.Errorf("class of %v: %d, want %d", x, got, want)
		}
	}
	if got := divergingBreaks(nil); got[5] != 10 {
		t.Errorf("no values: %v", got)
	}
}

func TestNumbersAreWorded(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 999.5: "1,000", 1234567: "1,234,567", -1234.4: "−1,234", -12: "−12"} {
		if got := whole(x); got != want {
			t.Errorf("whole(%v) = %s, want %s", x, got, want)
		}
	}
	for p, want := range map[float64]string{0: "<1%", 0.005: "<1%", 0.01: "1%", 0.5: "50%", 0.991: ">99%", 1: ">99%"} {
		if got := chance(p); got != want {
			t.Errorf("chance(%v) = %s, want %s", p, got, want)
		}
	}
	for _, c := range []struct {
		low, high float64
		want      string
	}{{59.4, 80.6, " 59–81"}, {-12.2, 30.1, "余 13 至缺 31"}, {-30, -12, "余 12–30"}} {
		if got := gapRange("zh", c.low, c.high); got != c.want {
			t.Errorf("range %v to %v: %s, want %s", c.low, c.high, got, c.want)
		}
	}
	for _, c := range []struct {
		p, short, spare float64
		want            string
	}{{0.9, 84, 1, "缺 84"}, {0.5, 84, 70, "缺 84"}, {0.3, 30, 40, "或缺 30"}, {0.1, 2, 12.6, "余 13"}, {0, 0, 0.2, "正好"}} {
		if got := (GapRow{PShortage: &c.p, ExpectedShortfall: &c.short, ExpectedSpare: &c.spare}).word("zh"); got != c.want {
			t.Errorf("%+v is worded %s", c, got)
		}
	}
	if got := (GapRow{}).word("zh"); got != "–" {
		t.Errorf("an unknown gap is worded %s", got)
	}
}

func TestGapRangeOfOneCellAndOfManyTogether(t *testing.T) {
	short, spare, p := 12.0, 2.0, 0.9
	zero, five, twentyFive := 0.0, 5.0, 25.0
	cell := GapRow{Area: "1", Level: "nursery", PShortage: &p, ExpectedShortfall: &short, ExpectedSpare: &spare,
		ShortfallQ10: &zero, ShortfallQ90: &twentyFive, SpareQ10: &zero, SpareQ90: &five}
	together := cell
	together.Area = AllAreas
	for _, c := range []struct {
		row       GapRow
		low, high float64
	}{{cell, -5, 25}, {together, 0, 25}} {
		if low, high, known := c.row.gapRange(); !known || low != c.low || high != c.high {
			t.Errorf("area %s: %v to %v, want %v to %v", c.row.Area, low, high, c.low, c.high)
		}
	}
	if _, _, known := (GapRow{}).gapRange(); known {
		t.Error("a range without quantiles is known")
	}
}
