package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
)

// nothing is a number that is not there; tables leave it blank.
var nothing = math.NaN()

func (t *tool) targetsVerb() *cobra.Command {
	h, year := &horizon{}, 0
	c := &cobra.Command{Use: "targets", Short: "各项指标同时达标的可能、相互争房的指标、最省的单间调整 / targets together, which of them fight for rooms, and single rooms that help",
		RunE: func(c *cobra.Command, _ []string) error { return t.targets(c.Context(), h, forecast.Year(year)) }}
	h.flags(c, t)
	c.Flags().IntVar(&year, "year", 0, "school year in which single rooms are tried, 0: the third ahead 单间调整的学年")
	return c
}

func (t *tool) targets(ctx context.Context, h *horizon, year forecast.Year) error {
	w, err := t.hold(ctx, "targets", h)
	if err != nil {
		return err
	}
	if year == 0 {
		year = w.m.yearOfMoves()
	}
	if !slices.Contains(w.m.gap.Years, year) {
		return usage("--year %[1]d：应为 %[2]d 至 %[3]d / want %[2]d to %[3]d", year, w.m.gap.Years[0], w.m.gap.Years[len(w.m.gap.Years)-1])
	}
	in := w.indicatorInputs(w.m)
	res, problems := indicator.Compute(in)
	if err := w.problems(problems); err != nil {
		return err
	}
	moves := indicator.Moves(in, year, movesTried)
	fights := indicator.Fights(moves)
	if err := w.writeFights(year, fights, res.Conflicts); err != nil {
		return err
	}
	if err := writeTable(w.running, "moves.csv", moveRows(moves), 4); err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	w.tellJoint(res.Joint)
	w.tellFights(year, fights, res.Conflicts)
	w.tellMoves(year, moves)
	return t.summary(map[string]any{"verb": "targets", "joint": res.Joint, "fights": fights, "moves": len(moves), "out": t.dir})
}

// fightRow is one line of fights.csv: two targets that want the same rooms.
// Rooms single-room moves raised the one and lowered the other; Phi is how their
// successes go together over draws, below zero where they exclude each other.
type fightRow struct {
	SchoolYear forecast.Year `csv:"school_year"`
	Raised     string        `csv:"raised"`
	Lowered    string        `csv:"lowered"`
	Rooms      int           `csv:"rooms"`
	Phi        float64       `csv:"phi"`
}

// writeFights writes fights.csv: the fights for rooms in school year y, and after
// them the pairs of joint targets that exclude each other over the draws.
func (r *running) writeFights(y forecast.Year, fights []indicator.Fight, pairs []indicator.Conflict) error {
	return writeTable(r, "fights.csv", fightRows(y, fights, pairs, r.h.draws), 4)
}

// fightRows joins the two. A pair without a fight for rooms is taken up when its
// Phi lies more than two standard errors, 1/√draws each, below zero: what is
// nearer is noise.
func fightRows(y forecast.Year, fights []indicator.Fight, pairs []indicator.Conflict, draws int) []fightRow {
	rows := []fightRow{}
	noise := 2 / math.Sqrt(float64(draws))
	for _, f := range fights {
		row := fightRow{y, f.Raised, f.Lowered, f.Rooms, nothing}
		for _, c := range pairs {
			if c.SchoolYear == y && (c.A == f.Raised && c.B == f.Lowered || c.B == f.Raised && c.A == f.Lowered) {
				row.Phi = c.Phi
			}
		}
		rows = append(rows, row)
	}
	for _, c := range pairs {
		if c.Phi < -noise && !slices.ContainsFunc(rows, func(r fightRow) bool {
			return r.SchoolYear == c.SchoolYear && (r.Raised == c.A && r.Lowered == c.B || r.Raised == c.B && r.Lowered == c.A)
		}) {
			rows = append(rows, fightRow{c.SchoolYear, c.A, c.B, 0, c.Phi})
		}
	}
	return rows
}

// tellJoint prints the chance of each target and of all of them by year.
func (w *held) tellJoint(joint []indicator.Joint) {
	w.t.say("%s", w.t.text("targets.joint"))
	var keys []string
	for _, j := range joint {
		for _, k := range j.Keys {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	head := []string{"column.indicator"}
	for _, j := range joint {
		head = append(head, fmt.Sprint(j.SchoolYear))
	}
	var rows [][]string
	for _, k := range keys {
		row := []string{w.indicatorName(k)}
		for _, j := range joint {
			cell := "—"
			if i := slices.Index(j.Keys, k); i >= 0 {
				cell = percentOf(j.Each[i])
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	all := []string{w.t.text("targets.all")}
	without := []string{}
	for _, j := range joint {
		all = append(all, percentOf(j.Probability))
		for _, k := range j.Without {
			if name := w.indicatorName(k); !slices.Contains(without, name) {
				without = append(without, name)
			}
		}
	}
	w.t.tell(head, append(rows, all))
	if len(without) > 0 {
		w.t.say("%s", w.t.sentence("targets.without", "names", strings.Join(without, w.t.text("list.comma"))))
	}
}

// tellFights prints which targets fight for rooms.
func (w *held) tellFights(year forecast.Year, fights []indicator.Fight, pairs []indicator.Conflict) {
	rows := fightRows(year, fights, pairs, w.h.draws)
	w.t.say("%s", w.t.sentence("targets.fights", "n", fmt.Sprint(len(rows))))
	if len(rows) == 0 {
		return
	}
	cells := [][]string{}
	for _, f := range rows {
		phi := "—"
		if f.Phi == f.Phi {
			phi = fmt.Sprintf("%+.2f", f.Phi)
		}
		cells = append(cells, []string{fmt.Sprint(f.SchoolYear), w.indicatorName(f.Raised), w.indicatorName(f.Lowered), fmt.Sprint(f.Rooms), phi})
	}
	w.t.tell([]string{"column.year", "targets.raised", "targets.lowered", "targets.rooms", "targets.phi"}, cells)
}

// tellMoves prints the single rooms that help most, ten at most.
func (w *held) tellMoves(year forecast.Year, moves []indicator.Move) {
	moves = moves[:min(len(moves), 10)]
	w.t.say("%s", w.t.sentence("targets.moves", "n", fmt.Sprint(len(moves)), "year", fmt.Sprint(year)))
	if len(moves) == 0 {
		return
	}
	var rows [][]string
	names := func(keys []string, m indicator.Move) string {
		out := make([]string, len(keys))
		for i, k := range keys {
			at := slices.Index(m.Keys, k)
			out[i] = w.t.sentence("targets.change", "name", w.indicatorName(k), "points", signed(100*(m.After[at]-m.Before[at]), 1))
		}
		return strings.Join(out, w.t.text("list.comma"))
	}
	for _, m := range moves {
		rows = append(rows, []string{w.d.siteName(m.Site), w.d.areaName(m.Area), w.t.text("level."+m.From.String()) + "→" + w.t.text("level."+m.To.String()),
			percentOf(m.JointBefore) + "→" + percentOf(m.JointAfter), signed(m.Shortfall, 1), names(m.Raises, m), names(m.Lowers, m)})
	}
	w.t.tell([]string{"column.site", "column.area", "column.room", "targets.all", "whatif.shortfall", "targets.gains", "targets.loses"}, rows)
}
