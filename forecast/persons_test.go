package forecast

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyDraws are draws of any counts, with or without births.
func anyDraws(rt *rapid.T, areas []string, dates, n int, born bool) *Draws {
	d := NewDraws(areas, nil, []Age{3, 4}, n)
	for y := range dates {
		d.Dates = append(d.Dates, NewDate(2026+y, 8, 31))
	}
	counts := func(k int) []float64 {
		return rapid.SliceOfN(rapid.Float64Range(0, 5000), k, k).Draw(rt, "counts")
	}
	d.v = counts(len(areas) * dates * 2 * n)
	if born {
		d.Born = counts(len(areas) * dates * n)
	}
	return d
}

// 1.4, 1.4 and 1.2 persons are 4 together: 1 each and one more to the first of
// the largest remainders.
func TestWholeHandWorked(t *testing.T) {
	d := NewDraws([]string{"a", "b", "c"}, []Date{NewDate(2026, 8, 31)}, []Age{3}, 1)
	copy(d.v, []float64{1.4, 1.4, 1.2})
	if got := Whole(d).v; !slices.Equal(got, []float64{2, 1, 1}) {
		t.Errorf("%v, want 2 1 1", got)
	}
	if d.v[0] != 1.4 {
		t.Error("Whole changed what it was given")
	}
}

// Areas sum to the rounded total in every draw, each is its own count rounded up
// or down, and whole draws stay as they are.
func TestWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		areas := []string{"a", "b", "c", "d", "e"}[:rapid.IntRange(1, 5).Draw(rt, "areas")]
		d := anyDraws(rt, areas, 2, 3, rapid.Bool().Draw(rt, "born"))
		w := Whole(d)
		for y := range d.Dates {
			for k, age := range d.Ages {
				total, rounded := d.Sum(nil, y, age), w.Sum(nil, y, age)
				for s := range total {
					if rounded[s] != math.Round(total[s]) {
						rt.Fatalf("%v whole persons, want %v", rounded[s], total[s])
					}
					for i := range areas {
						x, n := d.At(i, y, k)[s], w.At(i, y, k)[s]
						if n != math.Floor(x) && n != math.Ceil(x) {
							rt.Fatalf("%v is %v persons", x, n)
						}
					}
				}
			}
			for s := 0; s < d.N && d.Born != nil; s++ {
				var total, rounded float64
				for i := range areas {
					total, rounded = total+d.BornAt(i, y)[s], rounded+w.BornAt(i, y)[s]
				}
				if rounded != math.Round(total) {
					rt.Fatalf("%v whole births, want %v", rounded, total)
				}
			}
		}
		if again := Whole(w); !slices.Equal(again.v, w.v) || !slices.Equal(again.Born, w.Born) {
			rt.Fatal("whole persons were rounded again")
		}
	})
}
