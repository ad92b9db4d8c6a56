package geo

import (
	"fmt"
	"math"
)

// Access is how many places stand within reach of each demand point for each of
// its children, competition counted: the enhanced two-step floating catchment.
//
//	R[j] = S[j] / Σ_i G(d[i,j]) P[i]     places of site j for each child that may come
//	A[i] = Σ_j G(d[i,j]) R[j]            places for each child of point i
//
// Nothing is lost: Σ_i A[i] P[i] is the sum of S[j] over the sites that any
// child reaches.
type Access struct {
	At    []float64 // A, by demand point; 0 where no site counts
	Ratio []float64 // R, by site; NaN where no child is in reach
	// Idle lists the sites that no child reaches; their places serve nobody here.
	Idle []int
}

// Catch computes Access for the children of each demand point, the places of each
// site and the walk from point to site. It panics when the sizes do not fit and
// on a number that is negative or not finite.
func Catch(children, places []float64, walk *Matrix, decay Decay) Access {
	if len(children) != walk.From || len(places) != walk.To {
		panic(fmt.Sprintf("geo: %d points and %d sites for a matrix of %d by %d", len(children), len(places), walk.From, walk.To))
	}
	counts(children)
	counts(places)
	a := Access{At: make([]float64, walk.From), Ratio: make([]float64, walk.To)}
	weight := make([]float64, walk.From*walk.To)
	// Partial sums of fixed blocks of points, added in order: the same on any
	// number of cores.
	const block = 256
	blocks := (walk.From + block - 1) / block
	reach := make([]float64, blocks*walk.To)
	parallel(blocks, func(b int) {
		sum := reach[b*walk.To : (b+1)*walk.To]
		for i := b * block; i < min((b+1)*block, walk.From); i++ {
			row := weight[i*walk.To : (i+1)*walk.To]
			for j, d := range walk.Row(i) {
				if d < Beyond {
					row[j] = decay(d)
					sum[j] += float64(row[j] * children[i])
				}
			}
		}
	})
	ratio := make([]float64, walk.To) // Ratio with 0 for idle sites
	for j := range ratio {
		sum := 0.0
		for b := range blocks {
			sum += reach[b*walk.To+j]
		}
		if sum > 0 {
			ratio[j] = places[j] / sum
			a.Ratio[j] = ratio[j]
		} else {
			a.Ratio[j] = math.NaN()
			a.Idle = append(a.Idle, j)
		}
	}
	parallel(walk.From, func(i int) {
		for j, w := range weight[i*walk.To : (i+1)*walk.To] {
			a.At[i] += float64(w * ratio[j])
		}
	})
	return a
}

func counts(x []float64) {
	for i, v := range x {
		if !(v >= 0) || math.IsInf(v, 1) {
			panic(fmt.Sprintf("geo: count %d is %v", i, v))
		}
	}
}

// Radii are the distances of the norms, shown side by side: 300 m (GB 50180-2018,
// 5 minutes), 500 m (other cities, 10 minutes) and 1,000 m (15 minutes). 300 m is
// a planning radius and no limit on where a child may go.
var Radii = []Metres{300, 500, 1000}

// Coverage returns, for each radius, the share of children that have a site
// within it. It is NaN where there are no children.
func Coverage(children []float64, walk *Matrix, radii ...Metres) []float64 {
	counts(children)
	total := 0.0
	out := make([]float64, len(radii))
	for i, c := range children {
		total += c
		_, d := walk.Nearest(i)
		for k, r := range radii {
			if d <= r {
				out[k] += c
			}
		}
	}
	for k := range out {
		out[k] /= total
	}
	return out
}

// BeyondMinutes returns the share of children whose nearest site is more than t
// away at speed v, those with no site in reach among them. It is NaN where there
// are no children. The matrix must reach at least as far as v walks in t.
func BeyondMinutes(children []float64, walk *Matrix, v KilometresPerHour, t Minutes) float64 {
	return 1 - Coverage(children, walk, v.In(t))[0]
}

// MeanWalk returns the mean way of children to their nearest site, over those
// that have one, and the children that have none.
func MeanWalk(children []float64, walk *Matrix) (mean Metres, none float64) {
	counts(children)
	sum, n := 0.0, 0.0
	for i, c := range children {
		if _, d := walk.Nearest(i); d < Beyond {
			sum += float64(d) * c
			n += c
		} else {
			none += c
		}
	}
	return Metres(sum / n), none
}
