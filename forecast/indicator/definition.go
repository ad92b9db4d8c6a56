package indicator

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"kindercast/forecast/supply"
)

// Definition is one row of the indicators file: what is counted over what, and
// the target. A key may have several rows whose valid years do not overlap.
type Definition struct {
	Key                    string
	ZH, EN                 string
	Target                 float64 // NaN where the operator carries no number
	Operator               Operator
	Unit, Level            string
	Numerator, Denominator string
	Formula, Source        string
	Role                   string // computed, forecast, register or input
	Certainty              string
	From, To               int // calendar years in which the target holds; 0: open
	TargetYear             int // the year by which the plan wants it; 0: none
	CountedFrom            int // projects count from this year on (a three-year plan); 0: all
	Needs                  []string
	ChangedBy, ChangedOn   string
}

// Operator compares a value with its target. Those without a number are exists,
// report, meets_all, increasing and decreasing.
type Operator string

// The operators of the indicators file.
const (
	AtLeast    Operator = ">="
	MoreThan   Operator = ">"
	AtMost     Operator = "<="
	LessThan   Operator = "<"
	Exists     Operator = "exists"
	Report     Operator = "report"
	MeetsAll   Operator = "meets_all"
	Increasing Operator = "increasing"
	Decreasing Operator = "decreasing"
)

var operators = []Operator{AtLeast, MoreThan, AtMost, LessThan, Exists, Report, MeetsAll, Increasing, Decreasing}

// numeric reports whether the operator compares with a number.
func (o Operator) numeric() bool {
	return slices.Index(operators, o) < 4 && slices.Contains(operators, o)
}

// Holds compares a value with a target. Equality is exact up to rounding in the
// last digits: 80 of 100 is 80 per cent. A NaN value never holds.
func (o Operator) Holds(value, target float64) bool {
	const eps = 1e-9
	switch o {
	case AtLeast:
		return value >= target-eps
	case MoreThan:
		return value > target+eps
	case AtMost:
		return value <= target+eps
	case LessThan:
		return value < target-eps
	}
	return false
}

// percent reports whether a value is 100 times its ratio.
func (d Definition) percent() bool { return d.Unit == "percent" }

// ratio reports whether the definition has a denominator.
func (d Definition) ratio() bool { return d.Denominator != "" }

// Value returns the indicator of a numerator and denominator:
//
//	value = numerator / denominator, times 100 where the unit is percent
//
// or the numerator alone where the definition has no denominator. It is NaN for
// a denominator of zero.
func (d Definition) Value(numerator, denominator float64) float64 {
	if !d.ratio() {
		return numerator
	}
	if denominator == 0 {
		return math.NaN()
	}
	v := numerator / denominator
	if d.percent() {
		v = 100 * numerator / denominator
	}
	return v
}

// Rules that the indicators file and reported measures are held to.
const (
	RuleDefinition    = "indicator_definition"       // a row without key, role or level
	RuleOperator      = "indicator_operator"         // an operator that is not known
	RuleTarget        = "indicator_target"           // a target that is no number, or missing beside its operator
	RuleNoDenominator = "target_without_denominator" // a share or ratio with nothing to divide by
	RuleYears         = "indicator_years"            // years that are none, end before they begin, or overlap
	RuleUnknownKey    = "indicator_unknown"          // a measure of no defined indicator
	RuleMeasure       = "measure_value"              // a numerator or denominator that is no finite number
	RuleMeasureTwice  = "measure_repeated"           // a second value for one key, period and place
)

var definitionColumns = []string{"key", "zh", "en", "target", "operator", "unit", "level", "numerator", "denominator", "formula", "source", "engine_role", "certainty"}

// ReadDefinitions reads an indicators file: CSV in UTF-8 with the columns key,
// zh, en, target, operator, unit, level, numerator, denominator, formula,
// source, engine_role, certainty and, where kept, valid_from, valid_to,
// target_year and counted_from (years), needs (tables, split by ;), changed_by and changed_on.
// Rows with a fault are left out and reported, counted from 0.
func ReadDefinitions(r io.Reader) ([]Definition, []supply.Problem, error) {
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("read indicators: header: %w", err)
	}
	at := map[string]int{}
	for i, h := range head {
		at[strings.TrimPrefix(h, "\ufeff")] = i
	}
	for _, want := range definitionColumns {
		if _, ok := at[want]; !ok {
			return nil, nil, fmt.Errorf("read indicators: no column %q", want)
		}
	}
	var out []Definition
	var problems []supply.Problem
	for row := 0; ; row++ {
		record, err := c.Read()
		if err == io.EOF {
			return out, problems, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read indicators: row %d: %w", row, err)
		}
		d, found := parseDefinition(row, func(col string) string {
			if k, ok := at[col]; ok {
				return strings.TrimSpace(record[k])
			}
			return ""
		})
		if slices.ContainsFunc(out, func(o Definition) bool {
			return o.Key == d.Key && (o.To == 0 || d.From <= o.To) && (d.To == 0 || o.From <= d.To)
		}) {
			found = append(found, supply.Problem{Table: "indicators", Row: row, Column: "valid_from", Value: d.Key, Rule: RuleYears})
		}
		problems = append(problems, found...)
		if !supply.Refused(found) {
			out = append(out, d)
		}
	}
}

func parseDefinition(row int, cell func(string) string) (d Definition, problems []supply.Problem) {
	fault := func(col, rule string) {
		problems = append(problems, supply.Problem{Table: "indicators", Row: row, Column: col, Value: cell(col), Rule: rule})
	}
	d = Definition{Key: cell("key"), ZH: cell("zh"), EN: cell("en"), Target: math.NaN(), Operator: Operator(cell("operator")),
		Unit: cell("unit"), Level: cell("level"), Numerator: cell("numerator"), Denominator: cell("denominator"),
		Formula: cell("formula"), Source: cell("source"), Role: cell("engine_role"), Certainty: cell("certainty"),
		ChangedBy: cell("changed_by"), ChangedOn: cell("changed_on")}
	if n := cell("needs"); n != "" {
		d.Needs = strings.Split(n, ";")
	}
	if d.Key == "" {
		fault("key", RuleDefinition)
	}
	if !slices.Contains([]string{"computed", "forecast", "register", "input"}, d.Role) {
		fault("engine_role", RuleDefinition)
	}
	if !slices.Contains(operators, d.Operator) {
		fault("operator", RuleOperator)
	}
	if s := cell("target"); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			fault("target", RuleTarget)
		}
		d.Target = v
	} else if d.Operator.numeric() {
		fault("target", RuleTarget)
	}
	if (d.percent() || strings.Contains(d.Unit, " per child")) && d.Denominator == "" {
		fault("denominator", RuleNoDenominator)
	}
	for _, y := range []struct {
		col string
		to  *int
	}{{"valid_from", &d.From}, {"valid_to", &d.To}, {"target_year", &d.TargetYear}, {"counted_from", &d.CountedFrom}} {
		if s := cell(y.col); s != "" {
			v, err := strconv.Atoi(s)
			if err != nil || v < 1900 || v > 2200 {
				fault(y.col, RuleYears)
			}
			*y.to = v
		}
	}
	if d.To != 0 && d.To < d.From {
		fault("valid_to", RuleYears)
	}
	return d, problems
}

// in reports whether the definition holds in a year.
func (d Definition) in(year int) bool {
	return (d.From == 0 || d.From <= year) && (d.To == 0 || year <= d.To)
}
