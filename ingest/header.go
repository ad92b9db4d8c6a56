package ingest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var unitSuffix = regexp.MustCompile(`\((平方米|m2|人|个|间|班|户|套)\)$`)

// heading returns a header as it is compared: full-width forms made plain,
// small letters, no blanks around or inside Chinese words, blanks and hyphens
// in English ones as underscores, no unit that says what the column holds anyway.
func heading(s string) string {
	s = strings.ToLower(tidy(s))
	han := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if han {
		s = strings.Join(strings.Fields(s), "")
	} else {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '_' }), "_")
	}
	return unitSuffix.ReplaceAllString(s, "")
}

// binding says where each column of a table stands in a file. One record of the
// file yields one row of the table for every melt key, one where nothing melts.
type binding struct {
	columns []Column
	from    []int    // table column → file column, -1 for none
	fixed   []string // table column → constant of `set`, "" for none
	values  []map[string]string
	keys    []meltKey
	keyCol  int // table column that the melt key fills, -1 without a melt
	raw     []condition
	cooked  []condition
	watch   []watch // file column → how closely it is searched
	known   []bool  // file column → read into the table
	width   int
	header  []string
}

// meltKey is one value of the melted column with the file columns of its
// measures.
type meltKey struct {
	value string
	from  map[int]int // table column → file column
}

// bind matches the header of a file with the columns of a table. Every objection
// goes to fault; ok is false where the rows cannot be read.
func bind(table string, columns []Column, header []string, l *Layout, ignoreAll []string, fault func(Fault)) (b *binding, ok bool) {
	m := &matcher{table: table, columns: columns, layout: l, fault: fault, ok: true,
		b: &binding{columns: columns, header: header, width: len(header), keyCol: -1}}
	m.start(ignoreAll)
	m.match()
	m.meltKeys()
	m.require()
	return m.b, m.ok
}

// matcher is the work of bind.
type matcher struct {
	table   string
	columns []Column
	layout  *Layout
	fault   func(Fault)
	b       *binding
	ok      bool
	heads   map[string]int // heading → file column
	mapped  map[string][]string
	ignored map[string]bool
	melted  map[string]*meltKey
	order   []string // melt keys in the order of the file
}

func (m *matcher) refuse(rule Rule, column, value, note string) {
	m.ok = false
	m.fault(Fault{Row: 1, Column: column, Value: value, Rule: rule, Note: note})
}

func (m *matcher) column(name string) int {
	return slices.IndexFunc(m.columns, func(c Column) bool { return c.Name == name })
}

func (m *matcher) start(ignoreAll []string) {
	b, l := m.b, m.layout
	n := len(m.columns)
	b.from, b.fixed, b.values = make([]int, n), make([]string, n), make([]map[string]string, n)
	b.watch, b.known = make([]watch, b.width), make([]bool, b.width)
	for i := range b.from {
		b.from[i] = -1
	}
	m.heads, m.ignored, m.mapped, m.melted = map[string]int{}, map[string]bool{}, map[string][]string{}, map[string]*meltKey{}
	for _, h := range slices.Concat(ignoreAll, l.Ignore) {
		m.ignored[heading(h)] = true
	}
	for h, v := range l.Map {
		if w, ok := words(v); ok {
			m.mapped[heading(h)] = w
		} else {
			m.refuse(BadConfiguration, h, "", "map wants a name or a list of names")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Set)) {
		i := m.column(name)
		s, ok := scalar(l.Set[name])
		if i < 0 || !ok {
			m.refuse(BadConfiguration, name, "", "set names no column of "+m.table)
			continue
		}
		b.fixed[i] = s
	}
	for _, name := range slices.Sorted(maps.Keys(l.Values)) {
		i := m.column(name)
		if i < 0 {
			m.refuse(BadConfiguration, name, "", "values names no column of "+m.table)
			continue
		}
		b.values[i] = map[string]string{}
		for from, to := range l.Values[name] {
			b.values[i][tidy(from)] = to
		}
	}
	if l.Melt != nil {
		b.keyCol = m.column(l.Melt.Key)
		if b.keyCol < 0 || len(l.Melt.Columns) == 0 {
			m.refuse(BadConfiguration, l.Melt.Key, "", "melt wants key, a column of "+m.table+", and columns")
		}
	}
}

// match gives every column of the file to a column of the table, or says why not.
func (m *matcher) match() {
	b := m.b
	conditions := m.conditions()
	for i, h := range b.header {
		name := heading(h)
		if name == "" {
			m.refuse(BlankHeader, columnLetter(i), "", "")
			continue
		}
		if first, twice := m.heads[name]; twice {
			m.refuse(DuplicateHeader, h, "", fmt.Sprintf("columns %s and %s", columnLetter(first), columnLetter(i)))
			continue
		}
		m.heads[name] = i
		targets := m.targets(name)
		for _, t := range targets {
			m.give(i, t, h)
		}
		b.known[i] = len(targets) > 0
		switch {
		case len(targets) > 0:
		case m.ignored[name]:
			b.watch[i] = m.outsideWatch()
		case m.melt(i, name):
			b.known[i] = true
		case conditions[name]:
			b.watch[i] = m.outsideWatch()
		default:
			b.watch[i] = watchAll
			m.refuse(UnknownColumn, h, "", "")
		}
	}
	for _, h := range slices.Sorted(maps.Keys(m.layout.Map)) {
		if _, ok := m.heads[heading(h)]; !ok {
			m.refuse(BadConfiguration, h, "", "map names a header that the file does not have")
		}
	}
	m.bindConditions()
}

// outsideWatch is how closely columns that are not read are searched: tables
// about premises may carry a public address.
func (m *matcher) outsideWatch() watch {
	switch m.table {
	case "persons", "population", "births", "roster":
		return watchAll
	}
	return watchContact
}

// targets returns the table columns that a header feeds: by map, by its own
// name, by an alias.
func (m *matcher) targets(name string) []int {
	if names, ok := m.mapped[name]; ok {
		var out []int
		for _, n := range names {
			if t := m.column(n); t >= 0 {
				out = append(out, t)
			} else {
				m.refuse(BadConfiguration, n, "", "map leads to no column of "+m.table)
			}
		}
		return out
	}
	if m.ignored[name] {
		return nil
	}
	for t, c := range m.columns {
		if name == c.Name || slices.ContainsFunc(c.Aliases, func(a string) bool { return heading(a) == name }) {
			return []int{t}
		}
	}
	return nil
}

func (m *matcher) give(i, t int, h string) {
	b := m.b
	switch {
	case b.from[t] >= 0:
		m.refuse(DuplicateHeader, h, "", fmt.Sprintf("%q already stands for %s; ignore one of them", b.header[b.from[t]], m.columns[t].Name))
	case b.fixed[t] != "":
		m.refuse(BadConfiguration, m.columns[t].Name, "", "set gives a column that the file has")
	default:
		b.from[t] = i
		b.watch[i] = max(b.watch[i], m.columns[t].Kind.watch())
		if m.table == "persons" && m.columns[t].Name == "pseudonym" {
			b.watch[i] = watchAll
		}
	}
}

// melt gives a column to a melt pattern that its header fits.
func (m *matcher) melt(i int, name string) bool {
	if m.layout.Melt == nil || m.b.keyCol < 0 {
		return false
	}
	hole := "{" + m.layout.Melt.Key + "}"
	found := false
	for _, measure := range slices.Sorted(maps.Keys(m.layout.Melt.Columns)) {
		before, after, ok := strings.Cut(m.layout.Melt.Columns[measure], hole)
		t := m.column(measure)
		if !ok || t < 0 {
			m.refuse(BadConfiguration, measure, m.layout.Melt.Columns[measure], "melt wants a column of "+m.table+" and a header with "+hole)
			return true
		}
		before, after = heading(before+"x"), heading("x"+after)
		before, after = strings.TrimSuffix(before, "x"), strings.TrimPrefix(after, "x")
		if len(name) <= len(before)+len(after) || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) {
			continue
		}
		value := name[len(before) : len(name)-len(after)]
		k := m.melted[value]
		if k == nil {
			k = &meltKey{value: value, from: map[int]int{}}
			m.melted[value] = k
			m.order = append(m.order, value)
		}
		k.from[t] = i
		found = true
	}
	return found
}

func (m *matcher) meltKeys() {
	if m.layout.Melt == nil {
		return
	}
	if len(m.order) == 0 {
		m.refuse(BadConfiguration, m.layout.Melt.Key, "", "no header fits the melt")
	}
	for _, v := range m.order {
		k := m.melted[v]
		if len(k.from) < len(m.layout.Melt.Columns) {
			m.refuse(BadConfiguration, v, "", "a melt key that not every measure has; ignore the columns or correct the patterns")
		}
		m.b.keys = append(m.b.keys, *k)
	}
}

// require looks for columns that must be there.
func (m *matcher) require() {
	for t, c := range m.columns {
		if !c.Required || m.b.from[t] >= 0 || m.b.fixed[t] != "" || t == m.b.keyCol {
			continue
		}
		if m.layout.Melt != nil && m.layout.Melt.Columns[c.Name] != "" {
			continue
		}
		m.refuse(MissingColumn, c.Name, "", "found: "+strings.Join(m.b.header, ", "))
	}
}

// columnLetter returns the letter that a spreadsheet shows for column i from 0.
func columnLetter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}
