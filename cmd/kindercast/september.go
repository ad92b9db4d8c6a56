package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

func (t *tool) septemberVerb() *cobra.Command {
	h := &horizon{}
	site := ""
	c := &cobra.Command{Use: "september", Short: "明年九月各园各年级开几班 / the classes each kindergarten needs next September",
		RunE: func(c *cobra.Command, _ []string) error { return t.september(c.Context(), h, site) }}
	h.flags(c, t)
	c.Flags().StringVar(&site, "site", "", "explain one kindergarten, by code or name 说明一所园（代码或名称）")
	return c
}

func (t *tool) september(ctx context.Context, h *horizon, site string) error {
	w, err := t.hold(ctx, "september", h)
	if err != nil {
		return err
	}
	code := ""
	if site != "" {
		ok := false
		if code, ok = w.d.siteCode(site); !ok {
			return usage("--site %q：没有或不止一所园所用这个代码或名称 / no kindergarten, or more than one, has this code or name", site)
		}
	}
	autumn, err := w.writeSeptember(w.f, w.m)
	if err != nil {
		return err
	}
	if autumn == nil {
		return &codeError{exitFailed, fmt.Errorf("%s", t.sentence("september.no_classes", "year", fmt.Sprint(w.m.supply.Newest())))}
	}
	if err := w.finish(); err != nil {
		return err
	}
	if site == "" {
		w.tellSeptember(autumn)
		return t.summary(map[string]any{"verb": "september", "school_year": autumn.year, "kindergartens": len(autumn.campuses), "out": t.dir})
	}
	for _, c := range autumn.campuses {
		if c.Site == code {
			lines := w.explainSeptember(c)
			t.say("%s", strings.Join(lines, "\n"))
			return t.summary(map[string]any{"verb": "september", "school_year": autumn.year, "site_code": code, "explained": lines, "levels": c.levels})
		}
	}
	return usage("--site %[1]s：%[2]d 学年没有班级 / it holds no class in school year %[2]d", code, w.m.supply.Newest())
}

// autumn is the class structure of every kindergarten for the school year after
// the newest classes.
type autumn struct {
	year     forecast.Year
	campuses []septemberCampus
}

// septemberCampus is one line of next_september.csv: what runs now, and what the
// campus needs when the school year begins.
type septemberCampus struct {
	SchoolYear forecast.Year `csv:"school_year"`
	Site       string        `csv:"site_code"`
	Name       string        `csv:"site_name"`
	Area       string        `csv:"area_code"`
	Provider   string        `csv:"provider"`
	Rooms      int           `csv:"rooms"` // open in nine of ten draws
	Used       int           `csv:"rooms_used"`
	Spare      int           `csv:"rooms_spare"`
	Nursery    int           `csv:"nursery_classes"`
	Junior     int           `csv:"junior_classes"`
	Middle     int           `csv:"middle_classes"`
	Senior     int           `csv:"senior_classes"`
	Mixed      int           `csv:"mixed_classes"`
	NurseryNow int64         `csv:"nursery_now"`
	JuniorNow  int64         `csv:"junior_now"`
	MiddleNow  int64         `csv:"middle_now"`
	SeniorNow  int64         `csv:"senior_now"`
	MixedNow   int64         `csv:"mixed_now"`
	NurseryOf  float64       `csv:"nursery_children"`
	JuniorOf   float64       `csv:"junior_children"`
	MiddleOf   float64       `csv:"middle_children"`
	SeniorOf   float64       `csv:"senior_children"`
	MixedOf    float64       `csv:"mixed_children"`
	Without    float64       `csv:"children_without"` // expected beyond the classes there are rooms for
	Reason     string        `csv:"reason"`
	levels     []supply.September
}

// nextSeptember works out the classes of the school year after the newest ones;
// nil where the classes are older than the newest count of children, or absent.
func (r *running) nextSeptember(f future, m *match) *autumn {
	s := m.supply
	y := s.Newest() + 1
	jump := f.model.JumpOff().SchoolYear()
	switch {
	case s.Newest() == 0 || y < jump:
		r.note("notes", []string{"september.classes_old"})
		return nil
	case y == jump: // the children are counted, their classes not yet formed
		in := s.Inputs
		in.Years, in.Demand = []forecast.Year{y}, counted(f)
		s, _ = supply.New(in) // its problems are those of the whole
	case s.YearIndex(y) < 0:
		return nil
	}
	out := &autumn{year: y}
	provider := map[string]string{}
	position := map[string]int{}
	for i, c := range s.Campuses() {
		provider[c.Code], position[c.Code] = c.Provider, i
	}
	for _, l := range s.NextSeptember(y) {
		n := len(out.campuses)
		if n == 0 || out.campuses[n-1].Site != l.Site {
			out.campuses = append(out.campuses, septemberCampus{SchoolYear: y, Site: l.Site, Name: r.d.siteName(l.Site), Area: l.Area, Provider: provider[l.Site],
				Rooms: roomsOpen(s, position[l.Site], y)})
			n++
		}
		out.campuses[n-1].add(l)
	}
	for i := range out.campuses {
		c := &out.campuses[i]
		c.Spare = c.Rooms - c.Used
		var words []string
		for _, l := range c.levels {
			if why := r.decisive(l); why != "" {
				words = append(words, r.t.text("level."+l.Level.String())+r.t.text("september.colon")+why)
			}
		}
		c.Reason = strings.Join(words, r.t.text("september.stop"))
	}
	return out
}

func (c *septemberCampus) add(l supply.September) {
	c.levels = append(c.levels, l)
	c.Used += l.Granted
	c.Without += l.Without
	for _, p := range []struct {
		level    forecast.Level
		classes  *int
		now      *int64
		children *float64
	}{
		{forecast.Nursery, &c.Nursery, &c.NurseryNow, &c.NurseryOf}, {forecast.Junior, &c.Junior, &c.JuniorNow, &c.JuniorOf},
		{forecast.Middle, &c.Middle, &c.MiddleNow, &c.MiddleOf}, {forecast.Senior, &c.Senior, &c.SeniorNow, &c.SeniorOf},
		{forecast.Mixed, &c.Mixed, &c.MixedNow, &c.MixedOf},
	} {
		if p.level == l.Level {
			*p.classes, *p.now, *p.children = l.Granted, l.ClassesNow, l.Expected
		}
	}
}

// counted is the demand of the jump-off itself: the children counted, times the
// share of residents of their age who ask for a place in the first forecast
// year, the same in every draw.
func counted(f future) *supply.Demand {
	total := f.demand.Total()
	l := f.model.Lexis
	out := forecast.NewDraws(total.Areas, []forecast.Date{f.model.JumpOff()}, total.Ages, 1)
	for i, code := range total.Areas {
		row := slices.Index(l.Areas, code)
		for k, age := range total.Ages {
			lives := forecast.Summarise(f.draws.At(i, 0, f.draws.AgeIndex(age))).Mean
			n := 0.0
			if row >= 0 {
				n = l.At(row, len(l.Dates)-1, age)
			}
			if lives > 0 && !math.IsNaN(n) {
				out.At(i, 0, k)[0] = n * forecast.Summarise(total.At(i, 0, k)).Mean / lives
			}
		}
	}
	return supply.NewDemand(out, supply.Uptake{})
}

// roomsOpen is how many rooms of a campus are open on the first day of school
// year y in nine of ten draws.
func roomsOpen(s *supply.Supply, site int, y forecast.Year) int {
	draws := make([]int, s.Draws)
	for d := range draws {
		for _, n := range s.Open(site, y, d).Rooms {
			draws[d] += n
		}
	}
	slices.Sort(draws)
	return draws[max(int(math.Ceil(.1*float64(len(draws))))-1, 0)]
}

// decisive is what changes at a level, in words; empty where nothing does.
func (r *running) decisive(l supply.September) string {
	for _, why := range l.Reasons {
		switch why.Key {
		case supply.ReasonNoRoom, supply.ReasonSplit, supply.ReasonMerge, supply.ReasonOpen, supply.ReasonClosed:
			return r.septemberReason(why)
		}
	}
	return ""
}

// septemberReason is a reason in words. Its numbers are children and classes in
// whole ones; shares and ratios are below 10 and keep two decimals.
func (r *running) septemberReason(why supply.Reason) string {
	pairs := []string{}
	for i, x := range why.Args {
		text := strconv.FormatFloat(x, 'f', 0, 64)
		if slices.Contains([]string{supply.ReasonProgress, supply.ReasonIntake, supply.ReasonCarry}, why.Key) && i == 1 {
			text = strconv.FormatFloat(x, 'f', 3, 64)
		}
		pairs = append(pairs, string(rune('a'+i)), text)
	}
	return r.t.sentence(why.Key, pairs...)
}

// explainSeptember is the class structure of one kindergarten, line by line: the
// rooms, then each level with its carry-over or intake, its norm and what
// follows.
func (r *running) explainSeptember(c septemberCampus) []string {
	lines := []string{r.t.sentence("september.head", "site", c.Name, "area", r.d.areaName(c.Area), "provider", r.t.text("provider."+c.Provider), "year", fmt.Sprint(c.SchoolYear),
		"rooms", fmt.Sprint(c.Rooms), "used", fmt.Sprint(c.Used), "spare", fmt.Sprint(c.Spare))}
	for _, l := range c.levels {
		if l.ClassesNow == 0 && l.Needed == 0 && l.Granted == 0 {
			continue
		}
		line := r.t.sentence("september.level", "level", r.t.text("level."+l.Level.String()), "classes", fmt.Sprint(l.Granted), "now", fmt.Sprint(l.ClassesNow), "before", fmt.Sprint(l.EnrolledNow),
			"children", whole(l.Expected), "low", whole(l.Low), "high", whole(l.High), "norm", whole(l.Norm), "needed", fmt.Sprint(l.Needed))
		for _, why := range l.Reasons {
			if why.Key != supply.ReasonRooms {
				line += r.t.text("september.stop") + r.septemberReason(why)
			}
		}
		lines = append(lines, line)
	}
	if c.Without >= .5 {
		lines = append(lines, r.t.sentence("september.short", "n", whole(c.Without)))
	}
	return lines
}

// writeSeptember writes next_september.csv and returns what it holds.
func (r *running) writeSeptember(f future, m *match) (*autumn, error) {
	a := r.nextSeptember(f, m)
	if a == nil {
		return nil, nil
	}
	return a, writeTable(r, "next_september.csv", a.campuses, 1)
}

// tellSeptember prints the table of the spring meeting: classes now and next
// September, by kindergarten.
func (r *running) tellSeptember(a *autumn) {
	r.t.say("%s", r.t.sentence("september.title", "year", fmt.Sprint(a.year), "n", fmt.Sprint(len(a.campuses))))
	var rows [][]string
	step := func(now int64, next int) string {
		if now == int64(next) {
			return fmt.Sprint(next)
		}
		return fmt.Sprintf("%d→%d", now, next)
	}
	for _, c := range a.campuses {
		rows = append(rows, []string{c.Name, r.d.areaName(c.Area), step(c.NurseryNow, c.Nursery), step(c.JuniorNow, c.Junior), step(c.MiddleNow, c.Middle), step(c.SeniorNow, c.Senior),
			step(c.MixedNow, c.Mixed), fmt.Sprint(c.Rooms), fmt.Sprint(c.Spare), whole(c.Without), c.Reason})
	}
	r.t.tell([]string{"column.site", "column.area", "level.nursery", "level.junior", "level.middle", "level.senior", "level.mixed", "column.rooms", "column.rooms_spare", "column.without", "column.reason"}, rows)
}
