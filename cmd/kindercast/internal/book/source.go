// Package book extracts the annual blue book (学前教育蓝皮书) from the files of
// one run: one sheet and one CSV a chapter, every number through the release
// gate.
package book

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strconv"
)

// table is one CSV file of a run, read by the names of its columns.
type table struct {
	name string
	col  map[string]int
	rows [][]string
}

// errAbsent is returned by read for a file that the run did not write.
var errAbsent = errors.New("book: the run did not write this table")

// read opens NAME of the run. A missing column is an error: the names are the
// contract of the output files.
func read(run fs.FS, name string, columns ...string) (*table, error) {
	f, err := run.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("book: open %s: %w", name, err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("book: read %s: %w", name, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("book: %s is empty", name)
	}
	t := &table{name: name, col: map[string]int{}, rows: all[1:]}
	for i, h := range all[0] {
		t.col[h] = i
	}
	for _, c := range columns {
		if _, ok := t.col[c]; !ok {
			return nil, fmt.Errorf("book: %s has no column %s", name, c)
		}
	}
	return t, nil
}

func (t *table) word(row int, column string) string { return t.rows[row][t.col[column]] }

// number returns a cell as a number; an empty cell is NaN, anything else that
// is not a number an error that names the place.
func (t *table) number(row int, column string) (float64, error) {
	s := t.word(row, column)
	if s == "" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("book: %s row %d, %s: %q is not a number", t.name, row+2, column, s)
	}
	return x, nil
}

// numbers reads several columns of one row.
func (t *table) numbers(row int, columns ...string) ([]float64, error) {
	out := make([]float64, len(columns))
	for i, c := range columns {
		x, err := t.number(row, c)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

// Run is what the cover prints of run.json.
type Run struct {
	Title     string `json:"title"`
	TitleEN   string `json:"title_en"`
	Synthetic bool   `json:"synthetic"`
	AsOf      string `json:"as_of"`
	Version   string `json:"version"`
	Seed      uint64 `json:"seed"`
	Draws     int    `json:"draws"`
	Distance  string `json:"distance"`
	Hash      string `json:"inputs_hash"`
}

func readRun(run fs.FS) (Run, error) {
	var r Run
	b, err := fs.ReadFile(run, "run.json")
	if err != nil {
		return r, fmt.Errorf("book: run.json: %w", err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("book: run.json: %w", err)
	}
	return r, nil
}

// names maps area codes to names from areas.csv, `*` to the given word.
func names(run fs.FS, all string) (map[string]string, error) {
	t, err := read(run, "areas.csv", "area_code", "area_name")
	if err != nil {
		return nil, err
	}
	out := map[string]string{"*": all}
	for i := range t.rows {
		out[t.word(i, "area_code")] = t.word(i, "area_name")
	}
	return out, nil
}
