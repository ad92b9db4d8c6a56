package forecast

import (
	"math"
)

// Deviation is how the log progression of each area departs from the pool's. One
// process with shared parameters holds for all areas, so that a small area leans
// on what is common and a large one on its own past, as far as the counts bear:
//
//	d[t,a] = exp(-Fade a) x[t] + exp(-Fade a / 2) y[a]
//	Cov(x[t], x[r]) = Level^2 + Slow^2 Persist^|t-r| + Shock^2 [t=r]
//	Var(y[a]) = Pattern^2; Entry^2 for the step from births to age 0
//	observed:  sum of d over the steps of a growth, with variance Noise exp(-NoiseFade a) / persons a step,
//	           after the cohort went a part Reversion exp(-NoiseFade a) of the way to the area's usual size
//
// Level is the area's lasting pull, Slow its slow change, Shock one year's, and
// Pattern its lasting habit at one age. Reversion is why a cohort that is small
// beside its neighbours in age does not stay so: some leave in proportion to the
// cohort, but those who come follow the homes, and so the size of the area. In
// Norway it is 0.04 to 0.08 a year at age 0, alike in hamlets and in cities.
type Deviation struct {
	Level, Slow, Persist, Shock, Pattern, Fade, Noise, NoiseFade, Entry, Reversion float64

	from   int // date of the first x
	seen   [][]growth
	likely []*Deviation // what else the parameters may be; nil where they are sharp
}

// deviationPriors are centres and widths found on Norwegian municipalities; only
// Entry is a guess: births counted at another address than the child's.
var deviationPriors = []prior{
	{.030, .5, logScale}, // Level
	{.0117, .7, logScale},
	{.77, .7, logitScale},
	{.0045, .5, logScale},
	{.0055, .7, logScale},
	{.22, .4, logScale},
	{.145, .25, logScale},
	{.135, .08, plainScale},
	{.03, .7, logScale},  // Entry
	{.055, .5, logScale}, // Reversion
}

// deviationVary are the places in deviationPriors of what is drawn where it is not
// sharp: Level, Slow, Persist, Shock and Pattern.
var deviationVary = []int{0, 1, 2, 3, 4}

// mostAreas bounds the areas from which the parameters are estimated; more are
// thinned evenly in the order of size, which loses no precision that matters.
const mostAreas = 240

// ages is the number of y: one each for the steps of age -1 to 4.
const ages = lastStep - birth + 1

// span lays out the unknowns x[from..to-1], y[-1..4] of one area.
type span struct{ from, to int }

func (s span) n() int        { return s.to - s.from + ages }
func (s span) x(t int) int   { return t - s.from }
func (s span) y(age int) int { return s.to - s.from + age - birth }

func (d *Deviation) prior(s span) spd {
	k := newSPD(s.n())
	for t := s.from; t < s.to; t++ {
		for r := s.from; r <= t; r++ {
			v := d.Level*d.Level + d.Slow*d.Slow*math.Pow(d.Persist, float64(t-r))
			if t == r {
				v += d.Shock * d.Shock
			}
			k.add(s.x(t), s.x(r), v)
		}
	}
	for a := birth; a <= lastStep; a++ {
		v := d.Pattern * d.Pattern
		if a == birth {
			v = d.Entry * d.Entry
		}
		k.add(s.y(a), s.y(a), v)
	}
	return k
}

// fades holds the factors of one set of parameters by age of step.
type fades struct{ x, y, noise, back [ages]float64 }

func (d *Deviation) fades() (f fades) {
	for a := birth; a <= lastStep; a++ {
		f.x[a-birth] = math.Exp(-d.Fade * float64(a))
		f.y[a-birth] = 1
		if a != birth {
			f.y[a-birth] = math.Exp(-d.Fade * float64(a) / 2)
		}
		f.noise[a-birth] = d.Noise * math.Exp(-d.NoiseFade*float64(a))
		f.back[a-birth] = d.Reversion * math.Exp(-d.NoiseFade*float64(a))
		if a == birth { // half a year from birth to the reference day, on average
			f.back[a-birth] = d.Reversion / 2
		}
	}
	return f
}

// reverted is the log change of a cohort over steps that comes of the area's usual
// size, which is pull times its own.
func (f *fades) reverted(steps []step, pull float64) float64 {
	stay := 1.0
	for _, s := range steps {
		stay *= 1 - f.back[s.a-birth]
	}
	return math.Log(stay + (1-stay)*pull)
}

// gather adds the evidence of seen to the precision m and the vector b, and
// returns the sum of log variances and of squares over variances.
func (f *fades) gather(seen []growth, s span, until int, m spd, b []float64) (logs, squares float64) {
	for _, g := range seen {
		last := g.steps[len(g.steps)-1]
		if last.t >= until {
			continue
		}
		var v float64
		for _, st := range g.steps {
			v += f.noise[st.a-birth]
		}
		v /= g.size
		log := g.log - f.reverted(g.steps, g.pull)
		logs += math.Log(v)
		squares += log * log / v
		for _, p := range g.steps {
			ix, wx := s.x(p.t), f.x[p.a-birth]
			iy, wy := s.y(p.a), f.y[p.a-birth]
			b[ix] += wx * log / v
			b[iy] += wy * log / v
			for _, q := range g.steps {
				jx, vx := s.x(q.t), f.x[q.a-birth]
				jy, vy := s.y(q.a), f.y[q.a-birth]
				if jx <= ix {
					m.add(ix, jx, wx*vx/v)
				}
				m.add(iy, jx, wy*vx/v)
				if jy <= iy {
					m.add(iy, jy, wy*vy/v)
				}
			}
		}
	}
	return logs, squares
}

// fitDeviation estimates the parameters from the growths of all areas. Areas are
// added in order, so that the number of workers changes nothing.
func fitDeviation(seen [][]growth, top, workers int) *Deviation {
	from := top
	any := false
	for _, area := range seen {
		for _, g := range area {
			from = min(from, g.steps[0].t)
			any = true
		}
	}
	chosen := bySize(seen)
	costs := make([]float64, len(chosen))
	s := span{from, top}
	at := func(x []float64) *Deviation {
		return &Deviation{Level: x[0], Slow: x[1], Persist: x[2], Shock: x[3], Pattern: x[4], Fade: x[5],
			Noise: x[6], NoiseFade: x[7], Entry: x[8], Reversion: x[9], from: from, seen: seen}
	}
	evaluations := 300
	if !any || len(seen) < 2 {
		evaluations = 1
	}
	cost := func(x []float64) float64 {
		if evaluations == 1 {
			return 0
		}
		d := at(x)
		k := d.prior(s)
		if !k.factor() {
			return math.Inf(1)
		}
		base := k.logDet()
		inverse := k.inverse()
		f := d.fades()
		parallel(len(chosen), workers, func(c int) {
			m := spd{s.n(), append([]float64(nil), inverse.v...)}
			b := make([]float64, s.n())
			logs, squares := f.gather(seen[chosen[c]], s, top, m, b)
			if !m.factor() {
				costs[c] = math.Inf(1)
				return
			}
			m.half(b)
			costs[c] = (logs + base + m.logDet() + squares - square(b)) / 2
		})
		var sum float64
		for _, c := range costs {
			sum += c
		}
		return sum
	}
	best := mostProbable(deviationPriors, evaluations, cost)
	d := at(best)
	for _, x := range likely(deviationPriors, best, deviationVary, cost) {
		other := at(x)
		// How long and how alike areas differ is drawn; how a step is seen, and fades with age, is not.
		other.Fade, other.Noise, other.NoiseFade, other.Reversion = d.Fade, d.Noise, d.NoiseFade, d.Reversion
		d.likely = append(d.likely, other)
	}
	return d
}

// bySize returns the positions of at most mostAreas areas, spread evenly over
// the order of their size.
func bySize(seen [][]growth) []int {
	size := make([]float64, len(seen))
	var order []int
	for i, area := range seen {
		for _, g := range area {
			size[i] += g.size
		}
		if len(area) > 0 {
			order = append(order, i)
		}
	}
	sortBy(order, func(i int) float64 { return size[i] })
	return thin(order)
}

// thin keeps at most mostAreas of order, evenly spread.
func thin(order []int) []int {
	if len(order) <= mostAreas {
		return order
	}
	chosen := make([]int, mostAreas)
	for c := range chosen {
		chosen[c] = order[c*len(order)/mostAreas]
	}
	return chosen
}
