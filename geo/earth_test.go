package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// TestDistance: one degree of a meridian is R π/180 = 111,195.08 m, a quarter of
// the equator is R π/2; half the chord gives the haversine's answer.
func TestDistance(t *testing.T) {
	near(t, "one degree north", Distance(orb.Point{121, 31}, orb.Point{121, 32}), 111195.08, 0.01)
	near(t, "a quarter", Distance(orb.Point{0, 0}, orb.Point{90, 0}), EarthRadius*math.Pi/2, 0.01)
	near(t, "half the earth", Distance(orb.Point{0, 0}, orb.Point{180, 0}), EarthRadius*math.Pi, 0.01)
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(120, 122).Draw(t, "x"), rapid.Float64Range(30, 32).Draw(t, "y")}
		q := orb.Point{rapid.Float64Range(120, 122).Draw(t, "u"), rapid.Float64Range(30, 32).Draw(t, "v")}
		if d := Distance(p, q) - unit(p).distance(unit(q)); math.Abs(float64(d)) > 1e-4 {
			t.Fatalf("chord and haversine differ by %v m", d)
		}
	})
}

// TestMinutes: the norm's own pairs, 300 m in 5 minutes.
func TestMinutes(t *testing.T) {
	if got := Metres(300).Minutes(Stroll); math.Abs(float64(got)-5) > 1e-12 {
		t.Errorf("300 m take %v minutes", got)
	}
	near(t, "15 minutes", Stroll.In(15), 900, 1e-9)
	if got := Beyond.Minutes(Stroll); !math.IsInf(float64(got), 1) {
		t.Errorf("out of reach takes %v minutes", got)
	}
}

// surfaceCell is the cell from 121°E to 122°E and 31°N to 32°N in km², its
// parallels drawn in a thousand steps, by Planimeter of GeographicLib 2.1.2, an
// independent method with geodesic edges: 10533542701.9 m².
const surfaceCell = 10533.5427019

// TestSurface holds the equal-area cylinder against it, to one part in a hundred
// million, and a hole against its own surface.
func TestSurface(t *testing.T) {
	var ring orb.Ring
	for i := range 1001 {
		ring = append(ring, orb.Point{121 + float64(i)/1000, 31})
	}
	for i := range 1001 {
		ring = append(ring, orb.Point{122 - float64(i)/1000, 32})
	}
	ring = append(ring, ring[0])
	if got := float64(Surface(orb.MultiPolygon{{ring}})); math.Abs(got/surfaceCell-1) > 1e-8 {
		t.Errorf("cell of one degree: %.6f km², want %.6f", got, surfaceCell)
	}
	hole := orb.Ring{{121.2, 31.2}, {121.4, 31.2}, {121.4, 31.4}, {121.2, 31.4}, {121.2, 31.2}}
	whole, without := Surface(orb.MultiPolygon{{ring}}), Surface(orb.MultiPolygon{{ring, hole}})
	if diff := whole - without - Surface(orb.MultiPolygon{{hole}}); math.Abs(float64(diff)) > 1e-9 {
		t.Errorf("a hole takes out %v km² too much", diff)
	}
}
