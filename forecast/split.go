package forecast

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Split divides the children of a group over kinds, such as the areas they attend
// in or categories of residence, as they were divided in the past. The lasting
// shares and those of a year are drawn from
//
//	lasting ~ Dirichlet(n[c] / phi)       n[c] = children of kind c over the years
//	year    ~ Dirichlet(x lasting[c])     x = children to be divided
//
// so that x year[c] has about the variance of x children who choose one by one.
// phi is how much more the years differ than such children would:
//
//	phi = max(1, X2 / f),  X2 = sum over years y and kinds c of (n[y,c] - n[y] s[c])^2 / (n[y] s[c])
//
// with s the shares of all years together and f = (years - 1)(kinds - 1), X2 and f
// added over all groups that are divided alike (Dispersion).
type Split struct {
	Shares []float64 // of all years together; they add up to 1
	Phi    float64
	past   []float64 // n
}

// Dispersion returns phi of groups that are divided alike: counts by group, year
// and kind.
func Dispersion(groups [][][]float64) float64 {
	x2, f := 0.0, 0.0
	for _, years := range groups {
		share, all := shares(years)
		if all == 0 {
			continue
		}
		kinds, seen := 0, 0
		for _, s := range share {
			if s > 0 {
				kinds++
			}
		}
		for _, counts := range years {
			n := total(counts)
			if n == 0 {
				continue
			}
			seen++
			for c, s := range share {
				if s > 0 {
					d := counts[c] - n*s
					x2 += d / n * d / s // n*s may be too small for a float
				}
			}
		}
		f += float64((seen - 1) * (kinds - 1))
	}
	if f == 0 {
		return 1
	}
	return math.Max(1, x2/f)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// shares adds up counts by year and kind and returns the shares of the kinds,
// and all children.
func shares(years [][]float64) (share []float64, all float64) {
	for _, counts := range years {
		if share == nil {
			share = make([]float64, len(counts))
		}
		for c, n := range counts {
			share[c], all = share[c]+n, all+n
		}
	}
	for c := range share {
		share[c] = ratio(share[c], all)
	}
	return share, all
}

// NewSplit returns the split of a group counted by year and kind; nil where
// nobody was counted.
func NewSplit(years [][]float64, phi float64) *Split {
	share, all := shares(years)
	if all == 0 {
		return nil
	}
	s := &Split{Shares: share, Phi: phi, past: make([]float64, len(share))}
	for c := range share {
		s.past[c] = all * share[c]
	}
	return s
}

// Draw divides children, by date and draw, over the kinds: kind x date x draw. In
// every draw the kinds add up to the children. name names the random numbers.
func (p *Split) Draw(children [][]float64, seed uint64, name ...string) [][][]float64 {
	src := source(seed, name...)
	out := make([][][]float64, len(p.Shares))
	for c := range out {
		out[c] = make([][]float64, len(children))
		for t, x := range children {
			out[c][t] = make([]float64, len(x))
		}
	}
	gamma := func(shape float64) float64 {
		if shape <= 0 {
			return 0
		}
		return distuv.Gamma{Alpha: shape, Beta: 1, Src: src}.Rand()
	}
	lasting, year := make([]float64, len(p.Shares)), make([]float64, len(p.Shares))
	for s := range children[0] {
		for c, n := range p.past {
			lasting[c] = gamma(n / p.Phi)
		}
		norm := total(lasting)
		for t, x := range children {
			for c, l := range lasting {
				year[c] = gamma(x[s] * ratio(l, norm))
			}
			all := total(year)
			for c := range year {
				out[c][t][s] = x[s] * ratio(year[c], all)
			}
			if all == 0 { // so few that every gamma is below the smallest float
				for c, share := range p.Shares {
					out[c][t][s] = x[s] * share
				}
			}
		}
	}
	return out
}
