package supply

import (
	"slices"
	"strings"

	"kindercast/forecast"
)

// PrimaryEntrants is the hand-over to primary schools (幼小衔接): the children of an
// area who leave the senior class in summer and enter primary one that
// September, by where they live.
type PrimaryEntrants struct {
	SchoolYear forecast.Year `csv:"school_year"` // of primary one
	Area       string        `csv:"area_code"`   // "*" is all areas
	Mean       float64       `csv:"mean"`
	Q05        float64       `csv:"q05"`
	Q10        float64       `csv:"q10"`
	Q50        float64       `csv:"q50"`
	Q90        float64       `csv:"q90"`
	Q95        float64       `csv:"q95"`
	Counted    bool          `csv:"counted"` // from a count, not from draws: no interval
}

// Primary returns the entrants of primary one by school year and area ("*"
// last):
//
//	entrants[Y+1] = children aged 5 on the reference day of Y
//
// The last year before school is taken without moves or deaths, about 0.9998
// survive it and moves at that age are the smallest of all steps. counts are the
// residents counted at the jump-off, whose five-year-olds make the first year;
// it may be empty.
func Primary(d *forecast.Draws, counts []forecast.Population) (out []PrimaryEntrants) {
	var asOf forecast.Date
	for _, p := range counts {
		asOf = max(asOf, p.AsOf)
	}
	byArea := map[string]float64{}
	total := 0.0
	for _, p := range counts {
		if p.AsOf == asOf && p.Age == 5 {
			byArea[p.Area] += float64(p.Persons)
			total += float64(p.Persons)
		}
	}
	if total > 0 && (len(d.Dates) == 0 || asOf.SchoolYear() < d.Dates[0].SchoolYear()) {
		y := asOf.SchoolYear() + 1
		same := func(code string, n float64) PrimaryEntrants {
			return PrimaryEntrants{y, code, n, n, n, n, n, n, true}
		}
		codes := slices.Collect(func(yield func(string) bool) {
			for c := range byArea {
				if !yield(c) {
					return
				}
			}
		})
		slices.SortFunc(codes, strings.Compare)
		for _, c := range codes {
			out = append(out, same(c, byArea[c]))
		}
		out = append(out, same("*", total))
	}
	five := d.AgeIndex(5)
	if five < 0 {
		return out
	}
	for t, date := range d.Dates {
		add := func(code string, v []float64) {
			q := forecast.Summarise(v)
			out = append(out, PrimaryEntrants{date.SchoolYear() + 1, code, q.Mean, q.Q[1], q.Q[2], q.Q[4], q.Q[6], q.Q[7], false})
		}
		for a, code := range d.Areas {
			add(code, d.At(a, t, five))
		}
		add("*", d.Sum(nil, t, 5))
	}
	return out
}
