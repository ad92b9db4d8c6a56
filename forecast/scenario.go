package forecast

import (
	"math"
	"slices"
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
func (s Scenario) Attend(jumpOff Date) func(string, Level, int) float64 {
	return s.factor("uptake", jumpOff)
}

// Cross returns the factor on the children from outside that s asks for, for
// DemandOptions.Across; nil where it asks for none.
func (s Scenario) Cross(jumpOff Date) func(string, Level, int) float64 {
	return s.factor("flows", jumpOff)
}

// factor returns the product of the shifts of a kind by area, level and years
// after the jump-off; nil where there are none.
func (s Scenario) factor(kind string, jumpOff Date) func(string, Level, int) float64 {
	var list []Shift
	for _, sh := range s.Shifts {
		if sh.Kind == kind {
			list = append(list, sh)
		}
	}
	if list == nil {
		return nil
	}
	return func(area string, l Level, k int) float64 {
		f := 1.0
		for _, sh := range list {
			if (sh.Area == "" || sh.Area == area) && (sh.Level == "" || sh.Level == l.String()) && sh.acts(jumpOff.AddYears(k).SchoolYear()) {
				f *= sh.Factor
			}
		}
		return f
	}
}
