package forecast

import (
	"fmt"
	"math"
	"slices"
)

// Model is what was learnt of a set of areas: its parts can be read, and Draw
// turns them into futures. A Model is not modified once it is fitted.
//
//	pool        N[T+k,a+1] = N[T+k-1,a] exp(p)              all areas together
//	area        R[i,a+1]   = M[i,a] exp(p + d[i])           then scaled to the pool
//	            M[i,a]     = N[i,a] and a part of what the area's other ages suggest; see Deviation
//	births      B          = exp(trend)                     all areas together
//	area births B[i]       = B share[i]
//	age 0       B[i] exp(p[-1] + d[i,-1])                   where births are registered
//
// After design/model.md of the project, whose parameters are the priors' centres.
type Model struct {
	Lexis     *Lexis
	Births    *BirthSeries
	Breaks    *Breaks
	Pool      *PoolProgression
	Deviation *Deviation
	Trend     *BirthTrend
	Share     *BirthShare
	Spread    Spread
	Kin       Kin
	Borrowed  []string
	Filled    []string // areas of which some age was not counted at the jump-off
	LeftOut   []string // areas never counted

	areas    []int     // positions in Lexis of the areas that are foreseen
	outlooks []outlook // of each of them
	start    []float64 // foreseen area x age 0..5 at the jump-off, none missing
	years    int       // the longest horizon it can draw
	exposure *Exposure // nil where adults were not counted by age
}

// Spread are the factors by which shocks are widened or narrowed so that past
// forecasts would have been as wide as their errors; see calibrate.
type Spread struct{ Pool, Area, Births float64 }

// The keys of what had to be borrowed from the priors or from other areas.
const (
	BorrowProgression = "borrow.progression" // one date: no cohort was seen twice
	BorrowLittle      = "borrow.little"      // fewer than three steps of ageing were seen
	BorrowBirths      = "borrow.births"      // births of some past years are taken back from older ages
	BorrowTrend       = "borrow.trend"       // fewer than four birth years
	BorrowRegistered  = "borrow.registered"  // no table of births: age 0 stands for them
	BorrowExposure    = "borrow.exposure"    // no adults by age: births follow past shares alone
	BorrowDates       = "borrow.dates"       // counts off the anniversary were moved to it
	BorrowJumpOff     = "borrow.jumpoff"     // some ages or areas were not counted at the jump-off
	BorrowBreaks      = "borrow.breaks"      // years over a break of a series are not used
	BorrowAbsent      = "borrow.absent"      // areas never counted are left out
)

// Fit learns a model from all that o holds. It is an error if nothing was counted.
func Fit(o *Observed, h Horizon) (*Model, error) {
	h.validate()
	l, err := NewLexis(o)
	if err != nil {
		return nil, err
	}
	m := &Model{Lexis: l, years: h.Years, Kin: newKin(o, l)}
	if m.Births, err = newBirthSeries(o, l); err != nil {
		return nil, err
	}
	top := len(l.Dates) - 1
	m.Breaks = findBreaks(l)
	seen := observe(l, m.Births, m.Breaks)
	m.Pool = fitPool(seen.pool)
	m.Deviation = fitDeviation(seen.area, top, h.Workers)
	known := m.Births.Years()
	filled := m.Births.reverse(l, m.Pool, m.Deviation.spread)
	m.Births.total()
	last := max(top, m.Births.Last) + h.Years
	m.exposure = newExposure(l, m.Breaks, m.Births.First, last)
	m.Share = fitShare(m.Births, m.exposure, m.Breaks, m.Deviation.Level, top, last, h.Workers)
	m.Trend = fitTrend(m.birthsSeen())
	m.jumpOff()
	if len(m.areas) == 0 {
		return nil, fmt.Errorf("forecast: no area has a count of ages 0 to 5")
	}
	m.calibrate()
	m.outlooks = make([]outlook, len(m.areas))
	paths := m.Deviation.after(top, h.Years)
	parallel(len(m.areas), h.Workers, func(j int) {
		i := m.areas[j]
		o := &m.outlooks[j]
		o.path = paths.path(i)
		o.path.cov = spd{} // the draws need the factor alone
		o.share = m.Share.outlook(i, math.MaxInt, top+1, top+h.Years)
	})

	borrow := func(key string, yes bool) {
		if yes {
			m.Borrowed = append(m.Borrowed, key)
		}
	}
	borrow(BorrowProgression, len(seen.pool) == 0)
	borrow(BorrowLittle, len(seen.pool) > 0 && len(seen.pool) < 3*lastAge)
	borrow(BorrowBirths, filled && known < 6)
	borrow(BorrowTrend, known < 4)
	borrow(BorrowRegistered, !m.Births.Registered)
	borrow(BorrowExposure, m.exposure == nil)
	borrow(BorrowDates, len(l.Moved) > 0)
	borrow(BorrowJumpOff, len(m.Filled) > 0)
	borrow(BorrowBreaks, m.Breaks.Any())
	borrow(BorrowAbsent, len(m.LeftOut) > 0)
	slices.Sort(m.Borrowed)
	return m, nil
}

// outlook is what is believed of one area: its deviation and its share of births
// in the years of the horizon.
type outlook struct {
	path  Path
	share shareOutlook
}

// spread is the variance of the log of a change over steps in one area of n
// persons, before anything is known of the area, but for the area's Level; and the
// change that a Level of 1 would make.
func (d *Deviation) spread(steps []step, n float64) (v, level float64) {
	f := d.fades()
	for _, s := range steps {
		x, y := f.x[s.a-birth], f.y[s.a-birth]
		level += x
		v += f.noise[s.a-birth]/(n+.5) + x*x*(d.Slow*d.Slow+d.Shock*d.Shock)
		if s.a == birth {
			v += y * y * d.Entry * d.Entry
		} else {
			v += y * y * d.Pattern * d.Pattern
		}
	}
	return v, level
}

// dragon is the share of the birth year w in a dragon year.
func (m *Model) dragon(w int) float64 {
	top := len(m.Lexis.Dates) - 1
	return dragon(Window(m.Lexis.Dates[top].AddYears(w-top), 0))
}

// entry is the age from which cohorts are followed: -1 where births are
// registered, 0 elsewhere.
func (m *Model) entry() int {
	if m.Births.Registered {
		return birth
	}
	return 0
}

// jumpOff lays out the counts of ages 0 to 5 at the newest date. A count that is
// missing there is brought forward from the newest count of its cohort, or from
// its births, along the pool's progression. Areas with nothing to bring forward
// are left out.
func (m *Model) jumpOff() {
	l, top := m.Lexis, len(m.Lexis.Dates)-1
	births := m.centralBirths(top)
	for i := range l.Areas {
		var row [lastAge + 1]float64
		found, filled := false, false
		for a := range row {
			n, w := math.NaN(), top-a
			for z := a; z >= 0 && math.IsNaN(n); z-- {
				n = l.At(i, w+z, Age(z))
				if !math.IsNaN(n) && z < a {
					n *= math.Exp(m.Pool.sum(diagonal(w, z, a)))
					filled = true
				}
				found = found || !math.IsNaN(n)
			}
			if math.IsNaN(n) {
				filled = true
				n = births(i, w) * math.Exp(m.Pool.sum(diagonal(w, m.entry(), a)))
			}
			row[a] = n
		}
		if !found {
			m.LeftOut = append(m.LeftOut, l.Areas[i])
			continue
		}
		if filled {
			m.Filled = append(m.Filled, l.Areas[i])
		}
		m.areas = append(m.areas, i)
		m.start = append(m.start, row[:]...)
	}
}

// centralBirths returns the births of an area in a birth year up to date last:
// those known, else the centre of what is foreseen.
func (m *Model) centralBirths(last int) func(area, w int) float64 {
	b := m.Births
	n := max(last-b.Last, 0)
	pool := m.centralTrend(n)
	return func(area, w int) float64 {
		if v := b.At(area, w); !math.IsNaN(v) {
			return v
		}
		if w < b.First {
			w = b.First
		}
		all := 0.0
		if w > b.Last {
			all = math.Exp(pool[w-b.Last-1])
		} else {
			all = b.Pool[w-b.First]
		}
		var sum, own float64
		for i := range m.Lexis.Areas {
			weight := math.Exp(m.Share.outlook(i, math.MaxInt, w, w).mean[0])
			sum += weight
			if i == area {
				own = weight
			}
		}
		return all * own / sum
	}
}

// centralTrend returns the log births foreseen for the n birth years after the
// last one known whole.
func (m *Model) centralTrend(n int) []float64 {
	mean, _ := m.trend(n)
	return mean
}

// trend returns the mean and the factor of the covariance of the log births of the
// n birth years after the last one known whole.
func (m *Model) trend(n int) (mean []float64, factor spd) {
	b := m.Births
	mean, factor = m.Trend.ahead(b.Last+1, n)
	for j := range mean {
		mean[j] += m.exposure.pool(b.Last + 1 + j)
	}
	return mean, factor
}
