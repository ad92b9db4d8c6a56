package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kindercast/cmd/kindercast/internal/why"
	"kindercast/forecast"
)

// question is what explain is asked.
type question struct {
	area, age, asOf, against string
	year, from               int
	ages                     []forecast.Age
}

// ageGroups are the ages and groups of ages that are explained.
var ageGroups = []struct {
	key  string
	ages []forecast.Age
}{{"2", []forecast.Age{2}}, {"3", []forecast.Age{3}}, {"4", []forecast.Age{4}}, {"5", []forecast.Age{5}}, {"3-5", []forecast.Age{3, 4, 5}}, {"2-5", []forecast.Age{2, 3, 4, 5}}}

func (t *tool) explainVerb() *cobra.Command {
	h, q := &horizon{}, &question{}
	c := &cobra.Command{Use: "explain", Short: "把需求的变化拆成可相加的原因 / split a change of demand into parts that add up",
		Long: `把入园需求之差拆成出生、升龄、迁移、住宅、参与率、跨区流动、口径调整七部分，相加恰为该差：
  --year 2030                         与起报学年相比（--from-year 另选学年）
  --year 2030 --scenario a.toml       情景与基准相比（--against NAME 与另一情景相比）
  --year 2030 --as-of 2024-08-31      与当时所知的预测相比；该学年若已清点，即与实际相比

Splits a difference of demand into births, ageing, migration, housing, uptake, flows and
reclassification, which add up to it: between two years, two scenarios, two vintages of the
forecast, or the forecast and what came.`,
		RunE: func(c *cobra.Command, _ []string) error { return t.explain(c.Context(), h, q) }}
	h.flags(c, t)
	f := c.Flags()
	f.StringVar(&q.area, "area", "", "area code or name, * for all 区域代码或名称，* 为全区")
	f.IntVar(&q.year, "year", 0, "school year 学年")
	f.IntVar(&q.from, "from-year", 0, "school year it is compared with (default: the newest counted) 对比学年")
	f.StringVar(&q.age, "age", "3-5", "2, 3, 4, 5, 3-5 or 2-5 年龄")
	f.StringVar(&q.asOf, "as-of", "", "against the forecast as known on DATE 与该日所知的预测相比")
	f.StringVar(&q.against, "against", "base", "scenario that the others are compared with 对比情景")
	return c
}

func (q *question) check() error {
	if q.area == "" || q.year == 0 {
		return usage("explain 需要 --area 和 --year / explain needs --area and --year")
	}
	for _, g := range ageGroups {
		if g.key == q.age {
			q.ages = g.ages
			return nil
		}
	}
	return usage("--age %q：应为 2、3、4、5、3-5 或 2-5 / want 2, 3, 4, 5, 3-5 or 2-5", q.age)
}

func (t *tool) explain(ctx context.Context, h *horizon, q *question) error {
	if err := q.check(); err != nil {
		return err
	}
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "explain", h)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(r.d.obs.Areas, func(a forecast.Area) bool { return a.Code == q.area || a.Name == q.area })
	if i < 0 && q.area != forecast.All {
		return usage("--area %q：没有这个代码或名称的区域，见 areas 表 / no planned area has this code or name", q.area)
	}
	name := t.text("area.all")
	if i >= 0 {
		q.area, name = r.d.obs.Areas[i].Code, r.d.obs.Areas[i].Name
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	rows, err := r.answer(fs, q)
	if err != nil {
		return err
	}
	for _, row := range rows {
		t.say("%s\n%s", row.Sentence(t.lang, name), row.Table(t.lang))
	}
	if err := writeTable(r, "explain.csv", why.Printed(rows), 2); err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	if err := r.finish(); err != nil {
		return err
	}
	return t.summary(map[string]any{"verb": "explain", "rows": rows})
}

// answer explains what was asked: the change over years, then each scenario
// against another, then the change since an earlier forecast.
func (r *running) answer(fs []future, q *question) ([]why.Row, error) {
	now := fs[0].account()
	to, err := dateOf(now, q.year)
	if err != nil {
		return nil, err
	}
	from := now.JumpOff()
	if q.from != 0 {
		if from, err = dateOf(now, q.from); err != nil {
			return nil, err
		}
	}
	var rows []why.Row
	add := func(scenario, kind, against string, e forecast.Explanation) {
		rows = append(rows, why.Row{Scenario: scenario, Difference: kind, Against: against, Area: q.area, Year: q.year, Age: q.age, Figure: fs[0].figure()}.Set(e))
	}
	switch {
	case from < to:
		e, err := now.Years(q.area, from, to, q.ages...)
		if err != nil {
			return nil, err
		}
		add(fs[0].name, why.Years, fmt.Sprint(from.SchoolYear()), e)
	case q.asOf == "" || q.from != 0:
		return nil, usage("--year %[1]d 不晚于 %[2]d：请给更早的 --from-year，或用 --as-of 日期 与当时的预测相比 / --year %[1]d is not after %[2]d: give an earlier --from-year, or --as-of DATE to hold a past forecast against what came", q.year, from.SchoolYear())
	}
	if len(fs) > 1 && to > now.JumpOff() {
		one := []cell{{q.area, slices.Index(fs[0].draws.Dates, to), q.ages}}
		split := map[string]forecast.Explanation{}
		for _, f := range fs {
			list, err := r.explainScenario(f, one)
			if err != nil {
				return nil, err
			}
			split[f.name] = list[0]
		}
		other, ok := split[q.against]
		if !ok {
			return nil, usage("--against %q：没有叫这个名称的情景 / no scenario has this name", q.against)
		}
		for _, f := range fs {
			if f.name != q.against {
				add(f.name, why.Scenario, q.against, split[f.name].Since(other))
			}
		}
	}
	if q.asOf != "" {
		kind, e, err := r.explainVintage(fs[0], now, q, to)
		if err != nil {
			return nil, err
		}
		add(fs[0].name, kind, q.asOf, e)
	}
	return rows, nil
}

// dateOf is the reference day before a school year.
func dateOf(a *forecast.Account, year int) (forecast.Date, error) {
	for _, d := range a.Dates {
		if int(d.SchoolYear()) == year {
			return d, nil
		}
	}
	return 0, usage("%[1]d 学年：人口与预测从 %[2]d 到 %[3]d 学年 / school year %[1]d: counts and forecast run from %[2]d to %[3]d", year, a.Dates[0].SchoolYear(), a.Dates[len(a.Dates)-1].SchoolYear())
}

// cell is a figure of a forecast: an area (or all), a year of it, ages.
type cell struct {
	area string
	k    int
	ages []forecast.Age
}

// levers are the parts that a kind of shift belongs to; the others change no
// demand.
var levers = map[string]string{"births": forecast.PartBirths, "fertility": forecast.PartBirths, "tfr": forecast.PartBirths, "migration": forecast.PartMigration,
	"housing": forecast.PartHousing, "uptake": forecast.PartUptake, "flows": forecast.PartFlows}

// explainScenario splits the mean demand of a future less that of the base, cell
// by cell, into the levers that its scenario moves.
func (r *running) explainScenario(f future, cells []cell) ([]forecast.Explanation, error) {
	var keys []string
	for _, sh := range f.scenario.Shifts {
		if key, ok := levers[sh.Kind]; ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return forecast.ExplainLevers(keys, func(set uint) ([]float64, error) {
		on := forecast.Scenario{Name: f.name}
		for _, sh := range f.scenario.Shifts {
			if i := slices.Index(keys, levers[sh.Kind]); i >= 0 && set&(1<<i) != 0 {
				on.Shifts = append(on.Shifts, sh)
			}
		}
		g, err := f.under(on)
		if err != nil {
			return nil, err
		}
		total := g.demand.Total()
		out := make([]float64, len(cells))
		for c, cell := range cells {
			of := []int(nil)
			if cell.area != forecast.All {
				of = []int{total.AreaIndex(cell.area)}
			}
			out[c] = forecast.Summarise(total.Sum(of, cell.k, cell.ages...)).Mean
		}
		return out, nil
	})
}

// explainVintage splits what moved since the forecast known on an earlier day,
// for one date: against today's forecast, or against what was counted.
func (r *running) explainVintage(now future, account *forecast.Account, q *question, date forecast.Date) (kind string, e forecast.Explanation, err error) {
	day, err := forecast.ParseDate(q.asOf)
	if err != nil {
		return "", e, usage("--as-of：应为 2022-08-31 这样的日期 / %v", err)
	}
	known := r.d.until(day)
	if len(known.obs.Population) == 0 {
		return "", e, usage("--as-of %s：那时还没有人口计数 / nobody was counted by then", q.asOf)
	}
	newest := known.obs.Population[0].AsOf
	for _, p := range known.obs.Population {
		newest = max(newest, p.AsOf)
	}
	old := *r.h
	if old.scenarios, old.years = nil, date.Year()-newest.Year(); old.years < 1 {
		return "", e, usage("--as-of %[1]s：那时 %[2]d 学年已经清点，请给更早的日期 / school year %[2]d had been counted by then", q.asOf, q.year)
	}
	fs, err := r.t.futures(known, &old)
	if err != nil {
		return "", e, err
	}
	then := fs[0]
	rehomed, err := then.rehomed(now)
	if err != nil {
		return "", e, err
	}
	kind = why.AsOf
	if date <= account.JumpOff() {
		kind = why.Truth
	}
	e, err = account.Vintages(then.account(), rehomed.account(), q.area, date, q.ages...)
	return kind, e, err
}

// writeExplanations writes explain.csv of a run; see explainAll.
func (r *running) writeExplanations(fs []future) error {
	rows, err := r.explainAll(fs)
	if err != nil {
		return err
	}
	return writeTable(r, "explain.csv", why.Printed(rows), 2)
}

// explainAll explains every area, year and group of ages: each forecast from its
// jump-off, and each scenario against the base.
func (r *running) explainAll(fs []future) ([]why.Row, error) {
	var rows []why.Row
	for n, f := range fs {
		a := f.account()
		var cells []cell
		for _, area := range append([]string{forecast.All}, a.Areas...) {
			for k, date := range f.draws.Dates {
				for _, g := range ageGroups {
					e, err := a.Years(area, a.JumpOff(), date, g.ages...)
					if err != nil {
						return nil, err
					}
					rows = append(rows, why.Row{Scenario: f.name, Difference: why.Years, Against: fmt.Sprint(a.JumpOff().SchoolYear()), Area: area, Year: int(date.SchoolYear()), Age: g.key, Figure: f.figure()}.Set(e))
					cells = append(cells, cell{area, k, g.ages})
				}
			}
		}
		if n == 0 {
			continue
		}
		list, err := r.explainScenario(f, cells)
		if err != nil {
			return nil, err
		}
		own := rows[len(rows)-len(list):]
		for c, e := range list {
			rows = append(rows, why.Row{Scenario: f.name, Difference: why.Scenario, Against: fs[0].name, Area: own[c].Area, Year: own[c].Year, Age: own[c].Age, Figure: f.figure()}.Set(e))
		}
	}
	return rows, nil
}
