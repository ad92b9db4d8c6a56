package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/geo/siting"
)

func (t *tool) regretVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	c := &cobra.Command{Use: "regret", Short: "重演过去：当时的建议，用后来的事实计价 / replay the past: the advice of then, priced with what came",
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.settle(c.Flags()); err != nil {
				return err
			}
			return t.regret(c.Context(), h, p)
		}}
	h.flags(c, t)
	p.flags(c)
	p.within(c)
	return c
}

// regretRow is one line of regret.csv.
type regretRow struct {
	Way      string  `csv:"way" json:"way"`
	Cost     float64 `csv:"cost" json:"cost"`
	Regret   float64 `csv:"regret" json:"regret"`
	Capital  float64 `csv:"capital" json:"capital"`
	Unserved float64 `csv:"unserved" json:"unserved"`
	Options  int     `csv:"options" json:"options"`
	Closed   int     `csv:"closed" json:"closed"`
	Distance string  `csv:"distance" json:"distance"`
}

// regret makes the plan with what was known on --until and prices it with the
// children who came.
func (t *tool) regret(ctx context.Context, h *horizon, p *planFlags) error {
	if h.until == "" {
		return usage("regret 需要 --until 日期（从哪一天起规划） / regret needs --until DATE, the past day to plan from")
	}
	if err := h.check(); err != nil {
		return err
	}
	until, err := forecast.ParseDate(h.until)
	if err != nil {
		return usage("--until：应为 2022-08-31 这样的日期 / %v", err)
	}
	full := *h
	full.until = ""
	r, err := t.start(ctx, "regret", &full)
	if err != nil {
		return err
	}
	if err := r.adopt(p); err != nil {
		return err
	}
	then, err := r.replayFrom(until, p)
	if err != nil {
		return err
	}
	full.years = min(h.years, then.years)
	r.d = then.past
	fs, err := t.futures(r.d, &full)
	if err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	m, err := r.matched(fs[0])
	if err != nil {
		return err
	}
	problem, err := r.planningProblem(fs[0], m, p)
	if err != nil {
		return err
	}
	came, err := r.whatCame(then.now, fs[0])
	if err != nil {
		return err
	}
	truth := *problem
	if err := r.demandPoints(&truth, came); err != nil {
		return err
	}
	planner, closeExact, err := r.planner(p)
	if err != nil {
		return err
	}
	defer closeExact()
	list, err := planner.Replay(ctx, problem, truth.Children, siting.Limits{Seconds: p.seconds, Rounds: p.rounds, Seed: h.seed})
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("重演被中断，没有写出结果：各方式都算完才能比较；可用 --areas 缩小范围 / interrupted, nothing written: ways half priced cannot be compared; --areas plans a part: %w", err)
	}
	if err != nil {
		return solverError(err)
	}
	var rows []regretRow
	for _, x := range list {
		rows = append(rows, regretRow{x.Way, x.Cost, x.Regret, x.Capital, x.Unserved, x.Options, x.Closed, problem.DistanceKind})
	}
	if err := writeTable(r, "regret.csv", rows, 1); err != nil {
		return err
	}
	r.note("regret", then.assumed)
	r.h = h
	if err := r.finish(); err != nil {
		return err
	}
	r.tellRegret(rows, then, problem)
	return t.summary(map[string]any{"verb": "regret", "ways": rows, "assumed": then.assumed, "distance": problem.DistanceKind})
}

// tellRegret prints what each way costs, by how much the advice of then was
// better or worse than the two that need no forecast, and what was assumed.
func (r *running) tellRegret(rows []regretRow, then *replayed, problem *siting.District) {
	standing := 0
	for _, s := range problem.Sites {
		if slices.ContainsFunc(s.Rooms, func(n int) bool { return n > 0 }) {
			standing++
		}
	}
	r.t.say("%s", r.t.sentence("regret.title", "from", fmt.Sprint(problem.FirstYear), "to", fmt.Sprint(int(problem.FirstYear)+problem.Years-1), "points", fmt.Sprint(len(problem.Points)),
		"sites", fmt.Sprint(standing), "options", fmt.Sprint(len(problem.Options)), "distance", r.t.text("distance."+problem.DistanceKind)))
	var cells [][]string
	cost := map[string]float64{}
	for _, x := range rows {
		cost[x.Way] = x.Cost
		cells = append(cells, []string{r.t.text("way." + x.Way), whole(x.Cost), whole(x.Regret), whole(x.Capital), whole(x.Unserved), fmt.Sprint(x.Options), fmt.Sprint(x.Closed)})
	}
	r.t.tell([]string{"regret.way", "regret.cost", "regret.regret", "cost.capital", "frontier.unserved", "regret.options", "regret.closed"}, cells)
	r.t.say("%s", r.t.sentence("regret.verdict", "rule", signed(cost["plan"]-cost["biggest_gap"], 0), "nothing", signed(cost["plan"]-cost["nothing"], 0)))
	for _, key := range then.assumed {
		r.t.say("  · %s", r.t.text(key))
	}
}
