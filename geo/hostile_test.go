package geo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHostileFiles holds the reader to files.csv of the corpus of bad input. A
// file marked accept must be read as GeoJSON, or as JSON in the JSON suite,
// without a fault; one marked refuse or fault must have a named problem.
func TestHostileFiles(t *testing.T) {
	root := shared(t, "data", "hostile")
	rows, err := csv.NewReader(open(t, filepath.Join(root, "files.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, row := range rows[1:] {
		path, expect := row[0], row[3]
		suite := strings.HasPrefix(path, "json-geojson/JSONTestSuite/test_")
		if !suite && !strings.HasSuffix(path, ".geojson") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		var ps problems
		if suite {
			_, err = readJSON(bytes.NewReader(raw), &ps)
			// A member that stands twice is good JSON, and refused here.
			ps = slices.DeleteFunc(ps, func(p Problem) bool { return p.Rule == RuleDuplicateKey })
		} else if strings.HasPrefix(path, "made/") {
			_, ps, err = ReadAreas(bytes.NewReader(raw), Boundaries{Map: map[string]string{"street": "area_code"}, Datum: WGS84})
		} else {
			_, err = readCollection(bytes.NewReader(raw), &ps)
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		seen[expect]++
		faults := slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning })
		switch expect {
		case "accept":
			if faults {
				t.Errorf("%s: to be accepted, has %v", path, ps)
			}
		case "refuse", "fault":
			if len(ps) == 0 {
				t.Errorf("%s: to be a %s, passes", path, expect)
			}
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
		for _, read := range []func() error{
			func() error { _, _, err := ReadAreas(bytes.NewReader(raw), Boundaries{Datum: WGS84}); return err },
			func() error { _, _, err := ReadNetwork(bytes.NewReader(raw), Roads{Datum: GCJ02}); return err },
		} {
			if err := read(); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	if seen["accept"] < 20 || seen["refuse"] < 20 || seen["fault"] < 20 {
		t.Errorf("few files: %v", seen)
	}
}

// TestMadeFiles names the rule for each of the files made for this project.
func TestMadeFiles(t *testing.T) {
	for file, want := range map[string]string{
		"dup_street_overlap": RuleDuplicateArea,
		"null_geometry":      RuleNullGeometry,
		"overflow":           RuleNotFinite,
		"swapped_latlon":     RuleSwappedAxes,
		"unclosed":           RuleOpenRing,
		"gcj02_maybe":        RuleUndeclared,
	} {
		b := Boundaries{Datum: WGS84, Map: map[string]string{"street": "area_code"}}
		if want == RuleUndeclared {
			b.Datum = Datum{}
		}
		_, ps, err := ReadAreas(open(t, shared(t, "data", "hostile", "made", "geojson", file+".geojson")), b)
		if err != nil || !slices.Contains(rules(ps), want) {
			t.Errorf("%s: want %s, got %v, %v", file, want, ps, err)
		}
	}
}

// FuzzReadAreas: no text makes the reader panic or fail, what it returns can be
// located and labelled, written and read again without a fault.
func FuzzReadAreas(f *testing.F) {
	f.Add(collect(`{"area_code":"1"}`, ring(121, 31, 121.1, 31.1), `{"area_code":"2"}`, ring(121.1, 31, 121.2, 31.1)))
	f.Add(collect(`{"area_code":1e3}`, `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]],[[0.5,0.1],[0.6,0.1],[0.6,0.2],[0.5,0.1]]]]}`))
	f.Add(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]}],"bbox":[1,2,3,4]}`)
	f.Add(`{"type":"Feature","geometry":null,"properties":{"a":"\u00e9\ud800","b":{}}}`)
	f.Add(`[[[`)
	f.Add("\xef\xbb\xbf{}")
	f.Fuzz(func(t *testing.T, text string) {
		areas, ps, err := ReadAreas(strings.NewReader(text), Boundaries{Datum: GCJ02})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range ps {
			if p.Rule == "" || len(p.Value) > 210 {
				t.Fatalf("a problem without a name, or a long one: %v", p)
			}
		}
		for _, a := range areas.All() {
			if p := a.Label(); !a.Contains(p) {
				t.Fatalf("label %v outside %v", p, a)
			}
			areas.Locate(a.Shape[0][0][0])
		}
		areas.Neighbours()
		var out bytes.Buffer
		if err := areas.WriteGeoJSON(&out, 15); err != nil {
			return // smaller than the rounding
		}
		again, ps, err := ReadAreas(&out, Boundaries{Datum: WGS84})
		if err != nil || again.Len() > areas.Len() {
			t.Fatal(err, ps)
		}
	})
}

// FuzzReadNetwork: no text makes the reader panic or fail.
func FuzzReadNetwork(f *testing.F) {
	line := `{"type":"LineString","coordinates":[[121,31],[121.001,31],[121.001,31.001]]}`
	f.Add(collect(`{"foot":"yes"}`, line, `{"foot":false,"oneway":"-1"}`, line))
	f.Add(fmt.Sprintf(`{"type":"MultiLineString","coordinates":[%s]}`, `[[0,0],[0,0]],[[1,1],[2,2]]`))
	f.Fuzz(func(t *testing.T, text string) {
		n, ps, err := ReadNetwork(strings.NewReader(text), Roads{Datum: WGS84})
		if err != nil || n == nil && len(ps) == 0 {
			t.Fatal(err, ps)
		}
		if n != nil {
			n.Matrix(n.nodes[:1], n.nodes, 0)
		}
	})
}
