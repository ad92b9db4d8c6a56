package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/forecast"
)

// difference is one line of compare.csv: a scenario less the base, draw by draw.
type difference struct {
	Scenario string        `csv:"scenario"`
	AsOf     forecast.Date `csv:"as_of"`
	Area     string        `csv:"area_code"`
	Age      string        `csv:"age"`
	Base     float64       `csv:"base_mean"`
	Mean     float64       `csv:"difference_mean"`
	Q10      float64       `csv:"difference_q10"`
	Q50      float64       `csv:"difference_q50"`
	Q90      float64       `csv:"difference_q90"`
}

func (t *tool) compareVerb() *cobra.Command {
	h := &horizon{}
	c := &cobra.Command{Use: "compare", Short: "比较情景与基准（逐次模拟相减）/ scenarios against the base, draw by draw",
		RunE: func(c *cobra.Command, _ []string) error { return t.compare(c.Context(), h) }}
	h.flags(c, t)
	return c
}

func (t *tool) compare(ctx context.Context, h *horizon) error {
	if err := h.check(); err != nil {
		return err
	}
	if len(h.scenarios) == 0 {
		return usage("compare needs at least one --scenario FILE")
	}
	r, err := t.start(ctx, "compare", h)
	if err != nil {
		return err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	var rows []difference
	for _, f := range fs[1:] {
		rows = append(rows, differences(fs[0].draws, f.draws, f.name)...)
	}
	if err := writeTable(r, "compare.csv", rows, 1); err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	if err := r.finish(); err != nil {
		return err
	}
	if !t.quiet && !t.asJSON {
		w := tabwriter.NewWriter(t.out, 2, 0, 2, ' ', 0)
		fmt.Fprintln(w, t.text("cmd.compare.head"))
		for _, d := range rows {
			if d.Area == forecast.All && (d.Age == "2" || d.Age == "3-5") {
				fmt.Fprintf(w, "%s\t%s\t%s\t%.0f\t%+.0f\t%+.0f … %+.0f\n", d.Scenario, d.AsOf, d.Age, d.Base, d.Mean, d.Q10, d.Q90)
			}
		}
		_ = w.Flush() // standard output
	}
	return t.summary(map[string]any{"verb": "compare", "rows": len(rows), "out": t.dir})
}

// differences subtracts base from other in every draw; both were drawn with the
// same random numbers, so what is left is the scenario's doing alone.
func differences(base, other *forecast.Draws, name string) []difference {
	var out []difference
	groups := []struct {
		key  string
		ages []forecast.Age
	}{{"2", []forecast.Age{2}}, {"3", []forecast.Age{3}}, {"4", []forecast.Age{4}}, {"5", []forecast.Age{5}}, {"3-5", []forecast.Age{3, 4, 5}}, {"2-5", []forecast.Age{2, 3, 4, 5}}}
	for y, date := range base.Dates {
		for i := -1; i < len(base.Areas); i++ {
			of, code := []int(nil), forecast.All
			if i >= 0 {
				of, code = []int{i}, base.Areas[i]
			}
			for _, g := range groups {
				a, b := base.Sum(of, y, g.ages...), other.Sum(of, y, g.ages...)
				diff := make([]float64, len(a))
				for s := range a {
					diff[s] = b[s] - a[s]
				}
				q := forecast.Summarise(diff)
				out = append(out, difference{name, date, code, g.key, forecast.Summarise(a).Mean, q.Mean, q.Q[2], q.Q[4], q.Q[6]})
			}
		}
	}
	return out
}
