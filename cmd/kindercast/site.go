package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"kindercast/geo/siting"
)

func (t *tool) siteVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	c := &cobra.Command{Use: "site", Short: "布点建议：新开、扩建、转换、关闭 / what to open, expand, convert and close",
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.settle(c.Flags()); err != nil {
				return err
			}
			return t.site(c.Context(), h, p)
		}}
	h.flags(c, t)
	p.flags(c)
	p.within(c)
	return c
}

func (t *tool) site(ctx context.Context, h *horizon, p *planFlags) error {
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "site", h)
	if err != nil {
		return err
	}
	if err := r.adopt(p); err != nil {
		return err
	}
	given := r.d
	if r.d, err = given.proposed(p.propose, p.room); err != nil {
		return err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	m, err := r.matched(fs[0])
	if err != nil {
		return err
	}
	if m == nil {
		return usage("没有园所表，可用 --propose 室数 / the dataset has no table of sites: nothing can be planned; with --propose ROOMS some stand in for those of each area")
	}
	if err := r.writeKindergartens(fs[0], m); err != nil {
		return err
	}
	plan, err := r.writePlan(fs[0], m, p)
	if err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	if err := r.finish(); err != nil {
		return err
	}
	r.tellPlan(plan)
	if r.d.standsIn {
		t.say("  · %s", t.text("regret.stand_in"))
	}
	if len(given.candidates) == 0 && len(r.d.candidates) > 0 {
		t.say("  · %s", t.text("regret.proposed"))
	}
	return t.summary(map[string]any{"verb": "site", "actions": len(plan.Actions), "objective": plan.Objective, "bound": plan.Bound, "gap": plan.Gap, "status": plan.Status,
		"distance": plan.Distance, "conflict": plan.Conflict, "interrupted": plan.interrupted, "warnings": plan.Warnings})
}

// planSentence says in one sentence what the plan does and how good it is.
func (r *running) planSentence(plan *siting.Plan) string {
	before, after := 0.0, 0.0
	for _, s := range plan.Short {
		before, after = before+s.Before, after+s.After
	}
	build, closes := 0, 0
	for _, a := range plan.Actions {
		switch a.Action {
		case actionClose:
			closes++
		case actionNursery:
		default:
			build++
		}
	}
	change := "stays"
	switch was, is := whole(before), whole(after); {
	case was == is:
	case after < before:
		change = "falls"
	default:
		change = "rises"
	}
	return r.t.sentence("cmd.plan", "change", r.t.text("cmd.plan."+change), "build", fmt.Sprint(build), "close", fmt.Sprint(closes), "before", fmt.Sprintf("%.0f", before), "after", fmt.Sprintf("%.0f", after),
		"objective", fmt.Sprintf("%.0f", plan.Objective), "bound", fmt.Sprintf("%.0f", plan.Bound), "gap", fmt.Sprintf("%.1f", 100*plan.Gap), "distance", r.t.text("distance."+plan.Distance))
}
