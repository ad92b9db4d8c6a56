package forecast

import (
	"fmt"
	"testing"
)

// BenchmarkFall measures the bias three years on among areas whose births fell by
// a tenth or more in the year before the origin, in Norway (age 0 for births)
// and in the townships (registered births, by their fall over the last two years).
// The bias is split in what all areas of the origin were missed by together, and
// what the falling areas were missed by beside that: with T and A the total
// foreseen and that which came,
//
//	sum (q50 - actual) = sum q50 (1 - A/T) + sum (q50 A/T - actual)
func BenchmarkFall(b *testing.B) {
	for _, name := range []string{"norway", "townships"} {
		o := dataset(b, name)
		b.Run(name, func(b *testing.B) {
			for range b.N {
				type sum struct{ n, common, own, actual float64 }
				sums := map[string]*sum{}
				origin := Date(0)
				var fell map[string]bool
				_, err := Backtest(o, NewDate(2012, 1, 1), Horizon{Years: 3, Draws: 400, Seed: 1}, []Forecaster{Kindercast{}}, func(rows []BacktestRow) error {
					if rows[0].Origin != origin {
						origin = rows[0].Origin
						fell = falling(b, o, origin)
					}
					ratio := map[string]float64{} // of the total that came to that foreseen, by age
					for _, r := range rows {
						if r.Horizon == 3 && r.Area == All {
							ratio[r.Age] = r.Actual / r.Q50
						}
					}
					for _, r := range rows {
						if r.Horizon == 3 && fell[r.Area] {
							s := sums[r.Age]
							if s == nil {
								s = &sum{}
								sums[r.Age] = s
							}
							s.n++
							s.common += r.Q50 * (1 - ratio[r.Age])
							s.own += r.Q50*ratio[r.Age] - r.Actual
							s.actual += r.Actual
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				for _, age := range []string{"0", "1", "2", "3", "4", "5", "3-5", "2-5", "births"} {
					if s := sums[age]; s != nil {
						fmt.Printf("%s age %s, 3 years on, %v areas falling: bias %+.2f %% = common %+.2f own %+.2f\n", name, age, s.n,
							100*(s.common+s.own)/s.actual, 100*s.common/s.actual, 100*s.own/s.actual)
					}
				}
			}
		})
	}
}

// falling returns the areas whose births of the last year known at the origin are
// at most nine tenths of those of the year before.
func falling(t testing.TB, o *Observed, origin Date) map[string]bool {
	known := o.Until(origin)
	l, err := NewLexis(known)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newBirthSeries(known, l)
	if err != nil {
		t.Fatal(err)
	}
	fell := map[string]bool{}
	for i, c := range l.Areas {
		fell[c] = s.At(i, s.Last) <= .9*s.At(i, s.Last-1)
	}
	return fell
}
