package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kindercast/cmd/kindercast/internal/release"
	"kindercast/forecast"
	"kindercast/forecast/supply"
)

func (t *tool) runVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	addr, noServe := "", false
	c := &cobra.Command{Use: "run", Short: "完成全部步骤并打开地图 / do all of it, then serve the map",
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.settle(c.Flags()); err != nil {
				return err
			}
			if err := t.job(c.Context(), h, p); err != nil {
				return err
			}
			if noServe {
				return nil
			}
			return t.serve(c.Context(), addr)
		}}
	h.flags(c, t)
	p.flags(c)
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address 地址")
	c.Flags().BoolVar(&noServe, "no-serve", false, "end without serving the map 不启动地图服务")
	return c
}

// job is the main job: forecast, places, indicators, plan, backtest, book, and
// three sentences that say what was found.
func (t *tool) job(ctx context.Context, h *horizon, p *planFlags) error {
	if err := h.check(); err != nil {
		return err
	}
	r, err := t.start(ctx, "run", h)
	if err != nil {
		return err
	}
	if err := r.adopt(p); err != nil {
		return err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return err
	}
	if _, err := r.writeForecast(fs); err != nil {
		return err
	}
	if err := r.writeAreas(); err != nil {
		return err
	}
	if err := r.writeDemand(fs); err != nil {
		return err
	}
	if err := r.writeExplanations(fs); err != nil {
		return err
	}
	var ms []*match
	for _, f := range fs {
		m, err := r.matched(f)
		if err != nil {
			return err
		}
		if m != nil {
			ms = append(ms, m)
		}
	}
	if _, err := r.writeBacktest(h, ""); err != nil && !errors.Is(err, forecast.ErrNoOrigin) {
		return err
	}
	var plan *recommendation
	if len(ms) > 0 {
		if err := r.writeSupply(fs, ms); err != nil {
			return err
		}
		if err := r.writeIndicators(ms[0]); err != nil {
			return err
		}
		if err := r.writeKindergartens(fs[0], ms[0]); err != nil {
			return err
		}
		if len(r.d.points) > 0 {
			if plan, err = r.writePlan(fs[0], ms[0], p); err != nil {
				return err
			}
		}
	}
	if err := r.finish(); err != nil {
		return err
	}
	gate, err := release.DefaultRules().Open(release.Planner)
	if err != nil {
		return err
	}
	if _, _, err := t.writeBook(gate, int(fs[0].draws.Dates[0].SchoolYear())); err != nil {
		return err
	}
	return t.tellFindings(r, fs[0], ms, plan)
}

// writeAreas writes areas.csv and areas.geojson.
func (r *running) writeAreas() error {
	type area struct {
		Code   string `csv:"area_code"`
		Name   string `csv:"area_name"`
		Parent string `csv:"parent_code"`
	}
	rows := []area{}
	for _, a := range r.d.obs.Areas {
		rows = append(rows, area{a.Code, a.Name, a.Parent})
	}
	if err := writeTable(r, "areas.csv", rows, 1); err != nil {
		return err
	}
	if !r.d.shapes() {
		return nil
	}
	return r.write("areas.geojson", func(w io.Writer) error { return r.d.polygons.WriteGeoJSON(w, 6) })
}

// tellFindings says what was found in three planner's sentences.
func (t *tool) tellFindings(r *running, f future, ms []*match, plan *recommendation) error {
	title := r.d.title
	if t.lang == "en" && r.d.titleEN != "" {
		title = r.d.titleEN
	}
	if r.d.synthetic {
		t.say("%s", t.text("page.synthetic"))
	}
	last := len(f.draws.Dates) - 1
	q := forecast.Summarise(f.draws.Sum(nil, last, 3, 4, 5))
	now := 0.0
	for i := range f.model.Lexis.Areas {
		for _, a := range []forecast.Age{3, 4, 5} {
			if n := f.model.Lexis.At(i, len(f.model.Lexis.Dates)-1, a); n == n {
				now += n
			}
		}
	}
	sentences := []string{t.sentence("finding.trend", "area", title, "from", fmt.Sprint(f.model.JumpOff().SchoolYear()), "now", whole(now), "to", fmt.Sprint(f.draws.Dates[last].SchoolYear()),
		"then", whole(q.Q[4]), "low", whole(q.Q[2]), "high", whole(q.Q[6]))}
	if len(ms) > 0 {
		sentences = append(sentences, t.worst(r, ms[0].gap))
	}
	if plan != nil {
		sentences = append(sentences, r.planSentence(plan.Plan))
	}
	for i, s := range sentences {
		t.say("%d. %s", i+1, s)
	}
	for _, key := range r.notes["borrowed"] {
		t.say("  · %s", t.text(key))
	}
	if plan != nil {
		r.tellMissed(plan.Plan)
		r.tellWarnings(plan.warnings)
	}
	return t.summary(map[string]any{"verb": "run", "title": title, "found": sentences, "borrowed": r.notes["borrowed"], "out": t.dir})
}

// worst names the street and level that are shortest of places in the middle of
// the horizon.
func (t *tool) worst(r *running, gap *supply.Gap) string {
	rows := gap.Rows("base")
	rows = slices.DeleteFunc(rows, func(g supply.GapRow) bool { return g.Area == forecast.All || strings.Contains(g.Level, "-") })
	slices.SortStableFunc(rows, func(a, b supply.GapRow) int { return cmp.Compare(b.ExpectedShortfall, a.ExpectedShortfall) })
	w := rows[0]
	if w.ExpectedShortfall < 1 {
		return t.text("finding.no_shortage")
	}
	unmet := gap.Unmet(w.Area, w.SchoolYear, mustLevel(w.Level))
	q := forecast.Summarise(unmet)
	name := w.Area
	for _, a := range r.d.obs.Areas {
		if a.Code == w.Area {
			name = a.Name
		}
	}
	return t.sentence("finding.worst", "year", fmt.Sprint(w.SchoolYear), "area", name, "level", t.text("level."+w.Level), "n", whole(w.ExpectedShortfall),
		"low", whole(q.Q[2]), "high", whole(q.Q[6]), "p", fmt.Sprintf("%.0f", 100*w.PShortage), "places", whole(w.Places), "binding", t.text("binding."+string(w.Binding)))
}

// mustLevel reads a level key that the program itself wrote.
func mustLevel(key string) forecast.Level {
	l, err := forecast.ParseLevel(key)
	if err != nil {
		panic(err)
	}
	return l
}

// whole prints a number of people.
func whole(x float64) string { return fmt.Sprintf("%.0f", x) }
