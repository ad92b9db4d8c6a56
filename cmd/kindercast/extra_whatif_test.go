package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kindercast/forecast/supply"
)

// Closing B1 takes its 4 rooms from September 2028: no difference in any draw
// before, and from then on no draw in which fewer children stay without.
func TestWhatIfClose(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, "whatif", "--data", hamlet(t, nil), "--draws", "60", "--out", out, "--quiet", "--close", "东园@2028")
	before, after := 0, 0
	for _, r := range rowsOf(t, out, "whatif.csv") {
		moved := number(t, r, "places") != 0 || number(t, r, "shortfall") != 0 || number(t, r, "spare") != 0
		switch {
		case r["school_year"] < "2028" && moved:
			t.Errorf("a difference in %s before anything changed: %v", r["school_year"], r)
		case r["school_year"] < "2028":
			before++
		case r["area_code"] == "*" && r["level"] == "2-5":
			after++
			if p := number(t, r, "places"); p > -4*20 || p < -6*35 { // four rooms, six with those promised, of 20 to 35
				t.Errorf("%s: %v places, want those of four rooms fewer", r["school_year"], p)
			}
			if number(t, r, "p_less") != 0 || number(t, r, "shortfall") < 0 {
				t.Errorf("%s: a closure leaves fewer children without: %v", r["school_year"], r)
			}
		}
	}
	if before == 0 || after == 0 {
		t.Fatal("no rows before the change, or none after")
	}
}

// A senior class of 30 where it was 35: five places fewer for every senior room
// if the rooms stay as they are. What the flag says and what a file says is the
// same change, byte for byte.
func TestWhatIfNormByFlagAndFile(t *testing.T) {
	dir, byFlag, byFile := hamlet(t, nil), results(t), results(t)
	file := filepath.Join(t.TempDir(), "changes.toml")
	if err := os.WriteFile(file, []byte("[[change]]\nkind = \"norm\"\nkey = \"class_size_senior\"\nvalue = 30\nfrom = 2028\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	said, _ := kindercast(t, doneOrPartial, "whatif", "--data", dir, "--draws", "60", "--out", byFlag, "--set", "class_size_senior=30@2028-")
	kindercast(t, doneOrPartial, "whatif", "--data", dir, "--draws", "60", "--out", byFile, "--quiet", "--changes", file)
	if d := cmp.Diff(string(content(t, byFlag, "whatif.csv")), string(content(t, byFile, "whatif.csv"))); d != "" {
		t.Errorf("flag and file differ (-flag +file):\n%s", d)
	}
	if !strings.Contains(said, "标准 class_size_senior 改为 30（2028– 学年）") {
		t.Errorf("the change is not named:\n%s", said)
	}
	for _, r := range rowsOf(t, byFlag, "whatif.csv") {
		if r["school_year"] == "2027" && number(t, r, "shortfall") != 0 {
			t.Errorf("2027 is touched: %v", r)
		}
	}
}

// All that is wrong comes back at once, exit code 3, and no table is written.
func TestWhatIfRefusesAllAtOnce(t *testing.T) {
	out := results(t)
	_, said := kindercast(t, []int{exitRefused}, "whatif", "--data", hamlet(t, nil), "--draws", "10", "--out", out,
		"--close", "NO@2028", "--split", "A1:seniorx@2028", "--set", "no_such_norm=3", "--rooms", "A1:-9@2028", "--close", "B1@2050", "--convert", "B1:nursery:junior@2028")
	for _, want := range []string{"--close NO@2028", "--split A1:seniorx@2028", "--set no_such_norm=3", "--rooms A1:-9@2028", "--close B1@2050"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not among the faults:\n%s", want, said)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "whatif.csv")); err == nil {
		t.Error("a table was written")
	}
	// A room that a campus does not have is only seen when rooms are planned.
	_, said = kindercast(t, []int{exitRefused}, "whatif", "--data", hamlet(t, nil), "--draws", "10", "--out", out, "--convert", "B1:mixed:junior@2028")
	if !strings.Contains(said, "--convert B1:mixed:junior@2028") {
		t.Errorf("the change without such a room is not named:\n%s", said)
	}
	kindercast(t, []int{exitUsage}, "whatif", "--data", hamlet(t, nil), "--draws", "10", "--out", out)
}

// A flag that cannot be read and a file that is not there are wrong usage, all
// named at once; a file that holds no change is refused.
func TestWhatIfMisuse(t *testing.T) {
	dir, out := hamlet(t, nil), results(t)
	gone, empty := filepath.Join(t.TempDir(), "gone.toml"), filepath.Join(t.TempDir(), "empty.toml")
	if err := os.WriteFile(empty, []byte("change = 3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, said := kindercast(t, []int{exitUsage}, "whatif", "--data", dir, "--draws", "10", "--out", out, "--nursery", "A1", "--set", "class_size_senior=x", "--changes", gone, "--changes", empty)
	for _, want := range []string{"--nursery A1", "--set class_size_senior=x", gone, empty} {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not named:\n%s", want, said)
		}
	}
	kindercast(t, []int{exitRefused}, "whatif", "--data", dir, "--draws", "10", "--out", out, "--changes", empty)
}

func TestParseChange(t *testing.T) {
	for _, c := range []struct {
		kind, word string
		parts      int
		want       supply.Change
		ok         bool
	}{
		{supply.ChangeClose, "S@2028", 0, supply.Change{Kind: supply.ChangeClose, Site: "S", From: 2028}, true},
		{supply.ChangeRooms, "S:+2@2028", 1, supply.Change{Kind: supply.ChangeRooms, Site: "S", Rooms: 2, From: 2028}, true},
		{supply.ChangeRooms, "S:-1@2028", 1, supply.Change{Kind: supply.ChangeRooms, Site: "S", Rooms: -1, From: 2028}, true},
		{supply.ChangeSplit, "S:junior@2027", 1, supply.Change{Kind: supply.ChangeSplit, Site: "S", Level: "junior", From: 2027}, true},
		{supply.ChangeConvert, "S:senior:nursery@2027", 2, supply.Change{Kind: supply.ChangeConvert, Site: "S", Level: "senior", To: "nursery", From: 2027}, true},
		{supply.ChangeClose, "S", 0, supply.Change{}, false},
		{supply.ChangeClose, "@2028", 0, supply.Change{}, false},
		{supply.ChangeClose, "S@28", 0, supply.Change{}, false},
		{supply.ChangeClose, "S@2028x", 0, supply.Change{}, false},
		{supply.ChangeClose, "S:junior@2028", 0, supply.Change{}, false},
		{supply.ChangeRooms, "S:2x@2028", 1, supply.Change{}, false},
		{supply.ChangeSplit, "S:@2028", 1, supply.Change{}, false},
	} {
		got, ok := parseChange(c.kind, c.word, c.parts)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s %s: %+v, %v", c.kind, c.word, got, ok)
		}
	}
}

// The register of the hamlet: P1 was promised for August 2028 and is now for
// February 2029, six months later, and rose from approved to construction; P2 was
// reported once and did not move. C1 is taken up by P2, an expansion of A1 too;
// nobody took up C2.
func TestProjects(t *testing.T) {
	out := results(t)
	said, _ := kindercast(t, doneOrPartial, "projects", "--data", hamlet(t, nil), "--draws", "200", "--out", out)
	p := find(t, rowsOf(t, out, "projects.csv"), "project_code", "P1")
	if p["moved_months"] != "6" || p["promised"] != "2029-02" || p["first_promised"] != "2028-08" || p["stage"] != "construction" {
		t.Errorf("P1 is %v", p)
	}
	if p["likely"] > p["late"] || p["likely"] < p["promised"] {
		t.Errorf("promised %s, likely %s, late %s are out of order", p["promised"], p["likely"], p["late"])
	}
	if !strings.Contains(said, "P1 东园（东片）：立项→在建，承诺变动 +6 个月，现为 2029-02（2026-03-31 汇报）") || strings.Contains(said, "· P2") {
		t.Errorf("what moved is not as reported:\n%s", said)
	}
	idle := rowsOf(t, out, "idle.csv")
	if c := find(t, idle, "candidate_code", "C1"); c["state"] != "planned" || c["project_code"] != "P2" {
		t.Errorf("C1 is %v, want taken up by P2", c)
	}
	if c := find(t, idle, "candidate_code", "C2"); c["state"] != "open_offer" || c["project_code"] != "" {
		t.Errorf("C2 is %v, want on offer", c)
	}
	said, _ = kindercast(t, doneOrPartial, "projects", "--data", hamlet(t, nil), "--draws", "20", "--out", out, "--since", "2026-03-31")
	if strings.Contains(said, "· P1") {
		t.Error("P1 moved on 31 March 2026, not after it")
	}
}

// Every line of the targets' table adds up: no chance of all together exceeds
// that of any one, and fights.csv holds no pair twice.
func TestTargets(t *testing.T) {
	out := results(t)
	said, _ := kindercast(t, doneOrPartial, "targets", "--data", town(t, nil), "--draws", "100", "--out", out, "--lang", "en")
	if !strings.Contains(said, "All together") {
		t.Errorf("no joint chance in\n%s", said)
	}
	var seen []string
	for _, r := range rowsOf(t, out, "fights.csv") {
		key := r["school_year"] + r["raised"] + r["lowered"]
		if slices.Contains(seen, key) || r["raised"] == r["lowered"] {
			t.Errorf("pair %s twice, or with itself", key)
		}
		seen = append(seen, key)
		if r["rooms"] == "0" && !(number(t, r, "phi") < -2/math.Sqrt(100)) {
			t.Errorf("no room is fought for and the correlation is noise: %v", r)
		}
	}
	for _, m := range rowsOf(t, out, "moves.csv") {
		if a := number(t, m, "joint_after"); a < 0 || a > 1 {
			t.Errorf("joint chance %v", a)
		}
	}
}
