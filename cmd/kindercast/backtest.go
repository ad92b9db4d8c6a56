package main

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/ingest"
)

func (t *tool) backtestVerb() *cobra.Command {
	h := &horizon{}
	first := ""
	c := &cobra.Command{Use: "backtest", Short: "用历史检验预测 / forecast the past and score it against what came",
		RunE: func(c *cobra.Command, _ []string) error { return t.backtest(c.Context(), h, first) }}
	h.flags(c, t)
	c.Flags().StringVar(&first, "first", "", "first reference date to forecast from (default: half of the history) 首个检验起点")
	return c
}

// models are the model and its plain rivals, scored side by side.
func models() []forecast.Forecaster {
	out := []forecast.Forecaster{forecast.Kindercast{}}
	for _, r := range forecast.Rivals {
		out = append(out, r)
	}
	return out
}

func (t *tool) backtest(ctx context.Context, h *horizon, first string) error {
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "backtest", h)
	if err != nil {
		return err
	}
	scores, err := r.writeBacktest(h, first)
	if errors.Is(err, forecast.ErrNoOrigin) {
		return usage("没有可以检验的起点：至少要有两个人口日期，--first 须早于最新的一个 / nothing to test: give two dates of population or more, and a --first before the newest")
	}
	if err != nil {
		return err
	}
	if err := r.finish(); err != nil {
		return err
	}
	if !t.quiet && !t.asJSON {
		t.printScores(scores)
	}
	return t.summary(map[string]any{"verb": "backtest", "scores": scores, "out": t.dir})
}

// writeBacktest runs the backtest and writes scores.csv, backtest.parquet,
// backtest.csv.gz and the report.
func (r *running) writeBacktest(h *horizon, first string) ([]forecast.Score, error) {
	from, err := r.firstOrigin(first)
	if err != nil {
		return nil, err
	}
	var rows []forecast.BacktestRow
	bar := r.t.progress("backtest")
	scores, err := forecast.Backtest(r.d.obs, from, forecast.Horizon{Years: h.years, Draws: h.draws, Seed: h.seed}, models(), func(part []forecast.BacktestRow) error {
		rows = append(rows, part...)
		bar()
		return r.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	r.errors = pastErrors(rows)
	table := scores.Table()
	if err := writeTable(r, "scores.csv", table, 3); err != nil {
		return nil, err
	}
	if err := writeTable(r, "scores_detail.csv", details(scores.Details()), 3); err != nil {
		return nil, err
	}
	if err := r.write("backtest.parquet", func(w writer) error { return ingest.WriteParquet(w, rows) }); err != nil {
		return nil, err
	}
	if err := r.write("backtest.csv.gz", func(w writer) error {
		z := gzip.NewWriter(w)
		if err := ingest.WriteCSV(z, rows, ingest.CSV{Decimals: 1}); err != nil {
			return err
		}
		return z.Close()
	}); err != nil {
		return nil, err
	}
	return table, r.writeReport(scores, rows)
}

// pastErrors adds up what the model foresaw for 3 to 5 and what came, by area and
// years ahead, over all origins.
func pastErrors(rows []forecast.BacktestRow) (out []indicator.Error) {
	at := map[indicator.Error]int{} // by area and horizon
	for _, b := range rows {
		if b.Model != "kindercast" || b.Age != "3-5" {
			continue
		}
		key := indicator.Error{Area: b.Area, Horizon: int(b.Horizon)}
		k, ok := at[key]
		if !ok {
			k, at[key] = len(out), len(out)
			out = append(out, key)
		}
		out[k].Forecast += b.Mean
		out[k].Actual += b.Actual
	}
	slices.SortFunc(out, func(a, b indicator.Error) int {
		return cmp.Or(cmp.Compare(a.Horizon, b.Horizon), strings.Compare(a.Area, b.Area))
	})
	return out
}

// firstOrigin reads --first, or takes the reference date at half of the history,
// so that at least as many years are learnt from as are foreseen.
func (r *running) firstOrigin(first string) (forecast.Date, error) {
	if first != "" {
		d, err := forecast.ParseDate(first)
		if err != nil {
			return 0, usage("--first：应为 2022-08-31 这样的日期 / %v", err)
		}
		return d, nil
	}
	l, err := forecast.NewLexis(r.d.obs)
	if err != nil {
		return 0, err
	}
	return l.Dates[len(l.Dates)/2], nil
}

// printScores prints area and total errors of ages 2, 3-5 beside the rivals.
func (t *tool) printScores(scores []forecast.Score) {
	w := tabwriter.NewWriter(t.out, 2, 0, 2, ' ', 0)
	fmt.Fprintln(w, t.text("cmd.scores.head"))
	for _, s := range scores {
		if s.Age != "3-5" && s.Age != "2" && s.Age != forecast.AgeBirths {
			continue
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%.2f\t%.2f\t%+.2f\t%.2f\t%.0f\t%.0f\n", s.Model, s.Horizon, s.Age, s.Level, s.N, s.MAPE, s.WAPE, s.Bias, s.CRPS, s.Cover80, s.Cover95)
	}
	_ = w.Flush() // standard output
}
