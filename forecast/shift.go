package forecast

import (
	"fmt"
	"slices"
)

// Shift is one named change. Which fields it needs depends on Kind:
//
//	births     factor on births not yet known (area, from, to)
//	fertility  path high, medium or low: the total fertility rate of the path of
//	           the UN's variants over that of the base (tfr = the base rate)
//	tfr        series of total fertility rates by year against tfr = the base rate
//	migration  factor on the yearly progression of ages (area, ages, from, to)
//	uptake     factor on the share who attend (area, level, from, to)
//	flows      factor on the children who come from outside (area attended, level, from, to)
//	housing    units handed over in a year, children at yield a home (area, year)
//	class_size children a class of a level (level, value, from): supply reads it
//	close      a site closes (site, from): supply reads it
//
// Years are school years: a shift from 2027 acts on children counted at the
// reference date before September 2027 and later. An empty Area is every area.
type Shift struct {
	Kind   string             `toml:"kind"`
	Area   string             `toml:"area"`
	Level  string             `toml:"level"`
	Site   string             `toml:"site"`
	Path   string             `toml:"path"`
	Ages   []Age              `toml:"ages"`
	From   Year               `toml:"from"`
	To     Year               `toml:"to"` // zero: for ever
	Factor float64            `toml:"factor"`
	Value  float64            `toml:"value"`
	TFR    float64            `toml:"tfr"`
	Series map[string]float64 `toml:"series"` // year -> total fertility rate
	Units  int64              `toml:"units"`
	Yield  float64            `toml:"yield"` // children of ages 0 to 5 a home; zero: the estimated one
}

func (sh Shift) acts(y Year) bool { return y >= sh.From && (sh.To == 0 || y <= sh.To) }

// births returns the factor of sh on the births of area in the year before
// school year y, that is the year that ends on the reference date.
func (sh Shift) births(area string, y Year) float64 {
	if sh.Area != "" && sh.Area != area || !sh.acts(y) {
		return 1
	}
	switch sh.Kind {
	case "births":
		return sh.Factor
	case "fertility":
		// The UN's high and low variants lie half a child from the medium one,
		// reached over fifteen years: .25 in the first five, .4 in the next.
		gap := map[string]float64{"high": 1, "low": -1}[sh.Path]
		step := .25
		switch n := int(y - sh.From); {
		case n >= 10:
			step = .5
		case n >= 5:
			step = .4
		}
		return (sh.TFR + gap*step) / sh.TFR
	case "tfr":
		rate, at := sh.TFR, Year(0)
		for _, k := range sortedKeys(sh.Series) {
			if ky, err := parseYear(k); err == nil && ky <= y && ky > at {
				rate, at = sh.Series[k], ky
			}
		}
		return rate / sh.TFR
	}
	return 1
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func parseYear(s string) (Year, error) {
	var y Year
	if len(s) != 4 {
		return 0, fmt.Errorf("year %q", s)
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("year %q", s)
		}
		y = 10*y + Year(c-'0')
	}
	return y, nil
}
