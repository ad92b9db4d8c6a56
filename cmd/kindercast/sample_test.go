package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// quick are settings with which the sample runs in seconds: what comes out is
// rough, but every file comes out.
var quick = []string{"--draws", "50", "--rounds", "1", "--horizon", "2", "--nearest", "3", "--quiet"}

// TestSample runs the whole job on the embedded sample district, as the program
// does without --data, and looks at it through the served page and the API.
func TestSample(t *testing.T) {
	out := results(t)
	kindercast(t, doneOrPartial, append([]string{"run", "--no-serve", "--out", out}, quick...)...)
	for _, name := range []string{"forecast.csv", "forecast.parquet", "demand.csv", "flows.csv", "explain.csv", "areas.csv", "areas.geojson", "gap.csv", "sites.csv", "projects.csv", "indicators.csv",
		"plan.json", "plan.csv", "actions.geojson", "scores.csv", "backtest.csv.gz", "backtest.parquet", "backtest.html", "faults.ndjson", "run.json",
		filepath.Join("store", "CURRENT")} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Errorf("a run on the sample does not write %s", name)
		}
	}
	if books, err := filepath.Glob(filepath.Join(out, "book-*.xlsx")); err != nil || len(books) == 0 {
		t.Errorf("a run on the sample writes no book: %v", err)
	}
	sample := readShapes(t, out, "areas.geojson")
	if len(sample) != 14 {
		t.Errorf("the sample has %d streets, want 14", len(sample))
	}
	var run struct{ Synthetic bool }
	if err := json.Unmarshal(content(t, out, "run.json"), &run); err != nil || !run.Synthetic {
		t.Errorf("run.json does not say that the people are invented: %v", err)
	}
	t.Run("served", func(t *testing.T) { checkServed(t, out, sample) })
	t.Run("real boundary", func(t *testing.T) { checkRealBoundary(t, sample) })
}

// checkServed starts serve on a free port, looks at the page and the API, and
// ends it.
func checkServed(t *testing.T, out string, streets map[string]shape) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	var said, errs bytes.Buffer
	go func() { ended <- run(ctx, []string{"serve", "--out", out, "--addr", addr}, &said, &errs) }()
	get := func(path string) (string, *http.Response) {
		t.Helper()
		resp, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b), resp
	}
	for try := 0; ; try++ { // until it listens
		c, err := net.Dial("tcp", addr)
		if err == nil {
			_ = c.Close()
			break
		}
		if try == 600 {
			stop()
			t.Fatalf("nothing answers on %s: exit code %d, %s", addr, <-ended, errs.String())
		}
		time.Sleep(50 * time.Millisecond)
	}
	if page, resp := get("/"); resp.StatusCode != http.StatusOK || !strings.Contains(page, "<html") {
		t.Errorf("GET / answers %d: %.200s", resp.StatusCode, page)
	}
	plain, resp := get("/plain")
	if resp.StatusCode != http.StatusOK || !strings.Contains(plain, "合成") {
		t.Errorf("GET /plain answers %d, and must say that the data are synthetic", resp.StatusCode)
	}
	for code, s := range streets {
		if s.name == "" || !strings.Contains(plain, s.name) {
			t.Errorf("the plain page does not name %s %q", code, s.name)
		}
	}
	for _, path := range []string{"/openapi.json", "/api/v1/run", "/api/v1/areas", "/api/v1/labels", "/api/v1/forecast?age=3-5", "/api/v1/gap?level=junior",
		"/api/v1/findings?level=junior", "/api/v1/legend?level=junior", "/api/v1/sites", "/api/v1/plan", "/api/v1/indicators", "/api/v1/scores",
		"/api/v1/why?level=junior", "/api/v1/steps?level=junior&year=2028", "/api/v1/kindergartens?area=310106019000", "/api/v1/projects", "/api/v1/rooms"} {
		body, resp := get(path)
		if resp.StatusCode != http.StatusOK || !json.Valid([]byte(body)) {
			t.Errorf("GET %s answers %d: %.200s", path, resp.StatusCode, body)
		}
	}
	var forecast struct{ Rows []struct{ Mean float64 } }
	if body, _ := get("/api/v1/forecast?age=3-5"); json.Unmarshal([]byte(body), &forecast) != nil || len(forecast.Rows) != 2 || forecast.Rows[0].Mean < 5000 {
		t.Errorf("the forecast of the district: %.200s", body)
	}
	if _, resp := get("/api/v1/nothing"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("what is not there answers %d", resp.StatusCode)
	}
	// a second program on the same address fails in words
	if _, said := kindercast(t, []int{exitFailed}, "serve", "--out", out, "--addr", addr); !strings.Contains(said, addr) || !strings.Contains(said, "--addr") {
		t.Errorf("an address in use: %s", said)
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("serve ended with %d: %s", code, errs.String())
	}
	if !strings.Contains(said.String(), "http://"+addr) {
		t.Errorf("serve does not tell its address: %q", said.String())
	}
}

// checkRealBoundary runs the sample with the real boundary of the district in
// the place of the drawn one: the same 14 streets, other shapes.
func checkRealBoundary(t *testing.T, sample map[string]shape) {
	file := filepath.Join(shared(t, "jingan"), "streets_wgs84.geojson")
	out := results(t)
	kindercast(t, doneOrPartial, append([]string{"run", "--no-serve", "--out", out, "--boundaries", file}, quick...)...)
	real := readShapes(t, out, "areas.geojson")
	if len(real) != 14 {
		t.Errorf("%d features, want 14", len(real))
	}
	for code, s := range sample {
		r, ok := real[code]
		if !ok || r.name != s.name {
			t.Errorf("%s %s is not among the real streets: %+v", code, s.name, r)
			continue
		}
		if r.box == s.box {
			t.Errorf("%s lies in the box of the drawn street, %v", s.name, s.box)
		}
		for i := range r.box { // the drawing is true to some hundred metres
			if d := r.box[i] - s.box[i]; d > .03 || d < -.03 {
				t.Errorf("%s lies elsewhere: %v, drawn %v", s.name, r.box, s.box)
				break
			}
		}
	}
}
