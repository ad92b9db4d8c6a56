package supply

import (
	"math"
	"slices"
)

// Reach says to which areas children may walk for a place: for every area, those
// within the limit, nearest first, itself always first. The zero Reach keeps
// everybody at home.
type Reach struct {
	Minutes float64 // the limit; 0 where nobody walks to another area
	within  [][]int
}

// NewReach returns the areas within limit minutes on foot. minutes[i][j] is the
// time from area i to area j, in the order of the planned areas; NaN or +Inf
// where there is no way. It panics on a matrix that is not square.
func NewReach(minutes [][]float64, limit float64) Reach {
	r := Reach{Minutes: limit, within: make([][]int, len(minutes))}
	for i, row := range minutes {
		if len(row) != len(minutes) {
			panic("supply: reach wants a square matrix")
		}
		near := []int{}
		for j, m := range row {
			if j != i && m <= limit && !math.IsNaN(m) {
				near = append(near, j)
			}
		}
		slices.SortStableFunc(near, func(a, b int) int {
			switch {
			case row[a] < row[b]:
				return -1
			case row[a] > row[b]:
				return 1
			}
			return 0
		})
		r.within[i] = append([]int{i}, near...)
	}
	return r
}

// alone reports whether children of area i have no other area to walk to.
func (r Reach) alone() bool { return r.within == nil }
