package forecast

import "math"

// Breaks are the years in which the series of an area changed as no people
// moving house would change it: a boundary redrawn, a register corrected, a
// block of homes filled at once. A year is a break where the log change of all
// persons of the area, less that of all areas together, is further from zero than
//
//	0.10 + 4 sqrt(2 / persons)
//
// where the second term leaves small counts their noise. Ratios over a break are
// not used, and the area's share of births is learnt from the years after it.
type Breaks struct {
	broken [][]int     // by area: positions t where t-1 -> t breaks, ascending
	jumps  [][]float64 // by area: the log change that made each of them one
}

// findBreaks looks at every pair of following counts of every area.
func findBreaks(l *Lexis) *Breaks {
	b := &Breaks{broken: make([][]int, len(l.Areas)), jumps: make([][]float64, len(l.Areas))}
	total := func(i, t int) float64 {
		sum, any := 0.0, false
		for a := range l.Ages {
			if n := l.At(i, t, Age(a)); !math.IsNaN(n) {
				sum += n
				any = true
			}
		}
		if !any {
			return math.NaN()
		}
		return sum
	}
	for t := 1; t < len(l.Dates); t++ {
		var before, after float64
		for i := range l.Areas {
			if x, y := total(i, t-1), total(i, t); !math.IsNaN(x + y) {
				before += x
				after += y
			}
		}
		for i := range l.Areas {
			x, y := total(i, t-1), total(i, t)
			if math.IsNaN(x+y) || x+y == 0 || before == 0 || after == 0 {
				continue
			}
			change := math.Log((y+.5)/(x+.5)) - math.Log(after/before)
			if math.Abs(change) > .10+4*math.Sqrt(2/(x+y+1)*2) {
				b.broken[i], b.jumps[i] = append(b.broken[i], t), append(b.jumps[i], change)
			}
		}
	}
	return b
}

// Cross reports whether the years from date a to date z hold a break of area i.
func (b *Breaks) Cross(i, a, z int) bool {
	for _, t := range b.broken[i] {
		if a < t && t <= z {
			return true
		}
	}
	return false
}

// Jump returns the log change of area i over the breaks in the years from date a
// to z, less that of all areas together; 0 without a break.
func (b *Breaks) Jump(i, a, z int) (jump float64) {
	for k, t := range b.broken[i] {
		if a < t && t <= z {
			jump += b.jumps[i][k]
		}
	}
	return jump
}

// Since returns the position of the first date after the last break of area i
// that is not later than t; a large negative number where there is none.
func (b *Breaks) Since(i, t int) int {
	since := math.MinInt32
	for _, x := range b.broken[i] {
		if x <= t {
			since = x
		}
	}
	return since
}

// anyBetween reports whether any area has a break in the years from date a to z.
func (b *Breaks) anyBetween(a, z int) bool {
	for i := range b.broken {
		if b.Cross(i, a, z) {
			return true
		}
	}
	return false
}

// Any reports whether any area has a break.
func (b *Breaks) Any() bool {
	for _, x := range b.broken {
		if len(x) > 0 {
			return true
		}
	}
	return false
}
