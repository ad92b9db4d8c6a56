package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Ctrl-C midway keeps the best plan so far: every file is written, the exit code
// is that of a warning, and the terminal, plan.json, run.json and the summary say
// that it was stopped. The town's gap is never closed in so many rounds.
func TestInterruptedPlanIsKept(t *testing.T) {
	out := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stdout, stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"site", "--data", town(t, nil), "--draws", "20", "--horizon", "3", "--rounds", "1000000", "--json", "--out", out}, &stdout, &stderr)
	}()
	for !exists(filepath.Join(out, "replay.csv")) { // the last file before the search
		select {
		case got := <-code:
			t.Fatalf("ended before the search with exit code %d\n%s", got, stderr.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
	cancel()
	if got := <-code; got != exitPartial {
		t.Fatalf("exit code %d, want %d\n%s", got, exitPartial, stderr.String())
	}
	if !strings.Contains(stderr.String(), "已中断") {
		t.Errorf("standard error does not say that the search was stopped:\n%s", stderr.String())
	}
	for _, name := range []string{"plan.csv", "actions.geojson", "catchments.csv", "warnings.csv", "access.csv", "sheets/index.html", "run.json"} {
		if !exists(filepath.Join(out, name)) {
			t.Errorf("%s is not written", name)
		}
	}
	var plan, summary struct {
		Interrupted bool
		Objective   float64
	}
	b, err := os.ReadFile(filepath.Join(out, "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &plan); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(stdout.Bytes(), &summary); err != nil {
		t.Fatal(err)
	}
	if !plan.Interrupted || !summary.Interrupted || plan.Objective <= 0 {
		t.Errorf("plan.json %+v, summary %+v: want both interrupted, with a plan", plan, summary)
	}
	if b, err := os.ReadFile(filepath.Join(out, "run.json")); err != nil || !bytes.Contains(b, []byte("plan_interrupted")) {
		t.Errorf("run.json does not say that the plan was interrupted (%v)", err)
	}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
