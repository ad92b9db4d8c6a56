package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

func (t *tool) replayVerb() *cobra.Command {
	first, last := 0, 0
	c := &cobra.Command{Use: "replay", Short: "由开办、停办日期重演历年供给 / the supply of past years from opening and closing dates",
		RunE: func(c *cobra.Command, _ []string) error { return t.replay(c.Context(), first, last) }}
	c.Flags().IntVar(&first, "from", 0, "first calendar year, 0: ten before the last 首年")
	c.Flags().IntVar(&last, "to", 0, "last calendar year, 0: that of the newest date known 末年")
	return c
}

func (t *tool) replay(ctx context.Context, first, last int) error {
	if first != 0 && last != 0 && last < first || first < 0 || last < 0 {
		return usage("replay：--from %[1]d 晚于 --to %[2]d / --from %[1]d lies after --to %[2]d", first, last)
	}
	r, err := t.start(ctx, "replay", &horizon{})
	if err != nil {
		return err
	}
	if len(r.d.sites) == 0 {
		return usage("没有园所表（sites）：replay 无从做起 / the dataset has no table of sites: replay has nothing to work on")
	}
	past, err := r.writeReplay(first, last)
	if err != nil {
		return err
	}
	if err := r.finish(); err != nil {
		return err
	}
	t.say("%s", t.sentence("replay.title", "day", fmt.Sprintf("%02d-%02d", r.d.reference.Month, r.d.reference.Day)))
	var rows [][]string
	for _, p := range past {
		rows = append(rows, []string{fmt.Sprint(p.Year), fmt.Sprint(p.Places), fmt.Sprint(p.Sites), fmt.Sprint(p.Rooms), fmt.Sprint(p.Opened), fmt.Sprint(p.Closed)})
	}
	t.tell([]string{"column.year", "column.licensed", "column.sites", "column.rooms", "column.opened", "column.closed"}, rows)
	return t.summary(map[string]any{"verb": "replay", "years": past, "out": t.dir})
}

// newestDate is the newest day of which the district knows anything.
func (d *district) newestDate() forecast.Date {
	newest := forecast.Date(0)
	for _, p := range d.obs.Population {
		newest = max(newest, p.AsOf)
	}
	for _, s := range d.sites {
		newest = max(newest, s.Opened, s.Closed)
	}
	for _, p := range d.projects {
		newest = max(newest, p.Reported)
	}
	return newest
}

// writeReplay writes replay.csv: supply on the reference day of each year.
func (r *running) writeReplay(first, last int) ([]supply.Past, error) {
	if last == 0 {
		known := r.d.newestDate()
		if last = known.Year(); r.d.reference.In(last) > known { // that day has not come yet
			last--
		}
	}
	if first == 0 {
		first = last - 10
	}
	if last < first || last-first > 200 {
		return nil, usage("replay：%[1]d 至 %[2]d 没有可回放的年份 / %[1]d to %[2]d are no years to replay", first, last)
	}
	past := supply.Replay(r.d.sites, r.d.reference, first, last)
	return past, writeTable(r, "replay.csv", past, 1)
}
