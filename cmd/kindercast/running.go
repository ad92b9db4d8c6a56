package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"github.com/schollz/progressbar/v3"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/ingest"
)

type writer = io.Writer

// running is one verb at work on one district: what it has written so far, and
// what run.json will say.
type running struct {
	t       *tool
	ctx     context.Context
	verb    string
	h       *horizon
	d       *district
	asOf    forecast.Date
	outputs map[string]string // file -> SHA-256
	notes   map[string][]string

	errors     []indicator.Error // of past forecasts, where a backtest was run
	objections []problemRow      // to rows that the reader let pass
	objected   map[problemRow]bool
}

// start opens the dataset and the output folder.
func (t *tool) start(ctx context.Context, verb string, h *horizon) (*running, error) {
	if err := os.MkdirAll(t.dir, 0o755); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	d, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	if h.until != "" {
		date, err := forecast.ParseDate(h.until)
		if err != nil {
			return nil, usage("--until：应为 2022-08-31 这样的日期 / %v", err)
		}
		d = d.until(date)
	}
	r := &running{t: t, ctx: ctx, verb: verb, h: h, d: d, outputs: map[string]string{}, notes: map[string][]string{}, objected: map[problemRow]bool{}}
	if t.faults != "" {
		r.outputs[filepath.Base(t.faultsFile())] = t.faults
	}
	return r, r.problems(d.doubts)
}

// note adds keys to a list that run.json prints, each once.
func (r *running) note(list string, keys []string) {
	for _, k := range keys {
		if !slices.Contains(r.notes[list], k) {
			r.notes[list] = append(r.notes[list], k)
		}
	}
	slices.Sort(r.notes[list])
}

// write creates one output file whole: a reader never sees half of it.
func (r *running) write(name string, fill func(writer) error) error {
	path := filepath.Join(r.t.dir, name)
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(f.Name())
	sum := sha256.New()
	err = fill(io.MultiWriter(f, sum))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	r.outputs[name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// writeTable writes rows as CSV by their struct's tags, floats with so many
// decimals.
func writeTable[R any](r *running, name string, rows []R, decimals int) error {
	return r.write(name, func(w writer) error { return ingest.WriteCSV(w, rows, ingest.CSV{Decimals: decimals}) })
}

// writeJSON writes v as indented JSON.
func (r *running) writeJSON(name string, v any) error {
	return r.write(name, func(w writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	})
}

// record is run.json.
type record struct {
	Verb        string              `json:"verb"`
	Title       string              `json:"title"`
	TitleEN     string              `json:"title_en"`
	Synthetic   bool                `json:"synthetic"`
	AsOf        string              `json:"as_of"`
	Until       string              `json:"until"`
	Horizon     int                 `json:"horizon"`
	Draws       int                 `json:"draws"`
	Seed        uint64              `json:"seed"`
	Scenarios   []string            `json:"scenario_files"`
	Version     string              `json:"version"`
	Snapshot    int                 `json:"snapshot"`
	Norms       string              `json:"norms"`
	Indicators  string              `json:"indicators"`
	Distance    string              `json:"distance"`
	Attribution []string            `json:"attribution"`
	InputsHash  string              `json:"inputs_hash"`
	Inputs      []ingest.Input      `json:"inputs"`
	Rows        []ingest.Ledger     `json:"rows"`
	Notes       map[string][]string `json:"notes"`
	Outputs     map[string]string   `json:"outputs"`
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// finish writes run.json: what went in, how it was run, what came out.
func (r *running) finish() error {
	d := r.d
	sum := sha256.New()
	inputs := slices.Clone(d.inputs)
	sort.Slice(inputs, func(i, j int) bool { return inputs[i].Table+inputs[i].File < inputs[j].Table+inputs[j].File })
	for _, in := range inputs {
		fmt.Fprintf(sum, "%s %s\n", in.Table, in.SHA256)
	}
	rec := record{Verb: r.verb, Title: d.title, TitleEN: d.titleEN, Synthetic: d.synthetic, Until: r.h.until, Horizon: r.h.years, Draws: r.h.draws,
		Seed: r.h.seed, Version: version(), Snapshot: d.version, Attribution: d.attribution, InputsHash: hex.EncodeToString(sum.Sum(nil)),
		Inputs: inputs, Rows: d.ledger, Notes: r.notes, Outputs: r.outputs}
	for _, s := range r.h.scenarios {
		rec.Scenarios = append(rec.Scenarios, filepath.Base(s))
	}
	if d.norms != nil {
		rec.Norms, rec.Indicators = d.norms.Version(), d.defsVersion
	}
	if d.walk != nil {
		rec.Distance = d.walk.Name()
	}
	if r.asOf != 0 {
		rec.AsOf = r.asOf.String()
	}
	return r.writeJSON("run.json", rec)
}

// progress returns a step of a progress bar on standard error, which shows only
// on a terminal.
func (t *tool) progress(what string) func() {
	f, ok := t.err.(*os.File)
	if !ok || t.quiet {
		return func() {}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		return func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func() { _ = bar.Add(1) } // a bar that cannot be drawn is no reason to stop
}

// sentence fills a sentence of the label table.
func (t *tool) sentence(key string, pairs ...string) string {
	return label.Sentence(t.lang, key, pairs...)
}
