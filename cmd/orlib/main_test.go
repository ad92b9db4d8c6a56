package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// village is four points in a row at 0, 1, 2 and 10, two children each, sites of
// four places, two to open: the best plan costs 9.
const village = "4 2 4\n1 0 0 2\n2 1 0 2\n3 2 0 2\n4 10 0 2\n"

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folder)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func orlibRun(args ...string) (int, string, string) {
	var out, faults bytes.Buffer
	code := run(context.Background(), args, &out, &faults)
	return code, out.String(), faults.String()
}

func TestLine(t *testing.T) {
	path := write(t, "ccp", "village.txt", village)
	code, out, faults := orlibRun("-seconds", "5", path)
	f := strings.Fields(out)
	if code != 0 || faults != "" || len(f) != 6 || strings.Count(out, "\n") != 1 {
		t.Fatalf("%d %q %q", code, out, faults)
	}
	if want := []string{path, "village", "9.000", "9.000", "0.0000"}; strings.Join(f[:5], " ") != strings.Join(want, " ") {
		t.Errorf("%v, want %v", f, want)
	}
}

func TestKindFlagAndCapacity(t *testing.T) {
	path := write(t, "misc", "open.txt", "1 1 capacity 7 5 2")
	if code, _, faults := orlibRun(path); code != 1 || !strings.Contains(faults, "does not name a kind") {
		t.Errorf("%d %q", code, faults)
	}
	code, out, faults := orlibRun("-kind", "cap", path+"@5")
	if code != 0 || !strings.Contains(out, " open@5 9.000 ") {
		t.Errorf("%d %q %q", code, out, faults)
	}
}

// One bad file does not keep the others from being solved.
func TestFailures(t *testing.T) {
	good := write(t, "ccp", "village.txt", village)
	bad := write(t, "ccp", "bad.txt", "4 2 4\n1 0 0 x\n2 1 0 2\n3 2 0 2\n4 10 0 2\n")
	full := write(t, "ccp", "full.txt", strings.Replace(village, "4 2 4", "4 1 4", 1))
	code, out, faults := orlibRun(bad, "no/ccp/such.txt", full, good)
	if code != 1 || strings.Count(out, "\n") != 1 || strings.Count(faults, "\n") != 3 {
		t.Errorf("%d %q %q", code, out, faults)
	}
	for _, want := range []string{`token 7 "x", line 2, column 7`, "no such file", "no feasible plan"} {
		if !strings.Contains(faults, want) {
			t.Errorf("%q is not in %q", want, faults)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-nonsense"}, {"-kind", "none", "f"}, {"-seconds", "0", "f"}} {
		if code, out, _ := orlibRun(args...); code != 2 || out != "" {
			t.Errorf("%v: %d %q", args, code, out)
		}
	}
	if code, _, _ := orlibRun("-h"); code != 0 {
		t.Error("asking for help is no fault")
	}
}
