package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/cmd/kindercast/internal/why"
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
	// The same of the children who ask for a place.
	DemandBase float64 `csv:"demand_base_mean"`
	DemandMean float64 `csv:"demand_difference_mean"`
	DemandQ10  float64 `csv:"demand_difference_q10"`
	DemandQ50  float64 `csv:"demand_difference_q50"`
	DemandQ90  float64 `csv:"demand_difference_q90"`
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
		return usage("compare 至少需要一个 --scenario 文件 / compare needs at least one --scenario FILE")
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
		rows = append(rows, differences(fs[0], f)...)
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
		more := func(x float64) string { return why.Signed(x, 0) }
		fmt.Fprintln(w, t.text("cmd.compare.head"))
		for _, d := range rows {
			if d.Area == forecast.All && (d.Age == "2" || d.Age == "3-5") {
				fmt.Fprintf(w, "%s\t%s\t%s\t%.0f\t%s\t%s … %s\t%.0f\t%s\t%s … %s\n", d.Scenario, d.AsOf, d.Age, d.Base, more(d.Mean), more(d.Q10), more(d.Q90),
					d.DemandBase, more(d.DemandMean), more(d.DemandQ10), more(d.DemandQ90))
			}
		}
		_ = w.Flush() // standard output
	}
	return t.summary(map[string]any{"verb": "compare", "rows": len(rows), "out": t.dir})
}

// differences subtracts base from other in every draw, residents and demand; both
// were drawn with the same random numbers, so what is left is the scenario's doing
// alone.
func differences(base, other future) []difference {
	var out []difference
	asked, asks := base.demand.Total(), other.demand.Total()
	for y, date := range base.draws.Dates {
		for i := -1; i < len(base.draws.Areas); i++ {
			of, code := []int(nil), forecast.All
			if i >= 0 {
				of, code = []int{i}, base.draws.Areas[i]
			}
			for _, g := range ageGroups {
				before, living := less(base.draws, other.draws, of, y, g.ages)
				wanted, asking := less(asked, asks, of, y, g.ages)
				out = append(out, difference{other.name, date, code, g.key, before, living.Mean, living.Q[2], living.Q[4], living.Q[6],
					wanted, asking.Mean, asking.Q[2], asking.Q[4], asking.Q[6]})
			}
		}
	}
	return out
}

// less returns the mean of base, and the summary of other less base.
func less(base, other *forecast.Draws, of []int, date int, ages []forecast.Age) (mean float64, diff forecast.Summary) {
	a, b := base.Sum(of, date, ages...), other.Sum(of, date, ages...)
	mean = forecast.Summarise(a).Mean
	for s := range a {
		b[s] -= a[s]
	}
	return mean, forecast.Summarise(b)
}
