package book

import (
	"io/fs"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/cmd/kindercast/internal/release"
)

// Chapter is one table of the book: a sheet of the workbook and a CSV file.
// Its numbers are cells that have passed the gate; there is no other way to
// put one in.
type Chapter struct {
	Key   string // file name of the CSV and key of the sheet's title
	Head  []string
	Rows  [][]release.Cell
	Notes []string // printed below the title, one line each
}

// edition is what every chapter needs to know.
type edition struct {
	run   fs.FS
	meta  Run
	gate  release.Gate
	lang  string
	year  int
	names map[string]string
}

func (e *edition) text(key string) string { return label.Text(e.lang, key) }

func (e *edition) heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = e.text(k)
	}
	return out
}

func (e *edition) area(code string) release.Cell {
	if n, ok := e.names[code]; ok {
		return release.Word(n)
	}
	return release.Word(code)
}

// yearsAhead returns the horizon of a date or a school year against the jump-off.
func (e *edition) yearsAhead(year int) int {
	if len(e.meta.AsOf) < 4 {
		return 0
	}
	from := 0
	for _, c := range e.meta.AsOf[:4] {
		from = 10*from + int(c-'0')
	}
	return year - from
}

// chapters lists the chapters in the order of the book.
var chapters = []struct {
	key   string
	write func(*edition) (*Chapter, error)
}{
	{"book.demand", demand}, {"book.places", places}, {"book.balance", balance}, {"book.targets", targets},
	{"book.plan", plan}, {"book.projects", projects}, {"book.accuracy", accuracy},
}
