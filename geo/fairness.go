package geo

import (
	"cmp"
	"math"
	"slices"
)

// ByArea is a mean over the points of each area, weighted by children: value[i]
// belongs to the point with children[i] in area[i]. Areas come in the order of
// their codes; the mean of an area without children is NaN.
func ByArea(value, children []float64, area []string) (codes []string, mean, total []float64) {
	codes = slices.Compact(slices.Sorted(slices.Values(area)))
	mean, total = make([]float64, len(codes)), make([]float64, len(codes))
	for i, code := range area {
		k, _ := slices.BinarySearch(codes, code)
		mean[k] += float64(value[i] * children[i])
		total[k] += children[i]
	}
	for k := range mean {
		mean[k] /= total[k]
	}
	return codes, mean, total
}

// Gini is the inequality of a value among children: 0 when all have the same, near
// 1 when one group has all:
//
//	G = Σ_i Σ_k w[i] w[k] |x[i] - x[k]| / (2 (Σw)² x̄)
//
// Groups without children are left out. It is NaN where there are no children or
// nobody has anything. Values and weights must not be negative.
func Gini(value, weight []float64) float64 {
	counts(weight)
	order := inUse(value, weight)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(value[a], value[b]) })
	// Twice the area under the Lorenz curve is Σ w[i] (below + up to and with i).
	people, held, twice := 0.0, 0.0, 0.0
	for _, i := range order {
		next := held + float64(weight[i]*value[i])
		twice += weight[i] * (held + next)
		people, held = people+weight[i], next
	}
	return 1 - twice/(people*held)
}

// Theil is the inequality of a value among children, in nats, which splits into
// parts between and within groups:
//
//	T = Σ_i (w[i]/Σw) (x[i]/x̄) ln(x[i]/x̄)
//
// with 0 ln 0 = 0. NaN and left out as for Gini.
func Theil(value, weight []float64) float64 {
	counts(weight)
	order := inUse(value, weight)
	people, held := 0.0, 0.0
	for _, i := range order {
		people += weight[i]
		held += weight[i] * value[i]
	}
	mean, t := held/people, 0.0
	for _, i := range order {
		if r := value[i] / mean; r != 0 {
			t += weight[i] / people * r * math.Log(r)
		}
	}
	return t
}

// inUse lists the groups with children and panics on a value that is negative or
// not a number.
func inUse(value, weight []float64) []int {
	var out []int
	for i, w := range weight {
		if w > 0 {
			counts(value[i : i+1])
			out = append(out, i)
		}
	}
	return out
}
