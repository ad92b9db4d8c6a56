package main

import (
	"testing"

	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"

	"kindercast/geo"
)

// Neighbourhoods lie inside their area, each at least a short walk from the
// others; where they do not fit there are fewer, and one always does.
func TestNeighbourhoods(t *testing.T) {
	square := func(degrees float64) geo.Area {
		at := orb.Point{10, 60}
		return geo.Area{Shape: orb.MultiPolygon{orb.Polygon{orb.Ring{at, {at[0] + 2*degrees, at[1]}, {at[0] + 2*degrees, at[1] + degrees}, {at[0], at[1] + degrees}, at}}}}
	}
	for _, c := range []struct {
		side       float64 // degrees of latitude
		ask, least int
	}{{.2, 60, 60}, {.02, 60, 8}, {.0005, 60, 1}, {.2, 1, 1}} {
		shape := square(c.side)
		got := neighbourhoods(shape, c.ask)
		if len(got) < c.least || len(got) > c.ask {
			t.Errorf("%v degrees: %d neighbourhoods, want %d to %d", c.side, len(got), c.least, c.ask)
		}
		for k, p := range got {
			if !shape.Contains(p) {
				t.Errorf("%v degrees: %v lies outside", c.side, p)
			}
			for _, q := range got[:k] {
				if m := sphere.Distance(p, q); m < 400 {
					t.Errorf("%v degrees: %.0f m apart", c.side, m)
				}
			}
		}
	}
}
