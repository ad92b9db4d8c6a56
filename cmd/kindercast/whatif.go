package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kindercast/forecast/supply"
)

// changeFlags are the changes of a what-if as they were typed.
type changeFlags struct {
	set, close, nursery, split, convert, rooms, files []string
}

func (t *tool) whatifVerb() *cobra.Command {
	h, x := &horizon{}, &changeFlags{}
	c := &cobra.Command{Use: "whatif", Short: "假如：改标准、停办、拆班、开托班后有何不同 / what a change of rooms or norms would change",
		RunE: func(c *cobra.Command, _ []string) error { return t.whatif(c.Context(), h, x) }}
	h.flags(c, t)
	f := c.Flags()
	f.StringArrayVar(&x.set, "set", nil, "a norm: class_size_senior=30@2028- 改动标准")
	f.StringArrayVar(&x.close, "close", nil, "no children from that September on: SITE@2028 停办")
	f.StringArrayVar(&x.nursery, "nursery", nil, "one nursery class more: SITE@2027 增开托班")
	f.StringArrayVar(&x.split, "split", nil, "one class more of a level: SITE:junior@2027 拆班")
	f.StringArrayVar(&x.convert, "convert", nil, "a room of one level serves another: SITE:senior:nursery@2027 活动室改用")
	f.StringArrayVar(&x.rooms, "rooms", nil, "rooms more or fewer: SITE:+2@2028 增减活动室")
	f.StringArrayVar(&x.files, "changes", nil, "a TOML file of [[change]] 改动文件")
	return c
}

// stated is a change and where it was stated, for what has to be said of it.
type stated struct {
	supply.Change
	from string
}

func (t *tool) whatif(ctx context.Context, h *horizon, x *changeFlags) error {
	changes, faults := x.read()
	switch {
	case slices.ContainsFunc(faults, func(f changeFault) bool { return f.misuse }):
		return t.refuseChanges(exitUsage, faults)
	case len(faults) > 0:
		return t.refuseChanges(exitRefused, faults)
	case len(changes) == 0:
		return usage("whatif 需要一项改动：--set、--close、--nursery、--split、--convert、--rooms 或 --changes 文件 / whatif needs a change: --set, --close, --nursery, --split, --convert, --rooms or --changes FILE")
	}
	w, err := t.hold(ctx, "whatif", h)
	if err != nil {
		return err
	}
	differences, faults := w.change(changes)
	if len(faults) > 0 {
		return t.refuseChanges(exitRefused, faults)
	}
	if err := writeTable(w.running, "whatif.csv", differences, 4); err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	w.tellDifferences(changes, differences)
	return t.summary(map[string]any{"verb": "whatif", "changes": len(changes), "rows": len(differences), "out": t.dir})
}

// change works the changes out against the future held, on the same draws of
// demand and openings. All that is wrong with them comes back at once, and no
// difference then.
func (w *held) change(changes []stated) ([]supply.Difference, []changeFault) {
	var faults []changeFault
	list := make([]supply.Change, len(changes))
	years := w.m.gap.Years
	first, last := years[0], years[len(years)-1]
	for i, c := range changes {
		list[i] = c.Change
		if c.Site != "" {
			list[i].Site, _ = w.d.siteCode(c.Site) // what no site has is left for Apply to refuse
		}
		until := c.Until
		if until == 0 {
			until = last
		}
		if c.From > last || until < first || c.Kind != supply.ChangeNorm && c.From != 0 && c.From < first {
			faults = append(faults, changeFault{from: c.from, column: "from", value: fmt.Sprintf("%d (%d–%d)", c.From, first, last), rule: ruleUnplanned})
		}
	}
	in, problems := supply.Apply(w.m.supply.Inputs, list)
	faults = append(faults, refusals(problems, changes)...)
	if len(faults) > 0 {
		return nil, faults
	}
	s, problems := supply.New(in)
	problems = slices.DeleteFunc(problems, func(p supply.Problem) bool { return p.Table != "changes" })
	if faults = refusals(problems, changes); len(faults) > 0 {
		return nil, faults
	}
	return supply.Differences(w.m.gap, supply.NewGap(s, w.m.demand, supply.Match{Yearly: w.d.reach(s)})), nil
}

// refusals are the faults among problems, with the change they are about.
func refusals(problems []supply.Problem, changes []stated) (out []changeFault) {
	for _, p := range problems {
		if !p.Warning {
			out = append(out, changeFault{from: changes[p.Row].from, column: p.Column, value: p.Value, rule: p.Rule})
		}
	}
	return out
}
