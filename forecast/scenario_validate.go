package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// ShiftProblem is one fault of a scenario: which shift (1-based; 0 is the
// scenario itself), which field, the value found, and the rule it breaks.
type ShiftProblem struct {
	Shift        int
	Field, Value string
	Rule         string // one of ShiftRules
}

func (p ShiftProblem) Error() string {
	return fmt.Sprintf("shift %d: %s = %q breaks %s", p.Shift, p.Field, p.Value, p.Rule)
}

// ShiftRules are the rules that scenarios must keep, as keys for words.
var ShiftRules = []string{"name", "kind", "idle", "area", "site", "level", "ages", "from", "year", "order", "factor", "path", "tfr", "tfr_path",
	"series", "series_year", "rate", "units", "yield", "class_size"}

// shiftFields are the fields that a kind of Shift reads.
var shiftFields = map[string][]string{
	"births":     {"area", "from", "to", "factor"},
	"fertility":  {"area", "from", "to", "path", "tfr"},
	"tfr":        {"area", "from", "to", "tfr", "series"},
	"migration":  {"area", "from", "to", "factor", "ages"},
	"uptake":     {"area", "from", "to", "factor", "level"},
	"flows":      {"area", "from", "to", "factor", "level"},
	"housing":    {"area", "from", "units", "yield"},
	"class_size": {"from", "to", "level", "value"},
	"close":      {"from", "site"},
}

// ShiftKinds are the kinds of Shift.
func ShiftKinds() []string {
	var out []string
	for kind := range shiftFields {
		out = append(out, kind)
	}
	slices.Sort(out)
	return out
}

// fields returns the fields that are set, with their values as text.
func (sh Shift) fields() map[string]string {
	out := map[string]string{}
	for name, v := range map[string]any{"area": sh.Area, "level": sh.Level, "site": sh.Site, "path": sh.Path, "from": sh.From, "to": sh.To,
		"factor": sh.Factor, "value": sh.Value, "tfr": sh.TFR, "units": sh.Units, "yield": sh.Yield} {
		if s := fmt.Sprint(v); s != "" && s != "0" {
			out[name] = s
		}
	}
	if len(sh.Ages) > 0 {
		out["ages"] = fmt.Sprint(sh.Ages)
	}
	if len(sh.Series) > 0 {
		out["series"] = fmt.Sprint(sh.Series)
	}
	return out
}

// earliest and latest enclose the years that a scenario may name.
const earliest, latest Year = 1950, 2150

// Validate returns every problem of s against the planned areas and the sites, at
// once, by shift.
func (s Scenario) Validate(areas []Area, sites []string) []ShiftProblem {
	var out []ShiftProblem
	if s.Name == "" || s.Name == "base" || strings.ContainsAny(s.Name, ",\"\n") {
		out = append(out, ShiftProblem{0, "name", s.Name, "name"})
	}
	for i, sh := range s.Shifts {
		for _, p := range sh.problems(areas, sites) {
			p.Shift = i + 1
			out = append(out, p)
		}
	}
	return out
}

func (sh Shift) problems(areas []Area, sites []string) (out []ShiftProblem) {
	bad := func(field string, value any, rule string) {
		out = append(out, ShiftProblem{Field: field, Value: fmt.Sprint(value), Rule: rule})
	}
	reads, ok := shiftFields[sh.Kind]
	if !ok {
		bad("kind", sh.Kind, "kind")
		return out
	}
	given := sh.fields()
	for _, field := range sortedKeys(given) {
		if !slices.Contains(reads, field) {
			bad(field, given[field], "idle")
		}
	}
	needs := func(field string) bool { return slices.Contains(reads, field) }
	if sh.Area != "" && needs("area") && !slices.ContainsFunc(areas, func(a Area) bool { return a.Code == sh.Area }) {
		bad("area", sh.Area, "area")
	}
	for _, y := range []struct {
		field string
		at    Year
	}{{"from", sh.From}, {"to", sh.To}} {
		if y.at != 0 && needs(y.field) && (y.at < earliest || y.at > latest) {
			bad(y.field, y.at, "year")
		}
	}
	if sh.To != 0 && sh.To < sh.From {
		bad("to", sh.To, "order")
	}
	if needs("factor") && (!(sh.Factor > 0) || math.IsInf(sh.Factor, 0)) {
		bad("factor", sh.Factor, "factor")
	}
	if _, err := ParseLevel(sh.Level); needs("level") && err != nil && (sh.Level != "" || sh.Kind == "class_size") {
		bad("level", sh.Level, "level")
	}
	for _, a := range sh.Ages {
		if needs("ages") && (a < 0 || a > lastAge) {
			bad("ages", a, "ages")
		}
	}
	switch sh.Kind {
	case "fertility":
		if sh.Path != "high" && sh.Path != "medium" && sh.Path != "low" {
			bad("path", sh.Path, "path")
		}
		if !(sh.TFR > .5) || sh.TFR > 8 {
			bad("tfr", sh.TFR, "tfr_path")
		}
	case "tfr":
		if !(sh.TFR > 0) || sh.TFR > 8 {
			bad("tfr", sh.TFR, "tfr")
		}
		if len(sh.Series) == 0 {
			bad("series", "", "series")
		}
		for _, y := range sortedKeys(sh.Series) {
			if _, err := parseYear(y); err != nil {
				bad("series", y, "series_year")
			}
			if v := sh.Series[y]; !(v > 0) || v > 8 {
				bad("series", v, "rate")
			}
		}
	case "housing":
		if sh.Area == "" {
			bad("area", "", "area")
		}
		if sh.Units == 0 {
			bad("units", 0, "units")
		}
		if sh.From == 0 {
			bad("from", 0, "from")
		}
		if !(sh.Yield >= 0) || sh.Yield > 3 {
			bad("yield", sh.Yield, "yield")
		}
	case "class_size":
		if !(sh.Value >= 1) || sh.Value > 60 {
			bad("value", sh.Value, "class_size")
		}
	case "close":
		if !slices.Contains(sites, sh.Site) {
			bad("site", sh.Site, "site")
		}
		if sh.From == 0 {
			bad("from", 0, "from")
		}
	}
	return out
}
