package forecast

import (
	"math"
)

// BirthSeries is how many children entered each area in each birth year. The
// birth year w is the year that ends on date w of the Lexis; w may be negative
// (before the first count) or past the jump-off (births already registered).
//
// Registered births are used where the dataset has a table of births; without
// one the children of age 0 stand for them, and Registered is false. A birth
// year that neither holds is filled from the first count of its cohort at an
// older age, taken back along the pool's progression (reverse survival), and
// its extra uncertainty is kept in Spread and Doubt.
type BirthSeries struct {
	Registered bool
	First      int       // the first birth year
	Last       int       // the last birth year that is known whole
	Count      []float64 // area x birth year; NaN unknown
	Spread     []float64 // variance of log Count beyond the counting of births, of years taken back
	Level      []float64 // and what the area's Deviation.Level, were it 1, would have added to log Count
	Pool       []float64 // by birth year: all areas together, none unknown
	Doubt      []float64 // by birth year: variance of the log of Pool, of years taken back

	// Part holds births of the months already known of the birth year Last+1,
	// by area, and PartShare the share of a year's births that those months
	// usually hold. Part is nil where no month is known. PartSpread and RestSpread
	// are how far the births of those months, and of the rest of the year, differ
	// between areas beyond chance: see uneven.
	Part                   []float64
	PartShare              float64
	PartSpread, RestSpread float64

	areas int
}

// Years is the number of birth years held.
func (b *BirthSeries) Years() int { return b.Last - b.First + 1 }

// At returns the births of an area in birth year w; NaN where unknown.
func (b *BirthSeries) At(area, w int) float64 {
	if w < b.First || w > b.Last {
		return math.NaN()
	}
	return b.Count[area*b.Years()+w-b.First]
}

// newBirthSeries lays out registered births, or children of age 0, by birth
// year. Birth years that are not known are NaN; reverse fills them.
func newBirthSeries(o *Observed, l *Lexis) (*BirthSeries, error) {
	r, err := newRegister(o, l)
	if err != nil {
		return nil, err
	}
	b := &BirthSeries{Registered: r.any, areas: len(l.Areas)}
	if !r.any {
		b.First, b.Last = 0, len(l.Dates)-1
		b.allocate()
		for i := range l.Areas {
			for w := range l.Dates {
				b.Count[i*b.Years()+w] = l.At(i, w, 0)
			}
		}
		b.trim()
		return b, nil
	}
	anchor, top := l.Dates[len(l.Dates)-1], len(l.Dates)-1
	whole := func(w int) (from, to Date, ok bool) {
		from, to = Window(anchor.AddYears(w-top), 0)
		return from, to, r.covered(from, to) == to
	}
	first := top + yearsBetween(anchor, r.first.First()) - 1
	last := top + yearsBetween(anchor, r.last.Last()) + 1
	b.First, b.Last = last+1, first-1
	for w := first; w <= last; w++ {
		if _, _, ok := whole(w); ok {
			b.First, b.Last = min(b.First, w), max(b.Last, w)
		}
	}
	if b.First > b.Last { // less than a year of births is known: age 0 is the better base
		b.Registered = false
		none := *o
		none.Births = nil
		return newBirthSeries(&none, l)
	}
	b.allocate()
	for w := b.First; w <= b.Last; w++ {
		from, to, ok := whole(w)
		for i := range l.Areas {
			if ok {
				b.Count[i*b.Years()+w-b.First] = r.within(i, from, to)
			}
		}
	}
	b.part(r, l, anchor.AddYears(b.Last+1-top))
	return b, nil
}

func (b *BirthSeries) allocate() {
	b.Count = nans(b.areas * b.Years())
	b.Spread, b.Level = make([]float64, len(b.Count)), make([]float64, len(b.Count))
	b.Doubt = make([]float64, b.Years())
}

// trim drops last birth years in which no area is known.
func (b *BirthSeries) trim() {
	old := b.Years()
	known := func(w int) bool {
		for i := range b.areas {
			if !math.IsNaN(b.Count[i*old+w-b.First]) {
				return true
			}
		}
		return false
	}
	for b.Last >= b.First && !known(b.Last) {
		b.Last--
	}
	if b.Years() == old {
		return
	}
	count := make([]float64, 0, b.areas*b.Years())
	for i := range b.areas {
		count = append(count, b.Count[i*old:i*old+b.Years()]...)
	}
	b.Count, b.Spread, b.Level, b.Doubt = count, make([]float64, len(count)), make([]float64, len(count)), b.Doubt[:b.Years()]
}

// total fills Pool. Areas that are unknown in a year are given the share that
// they have of the years in which they are known.
func (b *BirthSeries) total() {
	years := b.Years()
	usual := make([]float64, b.areas)
	for i := range usual {
		var n float64
		for w := range years {
			if c := b.Count[i*years+w]; !math.IsNaN(c) {
				usual[i] += c
				n++
			}
		}
		usual[i] /= max(n, 1)
	}
	b.Pool = make([]float64, years)
	for w := range years {
		var known, usualKnown, usualAll float64
		for i := range usual {
			usualAll += usual[i]
			if c := b.Count[i*years+w]; !math.IsNaN(c) {
				known += c
				usualKnown += usual[i]
			}
		}
		b.Pool[w] = known
		if usualKnown < usualAll && usualKnown > 0 {
			b.Pool[w] *= usualAll / usualKnown
		}
	}
	b.fillPart()
}

// perExposure returns the pool's births by birth year over its exposure, linked
// over breaks: the last year is as it is, and each year before it is smaller or
// larger by the growth of the areas without a break in between,
//
//	rate[w-1] = rate[w] / growth(births) * growth(exposure)
func (b *BirthSeries) perExposure(e *Exposure, breaks *Breaks) []float64 {
	rate := make([]float64, b.Years())
	for k, n := range b.Pool {
		rate[k] = math.Max(n, .5) / math.Exp(e.pool(b.First+k))
	}
	scale := 1.0 // of the years before the breaks passed so far
	for k := len(rate) - 2; k >= 0; k-- {
		if w := b.First + k; breaks.anyBetween(w, w+1) {
			scale = rate[k+1] / rate[k] / b.unbrokenGrowth(e, breaks, w)
		}
		rate[k] *= scale
	}
	return rate
}

// unbrokenGrowth is the growth of births per exposure from birth year w to the
// next in the areas without a break in between; 1 where there are none.
func (b *BirthSeries) unbrokenGrowth(e *Exposure, breaks *Breaks, w int) float64 {
	var births, exposure [2]float64
	for i := range b.areas {
		x, y := b.At(i, w), b.At(i, w+1)
		if math.IsNaN(x+y) || breaks.Cross(i, w, w+1) {
			continue
		}
		births[0] += x
		births[1] += y
		exposure[0] += math.Exp(e.at(i, w) + e.pool(w))
		exposure[1] += math.Exp(e.at(i, w+1) + e.pool(w+1))
	}
	if births[0] == 0 || births[1] == 0 {
		return 1
	}
	return births[1] / births[0] * exposure[0] / exposure[1]
}
