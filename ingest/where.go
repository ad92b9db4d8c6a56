package ingest

import (
	"maps"
	"slices"
)

// condition is one line of `where` or `drop`.
type condition struct {
	column int
	words  map[string]bool
	keep   bool
}

func (c condition) holds(s string) bool { return c.words[s] == c.keep }

// conditions returns the headings that where and drop name.
func (m *matcher) conditions() map[string]bool {
	out := map[string]bool{}
	for _, set := range []map[string]OneOrMore{m.layout.Where, m.layout.Drop} {
		for h := range set {
			out[heading(h)] = true
		}
	}
	return out
}

func (m *matcher) bindConditions() {
	m.addConditions(m.layout.Where, true)
	m.addConditions(m.layout.Drop, false)
}

func (m *matcher) addConditions(set map[string]OneOrMore, keep bool) {
	for _, h := range slices.Sorted(maps.Keys(set)) {
		w, ok := words(set[h])
		c := condition{keep: keep, words: map[string]bool{}}
		for _, s := range w {
			c.words[tidy(s)] = true
		}
		i, inFile := m.heads[heading(h)]
		switch t := m.column(h); {
		case !ok:
			m.refuse(BadConfiguration, h, "", "where and drop want a word or a list of words")
		case inFile:
			c.column = i
			m.b.raw = append(m.b.raw, c)
		case t >= 0:
			c.column = t
			m.b.cooked = append(m.b.cooked, c)
		default:
			m.refuse(BadConfiguration, h, "", "where or drop names no column of the file or the table")
		}
	}
}
