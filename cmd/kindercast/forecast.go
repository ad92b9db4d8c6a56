package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/ingest"
)

// horizon are the flags of every verb that looks ahead.
type horizon struct {
	until     string
	years     int
	draws     int
	seed      uint64
	scenarios []string
	housing   bool
	uptake    bool
	flows     bool
	shard     string // of forecast alone
	persons   bool   // of forecast alone
}

func (h *horizon) flags(c *cobra.Command, t *tool) {
	f := c.Flags()
	f.StringVar(&h.until, "until", "", "hide everything later than DATE (YYYY-MM-DD) 只用此日之前已知的数据")
	f.IntVar(&h.years, "horizon", 6, "years ahead 预测年数")
	f.IntVar(&h.draws, "draws", 1000, "simulated futures 模拟次数")
	f.Uint64Var(&h.seed, "seed", 1, "seed of the random numbers 随机种子")
	f.StringArrayVar(&h.scenarios, "scenario", nil, "scenario file, may be repeated; a.toml+b.toml composes 情景文件")
	f.BoolVar(&h.housing, "housing", true, "children of homes still to be handed over 计入新交付住宅")
	f.BoolVar(&h.uptake, "uptake", true, "not every child asks for a place: as attendance shows 按参与率折算")
	f.BoolVar(&h.flows, "flows", true, "children who cross the borders of areas, as the roster shows 计入跨区就读")
}

func (h *horizon) check() error {
	if h.years < 1 || h.years > 20 {
		return usage("--horizon %d：应为 1 至 20 年 / want 1 to 20 years", h.years)
	}
	if h.draws < 2 || h.draws > 100000 {
		return usage("--draws %d：应为 2 至 100000 次 / want 2 to 100000", h.draws)
	}
	if h.until != "" {
		if _, err := forecast.ParseDate(h.until); err != nil {
			return usage("--until：应为 2022-08-31 这样的日期 / %v", err)
		}
	}
	return nil
}

// futures forecasts the base and every scenario with the same random numbers.
func (t *tool) futures(d *district, h *horizon) ([]future, error) {
	scenarios, err := t.readScenarios(h.scenarios, d)
	if err != nil {
		return nil, err
	}
	fs, err := futuresUnder(scenarios, d, h)
	if err != nil {
		return nil, err
	}
	t.sayBeyond(scenarios, fs[0].model.JumpOff().AddYears(h.years).SchoolYear())
	return fs, nil
}

// futuresUnder forecasts the base and the scenarios.
func futuresUnder(scenarios []forecast.Scenario, d *district, h *horizon) ([]future, error) {
	// Births that earlier vintages show to be registered late are raised to what
	// is expected; late_births.csv of the run lists every month that was.
	known := *d
	known.obs, _ = forecast.FitCompleteness(d.obs).Correct(d.obs)
	m, err := forecast.Fit(known.obs, forecast.Horizon{Years: h.years, Draws: h.draws})
	if err != nil {
		return nil, err
	}
	f := future{d: &known, h: h, model: m}
	if h.housing {
		f.yield = forecast.FitYield(known.obs, m)
	}
	var out []future
	for _, s := range append([]forecast.Scenario{{Name: "base"}}, scenarios...) {
		if f, err = f.under(s); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (t *tool) forecastVerb() *cobra.Command {
	h := &horizon{}
	c := &cobra.Command{Use: "forecast", Short: "预测各区域各年龄儿童数 / forecast the children of every area and age",
		RunE: func(c *cobra.Command, _ []string) error { return t.forecast(c.Context(), h) }}
	h.flags(c, t)
	c.Flags().BoolVar(&h.persons, "persons", false, "also write persons.csv, whole persons that add up 另写整数表")
	c.Flags().StringVar(&h.shard, "shard", "", "parent_code: district after district, then one table; or one district's code 逐区预测后合并")
	return c
}

func (t *tool) forecast(ctx context.Context, h *horizon) error {
	if err := h.check(); err != nil {
		return err
	}
	if h.shard != "" {
		return t.forecastShards(ctx, h)
	}
	r, err := t.start(ctx, "forecast", h)
	if err != nil {
		return err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	rows, err := r.writeForecast(fs)
	if err != nil {
		return err
	}
	if err := r.writeDemand(fs); err != nil {
		return err
	}
	if h.persons {
		if err := r.writePersons(fs); err != nil {
			return err
		}
	}
	if err := r.writeAreas(); err != nil {
		return err
	}
	if err := r.finish(); err != nil {
		return err
	}
	base := fs[0]
	t.say("%s", t.sentence("cmd.forecast.done", "areas", fmt.Sprint(len(base.draws.Areas)), "from", base.model.JumpOff().String(), "to", base.draws.Dates[len(base.draws.Dates)-1].String(), "rows", fmt.Sprint(len(rows)), "out", t.dir))
	t.sayBorrowed(base, r.d.areaName)
	return t.summary(map[string]any{"verb": "forecast", "areas": len(base.draws.Areas), "as_of": base.model.JumpOff(), "until": base.draws.Dates[len(base.draws.Dates)-1],
		"rows": len(rows), "borrowed": append(base.draws.Borrowed, base.demand.Borrowed...), "out": t.dir})
}

// areasShown is how many areas a sentence names.
const areasShown = 5

// sayBorrowed tells what the model had to borrow, and for which areas where it is
// not for all.
func (t *tool) sayBorrowed(f future, name func(code string) string) {
	of := map[string][]string{forecast.BorrowJumpOff: f.model.Filled, forecast.BorrowAbsent: f.model.LeftOut, forecast.BorrowCrowded: f.demand.Crowded}
	for _, key := range append(append([]string{}, f.draws.Borrowed...), f.demand.Borrowed...) {
		words := t.text(key)
		if codes := of[key]; len(codes) > 0 && len(codes) < len(f.draws.Areas) {
			var names []string
			for _, c := range codes[:min(areasShown, len(codes))] {
				names = append(names, name(c))
			}
			words += t.sentence("borrow.areas", "names", strings.Join(names, t.text("list.comma")), "n", fmt.Sprint(len(codes)))
		}
		t.say("  · %s", words)
	}
}

// lateRow is one line of late_births.csv: a month's births as they are known and
// as they are expected once registration is complete.
type lateRow struct {
	Area     string         `csv:"area_code"`
	Month    forecast.Month `csv:"month"`
	Delay    int            `csv:"months_after"`
	Known    int64          `csv:"known"`
	Expected int64          `csv:"expected"`
}

// writeForecast writes forecast.csv and forecast.parquet.
func (r *running) writeForecast(fs []future) ([]forecast.Row, error) {
	var rows []forecast.Row
	for _, f := range fs {
		rows = append(rows, forecast.Rows(f.draws, f.name)...)
		r.note("borrowed", append(append([]string{}, f.draws.Borrowed...), f.demand.Borrowed...))
	}
	r.asOf = fs[0].model.JumpOff()
	if _, late := forecast.FitCompleteness(r.d.obs).Correct(r.d.obs); len(late) > 0 {
		var list []lateRow
		for _, l := range late {
			list = append(list, lateRow{l.Area, l.Month, l.Delay, l.Known, l.Expected})
		}
		if err := writeTable(r, "late_births.csv", list, 1); err != nil {
			return nil, err
		}
	}
	if err := writeTable(r, "forecast.csv", rows, 1); err != nil {
		return nil, err
	}
	return rows, r.write("forecast.parquet", func(w writer) error { return ingest.WriteParquet(w, rows) })
}
