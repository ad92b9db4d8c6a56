package web

import (
	"cmp"
	"slices"

	"kindercast/cmd/kindercast/internal/label"
)

type legendStep struct {
	Word  string
	Class int
}

// plainRow is a line of the plain page's table, every number worded.
type plainRow struct {
	Code, Name, Demand, Range, Places, Gap, Chance string
	Rooms, Area, Open, Binding                     string
	Class                                          int
	Unsure                                         bool
}

// legendSteps words a legend's classes from the most to the least.
func legendSteps(lang, measure string, l Legend) []legendStep {
	last := len(l.Breaks)
	var steps []legendStep
	for class := last; class >= 0; class-- {
		var word string
		switch {
		case class == last:
			word = "≥ " + whole(l.Breaks[last-1])
		case class == 0:
			word = "< " + whole(l.Breaks[0])
		default:
			word = whole(l.Breaks[class-1]) + " – " + whole(l.Breaks[class])
		}
		if measure == "gap" {
			word = gapStep(lang, l.Breaks, class)
		}
		steps = append(steps, legendStep{word, class})
	}
	return steps
}

// gapStep words a class of gaps: short above, spare below, about enough between.
func gapStep(lang string, breaks []float64, class int) string {
	middle := len(breaks) / 2
	short, spare := label.Text(lang, "legend.short"), label.Text(lang, "legend.spare")
	switch {
	case class == middle:
		return "±" + whole(breaks[middle])
	case class == len(breaks):
		return short + " ≥ " + whole(breaks[class-1])
	case class == 0:
		return spare + " > " + whole(-breaks[0])
	case class > middle:
		return short + " " + whole(breaks[class-1]) + "–" + whole(breaks[class])
	}
	return spare + " " + whole(-breaks[class]) + "–" + whole(-breaks[class-1])
}

// plainRows words the table: every area, the worst first, all together last.
func (r *Result) plainRows(v *plainView, rows map[string]GapRow, legend Legend) []plainRow {
	list := make([]GapRow, 0, len(rows))
	for _, a := range r.Areas {
		if g, ok := rows[a.Code]; ok {
			list = append(list, g)
		}
	}
	slices.SortStableFunc(list, func(a, b GapRow) int {
		x, _ := a.measure(v.Measure)
		y, _ := b.measure(v.Measure)
		return cmp.Compare(y, x)
	})
	var table []plainRow
	for _, g := range list {
		row := wordRow(v.Lang, g)
		row.Name, row.Class = r.Name(g.Area), -1
		if x, known := g.measure(v.Measure); known {
			row.Class, row.Unsure = legend.class(x), v.Measure == "gap" && g.unsure()
		}
		table = append(table, row)
	}
	if g, ok := rows[AllAreas]; ok {
		row := wordRow(v.Lang, g)
		row.Name, row.Class = label.Text(v.Lang, "all.areas"), -1
		table = append(table, row)
	}
	return table
}

// wordRow words the numbers of a row; what is not known is a dash.
func wordRow(lang string, g GapRow) plainRow {
	row := plainRow{Code: g.Area, Demand: whole(g.DemandMean), Range: outward(g.DemandQ10, g.DemandQ90),
		Places: orDash(g.Places, whole), Gap: g.word(lang), Chance: orDash(g.PShortage, chance),
		Rooms: orDash(g.PlacesRooms, whole), Area: orDash(g.PlacesArea, whole), Open: orDash(g.PlacesOpen, whole)}
	if g.Binding != "" {
		row.Binding = label.Text(lang, "binding."+g.Binding)
	}
	return row
}

func orDash(x *float64, word func(float64) string) string {
	if x == nil {
		return "–"
	}
	return word(*x)
}
