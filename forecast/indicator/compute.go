package indicator

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// Result is every indicator with its value and chance, the chance of the targets
// asked for together, and which of them fight.
type Result struct {
	Rows      []Row // by the order of the definitions, then period, area, site
	Joint     []Joint
	Conflicts []Conflict
	Step      float64 // yearly step of the providers' pull, on the log scale
	Pace      float64 // share of kindergartens without a nursery class that open one in a year
}

// Compute returns a row or more for every definition: counted for the school
// years with classes, forecast for those with draws, read from measures, or a
// row that names the table that would give it. Problems are those of measures.
func Compute(in Inputs) (*Result, []supply.Problem) {
	out := &Result{}
	measures, problems := in.checkMeasures()
	past, years := map[forecast.Year][]tally{}, in.schoolYears()
	for _, y := range years {
		past[y] = in.history(y)
	}
	var ahead []*played
	if g := in.Gap; len(g.Years) > 0 {
		pull := newPull(g.Supply, g.Years[len(g.Years)-1], g.Demand.Draws.N, in.Seed)
		opening := newOpening(g.Supply, g.Demand.Draws.N, in.Seed)
		out.Step, out.Pace = pull.Step, opening.Pace()
		for _, y := range g.Years {
			p := in.play(y, pull, opening)
			j, c := in.joint(p)
			ahead, out.Joint, out.Conflicts = append(ahead, p), append(out.Joint, j), append(out.Conflicts, c...)
		}
	}
	for _, d := range in.Definitions {
		var rows []Row
		if m, ok := metricOf[d.Key]; ok {
			rows = append(in.counted(d, m, years, past), in.foreseen(d, m, ahead)...)
		} else {
			rows = in.other(d, out.Joint)
		}
		rows = append(rows, reported(d, measures[d.Key])...)
		if len(rows) == 0 || !slices.ContainsFunc(rows, func(r Row) bool { return !math.IsNaN(r.Value) }) {
			rows = []Row{in.missing(d)}
		}
		for i := range rows {
			if y, err := strconv.Atoi(rows[i].Period[:min(4, len(rows[i].Period))]); err == nil && d.TargetYear > 0 && y > d.TargetYear {
				rows[i].note(noteAttained + strconv.Itoa(d.TargetYear))
			}
		}
		out.Rows = append(out.Rows, rows...)
	}
	return out, problems
}

// missing is the row of an indicator that nothing given can fill.
func (in *Inputs) missing(d Definition) Row {
	r := d.row("", "*")
	needs := d.Needs
	if len(needs) == 0 {
		needs = []string{FromMeasures}
	}
	for _, n := range needs {
		r.note(noteNeeds + n)
	}
	return r
}

// counted are the rows of past school years: the district in every year, the
// areas in the newest.
func (in *Inputs) counted(d Definition, m metric, years []forecast.Year, past map[forecast.Year][]tally) (rows []Row) {
	s := in.Gap.Supply
	for i, y := range years {
		if !d.in(int(y)) {
			continue
		}
		period := strconv.Itoa(int(y))
		add := func(area string, x [2]float64) {
			if x[1] == 0 {
				return
			}
			r := d.known(d.row(period, area), x[0], x[1], FromClasses)
			if m == mClasses {
				r.note(noteEven)
			}
			rows = append(rows, r)
		}
		if i == len(years)-1 {
			for a := range s.Areas {
				add(s.Areas[a].Code, past[y][a][m])
			}
		}
		sum := total(past[y])
		add("*", sum[m])
		if n := len(rows); m == mClasses && n > 0 && rows[n-1].Period == period && sum[mNoNorm][0] > 0 {
			rows[n-1].note(noteNoNorm + strconv.Itoa(int(sum[mNoNorm][0])))
		}
		if n := len(rows); m == mAreas && n > 0 && rows[n-1].Period == period {
			if gone := sum[mUnstated][0]; gone > 0 {
				rows[n-1].note(noteUnstated + strconv.Itoa(int(gone)))
			}
		}
	}
	return rows
}

// foreseen are the rows of school years to come. Numerator and denominator are
// means over draws and the value is their quotient; the probability is the share
// of draws in which the target holds.
func (in *Inputs) foreseen(d Definition, m metric, ahead []*played) (rows []Row) {
	s := in.Gap.Supply
	for _, p := range ahead {
		if !d.in(int(p.year)) {
			continue
		}
		mean, holds := in.digest(p.district, p.year)
		for a := range s.Areas {
			rows = append(rows, in.chance(d, p.year, s.Areas[a].Code, p.area[a][m], p.holds[a][d.Key])...)
		}
		rows = append(rows, in.chance(d, p.year, "*", mean[m], holds[d.Key])...)
	}
	return rows
}

func (in *Inputs) chance(d Definition, y forecast.Year, area string, x [2]float64, holds float64) []Row {
	if x[1] == 0 {
		return nil
	}
	r := d.known(d.row(strconv.Itoa(int(y)), area), x[0], x[1], FromForecast)
	r.Met = ""
	if d.Operator.numeric() || d.Operator == MeetsAll {
		r.Probability = holds
	}
	return []Row{r}
}

// checkMeasures sorts reported values by key and refuses those that cannot be
// used: no such indicator, no number, nothing to divide by, said twice.
func (in *Inputs) checkMeasures() (map[string][]Measure, []supply.Problem) {
	var problems []supply.Problem
	out := map[string][]Measure{}
	for row, m := range in.Measures {
		fault := func(col, value, rule string) {
			problems = append(problems, supply.Problem{Table: "measures", Row: row, Column: col, Value: value, Rule: rule})
		}
		i := slices.IndexFunc(in.Definitions, func(d Definition) bool { return d.Key == m.Key })
		number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
		switch {
		case i < 0:
			fault("key", m.Key, RuleUnknownKey)
		case math.IsNaN(m.Numerator) || math.IsInf(m.Numerator, 0):
			fault("numerator", number(m.Numerator), RuleMeasure)
		case math.IsInf(m.Denominator, 0) || m.Denominator < 0:
			fault("denominator", number(m.Denominator), RuleMeasure)
		case in.Definitions[i].ratio() && (math.IsNaN(m.Denominator) || m.Denominator == 0):
			fault("denominator", number(m.Denominator), RuleNoDenominator)
		case slices.ContainsFunc(out[m.Key], func(o Measure) bool { return o.Period == m.Period && o.Area == m.Area && o.Site == m.Site }):
			fault("period", m.Period, RuleMeasureTwice)
		default:
			out[m.Key] = append(out[m.Key], m)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b Measure) int {
			if c := strings.Compare(a.Period, b.Period); c != 0 {
				return c
			}
			if c := strings.Compare(a.Area, b.Area); c != 0 {
				return c
			}
			return strings.Compare(a.Site, b.Site)
		})
	}
	return out, problems
}

// reported are the rows of one indicator's measures, by period, area and site.
func reported(d Definition, measures []Measure) (rows []Row) {
	last := map[[2]string]float64{}
	for _, m := range measures {
		area := m.Area
		if area == "" && m.Site == "" {
			area = "*"
		}
		r := d.known(d.row(m.Period, area), m.Numerator, m.Denominator, FromMeasures)
		r.Site = m.Site
		r.note(noteReported)
		if d.Operator == Increasing || d.Operator == Decreasing {
			before, ok := last[[2]string{area, m.Site}]
			switch {
			case !ok:
				r.note(noteNoPrevious)
			case d.Operator == Increasing:
				r.Met = truth(r.Value > before)
			default:
				r.Met = truth(r.Value < before)
			}
			last[[2]string{area, m.Site}] = r.Value
		}
		rows = append(rows, r)
	}
	return rows
}
