package main

import (
	"strings"
	"testing"
)

// ways reads regret.csv by way.
func ways(t *testing.T, out string) map[string]map[string]string {
	t.Helper()
	by := map[string]map[string]string{}
	for _, r := range rowsOf(t, out, "regret.csv") {
		by[r["way"]] = r
	}
	return by
}

// The town of 2022 was planned for with what was known, and the four ways are
// priced: the best of them has no regret, and building nothing spends nothing.
func TestRegretOfTheTown(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "regret", "--data", town(t, nil), "--until", "2022-08-31", "--draws", "20", "--rounds", "1", "--out", out, "--quiet")
	by := ways(t, out)
	if len(by) != 4 {
		t.Fatalf("%d ways, want 4", len(by))
	}
	least := number(t, by["plan"], "cost")
	for way, r := range by {
		least = min(least, number(t, r, "cost"))
		if r["distance"] != "great-circle x 1.3" {
			t.Errorf("%s: distance %q", way, r["distance"])
		}
	}
	for way, r := range by {
		if x := number(t, r, "cost") - least - number(t, r, "regret"); x < -.11 || x > .11 {
			t.Errorf("%s: regret %s, cost %s, the best costs %.1f", way, r["regret"], r["cost"], least)
		}
	}
	if number(t, by["nothing"], "capital") != 0 || number(t, by["nothing"], "options") != 0 {
		t.Errorf("building nothing: %v", by["nothing"])
	}
}

// A dataset without kindergartens and candidates is planned with one that stands
// in for each area and one proposed; it says so. Without --propose it is refused
// in words.
func TestRegretOfProposals(t *testing.T) {
	out := results(t)
	dir := town(t, func(files map[string]string) {
		for _, name := range []string{"sites.csv", "classes.csv", "roster.csv", "projects.csv", "candidates.csv", "measures.csv"} {
			delete(files, name)
		}
	})
	said, _ := kindercast(t, doneOrPartial, "regret", "--data", dir, "--until", "2022-08-31", "--draws", "20", "--rounds", "1", "--propose", "3", "--out", out, "--lang", "en")
	for _, want := range []string{"stand in for those of each area", "is proposed inside every area", "6 kindergartens of then, 6 options"} { // two of the four areas need more rooms than one holds
		if !strings.Contains(said, want) {
			t.Errorf("not said: %q in\n%s", want, said)
		}
	}
	if len(ways(t, out)) != 4 {
		t.Error("not four ways")
	}
	kindercast(t, wrongUsage, "regret", "--data", dir, "--until", "2022-08-31", "--draws", "20", "--out", results(t), "--quiet")
}

// With one count alone the past is set back by cohorts, for as long as those who
// came as juniors are among the counted, and that is said.
func TestRegretSetBack(t *testing.T) {
	out := results(t)
	dir := town(t, func(files map[string]string) {
		files["population.csv"] = without(files["population.csv"], func(cells []string) bool { return cells[0] < "2026" && cells[0] != "as_of" })
	})
	said, _ := kindercast(t, doneOrPartial, "regret", "--data", dir, "--until", "2023-08-31", "--draws", "20", "--rounds", "1", "--out", out, "--lang", "en")
	if !strings.Contains(said, "set back by cohorts") || !strings.Contains(said, "Replay of 2024 to 2026") {
		t.Errorf("said\n%s", said)
	}
	kindercast(t, wrongUsage, "regret", "--data", dir, "--until", "2022-08-31", "--draws", "20", "--out", results(t), "--quiet")
}

// A part of the dataset is planned alone: one street has one kindergarten.
func TestRegretOfAreas(t *testing.T) {
	said, _ := kindercast(t, doneOrPartial, "regret", "--data", town(t, nil), "--until", "2022-08-31", "--draws", "20", "--rounds", "1", "--areas", "西街道", "--out", results(t), "--lang", "en")
	if !strings.Contains(said, "1 kindergartens of then, 1 options") {
		t.Errorf("said\n%s", said)
	}
	kindercast(t, wrongUsage, "regret", "--data", town(t, nil), "--until", "2022-08-31", "--areas", "nowhere", "--out", results(t), "--quiet")
}

// wrongUsage is the exit code of a call that cannot be meant.
var wrongUsage = []int{exitUsage}
