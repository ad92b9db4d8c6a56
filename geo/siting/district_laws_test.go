package siting

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The optimum by trying every plan, before and after a change of the district:
// more budget and one more option never make it dearer; sites in another order,
// and all children, class sizes and areas twice as large with a child's prices
// halved, leave it as it is. The planner's bound stays below every optimum that
// the change cannot lower.
func TestOptimumLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for k := range 3 {
		seed := rng.Uint64()
		optimum := func(change func(d *District)) float64 {
			d := tiny(rand.New(rand.NewPCG(seed, 1)))
			change(d)
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
			return bestOfAll(newLayout(d, d.Children.Mean(), d.Years))
		}
		base := optimum(func(*District) {})
		if bound := ownBound(tiny(rand.New(rand.NewPCG(seed, 1))), 3); bound > base+1e-6 {
			t.Errorf("district %d: bound %v above the optimum %v", k, bound, base)
		}
		if x := optimum(func(d *District) { d.Budget = []float64{700, 700} }); x > base+1e-6 {
			t.Errorf("district %d: %v with more budget, %v before", k, x, base)
		}
		if x := optimum(func(d *District) { d.Budget = []float64{0, 0} }); x < base-1e-6 {
			t.Errorf("district %d: %v without a budget, %v with one", k, x, base)
		}
		for o := range 2 {
			if x := optimum(func(d *District) { d.Options = slices.Delete(d.Options, o, o+1) }); x < base-1e-6 {
				t.Errorf("district %d: %v with option %d taken away, %v before", k, x, o, base)
			}
		}
		turned := optimum(func(d *District) {
			last := int32(len(d.Sites) - 1)
			slices.Reverse(d.Sites)
			for a := range d.Reach {
				d.Reach[a].Site = last - d.Reach[a].Site
			}
		})
		double := optimum(func(d *District) {
			for i := range d.Children.v {
				d.Children.v[i] *= 2
			}
			for j := range d.Sites {
				d.Sites[j].AreaPlaces *= 2
				d.Sites[j].Running.JuniorChildren *= 2
				d.Sites[j].Running.MiddleChildren *= 2
			}
			d.Norms = Norms{40, 50, 60, 70, 3}
			d.Costs.WalkKilometre /= 2
			d.Costs.UnservedNursery /= 2
			d.Costs.UnservedClass /= 2
		})
		if math.Abs(turned-base) > 1e-6 || math.Abs(double-base) > 1e-6 {
			t.Errorf("district %d: %v with sites in reverse, %v with all children twice, %v before", k, turned, double, base)
		}
	}
}

// Four sites on a line from one point and a limit of two sites a point: the two
// nearest are kept, and every other site keeps its way to its nearest points, so
// that its seats are not lost; nothing is kept beyond the limit in metres.
func TestReachWithin(t *testing.T) {
	got := ReachWithin([][]float64{{100, 200, 300, 2000}, {400, 300, 200, math.Inf(1)}, {900, 800, 700, math.NaN()}, {950, 850, 750, 1600}}, 1500, 2)
	want := []Reach{{0, 0, 100}, {0, 1, 200}, {0, 2, 300}, {1, 2, 200}, {1, 1, 300}, {1, 0, 400}, {2, 2, 700}, {2, 1, 800}, {2, 0, 900}, {3, 2, 750}, {3, 1, 850}}
	if !slices.Equal(got, want) {
		t.Errorf("reach %v: want %v", got, want)
	}
}
