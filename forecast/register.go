package forecast

import (
	"fmt"
	"math"
	"time"
)

// register is the table of births on the days of the calendar.
type register struct {
	births map[registerKey]float64
	known  map[registerKey]Date
	months map[Month]bool    // months that any area reports
	years  map[[2]int32]bool // area position and calendar year with rows
	first  Month
	last   Month
	any    bool
}

type registerKey struct {
	area  int
	month Month
}

// newRegister reads the births of o for the areas of l. Of several counts of a
// month the one known last is used; counts known on the same day are added. A
// whole year is spread over its months by their days. It is an error if a birth
// names an area that l does not have.
func newRegister(o *Observed, l *Lexis) (*register, error) {
	codes := map[string]int{}
	for i, c := range l.Areas {
		codes[c] = i
	}
	r := &register{births: map[registerKey]float64{}, known: map[registerKey]Date{},
		months: map[Month]bool{}, years: map[[2]int32]bool{}}
	monthly := map[[2]int32]bool{}
	for _, b := range o.Births {
		i, ok := codes[b.Area]
		if !ok {
			return nil, fmt.Errorf("forecast: births of area %q in %d: no such area", b.Area, b.Year)
		}
		if b.Births < 0 || b.Month < 0 || b.Month > 12 {
			return nil, fmt.Errorf("forecast: births of area %q in %d-%02d: %d", b.Area, b.Year, b.Month, b.Births)
		}
		key := [2]int32{int32(i), b.Year}
		r.years[key] = true
		monthly[key] = monthly[key] || b.Month != 0
	}
	for _, b := range o.Births {
		i := codes[b.Area]
		switch {
		case b.Month != 0:
			r.add(i, NewMonth(int(b.Year), time.Month(b.Month)), float64(b.Births), b.Known)
		case !monthly[[2]int32{int32(i), b.Year}]:
			first, last := b.span()
			for m := range 12 {
				month := NewMonth(int(b.Year), time.Month(m+1))
				days := float64(month.Last() - month.First() + 1)
				r.add(i, month, float64(b.Births)*days/float64(last-first+1), b.Known)
			}
		}
	}
	return r, nil
}

func (r *register) add(area int, m Month, births float64, known Date) {
	k := registerKey{area, m}
	switch old, ok := r.known[k]; {
	case !ok || known > old:
		r.births[k], r.known[k] = births, known
	case known == old:
		r.births[k] += births
	}
	r.months[m] = true
	if !r.any || m < r.first {
		r.first = m
	}
	if !r.any || m > r.last {
		r.last = m
	}
	r.any = true
}

// within adds the births of an area on the days from..to, births of a month
// spread evenly over its days. It is NaN where a month on those days belongs to
// a year in which the area reports nothing; a month without a row in a year
// with rows is a month without births.
func (r *register) within(area int, from, to Date) float64 {
	var sum float64
	for m := NewMonth(from.Year(), from.Month()); m.First() <= to; m++ {
		if !r.years[[2]int32{int32(area), int32(m.Year())}] {
			return math.NaN()
		}
		days := overlap(m.First(), m.Last(), from, to)
		sum += r.births[registerKey{area, m}] * float64(days) / float64(m.Last()-m.First()+1)
	}
	return sum
}

// covered returns the last day up to which every day from `from` on, and not
// later than to, lies in a month that is reported; from-1 if none does.
func (r *register) covered(from, to Date) Date {
	day := from - 1
	for m := NewMonth(from.Year(), from.Month()); m.First() <= to && r.months[m]; m++ {
		day = min(to, m.Last())
	}
	return day
}
