package forecast

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"
)

// BenchmarkDistrict fits 14 streets with 13 counts of ages 0 to 49 and draws
// 10,000 futures of six years: the bar is one second on two idle cores.
func BenchmarkDistrict(b *testing.B) {
	o := liveTown(14, 1)
	for range b.N {
		m, err := Fit(o, Horizon{Years: 6, Draws: 10_000, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		d := m.Draw(Horizon{Years: 6, Draws: 10_000, Seed: 1})
		Rows(d, "base")
	}
	perSecond(b, 14*7*6*10_000)
}

// perSecond reports cells a second.
func perSecond(b *testing.B, cells float64) {
	b.ReportMetric(cells*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}

func BenchmarkFit(b *testing.B) {
	o := liveTown(14, 1)
	for range b.N {
		if _, err := Fit(o, Horizon{Years: 6, Draws: 10_000, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCountry draws 1,000 futures of six years, ages 0 to 5 and births, of
// 40,000 areas to quantiles: 1.68 billion cells. The bar is 30 s on two idle cores
// and 2 GB. One part in ten of the areas is drawn in each run and the time is
// given by the cell; the floor is what a normal number and its share of the
// picking of nine quantiles cost on the same machine in the same minute.
func BenchmarkCountry(b *testing.B) {
	const areas, years, draws = 4_000, 6, 1_000
	o := manyAreas(areas)
	h := Horizon{Years: years, Draws: draws, Seed: 1}
	m, err := Fit(o, h)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if err := m.Table(h, "base", func([]Row) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	perSecond(b, areas*7*years*draws)
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	b.ReportMetric(float64(now.HeapSys)/1e6, "MB")
	b.ReportMetric(floor(draws), "floor-Mcells/s")
}

// floor is the cells a second that the machine could do if a cell were one normal
// number and its share of picking nine quantiles, on all cores, measured now.
func floor(draws int) float64 {
	const rounds = 4000
	begin := time.Now()
	parallel(runtime.GOMAXPROCS(0), 0, func(int) {
		z := make([]float64, draws)
		src := source(1)
		var p picker
		for range rounds {
			normals(src, z)
			p.summarise(z)
		}
	})
	cells := float64(rounds * draws * runtime.GOMAXPROCS(0))
	return cells / time.Since(begin).Seconds() / 1e6
}

// manyAreas is a country of areas with seven counts of ages 0 to 5 and births.
func manyAreas(n int) *Observed {
	o := &Observed{}
	z := make([]float64, n)
	normals(source(2, "areas"), z)
	for i := range n {
		code := fmt.Sprintf("%06d", i)
		o.Areas = append(o.Areas, Area{Code: code})
		size := 100 * math.Exp(z[i])
		for y := 2019; y <= 2025; y++ {
			for a := range 6 {
				o.Population = append(o.Population, Population{AsOf: NewDate(y, 8, 31), Area: code, Age: Age(a),
					Persons: int64(size * (1 + .01*float64((i+y*3+a*7)%11)))})
			}
			for month := 1; month <= 12 && (y < 2025 || month <= 8); month++ {
				o.Births = append(o.Births, Birth{Area: code, Year: int32(y), Month: int32(month), Births: int64(size / 12)})
			}
		}
	}
	return o
}
