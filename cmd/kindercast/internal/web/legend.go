package web

import (
	"math"
	"slices"
)

// Legend is how a measure of one level is coloured: Colours[i] from Breaks[i-1]
// up to Breaks[i]. It is the same for every year and scenario, so that years
// can be compared.
type Legend struct {
	Breaks  []float64 `json:"breaks"`
	Colours []string  `json:"colours" doc:"one more than breaks"`
}

// The palettes can be told apart without red-green sight: warm is short, blue
// is spare, and the middle is neither.
var (
	gapColours    = []string{"#2d6391", "#6d9dc1", "#b9d0e0", "#f3f1ec", "#f3c2a2", "#dd7a4c", "#a63a16"}
	demandColours = []string{"#edf3f1", "#cfe1dc", "#a7cbc3", "#78aea4", "#488a80", "#21655d"}
	placesColours = []string{"#eeeff6", "#d5d8ea", "#b3b9d8", "#8c95c1", "#6470a5", "#434f86"}
)

// The measures that a map can show.
var measures = []string{"gap", "demand", "places"}

// legend returns the legend of a measure of a level over all areas, years and
// scenarios of the run.
func (r *Result) legend(level, measure string) Legend {
	var values []float64
	for _, g := range r.Gap {
		if g.Level != level || g.Area == AllAreas {
			continue
		}
		if x, known := g.measure(measure); known {
			values = append(values, x)
		}
	}
	switch measure {
	case "gap":
		return Legend{divergingBreaks(values), gapColours}
	case "places":
		return Legend{rangeBreaks(values), placesColours}
	}
	return Legend{rangeBreaks(values), demandColours}
}

// divergingBreaks are -2s, -s, -s/5, s/5, s, 2s, where s is a round number near
// a third of the greatest distance from zero, the top fiftieth left out. The
// middle class is "about enough".
func divergingBreaks(values []float64) []float64 {
	distances := make([]float64, len(values))
	for i, x := range values {
		distances[i] = math.Abs(x)
	}
	slices.Sort(distances)
	most := 0.0
	if n := len(distances); n > 0 {
		most = distances[(n-1)*49/50]
	}
	s := roundStep(most / 3)
	return []float64{-2 * s, -s, -s / 5, s / 5, s, 2 * s}
}

// rangeBreaks are five breaks over the values. They stand a round step apart,
// unless a few values are so much greater than the rest that most areas would
// share a colour; then they are round numbers near the sixths of the values.
func rangeBreaks(values []float64) []float64 {
	if len(values) == 0 {
		values = []float64{0}
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[0], sorted[len(sorted)-1]
	s := roundStep((high - low) / 6)
	first := math.Floor(low/s)*s + s
	if sorted[len(sorted)*2/3] < first {
		return sixths(sorted)
	}
	breaks := make([]float64, 5)
	for i := range breaks {
		breaks[i] = first + float64(i)*s
	}
	return breaks
}

// sixths are round numbers near the sixths of sorted values, each above the one
// before.
func sixths(sorted []float64) []float64 {
	breaks := make([]float64, 5)
	for i := range breaks {
		x := roundStep(sorted[len(sorted)*(i+1)/6])
		if i > 0 && x <= breaks[i-1] {
			x = roundStep(breaks[i-1] * 1.01)
		}
		breaks[i] = x
	}
	return breaks
}

// roundStep returns the least of 5, 10, 20, 50, 100, 200, … that is at least x.
func roundStep(x float64) float64 {
	for ten := 5.0; ; ten *= 10 {
		for _, m := range []float64{1, 2, 4} {
			if ten*m >= x {
				return ten * m
			}
		}
	}
}

// isDark reports whether white words stand better on the colour of a class: at
// the ends of the gap's palette, and in the two darkest of the others.
func (l Legend) isDark(class int, measure string) bool {
	last := len(l.Colours) - 1
	if measure == "gap" {
		return class == 0 || class == last
	}
	return class >= last-1
}

// class returns which colour a value takes.
func (l Legend) class(x float64) int {
	return slices.IndexFunc(append(slices.Clone(l.Breaks), math.Inf(1)), func(b float64) bool { return x < b })
}
