package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two streets of 40 children at each other age; the one has 10 of age 1, the other
// 70. By the other ages half of the 80 would be expected in each: 40. Births of
// 20 and 60, set against all children of the date before, likewise:
//
//	210 of 480 children: 80 * 210/480 = 35      270 of 480: 45
func TestUsualSize(t *testing.T) {
	o := countedTown([]string{"n", "s"}, 6, func(i, _, a int) int64 {
		if a == 1 {
			return []int64{10, 70}[i]
		}
		return 40
	})
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	usual := usualSize(l, func(i, w, a int) float64 {
		if a == birth {
			return []float64{20, 60}[i]
		}
		return l.At(i, w+a, Age(a))
	})
	for i, c := range []struct{ one, born float64 }{{40.5 / 10.5, 35.5 / 20.5}, {40.5 / 70.5, 45.5 / 60.5}} {
		if got := usual(i, 3, 1); math.Abs(got-c.one) > 1e-12 {
			t.Errorf("area %d, age 1: %v, by hand %v", i, got, c.one)
		}
		if got := usual(i, 3, birth); math.Abs(got-c.born) > 1e-12 {
			t.Errorf("area %d, births: %v, by hand %v", i, got, c.born)
		}
	}
	if got := usual(0, -5, 1); got != 1 {
		t.Errorf("a date that was not counted: %v, want 1", got)
	}
}

// In a made country a tenth of every cohort of an area leaves in a year, and as many
// come, in proportion to the area's children: reversion is 0.1. The estimate lies
// near it. A cohort of half the usual size is foreseen to grow, one of twice the
// usual size to shrink, and the area's usual cohorts stay.
func TestReversion(t *testing.T) {
	const areas, moves = 60, .1
	r := rand.New(rand.NewPCG(9, 9))
	codes := make([]string, areas)
	for i := range codes {
		codes[i] = string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	n := make([][6]float64, areas)
	around := func(i int) float64 { return float64(400+50*(i%10)) * math.Exp(.3*r.NormFloat64()) }
	for i := range n {
		for a := range n[i] {
			n[i][a] = around(i)
		}
	}
	counts := map[[3]int]float64{}
	for y := 2015; y <= 2025; y++ {
		var all float64
		for i := range n {
			for _, x := range n[i] {
				all += x
			}
		}
		next := make([][6]float64, areas)
		for i := range n {
			own := 0.0
			for a, x := range n[i] {
				counts[[3]int{i, y, a}] = math.Round(x)
				own += x
			}
			next[i][0] = around(i)
			for a := range 5 {
				pool := 0.0
				for j := range n {
					pool += n[j][a]
				}
				usual := pool * (own - n[i][a]) / (all - pool)
				next[i][a+1] = (1-moves)*n[i][a] + moves*usual
			}
		}
		n = next
	}
	// The last count: one cohort of age 1 that is small, one that is large.
	counts[[3]int{0, 2025, 1}] /= 2
	counts[[3]int{1, 2025, 1}] *= 2
	o := countedTown(codes, 6, func(i, y, a int) int64 { return int64(counts[[3]int{i, y, a}]) })
	h := Horizon{Years: 1, Draws: 1, Seed: 1, Noiseless: true}
	m, err := Fit(o, h)
	if err != nil {
		t.Fatal(err)
	}
	f := m.Deviation.fades()
	for a, back := range f.back[1:] {
		if math.Abs(back-moves) > .02 {
			t.Errorf("age %d: reversion %.3f, made with %.3f", a, back, moves)
		}
	}
	d := m.Draw(h)
	growth := func(i int) float64 { return d.At(i, 0, 2)[0] / counts[[3]int{i, 2025, 1}] }
	if growth(0) < 1.04 || growth(1) > .97 {
		t.Errorf("half the usual size grows by %.3f, twice by %.3f", growth(0), growth(1))
	}
}
