package ingest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// shared returns the folder of reference data beside the module. Tests that need
// it are skipped where it is absent, unless KINDERCAST_SHARED=required.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir := filepath.Join(append([]string{"..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatalf("reference data: %v", err)
		}
		t.Skipf("no reference data at %s", dir)
	}
	return dir
}

func open(t testing.TB, o Options) *Dataset {
	t.Helper()
	d, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range d.Ledger {
		if l.Read != l.Accepted+l.Rejected+l.Duplicate {
			t.Errorf("%s: read %d, accepted %d + rejected %d + duplicate %d", l.Table, l.Read, l.Accepted, l.Rejected, l.Duplicate)
		}
	}
	return d
}

func TestX(t *testing.T) {
	for _, o := range []Options{{Dir: shared(t, "norway")}, {Dir: shared(t, "townships")}, {Dir: shared(t, "seoul"), Config: "../testdata/seoul/dataset.toml"}} {
		d := open(t, o)
		t.Log(d.Refused(), d.Warned(), d.Ledger, d.Faults.Summary())
		for i, f := range d.Faults.List() {
			if i < 8 {
				t.Log(f)
			}
		}
		if !d.Refused() {
			ob := d.Observed()
			t.Log(len(ob.Areas), len(ob.Population), len(ob.Births), len(d.Sites.Rows), len(d.Classes.Rows), len(d.Leaves()), d.Polygons.Len())
		}
	}
}
