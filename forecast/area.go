package forecast

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// scratch is the room in which one worker simulates an area.
type scratch struct {
	z      []float64 // normals
	path   []float64 // unknowns of the area's Path by draw
	share  []float64 // log share of births by year and draw, about its mean
	widths []float64 // of the area's births by draw
	start  []float64 // counts at the jump-off, age by draw
	all    []float64 // children of all ages by draw
	before []float64
	cells  []float64 // room for one area's counts and births, made when it is asked for
	pick   picker
}

// buffers returns room for the counts and births of one area.
func (s *scratch) buffers(f *future) (v, born []float64) {
	at := f.h.Years * cells * f.n
	if s.cells == nil {
		s.cells = make([]float64, at+f.h.Years*f.n)
	}
	return s.cells[:at], s.cells[at:]
}

func newScratch(f *future) *scratch {
	years, path := f.h.Years, f.m.years+ages
	return &scratch{
		z:      make([]float64, path*f.n),
		path:   make([]float64, path*f.n),
		share:  make([]float64, years*f.n),
		widths: make([]float64, f.n),
		start:  make([]float64, cells*f.n),
		all:    make([]float64, f.n),
		before: make([]float64, f.n),
	}
}

// area simulates area i before it is brought to the pool: v holds year x age x
// draw, born the births still unknown (or all of them, where the year is known
// whole or not at all) by year and draw. The random numbers of the area's path
// and of each of its cohorts are streams of their own.
func (f *future) area(i int, v, born []float64, s *scratch) {
	m, h := f.m, f.h
	code := m.Lexis.Areas[m.areas[i]]
	top := len(m.Lexis.Dates) - 1
	path := m.outlooks[i].path
	var kin kinDraws
	if f.kin != nil {
		kin = f.kin[m.Kin.of[m.areas[i]]]
	}
	f.blend(s, path.mean, path.factor, m.Spread.Area, s.path, kin.path, m.Kin.Area, "area", code, "path")
	f.areaBirths(i, born, kin, s)
	sources := make([]*xoshiro, cells+h.Years) // of each cohort, by birth year
	for c := range sources {
		sources[c] = source(h.Seed, "area", code, "cohort", m.birthDate(top-lastAge+c).String())
	}
	for a := range cells {
		row := s.start[a*f.n : (a+1)*f.n]
		for d := range row {
			row[d] = m.start[i*cells+a]
		}
	}
	now := s.start
	for k := range h.Years {
		next := v[k*cells*f.n : (k+1)*cells*f.n]
		f.year(i, k, now, next, born[k*f.n:(k+1)*f.n], sources, s)
		now = next
	}
}

// blend draws mean + scale * factor z into out, unknown by unknown. z is shared, to
// the part that areas of a district have in common, with kin; nil: not. Draws come in
// pairs on both sides of the mean; see half.
func (f *future) blend(s *scratch, mean []float64, factor spd, scale float64, out, kin []float64, part float64, name ...string) {
	n := half(f.n)
	z := s.z[:len(mean)*n]
	if f.h.Noiseless {
		clear(z)
	} else {
		normals(source(f.h.Seed, name...), z)
		if kin != nil {
			floats.Scale(math.Sqrt(1-part), z)
			floats.AddScaled(z, math.Sqrt(part), kin)
		}
	}
	for r, mu := range mean {
		row, first := out[r*f.n:][:n], scale*factor.at(r, 0)
		for d, x := range z[:n] {
			row[d] = mu + first*x
		}
		for c := 1; c <= r; c++ {
			if w := scale * factor.at(r, c); w != 0 {
				floats.AddScaled(row, w, z[c*n:(c+1)*n])
			}
		}
		for d := range out[r*f.n+n : (r+1)*f.n] {
			out[r*f.n+n+d] = 2*mu - row[d]
		}
	}
}

// half is the number of draws of which the random numbers are drawn. Those of the
// others are theirs with the sign turned, so that the draws of what the areas share,
// and of the path of each, lie about the centre as evenly as they can, and a median
// of draws is near the median there is (antithetic variates; Hammersley & Morton,
// 1956). Counting noise is drawn for each draw.
func half(draws int) int { return (draws + 1) / 2 }

// mirrored fills the rows of z, of n draws each, with normal numbers in such pairs.
func mirrored(src *xoshiro, z []float64, n int) {
	h := half(n)
	for ; len(z) > 0; z = z[n:] {
		normals(src, z[:h])
		for d := range n - h {
			z[h+d] = -z[d]
		}
	}
}

// areaBirths fills the births of an area: known ones as they are, others by the
// area's share of the pool with the noise of counting. Of a year of which some
// months are known it fills the rest.
func (f *future) areaBirths(i int, born []float64, kin kinDraws, s *scratch) {
	m, b, n := f.m, f.m.Births, f.n
	area := m.areas[i]
	code := m.Lexis.Areas[area]
	share := m.outlooks[i].share
	f.blend(s, make([]float64, f.h.Years), share.factor, 1, s.share, kin.share, m.Kin.Births, "area", code, "share")
	widths := s.widths[:n]
	if !f.h.Noiseless {
		studentScales(source(f.h.Seed, "area", code, "width"), share.freedom, widths)
		floats.Scale(m.Spread.Births*share.size, widths)
	}
	for k := range f.h.Years {
		row := born[k*n : (k+1)*n]
		if c := b.At(area, m.birthYear(k)); !math.IsNaN(c) {
			for d := range row {
				row[d] = c
			}
			continue
		}
		centre := f.central[k]
		if f.isPart(k) {
			centre -= m.Births.partPool()
		}
		centre *= math.Exp(share.mean[k]) / f.birthSum[k]
		for d, u := range s.share[k*n : (k+1)*n] {
			row[d] = centre * exp(widths[d]*u)
		}
		f.count(row, widths, math.Sqrt(m.Share.Counting), s, "area", code, "births", m.dates(k + 1)[k].String())
	}
}

// year ages the children of area i through year k of the horizon: from the counts
// now, age by draw, to next. born are the births of the year that are drawn.
func (f *future) year(i, k int, now, next, born []float64, sources []*xoshiro, s *scratch) {
	m, n := f.m, f.n
	all := s.all[:n]
	copy(all, now[:n])
	for a := 1; a < cells; a++ {
		floats.Add(all, now[a*n:(a+1)*n])
	}
	for a := m.entry(); a <= lastStep; a++ {
		ix, wx, iy, wy := f.fades.loadings(m.years, k, a)
		before := born
		if a >= 0 {
			before = now[a*n : (a+1)*n]
		} else if f.isPart(k) {
			known := orZero(m.Births.Part[m.areas[i]])
			before = s.before[:n]
			for d, x := range born {
				before[d] = x + known
			}
		}
		back, usual := f.fades.back[a-birth], f.usual[k*ages+a-birth]
		g := growing{before: before, all: all, x: s.path[ix*n : (ix+1)*n], y: s.path[iy*n : (iy+1)*n], wx: wx, wy: wy}
		// before + back (usual (all - before) - before), the area's other ages being all - before
		g.keep, g.pull = 1-back-back*usual, back*usual
		if a == birth { // no age of the date before
			g.keep = 1 - back
		}
		after := next[(a+1)*n : (a+2)*n]
		if f.h.Noiseless {
			g.centre(after)
			continue
		}
		normals(sources[lastAge+k-a], s.z[:n]) // the cohort of birth year top+k-a
		g.draw(after, s.z, m.Spread.Area*math.Sqrt(f.fades.noise[a-birth]))
	}
	if m.entry() == 0 {
		copy(next[:n], born)
	}
}

// growing is a year of ageing of one cohort in one area, draw by draw:
//
//	(keep before + pull all) exp(wx x + wy y)
type growing struct {
	before, all, x, y  []float64
	keep, pull, wx, wy float64
}

// centre fills after with the cohort a year older.
func (g growing) centre(after []float64) {
	for d := range after {
		after[d] = (g.keep*g.before[d] + g.pull*g.all[d]) * math.Exp(g.wx*g.x[d]+g.wy*g.y[d])
	}
}

// draw fills after with the cohort a year older, with the noise of counting that
// counted makes of z. It is where the time of a forecast goes.
func (g growing) draw(after, z []float64, noise float64) {
	n := len(after)
	before, all, x, y, z := g.before[:n], g.all[:n], g.x[:n], g.y[:n], z[:n]
	wx, wy := g.wx/4, g.wy/4
	for d := range after {
		quarter := wx*x[d] + wy*y[d]
		e := taylor(quarter) // as exp, which would be a call
		if quarter*quarter > taylorMost*taylorMost {
			e = math.Exp(quarter)
		}
		after[d] = counted((g.keep*before[d]+g.pull*all[d])*(e*e*(e*e)), noise, z[d])
	}
}

// taylorMost is the largest |x| for which taylor stands for e^x.
const taylorMost = .125

// taylor is the sum of x^k/k! to x^5, in pairs (Estrin's scheme), which a processor
// adds side by side. The term after is at most 5.3e-9.
func taylor(x float64) float64 {
	s := x * x
	return 1 + x + s*(1./2+x*(1./6)+s*(1./24+x*(1./120)))
}

// exp is e^x with a relative error below 3e-8, by the fourth power of e^(x/4): the
// log change of births or of a cohort in a year is seldom over a half.
func exp(x float64) float64 {
	if math.Abs(x) > 4*taylorMost {
		return math.Exp(x)
	}
	e := taylor(x / 4)
	return e * e * (e * e)
}

// birthDate is the reference day that ends birth year w.
func (m *Model) birthDate(w int) Date {
	top := len(m.Lexis.Dates) - 1
	return m.Lexis.Dates[top].AddYears(w - top)
}

// count adds the noise of counting, as wide as it is in each draw, to a row of
// expected counts.
func (f *future) count(row, widths []float64, noise float64, s *scratch, name ...string) {
	if f.h.Noiseless {
		return
	}
	z := s.z[:f.n]
	normals(source(f.h.Seed, name...), z)
	for d, x := range row {
		row[d] = counted(x, widths[d]*noise, z[d])
	}
}

// counted returns a count with mean m and variance noise^2 m that cannot fall
// below zero, from a standard normal z:
//
//	(sqrt(m - noise^2/4) + noise z / 2)^2
//
// A mean below noise^2/4 is taken as the square of the noise alone.
func counted(m, noise, z float64) float64 {
	half := noise / 2
	r := m - half*half
	if r < 0 {
		r = 0
	}
	x := math.Sqrt(r) + half*z
	return x * x
}
