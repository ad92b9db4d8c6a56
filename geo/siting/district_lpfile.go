package siting

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// writeLP writes the program in CPLEX LP format: columns x0, x1, ..., rows
// r0, r1, ... A row with two finite sides is written as two rows, rNa and rNb.
// The offset stands on a column fixed at one.
func (p *program) writeLP(out io.Writer) error {
	w := bufio.NewWriter(out)
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 17, 64) }
	signed := func(v float64) string {
		if v < 0 {
			return "- " + num(-v)
		}
		return "+ " + num(v)
	}
	fmt.Fprint(w, "Minimize\n obj:")
	for c, v := range p.cost {
		if v != 0 {
			fmt.Fprintf(w, " %s x%d\n", signed(v), c)
		}
	}
	fmt.Fprintf(w, " %s one\nSubject To\n", signed(p.offset))
	side := func(name string, r int, op string, rhs float64) {
		fmt.Fprintf(w, " %s:", name)
		columns, values := p.terms(r)
		for k, c := range columns {
			fmt.Fprintf(w, " %s x%d\n", signed(values[k]), c)
		}
		if len(columns) == 0 {
			fmt.Fprint(w, " 0 one")
		}
		fmt.Fprintf(w, " %s %s\n", op, num(rhs))
	}
	for r := range p.lo {
		lo, hi := p.lo[r], p.hi[r]
		switch {
		case lo == hi:
			side(fmt.Sprintf("r%d", r), r, "=", lo)
		case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		case math.IsInf(lo, -1):
			side(fmt.Sprintf("r%d", r), r, "<=", hi)
		case math.IsInf(hi, 1):
			side(fmt.Sprintf("r%d", r), r, ">=", lo)
		default:
			side(fmt.Sprintf("r%da", r), r, ">=", lo)
			side(fmt.Sprintf("r%db", r), r, "<=", hi)
		}
	}
	fmt.Fprint(w, "Bounds\n one = 1\n")
	for c := range p.cost {
		hi := "+inf"
		if !math.IsInf(p.upper[c], 1) {
			hi = num(p.upper[c])
		}
		fmt.Fprintf(w, " %s <= x%d <= %s\n", num(p.lower[c]), c, hi)
	}
	fmt.Fprint(w, "General\n")
	for c, whole := range p.whole {
		if whole {
			fmt.Fprintf(w, " x%d\n", c)
		}
	}
	fmt.Fprint(w, "End\n")
	return w.Flush()
}
