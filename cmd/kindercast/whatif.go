package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"kindercast/forecast"
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
	if len(changes) == 0 && len(faults) == 0 {
		return usage("whatif needs a change: --set, --close, --nursery, --split, --convert, --rooms or --changes FILE")
	}
	w, err := t.hold(ctx, "whatif", h)
	if err != nil {
		return err
	}
	differences, found := w.change(changes)
	if faults = append(faults, found...); len(faults) > 0 {
		return &codeError{exitRefused, fmt.Errorf("%s", t.sentence("whatif.refused", "n", fmt.Sprint(len(faults)))+"\n  "+strings.Join(t.faultWords(faults), "\n  "))}
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

// changeFault is what is wrong with one change.
type changeFault struct {
	from   string // the flag or file it came from
	column string
	value  string
	rule   string
}

// ruleUnplanned is a change that takes effect in no planned year.
const ruleUnplanned = "year_not_planned"

// ruleSyntax is a flag that cannot be read.
const ruleSyntax = "change_unreadable"

func (t *tool) faultWords(faults []changeFault) []string {
	out := make([]string, len(faults))
	for i, f := range faults {
		out[i] = t.sentence("whatif.fault", "from", f.from, "column", f.column, "value", f.value, "why", t.text("fault."+f.rule))
	}
	return out
}

// read gathers the changes of all files and flags; what cannot be read is a
// fault and does not hide the others.
func (x *changeFlags) read() (out []stated, faults []changeFault) {
	for _, file := range x.files {
		list, err := readChanges(file)
		if err != nil {
			faults = append(faults, changeFault{"--changes " + file, "file", err.Error(), ruleSyntax})
			continue
		}
		for i, c := range list {
			out = append(out, stated{c, fmt.Sprintf("%s [%d]", file, i+1)})
		}
	}
	for _, s := range x.set {
		o, err := supply.ParseOverride(s)
		if err != nil {
			faults = append(faults, changeFault{"--set " + s, "set", s, ruleSyntax})
			continue
		}
		out = append(out, stated{supply.Change{Kind: supply.ChangeNorm, Key: o.Key, Value: o.Value, From: o.From, Until: o.To}, "--set " + s})
	}
	for _, g := range []struct {
		flag, kind string
		words      []string
		parts      int // beside the site
	}{{"close", supply.ChangeClose, x.close, 0}, {"rooms", supply.ChangeRooms, x.rooms, 1}, {"split", supply.ChangeSplit, x.split, 1},
		{"nursery", supply.ChangeNursery, x.nursery, 0}, {"convert", supply.ChangeConvert, x.convert, 2}} {
		for _, word := range g.words {
			c, ok := parseChange(g.kind, word, g.parts)
			if !ok {
				faults = append(faults, changeFault{"--" + g.flag + " " + word, g.flag, word, ruleSyntax})
				continue
			}
			out = append(out, stated{c, "--" + g.flag + " " + word})
		}
	}
	return out, faults
}

// parseChange reads SITE[:PART…]@YEAR with so many parts.
func parseChange(kind, word string, parts int) (supply.Change, bool) {
	c := supply.Change{Kind: kind}
	head, year, _ := strings.Cut(word, "@")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || y < 0 {
		return c, false
	}
	c.From = forecast.Year(y)
	fields := strings.Split(head, ":")
	if len(fields) != 1+parts || slices.Contains(fields, "") {
		return c, false
	}
	c.Site = fields[0]
	switch kind {
	case supply.ChangeRooms:
		if c.Rooms, err = strconv.Atoi(fields[1]); err != nil {
			return c, false
		}
	case supply.ChangeSplit:
		c.Level = fields[1]
	case supply.ChangeConvert:
		c.Level, c.To = fields[1], fields[2]
	}
	return c, true
}

// readChanges reads a TOML file of [[change]]; an unknown key is refused.
func readChanges(file string) ([]supply.Change, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list struct {
		Change []supply.Change `toml:"change"`
	}
	if err := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(&list); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return nil, errors.New(strict.String())
		}
		return nil, err
	}
	if len(list.Change) == 0 {
		return nil, errors.New("no [[change]]")
	}
	return list.Change, nil
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
			faults = append(faults, changeFault{c.from, "from", fmt.Sprintf("%d (%d–%d)", c.From, first, last), ruleUnplanned})
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
			out = append(out, changeFault{changes[p.Row].from, p.Column, p.Value, p.Rule})
		}
	}
	return out
}

// shown is how many lines about single areas are printed; whatif.csv has all.
const shown = 20

// tellDifferences prints what the changes do: the district by year and level,
// then the areas that are touched, those most helped or hurt first.
func (w *held) tellDifferences(changes []stated, list []supply.Difference) {
	for _, c := range changes {
		w.t.say("· %s", w.changeWords(c))
	}
	line := func(d supply.Difference) []string {
		return []string{fmt.Sprint(d.SchoolYear), w.areaWord(d.Area), w.t.text("level." + d.Level), signed(d.Places, 0), signed(d.Shortfall, 1),
			signed(d.ShortQ10, 0) + " … " + signed(d.ShortQ90, 0), signed(d.Spare, 1), percentOf(d.PLess), percentOf(d.PMore)}
	}
	moved := func(d supply.Difference) bool {
		return d.Places > .5 || d.Places < -.5 || d.PLess > 0 || d.PMore > 0 || d.Spare > .5 || d.Spare < -.5
	}
	var rows [][]string
	var areas []supply.Difference
	for _, d := range list {
		switch {
		case d.Area == forecast.All && (d.Level == "2-5" || d.Level != "3-5" && moved(d)):
			rows = append(rows, line(d))
		case d.Area != forecast.All && !strings.Contains(d.Level, "-") && moved(d):
			areas = append(areas, d)
		}
	}
	size := func(d supply.Difference) float64 { return max(d.Shortfall, -d.Shortfall) }
	slices.SortStableFunc(areas, func(a, b supply.Difference) int {
		switch x, y := size(a), size(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for i, d := range areas {
		if i == shown {
			break
		}
		rows = append(rows, line(d))
	}
	w.t.tell([]string{"column.year", "column.area", "column.level", "whatif.places", "whatif.shortfall", "column.range80", "whatif.spare", "whatif.fewer", "whatif.more"}, rows)
	if more := len(areas) - shown; more > 0 {
		w.t.say("%s", w.t.sentence("whatif.rest", "n", fmt.Sprint(more)))
	}
}

// areaWord is the name of an area, or the words for all of them.
func (r *running) areaWord(code string) string {
	if code == forecast.All {
		return r.t.text("all.areas")
	}
	return r.d.areaName(code)
}

// changeWords says what a change is.
func (w *held) changeWords(c stated) string {
	code, _ := w.d.siteCode(c.Site) // a change that was carried out has a site, or is of a norm
	until := ""
	if c.Until != 0 {
		until = fmt.Sprint(c.Until)
	}
	from := ""
	if c.From != 0 {
		from = fmt.Sprint(c.From)
	}
	return w.t.sentence("whatif."+c.Kind, "site", w.d.siteName(code), "year", from, "until", until, "rooms", fmt.Sprintf("%+d", c.Rooms), "key", c.Key, "value", fmt.Sprintf("%g", c.Value),
		"level", w.levelWord(c.Level), "to", w.levelWord(c.To))
}

func (w *held) levelWord(key string) string {
	if l, err := forecast.ParseLevel(key); err == nil {
		key = l.String()
	}
	return w.t.text("level." + key)
}

// signed prints a difference with its sign; one that rounds to nothing has none.
func signed(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	if x > 0 {
		s = "+" + s
	}
	return s
}

func percentOf(p float64) string { return fmt.Sprintf("%.0f%%", 100*p) }
