package forecast

import (
	"math"
	"slices"
)

// Shifts are changes to the paths of a projection. They are applied to each draw
// of the base after it is drawn, so that a scenario less the base has no noise
// of its own, and areas still sum to the total. A nil function changes nothing.
// Shifts are not modified once they are in use, and their functions are called
// from several goroutines.
//
// Years k are 1 for the first reference day after the jump-off.
type Shifts struct {
	// Births is the factor on the births of all areas in the year that ends on
	// reference day k. Births already known are changed too: the caller decides.
	Births func(k int) float64
	// AreaBirths is the factor on the births of one area; the births are added or
	// taken away, not moved between areas.
	AreaBirths func(area string, k int) float64
	// Progression is added to the log progression of an area in year k, for the
	// step from age a to a+1; a = -1 is the step from births to age 0. The persons
	// come from, or go, outside the areas.
	Progression func(area string, a Age, k int) float64
	// Children are persons of age a added in year k (negative: taken away), one
	// value for all draws or one a draw; they then age as the area's own do.
	Children func(area string, a Age, k int) []float64
}

// apply changes the finished counts v and births of area i:
//
//	N'[k,a+1] = N[k,a+1]/N[k-1,a] N'[k-1,a] exp(delta) + children
//
// and never less than nobody, where more are taken away than there are.
func (sh *Shifts) apply(f *future, i int, v, born []float64) {
	m, n := f.m, f.n
	code := m.Lexis.Areas[m.areas[i]]
	top := len(m.Lexis.Dates) - 1
	base, changed := make([]float64, n), make([]float64, n) // the cohort a year before
	for w := top - lastStep; w <= top+f.h.Years; w++ {
		k, a := 0, top-w
		if w <= top {
			for d := range base {
				base[d], changed[d] = m.start[i*cells+a], m.start[i*cells+a]
			}
		} else {
			k, a = w-top-1, birth
			factor := 1.0
			if sh.Births != nil {
				factor *= sh.Births(k + 1)
			}
			if sh.AreaBirths != nil {
				factor *= sh.AreaBirths(code, k+1)
			}
			row := born[k*n : (k+1)*n]
			for d := range base {
				base[d], changed[d] = row[d], row[d]*factor
			}
			copy(row, changed)
		}
		for ; k < f.h.Years && a < lastAge; k, a = k+1, a+1 {
			row := v[(k*cells+a+1)*n : (k*cells+a+2)*n]
			factor := 1.0
			if sh.Progression != nil {
				factor = math.Exp(sh.Progression(code, Age(a), k+1))
			}
			var more []float64
			if sh.Children != nil {
				more = sh.Children(code, Age(a+1), k+1)
			}
			for d, x := range row {
				progression := 1.0
				if base[d] > 0 {
					progression = x / base[d]
				}
				y := changed[d] * progression * factor
				switch len(more) {
				case 0:
				case 1:
					y += more[0]
				default:
					y += more[d]
				}
				base[d], changed[d] = x, math.Max(y, 0)
				row[d] = changed[d]
			}
		}
	}
}

// Both returns the shifts of a and b together: factors multiply, additions add.
// Either may be nil.
func Both(a, b *Shifts) *Shifts {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	out := &Shifts{Births: times(a.Births, b.Births)}
	if a.AreaBirths != nil || b.AreaBirths != nil {
		out.AreaBirths = func(area string, k int) float64 {
			f := 1.0
			for _, s := range []*Shifts{a, b} {
				if s.AreaBirths != nil {
					f *= s.AreaBirths(area, k)
				}
			}
			return f
		}
	}
	if a.Progression != nil || b.Progression != nil {
		out.Progression = func(area string, age Age, k int) float64 {
			d := 0.0
			for _, s := range []*Shifts{a, b} {
				if s.Progression != nil {
					d += s.Progression(area, age, k)
				}
			}
			return d
		}
	}
	if a.Children == nil || b.Children == nil {
		out.Children = a.Children
		if out.Children == nil {
			out.Children = b.Children
		}
		return out
	}
	out.Children = func(area string, age Age, k int) []float64 {
		return addDraws(a.Children(area, age, k), b.Children(area, age, k))
	}
	return out
}

func times(f, g func(int) float64) func(int) float64 {
	if f == nil || g == nil {
		if f == nil {
			return g
		}
		return f
	}
	return func(k int) float64 { return f(k) * g(k) }
}

// addDraws adds two sets of draws, of which either may be empty or one value
// for all.
func addDraws(x, y []float64) []float64 {
	if len(x) < len(y) {
		x, y = y, x
	}
	out := slices.Clone(x)
	for i := range out {
		switch len(y) {
		case 0:
		case 1:
			out[i] += y[0]
		default:
			out[i] += y[i]
		}
	}
	return out
}
