package main

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// columns prints rows in columns for a terminal, the first row being the head.
// Chinese characters take two places. A column of which all cells below the head
// are numbers stands to the right.
func columns(w io.Writer, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	wide, right := make([]int, len(rows[0])), make([]bool, len(rows[0]))
	for k := range right {
		right[k] = true
	}
	for i, row := range rows {
		for k, cell := range row {
			wide[k] = max(wide[k], cells(cell))
			if i > 0 && cell != "" && !strings.ContainsAny(cell[:1], "0123456789+-−–.") {
				right[k] = false
			}
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for k, cell := range row {
			pad := strings.Repeat(" ", wide[k]-cells(cell))
			if k > 0 {
				b.WriteString("  ")
			}
			if right[k] {
				b.WriteString(pad + cell)
			} else {
				b.WriteString(cell + pad)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// cells is how many places of a terminal s takes.
func cells(s string) (n int) {
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// tell prints columns, unless --quiet or --json was asked for. head names the
// columns by keys of the label table.
func (t *tool) tell(head []string, rows [][]string) {
	if t.quiet || t.asJSON {
		return
	}
	top := make([]string, len(head))
	for i, key := range head {
		top[i] = t.text(key)
	}
	columns(t.out, append([][]string{top}, rows...))
}
