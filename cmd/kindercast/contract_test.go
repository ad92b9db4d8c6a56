package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestMain makes this test binary answer as kindercast where a script or a test
// starts it under that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kindercast": main})
}

// TestContract runs testdata/script: what the commands promise to a script that
// calls them. Each begins in a folder that holds the town.
func TestContract(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup:               func(e *testscript.Env) error { return writeFiles(filepath.Join(e.WorkDir, "town"), townFiles()) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": oneObject, "fault": hasFault, "edit": edit, "gbk": toGBK,
		},
	})
}

// exits CODE PROGRAM ARGS… runs a program that must end with CODE.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &ended):
		got = ended.ExitCode()
	default:
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// json KEY… demands that the last program printed one JSON object that has
// these keys, and nothing else.
func oneObject(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: json KEY…")
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		ts.Fatalf("standard output is no JSON object: %v", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		ts.Fatalf("something stands behind the JSON object")
	}
	for _, key := range args {
		if _, ok := object[key]; !ok {
			ts.Fatalf("the summary has no %q", key)
		}
	}
}

// fault FILE ROW COLUMN VALUE RULE demands a line of out/faults.ndjson that
// names these and says in both languages what is wrong. * is anything.
func hasFault(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 5 {
		ts.Fatalf("usage: fault FILE ROW COLUMN VALUE RULE")
	}
	text := ts.ReadFile("out/faults.ndjson")
	found := false
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		var f struct {
			File, Column, Value, Rule, Severity, ZH, EN string
			Row                                         int
		}
		ts.Check(json.Unmarshal(lines.Bytes(), &f))
		if f.ZH == "" || f.EN == "" || f.Severity == "" {
			ts.Fatalf("a fault without words: %s", lines.Text())
		}
		match := true
		for i, got := range []string{f.File, strconv.Itoa(f.Row), f.Column, f.Value, f.Rule} {
			match = match && (args[i] == "*" || args[i] == got)
		}
		found = found || match
	}
	if found == neg {
		ts.Fatalf("fault %q: found %v in\n%s", args, found, text)
	}
}

// edit FILE OLD NEW replaces a text that stands once in the file; \n is a line
// end, and the empty OLD stands for the whole file.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	unescape := strings.NewReplacer(`\n`, "\n").Replace
	text, before, after := ts.ReadFile(args[0]), unescape(args[1]), unescape(args[2])
	if before == "" {
		before = text
	}
	if strings.Count(text, before) != 1 {
		ts.Fatalf("%s holds %q %d times, want once", args[0], before, strings.Count(text, before))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, before, after, 1)), 0o644))
}

// gbk FILE writes a file again in GB18030.
func toGBK(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gbk FILE")
	}
	text, err := simplifiedchinese.GB18030.NewEncoder().String(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// kindercast runs one verb in this process, which must end with one of the exit
// codes, and returns what it printed.
func kindercast(t testing.TB, codes []int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), args, &out, &errs); !slices.Contains(codes, code) {
		t.Fatalf("kindercast %s: exit code %d, want %v\n%s", strings.Join(args, " "), code, codes, errs.String())
	}
	return out.String(), errs.String()
}

var done, doneOrPartial = []int{exitDone}, []int{exitDone, exitPartial}

// results is a folder for what comes out.
func results(t testing.TB) string { return filepath.Join(t.TempDir(), "out") }

// content is one file of a folder.
func content(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
