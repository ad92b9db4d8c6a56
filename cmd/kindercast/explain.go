package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kindercast/forecast"
)

func (t *tool) explainVerb() *cobra.Command {
	h := &horizon{}
	var area, age, against string
	var year int
	c := &cobra.Command{Use: "explain", Short: "把变化拆成可相加的原因 / split a change into parts that add up",
		RunE: func(c *cobra.Command, _ []string) error { return t.explain(c.Context(), h, area, age, year, against) }}
	h.flags(c, t)
	f := c.Flags()
	f.StringVar(&area, "area", "", "area code or name 区域代码或名称")
	f.IntVar(&year, "year", 0, "school year 学年")
	f.StringVar(&age, "age", "3-5", "2, 3, 4, 5, 3-5 or 2-5 年龄")
	f.StringVar(&against, "vintage", "", "explain what moved since the forecast known on DATE 与该日预测相比")
	return c
}

// explained is one line of explain.csv.
type explained struct {
	Area  string  `csv:"area_code"`
	Year  int     `csv:"school_year"`
	Age   string  `csv:"age"`
	Of    string  `csv:"difference"` // years, scenario name or vintage
	From  float64 `csv:"from"`
	To    float64 `csv:"to"`
	Part  string  `csv:"part"`
	Value float64 `csv:"value"`
}

func (t *tool) explain(ctx context.Context, h *horizon, area, age string, year int, against string) error {
	ages, ok := map[string][]forecast.Age{"2": {2}, "3": {3}, "4": {4}, "5": {5}, "3-5": {3, 4, 5}, "2-5": {2, 3, 4, 5}}[age]
	if !ok {
		return usage("--age %q: want 2, 3, 4, 5, 3-5 or 2-5", age)
	}
	if area == "" || year == 0 {
		return usage("explain needs --area and --year")
	}
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "explain", h)
	if err != nil {
		return err
	}
	code, name := "", ""
	for _, a := range r.d.obs.Areas {
		if a.Code == area || a.Name == area {
			code, name = a.Code, a.Name
		}
	}
	if code == "" {
		return usage("--area %q: no planned area has this code or name", area)
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	base := fs[0]
	k := -1
	for i, d := range base.draws.Dates {
		if int(d.SchoolYear()) == year {
			k = i
		}
	}
	if k < 0 {
		return usage("--year %d: the forecast runs from %d to %d", year, base.draws.Dates[0].SchoolYear(), base.draws.Dates[len(base.draws.Dates)-1].SchoolYear())
	}
	var rows []explained
	tell := func(of string, e forecast.Explanation) {
		for _, p := range e.Parts {
			rows = append(rows, explained{code, year, age, of, e.From, e.To, p.Key, p.Value})
		}
		t.say("%s", t.tellParts(of, name, year, age, e))
	}
	e, err := forecast.ExplainYears(base.model, base.draws, code, k, ages...)
	if err != nil {
		return err
	}
	tell("years", e)
	for _, f := range fs[1:] {
		e, err := t.explainScenario(r, h, f, code, k, ages)
		if err != nil {
			return err
		}
		tell(f.name, e)
	}
	if against != "" {
		e, err := t.explainVintage(r, h, base, against, code, k, ages)
		if err != nil {
			return err
		}
		tell("vintage", e)
	}
	if err := writeTable(r, "explain.csv", rows, 2); err != nil {
		return err
	}
	r.asOf = base.model.JumpOff()
	if err := r.finish(); err != nil {
		return err
	}
	return t.summary(map[string]any{"verb": "explain", "rows": rows})
}

// tellParts is an explanation as a sentence and a small table.
func (t *tool) tellParts(of, name string, year int, age string, e forecast.Explanation) string {
	var b strings.Builder
	b.WriteString(t.sentence("cmd.explain."+kindOf(of), "area", name, "year", fmt.Sprint(year), "age", age, "from", fmt.Sprintf("%.0f", e.From), "to", fmt.Sprintf("%.0f", e.To),
		"difference", fmt.Sprintf("%+.0f", e.To-e.From), "scenario", of))
	for _, p := range e.Parts {
		fmt.Fprintf(&b, "\n  %-24s %+9.1f", t.text("part."+p.Key), p.Value)
	}
	fmt.Fprintf(&b, "\n  %-24s %+9.1f", t.text("part.sum"), e.Sum())
	return b.String()
}

func kindOf(of string) string {
	if of == "years" || of == "vintage" {
		return of
	}
	return "scenario"
}

// explainScenario splits demand under a scenario less demand under the base into
// the levers births, migration, housing and uptake.
func (t *tool) explainScenario(r *running, h *horizon, f future, code string, k int, ages []forecast.Age) (forecast.Explanation, error) {
	kinds := map[string]string{"births": "births", "fertility": "births", "tfr": "births", "migration": "migration", "housing": "housing", "uptake": "uptake"}
	keys := []string{"births", "migration", "housing", "uptake"}
	hz := forecast.Horizon{Years: h.years, Draws: h.draws, Seed: h.seed}
	yield := (*forecast.Yield)(nil)
	if h.housing {
		yield = forecast.FitYield(r.d.obs, f.model)
	}
	return forecast.ExplainLevers(keys, func(set uint) (float64, error) {
		on := forecast.Scenario{Name: f.name}
		for _, sh := range f.scenario.Shifts {
			for i, key := range keys {
				if kinds[sh.Kind] == key && set&(1<<i) != 0 {
					on.Shifts = append(on.Shifts, sh)
				}
			}
		}
		hz.Shifts = forecast.Both(yield.Arrivals(r.d.obs, f.model, hz), on.Paths(f.model.JumpOff(), f.model.BirthsKnown(), yield.ByAge()))
		d, err := forecast.NewDemand(r.d.obs, f.model.Draw(hz), r.d.attendance(), forecast.DemandOptions{Seed: h.seed, Factor: on.Attend(f.model.JumpOff())})
		if err != nil {
			return 0, err
		}
		return forecast.Summarise(d.Residents.Sum([]int{d.Residents.AreaIndex(code)}, k, ages...)).Mean, nil
	})
}

// explainVintage splits what moved between the forecast known on an earlier day
// and today's, for the same date.
func (t *tool) explainVintage(r *running, h *horizon, now future, day, code string, k int, ages []forecast.Age) (forecast.Explanation, error) {
	date, err := forecast.ParseDate(day)
	if err != nil {
		return forecast.Explanation{}, usage("--vintage: %v", err)
	}
	target := now.draws.Dates[k]
	old := *h
	old.scenarios = nil
	known := r.d.until(date)
	m, err := forecast.Fit(known.obs, forecast.Horizon{Years: 1, Draws: 2})
	if err != nil {
		return forecast.Explanation{}, fmt.Errorf("vintage %s: %w", day, err)
	}
	old.years = target.Year() - m.JumpOff().Year()
	if old.years < 1 {
		return forecast.Explanation{}, usage("--vintage %s: it is not before the year explained", day)
	}
	then, err := t.futures(known, &old)
	if err != nil {
		return forecast.Explanation{}, err
	}
	var b1, f1, b2, f2 []float64
	for _, a := range ages {
		x, y := cohortPath(then[0], code, target, a)
		b1, f1 = append(b1, x), append(f1, y)
		x, y = cohortPath(now, code, target, a)
		b2, f2 = append(b2, x), append(f2, y)
	}
	return forecast.ExplainVintages(b1, f1, b2, f2), nil
}

// cohortPath returns the mean size of the cohort aged a on target, at age 0 and
// on target: counted where it was, foreseen where it was not.
func cohortPath(f future, code string, target forecast.Date, a forecast.Age) (birth, size float64) {
	mean := func(date forecast.Date, age forecast.Age) float64 {
		for k, d := range f.draws.Dates {
			if d == date {
				return forecast.Summarise(f.draws.Sum([]int{f.draws.AreaIndex(code)}, k, age)).Mean
			}
		}
		l := f.model.Lexis
		for i, c := range l.Areas {
			for k, d := range l.Dates {
				if c == code && d == date {
					return l.At(i, k, age)
				}
			}
		}
		return 0
	}
	return mean(target.AddYears(-int(a)), 0), mean(target, a)
}
