package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Scenario is an ordered list of changes to the base forecast. The zero
// Scenario changes nothing. A Scenario is never modified after Validate.
// Scenarios compose: the shifts of one after those of another, factors
// multiplying, are a scenario again.
type Scenario struct {
	Name    string  `toml:"name"` // key in the column scenario; "base" is the unchanged forecast
	TitleZH string  `toml:"title_zh"`
	TitleEN string  `toml:"title_en"`
	Shifts  []Shift `toml:"shift"`
}

// Shift is one named change. Which fields it needs depends on Kind:
//
//	births     factor on births not yet known (area, from, to)
//	fertility  path high, medium or low: the total fertility rate of the path of
//	           the UN's variants over that of the base (tfr = the base rate)
//	tfr        series of total fertility rates by year against tfr = the base rate
//	migration  factor on the yearly progression of ages (area, ages, from, to)
//	uptake     factor on the share who attend (level, from, to)
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

// ShiftProblem is one fault of a scenario: which shift (1-based), which field,
// the value found, and what would do.
type ShiftProblem struct {
	Shift        int
	Field, Value string
	Want         string
}

func (p ShiftProblem) Error() string {
	return fmt.Sprintf("shift %d: %s = %q: want %s", p.Shift, p.Field, p.Value, p.Want)
}

// Kinds of Shift.
var shiftKinds = []string{"births", "fertility", "tfr", "migration", "uptake", "housing", "class_size", "close"}

// Validate returns every problem of s against the planned areas, at once.
func (s Scenario) Validate(areas []Area) []ShiftProblem {
	var out []ShiftProblem
	if s.Name == "" || s.Name == "base" || strings.ContainsAny(s.Name, ",\"\n") {
		out = append(out, ShiftProblem{0, "name", s.Name, "a name of its own, without comma or quote, that is not base"})
	}
	for i, sh := range s.Shifts {
		bad := func(field, value, want string) { out = append(out, ShiftProblem{i + 1, field, value, want}) }
		num := func(x float64) string { return fmt.Sprint(x) }
		if !slices.Contains(shiftKinds, sh.Kind) {
			bad("kind", sh.Kind, "one of "+strings.Join(shiftKinds, ", "))
			continue
		}
		if sh.Area != "" && !slices.ContainsFunc(areas, func(a Area) bool { return a.Code == sh.Area }) {
			bad("area", sh.Area, "the code of a planned area")
		}
		if sh.To != 0 && sh.To < sh.From {
			bad("to", fmt.Sprint(sh.To), "a year not before from")
		}
		switch sh.Kind {
		case "births", "migration", "uptake":
			if !(sh.Factor > 0) || math.IsInf(sh.Factor, 0) {
				bad("factor", num(sh.Factor), "a number above 0 (1 changes nothing)")
			}
		case "fertility":
			if sh.Path != "high" && sh.Path != "medium" && sh.Path != "low" {
				bad("path", sh.Path, "high, medium or low")
			}
			if !(sh.TFR > .5) || sh.TFR > 8 {
				bad("tfr", num(sh.TFR), "the base total fertility rate, above 0.5 (below it the low path has no children left)")
			}
		case "tfr":
			if !(sh.TFR > 0) || sh.TFR > 8 {
				bad("tfr", num(sh.TFR), "the base total fertility rate, above 0")
			}
			if len(sh.Series) == 0 {
				bad("series", "", "a rate for at least one year, such as { 2028 = 0.7 }")
			}
			for _, y := range sortedKeys(sh.Series) {
				if _, err := parseYear(y); err != nil {
					bad("series", y, "years of four digits")
				}
				if v := sh.Series[y]; !(v > 0) || v > 8 {
					bad("series", num(v), "a rate between 0 and 8")
				}
			}
		case "housing":
			if sh.Area == "" {
				bad("area", "", "the area of the homes")
			}
			if sh.Units == 0 {
				bad("units", "0", "a number of homes, negative for demolition")
			}
			if sh.From == 0 {
				bad("from", "0", "the school year by which the homes are lived in")
			}
			if sh.Yield < 0 || sh.Yield > 3 {
				bad("yield", num(sh.Yield), "children a home, 0 to 3")
			}
		case "class_size":
			if !(sh.Value >= 1) || sh.Value > 60 {
				bad("value", num(sh.Value), "children a class, 1 to 60")
			}
		case "close":
			if sh.Site == "" {
				bad("site", "", "a site code")
			}
		}
		if sh.Kind == "uptake" || sh.Kind == "class_size" {
			if _, err := ParseLevel(sh.Level); err != nil && !(sh.Kind == "uptake" && sh.Level == "") {
				bad("level", sh.Level, "nursery, junior, middle or senior")
			}
		}
		for _, a := range sh.Ages {
			if a < 0 || a > lastAge {
				bad("ages", fmt.Sprint(a), "ages 0 to 5")
			}
		}
	}
	return out
}

func sortedKeys(m map[string]float64) []string {
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

// Then returns the scenario of s followed by next, named after both.
func (s Scenario) Then(next Scenario) Scenario {
	return Scenario{Name: s.Name + "+" + next.Name, TitleZH: join(s.TitleZH, next.TitleZH), TitleEN: join(s.TitleEN, next.TitleEN),
		Shifts: append(slices.Clone(s.Shifts), next.Shifts...)}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " + " + b
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

// Paths returns the changes to the population that s makes after the jump-off
// date, for Horizon.Shifts; nil where it makes none. known is the last reference
// date whose births are known: those are never changed. yield is the estimated
// children of each age a new home brings.
func (s Scenario) Paths(jumpOff, known Date, yield [lastAge + 1]float64) *Shifts {
	year := func(k int) Year { return jumpOff.AddYears(k).SchoolYear() }
	var births, moves, homes []Shift
	for _, sh := range s.Shifts {
		switch sh.Kind {
		case "births", "fertility", "tfr":
			births = append(births, sh)
		case "migration":
			moves = append(moves, sh)
		case "housing":
			homes = append(homes, sh)
		}
	}
	if births == nil && moves == nil && homes == nil {
		return nil
	}
	out := &Shifts{}
	if births != nil {
		out.AreaBirths = func(area string, k int) float64 {
			f := 1.0
			if jumpOff.AddYears(k) <= known {
				return f
			}
			for _, sh := range births {
				f *= sh.births(area, year(k))
			}
			return f
		}
	}
	if moves != nil {
		out.Progression = func(area string, a Age, k int) float64 {
			d := 0.0
			for _, sh := range moves {
				if (sh.Area == "" || sh.Area == area) && sh.acts(year(k)) && (len(sh.Ages) == 0 || slices.Contains(sh.Ages, a+1)) {
					d += math.Log(sh.Factor)
				}
			}
			return d
		}
	}
	if homes != nil {
		out.Children = func(area string, a Age, k int) []float64 {
			x := 0.0
			for _, sh := range homes {
				if sh.Area != area || sh.From != year(k) {
					continue
				}
				y := yield[a]
				if sh.Yield > 0 {
					y = sh.Yield / float64(lastAge+1)
				}
				x += float64(sh.Units) * y
			}
			if x == 0 {
				return nil
			}
			return []float64{x}
		}
	}
	return out
}

// Attend returns the factor on uptake that s asks for, for
// DemandOptions.Factor; nil where it asks for none.
func (s Scenario) Attend(jumpOff Date) func(Level, int) float64 {
	var list []Shift
	for _, sh := range s.Shifts {
		if sh.Kind == "uptake" {
			list = append(list, sh)
		}
	}
	if list == nil {
		return nil
	}
	return func(l Level, k int) float64 {
		f := 1.0
		for _, sh := range list {
			if (sh.Level == "" || sh.Level == l.String()) && sh.acts(jumpOff.AddYears(k).SchoolYear()) {
				f *= sh.Factor
			}
		}
		return f
	}
}

// Both returns the shifts of a and b together: factors multiply, additions add.
// Either may be nil.
func Both(a, b *Shifts) *Shifts {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	out := &Shifts{Births: times(a.Births, b.Births)}
	if a.AreaBirths != nil || b.AreaBirths != nil {
		out.AreaBirths = func(area string, k int) float64 {
			f := 1.0
			for _, s := range []*Shifts{a, b} {
				if s.AreaBirths != nil {
					f *= s.AreaBirths(area, k)
				}
			}
			return f
		}
	}
	if a.Progression != nil || b.Progression != nil {
		out.Progression = func(area string, age Age, k int) float64 {
			d := 0.0
			for _, s := range []*Shifts{a, b} {
				if s.Progression != nil {
					d += s.Progression(area, age, k)
				}
			}
			return d
		}
	}
	if a.Children == nil || b.Children == nil {
		out.Children = a.Children
		if out.Children == nil {
			out.Children = b.Children
		}
		return out
	}
	out.Children = func(area string, age Age, k int) []float64 {
		return addDraws(a.Children(area, age, k), b.Children(area, age, k))
	}
	return out
}

func times(f, g func(int) float64) func(int) float64 {
	if f == nil || g == nil {
		if f == nil {
			return g
		}
		return f
	}
	return func(k int) float64 { return f(k) * g(k) }
}

// addDraws adds two sets of draws, of which either may be empty or one value
// for all.
func addDraws(x, y []float64) []float64 {
	if len(x) < len(y) {
		x, y = y, x
	}
	out := slices.Clone(x)
	for i := range out {
		switch len(y) {
		case 0:
		case 1:
			out[i] += y[0]
		default:
			out[i] += y[i]
		}
	}
	return out
}
