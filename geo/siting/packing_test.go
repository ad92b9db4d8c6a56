package siting

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestUnpackable: by hand, 3 + 3 + 3 into two sites of 5 leaves no place for the
// third, though 10 > 9; 5 + 4 + 1 fills them exactly. Tenths that are not exact
// in binary still fill a site: 3 x 0.1 into 0.3.
func TestUnpackable(t *testing.T) {
	for _, c := range []struct {
		demand, room []float64
		want         bool
	}{
		{[]float64{3, 3, 3}, []float64{5, 5}, true},
		{[]float64{4, 5, 1}, []float64{5, 5}, false},
		{[]float64{0.1, 0.1, 0.1}, []float64{0.3}, false},
		{[]float64{0, 0}, []float64{0}, false},
		{[]float64{1}, nil, true},
		{nil, nil, false},
	} {
		if got := unpackable(c.demand, c.room); got != c.want {
			t.Errorf("unpackable(%v, %v) = %v", c.demand, c.room, got)
		}
	}
}

// TestUnpackableAgainstEnumeration: all ways to place up to six customers.
func TestUnpackableAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Map(rapid.IntRange(0, 9), func(v int) float64 { return float64(v) })
		demand := rapid.SliceOfN(amount, 0, 6).Draw(t, "demand")
		room := rapid.SliceOfN(amount, 1, 3).Draw(t, "room")
		var place func(k int, left []float64) bool
		place = func(k int, left []float64) bool {
			if k == len(demand) {
				return true
			}
			for i := range left {
				next := slices.Clone(left)
				if next[i] -= demand[k]; next[i] >= 0 && place(k+1, next) {
					return true
				}
			}
			return false
		}
		if got, want := unpackable(demand, room), !place(0, room); got != want {
			t.Fatalf("unpackable(%v, %v) = %v", demand, room, got)
		}
	})
}
