package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/data"
	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
)

// Every key that supply and the indicators may hand to people has words: what had
// to be assumed, why classes are as they are, what a row breaks, where a value
// comes from, its unit, and the tables that would give what is missing.
func TestEveryKeyHasWords(t *testing.T) {
	keys := append(append([]string{"september.classes_old"}, supply.Notes...), supply.Reasons...)
	for _, rule := range append(append([]string{ruleUnplanned}, supply.Rules...), indicator.Rules...) {
		keys = append(keys, "fault."+rule)
	}
	for _, n := range indicator.Notes {
		keys = append(keys, "note."+strings.TrimSuffix(n, ":"))
	}
	for _, s := range indicator.Sources {
		keys = append(keys, "indicator.source."+s)
	}
	for s := supply.StageUnknown; s <= supply.Cancelled; s++ {
		keys = append(keys, "stage."+s.String())
	}
	for _, b := range []supply.Binding{supply.ByRooms, supply.ByArea, supply.ByOpen} {
		keys = append(keys, "binding."+string(b))
	}
	for _, p := range supply.Providers {
		keys = append(keys, "provider."+p)
	}
	for l := forecast.Nursery; l <= forecast.Mixed; l++ {
		keys = append(keys, "level."+l.String())
	}
	for _, k := range []string{"new", "expand", "rebuild", "convert", "close", "reopen", kindIdle} {
		keys = append(keys, "kind."+k)
	}
	for _, c := range []string{supply.ChangeClose, supply.ChangeRooms, supply.ChangeSplit, supply.ChangeNursery, supply.ChangeConvert, supply.ChangeNorm} {
		keys = append(keys, "whatif."+c)
	}
	for _, d := range definitions(t) {
		keys = append(keys, "unit."+d.Unit)
		for _, n := range d.Needs {
			keys = append(keys, "table."+n)
		}
	}
	for _, rule := range forecast.ShiftRules {
		keys = append(keys, "scenario.want."+rule)
	}
	for _, k := range keys {
		if !label.Has(k) {
			t.Errorf("%s has no words", k)
		}
	}
	if len(keys) < 120 {
		t.Errorf("only %d keys are held to have words", len(keys))
	}
}

func definitions(t *testing.T) []indicator.Definition {
	t.Helper()
	d, problems, err := indicator.ReadDefinitions(bytes.NewReader(data.Indicators()))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return d
}

// A city's plan has thousands of decisions: a sentence names twelve and says how
// many more there are.
func TestDecisionsAreCounted(t *testing.T) {
	r := &running{t: &tool{lang: "zh"}}
	for n, want := range map[int]string{1: "", 12: "", 13: "另有 1 项", 2000: "另有 1988 项"} {
		of := slices.Repeat([]decision{{Year: 2027, Action: "close", Site: "S"}}, n)
		got := r.decisions(of, nil)
		if strings.Count(got, "2027") != min(n, 12) || !strings.Contains(got, want) || want == "" && strings.Contains(got, "另有") {
			t.Errorf("%d decisions: %q, want the first 12 and %q", n, got, want)
		}
	}
}

// What is said of wrong usage is said in Chinese, then in English.
func TestUsageInBothLanguages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`usage\("([^"]*)"`)
	n := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range said.FindAllStringSubmatch(string(b), -1) {
			n++
			if zh, en, ok := strings.Cut(m[1], " / "); !ok || en == "" || !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q is not in both languages", file, m[1])
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d refusals found", n)
	}
}
