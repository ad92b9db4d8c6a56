package web

import (
	"math"

	"kindercast/cmd/kindercast/internal/label"
)

// measure returns the gap, demand or places of a row, and whether it is known.
// Demand is the mean over draws: means add up over areas.
//
// The gap is what the draws say, not demand less places: a level may use rooms
// of another, and children may go next door. Where the probability of a shortage
// is at least 0.2 it is the expected shortfall, above zero; elsewhere the
// expected spare places, below zero.
func (g GapRow) measure(name string) (float64, bool) {
	switch {
	case name == "demand":
		return g.DemandMean, true
	case name == "places" && g.Places != nil:
		return *g.Places, true
	case name == "gap" && g.PShortage != nil && g.ExpectedShortfall != nil && g.ExpectedSpare != nil:
		if *g.PShortage >= possible {
			return *g.ExpectedShortfall, true
		}
		return -*g.ExpectedSpare, true
	}
	return 0, false
}

// gapRange returns the ends of the 80% range of the gap and whether they are
// known. An end at which children lack places is a shortfall, above zero; an
// end at which none do is spare places, below zero. Where areas or levels stand
// together, children may lack places while others stay empty, so both ends are
// of the same kind as the gap.
func (g GapRow) gapRange() (low, high float64, known bool) {
	if g.ShortfallQ10 == nil || g.ShortfallQ90 == nil || g.SpareQ10 == nil || g.SpareQ90 == nil {
		return 0, 0, false
	}
	low, high = -*g.SpareQ90, -*g.SpareQ10
	if g.isTogether() {
		if gap, _ := g.measure("gap"); gap > 0 {
			low, high = *g.ShortfallQ10, *g.ShortfallQ90
		}
		return low, high, true
	}
	if *g.ShortfallQ10 > 0 {
		low = *g.ShortfallQ10
	}
	if *g.ShortfallQ90 > 0 {
		high = *g.ShortfallQ90
	}
	return low, high, true
}

// isTogether reports whether a row holds several areas or several ages.
func (g GapRow) isTogether() bool { return g.Area == AllAreas || isGroup(g.Level) }

// A shortage is possible from a probability of 0.2, likely from 0.5 and certain
// enough above 0.8.
const (
	possible = 0.2
	likely   = 0.5
	certain  = 0.8
)

// unsure reports whether it is not yet certain that a row is short or spare.
func (g GapRow) unsure() bool {
	return g.PShortage != nil && *g.PShortage >= possible && *g.PShortage <= certain
}

// isLikely reports whether a shortage is more likely than not.
func (g GapRow) isLikely() bool { return g.PShortage != nil && *g.PShortage >= likely }

// word words the gap of a row: 缺 84, 或缺 30, 余 12 or 正好; a dash where it is
// not known.
func (g GapRow) word(lang string) string {
	gap, known := g.measure("gap")
	n := whole(math.Abs(gap))
	switch {
	case !known:
		return "–"
	case n == "0":
		return label.Text(lang, "gap.even")
	case gap < 0:
		return label.Sentence(lang, "gap.spare", "n", n)
	case g.isLikely():
		return label.Sentence(lang, "gap.short", "n", n)
	}
	return label.Sentence(lang, "gap.maybe", "n", n)
}
