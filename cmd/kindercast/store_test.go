package main

import (
	"io"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
)

// TestStoreHoldsCommittees: a snapshot alone knows where the children live, as
// the folder it was made from does.
func TestStoreHoldsCommittees(t *testing.T) {
	dir, out := hamlet(t, func(files map[string]string) {
		files["committees.geojson"] = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"W"},"geometry":{"type":"Point","coordinates":[121.401,31.203]}}]}`
	}), results(t)
	open := func(v *tool) *district {
		t.Helper()
		v.out, v.err, v.lang, v.quiet, v.dir = io.Discard, io.Discard, "zh", true, out
		d, err := v.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	folder := open(&tool{data: dir})
	store := open(&tool{store: filepath.Join(out, "store")})
	found := false
	for _, p := range folder.points {
		found = found || p.Area == "W" && p.Point == orb.Point{121.401, 31.203}
	}
	if !found {
		t.Errorf("the point of the folder is not used: %v", folder.points)
	}
	if !reflect.DeepEqual(store.points, folder.points) {
		t.Errorf("the store has %v, the folder %v", store.points, folder.points)
	}
}
