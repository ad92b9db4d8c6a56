package forecast

import "math"

// Exposure is how many people of an age to have children each area holds: women
// by age where the source splits by sex, all adults elsewhere, weighted by age of
// mother. The curve is normal with mean 31 and standard deviation 5.2 years, over
// ages 17 to 45; only its differences between areas matter.
type Exposure struct {
	first int       // first birth year
	years int       // birth years held
	log   []float64 // area x birth year: log of the area's share of all exposure
	all   []float64 // by birth year: log of the exposure of all areas
	top   int       // the birth year of the newest count
	moves float64   // standard deviation, between areas, of a year's log change by moves of adults
}

const (
	youngestMother = 17
	oldestMother   = 45
	halfLife       = 4.0 // years after which an area's moves of adults count half
)

// lasting is the part of an area's moves of adults that lasts from one year to the
// next: 2^(-1/halfLife).
var lasting = math.Exp2(-1 / halfLife)

// movesPrior is the standard deviation of a year's moves before areas are seen, and
// movesWorth the number of areas that it is worth.
const (
	movesPrior = .01
	movesWorth = 10
)

func motherWeight(a int) float64 {
	z := (float64(a) - 31) / 5.2
	return math.Exp(-z * z / 2)
}

// newExposure returns the exposure of the birth years first to last, or nil where
// the newest count does not hold the adult ages. Dates between counts are
// interpolated on the log scale, birth years before the first count keep its
// exposure, and those after the newest are aged:
//
//	X[i,T+k] = f[i]^(1 + r + ... + r^(k-1)) sum_a weight[a] adults[i,T,a-k]
//
// with f the area's own factor, the weighted ratio of the adults counted to those
// that the pool's progression foresaw, and r what lasts of it in a year. The pool's own moves of adults are not
// carried on: in Norway 2012-2020 that made births too many, while the age
// structure of those already there foresaw their fall.
func newExposure(l *Lexis, breaks *Breaks, first, last int) *Exposure {
	top := len(l.Dates) - 1
	counted := func(t int) bool {
		for i := range l.Areas {
			for a := youngestMother; a <= oldestMother; a++ {
				if math.IsNaN(l.adults(i, t, Age(a))) {
					return false
				}
			}
		}
		return true
	}
	if !counted(top) {
		return nil
	}
	// Counted at the top, so every area has adults there; a date is used for an
	// area if the area has them all.
	x := nans(len(l.Areas) * (top + 1))
	for i := range l.Areas {
		for t := range top + 1 {
			var sum float64
			for a := youngestMother; a <= oldestMother; a++ {
				sum += motherWeight(a) * l.adults(i, t, Age(a))
			}
			x[i*(top+1)+t] = sum
		}
		interpolate(x[i*(top+1) : (i+1)*(top+1)])
	}
	e := &Exposure{first: first, years: last - first + 1, top: top}
	var factor []float64
	factor, e.moves = adultMoves(l, breaks)
	e.log = make([]float64, len(l.Areas)*e.years)
	e.all = make([]float64, e.years)
	at := func(i, t int) float64 {
		if t <= top {
			return x[i*(top+1)+max(t, 0)]
		}
		return aged(l, i, t-top) * math.Pow(factor[i], (1-math.Pow(lasting, float64(t-top)))/(1-lasting))
	}
	for w := first; w <= last; w++ {
		var all float64
		for i := range l.Areas {
			v := (at(i, w-1)+at(i, w))/2 + .5
			if breaks.Cross(i, w-1, w) {
				v = at(i, w) + .5
			}
			e.log[i*e.years+w-first] = v
			all += v
		}
		e.all[w-first] = math.Log(all)
		for i := range l.Areas {
			k := i*e.years + w - first
			e.log[k] = math.Log(e.log[k] / all)
		}
	}
	return e
}

// at returns the log share of exposure of an area in birth year w; 0 for a nil
// Exposure.
func (e *Exposure) at(area, w int) float64 {
	if e == nil {
		return 0
	}
	return e.log[area*e.years+w-e.first]
}

// doubt is the covariance of the log shares of exposure of an area in two birth
// years, of those after the newest count: what is not foreseen of moves that last
// from year to year in part. With k and m years after the count,
//
//	moves^2 sum over j=1..k, l=1..m of lasting^|j-l| - lasting^(j+l)
func (e *Exposure) doubt(w, v int) (sum float64) {
	if e == nil {
		return 0
	}
	for j := 1; j <= w-e.top; j++ {
		for l := 1; l <= v-e.top; l++ {
			sum += math.Pow(lasting, math.Abs(float64(j-l))) - math.Pow(lasting, float64(j+l))
		}
	}
	return e.moves * e.moves * sum
}

// pool returns the log exposure of all areas together in birth year w; 0 for a
// nil Exposure. The pool's births are in proportion to it.
func (e *Exposure) pool(w int) float64 {
	if e == nil {
		return 0
	}
	return e.all[w-e.first]
}

// aged returns the weighted adults of an area k years after the newest count, if
// nobody moves. Where the table does not hold the ages that will then be the
// youngest mothers, these are missing, which hardly moves a share.
func aged(l *Lexis, area, k int) (sum float64) {
	top := len(l.Dates) - 1
	for a := max(youngestMother, k); a <= oldestMother; a++ {
		if n := l.adults(area, top, Age(a-k)); !math.IsNaN(n) {
			sum += motherWeight(a) * n
		}
	}
	return sum
}

// adultMoves returns each area's yearly factor of adults beyond the pool's
// progression over the last five pairs of counts, after the area's last break; 1
// where none was seen; and the standard deviation of the log of a year's factor
// between areas, an area of a thousand adults counting half.
func adultMoves(l *Lexis, breaks *Breaks) (factor []float64, spread float64) {
	top := len(l.Dates) - 1
	ratio := make([]float64, l.Ages)
	for a := range ratio {
		var x, y float64
		pairs := 0
		for t := top; t > 0 && pairs < 5; t-- {
			var u, v float64
			for i := range l.Areas {
				n, m := l.adults(i, t-1, Age(a)), l.adults(i, t, Age(a+1))
				if !math.IsNaN(n+m) && !breaks.Cross(i, t-1, t) {
					u += n
					v += m
				}
			}
			if u > 0 && v > 0 {
				x += u
				y += v
				pairs++
			}
		}
		ratio[a] = 1
		if x > 0 {
			ratio[a] = y / x
		}
	}
	factor = make([]float64, len(l.Areas))
	squares, areas := movesWorth*movesPrior*movesPrior, float64(movesWorth)
	for i := range factor {
		num, den := 1000.0, 1000.0
		for t := top; t > max(breaks.Since(i, top), 0); t-- {
			weight := math.Exp2(-float64(top-t) / halfLife)
			var came, foreseen float64
			for a := youngestMother; a <= oldestMother; a++ {
				n, m := l.adults(i, t-1, Age(a-1)), l.adults(i, t, Age(a))
				if !math.IsNaN(n + m) {
					came += motherWeight(a) * m
					foreseen += motherWeight(a) * n * ratio[a-1]
				}
			}
			num += weight * came
			den += weight * foreseen
			if came > 0 && foreseen > 0 {
				large := foreseen / (foreseen + 1000)
				squares += large * math.Pow(math.Log(came/foreseen), 2)
				areas += large
			}
		}
		factor[i] = num / den
	}
	return factor, math.Sqrt(squares / areas)
}

// interpolate fills NaN between known values on the log scale (half a person
// added) and holds the first known value before it. The last value is known.
func interpolate(v []float64) {
	last := -1
	for t, x := range v {
		if math.IsNaN(x) {
			continue
		}
		for u := last + 1; u < t; u++ {
			if last < 0 {
				v[u] = x
				continue
			}
			f := float64(u-last) / float64(t-last)
			v[u] = math.Exp((1-f)*math.Log(v[last]+.5)+f*math.Log(x+.5)) - .5
		}
		last = t
	}
}
