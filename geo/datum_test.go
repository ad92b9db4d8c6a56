package geo

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// projVectors come from PROJ 9.1.1 (Debian proj-bin), for example
//
//	echo "31.2304 121.45" | cs2cs -f %.5f EPSG:4326 EPSG:4549
//
// easting before northing here.
var projVectors = []struct {
	epsg     string
	lon, lat float64
	x, y     float64
}{
	{"EPSG:4549", 121.4500, 31.2304, 638153.98190, 3457425.60751},
	{"EPSG:4549", 121.4483, 31.2756, 637926.24510, 3462435.72441},
	{"EPSG:4549", 120, 30, 500000, 3320113.39785},
	{"EPSG:4528", 121.4500, 31.2304, 40638153.98190, 3457425.60751}, // zone 40 before the easting
	{"EPSG:4499", 121.4500, 31.2304, 21352317.10937, 3457554.98089}, // 6° zone 21
	{"EPSG:4510", 121.4500, 31.2304, 352317.10937, 3457554.98089},   // the same by its meridian 123°
	{"EPSG:4491", 75.2, 39.5, 13517202.69056, 4374033.21135},
	{"EPSG:4513", 75.2, 39.5, 25517202.69056, 4374033.21135},
	{"EPSG:4554", 135.5, 48.4, 537023.27251, 5363026.08398},
	{"EPSG:32651", 121.4500, 31.2304, 352376.18253, 3456171.95900},
}

func TestAgainstPROJ(t *testing.T) {
	for _, v := range projVectors {
		d, err := ParseDatum(v.epsg)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.FromWGS84(orb.Point{v.lon, v.lat})
		if err != nil || math.Abs(got[0]-v.x) > 0.001 || math.Abs(got[1]-v.y) > 0.001 {
			t.Errorf("%s from %v, %v: got %.5f, want %.5f, %.5f (%v)", v.epsg, v.lon, v.lat, got, v.x, v.y, err)
		}
		back, err := d.ToWGS84(orb.Point{v.x, v.y})
		if off := Distance(back, orb.Point{v.lon, v.lat}); err != nil || off > 0.01 {
			t.Errorf("%s to WGS84: %v is %v m off (%v)", v.epsg, back, off, err)
		}
	}
}

// TestChineseShift: the values printed in the documentation of the public
// coordtransform package for the same formula, and the offset at 静安 that the
// district's own comparison found (483 m).
func TestChineseShift(t *testing.T) {
	p := orb.Point{116.404, 39.915}
	if got, want := toGCJ(p), (orb.Point{116.41024449916938, 39.91640428150164}); Distance(got, want) > 1e-6 {
		t.Errorf("GCJ-02 of %v: %v, want %v", p, got, want)
	}
	if got, want := gcjToBD(p), (orb.Point{116.41036949371029, 39.92133699351022}); Distance(got, want) > 1e-6 {
		t.Errorf("BD-09 of GCJ-02 %v: %v, want %v", p, got, want)
	}
	jingan := orb.Point{121.4483, 31.2304}
	gcj, _ := GCJ02.FromWGS84(jingan)
	near(t, "shift at 静安", Distance(jingan, gcj), 483, 2)
}

// TestShiftRoundTrip: any place in the box comes back to within 1 cm.
func TestShiftRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(73, 137).Draw(t, "lon"), rapid.Float64Range(2, 55).Draw(t, "lat")}
		for _, d := range []Datum{GCJ02, BD09} {
			q, err := d.FromWGS84(p)
			if err != nil {
				t.Fatal(err)
			}
			back, err := d.ToWGS84(q)
			if off := Distance(p, back); err != nil || off > 0.01 {
				t.Fatalf("%s: %v comes back %v m off (%v)", d, p, off, err)
			}
		}
	})
}

func TestOutsideChinaUnchanged(t *testing.T) {
	oslo := orb.Point{10.75, 59.91}
	for _, d := range []Datum{GCJ02, BD09, CGCS2000, WGS84} {
		if got, err := d.ToWGS84(oslo); err != nil || got != oslo {
			t.Errorf("%s moves Oslo to %v (%v)", d, got, err)
		}
	}
}

func TestParseDatum(t *testing.T) {
	for _, c := range []struct{ in, name string }{
		{"WGS84", "WGS84"}, {"wgs-84", "WGS84"}, {"EPSG:4326", "WGS84"}, {"GCJ-02", "GCJ02"}, {"bd09", "BD09"},
		{"CGCS2000", "CGCS2000"}, {"EPSG:4490", "CGCS2000"}, {"epsg:4549", "EPSG:4549"}, {"EPSG:25833", "EPSG:25833"},
	} {
		if d, err := ParseDatum(c.in); err != nil || d.String() != c.name || !d.Declared() {
			t.Errorf("%q: %q, %v", c.in, d, err)
		}
	}
	for _, in := range []string{"GPS", "EPSG:", "EPSG:1", "EPSG:4549x", "Shanghai"} {
		if d, err := ParseDatum(in); err == nil {
			t.Errorf("%q passes as %q", in, d)
		}
	}
	if _, err := ParseDatum(" "); !errors.Is(err, ErrUndeclared) {
		t.Errorf("no datum: %v", err)
	}
}

func TestRefusedConversions(t *testing.T) {
	grid, err := ParseDatum("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		d    Datum
		p    orb.Point
	}{
		{"no datum", Datum{}, orb.Point{121.45, 31.23}},
		{"latitude 121", WGS84, orb.Point{31.23, 121.45}},
		{"metres as degrees", WGS84, orb.Point{638153, 3457425}},
		{"northing first", grid, orb.Point{3457425, 638153}},
		{"zone number kept", grid, orb.Point{40638153, 3457425}},
		{"degrees as metres", grid, orb.Point{121.45, 31.23}},
		{"not a number", WGS84, orb.Point{math.NaN(), 31}},
		{"infinite", grid, orb.Point{math.Inf(1), 31}},
	} {
		if q, err := c.d.ToWGS84(c.p); err == nil {
			t.Errorf("%s: %v becomes %v", c.what, c.p, q)
		}
	}
	if _, err := (Datum{}).FromWGS84(orb.Point{}); !errors.Is(err, ErrUndeclared) {
		t.Errorf("to no datum: %v", err)
	}
}
