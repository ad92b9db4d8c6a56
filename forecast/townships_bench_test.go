package forecast

import (
	"fmt"
	"math"
	"testing"
)

// BenchmarkLogLinear forecasts the births of every township from what was known at
// the end of 2019, and prints the errors beside those of a straight line through
// the log of the last five birth years of each township (half a birth added).
func BenchmarkLogLinear(b *testing.B) {
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
			var line, model, missLine, missModel, actual, n float64
			for i, code := range l.Areas {
				x := came.At(i, top+h)
				y := make([]float64, 5)
				for k := range y {
					y[k] = math.Log(m.Births.At(i, m.Births.Last-4+k) + .5)
				}
				slope := (2*y[4] + y[3] - y[1] - 2*y[0]) / 10 // least squares on -2 … 2
				mean := (y[0] + y[1] + y[2] + y[3] + y[4]) / 5
				p := math.Exp(mean + slope*float64(2+top+h-m.Births.Last))
				q := Summarise(d.BornAt(d.AreaIndex(code), h-1)).Q[4]
				missLine, missModel, actual = missLine+math.Abs(p-x), missModel+math.Abs(q-x), actual+x
				if x > 0 {
					line, model, n = line+math.Abs(p-x)/x, model+math.Abs(q-x)/x, n+1
				}
			}
			fmt.Printf("births %s: MAPE line %.1f model %.1f, WAPE line %.1f model %.1f\n", d.Dates[h-1],
				100*line/n, 100*model/n, 100*missLine/actual, 100*missModel/actual)
		}
	}
}
