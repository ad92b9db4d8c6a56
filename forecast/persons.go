package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Whole returns draws of whole persons, for where persons are printed one by one.
// In every draw, at every date and age,
//
//	Σ whole[i] = round(Σ x[i]),   floor(x[i]) <= whole[i] <= ceil(x[i])
//
// by the largest remainder, the first area of equal ones; births likewise. Ages
// are rounded apart, so a wider group is the sum of its ages and need not be the
// rounded sum. The draws given stay as they are. Quantiles and probabilities
// rest on the draws that are not rounded.
func Whole(draws *Draws) *Draws {
	d := *draws
	d.v = make([]float64, len(draws.v))
	dates, ages := len(d.Dates), len(d.Ages)
	parallel(dates*ages, 0, func(c int) {
		wholeAreas(len(d.Areas), d.N,
			func(i int) []float64 { return draws.At(i, c/ages, c%ages) },
			func(i int) []float64 { return d.At(i, c/ages, c%ages) })
	})
	if draws.Born != nil {
		d.Born = make([]float64, len(draws.Born))
		parallel(dates, 0, func(t int) {
			wholeAreas(len(d.Areas), d.N,
				func(i int) []float64 { return draws.BornAt(i, t) },
				func(i int) []float64 { return d.BornAt(i, t) })
		})
	}
	return &d
}

// wholeAreas shares out the n draws of one cell over areas.
func wholeAreas(areas, n int, from, to func(area int) []float64) {
	quota, whole, order := make([]float64, areas), make([]float64, areas), make([]int, areas)
	for s := range n {
		for i := range quota {
			quota[i] = from(i)[s]
		}
		apportion(quota, whole, order)
		for i, x := range whole {
			to(i)[s] = x
		}
	}
}

// apportion fills whole with quota rounded down, and gives what the rounded sum
// of quota leaves to the largest remainders, the first of equal ones (Hamilton's
// method). order is room for as many positions.
func apportion(quota, whole []float64, order []int) {
	sum, given := 0.0, 0.0
	for i, q := range quota {
		order[i], whole[i] = i, math.Floor(q)
		sum, given = sum+q, given+whole[i]
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(quota[b]-whole[b], quota[a]-whole[a]), cmp.Compare(a, b))
	})
	for _, i := range order[:int(math.Round(sum)-given)] {
		whole[i]++
	}
}
