package main

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

func features(t *testing.T, name string) []*geojson.Feature {
	t.Helper()
	fc, err := geojson.UnmarshalFeatureCollection(file(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return fc.Features
}

// shapes returns the written polygon of every street.
func shapes(t *testing.T) map[string]orb.Polygon {
	t.Helper()
	out := map[string]orb.Polygon{}
	for _, f := range features(t, "boundaries.geojson") {
		out[f.Properties["area_code"].(string)] = f.Geometry.(orb.Polygon)
	}
	return out
}

// TestHalves: two centres 2 m apart in a square of 2 by 2 km, areas 3:1 of 4
// km². The border lies at x = 500 m where a plain half-way line would lie at 0.
func TestHalves(t *testing.T) {
	frame := orb.Ring{{-1000, -1000}, {1000, -1000}, {1000, 1000}, {-1000, 1000}, {-1000, -1000}}
	centres := []orb.Point{{-1, 0}, {1, 0}}
	// Equal power at x: (x+1)²-w = (x-1)², so w = 4x = 2000.
	cells, borders := cut(frame, centres, []float64{2000, 0})
	if a := planar.Area(cells[0]); math.Abs(a-3e6) > 1 {
		t.Errorf("area %g m², want 3,000,000", a)
	}
	if borders[0][1] != 2000 || borders[1][0] != 2000 {
		t.Errorf("borders %v, want 2000 m both ways", borders)
	}
}

// TestAreas: every polygon has its street's area to 1 per cent. orb measures on
// a sphere of the equator's radius, 0.3 per cent more than the ellipsoid here.
func TestAreas(t *testing.T) {
	polygons := shapes(t)
	if len(polygons) != 14 {
		t.Fatalf("%d polygons, want 14", len(polygons))
	}
	for _, s := range streets {
		p := polygons[s.code]
		if a := geo.Area(p) / 1e6; math.Abs(a/s.km2-1) > .01 {
			t.Errorf("%s: %.3f km², want %.2f", s.name, a, s.km2)
		}
		if !planar.PolygonContains(p, orb.Point{s.lon, s.lat}) {
			t.Errorf("%s does not hold its centroid", s.name)
		}
		if p[0].Orientation() != orb.CCW {
			t.Errorf("%s runs clockwise", s.name)
		}
	}
}

// TestBordersAreShared: an edge within the district belongs to two streets, in
// opposite directions and to the last digit; the others make one closed outline
// whose area is the sum of the streets'.
func TestBordersAreShared(t *testing.T) {
	type edge struct{ a, b orb.Point }
	count := map[edge]int{}
	var sum float64
	for _, p := range shapes(t) {
		sum += planar.Area(p)
		for k := range len(p[0]) - 1 {
			count[edge{p[0][k], p[0][k+1]}]++
		}
	}
	next := map[orb.Point]orb.Point{}
	for e, n := range count {
		if n != 1 {
			t.Errorf("edge %v occurs %d times in one direction", e, n)
		}
		if count[edge{e.b, e.a}] == 0 {
			next[e.a] = e.b
		}
	}
	var start orb.Point
	for p := range next {
		start = p
		break
	}
	outer := orb.Ring{start}
	for p := next[start]; p != start; p = next[p] {
		outer = append(outer, p)
		if len(outer) > len(next) {
			t.Fatal("the outline does not close")
		}
	}
	outer = append(outer, start)
	if len(outer)-1 != len(next) {
		t.Errorf("outline of %d edges, %d edges have no neighbour", len(outer)-1, len(next))
	}
	if a := planar.Area(outer); math.Abs(a/sum-1) > 1e-9 {
		t.Errorf("outline %g, sum of streets %g: overlap or gap", a, sum)
	}
}

// TestPointsLieInside: committees, sites, projects and candidates lie in the
// street that they name.
func TestPointsLieInside(t *testing.T) {
	polygons := shapes(t)
	for _, f := range features(t, "committees.geojson") {
		code := f.Properties["area_code"].(string)
		if !planar.PolygonContains(polygons[code[:9]+"000"], f.Geometry.(orb.Point)) {
			t.Errorf("committee %s lies outside its street", code)
		}
	}
	for _, name := range []string{"sites.csv", "projects.csv", "candidates.csv"} {
		for _, r := range records(t, name) {
			p := orb.Point{decimal(t, r["lon"]), decimal(t, r["lat"])}
			if !planar.PolygonContains(polygons[r["area_code"]], p) {
				t.Errorf("%s: %v lies outside %s", name, p, r["area_code"])
			}
		}
	}
}

// TestRoads: one network, within 150 m of every committee and site; walkers
// cross each barrier, at no more places than it has crossings.
func TestRoads(t *testing.T) {
	root := map[orb.Point]orb.Point{}
	find := func(p orb.Point) orb.Point {
		for {
			up, ok := root[p]
			if !ok || up == p {
				return p
			}
			p = up
		}
	}
	var walks []orb.LineString
	for _, f := range features(t, "roads.geojson") {
		if line := f.Geometry.(orb.LineString); f.Properties["foot"] == "yes" {
			walks = append(walks, line)
			root[find(line[0])] = find(line[1])
			root[find(line[1])] = find(line[1])
		}
	}
	if len(walks) < 2000 || len(walks) > 4000 {
		t.Errorf("%d stretches, want 2,000 to 4,000", len(walks))
	}
	one := find(walks[0][0])
	for _, line := range walks {
		if find(line[0]) != one {
			t.Fatal("the network falls apart")
		}
	}
	for _, m := range sample().committees {
		nearest(t, "committee "+m.code, m.at, walks)
	}
	for _, s := range sample().sites {
		nearest(t, "site "+s.code, s.at, walks)
	}
	for i, b := range barriers {
		crossed, most := 0, int(planar.Length(plane(b.line))/b.every)+1
		for _, line := range walks {
			for k := range len(b.line) - 1 {
				if _, ok := meet(b.line[k], b.line[k+1], line[0], line[1]); ok {
					crossed++
				}
			}
		}
		if crossed == 0 || crossed > most {
			t.Errorf("barrier %d is crossed %d times, want 1 to %d", i, crossed, most)
		}
	}
}

func plane(line orb.LineString) orb.LineString {
	out := make(orb.LineString, len(line))
	for i, p := range line {
		out[i] = toPlane(p)
	}
	return out
}

func nearest(t *testing.T, what string, p orb.Point, walks []orb.LineString) {
	t.Helper()
	d := math.Inf(1)
	for _, line := range walks {
		d = min(d, planar.DistanceFromSegment(toPlane(line[0]), toPlane(line[1]), p))
	}
	if d > 150 {
		t.Errorf("%s is %.0f m from the network", what, d)
	}
}
