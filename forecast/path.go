package forecast

import (
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Path is what is believed of one area's deviation in the years to come: the
// joint normal of x[T..T+years-1] and y[-1..4].
type Path struct {
	mean   []float64
	cov    spd // both triangles
	factor spd
	years  int
}

// prepared holds what the paths of all areas from one date have in common.
type prepared struct {
	d         *Deviation
	s         span
	top       int
	years     int
	precision []spd // one, or one for each likely set of parameters
	fades     fades
}

// after prepares the paths for the years after date top.
func (d *Deviation) after(top, years int) *prepared {
	s := span{min(d.from, top), top + years}
	p := &prepared{d, s, top, years, nil, d.fades()}
	sets := d.likely
	if sets == nil {
		sets = []*Deviation{d}
	}
	for _, one := range sets {
		k := one.prior(s)
		if !k.factor() {
			panic("forecast: the deviation's prior is not positive definite")
		}
		p.precision = append(p.precision, k.inverse())
	}
	return p
}

// path learns the path of an area from the steps that ended by date top, for the
// years after it.
func (p *prepared) path(area int) Path {
	keep := p.years + ages
	means, covs := make([][]float64, len(p.precision)), make([]spd, len(p.precision))
	evidence, told := newSPD(p.s.n()), make([]float64, p.s.n())
	p.fades.gather(p.d.seen[area], p.s, p.top, evidence, told)
	for k, precision := range p.precision {
		m := spd{p.s.n(), slices.Clone(precision.v)}
		floats.Add(m.v, evidence.v)
		if !m.factor() {
			panic("forecast: the deviation's posterior is not positive definite")
		}
		b := slices.Clone(told)
		m.solve(b)
		means[k], covs[k] = b[p.s.n()-keep:], m.inverseTail(keep)
	}
	mean, cov := mix(means, covs)
	return Path{mean, cov, cov.safeFactor(), p.years}
}

// step returns the loadings of the step of age a in year k (0 is the first after
// the jump-off) on the unknowns of a Path.
func (f *fades) loadings(years, k, a int) (ix int, wx float64, iy int, wy float64) {
	return k, f.x[a-birth], years + a - birth, f.y[a-birth]
}
