package web

import (
	"cmp"
	"math"
	"strconv"

	"kindercast/cmd/kindercast/internal/label"
)

// Finding is what a view says in one sentence, and what all areas together say
// in a second one, which is empty where there are no places.
type Finding struct {
	Year     int    `json:"year"`
	Kind     string `json:"kind" enum:"short,maybe,enough,children" doc:"short: places are missing; maybe: the chance is at least 20%; enough; children: there are no places to compare with"`
	Area     string `json:"area_code" doc:"the area the sentence speaks of"`
	Sentence string `json:"sentence"`
	Total    string `json:"total"`
}

// Finding words a view: the area with the greatest expected shortfall, by how
// much it is short, and how sure that is.
func (r *Result) Finding(v View, lang string) Finding {
	rows := r.gaps[gapKey{v.Scenario, v.Level, v.Year}]
	total, worst, areas, short := summary(rows)
	f := Finding{Year: v.Year}
	year, level := strconv.Itoa(v.Year), inline(lang, label.Text(lang, "level."+v.Level))
	if worst == nil {
		f.Kind, f.Area = "children", AllAreas
		level = inline(lang, label.Text(lang, "age."+v.Level))
		if total != nil {
			f.Sentence = label.Sentence(lang, "finding.children", "year", year, "level", level,
				"n", whole(total.DemandMean), "range", outward(total.DemandQ10, total.DemandQ90))
		}
		return f
	}
	gap, _ := worst.measure("gap")
	sure := ""
	if low, high, known := worst.gapRange(); known {
		sure = label.Sentence(lang, "finding.sure", "range", gapRange(lang, low, high))
	}
	f.Area = worst.Area
	words := []string{"year", year, "area", r.Name(worst.Area), "level", level, "sure", sure}
	switch {
	case gap > 0 && worst.isLikely():
		f.Kind = "short"
		f.Sentence = label.Sentence(lang, "finding.short", append(words, "n", whole(gap))...)
	case gap > 0:
		f.Kind = "maybe"
		f.Sentence = label.Sentence(lang, "finding.maybe", append(words, "n", whole(gap), "p", chance(*worst.PShortage))...)
	default:
		f.Kind = "enough"
		f.Sentence = label.Sentence(lang, "finding.enough", append(words, "n", strconv.Itoa(areas), "spare", whole(-gap))...)
	}
	if total != nil && total.Places != nil && total.ExpectedShortfall != nil && total.ExpectedSpare != nil {
		f.Total = label.Sentence(lang, "finding.total", "area", label.Text(lang, "all.areas"),
			"demand", whole(total.DemandMean), "places", whole(*total.Places), "short", whole(*total.ExpectedShortfall),
			"spare", whole(*total.ExpectedSpare), "n", strconv.Itoa(areas), "likely", strconv.Itoa(short))
	}
	return f
}

// summary finds, in the rows of one view, the row of all areas together, the
// area that is worst off, the number of areas whose gap is known, and how many
// of them are more likely short than not.
func summary(rows []GapRow) (total, worst *GapRow, areas, short int) {
	for i := range rows {
		g := &rows[i]
		if g.Area == AllAreas {
			total = g
			continue
		}
		if _, known := g.measure("gap"); !known {
			continue
		}
		areas++
		if g.isLikely() {
			short++
		}
		if worst == nil || worseOff(g, worst) < 0 {
			worst = g
		}
	}
	return total, worst, areas, short
}

// worseOff orders areas whose gap is known: the greater expected shortfall
// first, then the fewer spare places, then the lower code.
func worseOff(a, b *GapRow) int {
	return cmp.Or(cmp.Compare(*b.ExpectedShortfall, *a.ExpectedShortfall),
		cmp.Compare(*a.ExpectedSpare, *b.ExpectedSpare), cmp.Compare(a.Area, b.Area))
}

// inline sets a space before a word that begins with a figure, as Chinese does
// within a line: 街道 2–5 岁.
func inline(lang, word string) string {
	if lang == label.Chinese && word != "" && word[0] >= '0' && word[0] <= '9' {
		return " " + word
	}
	return word
}

// outward writes a range with its ends rounded away from its middle.
func outward(low, high float64) string {
	return whole(math.Floor(low)) + "–" + whole(math.Ceil(high))
}

// gapRange words a range of gaps; above zero is short, below it spare.
func gapRange(lang string, low, high float64) string {
	low, high = math.Floor(low), math.Ceil(high)
	switch {
	case low >= 0:
		return label.Sentence(lang, "range.short_to_short", "lo", whole(low), "hi", whole(high))
	case high <= 0:
		return label.Sentence(lang, "range.spare_to_spare", "lo", whole(-high), "hi", whole(-low))
	}
	return label.Sentence(lang, "range.spare_to_short", "lo", whole(-low), "hi", whole(high))
}
