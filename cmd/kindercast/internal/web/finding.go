package web

import (
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
	total, worst, areas, likely := summary(rows)
	f := Finding{Year: v.Year}
	year, level := strconv.Itoa(v.Year), label.Text(lang, "level."+v.Level)
	if worst == nil {
		f.Kind, f.Area = "children", AllAreas
		level = label.Text(lang, "age."+v.Level)
		if total != nil {
			f.Sentence = label.Sentence(lang, "finding.children", "year", year, "level", level,
				"n", whole(total.DemandMean), "range", outward(total.DemandQ10, total.DemandQ90))
		}
		return f
	}
	gap := worst.DemandMean - *worst.Places
	low, high := worst.DemandQ10-*worst.Places, worst.DemandQ90-*worst.Places
	f.Area = worst.Area
	words := []string{"year", year, "area", r.Name(worst.Area), "level", level, "range", gapRange(lang, low, high)}
	switch {
	case gap >= 0.5:
		f.Kind = "short"
		f.Sentence = label.Sentence(lang, "finding.short", append(words, "n", whole(gap))...)
	case worst.PShortage != nil && *worst.PShortage >= 0.2:
		f.Kind = "maybe"
		f.Sentence = label.Sentence(lang, "finding.maybe", append(words, "p", chance(*worst.PShortage))...)
	default:
		f.Kind = "enough"
		f.Sentence = label.Sentence(lang, "finding.enough", append(words, "n", strconv.Itoa(areas), "spare", whole(-gap))...)
	}
	if total != nil && total.Places != nil {
		balance, n := "gap.netted_spare", *total.Places-total.DemandMean
		if n < 0 {
			balance, n = "gap.netted", -n
		}
		f.Total = label.Sentence(lang, "finding.total", "area", label.Text(lang, "all.areas"),
			"demand", whole(total.DemandMean), "places", whole(*total.Places),
			"gap", label.Sentence(lang, balance, "n", whole(n)), "n", strconv.Itoa(areas), "short", strconv.Itoa(likely))
	}
	return f
}

// summary finds, in the rows of one view, the row of all areas together, the
// area with the greatest expected shortfall (then the greatest gap, then the
// lowest code), the number of areas with known places, and how many of them
// are more likely short than not.
func summary(rows []GapRow) (total, worst *GapRow, areas, likely int) {
	for i := range rows {
		g := &rows[i]
		if g.Area == AllAreas {
			total = g
			continue
		}
		if g.Places == nil {
			continue
		}
		areas++
		if g.PShortage != nil && *g.PShortage > 0.5 {
			likely++
		}
		if worst == nil || g.worseThan(worst) {
			worst = g
		}
	}
	return total, worst, areas, likely
}

func (g *GapRow) worseThan(h *GapRow) bool {
	if a, b := orZero(g.ExpectedShortfall), orZero(h.ExpectedShortfall); a != b {
		return a > b
	}
	a, _ := g.measure("gap")
	b, _ := h.measure("gap")
	if a != b {
		return a > b
	}
	return g.Area < h.Area
}

// orZero reads a number that is not known as no shortfall, for ordering only.
func orZero(x *float64) float64 {
	if x == nil {
		return 0
	}
	return *x
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
