package main

import (
	"cmp"
	"fmt"
	"strings"

	"kindercast/forecast"
	"kindercast/geo/siting"
)

// warningsShown is how many warnings of one kind are printed; all of them stand
// in warnings.csv.
const warningsShown = 5

// actionsShown is how many actions are printed; all stand in plan.csv.
const actionsShown = 60

// warningRow is one line of warnings.csv: something a planner should look at, in
// words.
type warningRow struct {
	Key    string  `csv:"key"`
	Code   string  `csv:"code"`
	Name   string  `csv:"name"`
	Near   string  `csv:"near"`
	Metres float64 `csv:"metres"`
	Words  string  `csv:"words"`
}

// writeWarnings writes warnings.csv: points that reach no kindergarten, by name,
// and what else is likely to disappoint.
func (r *running) writeWarnings(plan *siting.Plan, at map[string]siting.Site) ([]warningRow, error) {
	rows := []warningRow{}
	name := func(code string) string { return cmp.Or(at[code].Name, r.d.pointName(code)) }
	for _, w := range plan.Warnings {
		row := warningRow{Key: w.Key, Code: w.Code, Name: name(w.Code), Near: w.Near, Metres: w.Metres}
		row.Words = r.t.sentence("warn."+w.Key, "name", row.Name, "code", w.Code, "near", name(w.Near), "metres", whole(w.Metres), "have", whole(w.Have), "want", whole(w.Want))
		rows = append(rows, row)
	}
	return rows, writeTable(r, "warnings.csv", rows, 0)
}

// tellPlan prints the plan as a planner reads it.
func (r *running) tellPlan(p *recommendation) {
	if p.interrupted && !r.t.quiet {
		fmt.Fprintln(r.t.err, r.t.text("plan.interrupted"))
	}
	r.t.say("%s", r.planSentence(p.Plan))
	var rows [][]string
	builds, nurseries := 0, 0
	for _, a := range p.actions {
		if a.Action.Action == actionNursery {
			nurseries++
			continue
		}
		if builds++; builds > actionsShown {
			continue
		}
		rows = append(rows, []string{fmt.Sprint(a.Year), r.t.text("action." + a.Action.Action), cmp.Or(a.Name, a.Site), r.d.areaName(a.Area), fmt.Sprintf("%+d", a.Rooms), whole(a.Cost),
			strings.Join(a.Reasons[:min(len(a.Reasons), 1)], "")})
	}
	if len(rows) > 0 {
		r.t.tell([]string{"column.year", "column.action", "column.site", "column.area", "column.rooms", "column.cost", "column.reason"}, rows)
	}
	if rest := builds - len(rows); rest > 0 {
		r.t.say("%s", r.t.sentence("plan.more", "n", fmt.Sprint(rest)))
	}
	if nurseries > 0 {
		r.t.say("%s", r.t.sentence("plan.nursery", "n", fmt.Sprint(nurseries)))
	}
	r.tellWaits(p.waiting, p.sites)
	r.tellCatchments(p.catchments)
	r.tellMissed(p.Plan)
	r.tellWarnings(p.warnings)
}

// tellWarnings prints what a planner should look at, some of each kind.
func (r *running) tellWarnings(rows []warningRow) {
	count := map[string]int{}
	for _, w := range rows {
		if count[w.Key]++; count[w.Key] <= warningsShown {
			r.t.say("! %s", w.Words)
		}
	}
	for _, w := range rows {
		if n := count[w.Key]; n > warningsShown {
			r.t.say("! %s", r.t.sentence("warn.more", "n", fmt.Sprint(n-warningsShown), "kind", r.t.text("warn.kind."+w.Key)))
			count[w.Key] = 0
		}
	}
}

// tellMissed says which hard targets the plan misses, which rules conflict, and
// the least that must give.
func (r *running) tellMissed(plan *siting.Plan) {
	c := plan.Conflict
	if c == nil {
		return
	}
	if c.Proved {
		var rules []string
		for _, x := range c.Set {
			rules = append(rules, r.rule(x.Key, x.Year, x.Option))
		}
		r.t.say("%s", r.t.sentence("conflict.proved", "rules", strings.Join(rules, r.t.text("list.and"))))
	} else {
		r.t.say("%s", r.t.text("conflict.undecided"))
	}
	for _, m := range c.Missing {
		value := func(x float64) string {
			if strings.HasSuffix(m.Key, "_share") {
				return fmt.Sprintf("%.1f%%", 100*x)
			}
			return whole(x)
		}
		r.t.say("  · %s", r.t.sentence("conflict.missing", "rule", r.rule(m.Key, m.Year, ""), "value", value(m.Value), "want", value(m.Want)))
	}
}

// rule names one hard target, one year's budget, or one option's earliest year.
func (r *running) rule(key string, y forecast.Year, option string) string {
	if option != "" {
		return r.t.sentence("conflict.option", "option", option, "year", fmt.Sprint(y))
	}
	return r.t.sentence("conflict.rule", "rule", r.t.text("limit."+key), "year", fmt.Sprint(y))
}
