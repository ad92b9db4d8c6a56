package geo

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// Two good points; a line, a point without a code, a second point for a code and
// one far away are each left out and named.
func TestReadPlaces(t *testing.T) {
	const file = `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[121.45,31.25]},"properties":{"area_code":"a","area_name":"甲"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[121.46,31.26]},"properties":{"area_code":"b"}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[121.46,31.26],[121.47,31.26]]},"properties":{"area_code":"c"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[121.46,31.26]},"properties":{}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[121.46,31.26]},"properties":{"area_code":"a"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[31.26,121.46]},"properties":{"area_code":"d"}}]}`
	box := orb.Bound{Min: orb.Point{121.4, 31.2}, Max: orb.Point{121.5, 31.3}}
	places, problems, err := ReadPlaces(strings.NewReader(file), WGS84, box)
	if err != nil {
		t.Fatal(err)
	}
	if len(places) != 2 || places[0].Code != "a" || places[0].Name != "甲" || places[1].Point != (orb.Point{121.46, 31.26}) {
		t.Errorf("places %v", places)
	}
	rules := map[int]string{}
	for _, p := range problems {
		rules[p.Feature] = p.Rule
	}
	want := map[int]string{2: RuleNotPoint, 3: RuleNoCode, 4: RuleDuplicateArea}
	for f, rule := range want {
		if rules[f] != rule {
			t.Errorf("feature %d: rule %q, want %q", f, rules[f], rule)
		}
	}
	if rules[5] == "" {
		t.Error("a point with swapped axes passed")
	}
	if _, problems, _ := ReadPlaces(strings.NewReader(file), Datum{}, box); len(problems) == 0 {
		t.Error("coordinates without a datum were read")
	}
}
