package forecast

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkNorway forecasts the two classes of municipalities from 2012 to 2020
// and prints the errors beside the naive models and the bars of the project's
// model page.
func BenchmarkNorway(b *testing.B) {
	o := dataset(b, "norway")
	for _, class := range []struct {
		name      string
		low, high float64
	}{{"A", 18500, 100000}, {"B", 6000, 18500}} {
		part := norwayClass(b, o, class.low, class.high)
		b.Run(class.name, func(b *testing.B) {
			for range b.N {
				s, err := Backtest(part, NewDate(2012, 1, 1), Horizon{Years: 6, Draws: 1000, Seed: 1}, models(), nil)
				if err != nil {
					b.Fatal(err)
				}
				fmt.Printf("\nclass %s, %d areas\n%s", class.name, len(part.Areas), report(s))
			}
		})
	}
}

func models() []Forecaster {
	m := []Forecaster{Kindercast{}}
	for _, r := range Rivals {
		m = append(m, r)
	}
	return m
}

// report prints the scores of each model by horizon, and the ratios to hp5.
func report(s *Scores) string {
	var out strings.Builder
	table := map[scoreKey]Score{}
	for _, r := range s.Table() {
		table[scoreKey{r.Model, r.Horizon, r.Age, r.Level, -1}] = r
	}
	line := func(name string, f func(h int32) float64) {
		fmt.Fprintf(&out, "%-34s", name)
		for h := int32(1); h <= 6; h++ {
			fmt.Fprintf(&out, " %7.2f", f(h))
		}
		out.WriteByte('\n')
	}
	at := func(m, age, level string, h int32) Score { return table[scoreKey{m, h, age, level, -1}] }
	for _, age := range []string{"3-5", "2", "births"} {
		if at("kindercast", age, "area", 1).N == 0 {
			continue
		}
		for _, m := range []string{"kindercast", "hp5", "nochange", "ageing"} {
			line(age+" MAPE area "+m, func(h int32) float64 { return at(m, age, "area", h).MAPE })
		}
		for _, m := range []string{"kindercast", "hp5", "nochange"} {
			line(age+" CRPS area "+m, func(h int32) float64 { return at(m, age, "area", h).CRPS })
			line(age+" bias area "+m, func(h int32) float64 { return at(m, age, "area", h).Bias })
			line(age+" MAPE total "+m, func(h int32) float64 { return at(m, age, "total", h).MAPE })
			line(age+" CRPS total "+m, func(h int32) float64 { return at(m, age, "total", h).CRPS })
		}
		for _, level := range []string{"area", "total"} {
			line(age+" MAPE ratio hp5 "+level, func(h int32) float64 {
				return at("kindercast", age, level, h).MAPE / at("hp5", age, level, h).MAPE
			})
		}
		line(age+" MAPE ratio nochange area", func(h int32) float64 {
			return at("kindercast", age, "area", h).MAPE / at("nochange", age, "area", h).MAPE
		})
		line(age+" CRPS ratio hp5 area", func(h int32) float64 {
			return at("kindercast", age, "area", h).CRPS / at("hp5", age, "area", h).CRPS
		})
		for _, level := range []string{"area", "total"} {
			line(age+" cover80 "+level, func(h int32) float64 { return at("kindercast", age, level, h).Cover80 })
			line(age+" cover95 "+level, func(h int32) float64 { return at("kindercast", age, level, h).Cover95 })
		}
	}
	return out.String()
}

// BenchmarkNorwayAll is the backtest of all 356 municipalities from 2013, with
// every model: the bar is 60 s on two idle cores.
func BenchmarkNorwayAll(b *testing.B) {
	o := dataset(b, "norway")
	for range b.N {
		s, err := Backtest(o, NewDate(2013, 1, 1), Horizon{Years: 6, Draws: 1000, Seed: 1}, models(), nil)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("\nall, %d areas\n%s", len(o.Areas), report(s))
	}
}

// BenchmarkTownships forecasts births of townships and prints their scores, and those
// of the children counted four years after the first origin.
func BenchmarkTownships(b *testing.B) {
	o := dataset(b, "townships")
	for range b.N {
		s, err := Backtest(o, NewDate(2015, 11, 1), Horizon{Years: 6, Draws: 1000, Seed: 1}, models(), func(rows []BacktestRow) error {
			for _, r := range rows {
				if r.Area == All && (r.Age == AgeBirths || r.Age == "0" || r.Age == "3-5") && (r.Model == "kindercast" || r.Model == "nochange") {
					fmt.Printf("%-10s %s %d %s %s actual %.0f q10 %.0f q50 %.0f q90 %.0f\n", r.Model, r.Origin, r.Horizon, r.AsOf, r.Age, r.Actual, r.Q10, r.Q50, r.Q90)
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("\ntownships\n%s", report(s))
		for _, r := range s.Table() { // the one date counted after: 2019-10, from 2015-11 with births
			if r.Horizon == 4 && r.Level == "area" && r.Age != AgeBirths && (r.Model == "kindercast" || r.Model == "nochange") {
				fmt.Printf("4 years on, age %-4s %-10s MAPE %5.1f bias %+5.1f CRPS %4.1f cover 80 %.0f 95 %.0f\n", r.Age, r.Model, r.MAPE, r.Bias, r.CRPS, r.Cover80, r.Cover95)
			}
		}
	}
}
