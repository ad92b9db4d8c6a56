package forecast

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// register is the table of births on the days of the calendar, from January of its
// first year to December of its last.
type register struct {
	births  []float64 // by area and month
	known   []Date    // the day on which that was known; never where there is no row
	reports []bool    // by area and calendar year: there are rows
	any     bool
	begin   Month  // January of the first year
	months  []bool // by month: some area reports it
	first   Month  // of those
	last    Month
}

// never is before any day on which births can be known.
const never = Date(math.MinInt32)

// newRegister reads the births of o for the areas of l. Of several counts of a
// month the one known last is used; counts known on the same day are added. A
// whole year is spread over its months by their days. It is an error if a birth
// names an area that l does not have.
func newRegister(o *Observed, l *Lexis) (*register, error) {
	codes := map[string]int{}
	for i, c := range l.Areas {
		codes[c] = i
	}
	r := &register{any: len(o.Births) > 0}
	if !r.any {
		return r, nil
	}
	from, to := o.Births[0].Year, o.Births[0].Year
	for _, b := range o.Births {
		if _, ok := codes[b.Area]; !ok {
			return nil, fmt.Errorf("forecast: births of area %q in %d: no such area", b.Area, b.Year)
		}
		if b.Births < 0 || b.Month < 0 || b.Month > 12 {
			return nil, fmt.Errorf("forecast: births of area %q in %d-%02d: %d", b.Area, b.Year, b.Month, b.Births)
		}
		from, to = min(from, b.Year), max(to, b.Year)
	}
	years := int(to-from) + 1
	r.begin, r.months = NewMonth(int(from), time.January), make([]bool, 12*years)
	r.births, r.known = make([]float64, len(l.Areas)*12*years), make([]Date, len(l.Areas)*12*years)
	for i := range r.known {
		r.known[i] = never
	}
	r.reports = make([]bool, len(l.Areas)*years)
	monthly := make([]bool, len(r.reports))
	for _, b := range o.Births {
		at := codes[b.Area]*years + int(b.Year-from)
		r.reports[at] = true
		monthly[at] = monthly[at] || b.Month != 0
	}
	for _, b := range o.Births {
		i := codes[b.Area]
		switch {
		case b.Month != 0:
			r.add(i, NewMonth(int(b.Year), time.Month(b.Month)), float64(b.Births), b.Known)
		case !monthly[i*years+int(b.Year-from)]:
			first, last := b.span()
			for m := range 12 {
				month := NewMonth(int(b.Year), time.Month(m+1))
				days := float64(month.Last() - month.First() + 1)
				r.add(i, month, float64(b.Births)*days/float64(last-first+1), b.Known)
			}
		}
	}
	r.first, r.last = r.begin+Month(slices.Index(r.months, true)), r.begin+Month(len(r.months)-1)
	for !r.months[r.last-r.begin] {
		r.last--
	}
	return r, nil
}

func (r *register) add(area int, m Month, births float64, known Date) {
	at := area*len(r.months) + int(m-r.begin)
	switch old := r.known[at]; {
	case known > old:
		r.births[at], r.known[at] = births, known
	case known == old:
		r.births[at] += births
	}
	r.months[m-r.begin] = true
}

// at is the position of a month among the months of the register, and whether it is
// one of them.
func (r *register) at(m Month) (int, bool) {
	k := int(m - r.begin)
	return k, k >= 0 && k < len(r.months)
}

// within adds the births of an area on the days from..to, births of a month
// spread evenly over its days. It is NaN where a month on those days belongs to
// a year in which the area reports nothing; a month without a row in a year
// with rows is a month without births.
func (r *register) within(area int, from, to Date) float64 {
	var sum float64
	for m := NewMonth(from.Year(), from.Month()); m.First() <= to; m++ {
		k, ok := r.at(m)
		if !ok || !r.reports[(area*len(r.months)+k)/12] {
			return math.NaN()
		}
		days := overlap(m.First(), m.Last(), from, to)
		sum += r.births[area*len(r.months)+k] * float64(days) / float64(m.Last()-m.First()+1)
	}
	return sum
}

// covered returns the last day up to which every day from `from` on, and not
// later than to, lies in a month that is reported; from-1 if none does.
func (r *register) covered(from, to Date) Date {
	day := from - 1
	for m := NewMonth(from.Year(), from.Month()); m.First() <= to; m++ {
		if k, ok := r.at(m); !ok || !r.months[k] {
			break
		}
		day = min(to, m.Last())
	}
	return day
}
