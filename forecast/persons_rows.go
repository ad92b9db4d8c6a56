package forecast

import "math"

// PersonsRow is one line of a table of whole persons: an area (or All), an age
// or a group, a date. Persons add up over areas and over the ages of a group; Low
// and High are the 10 and 90 per cent quantiles of draws of whole persons, rounded
// away from the middle.
type PersonsRow struct {
	Scenario string `csv:"scenario"`
	AsOf     Date   `csv:"as_of"`
	Area     string `csv:"area_code"`
	Age      string `csv:"age"`
	Persons  int64  `csv:"persons"`
	Low      int64  `csv:"low80"`
	High     int64  `csv:"high80"`
}

// PersonsRows returns the table of d in whole persons, in the order of Rows: the
// mean counts of all areas are rounded by age and date, and shared out over areas
// by the largest remainder; see Whole.
func PersonsRows(d *Draws, scenario string) []PersonsRow {
	means := NewDraws(d.Areas, d.Dates, d.Ages, 1)
	if d.Born != nil {
		means.Born = make([]float64, len(d.Areas)*len(d.Dates))
	}
	for i := range d.Areas {
		for t := range d.Dates {
			for k := range d.Ages {
				means.At(i, t, k)[0] = average(d.At(i, t, k))
			}
			if d.Born != nil {
				means.BornAt(i, t)[0] = average(d.BornAt(i, t))
			}
		}
	}
	central, futures := Rows(Whole(means), scenario), Rows(Whole(d), scenario)
	out := make([]PersonsRow, len(central))
	for r, row := range central {
		out[r] = PersonsRow{scenario, row.AsOf, row.Area, row.Age, int64(row.Mean), int64(math.Floor(futures[r].Q10)), int64(math.Ceil(futures[r].Q90))}
	}
	return out
}
