package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// BenchmarkLogLinear forecasts the births of every township from what was known at
// the end of 2019, and prints its errors, and how often what came fell inside its
// intervals, beside the errors of a straight line through the log of the last five
// birth years of each township (half a birth added) and of no change. The last
// line of a year leaves out the county whose births doubled in 2024.
func BenchmarkLogLinear(b *testing.B) {
	const doubled = "10009"
	o := dataset(b, "townships")
	for range b.N {
		known := o.Until(NewDate(2019, 12, 31))
		m, err := Fit(known, Horizon{Years: 6, Draws: 1000, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		d := m.Draw(Horizon{Years: 6, Draws: 1000, Seed: 1})
		l, err := NewLexis(o)
		if err != nil {
			b.Fatal(err)
		}
		came, err := newBirthSeries(o, l)
		if err != nil {
			b.Fatal(err)
		}
		top := len(l.Dates) - 1
		for h := 1; h <= 6; h++ {
			s, without := newScores(), newScores()
			var rows, rest []BacktestRow
			for i, code := range l.Areas {
				x := came.At(i, top+h)
				y := make([]float64, 5)
				for k := range y {
					y[k] = math.Log(m.Births.At(i, m.Births.Last-4+k) + .5)
				}
				slope := (2*y[4] + y[3] - y[1] - 2*y[0]) / 10 // least squares on -2 … 2
				mean := (y[0] + y[1] + y[2] + y[3] + y[4]) / 5
				line := math.Exp(mean + slope*float64(2+top+h-m.Births.Last))
				of := []BacktestRow{
					newBacktestRow("line", d.Dates[h-1], h, d.Dates[h-1], code, AgeBirths, x, []float64{line}),
					newBacktestRow("nochange", d.Dates[h-1], h, d.Dates[h-1], code, AgeBirths, x, []float64{m.Births.At(i, m.Births.Last)}),
					newBacktestRow("model", d.Dates[h-1], h, d.Dates[h-1], code, AgeBirths, x, d.BornAt(d.AreaIndex(code), h-1)),
				}
				rows = append(rows, of...)
				if !strings.HasPrefix(code, doubled) {
					rest = append(rest, of[2])
				}
			}
			s.add(rows)
			without.add(rest)
			for _, r := range slices.Concat(s.Details(), without.Details()) {
				if r.Size < 0 {
					fmt.Printf("births %s %-8s n %d MAPE %.1f WAPE %.1f bias %+.1f CRPS %.1f", d.Dates[h-1], r.Model, r.N, r.MAPE, r.WAPE, r.Bias, r.CRPS)
					if r.Model == "model" {
						fmt.Printf(" cover 50 %.1f 80 %.1f 95 %.1f", r.Cover50, r.Cover80, r.Cover95)
					}
					fmt.Println()
				}
			}
		}
	}
}
