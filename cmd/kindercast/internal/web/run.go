package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"

	"kindercast/cmd/kindercast/internal/label"
)

// Run says what the results are: of which data, as of when, by which version.
// It is what the page shows on every figure.
type Run struct {
	ID          string   `json:"run" doc:"first 8 hex digits of the SHA-256 of run.json"`
	Title       string   `json:"title"`
	TitleEN     string   `json:"title_en"`
	Synthetic   bool     `json:"synthetic" doc:"invented data, for demonstration only"`
	AsOf        string   `json:"as_of" doc:"jump-off date: the newest population known"`
	Distance    string   `json:"distance" doc:"how distances were measured"`
	Attribution []string `json:"attribution" doc:"to be shown with every map"`
	Version     string   `json:"version"`
	Seed        *uint64  `json:"seed"`
	Audience    string   `json:"audience" doc:"whom the numbers were released for; empty: exact numbers"`
	Lang        string   `json:"lang" doc:"language the page opens in"`
	Scenarios   []string `json:"scenarios"`
	Years       []Period `json:"years" doc:"the years forecast, first to last"`
	Levels      []string `json:"levels" doc:"class levels, or ages where there are no places"`
	Missing     []string `json:"missing" doc:"result files this run did not write"`
	Opens       View     `json:"opens" doc:"what the page shows first: where most places are short"`
}

// title returns what the dataset calls itself in a language.
func (r Run) title(lang string) string {
	if lang == label.English && r.TitleEN != "" {
		return r.TitleEN
	}
	return r.Title
}

// Period is a forecast year: the school year named Year begins the day after
// AsOf, or later in that year.
type Period struct {
	Year int    `json:"year"`
	AsOf string `json:"as_of"`
}

// View is what a page shows: one level in one year under one scenario.
type View struct {
	Scenario string `json:"scenario"`
	Level    string `json:"level"`
	Year     int    `json:"year"`
}

// readRun reads what run.json says of itself; the lists of years, levels and
// missing files come from the result files.
func readRun(files fs.FS) (Run, error) {
	b, err := fs.ReadFile(files, "run.json")
	if err != nil {
		return Run{}, fmt.Errorf("read run.json: %w", err)
	}
	var run Run
	if err := json.Unmarshal(b, &run); err != nil {
		return Run{}, fmt.Errorf("read run.json: %w", err)
	}
	sum := sha256.Sum256(b)
	run.ID = hex.EncodeToString(sum[:4])
	run.Lang, run.Scenarios, run.Years, run.Levels, run.Missing = "", nil, nil, nil, []string{}
	if run.Attribution == nil {
		run.Attribution = []string{}
	}
	return run, nil
}

// levelOrder is the order in which levels are offered: births and single ages
// where there are no places, class levels, then groups of ages.
var levelOrder = []string{"births", "0", "1", "2", "3", "4", "5", "nursery", "junior", "middle", "senior", "mixed", "3-5", "2-5"}

// isGroup reports whether a level holds several ages.
func isGroup(level string) bool { return level == "3-5" || level == "2-5" || level == "mixed" }

// baseFirst puts the scenario base before all others.
func baseFirst(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "base":
		return -1
	case b == "base":
		return 1
	}
	return 0
}
