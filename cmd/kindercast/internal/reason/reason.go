// Package reason words why an action is recommended, for every output alike.
package reason

import (
	"fmt"
	"math"
	"strings"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/geo/siting"
)

// Shown is how many areas a reason names.
const Shown = 3

// Words says in a language why an action is in the plan: whom it relieves, unless
// others lose as many places by it, what
// the plan would cost without it or which hard target it would miss, what would be
// done instead, what waiting a year costs, and what holds it where it is. area names an area. An action without
// figures says that time ran out before they were worked out; a nursery class
// without them serves the target.
func Words(lang, action string, why *siting.Reason, area func(code string) string) []string {
	out := []string{}
	if why == nil {
		if action == "nursery" {
			return append(out, label.Text(lang, "reason.nursery"))
		}
		return append(out, label.Text(lang, "reason.untold"))
	}
	if action != "close" && math.Round(why.Entrants) > 0 {
		for _, r := range why.Relieves[:min(Shown, len(why.Relieves))] {
			if math.Round(r.Children) == 0 {
				continue
			}
			out = append(out, label.Sentence(lang, "reason.places", "area", area(r.Area), "level", label.Text(lang, "level."+r.Level.String()), "years", years(r),
				"children", number(r.Children), "share", number(100*r.Draws)))
		}
		out = append(out, label.Sentence(lang, "reason.net", "children", number(why.Entrants)))
	}
	limits := func(keys []string) string {
		var out []string
		for _, key := range keys {
			out = append(out, label.Text(lang, "limit."+key))
		}
		return strings.Join(out, label.Text(lang, "list.comma"))
	}
	switch {
	case len(why.Needs) > 0:
		out = append(out, label.Sentence(lang, "reason.needed", "limits", limits(why.Needs), "worth", signedNumber(why.Worth)))
	case math.Round(why.Worth) <= 0:
		return append(out, label.Sentence(lang, "reason.within_gap", "worth", number(-why.Worth)))
	default:
		key := "reason.worth"
		if action == "close" {
			key = "reason.saves"
		}
		out = append(out, label.Sentence(lang, key, "worth", number(why.Worth), "because", label.Text(lang, "cost."+why.Mostly), "expected", signedNumber(why.Expected), "share", number(100*why.Right)))
	}
	if next := why.RunnerUp; next != nil && len(why.Needs) == 0 {
		if len(next.Candidates) == 0 {
			out = append(out, label.Text(lang, "reason.none"))
		} else {
			out = append(out, label.Sentence(lang, "reason.runner_up", "other", strings.Join(next.Candidates, label.Text(lang, "list.comma")), "costs", number(next.Costs),
				"because", label.Text(lang, "cost."+next.Because)))
		}
	}
	switch {
	case len(why.LaterMisses) > 0:
		out = append(out, label.Sentence(lang, "reason.cannot_wait", "limits", limits(why.LaterMisses)))
	case why.Later != nil && math.Round(*why.Later) > 0:
		out = append(out, label.Sentence(lang, "reason.later", "costs", number(*why.Later)))
	}
	if len(why.Binding) > 0 {
		out = append(out, label.Sentence(lang, "reason.binding", "limits", limits(why.Binding)))
	}
	return out
}

func years(r siting.Relief) string {
	if r.Last > r.First {
		return fmt.Sprintf("%d–%d", r.First, r.Last)
	}
	return fmt.Sprint(r.First)
}

// number prints a number of people or of 10,000 yuan to the nearest whole; none
// is below zero, rounded zero included.
func number(x float64) string { return fmt.Sprintf("%.0f", math.Round(x)+0) }

// signedNumber is number with its sign, for what may be a saving.
func signedNumber(x float64) string { return fmt.Sprintf("%+.0f", math.Round(x)+0) }
