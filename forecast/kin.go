package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Kin are areas of one district (their Parent): a new metro line, a town's policy
// or a register's habit moves them together. Of the shocks of an area the part
// Area of the variance is one draw for all areas of its district, and of the shocks
// of its births the part Births:
//
//	z[i] = sqrt(part) z[district] + sqrt(1 - part) z[i, own]
//
// so that the interval of an area is what it would be without, and that of a
// district is not too narrow. Where all areas are of one district there is nothing
// to tell apart: what they have in common is the pool's.
type Kin struct {
	Area, Births float64

	of    []int    // district of each area in Lexis; nil where there are not several
	codes []string // of the districts, sorted
}

// What kinship is taken to be before errors are seen, and how many cases of a
// district, an origin and a horizon that is worth.
const (
	kinPrior = .2
	kinWorth = 20
)

// newKin puts the areas with their parents. An area without one is a district of its
// own.
func newKin(o *Observed, l *Lexis) Kin {
	parent := map[string]string{}
	for _, a := range o.Areas {
		parent[a.Code] = cmp.Or(a.Parent, a.Code)
	}
	var k Kin
	for _, code := range l.Areas {
		k.codes = append(k.codes, cmp.Or(parent[code], code))
	}
	slices.Sort(k.codes)
	k.codes = slices.Compact(k.codes)
	if len(k.codes) < 2 || len(k.codes) == len(l.Areas) {
		return Kin{}
	}
	for _, code := range l.Areas {
		d, _ := slices.BinarySearch(k.codes, cmp.Or(parent[code], code))
		k.of = append(k.of, d)
	}
	return k
}

// kinship compares the errors of whole districts with what they would be if every
// area erred by itself. With weights a of the areas in a district, errors e of their
// log shares, and s the standard deviations of their shocks without counting noise,
//
//	part = sum over districts of (sum a e)^2 - sum a^2 e^2
//	     / sum over districts of (sum a s)^2 - sum a^2 s^2
type kinship struct{ together, most, cases float64 }

// add takes the errors of one origin and horizon; size is NaN of areas not judged.
func (k *kinship) add(kin Kin, size, err, shocks []float64) {
	if kin.of == nil {
		return
	}
	type sums struct{ n, size, e, ee, s, ss float64 }
	of := make([]sums, len(kin.codes))
	for i, d := range kin.of {
		if a := size[i]; !math.IsNaN(a) && !math.IsNaN(err[i]) {
			v := &of[d]
			v.n++
			v.size += a
			v.e += a * err[i]
			v.ee += a * a * err[i] * err[i]
			v.s += a * math.Sqrt(shocks[i])
			v.ss += a * a * shocks[i]
		}
	}
	for _, v := range of {
		if v.n > 1 {
			k.cases++
			k.together += (v.e*v.e - v.ee) / (v.size * v.size)
			k.most += (v.s*v.s - v.ss) / (v.size * v.size)
		}
	}
}

// part is the estimate, the shocks being wider by spread than they were taken to be,
// and cases overlapping each other.
func (k kinship) part(spread, overlap float64) float64 {
	if k.cases == 0 || k.most == 0 {
		return kinPrior
	}
	prior := kinWorth * overlap / k.cases
	most := spread * spread * k.most
	return min(max((k.together+prior*kinPrior*most)/(most+prior*most), 0), .95)
}

// kinDraws are the normal numbers that the areas of one district share: of their
// paths and of their shares of births, by unknown and draw; see half.
type kinDraws struct{ path, share []float64 }

// drawKin draws what the areas of each district share.
func (f *future) drawKin() {
	m := f.m
	if m.Kin.of == nil || f.h.Noiseless {
		return
	}
	f.kin = make([]kinDraws, len(m.Kin.codes))
	parallel(len(f.kin), f.h.Workers, func(d int) {
		k := kinDraws{make([]float64, (m.years+ages)*half(f.n)), make([]float64, f.h.Years*half(f.n))}
		normals(source(f.h.Seed, "district", m.Kin.codes[d], "path"), k.path)
		normals(source(f.h.Seed, "district", m.Kin.codes[d], "share"), k.share)
		f.kin[d] = k
	})
}
