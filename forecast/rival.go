package forecast

import (
	"math"
	"slices"
)

// Rival is a plain way to forecast, kept as the measure of what the model adds.
// Its intervals are its own past errors: each draw takes, for every horizon, the
// errors that the rival made from one past date, centred, and gives each area the
// errors of an area of like size, all ages together. So draws of a group and of
// the total carry the errors that areas and ages have in common.
type Rival struct {
	name  string
	point func(l *Lexis, area, t, h, age int) float64
}

// NoChange holds every age of every area at its newest count.
var NoChange = Rival{"nochange", func(l *Lexis, area, t, _, age int) float64 {
	return l.At(area, t, Age(age))
}}

// Ageing moves every cohort up without change; the unborn are as many as the
// newest age 0.
var Ageing = Rival{"ageing", func(l *Lexis, area, t, h, age int) float64 {
	return l.At(area, t, Age(max(age-h, 0)))
}}

// HamiltonPerry ages every cohort by the area's own progression of the last five
// years; the unborn are as many as the newest age 0:
//
//	r[a] = sum over five years N[a+1,t+1] / sum over five years N[a,t]
//
// A ratio over nobody is 1. Hamilton & Perry (1962).
var HamiltonPerry = Rival{"hp5", func(l *Lexis, area, t, h, age int) float64 {
	from := max(age-h, 0)
	n := l.At(area, t, Age(from))
	for a := from; a < age; a++ {
		var x, y float64
		for s := max(t-5, 0); s < t; s++ {
			u, v := l.At(area, s, Age(a)), l.At(area, s+1, Age(a+1))
			if !math.IsNaN(u + v) {
				x += u
				y += v
			}
		}
		if x > 0 {
			n *= y / x
		}
	}
	return n
}}

// Rivals are the plain forecasters, in the order of tables of scores.
var Rivals = []Rival{NoChange, Ageing, HamiltonPerry}

// Name is the key of the rival.
func (r Rival) Name() string { return r.name }

const (
	likeSize = 20  // areas on either side in the order of size that lend their errors
	noErrors = .05 // sd of the log error a year where no past error is known
	// BorrowErrors says that a rival had no past errors to make intervals of.
	BorrowErrors = "borrow.errors"
)

// Project holds, ages or progresses the counts of o; births, where they are
// registered, are held at those of the last whole birth year.
func (r Rival) Project(o *Observed, h Horizon) (*Draws, error) {
	h.validate()
	l, err := NewLexis(o)
	if err != nil {
		return nil, err
	}
	b, err := newBirthSeries(o, l)
	if err != nil {
		return nil, err
	}
	top := len(l.Dates) - 1
	var areas []int
	for i := range l.Areas {
		var sum float64
		for a := range cells {
			sum += l.At(i, top, Age(a))
		}
		if !math.IsNaN(sum) {
			areas = append(areas, i)
		}
	}
	d := NewDraws(codesOf(l, areas), anniversaries(l, h.Years), []Age{0, 1, 2, 3, 4, 5}, h.Draws)
	past := r.past(l, b, h.Years)
	if b.Registered {
		d.Born = make([]float64, len(areas)*h.Years*h.Draws)
	}
	order := slices.Clone(areas)
	sortBy(order, func(i int) float64 { return l.At(i, top, 0) + l.At(i, top, 3) })
	rank := make([]int, len(l.Areas))
	for k, i := range order {
		rank[i] = k
	}
	for y := range h.Years {
		if len(past[y]) == 0 {
			d.Borrowed = []string{BorrowErrors}
		}
	}
	origin := make([][]int, h.Years)
	for y := range origin {
		s := stream(h.Seed, r.name, "origin", d.Dates[y].String())
		origin[y] = make([]int, h.Draws)
		for n := range origin[y] {
			origin[y][n] = s.IntN(max(len(past[y]), 1))
		}
	}
	parallel(len(areas), h.Workers, func(j int) {
		i := areas[j]
		s := stream(h.Seed, r.name, "area", l.Areas[i])
		for y := range h.Years {
			var point [cells + 1]float64
			for a := range cells {
				point[a] = r.point(l, i, top, y+1, a)
			}
			if b.Registered {
				point[cells] = b.At(i, b.Last)
			}
			var row [cells + 1][]float64
			for a := range cells {
				row[a] = d.At(j, y, a)
			}
			if b.Registered {
				row[cells] = d.BornAt(j, y)
			}
			var lent [cells + 1]float64
			for n := range h.Draws {
				switch {
				case h.Noiseless:
				case len(past[y]) == 0:
					z := noErrors * math.Sqrt(float64(y+1)) * s.NormFloat64()
					for a := range lent {
						lent[a] = z
					}
				default:
					lent = past[y][origin[y][n]].lend(rank[i], s.IntN(2*likeSize+1)-likeSize, order)
				}
				for a := range row {
					if row[a] != nil {
						row[a][n] = point[a] * math.Exp(lent[a])
					}
				}
			}
		}
	})
	return d, nil
}

// pastErrors are the centred log errors at one horizon from one past date, by
// area and age; the last is of births.
type pastErrors [][cells + 1]float64

// lend returns the errors of the area that stands off places away in the order of
// size; at the ends of the order it turns back.
func (p pastErrors) lend(rank, off int, order []int) [cells + 1]float64 {
	k := rank + off
	if k < 0 {
		k = -k
	}
	if last := len(order) - 1; k > last {
		k = 2*last - k
	}
	return p[order[min(max(k, 0), len(order)-1)]]
}

// past returns the errors of the rival by horizon and past date, centred over
// all dates and areas of a horizon.
func (r Rival) past(l *Lexis, b *BirthSeries, years int) [][]pastErrors {
	top := len(l.Dates) - 1
	past := make([][]pastErrors, years)
	for h := 1; h <= years; h++ {
		var sum [cells + 1]float64
		var n float64
		for t := 1; t+h <= top; t++ {
			e := make(pastErrors, len(l.Areas))
			complete := true
			for i := range e {
				for a := range cells {
					x, y := r.point(l, i, t, h, a), l.At(i, t+h, Age(a))
					e[i][a] = math.Log((y + .5) / (x + .5))
					complete = complete && !math.IsNaN(e[i][a])
				}
				if b.Registered {
					w := b.Last - (top - t)
					e[i][cells] = math.Log((b.At(i, w+h) + .5) / (b.At(i, w) + .5))
					if math.IsNaN(e[i][cells]) {
						e[i][cells] = 0
					}
				}
			}
			if complete {
				past[h-1] = append(past[h-1], e)
				for i := range e {
					n++
					for a, x := range e[i] {
						sum[a] += x
					}
				}
			}
		}
		for _, e := range past[h-1] {
			for i := range e {
				for a := range e[i] {
					e[i][a] -= sum[a] / n
				}
			}
		}
	}
	return past
}

func codesOf(l *Lexis, areas []int) []string {
	codes := make([]string, len(areas))
	for j, i := range areas {
		codes[j] = l.Areas[i]
	}
	return codes
}

// anniversaries returns the reference days of the years after the newest count.
func anniversaries(l *Lexis, years int) []Date {
	dates := make([]Date, years)
	for k := range dates {
		dates[k] = l.Dates[len(l.Dates)-1].AddYears(k + 1)
	}
	return dates
}
