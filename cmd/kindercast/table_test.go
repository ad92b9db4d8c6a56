package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

// sheet is one CSV file that came out: its header and its rows.
type sheet struct {
	t      testing.TB
	name   string
	header string
	at     map[string]int
	rows   [][]string
}

// readSheet reads a CSV file that came out, gzipped or not: UTF-8 without a byte
// order mark, lines ended by a line feed alone.
func readSheet(t testing.TB, path ...string) *sheet {
	t.Helper()
	b := content(t, path...)
	name := path[len(path)-1]
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err == nil {
			b, err = io.ReadAll(z)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) || bytes.Contains(b, []byte("\r")) || !bytes.HasSuffix(b, []byte("\n")) {
		t.Errorf("%s: want no byte order mark, and line feeds alone", name)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	s := &sheet{t: t, name: name, header: strings.Join(rows[0], ","), at: map[string]int{}, rows: rows[1:]}
	for i, h := range rows[0] {
		s.at[h] = i
	}
	return s
}

// text is the cell of a row under a header.
func (s *sheet) text(row []string, column string) string {
	s.t.Helper()
	i, ok := s.at[column]
	if !ok {
		s.t.Fatalf("%s has no column %q: %s", s.name, column, s.header)
	}
	return row[i]
}

// number is the cell of a row, which must be a finite number.
func (s *sheet) number(row []string, column string) float64 {
	s.t.Helper()
	x, err := strconv.ParseFloat(s.text(row, column), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		s.t.Fatalf("%s: %s is %q in %v", s.name, column, s.text(row, column), row)
	}
	return x
}

// key joins cells of a row.
func (s *sheet) key(row []string, columns ...string) string {
	s.t.Helper()
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = s.text(row, c)
	}
	return strings.Join(parts, " ")
}

// distinct is the number of different values of a column.
func (s *sheet) distinct(column string) int {
	s.t.Helper()
	seen := map[string]bool{}
	for _, row := range s.rows {
		seen[s.text(row, column)] = true
	}
	return len(seen)
}
