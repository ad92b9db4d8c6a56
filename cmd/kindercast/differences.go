package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

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
