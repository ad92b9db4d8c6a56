package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Table is one table of a dataset: the rows that were accepted and, for each,
// the row of the file from which it came.
type Table[R any] struct {
	Name string
	File string
	Rows []R
	Line []int
}

// tableReader reads the rows of one file against the columns of one table.
type tableReader struct {
	name       string
	file       string // for faults
	sheet      string
	columns    []Column
	cells      *cellReader
	ledger     *Ledger
	faults     *Faults
	quarantine *quarantine
	ctx        context.Context
	layout     *Layout
	ignore     []string
	watcher    nameWatch
}

func (r *tableReader) fault(f Fault) {
	f.File, f.Sheet = r.file, r.sheet
	r.faults.Add(f)
}

// checkEvery is the number of rows between two looks at the clock of the caller.
const checkEvery = 4096

// scan reads a grid from its header to its end and gives the cells of every
// table row, in the order of the columns, to emit. Rows with a fault of form
// are rejected here; personal data refuses the file, and the search goes on to
// its end so that all of it is named.
func (r *tableReader) scan(g grid, emit func(row int, cells []string)) {
	if err := r.scanRows(g, emit); err != nil {
		var no refusal
		if errors.As(err, &no) {
			r.fault(no.Fault)
		} else {
			r.fault(Fault{Rule: Unreadable, Note: err.Error()})
		}
	}
}

func (r *tableReader) scanRows(g grid, emit func(row int, cells []string)) error {
	header, err := r.header(g)
	if err != nil {
		return err
	}
	b, ok := bind(r.name, r.columns, header, r.layout, r.ignore, r.fault)
	r.searchHeader(b)
	cells := make([]string, len(b.columns))
	rows := 0
	for {
		rec, err := g.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if rows%checkEvery == 0 && r.ctx.Err() != nil {
			return refuse(TooLarge, rec.row, "", "reading took longer than allowed")
		}
		if rec.fault == "" && allBlank(rec.cells) {
			continue
		}
		rows++
		r.search(b, rec)
		if ok {
			r.record(b, rec, cells, emit)
		}
	}
	r.watcher.report(r)
	if rows == 0 && len(r.layout.Rows) == 0 {
		return refuse(EmptyFile, 0, "", "a header and no rows")
	}
	return nil
}

func allBlank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// header returns the cells of the header row, without blank cells at its end.
func (r *tableReader) header(g grid) ([]string, error) {
	want := max(1, r.layout.HeaderRow)
	for {
		rec, err := g.next()
		if errors.Is(err, io.EOF) {
			return nil, refuse(EmptyFile, 0, "", "no header")
		}
		if err != nil {
			return nil, err
		}
		if rec.row < want {
			continue
		}
		if rec.fault != "" {
			return nil, refuse(rec.fault, rec.row, "", rec.note)
		}
		h := append([]string(nil), rec.cells...)
		for len(h) > 0 && strings.TrimSpace(h[len(h)-1]) == "" {
			h = h[:len(h)-1]
		}
		if len(h) == 0 {
			return nil, refuse(BlankHeader, rec.row, "", "the header row is blank")
		}
		return h, nil
	}
}

// record turns one record of the file into rows of the table.
func (r *tableReader) record(b *binding, rec record, cells []string, emit func(int, []string)) {
	for len(rec.cells) > b.width && strings.TrimSpace(rec.cells[len(rec.cells)-1]) == "" {
		rec.cells = rec.cells[:len(rec.cells)-1]
	}
	if r.cells.raw {
		for len(rec.cells) < b.width { // a workbook leaves out blank cells at the end
			rec.cells = append(rec.cells, "")
		}
	}
	if rec.fault == "" && len(rec.cells) != b.width {
		rec.fault, rec.note = Ragged, fmt.Sprintf("%d cells, the header has %d", len(rec.cells), b.width)
	}
	if rec.fault != "" {
		r.reject(rec.row, rec.cells)
		r.fault(Fault{Row: rec.row, Rule: rec.fault, Note: rec.note})
		return
	}
	for i := range rec.cells {
		rec.cells[i] = tidy(rec.cells[i])
	}
	for _, c := range b.raw {
		if !c.holds(rec.cells[c.column]) {
			r.ledger.Outside += max(1, len(b.keys))
			return
		}
	}
	if at := totalCell(b, rec.cells); at >= 0 {
		r.reject(rec.row, rec.cells)
		r.ledger.SetAside++
		r.fault(Fault{Row: rec.row, Column: b.header[at], Value: rec.cells[at], Rule: TotalRow})
		return
	}
	if len(b.keys) == 0 {
		r.row(b, rec, nil, cells, emit)
	}
	for i := range b.keys {
		r.row(b, rec, &b.keys[i], cells, emit)
	}
}

func (r *tableReader) row(b *binding, rec record, key *meltKey, cells []string, emit func(int, []string)) {
	for t := range b.columns {
		s := b.fixed[t]
		switch {
		case b.from[t] >= 0:
			s = rec.cells[b.from[t]]
		case key != nil && t == b.keyCol:
			s = key.value
		case key != nil:
			if i, ok := key.from[t]; ok {
				s = rec.cells[i]
			}
		}
		if v := b.values[t]; v != nil {
			if to, ok := v[s]; ok {
				s = to
			} else if to, ok := v["*"]; ok && s != "" {
				s = to
			}
		}
		cells[t] = s
	}
	for _, c := range b.cooked {
		if !c.holds(cells[c.column]) {
			r.ledger.Outside++
			return
		}
	}
	emit(rec.row, cells)
}

// totals are the words of a row that sums the others.
var totals = map[string]bool{"合计": true, "小计": true, "总计": true, "总数": true, "共计": true, "total": true, "subtotal": true, "sum": true}

// totalCell returns the file column of a code, area or name that says that the
// row is a sum, or -1.
func totalCell(b *binding, cells []string) int {
	for t, c := range b.columns {
		if i := b.from[t]; i >= 0 && c.Kind < Count && totals[strings.ToLower(strings.ReplaceAll(cells[i], " ", ""))] {
			return i
		}
	}
	return -1
}

func (r *tableReader) reject(row int, cells []string) {
	r.ledger.Read++
	r.ledger.Rejected++
	r.quarantine.keep(row, cells)
}

// readTable reads a grid into rows of R. Each row that keeps the rules goes to
// accept, which says whether it is new; see rowSet and population's counter.
func readTable[R any](r *tableReader, g grid, accept func(row *R, line int) outcome) {
	var row R
	v := reflect.ValueOf(&row).Elem()
	fields := fieldsOf(v.Type(), r.columns)
	emit := func(line int, cells []string) {
		v.SetZero()
		bad := false
		for t := range r.columns {
			col := &r.columns[t]
			f := v.Field(fields[t])
			s := cells[t]
			if blank(s) {
				if col.Required && col.Kind != Home {
					bad = true
					r.fault(Fault{Row: line, Column: col.Name, Value: s, Rule: BlankRequired})
				}
				col.clear(f)
				continue
			}
			if rule, note := r.cells.read(col, f, s); rule != "" {
				bad = true
				r.fault(Fault{Row: line, Column: col.Name, Value: shown(r.name, col, s), Rule: rule, Note: note})
			}
		}
		if bad {
			r.reject(line, cells)
			return
		}
		r.ledger.Read++
		switch accept(&row, line) {
		case fresh:
			r.ledger.Accepted++
		case again:
			r.ledger.Duplicate++
			r.fault(Fault{Row: line, Rule: DuplicateRow})
		case refused:
			r.ledger.Rejected++
			r.quarantine.keep(line, cells)
		}
	}
	if g != nil {
		r.scan(g, emit)
	}
	r.extraRows(emit)
}

// shown is a cell as a fault may print it: never a pseudonym.
func shown(table string, col *Column, s string) string {
	if table == "persons" && col.Name == "pseudonym" {
		return "***"
	}
	return s
}

// extraRows reads the rows that dataset.toml adds; they stand in no row of the
// file.
func (r *tableReader) extraRows(emit func(int, []string)) {
	file := r.file
	defer func() { r.file = file }()
	for i, extra := range r.layout.Rows {
		cells := make([]string, len(r.columns))
		known := 0
		for t, c := range r.columns {
			if x, ok := extra[c.Name]; ok {
				cells[t], _ = scalar(x)
				cells[t] = tidy(cells[t])
				known++
			}
		}
		r.file = "dataset.toml"
		if known != len(extra) {
			r.fault(Fault{Rule: BadConfiguration, Column: r.name + ".rows", Note: "row " + strconv.Itoa(i+1) + " names no column of " + r.name})
			continue
		}
		emit(0, cells)
	}
}
