package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// Two districts of two areas of one size, each area with a shock of sd 0.1. The first
// district errs by 0.1 and 0.1, the second by 0.1 and -0.1:
//
//	(0.2^2 - 2*0.01) + (0 - 2*0.01) = 0 of 2 (0.2^2 - 2*0.01) = 0.04
//
// with errors of 0.1, 0.1 in both it is 0.04 of 0.04. 20 cases of 0.2 stand against
// the two of the data.
func TestKinship(t *testing.T) {
	kin := Kin{of: []int{0, 0, 1, 1}, codes: []string{"n", "s"}}
	size, shocks := []float64{5, 5, 5, 5}, []float64{.01, .01, .01, .01}
	for _, c := range []struct {
		err  []float64
		want float64
	}{
		{[]float64{.1, .1, .1, -.1}, (0 + kinWorth*kinPrior) / (2 + kinWorth)},
		{[]float64{.1, .1, .1, .1}, (2 + kinWorth*kinPrior) / (2 + kinWorth)},
		{[]float64{.1, .1, math.NaN(), .1}, (1 + kinWorth*kinPrior) / (1 + kinWorth)},
	} {
		var k kinship
		k.add(kin, size, c.err, shocks)
		if got := k.part(1, 1); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("errors %v: part %v, by hand %v", c.err, got, c.want)
		}
	}
	if got := (kinship{}).part(1, 1); got != kinPrior {
		t.Errorf("nothing seen: %v, want %v", got, kinPrior)
	}
}

// In a made country the areas of a district grow alike, by a walk of their district
// alone. That is found; the districts' intervals are wider for it, those of areas
// stay, and areas of one district move together in the draws, of two do not.
func TestKin(t *testing.T) {
	const districts, each = 10, 8
	r := rand.New(rand.NewPCG(3, 3))
	var codes []string
	rate := map[[2]int]float64{} // of a district and year
	for d := range districts {
		level := .03 * r.NormFloat64()
		for y := 2005; y <= 2025; y++ {
			level += .02 * r.NormFloat64()
			rate[[2]int{d, y}] = level
		}
		for i := range each {
			codes = append(codes, fmt.Sprintf("d%d-%d", d, i))
		}
	}
	o := countedTown(codes, 6, func(i, y, a int) int64 {
		n := 2000.0
		for b := range a {
			n *= math.Exp(rate[[2]int{i / each, y - a + b}])
		}
		return int64(n * math.Exp(.002*r.NormFloat64()))
	})
	h := Horizon{Years: 3, Draws: 2000, Seed: 1}
	draw := func() (*Model, *Draws) {
		m, err := Fit(o, h)
		if err != nil {
			t.Fatal(err)
		}
		return m, m.Draw(h)
	}
	_, apart := draw()
	for i := range o.Areas {
		o.Areas[i].Parent = o.Areas[i].Code[:2]
	}
	m, kin := draw()
	if m.Kin.Area < .5 {
		t.Errorf("part in common %.2f, made with nearly all", m.Kin.Area)
	}
	width := func(d *Draws, areas []int) float64 {
		x := d.Sum(areas, 2, 5)
		slices.Sort(x)
		return math.Log(Quantile(x, .9) / Quantile(x, .1))
	}
	district := []int{0, 1, 2, 3, 4, 5, 6, 7}
	if a, b := width(apart, district), width(kin, district); b < 1.3*a {
		t.Errorf("80 %% of a district: %.4f wide, %.4f without kin", b, a)
	}
	// 0.91 at 40,000 draws: a district in step moves the pool, to which all are brought. Of 2,000 draws the ratio has an error of 0.02.
	if a, b := width(apart, []int{0}), width(kin, []int{0}); math.Abs(b/a-.91) > .06 {
		t.Errorf("80 %% of an area: %.4f wide, %.4f without kin", b, a)
	}
	// Correlation of log counts: within a district near the part in common, between districts below it.
	logs := func(i int) []float64 {
		var v []float64
		for _, x := range kin.At(i, 2, 5) {
			v = append(v, math.Log(x))
		}
		return v
	}
	within, between := stat.Correlation(logs(0), logs(1), nil), stat.Correlation(logs(0), logs(each), nil)
	if within < .3 || math.Abs(between) > .2 {
		t.Errorf("correlation %.2f within a district, %.2f between two", within, between)
	}
}
