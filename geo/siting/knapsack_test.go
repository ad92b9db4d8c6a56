package siting

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestKnapsackByHand: room 10; ratios 3, 2.5 and 2. The continuous knapsack takes
// the first two (weight 8, profit 22) and 2/5 of the third: 26. The whole one
// takes the second and third: weight 4 + 5 = 9, profit 20; the first and second
// give 22 in weight 8; the first and third 22 in weight 9. So 22.
func TestKnapsackByHand(t *testing.T) {
	items := []item{newItem(12, 4, 0), newItem(10, 4, 1), newItem(10, 5, 2)}
	sortByRatio(items)
	if v, whole, share := dantzig(items, 10); v != 26 || whole != 2 || share != 0.4 {
		t.Errorf("continuous: %v, %d whole, %v of the next", v, whole, share)
	}
	var k knapsack
	if profit, bound := k.solve(items, 10); profit != 22 || bound != 22 {
		t.Errorf("whole: %v, bound %v", profit, bound)
	}
}

// TestKnapsackAgainstEnumeration: all subsets of up to ten items.
func TestKnapsackAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 10).Draw(t, "n")
		items := make([]item, n)
		for k := range items {
			items[k] = newItem(float64(rapid.IntRange(1, 40).Draw(t, "profit")), float64(rapid.IntRange(0, 20).Draw(t, "weight")), int32(k))
		}
		room := float64(rapid.IntRange(0, 60).Draw(t, "room"))
		want := 0.0
		for set := range 1 << n {
			profit, weight := 0.0, 0.0
			for k, it := range items {
				if set>>k&1 == 1 {
					profit += it.profit
					weight += it.weight
				}
			}
			if weight <= room {
				want = math.Max(want, profit)
			}
		}
		sortByRatio(items)
		var k knapsack
		profit, bound := k.solve(items, room)
		// Whole numbers: every sum is exact.
		if profit != want || bound != want {
			t.Fatalf("profit %v, bound %v, want %v", profit, bound, want)
		}
		taken, weight := 0.0, 0.0
		for h, yes := range k.best[:n] {
			if yes {
				taken += items[h].profit
				weight += items[h].weight
			}
		}
		if taken != want || weight > room {
			t.Fatalf("the items taken give %v in weight %v", taken, weight)
		}
		if relaxed, _, _ := dantzig(items, room); relaxed < want-1e-9 {
			t.Fatalf("the continuous knapsack gives %v, below %v", relaxed, want)
		}
	})
}

func TestCommonStep(t *testing.T) {
	for _, c := range []struct {
		weights []float64
		want    float64
	}{
		{nil, 0},
		{[]float64{8000, 8000}, 8000},
		{[]float64{12, 18, 30}, 6},
		{[]float64{7, 5}, 1},
		{[]float64{2.5, 5}, 0}, // not whole: no step is claimed
	} {
		if got := commonStep(c.weights); got != c.want {
			t.Errorf("commonStep(%v) = %v, want %v", c.weights, got, c.want)
		}
	}
}
