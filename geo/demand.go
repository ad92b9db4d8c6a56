package geo

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// DemandPoint is a place where children live: a committee, an estate, or a
// piece of an area. Weight is its share of its area's children in any unit
// (children, homes, m²); within an area only the ratios count.
type DemandPoint struct {
	Code   string
	Name   string
	Area   string // code of the area whose children it shares
	Point  orb.Point
	Weight float64
}

// Spread shares an area's children among its demand points by their weights.
type Spread struct {
	points []DemandPoint
	of     map[string][]int // area → positions of its points
}

// NewSpread prepares to share the children of areas among points. It is an error
// when a weight is negative or not finite, when a point belongs to no area of
// the list, and when an area has no point with a weight above zero: its children
// would be lost.
func NewSpread(points []DemandPoint, areas []string) (*Spread, error) {
	s := &Spread{points: slices.Clone(points), of: map[string][]int{}}
	total := map[string]float64{}
	for _, code := range areas {
		total[code] = 0
	}
	for i, p := range points {
		if _, ok := total[p.Area]; !ok {
			return nil, fmt.Errorf("demand point %s: area %q is not forecast", p.Code, p.Area)
		}
		if !(p.Weight >= 0) || math.IsInf(p.Weight, 1) {
			return nil, fmt.Errorf("demand point %s: weight %v", p.Code, p.Weight)
		}
		total[p.Area] += p.Weight
		s.of[p.Area] = append(s.of[p.Area], i)
	}
	for _, code := range areas {
		if !(total[code] > 0) || math.IsInf(total[code], 1) {
			return nil, fmt.Errorf("area %s: no demand point with a weight", code)
		}
	}
	return s, nil
}

// Points returns the demand points in the order in which they were given. The
// caller must not change them.
func (s *Spread) Points() []DemandPoint { return s.points }

// Of returns the positions of an area's points.
func (s *Spread) Of(area string) []int { return s.of[area] }

// Share shares out a number of children of an area, in the order of Of(area).
// Shares are in proportion to the weights to the last bit of the total, and
// their sum is exactly the total in whatever order they are added:
//
//	x[i] = k[i] u,  Σ k[i] = total/u,  k by the largest remainder
//
// where u is the unit in the last place of the total. So the points of an area
// sum to the area in every draw. It panics on a total that is negative or not
// finite, and on an area without points.
func (s *Spread) Share(area string, total float64) []float64 {
	if !(total >= 0) || math.IsInf(total, 1) {
		panic(fmt.Sprintf("geo: share of %v children", total))
	}
	_, exponent := math.Frexp(total)
	unit := max(exponent-53, -1074) // as a power of two; the smallest float64 is 2^-1074
	out := make([]float64, len(s.of[area]))
	for i, k := range s.apportion(area, int64(math.Ldexp(total, -unit))) {
		out[i] = math.Ldexp(float64(k), unit)
	}
	return out
}

// Whole shares out whole children by the largest remainder (Hamilton): every
// point gets its quota rounded down, and the children left over go to the
// largest remainders, the first point of equal ones. The sum is exact. The same
// points round up in every draw, so Share is the one for expectations. It panics
// as Share does.
func (s *Spread) Whole(area string, total int64) []int64 {
	if total < 0 {
		panic(fmt.Sprintf("geo: share of %d children", total))
	}
	return s.apportion(area, total)
}

// Draws shares every draw of an area: draw by draw the points sum to it exactly.
// The answer is point by draw, in the order of Of(area).
func (s *Spread) Draws(area string, draws []float64) [][]float64 {
	out := make([][]float64, len(s.of[area]))
	for i := range out {
		out[i] = make([]float64, len(draws))
	}
	for d, total := range draws {
		for i, x := range s.Share(area, total) {
			out[i][d] = x
		}
	}
	return out
}

// apportion shares n units of an area by weight, largest remainder first.
func (s *Spread) apportion(area string, n int64) []int64 {
	at := s.of[area]
	if len(at) == 0 {
		panic("geo: no demand points in area " + area)
	}
	sum := 0.0
	for _, i := range at {
		sum += s.points[i].Weight
	}
	out := make([]int64, len(at))
	rest := make([]float64, len(at))
	var order []int
	left := n
	for k, i := range at {
		quota := float64(n) * (s.points[i].Weight / sum)
		out[k] = min(int64(quota), left) // floats near 2^53 may sum to a few units too many
		left -= out[k]
		rest[k] = quota - math.Floor(quota)
		if s.points[i].Weight > 0 {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rest[a] > rest[b]:
			return -1
		case rest[a] < rest[b]:
			return 1
		}
		return 0
	})
	for i := 0; left > 0; i, left = i+1, left-1 {
		out[order[i%len(order)]]++
	}
	return out
}
