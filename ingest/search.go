package ingest

import "unicode/utf8"

// search looks for personal data in every cell of a record, in columns that are
// read and in columns that are not.
func (r *tableReader) search(b *binding, rec record) {
	for i, s := range rec.cells {
		w := watchAll
		if i < len(b.watch) {
			w = b.watch[i]
		}
		if w == 0 {
			// A number or a date: what cannot be one is searched as text.
			if len(s) < 11 || readsAsNumber(s) {
				continue
			}
			w = watchAll
		}
		if t := identify(s, w); t.kind != "" {
			r.fault(Fault{Row: rec.row, Column: r.columnName(b, i), Value: t.mask, Rule: Identifier, Note: t.kind})
		}
		if i < len(b.known) && (!b.known[i] || r.name == "persons" && w == watchAll) {
			r.watcher.see(i, r.columnName(b, i), s)
		}
	}
}

// readsAsNumber reports whether s is a plain decimal of fewer than 15 digits
// before the point.
func readsAsNumber(s string) bool {
	point := -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', i == 0 && c == '-':
		case c == '.' && point < 0:
			point = i
		default:
			return false
		}
	}
	return point >= 0 && point < 15 || point < 0 && len(s) < 11
}

func (r *tableReader) columnName(b *binding, i int) string {
	if i < len(b.header) {
		return b.header[i]
	}
	return columnLetter(i)
}

// searchHeader looks at the headers themselves: a personal value in one, or a
// name that says that the column holds personal data.
func (r *tableReader) searchHeader(b *binding) {
	for i, h := range b.header {
		if t := identify(h, watchAll); t.kind != "" {
			r.fault(Fault{Row: 1, Column: columnLetter(i), Value: t.mask, Rule: Identifier, Note: t.kind})
		} else if namedHeaders[heading(h)] {
			r.fault(Fault{Row: 1, Column: h, Rule: Identifier, Note: "a column of personal data by its name"})
		}
	}
}

// nameWatch counts, in columns that no table knows, the cells that look like
// the name of a person. Above 30 % of the filled cells, and at least five
// different ones, the column is one of names.
type nameWatch struct {
	columns []nameCount
}

type nameCount struct {
	column string
	filled int
	names  int
	kinds  map[string]bool // the first few different ones
}

const (
	nameShare = 0.30
	nameKinds = 5
)

func (w *nameWatch) see(i int, column, s string) {
	for len(w.columns) <= i {
		w.columns = append(w.columns, nameCount{kinds: map[string]bool{}})
	}
	c := &w.columns[i]
	c.column = column
	if s == "" {
		return
	}
	c.filled++
	if s[0] < utf8.RuneSelf || !looksLikeName(tidy(s)) {
		return
	}
	c.names++
	if len(c.kinds) < nameKinds {
		c.kinds[s] = true
	}
}

func (w *nameWatch) report(r *tableReader) {
	for _, c := range w.columns {
		if len(c.kinds) >= nameKinds && float64(c.names) > nameShare*float64(c.filled) {
			r.fault(Fault{Column: c.column, Rule: Identifier, Note: "most cells look like names of persons"})
		}
	}
}
