package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

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
var shiftKinds = []string{"births", "fertility", "tfr", "migration", "uptake", "flows", "housing", "class_size", "close"}

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
		case "births", "migration", "uptake", "flows":
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
		if sh.Kind == "uptake" || sh.Kind == "flows" || sh.Kind == "class_size" {
			if _, err := ParseLevel(sh.Level); err != nil && !(sh.Kind != "class_size" && sh.Level == "") {
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
