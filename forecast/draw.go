package forecast

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// cells is the number of ages foreseen at each date, 0 to 5.
const cells = lastAge + 1

// sums is the number of partial sums over areas, fixed so that the order of
// addition does not depend on the number of workers.
const sums = 32

// future is what all areas share in one run of draws: the paths of the pool and
// the factors that bring the areas to it.
type future struct {
	m        *Model
	h        Horizon
	n        int
	central  []float64   // pool births by year: the centre
	birthSum []float64   // sum over areas of exp(mean log share), by year
	births   [][]float64 // pool births by year and draw
	pool     [][]float64 // pool counts by year*cells+age and draw; later the factors
	rest     [][]float64 // factor of births by year and draw
	kin      []kinDraws  // by district
	usual    []float64   // pool children of an age, or births, over those of the other ages, by year*ages+age, on the central path
	fades    fades
}

// birthYear is the birth year that ends in year k of the horizon.
func (m *Model) birthYear(k int) int { return len(m.Lexis.Dates) + k }

// Draw simulates h.Draws futures of the areas. It panics if h looks further than
// the horizon the model was fitted for.
func (m *Model) Draw(h Horizon) *Draws {
	h.validate()
	if h.Years > m.years {
		panic("forecast: the model was fitted for fewer years")
	}
	f := m.future(h)
	d := NewDraws(codesOf(m.Lexis, m.areas), m.dates(h.Years), []Age{0, 1, 2, 3, 4, 5}, h.Draws)
	d.Borrowed = m.Borrowed
	born := make([]float64, len(m.areas)*h.Years*h.Draws)
	block, bornBlock := h.Years*cells*h.Draws, h.Years*h.Draws
	f.reconcile(func(i int, _ *scratch) (v, b []float64) {
		return d.v[i*block : (i+1)*block], born[i*bornBlock : (i+1)*bornBlock]
	})
	parallel(len(m.areas), h.Workers, func(i int) {
		f.finish(i, d.v[i*block:(i+1)*block], born[i*bornBlock:(i+1)*bornBlock])
	})
	if m.Births.Registered {
		d.Born = born
	}
	return d
}

// dates are the reference days that are foreseen.
func (m *Model) dates(years int) []Date { return anniversaries(m.Lexis, years) }

// future draws the paths of the pool.
func (m *Model) future(h Horizon) *future {
	f := &future{m: m, h: h, n: h.Draws, fades: m.Deviation.fades()}
	top, b := len(m.Lexis.Dates)-1, m.Births
	ahead := max(top+h.Years-b.Last, 0)
	f.drawBirths(ahead)
	f.drawKin()

	var steps []step
	for k := range h.Years {
		for a := m.entry(); a <= lastStep; a++ {
			steps = append(steps, step{top + k, a})
		}
	}
	mean, factor := m.Pool.posterior(steps)
	noise := 0.0
	if !h.Noiseless {
		noise = m.Spread.Pool
	}
	z := make([]float64, (len(steps)*2)*f.n)
	if noise > 0 {
		mirrored(source(h.Seed, "pool", "progression"), z, f.n)
	}
	at := func(j, s int) float64 { return z[j*f.n+s] }
	var start [cells]float64
	for i := range m.areas {
		for a := range start {
			start[a] += m.start[i*cells+a]
		}
	}
	ageing := func(before [cells]float64, k int, births float64, shock func(j int, n float64) float64) (after [cells]float64) {
		after[0] = births
		for j, st := range steps {
			if st.t != top+k {
				continue
			}
			n := before[max(st.a, 0)]
			if st.a == birth {
				n = births
			}
			after[st.a+1] = n * math.Exp(mean[j]+shock(j, n))
		}
		return after
	}
	f.usual = make([]float64, h.Years*ages)
	now := start
	for k := range h.Years {
		all := floats.Sum(now[:])
		f.usual[k*ages] = ratio(f.central[k], all)
		for a, n := range now[:lastAge] {
			f.usual[k*ages+a-birth] = ratio(n, all-n)
		}
		now = ageing(now, k, f.central[k], func(int, float64) float64 { return 0 })
	}
	f.pool = make([][]float64, h.Years*cells)
	for i := range f.pool {
		f.pool[i] = make([]float64, f.n)
	}
	for s := range f.n {
		before := start
		for k := range h.Years {
			before = ageing(before, k, f.births[k][s], func(j int, n float64) (p float64) {
				if noise == 0 {
					return 0
				}
				for c := range j + 1 {
					p += noise * factor.at(j, c) * at(c, s)
				}
				if n > 0 {
					p += noise * math.Sqrt(m.Pool.Noise*math.Exp(-.13*float64(steps[j].a))/(n+.5)) * at(len(steps)+j, s)
				}
				return p
			})
			for a, n := range before {
				f.pool[k*cells+a][s] = n
			}
		}
	}
	return f
}

// drawBirths draws the pool's births of each year: those known, the known months
// and the rest, or the trend.
func (f *future) drawBirths(ahead int) {
	m, b, h := f.m, f.m.Births, f.h
	centre, factor := m.trend(ahead)
	z := make([]float64, 2*ahead*f.n) // of the trend, and of counting
	scale := make([]float64, f.n)
	if !h.Noiseless {
		src := source(h.Seed, "pool", "births")
		mirrored(src, z, f.n)
		studentScales(src, m.Trend.Freedom, scale[:half(f.n)])
		copy(scale[half(f.n):], scale)
	}
	f.births = make([][]float64, h.Years)
	f.central = make([]float64, h.Years)
	part := m.Births.partPool()
	value := func(j int, l float64) float64 {
		if j == 0 && b.Part != nil {
			return part + math.Exp(l)*(1-b.PartShare)
		}
		return math.Exp(l)
	}
	for k := range h.Years {
		f.births[k] = make([]float64, f.n)
		if w := m.birthYear(k); w <= b.Last {
			f.central[k] = b.Pool[w-b.First]
			for s := range f.n {
				f.births[k][s] = f.central[k]
			}
		} else {
			f.central[k] = value(w-b.Last-1, centre[w-b.Last-1])
		}
	}
	for j, l := range centre {
		k := h.Years - ahead + j
		if k < 0 {
			continue
		}
		for s := range f.n {
			var e float64
			for c := range j + 1 {
				e += factor.at(j, c) * z[c*f.n+s]
			}
			n := value(j, l+scale[s]*e)
			if !h.Noiseless && !f.isPart(k) {
				n = counted(n, 1, z[(ahead+j)*f.n+s])
			}
			f.births[k][s] = n
		}
	}
	f.birthSum = make([]float64, h.Years)
	for k := range h.Years {
		for _, o := range m.outlooks {
			f.birthSum[k] += math.Exp(o.share.mean[k])
		}
	}
}

// studentScales fills out with numbers that make a normal number times one of them
// a Student t with v degrees of freedom: sqrt(v / chi-squared), the latter by the
// cube of a normal number, which is right to 1 % from 5 degrees on. Wilson &
// Hilferty (1931).
func studentScales(src *xoshiro, v float64, out []float64) {
	normals(src, out)
	for i, z := range out {
		c := 1 - 2/(9*v) + z*math.Sqrt(2/(9*v))
		c = math.Max(c, .1) // 1 in 10,000 at 3 degrees of freedom
		out[i] = 1 / math.Sqrt(c*c*c)
	}
}

// isPart reports whether some months of the birth year of year k are known.
func (f *future) isPart(k int) bool {
	return f.m.Births.Part != nil && f.m.birthYear(k) == f.m.Births.Last+1
}

// finish brings the simulated counts of an area to the pool, adds the births
// already known, and applies the scenario.
func (f *future) finish(i int, v, born []float64) {
	for c, factor := range f.pool {
		row := v[c*f.n : (c+1)*f.n]
		for s, x := range factor {
			row[s] *= x
		}
	}
	for k, factor := range f.rest {
		row := born[k*f.n : (k+1)*f.n]
		known := 0.0
		if f.isPart(k) {
			known = orZero(f.m.Births.Part[f.m.areas[i]])
		}
		for s, x := range factor {
			row[s] = row[s]*x + known
		}
	}
	if f.h.Shifts != nil {
		f.h.Shifts.apply(f, i, v, born)
	}
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
