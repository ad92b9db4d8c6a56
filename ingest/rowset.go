package ingest

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// outcome is what became of a row that keeps the rules of its cells.
type outcome uint8

const (
	fresh   outcome = iota // accepted
	again                  // the same row was accepted before
	refused                // the fault is told
)

// rowSet collects the rows of a table, tells repeated rows from rows that
// contradict each other, and takes contradicted rows out again: of two rows
// with one key neither is known to be right.
type rowSet[R any] struct {
	r      *tableReader
	table  *Table[R]
	key    []int // fields
	fields []int
	seen   map[string]int // key → index in table.Rows
	gone   map[int]bool
	buf    []byte
}

func newRowSet[R any](r *tableReader, t *Table[R]) *rowSet[R] {
	s := &rowSet[R]{r: r, table: t, seen: map[string]int{}, gone: map[int]bool{}}
	s.fields = fieldsOf(reflect.TypeFor[R](), r.columns)
	for i, c := range r.columns {
		if c.Key {
			s.key = append(s.key, s.fields[i])
		}
	}
	return s
}

func (s *rowSet[R]) accept(row *R, line int) outcome {
	v := reflect.ValueOf(row).Elem()
	s.buf = appendFields(s.buf[:0], v, s.key)
	i, known := s.seen[string(s.buf)]
	if !known {
		s.seen[string(s.buf)] = len(s.table.Rows)
		s.table.Rows = append(s.table.Rows, *row)
		s.table.Line = append(s.table.Line, line)
		return fresh
	}
	old := appendFields(nil, reflect.ValueOf(&s.table.Rows[i]).Elem(), s.fields)
	if !s.gone[i] && string(old) == string(appendFields(nil, v, s.fields)) {
		return again
	}
	s.r.fault(Fault{Row: line, Column: s.keyName(), Value: s.keyText(v), Rule: DuplicateKey, Note: "also row " + strconv.Itoa(s.table.Line[i])})
	if !s.gone[i] {
		s.gone[i] = true
		s.r.ledger.Accepted--
		s.r.ledger.Rejected++
	}
	return refused
}

// finish takes the contradicted rows out of the table.
func (s *rowSet[R]) finish() {
	if len(s.gone) > 0 {
		s.table.remove(s.gone)
	}
}

// remove takes out the rows at the given positions.
func (t *Table[R]) remove(gone map[int]bool) {
	k := 0
	for i := range t.Rows {
		if !gone[i] {
			t.Rows[k], t.Line[k] = t.Rows[i], t.Line[i]
			k++
		}
	}
	t.Rows, t.Line = t.Rows[:k], t.Line[:k]
}

func (s *rowSet[R]) keyName() string {
	var names []string
	for _, c := range s.r.columns {
		if c.Key {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, "+")
}

func (s *rowSet[R]) keyText(v reflect.Value) string {
	var parts []string
	for _, f := range s.key {
		parts = append(parts, fmt.Sprint(v.Field(f).Interface()))
	}
	return strings.Join(parts, " ")
}

// appendFields appends an encoding of the given fields in which different
// values differ.
func appendFields(b []byte, v reflect.Value, fields []int) []byte {
	for _, i := range fields {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			s := f.String()
			b = strconv.AppendInt(b, int64(len(s)), 36)
			b = append(append(b, ':'), s...)
		case reflect.Float64:
			b = strconv.AppendFloat(b, f.Float(), 'b', -1, 64)
		case reflect.Uint8:
			b = strconv.AppendUint(b, f.Uint(), 36)
		default:
			b = strconv.AppendInt(b, f.Int(), 36)
		}
		b = append(b, ';')
	}
	return b
}
