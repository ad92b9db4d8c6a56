package geo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// box is a rectangle in degrees.
func box(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Polygon{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}
}

// collect writes features as GeoJSON: pairs of properties and geometry.
func collect(features ...string) string {
	var list []string
	for i := 0; i < len(features); i += 2 {
		list = append(list, fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":%s}`, features[i], features[i+1]))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(list, ",\n") + `]}`
}

// ring is a Polygon geometry of one rectangle.
func ring(x0, y0, x1, y1 float64) string {
	return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]]}`, x0, y0, x1, y0, x1, y1, x0, y1, x0, y0)
}

func read(t *testing.T, text string, b Boundaries) (*Areas, []Problem) {
	t.Helper()
	areas, ps, err := ReadAreas(strings.NewReader(text), b)
	if err != nil {
		t.Fatal(err)
	}
	return areas, ps
}

// rules lists the rules broken, in order, each once, warnings with a question
// mark.
func rules(ps []Problem) []string {
	var out []string
	for _, p := range ps {
		rule := p.Rule
		if p.Warning {
			rule += "?"
		}
		if !slices.Contains(out, rule) {
			out = append(out, rule)
		}
	}
	return out
}

// TestTieBreak: the edge between two streets belongs to the lower code, whatever
// the order of the file; a committee wins against the street around it.
func TestTieBreak(t *testing.T) {
	west, east := Area{Code: "1", Shape: orb.MultiPolygon{box(121, 31, 121.1, 31.1)}}, Area{Code: "2", Shape: orb.MultiPolygon{box(121.1, 31, 121.2, 31.1)}}
	committee := Area{Code: "9", Parent: "2", Shape: orb.MultiPolygon{box(121.15, 31.05, 121.2, 31.1)}}
	for _, list := range [][]Area{{west, east, committee}, {committee, east, west}} {
		a := NewAreas(list)
		for _, c := range []struct {
			p    orb.Point
			want string
		}{
			{orb.Point{121.05, 31.05}, "1"},
			{orb.Point{121.1, 31.05}, "1"}, // shared edge
			{orb.Point{121.1, 31.1}, "1"},  // shared corner
			{orb.Point{121.12, 31.05}, "2"},
			{orb.Point{121.2, 31.1}, "9"}, // corner of the committee and of its street
			{orb.Point{121.17, 31.07}, "9"},
			{orb.Point{121.3, 31.05}, ""},
		} {
			if got, ok := a.Locate(c.p); got != c.want || ok != (c.want != "") {
				t.Errorf("%v is in %q, want %q", c.p, got, c.want)
			}
		}
	}
	if _, ok := new(Areas).Locate(orb.Point{121, 31}); ok {
		t.Error("the zero Areas holds a point")
	}
}

// TestSlantedEdge: near a slanted border that two streets share with unlike
// direction, every point is in one of them or both, never in none.
func TestSlantedEdge(t *testing.T) {
	a, b := orb.Point{121.0001, 31.00037}, orb.Point{121.0973, 31.0711}
	upper := orb.MultiPolygon{{{a, b, {121, 31.2}, a}}}
	lower := orb.MultiPolygon{{{b, a, {121.1, 31}, b}}}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.Float64Range(0.01, 0.99).Draw(t, "s")
		p := orb.Point{a[0] + s*(b[0]-a[0]), a[1] + s*(b[1]-a[1])}
		for range rapid.IntRange(0, 4).Draw(t, "ulps") {
			p[1] = math.Nextafter(p[1], 90)
		}
		u, l := within(upper, p), within(lower, p)
		if (u == inside) == (l == inside) && !(u == edge && l == edge) {
			t.Fatalf("%v: sides %d and %d", p, u, l)
		}
	})
}

// TestLShape: the box centre and the centroid of an L fall outside it; the label
// falls inside, as deep as the arms are wide allow.
func TestLShape(t *testing.T) {
	l := orb.MultiPolygon{{{{121, 31}, {121.1, 31}, {121.1, 31.01}, {121.01, 31.01}, {121.01, 31.1}, {121, 31.1}, {121, 31}}}}
	if within(l, l.Bound().Center()) != outside {
		t.Fatal("the L is too fat for the test")
	}
	p := Label(l)
	if within(l, p) != inside {
		t.Fatalf("label %v lies outside", p)
	}
	// The arms are 0.01° wide: 953 m and 1,112 m. The deepest point lies in the
	// corner, farther from the sides than half an arm's width.
	if d := depth(l[0], planeAt(p), p); d < 953/2.0 {
		t.Errorf("label is %v m from the edge", d)
	}
	for _, d := range (Area{Code: "7", Shape: l}).Divide(Sampling{}) {
		if within(l, d.Point) != inside {
			t.Errorf("demand point %v lies outside", d)
		}
	}
}

// TestLabelInside: random stars with a hole always hold their label.
func TestLabelInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "rays")
		var outer orb.Ring
		for i := range n {
			r := rapid.Float64Range(50, 3000).Draw(t, "r")
			φ := 2 * math.Pi * float64(i) / float64(n)
			outer = append(outer, at(r*math.Cos(φ), r*math.Sin(φ)))
		}
		outer = append(outer, outer[0])
		shape := orb.MultiPolygon{{outer}}
		if n > 4 {
			shape[0] = append(shape[0], orb.Ring{at(-5, -5), at(-5, 5), at(5, 5), at(5, -5), at(-5, -5)})
		}
		if p := Label(shape); within(shape, p) != inside {
			t.Fatalf("label %v of %v", p, shape)
		}
	})
}

// TestOverlap: rectangles whose shared surface is a product; a triangle of half a
// rectangle; a hole that takes the overlap away; neighbours that share an edge.
func TestOverlap(t *testing.T) {
	m := func(x0, y0, x1, y1 float64) orb.Polygon {
		return orb.Polygon{{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)}}
	}
	hole := append(m(0, 0, 1000, 1000), m(400, 400, 700, 700)[0])
	for _, c := range []struct {
		what string
		a, b orb.Polygon
		want float64
	}{
		{"corner 100 x 200", m(0, 0, 1000, 1000), m(900, 800, 2000, 2000), 100 * 200},
		{"inside", m(0, 0, 1000, 1000), m(100, 100, 300, 300), 200 * 200},
		{"neighbours", m(0, 0, 1000, 1000), m(1000, 0, 2000, 1000), 0},
		{"apart", m(0, 0, 1000, 1000), m(3000, 0, 4000, 1000), 0},
		{"sliver of 1 m", m(0, 0, 1000, 1000), m(999, 0, 2000, 1000), 1000},
		{"triangle", m(0, 0, 1000, 1000), orb.Polygon{{at(0, 0), at(1000, 0), at(0, 1000), at(0, 0)}}, 500 * 1000},
		{"in the hole", hole, m(450, 450, 600, 600), 0},
		{"across the hole", hole, m(450, 0, 550, 1000), 100 * 700},
	} {
		for _, reversed := range []bool{false, true} {
			a, b := orb.Clone(c.a).(orb.Polygon), c.b
			if reversed {
				for _, r := range a {
					r.Reverse()
				}
				a, b = b, a
			}
			if got := Overlap(orb.MultiPolygon{a}, orb.MultiPolygon{b}); math.Abs(got-c.want) > 0.01+c.want*2e-4 {
				t.Errorf("%s (reversed %v): %.3f m², want %.0f", c.what, reversed, got, c.want)
			}
		}
	}
}

// TestOverlapLaw: for random triangles the overlap of a shape with itself is its
// surface, and cutting a rectangle in two shares the overlap out.
func TestOverlapLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := func(name string) orb.Point {
			return at(rapid.Float64Range(0, 5000).Draw(t, name+"x"), rapid.Float64Range(0, 5000).Draw(t, name+"y"))
		}
		a := p("a")
		tri := orb.MultiPolygon{{{a, p("b"), p("c"), a}}}
		cut := rapid.Float64Range(0, 5000).Draw(t, "cut")
		strip := func(x0, x1 float64) orb.MultiPolygon {
			return orb.MultiPolygon{{{at(x0, -1), at(x1, -1), at(x1, 5001), at(x0, 5001), at(x0, -1)}}}
		}
		whole := Overlap(tri, tri)
		parts := Overlap(tri, strip(-1, cut)) + Overlap(tri, strip(cut, 5001))
		// The scale of the plane is taken at the middle of each common box, at most
		// 2.5 km apart: tan(31°)·2.5/6371 = 0.024 %.
		if math.Abs(whole-parts) > 0.5+whole*5e-4 {
			t.Fatalf("whole %v m², parts %v m²", whole, parts)
		}
	})
}

// TestProblems: one file a rule. The clean areas around the faulty feature come
// through.
func TestProblems(t *testing.T) {
	good := []string{`{"area_code":"1"}`, ring(121, 31, 121.1, 31.1)}
	with := func(properties, geometry string) string { return collect(append(good[:2:2], properties, geometry)...) }
	two := `{"area_code":"2"}`
	shanghai := orb.Bound{Min: orb.Point{120.8, 30.6}, Max: orb.Point{122.2, 31.9}}
	list := []Known{{Code: "1", Name: "一"}, {Code: "2", Name: "二"}, {Code: "3", Name: "同名"}, {Code: "4", Name: "同名"}}
	for _, c := range []struct {
		what, text string
		b          Boundaries
		want       []string
		areas      int
	}{
		{"clean", collect(good...), Boundaries{Datum: WGS84}, nil, 1},
		{"no datum", collect(good...), Boundaries{}, []string{RuleUndeclared}, 0},
		{"crs alone", `{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},` + collect(good...)[1:], Boundaries{}, nil, 1},
		{"crs of China", `{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},` + collect(good...)[1:], Boundaries{Datum: WGS84}, nil, 1},
		{"crs against settings", `{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},` + collect(good...)[1:], Boundaries{Datum: GCJ02}, []string{RuleCRS + "?"}, 1},
		{"unknown crs", `{"crs":{"type":"name","properties":{"name":"moon"}},` + collect(good...)[1:], Boundaries{}, []string{RuleCRS}, 0},
		{"swapped", with(two, ring(31, 121.1, 31.1, 121.2)), Boundaries{Datum: WGS84}, []string{RuleSwappedAxes}, 1},
		{"swapped within the world", with(two, ring(31, 80, 31.1, 80.1)), Boundaries{Datum: WGS84, Bounds: orb.Bound{Min: orb.Point{80, 30}, Max: orb.Point{122, 32}}}, []string{RuleSwappedAxes}, 1},
		{"outside the box", with(two, ring(116, 39, 116.1, 39.1)), Boundaries{Datum: WGS84, Bounds: shanghai}, []string{RuleOutsideBounds}, 1},
		{"metres", with(two, ring(500000, 3400000, 500100, 3400100)), Boundaries{Datum: WGS84}, []string{RuleConversion}, 1},
		{"null", with(two, `null`), Boundaries{Datum: WGS84}, []string{RuleNullGeometry}, 1},
		{"point", with(two, `{"type":"Point","coordinates":[121,31]}`), Boundaries{Datum: WGS84}, []string{RuleNotPolygon}, 1},
		{"open", with(two, `{"type":"Polygon","coordinates":[[[121.2,31],[121.3,31],[121.3,31.1],[121.2,31.1]]]}`), Boundaries{Datum: WGS84}, []string{RuleOpenRing}, 1},
		{"short", with(two, `{"type":"Polygon","coordinates":[[[121.2,31],[121.3,31],[121.2,31]]]}`), Boundaries{Datum: WGS84}, []string{RuleShortRing}, 1},
		{"no ring", with(two, `{"type":"Polygon","coordinates":[]}`), Boundaries{Datum: WGS84}, []string{RuleEmptyRing}, 1},
		{"empty ring", with(two, `{"type":"Polygon","coordinates":[[]]}`), Boundaries{Datum: WGS84}, []string{RuleEmptyRing}, 1},
		{"no polygon", with(two, `{"type":"MultiPolygon","coordinates":[]}`), Boundaries{Datum: WGS84}, []string{RuleEmptyRing}, 1},
		{"overflow", with(two, `{"type":"Polygon","coordinates":[[[1e400,31],[121.3,31],[121.2,31],[1e400,31]]]}`), Boundaries{Datum: WGS84}, []string{RuleNotFinite}, 1},
		{"bow tie", with(two, `{"type":"Polygon","coordinates":[[[121.2,31],[121.3,31.11],[121.3,31],[121.2,31.1],[121.2,31]]]}`), Boundaries{Datum: WGS84}, []string{RuleWinding + "?", RuleCrossing}, 1},
		{"flat", with(two, `{"type":"Polygon","coordinates":[[[121.2,31],[121.3,31],[121.25,31],[121.2,31]]]}`), Boundaries{Datum: WGS84}, []string{RuleWinding + "?", RuleNoSurface}, 1},
		{"hole outside", with(two, `{"type":"Polygon","coordinates":[[[121.2,31],[121.3,31],[121.3,31.1],[121.2,31.1],[121.2,31]],[[121.4,31],[121.4,31.1],[121.5,31.1],[121.4,31]]]}`), Boundaries{Datum: WGS84}, []string{RuleHoleOutside}, 1},
		{"parts overlap", with(two, `{"type":"MultiPolygon","coordinates":[[[[121.2,31],[121.3,31],[121.3,31.1],[121.2,31.1],[121.2,31]]],[[[121.25,31],[121.35,31],[121.35,31.1],[121.25,31.1],[121.25,31]]]]}`), Boundaries{Datum: WGS84}, []string{RulePartsOverlap}, 1},
		{"no code", with(`{"name":"x"}`, ring(121.2, 31, 121.3, 31.1)), Boundaries{Datum: WGS84}, []string{RuleNoCode}, 1},
		{"twice", with(`{"area_code":"1"}`, ring(121.2, 31, 121.3, 31.1)), Boundaries{Datum: WGS84}, []string{RuleDuplicateArea}, 1},
		{"overlap", with(two, ring(121.05, 31, 121.15, 31.1)), Boundaries{Datum: WGS84}, []string{RuleOverlap}, 1},
		{"sliver", with(two, ring(121.0999, 31, 121.2, 31.1)), Boundaries{Datum: WGS84}, []string{RuleOverlap + "?"}, 2},
		{"child in parent", with(`{"area_code":"2","parent_code":"1"}`, ring(121.05, 31, 121.1, 31.1)), Boundaries{Datum: WGS84}, nil, 2},
		{"not in the list", with(`{"area_code":"5"}`, ring(121.2, 31, 121.3, 31.1)), Boundaries{Datum: WGS84, Areas: list[:1]}, []string{RuleUnknownArea}, 1},
		{"missing", collect(good...), Boundaries{Datum: WGS84, Areas: list[:2]}, []string{RuleMissingArea + "?"}, 1},
		{"by name", collect(`{"jie":"二"}`, ring(121, 31, 121.1, 31.1)), Boundaries{Datum: WGS84, Areas: list[1:2], Map: map[string]string{"jie": "area_name"}}, nil, 1},
		{"by no name", collect(`{"jie":"三"}`, ring(121, 31, 121.1, 31.1)), Boundaries{Datum: WGS84, Areas: list[1:2], Map: map[string]string{"jie": "area_name"}}, []string{RuleMissingArea + "?", RuleUnknownArea}, 0},
		{"by a name of two", collect(`{"area_name":"同名"}`, ring(121, 31, 121.1, 31.1)), Boundaries{Datum: WGS84, Areas: list[2:]}, []string{RuleMissingArea + "?", RuleAmbiguousName}, 0},
		{"by value", collect(`{"id":"old"}`, ring(121, 31, 121.1, 31.1)), Boundaries{Datum: WGS84, Areas: list[:1], Map: map[string]string{"id": "area_code"}, Values: map[string]string{"old": "1"}}, nil, 1},
		{"a number for a code", collect(`{"area_code":310106019000}`, ring(121, 31, 121.1, 31.1)), Boundaries{Datum: WGS84, Areas: []Known{{Code: "310106019000"}}}, nil, 1},
		{"same key twice", `{"type":"FeatureCollection","features":[],"features":[]}`, Boundaries{Datum: WGS84}, []string{RuleDuplicateKey}, 0},
		{"truncated", collect(good...)[:60], Boundaries{Datum: WGS84}, []string{RuleNotJSON}, 0},
		{"bytes", "\xff\xfe", Boundaries{Datum: WGS84}, []string{RuleNotUTF8}, 0},
		{"mark", "\xef\xbb\xbf" + collect(good...), Boundaries{Datum: WGS84}, nil, 1},
		{"deep", strings.Repeat("[", 100000), Boundaries{Datum: WGS84}, []string{RuleTooDeep}, 0},
		{"a feature that is none", `{"type":"FeatureCollection","features":[null]}`, Boundaries{Datum: WGS84}, []string{RuleNotGeoJSON}, 0},
	} {
		areas, ps := read(t, c.text, c.b)
		if c.b.Datum.Declared() || len(c.want) > 0 && c.want[0] == RuleUndeclared {
			if diff := cmp.Diff(c.want, rules(ps)); diff != "" {
				t.Errorf("%s: %v\n%s", c.what, ps, diff)
			}
		}
		if areas.Len() != c.areas {
			t.Errorf("%s: %d areas, want %d (%v)", c.what, areas.Len(), c.areas, ps)
		}
	}
}

// TestTooLarge: one byte past the limit refuses the file.
func TestTooLarge(t *testing.T) {
	_, ps, err := ReadAreas(bytes.NewReader(bytes.Repeat([]byte(" "), MaxBytes+1)), Boundaries{Datum: WGS84})
	if err != nil || !slices.Equal(rules(ps), []string{RuleTooLarge}) {
		t.Errorf("%v, %v", ps, err)
	}
}

// TestTooComplex: a comb of 30,000 edges that all run the whole width asks for
// 450 million comparisons; it is refused, and soon.
func TestTooComplex(t *testing.T) {
	var up, down []string
	for i := range 15000 {
		y := 31 + float64(i)*1e-6
		up = append(up, fmt.Sprintf("[%v,%v]", 121+float64(i%2), y))
		down = append(down, fmt.Sprintf("[%v,%v]", 121+float64(i%2), y+5e-7))
	}
	slices.Reverse(down)
	text := "[[" + strings.Join(slices.Concat(up, []string{"[122.1,31.2]"}, down, up[:1]), ",") + "]]"
	areas, ps := read(t, collect(`{"area_code":"1"}`, `{"type":"Polygon","coordinates":`+text+`}`), Boundaries{Datum: WGS84})
	if areas.Len() != 0 || !slices.ContainsFunc(ps, func(p Problem) bool { return p.Rule == RuleTooComplex || p.Rule == RuleCrossing }) {
		t.Error(ps)
	}
}

// TestThin: a street 200 km long and 1 cm wide is labelled inside, in time.
func TestThin(t *testing.T) {
	thin := orb.MultiPolygon{{{{121, 31}, {123, 32}, {123, 32.0000001}, {121, 31.0000001}, {121, 31}}}}
	if p := Label(thin); within(thin, p) != inside {
		t.Errorf("label %v", p)
	}
	if got := (Area{Code: "1", Shape: thin}).Divide(Sampling{}); len(got) != 1 {
		t.Errorf("%d pieces", len(got))
	}
}

// TestDatumAtTheDoor: the same street in GCJ-02 and on the Gauss-Krüger grid lands
// where its WGS84 coordinates say.
func TestDatumAtTheDoor(t *testing.T) {
	corners := [4]orb.Point{{121.45, 31.23}, {121.46, 31.23}, {121.46, 31.24}, {121.45, 31.24}}
	for _, name := range []string{"GCJ02", "BD09", "EPSG:4549"} {
		d, err := ParseDatum(name)
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for i := range 5 {
			p, err := d.FromWGS84(corners[i%4])
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, fmt.Sprintf("[%v,%v]", p[0], p[1]))
		}
		areas, ps := read(t, collect(`{"area_code":"1"}`, `{"type":"Polygon","coordinates":[[`+strings.Join(text, ",")+`]]}`), Boundaries{Datum: d})
		if areas.Len() != 1 {
			t.Fatalf("%s: %v", name, ps)
		}
		for i, p := range areas.All()[0].Shape[0][0] {
			if off := Distance(p, corners[i%4]); off > 0.01 {
				t.Errorf("%s: corner %d is %v m off", name, i, off)
			}
		}
	}
}

// TestAgreement: fifty points of a street 400 m wide, declared WGS84 while they
// are GCJ-02, fall outside it; read as GCJ-02 they all lie inside.
func TestAgreement(t *testing.T) {
	street := NewAreas([]Area{{Code: "1", Shape: orb.MultiPolygon{{{at(0, 0), at(400, 0), at(400, 400), at(0, 400), at(0, 0)}}}}})
	var given, undone []orb.Point
	var codes []string
	for i := range 50 {
		p, err := GCJ02.FromWGS84(at(float64(i)*8, 200))
		if err != nil {
			t.Fatal(err)
		}
		q, err := GCJ02.ToWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		given, undone, codes = append(given, p), append(undone, q), append(codes, "1")
	}
	if in, of := street.Agreement(given, codes); in > 5 || of != 50 {
		t.Errorf("as declared: %d of %d inside", in, of)
	}
	if in, of := street.Agreement(undone, codes); in < 49 || of != 50 {
		t.Errorf("as GCJ-02: %d of %d inside", in, of)
	}
}

// TestNeighbours: a row of three, the last beside the second along a border with
// other vertices, and one that meets the first at a corner only.
func TestNeighbours(t *testing.T) {
	m := func(code string, points ...orb.Point) Area {
		return Area{Code: code, Shape: orb.MultiPolygon{{append(points, points[0])}}}
	}
	a := NewAreas([]Area{
		m("1", at(0, 0), at(1000, 0), at(1000, 1000), at(0, 1000)),
		m("2", at(1000, 0), at(2000, 0), at(2000, 300), at(2000, 1000), at(1000, 1000)),
		m("3", at(2000, 0), at(3000, 0), at(3000, 1000), at(2000, 1000), at(2000, 700)),
		m("4", at(-1000, 1000), at(0, 1000), at(0, 2000), at(-1000, 2000)),
	})
	if diff := cmp.Diff([][]int{{1}, {0, 2}, {1}, nil}, a.Neighbours()); diff != "" {
		t.Error(diff)
	}
}

// TestWriteGeoJSON: written and read again, the areas are the same to the
// rounding, their shared border is still shared, and the bytes repeat.
func TestWriteGeoJSON(t *testing.T) {
	list := []Area{
		{Code: "1", Name: `"一"`, Parent: "0", Shape: orb.MultiPolygon{{{{121.00000012, 31}, {121.1, 31.00000049}, {121.1000004, 31.1}, {121, 31.1}, {121.00000012, 31}}}}},
		{Code: "2", Name: "二", Shape: orb.MultiPolygon{box(122, 31, 122.1, 31.1), {{{121.1000004, 31.1}, {121.1, 31.00000049}, {121.2, 31}, {121.1000004, 31.1}}}}},
	}
	var first, second bytes.Buffer
	a := NewAreas(list)
	if err := a.WriteGeoJSON(&first, MapDecimals); err != nil {
		t.Fatal(err)
	}
	again, ps, err := ReadAreas(bytes.NewReader(first.Bytes()), Boundaries{Datum: WGS84})
	if err != nil || len(ps) > 0 || again.Len() != 2 {
		t.Fatalf("read again: %v, %v", ps, err)
	}
	for i, area := range again.All() {
		if area.Name != list[i].Name || area.Parent != list[i].Parent {
			t.Errorf("properties: %+v", area)
		}
		if diff := area.Surface() - list[i].Surface(); math.Abs(float64(diff)) > 1e-2 {
			t.Errorf("surface of %s off by %v km²", area.Code, diff)
		}
	}
	if m2 := Overlap(again.All()[0].Shape, again.All()[1].Shape); m2 > 1e-6 {
		t.Errorf("the shared border overlaps by %v m²", m2)
	}
	if err := again.WriteGeoJSON(&second, MapDecimals); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("written again, it differs (%v)", err)
	}
	if err := a.WriteGeoJSON(&second, 0); err == nil {
		t.Error("streets of less than a degree survive no decimals")
	}
}

// TestJingan: the 14 streets joined by name. 36.783246 km² is the sum by
// Planimeter of GeographicLib 2.1.2 on WGS84; the data's own note says 36.81, on
// the mean sphere, 0.07 % more.
func TestJingan(t *testing.T) {
	rows, err := csv.NewReader(open(t, shared(t, "data", "jingan", "streets.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []Known
	surface := map[string]float64{}
	for _, r := range rows[1:] {
		list = append(list, Known{Code: r[0], Name: r[1]})
		surface[r[0]], _ = strconv.ParseFloat(r[3], 64)
	}
	areas, ps, err := ReadAreas(open(t, shared(t, "data", "jingan", "streets_wgs84.geojson")),
		Boundaries{Datum: WGS84, Areas: list, Map: map[string]string{"name": "area_name"}})
	if err != nil || len(ps) > 0 || areas.Len() != 14 {
		t.Fatalf("%d streets, %v, %v", areas.Len(), ps, err)
	}
	if got := float64(areas.Surface()); math.Abs(got-36.783246) > 1e-5 || math.Abs(got/36.81-1) > 0.001 {
		t.Errorf("the district has %.6f km²", got)
	}
	for _, area := range areas.All() {
		if math.Abs(float64(area.Surface())-surface[area.Code]) > 0.011 {
			t.Errorf("%s: %.4f km², the list says %.2f", area.Name, area.Surface(), surface[area.Code])
		}
		if code, ok := areas.Locate(area.Label()); !ok || code != area.Code {
			t.Errorf("the label of %s lies in %q", area.Code, code)
		}
	}
	for i, n := range areas.Neighbours() {
		if len(n) == 0 {
			t.Errorf("%s has no neighbour", areas.All()[i].Name)
		}
	}
}

// TestSeoul: 3,913 of the 3,914 open nurseries lie in a neighbourhood, as the
// data's own note says.
func TestSeoul(t *testing.T) {
	areas, ps, err := ReadAreas(open(t, shared(t, "data", "seoul", "dong_boundaries_2021.geojson")),
		Boundaries{Map: map[string]string{"adm_cd2": "area_code"}})
	if err != nil || areas.Len() != 425 {
		t.Fatalf("%d neighbourhoods, %v, %v", areas.Len(), ps, err)
	}
	rows, err := csv.NewReader(open(t, shared(t, "data", "seoul", "nurseries_20260721.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	located, all := 0, 0
	for _, r := range rows[1:] {
		if r[4] != "정상" && r[4] != "재개" {
			continue
		}
		lat, err1 := strconv.ParseFloat(r[9], 64)
		lon, err2 := strconv.ParseFloat(r[10], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(r)
		}
		all++
		if _, ok := areas.Locate(orb.Point{lon, lat}); ok {
			located++
		}
	}
	if located != 3913 || all != 3914 {
		t.Errorf("%d of %d lie in a neighbourhood", located, all)
	}
}

// TestNorway: all 356 municipalities are read. Their borders were simplified one
// by one, so slivers are told, and none is a fault.
func TestNorway(t *testing.T) {
	areas, ps, err := ReadAreas(open(t, shared(t, "data", "norway", "boundaries.geojson")),
		Boundaries{Datum: WGS84, Map: map[string]string{"location_code": "area_code"}})
	if err != nil || areas.Len() != 356 {
		t.Fatalf("%d municipalities, %v", areas.Len(), err)
	}
	for _, p := range ps {
		if !p.Warning {
			t.Error(p)
		}
	}
}
