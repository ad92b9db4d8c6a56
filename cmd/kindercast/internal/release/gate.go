// Package release is the only way out for a number that the public or the
// leadership sees: it rounds, hides and widens according to a versioned file of
// rules.
package release

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"

	"github.com/pelletier/go-toml/v2"
)

// Audience is who reads an export.
type Audience string

// The audiences, from the widest to the narrowest.
const (
	Public  Audience = "public"
	Leader  Audience = "leader"
	Planner Audience = "planner"
)

// Rule is what one audience may see of counts of children.
type Rule struct {
	Round     int64 `toml:"round"`      // nearest multiple, at least 1
	HideBelow int64 `toml:"hide_below"` // counts below it are hidden; 0 hides none
	FarRound  int64 `toml:"far_round"`  // multiple for forecasts beyond FarYears; 0: Round
	FarYears  int   `toml:"far_years"`
	Interval  bool  `toml:"interval"` // forecasts only together with their interval
}

// Rules are the rules of all audiences and the version that exports print.
type Rules struct {
	Version string `toml:"version"`
	Public  Rule   `toml:"public"`
	Leader  Rule   `toml:"leader"`
	Planner Rule   `toml:"planner"`
}

//go:embed rules.toml
var defaultRules []byte

// ParseRules reads a rules file; unknown keys, a rounding below 1 and a missing
// version are errors.
func ParseRules(b []byte) (Rules, error) {
	var r Rules
	if err := toml.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("disclosure rules: %w", err)
	}
	if r.Version == "" {
		return r, fmt.Errorf("disclosure rules: no version")
	}
	for name, rule := range map[Audience]Rule{Public: r.Public, Leader: r.Leader, Planner: r.Planner} {
		if rule.Round < 1 || rule.HideBelow < 0 || rule.FarRound < 0 {
			return r, fmt.Errorf("disclosure rules: [%s] round must be at least 1, hide_below and far_round not negative", name)
		}
	}
	return r, nil
}

// DefaultRules returns the rules shipped with the tool.
func DefaultRules() Rules {
	r, err := ParseRules(defaultRules)
	if err != nil {
		panic(err) // the embedded file is tested
	}
	return r
}

// Gate lets numbers out to one audience.
type Gate struct {
	Audience Audience
	Version  string
	rule     Rule
}

// Open returns the gate of an audience, or an error for an unknown one: an
// audience is never guessed.
func (r Rules) Open(a Audience) (Gate, error) {
	switch a {
	case Public:
		return Gate{a, r.Version, r.Public}, nil
	case Leader:
		return Gate{a, r.Version, r.Leader}, nil
	case Planner:
		return Gate{a, r.Version, r.Planner}, nil
	}
	return Gate{}, fmt.Errorf("audience %q: want public, leader or planner", a)
}

// Cell is a number that has passed the gate: printed as it may be seen. The
// zero Cell is empty.
type Cell struct {
	Text   string  // what is printed: a number, a word, or the mark c (hidden) or x (not available)
	Number float64 // meaningful where Numeric
	// Numeric says that the cell holds a number; Hidden that the gate hid it.
	Numeric, Hidden bool
}

// Word is a cell of text: names, dates, keys.
func Word(s string) Cell { return Cell{Text: s} }

// Missing is the cell of a number that does not exist.
var Missing = Cell{Text: "x"}

var hidden = Cell{Text: "c", Hidden: true}

func number(x float64, decimals int) Cell {
	return Cell{Text: strconv.FormatFloat(x, 'f', decimals, 64), Number: x, Numeric: true}
}

// Thing lets out a number that is not about children: rooms, places, areas, money.
func (g Gate) Thing(x float64, decimals int) Cell {
	if math.IsNaN(x) {
		return Missing
	}
	return number(x, decimals)
}

// Count lets out an observed count of children.
func (g Gate) Count(x float64) Cell { return g.near(x, g.rule.Round, math.Round) }

// Forecast lets out a central forecast of children, years ahead of the
// jump-off.
func (g Gate) Forecast(x float64, years int) Cell {
	return g.near(x, g.multiple(years), math.Round)
}

// Low lets out the lower end of an interval, rounded down; High the upper end,
// rounded up: a published interval never promises more than the draws do.
func (g Gate) Low(x float64, years int) Cell  { return g.near(x, g.multiple(years), math.Floor) }
func (g Gate) High(x float64, years int) Cell { return g.near(x, g.multiple(years), math.Ceil) }

func (g Gate) multiple(years int) int64 {
	if g.rule.FarRound > 0 && years > g.rule.FarYears {
		return g.rule.FarRound
	}
	return g.rule.Round
}

func (g Gate) near(x float64, multiple int64, round func(float64) float64) Cell {
	switch {
	case math.IsNaN(x):
		return Missing
	case math.Abs(x) < float64(g.rule.HideBelow):
		return hidden
	}
	m := float64(multiple)
	return number(round(x/m)*m, 0)
}

// Share lets out 100 x num / den, where num and den are counts of children: only
// if both may be seen, and computed from what is seen of them.
func (g Gate) Share(num, den float64) Cell {
	n, d := g.Count(num), g.Count(den)
	switch {
	case n.Hidden || d.Hidden:
		return hidden
	case !n.Numeric || !d.Numeric || d.Number == 0:
		return Missing
	}
	return number(100*n.Number/d.Number, 1)
}

// Protect hides, in each row and each column of a block that holds a hidden
// count among numbers, one more count (the smallest), until no row or column
// hides exactly one: a single hidden cell could be had by subtraction from a
// total. Totals are not part of the block. Cells that are not numbers stay.
func Protect(block [][]Cell) {
	for again := true; again; {
		again = false
		for i := range block {
			line := make([]*Cell, len(block[i]))
			for j := range block[i] {
				line[j] = &block[i][j]
			}
			again = protect(line) || again
		}
		for j := 0; len(block) > 0 && j < len(block[0]); j++ {
			line := make([]*Cell, len(block))
			for i := range block {
				line[i] = &block[i][j]
			}
			again = protect(line) || again
		}
	}
}

func protect(line []*Cell) bool {
	hid, least := 0, -1
	for i, c := range line {
		switch {
		case c.Hidden:
			hid++
		case c.Numeric && (least < 0 || c.Number < line[least].Number):
			least = i
		}
	}
	if hid != 1 || least < 0 {
		return false
	}
	*line[least] = hidden
	return true
}
