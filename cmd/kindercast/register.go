package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

func (t *tool) projectsVerb() *cobra.Command {
	h := &horizon{}
	since := ""
	c := &cobra.Command{Use: "projects", Short: "项目台账：承诺、可能与较晚日期，上次汇报以来的变动 / the register of projects and of idle rooms",
		RunE: func(c *cobra.Command, _ []string) error { return t.projects(c.Context(), h, since) }}
	h.flags(c, t)
	c.Flags().StringVar(&since, "since", "", "say what moved in reports after DATE; default: in the newest round of reports 此日之后的变动")
	return c
}

func (t *tool) projects(ctx context.Context, h *horizon, since string) error {
	from := forecast.Date(0)
	if since != "" {
		var err error
		if from, err = forecast.ParseDate(since); err != nil {
			return usage("--since：应为 2022-08-31 这样的日期 / %v", err)
		}
	}
	w, err := t.hold(ctx, "projects", h)
	if err != nil {
		return err
	}
	if since == "" {
		from = roundBefore(w.d.projects)
	}
	if err := w.writeProjects(w.m); err != nil {
		return err
	}
	idle := w.idleRooms(w.f, w.m)
	if err := writeTable(w.running, "idle.csv", idle, 1); err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	moved := w.m.supply.Register.Moved(from)
	w.tellProjects(moved, from)
	w.tellIdle(idle)
	return t.summary(map[string]any{"verb": "projects", "projects": len(w.m.supply.Register.Entries), "moved": len(moved), "idle": len(idle), "out": t.dir})
}

// roundBefore is the newest day of reports but one: what was reported after it
// is the newest round. Zero where there was one round only.
func roundBefore(reports []supply.Project) (before forecast.Date) {
	newest := forecast.Date(0)
	for _, p := range reports {
		newest = max(newest, p.Reported)
	}
	for _, p := range reports {
		if p.Reported < newest {
			before = max(before, p.Reported)
		}
	}
	return before
}

// idleRow is one line of idle.csv: rooms or a building that could be put to use
// (资源盘活协商制), and how far it has come.
type idleRow struct {
	Code     string        `csv:"candidate_code"` // blank: rooms to spare in a kindergarten
	Kind     string        `csv:"kind"`           // new, expand, convert, reopen; idle: rooms to spare
	Site     string        `csv:"site_code"`
	Area     string        `csv:"area_code"`
	Rooms    int64         `csv:"rooms"`
	Cost     float64       `csv:"cost"` // 10,000 yuan; NaN where none was asked
	Earliest forecast.Year `csv:"earliest"`
	Project  string        `csv:"project_code"` // the project that takes it up
	State    string        `csv:"state"`        // stage of that project; open where none has
	Reported forecast.Date `csv:"reported"`
}

// kindIdle is the kind of rooms that a kindergarten has to spare; idleShown is how
// many such kindergartens are printed, those with most rooms first.
const (
	kindIdle  = "idle"
	idleShown = 10
)

// stateOpen is the state of a candidate that no project has taken up.
const stateOpen = "open_offer"

// idleRooms lists the candidates with their state, and the kindergartens that
// will have rooms to spare next September. A candidate is taken up by the newest
// project that is not opened and bears its code or, on a standing site, is of the
// same kind there; reopening counts as a conversion.
func (r *running) idleRooms(f future, m *match) []idleRow {
	out := []idleRow{}
	for _, c := range r.d.candidates {
		row := idleRow{Code: c.Code, Kind: c.Kind, Site: c.Site, Area: c.Area, Rooms: c.RoomsMax, Cost: c.Cost, Earliest: c.Earliest, State: stateOpen}
		kind := c.Kind
		if kind == "reopen" {
			kind = "convert"
		}
		for _, e := range m.supply.Register.Entries {
			same := e.Code == c.Code || c.Site != "" && e.Site == c.Site && e.Kind == kind
			if same && e.Stage != supply.Opened && e.Reported >= row.Reported {
				row.Project, row.State, row.Reported = e.Code, e.Stage.String(), e.Reported
			}
		}
		out = append(out, row)
	}
	autumn := r.nextSeptember(f, m)
	if autumn == nil {
		return out
	}
	spare := []idleRow{}
	for _, c := range autumn.campuses {
		if c.Spare > 0 {
			spare = append(spare, idleRow{Kind: kindIdle, Site: c.Site, Area: c.Area, Rooms: int64(c.Spare), Cost: nothing, Earliest: c.SchoolYear, State: stateOpen})
		}
	}
	slices.SortStableFunc(spare, func(a, b idleRow) int { return int(b.Rooms - a.Rooms) })
	return append(out, spare...)
}

// tellProjects prints the two registers of projects that have not ended, and what
// moved.
func (w *held) tellProjects(moved []supply.Entry, since forecast.Date) {
	reg := w.m.supply.Register
	for _, part := range []struct {
		title string
		of    func(kind string) bool
	}{{"register.supporting", func(k string) bool { return k == "new" }}, {"register.rebuilding", func(k string) bool { return k != "new" }}} {
		var rows [][]string
		ended := 0
		for _, e := range reg.Entries {
			switch {
			case !part.of(e.Kind):
			case e.Stage.Ended():
				ended++
			default:
				rows = append(rows, []string{e.Code, w.t.text("kind." + e.Kind), w.siteWord(e.Site), w.d.areaName(e.Area), w.t.text("stage." + e.Stage.String()), fmt.Sprintf("%+d", e.Rooms),
					e.FirstPromised.String(), e.Promised.String(), e.Likely.String(), e.Late.String(), percentOf(e.POpenNext), fmt.Sprintf("%+d", e.MovedMonths), e.Reported.String()})
			}
		}
		w.t.say("%s", w.t.sentence(part.title, "n", fmt.Sprint(len(rows)), "ended", fmt.Sprint(ended)))
		if len(rows) > 0 {
			w.t.tell([]string{"column.project_code", "column.kind", "column.site", "column.area", "column.stage", "column.rooms", "column.first_promised", "column.promised", "column.likely",
				"column.late", "column.p_open_next", "column.moved_months", "column.reported"}, rows)
		}
	}
	w.t.say("%s", w.t.sentence("register.moved", "n", fmt.Sprint(len(moved)), "since", dayOr(since, "—")))
	for _, e := range moved {
		w.t.say("  · %s", w.t.sentence("register.moved.line", "project", e.Code, "site", w.siteWord(e.Site), "area", w.d.areaName(e.Area), "before", w.t.text("stage."+e.StageBefore.String()),
			"stage", w.t.text("stage."+e.Stage.String()), "months", fmt.Sprintf("%+d", e.MovedMonths), "promised", e.Promised.String(), "reported", e.Reported.String()))
	}
}

// tellIdle prints what stands idle or is on offer.
func (w *held) tellIdle(list []idleRow) {
	w.t.say("%s", w.t.sentence("register.idle", "n", fmt.Sprint(len(list))))
	if len(list) == 0 {
		return
	}
	var rows [][]string
	spare := 0
	for _, i := range list {
		if i.Kind == kindIdle {
			if spare++; spare > idleShown {
				continue
			}
		}
		cost := "—"
		if i.Cost == i.Cost {
			cost = whole(i.Cost)
		}
		rows = append(rows, []string{i.Code, w.t.text("kind." + i.Kind), w.siteWord(i.Site), w.d.areaName(i.Area), fmt.Sprint(i.Rooms), cost, fmt.Sprint(i.Earliest), w.t.text("stage." + i.State), i.Project})
	}
	w.t.tell([]string{"column.candidate_code", "column.kind", "column.site", "column.area", "column.rooms", "column.cost", "column.earliest", "column.state", "column.project_code"}, rows)
	if more := spare - idleShown; more > 0 {
		w.t.say("%s", w.t.sentence("register.rest", "n", fmt.Sprint(more)))
	}
}

// siteWord is the name of a site, or a dash where there is none yet.
func (r *running) siteWord(code string) string {
	if code == "" {
		return "—"
	}
	return r.d.siteName(code)
}

func dayOr(d forecast.Date, none string) string {
	if d == 0 {
		return none
	}
	return d.String()
}
