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
// 40,000 areas to quantiles: 1.68 billion cells. The bars are 30 s on two idle cores
// and 2 GB. MB is all that the process ever took from the system, the observations
// and the fit included; the floor is what the same machine does in the same minute
// of the same arithmetic without a model.
func BenchmarkCountry(b *testing.B) {
	const areas, years, draws = 40_000, 6, 1_000
	o := manyAreas(areas)
	h := Horizon{Years: years, Draws: draws, Seed: 1}
	begin := time.Now()
	m, err := Fit(o, h)
	if err != nil {
		b.Fatal(err)
	}
	fit := time.Since(begin)
	o = nil // the draws do not need what was observed
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
	b.ReportMetric(fit.Seconds(), "fit-s")
	b.ReportMetric(float64(now.Sys)/1e6, "MB")
	bottom := floor(years, draws)
	b.ReportMetric(bottom, "floor-Mcells/s")
	b.ReportMetric(bottom*1e6/(areas*7*years*draws*float64(b.N)/b.Elapsed().Seconds()), "x-floor")
}

// floor is the cells a second that all cores do of bare arithmetic: of an area and
// draw the normal numbers of its path, its share of births, its cohorts and its
// births, one exponential and one root a cell, all drawn once and kept; and the
// nine quantiles of each row of its table. There are no streams, no factors between
// unknowns, no pool to be brought to, and nothing is drawn twice or added up.
func floor(years, draws int) float64 {
	const areas = 300
	begin := time.Now()
	parallel(runtime.GOMAXPROCS(0), 0, func(core int) {
		src := source(uint64(core))
		z := make([]float64, draws)
		x := make([]float64, draws)
		var p picker
		for range areas {
			for range years + ages + years {
				mirrored(src, x, draws)
			}
			for range years * (cells + 1) {
				normals(src, z)
				for d := range z {
					root := math.Sqrt(100*taylor(.05*x[d])) + .2*z[d]
					z[d] = root * root
				}
			}
			for range years * (len(ageGroups) + 1) {
				p.summarise(z)
			}
		}
	})
	n := float64(areas * years * (cells + 1) * draws * runtime.GOMAXPROCS(0))
	return n / time.Since(begin).Seconds() / 1e6
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
