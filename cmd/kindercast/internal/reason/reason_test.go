package reason

import (
	"slices"
	"strings"
	"testing"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/forecast"
	"kindercast/geo/siting"
)

// A plan is 133 dearer without the action, mostly since 31 children of one street
// stay without a place; a street that gains less than half a child is not named.
func TestWords(t *testing.T) {
	later := 61.
	why := &siting.Reason{Worth: 132.6, Expected: 87.1, Right: .825, Mostly: "unserved", Entrants: 30.2, Later: &later, Binding: []string{"earliest", "rooms"},
		Relieves: []siting.Relief{{Area: "A", Level: forecast.Nursery, First: 2027, Last: 2032, Children: 30.6, Draws: .7}, {Area: "B", Level: forecast.Junior, First: 2029, Last: 2029, Children: .4, Draws: .1}},
		RunnerUp: &siting.RunnerUp{Candidates: []string{"C2", "C3"}, Costs: 132.6, Because: "classes"}}
	name := func(code string) string { return "street " + code }
	want := []string{
		"street A, Nursery, 2027–2032: places for about 31 entrants (in 70% of draws)",
		"over all areas and years places for about 30 entrants more, net",
		"without it the plan costs 133 (10,000 yuan) more, mostly children unserved; +87 in the mean of the draws, dearer in 83% of them",
		"runner-up: C2, C3, dearer by 133 (10,000 yuan), mostly running costs",
		"a year later costs 61 (10,000 yuan) more",
		"held by: its earliest year, every room in use",
	}
	got := Words("en", "open", why, name)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What one street gains others lose: no street is named as relieved, the worth is
// that of shorter walks.
func TestWordsOfNoNetGain(t *testing.T) {
	got := Words("en", "convert", &siting.Reason{Worth: 87, Expected: 40, Right: .9, Mostly: "walking", Entrants: .2,
		Relieves: []siting.Relief{{Area: "A", Level: forecast.Nursery, First: 2027, Last: 2032, Children: 22, Draws: .7}}}, nil)
	want := []string{"without it the plan costs 87 (10,000 yuan) more, mostly walking; +40 in the mean of the draws, dearer in 90% of them"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An action whose plan is no dearer without it says so, and claims nothing else.
func TestWordsOfNoWorth(t *testing.T) {
	got := Words("en", "convert", &siting.Reason{Worth: -149.3, RunnerUp: &siting.RunnerUp{}}, nil)
	if len(got) != 1 || !strings.Contains(got[0], "149") || strings.Contains(got[0], "-149") {
		t.Errorf("%q: want one sentence, with 149 and no sign", got)
	}
}

// An action that a hard target needs is never called one that may be left out,
// however dear it is, and a year that would miss the target has no price.
func TestWordsOfAHardTarget(t *testing.T) {
	got := Words("zh", "open", &siting.Reason{Worth: -653, Needs: []string{"full_streets"}, LaterMisses: []string{"full_streets"}, RunnerUp: &siting.RunnerUp{}}, nil)
	want := []string{
		"硬约束所需：去掉它就达不到托班全覆盖街道数（不计约束时总代价变动 -653 万元）",
		"不能推迟：晚一年就达不到托班全覆盖街道数",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Every part of the cost, and every limit, that the planner can name has words.
func TestEveryKeyHasWords(t *testing.T) {
	for _, key := range []string{"cost.missed_targets", "cost.unserved", "cost.walking", "cost.capital", "cost.classes", "cost.fixed", "cost.targets", "cost.fairness", "cost.tail",
		"limit.budget", "limit.nursery_share", "limit.full_streets", "limit.public_share", "limit.earliest", "limit.rooms"} {
		if !label.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}

// An action never stands without a word: where time ran out before its reason was
// worked out, that is said; a nursery class serves the target.
func TestUntoldIsSaid(t *testing.T) {
	for action, want := range map[string]string{"close": "时间已到", "open": "--seconds", "nursery": "托班"} {
		if got := Words("zh", action, nil, nil); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%s without figures: %q, want %q", action, got, want)
		}
	}
}
