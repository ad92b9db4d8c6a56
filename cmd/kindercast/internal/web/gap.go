package web

// measure returns the gap, demand or places of a row, and whether it is known.
// Demand is the mean over draws: means add up over areas.
//
// The gap is what the draws say, not demand less places: a level may use rooms
// of another, and children may go next door. Where a shortage is more likely
// than not it is the expected shortfall, above zero; elsewhere the expected
// spare places, below zero.
func (g GapRow) measure(name string) (float64, bool) {
	switch {
	case name == "demand":
		return g.DemandMean, true
	case name == "places" && g.Places != nil:
		return *g.Places, true
	case name == "gap" && g.PShortage != nil && g.ExpectedShortfall != nil && g.ExpectedSpare != nil:
		if *g.PShortage >= 0.5 {
			return *g.ExpectedShortfall, true
		}
		return -*g.ExpectedSpare, true
	}
	return 0, false
}

// gapRange returns the ends of the 80% range of the gap and whether they are
// known. An end at which children lack places is a shortfall, above zero; an
// end at which none do is spare places, below zero.
func (g GapRow) gapRange() (low, high float64, known bool) {
	if g.ShortfallQ10 == nil || g.ShortfallQ90 == nil || g.SpareQ10 == nil || g.SpareQ90 == nil {
		return 0, 0, false
	}
	low, high = -*g.SpareQ90, -*g.SpareQ10
	if *g.ShortfallQ10 > 0 {
		low = *g.ShortfallQ10
	}
	if *g.ShortfallQ90 > 0 {
		high = *g.ShortfallQ90
	}
	return low, high, true
}

// unsure reports whether it is not yet certain that a row is short or spare:
// the probability of shortage is from 0.2 to 0.8.
func (g GapRow) unsure() bool {
	return g.PShortage != nil && *g.PShortage >= 0.2 && *g.PShortage <= 0.8
}

// isShort reports whether a shortage is more likely than not.
func (g GapRow) isShort() bool {
	gap, known := g.measure("gap")
	return known && gap >= 0.5
}
