package siting

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// benchmarkPlan solves one synthetic district in the given seconds and reports
// objective, bound, gap, seconds to the first plan and its gap.
func benchmarkPlan(b *testing.B, shape generated, planner Planner, seconds float64) {
	for b.Loop() {
		d := shape.district()
		began := time.Now()
		first, firstGap := 0.0, 0.0
		planner.NoReasons = true
		p, err := planner.Solve(context.Background(), d, Limits{Seconds: seconds, Seed: 1, Progress: func(p Progress) {
			if first == 0 {
				first, firstGap = time.Since(began).Seconds(), relativeGap(p.Objective, p.Bound)
			}
		}})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(p.Objective, "objective")
		b.ReportMetric(p.Bound, "bound")
		b.ReportMetric(100*p.Gap, "gap_%")
		b.ReportMetric(first, "first_s")
		b.ReportMetric(100*firstGap, "first_gap_%")
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(time.Since(began).Seconds(), "s")
		if p.Spread != nil && p.Spread.Compared {
			b.ReportMetric(p.Spread.Value, "value_of_uncertainty")
			b.ReportMetric(p.Spread.Waiting, "value_of_waiting")
		}
	}
}

// BenchmarkDistrict plans three districts, with HiGHS too: all of them for one year,
// and one for six, which is planned for longer as well.
func BenchmarkDistrict(b *testing.B) {
	for _, c := range []struct {
		years   int
		loose   bool
		seconds float64
		seeds   uint64
	}{{1, true, 30, 3}, {1, false, 30, 3}, {6, true, 60, 3}, {6, false, 60, 3}, {6, true, 180, 1}, {6, false, 300, 1}} {
		for seed := range c.seeds {
			for _, exact := range []bool{false, true} {
				if exact && seed > 0 && c.years > 1 {
					continue
				}
				name := fmt.Sprintf("years=%d/loose=%v/seconds=%v/seed=%d/highs=%v", c.years, c.loose, c.seconds, seed+1, exact)
				b.Run(name, func(b *testing.B) {
					var p Planner
					if exact {
						p.Exact = openHiGHS(b)
					}
					benchmarkPlan(b, benchmarkShape(c.years, 1, c.loose, seed+1), p, c.seconds)
				})
			}
		}
	}
}

// BenchmarkTenDraws plans for ten scenarios of 200 draws and replays them all.
func BenchmarkTenDraws(b *testing.B) {
	shape := benchmarkShape(6, 200, true, 1)
	shape.reach = 4
	benchmarkPlan(b, shape, Planner{Scenarios: 10}, 600)
}
