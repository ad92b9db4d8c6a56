package forecast

import (
	"math"
	"slices"
	"testing"
)

// Half of the draws mirror the other half: their logs lie about the centre on both
// sides, and the median of few draws is near the centre that no noise has.
func TestMirroredDraws(t *testing.T) {
	for _, n := range []int{1, 2, 7, 8} {
		z := make([]float64, 3*n)
		mirrored(source(1, "mirror"), z, n)
		h := half(n)
		for r := range 3 {
			for d := range n - h {
				if x, y := z[r*n+d], z[r*n+h+d]; x == 0 || x != -y {
					t.Errorf("%d draws: draw %d is %v, its mirror %v", n, d, x, y)
				}
			}
		}
	}
	o := liveTown(5, 1)
	h := Horizon{Years: 6, Draws: 100, Seed: 1}
	m, err := Fit(o, h)
	if err != nil {
		t.Fatal(err)
	}
	d := m.Draw(h)
	h.Noiseless, h.Draws = true, 1
	centre := m.Draw(h)
	for k := range d.Dates {
		// Of the pool nothing but the noise of counting is not mirrored.
		x := d.Sum(nil, k, 5)
		slices.Sort(x)
		median, want := Quantile(x, .5), centre.Sum(nil, k, 5)[0]
		if math.Abs(median/want-1) > .002 {
			t.Errorf("%s: median of 100 draws %.1f, centre %.1f", d.Dates[k], median, want)
		}
	}
}
