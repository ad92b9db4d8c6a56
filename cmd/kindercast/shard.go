package main

import (
	"context"
	"fmt"
	"slices"

	"kindercast/forecast"
	"kindercast/ingest"
)

// byParent is the value of --shard that takes every district in turn.
const byParent = "parent_code"

// parent is the part of a district whose areas lie in one parent.
func (d *district) parent(code string) *district {
	c, o := *d, *d.obs
	c.obs = &o
	in := map[string]bool{}
	o.Areas = nil
	for _, a := range d.obs.Areas {
		if a.Parent == code {
			o.Areas = append(o.Areas, a)
			in[a.Code] = true
		}
	}
	o.Population, o.Births, o.Housing, o.Roster = nil, nil, nil, nil
	for _, p := range d.obs.Population {
		if in[p.Area] {
			o.Population = append(o.Population, p)
		}
	}
	for _, b := range d.obs.Births {
		if in[b.Area] {
			o.Births = append(o.Births, b)
		}
	}
	for _, h := range d.obs.Housing {
		if in[h.Area] {
			o.Housing = append(o.Housing, h)
		}
	}
	for _, s := range d.obs.Roster {
		if in[s.Home] || in[d.obs.SiteArea[s.Site]] {
			o.Roster = append(o.Roster, s)
		}
	}
	return &c
}

// parents are the districts that the areas lie in, sorted; empty for areas that
// state none.
func (d *district) parents() []string {
	var codes []string
	for _, a := range d.obs.Areas {
		codes = append(codes, a.Parent)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// forecastShards fits and draws district after district, each as if it were alone
// and none held longer than it takes, and writes one table of all. The rows of an
// area are those of its district forecast alone (--shard CODE).
func (t *tool) forecastShards(ctx context.Context, h *horizon) error {
	if h.persons {
		return usage("--persons 与 --shard 不能同用：整数人要在全部区域间一次分配 / --persons and --shard do not go together: persons are shared out over all areas at once")
	}
	r, err := t.start(ctx, "forecast", h)
	if err != nil {
		return err
	}
	codes := r.d.parents()
	if h.shard != byParent {
		if !slices.Contains(codes, h.shard) {
			return usage("--shard %[1]q：应为 %[2]s，或某区域的 parent_code / want %[2]s, or the parent_code of an area", h.shard, byParent)
		}
		codes = []string{h.shard}
	}
	scenarios, err := t.readScenarios(h.scenarios, r.d)
	if err != nil {
		return err
	}
	var names []string
	gathered := map[string]*forecast.Gather{}
	for _, code := range codes {
		fs, err := futuresUnder(scenarios, r.d.parent(code), h)
		if err != nil {
			return fmt.Errorf("district %q: %w", code, err)
		}
		r.asOf, names = fs[0].model.JumpOff(), names[:0]
		for _, f := range fs {
			if gathered[f.name] == nil {
				gathered[f.name] = &forecast.Gather{}
			}
			if err := gathered[f.name].Add(f.draws, f.name); err != nil {
				return fmt.Errorf("district %q: %w", code, err)
			}
			names = append(names, f.name)
			r.note("borrowed", f.draws.Borrowed)
		}
	}
	var rows []forecast.Row
	for _, name := range names {
		rows = append(rows, gathered[name].Rows(name)...)
	}
	if err := writeTable(r, "forecast.csv", rows, 1); err != nil {
		return err
	}
	if err := r.write("forecast.parquet", func(w writer) error { return ingest.WriteParquet(w, rows) }); err != nil {
		return err
	}
	if err := r.writeAreas(); err != nil {
		return err
	}
	if err := r.finish(); err != nil {
		return err
	}
	t.say("%s", t.sentence("cmd.forecast.shards", "n", fmt.Sprint(len(codes)), "rows", fmt.Sprint(len(rows)), "out", t.dir))
	return t.summary(map[string]any{"verb": "forecast", "districts": len(codes), "rows": len(rows), "as_of": r.asOf, "out": t.dir})
}
