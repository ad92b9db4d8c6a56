package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kindercast/forecast/supply"
)

// opening is the work of Open.
type opening struct {
	*Dataset
	o   Options
	ctx context.Context
	lim Limits
}

func (op *opening) config() error {
	name := op.o.Config
	if name == "" {
		name = filepath.Join(op.o.Dir, "dataset.toml")
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			op.Reference, err = op.Config.Reference()
			return err
		}
	}
	c, err := LoadConfig(name)
	var gone *os.PathError
	switch {
	case errors.As(err, &gone):
		return err
	case err != nil:
		op.Faults.Add(Fault{File: filepath.Base(name), Rule: BadConfiguration, Note: err.Error()})
		return nil
	}
	op.Config = c
	if err := op.input("dataset", name); err != nil {
		return err
	}
	op.Reference, err = c.Reference()
	return err
}

func (op *opening) input(table, path string) error {
	st, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("stat %s: %w", path, err)
	}
	sha, err := fileSHA(path)
	if err != nil {
		return err
	}
	op.Inputs = append(op.Inputs, Input{table, filepath.Base(path), st.Size(), sha})
	return nil
}

// tables reads areas first, then everything that names areas, then the shapes.
func (op *opening) tables() error {
	d := op.Dataset
	if err := load(op, &d.Areas, "areas", nil); err != nil {
		return err
	}
	d.gazetteer = newGazetteer(d.Areas.Rows, d.Config.Aliases)
	datum := op.datum()
	persons := newHeadcount(op)
	steps := []func() error{
		func() error { return load(op, &d.Population, "population", nil) },
		func() error { return persons.load() },
		func() error { return load(op, &d.Births, "births", nil) },
		func() error {
			return load(op, &d.Sites, "sites", func(r *tableReader, s *supply.Site, line int) bool {
				if s.Closed != 0 && s.Opened != 0 && s.Closed < s.Opened {
					r.fault(Fault{Row: line, Column: "closed", Value: s.Closed.String(), Rule: ClosedBeforeOpen})
					return false
				}
				return datum.place(r, line, &s.Lon, &s.Lat, true)
			})
		},
		func() error { return load(op, &d.Classes, "classes", nil) },
		func() error { return load(op, &d.Roster, "roster", nil) },
		func() error {
			return load(op, &d.Projects, "projects", func(r *tableReader, p *supply.Project, line int) bool {
				return datum.place(r, line, &p.Lon, &p.Lat, false)
			})
		},
		func() error {
			return load(op, &d.Candidates, "candidates", func(r *tableReader, c *supply.Candidate, line int) bool {
				return datum.place(r, line, &c.Lon, &c.Lat, true)
			})
		},
		func() error { return load(op, &d.Housing, "housing", nil) },
		func() error { return load(op, &d.Measures, "measures", nil) },
		func() error { return op.shapes("boundaries", &d.Boundaries) },
		func() error { return op.shapes("roads", &d.Roads) },
		func() error { return op.shapes("committees", &d.Committees) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	for _, table := range []string{"areas", "population"} {
		if !slices.ContainsFunc(d.Inputs, func(in Input) bool {
			return in.Table == table || table == "population" && in.Table == "persons"
		}) {
			op.Faults.Add(Fault{File: table, Rule: MissingTable})
		}
	}
	return nil
}

// load reads one table, where it has a file. check looks at a whole row and
// says whether it may stay.
func load[R any](op *opening, t *Table[R], name string, check func(*tableReader, *R, int) bool) error {
	t.Name = name
	r, g, closing, err := op.reader(name)
	if err != nil || r == nil {
		return err
	}
	defer closing()
	t.File = r.file
	rows := newRowSet(r, t)
	op.guard(r, func() {
		readTable(r, g, func(row *R, line int) outcome {
			if check != nil && !check(r, row, line) {
				return refused
			}
			return rows.accept(row, line)
		})
	})
	rows.finish()
	return nil
}

// guard keeps a panic of a decoding library from ending the program: the file
// is damaged in a way that the library did not foresee.
func (op *opening) guard(r *tableReader, f func()) {
	defer func() {
		if x := recover(); x != nil {
			r.fault(Fault{Rule: Unreadable, Note: "the decoder gave up"})
		}
	}()
	f()
}

// extensions are the forms of a table, in the order in which they are looked for.
var extensions = []string{".csv", ".csv.gz", ".xlsx", ".parquet"}

// find returns the path of the file of a table, or an empty one.
func (op *opening) find(table string, ext []string, refusedExt ...string) (string, bool) {
	if file := op.Config.layout(table).File; file != "" {
		path := filepath.Join(op.o.Dir, filepath.FromSlash(file))
		if !filepath.IsLocal(filepath.FromSlash(file)) {
			op.Faults.Add(Fault{File: "dataset.toml", Column: table, Value: file, Rule: MissingFile, Note: "files lie in the dataset folder"})
			return "", false
		}
		if st, err := os.Stat(path); err != nil || st.IsDir() {
			op.Faults.Add(Fault{File: "dataset.toml", Column: table, Value: file, Rule: MissingFile})
			return "", false
		}
		return path, true
	}
	var found []string
	for _, e := range slices.Concat(ext, refusedExt) {
		path := filepath.Join(op.o.Dir, table+e)
		if st, err := os.Stat(path); err == nil && !st.IsDir() {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", false
	case 1:
		return found[0], true
	}
	op.Faults.Add(Fault{File: filepath.Base(found[0]), Value: filepath.Base(found[1]), Rule: TwoFiles})
	return "", false
}

// reader opens the file of a table, or returns nil where it has none or where it
// cannot be read at all; then the fault is told.
func (op *opening) reader(table string) (*tableReader, grid, func(), error) {
	nothing := func() {}
	path, ok := op.find(table, extensions, ".xls", ".xlsb", ".csv.zip", ".ods", ".tsv")
	if !ok {
		return nil, nil, nothing, nil
	}
	if err := op.input(table, path); err != nil {
		return nil, nil, nothing, err
	}
	l := op.Config.layout(table)
	op.Ledger = append(op.Ledger, Ledger{Table: table, File: filepath.Base(path)})
	q := &quarantine{table: table, sha: op.Inputs[len(op.Inputs)-1].SHA256, persons: table == "persons"}
	op.quarantines = append(op.quarantines, q)
	r := &tableReader{
		name: table, file: filepath.Base(path), columns: schema[table], cells: newCellReader(op.gazetteer),
		ledger: &op.Ledger[len(op.Ledger)-1], faults: &op.Faults, quarantine: q, ctx: op.ctx, layout: l, ignore: op.Config.Ignore,
	}
	// Ledger grows: each table's reader is done before the next begins.
	g, closing, err := op.grid(r, path, l)
	var no refusal
	switch {
	case errors.As(err, &no):
		r.fault(no.Fault)
		return nil, nil, nothing, nil
	case err != nil:
		return nil, nil, nothing, err
	}
	return r, g, closing, nil
}

// grid opens a file by its extension.
func (op *opening) grid(r *tableReader, path string, l *Layout) (g grid, closing func(), err error) {
	defer func() {
		if x := recover(); x != nil {
			g, closing, err = nil, nil, refuse(Unreadable, 0, "", "the decoder gave up")
		}
	}()
	switch lower := strings.ToLower(path); {
	case strings.HasSuffix(lower, ".csv"), strings.HasSuffix(lower, ".csv.gz"):
		return op.text(path, l)
	case strings.HasSuffix(lower, ".xlsx"):
		return op.workbook(r, path, l)
	case strings.HasSuffix(lower, ".parquet"):
		r.cells.raw = true
		b, err := op.bytes(path, 1<<31)
		if err != nil {
			return nil, nil, err
		}
		g, err := openParquet(b, op.lim)
		return g, func() {}, err
	case strings.HasSuffix(lower, ".xls"), strings.HasSuffix(lower, ".xlsb"):
		return nil, nil, refuse(OldExcel, 0, "", "")
	}
	return nil, nil, refuse(UnsupportedFile, 0, "", "")
}

func (op *opening) text(path string, l *Layout) (grid, func(), error) {
	encoding := op.o.Encoding
	for _, e := range []string{l.Encoding, op.Config.Encoding} {
		if encoding == "" {
			encoding = e
		}
	}
	src, err := openSource(path, encoding, op.lim)
	if err != nil {
		return nil, nil, err
	}
	comma := byte(',')
	if l.Delimiter != "" {
		if len(l.Delimiter) != 1 || l.Delimiter == `"` {
			return nil, nil, refuse(BadConfiguration, 0, l.Delimiter, "delimiter wants one ASCII character")
		}
		comma = l.Delimiter[0]
	}
	text, err := src.text(op.lim)
	if err != nil {
		return nil, nil, err
	}
	return newCSV(text, comma, op.lim), func() { text.Close() }, nil
}

func (op *opening) workbook(r *tableReader, path string, l *Layout) (grid, func(), error) {
	r.cells.raw = true
	b, err := op.bytes(path, op.lim.WorkbookBytes)
	if err != nil {
		return nil, nil, err
	}
	w, err := openWorkbook(b, op.lim)
	if err != nil {
		return nil, nil, err
	}
	sheet, err := w.sheet(l.Sheet, r.name)
	if err != nil {
		return nil, nil, err
	}
	r.sheet, r.cells.shift = sheet, w.shift()
	w.searchElsewhere(sheet, func(f Fault) {
		f.File = r.file
		r.faults.Add(f)
	})
	g, err := w.grid(sheet)
	if err != nil {
		return nil, nil, err
	}
	return g, func() { g.rows.Close(); w.f.Close() }, nil
}

// bytes reads a whole file of at most limit bytes.
func (op *opening) bytes(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path) // #nosec G304 -- within the dataset folder
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	var b bytes.Buffer
	if n, err := io.Copy(&b, io.LimitReader(f, limit+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	} else if n > limit {
		return nil, refuse(TooLarge, 0, "", fmt.Sprintf("more than %d MiB", limit>>20))
	}
	return b.Bytes(), nil
}
