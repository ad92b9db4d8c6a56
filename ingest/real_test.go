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

// Norway loads as it is: 356 municipalities, each with a polygon, 302,500 rows.
// The file has 6,436, 6,332 and 5,961 children of 3, 4 and 5 in Oslo in 2005.
func TestNorway(t *testing.T) {
	d := open(t, Options{Dir: shared(t, "norway")})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	o := d.Observed()
	if len(o.Areas) != 356 || len(o.Population) != 302_500 || d.Polygons.Len() != 356 {
		t.Errorf("%d areas, %d rows, %d polygons; want 356, 302,500, 356", len(o.Areas), len(o.Population), d.Polygons.Len())
	}
	oslo := int64(0)
	for _, p := range o.Population {
		if p.Area == "municip0301" && p.AsOf.String() == "2005-01-01" && p.Age >= 3 && p.Age <= 5 {
			oslo += p.Persons
		}
	}
	if want := int64(6436 + 6332 + 5961); oslo != want {
		t.Errorf("Oslo 2005, ages 3 to 5: %d, want %d", oslo, want)
	}
}

// The townships load as they are, without a fault: 229 areas, 147 months of
// births each.
func TestTownships(t *testing.T) {
	d := open(t, Options{Dir: shared(t, "townships")})
	if d.Refused() || d.Warned() {
		t.Fatal(d.Faults.List())
	}
	o := d.Observed()
	if len(o.Areas) != 229 || len(o.Population) != 91_600 || len(o.Births) != 229*147 {
		t.Errorf("%d areas, %d counts, %d births; want 229, 91,600, %d", len(o.Areas), len(o.Population), len(o.Births), 229*147)
	}
}

// Seoul is read through dataset.toml alone. Its README counts 3,914 open
// nurseries, of which one lies outside the city, 21 on one default point, and
// 248,533 children of 0 to 5, none of whom may be lost among the five
// neighbourhoods that changed.
func TestSeoul(t *testing.T) {
	d := open(t, Options{Dir: shared(t, "seoul"), Config: filepath.Join("..", "testdata", "seoul", "dataset.toml")})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	if !d.Warned() {
		t.Error("no warning of the default point")
	}
	counts := map[Rule]int{}
	for _, c := range d.Faults.Summary() {
		counts[c.Rule] = c.Count
	}
	if counts[SharedPoint] != 21 || counts[OutOfBounds] != 1 || len(d.Sites.Rows) != 3913 {
		t.Errorf("%d on the default point, %d outside, %d sites; want 21, 1, 3913", counts[SharedPoint], counts[OutOfBounds], len(d.Sites.Rows))
	}
	o := d.Observed()
	children := int64(0)
	for _, p := range o.Population {
		children += p.Persons
	}
	if children != 248_533 || len(o.Areas) != 425 || d.Polygons.Len() != 425 {
		t.Errorf("%d children in %d areas with %d polygons; want 248,533 in 425 with 425", children, len(o.Areas), d.Polygons.Len())
	}
	if n := len(d.Leaves()); n != 427 {
		t.Errorf("%d neighbourhoods counted, want 427", n)
	}
}

// The real boundary of Jing'an has names and no codes: it joins by name, in
// place of the folder's own boundaries.
func TestBoundariesByName(t *testing.T) {
	path := filepath.Join(shared(t, "jingan"), "streets_wgs84.geojson")
	dir := t.TempDir()
	write(t, dir, "dataset.toml", "datum = \"WGS84\"\n")
	write(t, dir, "areas.csv", "area_code,area_name\n310106019000,大宁路街道\n310106101000,彭浦镇\n")
	write(t, dir, "population.csv", "as_of,area_code,age,persons\n2026-08-31,310106019000,3,412\n2026-08-31,彭浦镇,3,500\n")
	d := open(t, Options{Dir: dir, Boundaries: path})
	if d.Refused() || d.Polygons.Len() != 2 || len(d.Planned()) != 2 {
		t.Errorf("%d polygons, %d planned: %v", d.Polygons.Len(), len(d.Planned()), d.Faults.List())
	}
}
