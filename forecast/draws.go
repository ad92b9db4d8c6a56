package forecast

import (
	"fmt"
	"slices"
)

// Draws are simulated futures: a count for every area, date, age and draw.
// In each draw the areas sum to the total that the draw foresees, so a group or
// a total is summed within each draw first, and quantiles are taken after.
type Draws struct {
	Areas []string // codes, sorted
	Dates []Date   // reference days after the jump-off, one year apart
	Ages  []Age    // usually 0 to 5
	N     int      // draws
	// Born holds births of the year that ends on each date, area x date x draw;
	// nil where there is no table of births.
	Born []float64
	// Borrowed says, in keys for the label table, which parts of the model had
	// to be borrowed because the data did not hold them.
	Borrowed []string
	v        []float64 // area x date x age x draw
}

// NewDraws returns Draws of zeros with the given shape.
func NewDraws(areas []string, dates []Date, ages []Age, n int) *Draws {
	return &Draws{Areas: areas, Dates: dates, Ages: ages, N: n,
		v: make([]float64, len(areas)*len(dates)*len(ages)*n)}
}

// At returns the N draws of the area, date and age at the given positions. The
// caller may fill the slice while building the draws and must not change it
// afterwards.
func (d *Draws) At(area, date, age int) []float64 {
	i := ((area*len(d.Dates)+date)*len(d.Ages) + age) * d.N
	return d.v[i : i+d.N : i+d.N]
}

// BornAt returns the N draws of births of an area in the year that ends on the
// date at position date. It panics where Born is nil.
func (d *Draws) BornAt(area, date int) []float64 {
	i := (area*len(d.Dates) + date) * d.N
	return d.Born[i : i+d.N : i+d.N]
}

// AreaIndex returns the position of an area code, or -1.
func (d *Draws) AreaIndex(code string) int {
	if i, ok := slices.BinarySearch(d.Areas, code); ok {
		return i
	}
	return -1
}

// AgeIndex returns the position of an age, or -1.
func (d *Draws) AgeIndex(a Age) int { return slices.Index(d.Ages, a) }

// Sum adds the draws of several areas and ages at one date, draw by draw. A nil
// areas means all of them. It panics on an age or position out of range.
func (d *Draws) Sum(areas []int, date int, ages ...Age) []float64 {
	out := make([]float64, d.N)
	add := func(i int) {
		for _, a := range ages {
			k := d.AgeIndex(a)
			if k < 0 {
				panic(fmt.Sprintf("forecast: draws hold no age %d", a))
			}
			for s, x := range d.At(i, date, k) {
				out[s] += x
			}
		}
	}
	if areas == nil {
		for i := range d.Areas {
			add(i)
		}
		return out
	}
	for _, i := range areas {
		add(i)
	}
	return out
}

// Quantile returns the p-quantile of x, which must be sorted, by linear
// interpolation between order statistics (Hyndman & Fan 1996, type 7).
// It panics on an empty x or a p outside 0..1.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 || p < 0 || p > 1 {
		panic("forecast: quantile of nothing, or outside 0..1")
	}
	h := p * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

// Probabilities are the quantile levels of every forecast table, in the order
// of its columns q025 to q975.
var Probabilities = [...]float64{.025, .05, .10, .25, .50, .75, .90, .95, .975}

// Summary is the mean of a set of draws and its quantiles at Probabilities.
type Summary struct {
	Mean float64
	Q    [len(Probabilities)]float64
}

// Summarise returns the mean and quantiles of draws, which it leaves unsorted.
func Summarise(draws []float64) Summary {
	var p picker
	return p.summarise(draws)
}

// summarise is Summarise of draws that are sorted.
func summarise(sorted []float64) Summary {
	var s Summary
	for _, v := range sorted {
		s.Mean += v
	}
	s.Mean /= float64(len(sorted))
	for k, p := range Probabilities {
		s.Q[k] = Quantile(sorted, p)
	}
	return s
}

func sortDraws(x []float64) { slices.Sort(x) }

// average is the mean of draws.
func average(x []float64) (m float64) {
	for _, v := range x {
		m += v
	}
	return m / float64(len(x))
}
