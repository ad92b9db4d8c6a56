package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo/siting"
)

// roomCost prices a room of a kindergarten that was really opened, in 10,000
// yuan, where no candidate states its cost.
const roomCost = defaultRoom

func (t *tool) regretVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	c := &cobra.Command{Use: "regret", Short: "重演过去：当时的建议，用后来的事实计价 / replay the past: the advice of then, priced with what came",
		RunE: func(c *cobra.Command, _ []string) error { return t.regret(c.Context(), h, p) }}
	h.flags(c, t)
	p.flags(c)
	return c
}

// regretRow is one line of regret.csv.
type regretRow struct {
	Way      string  `csv:"way"`
	Cost     float64 `csv:"cost"`
	Regret   float64 `csv:"regret"`
	Capital  float64 `csv:"capital"`
	Unserved float64 `csv:"unserved"`
	Options  int     `csv:"options"`
}

// regret makes the plan with what was known on --until and prices it with the
// children who came.
func (t *tool) regret(ctx context.Context, h *horizon, p *planFlags) error {
	if h.until == "" {
		return usage("regret needs --until DATE, the past day to plan from")
	}
	if err := h.check(); err != nil {
		return err
	}
	full := *h
	full.until = ""
	r, err := t.start(ctx, "regret", &full)
	if err != nil {
		return err
	}
	until, err := forecast.ParseDate(h.until)
	if err != nil {
		return usage("--until: %v", err)
	}
	now := r.d
	past := now.until(until)
	shift := 0
	for _, d := range populationDates(now.obs) {
		if d > until {
			shift++
		}
	}
	if shift == 0 {
		return usage("--until %s: nothing was counted after it", h.until)
	}
	full.years = min(h.years, shift)
	past.candidates = pastCandidates(now, past, until)
	r.d = past
	fs, err := t.futures(past, &full)
	if err != nil {
		return err
	}
	r.asOf = fs[0].model.JumpOff()
	m, err := r.matched(fs[0])
	if err != nil {
		return err
	}
	if m == nil {
		return usage("the dataset has no table of sites: nothing can be planned")
	}
	problem, err := r.planningProblem(fs[0], m, p)
	if err != nil {
		return err
	}
	came, err := r.whatCame(now, fs[0])
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
	if err != nil {
		return err
	}
	var rows []regretRow
	for _, x := range list {
		rows = append(rows, regretRow{x.Way, x.Cost, x.Regret, x.Capital, x.Unserved, x.Options})
	}
	if err := writeTable(r, "regret.csv", rows, 1); err != nil {
		return err
	}
	r.h = h
	if err := r.finish(); err != nil {
		return err
	}
	if !t.quiet && !t.asJSON {
		w := tabwriter.NewWriter(t.out, 2, 0, 2, ' ', 0)
		fmt.Fprintln(w, t.text("cmd.regret.head"))
		for _, x := range rows {
			fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%.0f\t%.0f\t%d\n", t.text("way."+x.Way), x.Cost, x.Regret, x.Capital, x.Unserved, x.Options)
		}
		_ = w.Flush() // standard output
	}
	return t.summary(map[string]any{"verb": "regret", "ways": rows})
}

func populationDates(o *forecast.Observed) []forecast.Date {
	var out []forecast.Date
	for _, p := range o.Population {
		out = append(out, p.AsOf)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pastCandidates are what could have been built then: the candidates of today,
// available as many years earlier as lie between, and the kindergartens that
// were really opened since, as new ones.
func pastCandidates(now, past *district, until forecast.Date) []supply.Candidate {
	first := until.SchoolYear() + 1
	ahead := forecast.Year(1 << 20)
	for _, c := range now.candidates {
		ahead = min(ahead, c.Earliest)
	}
	stood := map[string]bool{}
	for _, s := range past.sites {
		stood[s.Code] = true
	}
	var out []supply.Candidate
	for _, c := range now.candidates {
		if c.Kind != "new" && !stood[c.Site] {
			continue
		}
		c.Earliest = first + (c.Earliest - ahead)
		out = append(out, c)
	}
	for _, s := range now.sites {
		if !stood[s.Code] && s.Opened > until && s.Rooms > 0 {
			out = append(out, supply.Candidate{Code: "OPENED-" + s.Code, Kind: "new", Area: s.Area, Lon: s.Lon, Lat: s.Lat, RoomsMax: s.Rooms,
				Cost: roomCost * float64(s.Rooms), Earliest: max(first, (s.Opened + 1).SchoolYear())})
		}
	}
	return out
}

// whatCame is the demand that really came, as one draw of the shape of f: the
// children on the roster by home where there is one, else the residents who
// were counted, at the uptake known then.
func (r *running) whatCame(now *district, f future) (future, error) {
	d := f.demand.Residents
	residents := forecast.NewDraws(d.Areas, d.Dates, d.Ages, 1)
	l, err := forecast.NewLexis(now.obs)
	if err != nil {
		return f, err
	}
	for k, code := range l.Areas {
		i := d.AreaIndex(code)
		if i < 0 {
			continue
		}
		for y, date := range d.Dates {
			at := slices.Index(l.Dates, date)
			for a, age := range d.Ages {
				if at < 0 {
					return f, fmt.Errorf("regret: nothing was counted on %s", date)
				}
				if n := l.At(k, at, age); n == n {
					residents.At(i, y, a)[0] = n * uptakeOf(f.demand, age)
				}
			}
		}
	}
	for _, row := range now.attendance() {
		if !row.HomeKnown || row.Level == forecast.Mixed {
			continue
		}
		i := d.AreaIndex(row.Home)
		y := slices.IndexFunc(d.Dates, func(x forecast.Date) bool { return x.SchoolYear() == row.SchoolYear })
		if i >= 0 && y >= 0 {
			residents.At(i, y, int(row.Level-forecast.Nursery))[0] = 0
		}
	}
	for _, row := range now.attendance() {
		i := d.AreaIndex(row.Home)
		y := slices.IndexFunc(d.Dates, func(x forecast.Date) bool { return x.SchoolYear() == row.SchoolYear })
		if row.HomeKnown && row.Level != forecast.Mixed && i >= 0 && y >= 0 {
			residents.At(i, y, int(row.Level-forecast.Nursery))[0] += float64(row.Enrolled)
		}
	}
	f.demand = &forecast.Demand{Residents: residents}
	return f, nil
}

// uptakeOf is the uptake of an age as it was known; 1 where it was not.
func uptakeOf(d *forecast.Demand, age forecast.Age) float64 {
	for _, u := range d.Uptake {
		if u.Level.Age() == age {
			return u.Mean
		}
	}
	return 1
}
