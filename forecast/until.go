package forecast

import "time"

// Until returns what was known at the end of day d:
//
//   - population counted on d or before;
//   - births of months (or whole years) that are over by d, and where a count
//     carries the day it was known, the counts known by d;
//   - rosters of school years that have begun;
//   - areas, housing and the places of sites unchanged: the contract gives them
//     no day on which they were known. A handover later than d stays, as the
//     promise that it was.
//
// It is the one way to hide the future; nothing behind it looks past d. The
// receiver is not changed.
func (o *Observed) Until(d Date) *Observed {
	past := *o
	past.Population = keep(o.Population, func(p Population) bool { return p.AsOf <= d })
	past.Births = keep(o.Births, func(b Birth) bool { return b.known() <= d })
	past.Roster = keep(o.Roster, func(r Roster) bool {
		return NewDate(int(r.SchoolYear), time.September, 1) <= d
	})
	return &past
}

// known is the day from which the count may be used: the day stated, and never
// before the month, or the whole year, is over.
func (b Birth) known() Date {
	_, last := b.span()
	return max(last, b.Known)
}

// span is the first and last day of the births counted in b.
func (b Birth) span() (first, last Date) {
	if b.Month == 0 {
		return NewDate(int(b.Year), time.January, 1), NewDate(int(b.Year), time.December, 31)
	}
	m := NewMonth(int(b.Year), time.Month(b.Month))
	return m.First(), m.Last()
}

func keep[R any](rows []R, ok func(R) bool) []R {
	var kept []R
	for _, r := range rows {
		if ok(r) {
			kept = append(kept, r)
		}
	}
	return kept
}
