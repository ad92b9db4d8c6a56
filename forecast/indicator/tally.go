package indicator

import (
	"runtime"
	"sync"

	"kindercast/forecast"
)

// metric is one quantity that adds up over areas as a numerator and a
// denominator.
type metric int

const (
	mPublic     metric = iota // children in public kindergartens / children
	mAffordable               // in public and affordable ones / children
	mClasses                  // classes within the norm / classes
	mNursery                  // kindergartens with a nursery class / kindergartens
	mStreets                  // streets whose public kindergartens all have one / streets
	mAreas                    // kindergartens that meet all three areas / those that state them
	mAreas2017                // the same, designed from 2017
	mAreasOld                 // the same, designed before 2017
	mGross                    // children in kindergarten classes / residents aged 3 to 5
	mUse                      // children in rooms / places
	mUnstated                 // campuses that state no area
	mNoNorm                   // classes without a norm in force
	metrics
)

// metricOf names the metric of an indicator key.
var metricOf = map[string]metric{
	"t01_public_enrolment_share": mPublic, "ev_public_share": mPublic,
	"t02_affordable_coverage": mAffordable, "ev_affordable_coverage": mAffordable,
	"t03_class_size_compliance": mClasses, "ev_class_size_pass_rate": mClasses,
	"t04_combined_kindergarten_share": mNursery, "t05_full_nursery_streets": mStreets,
	"t13_per_child_conditions": mAreas, "ev_area_pass_rate_from_2017": mAreas2017, "ev_area_pass_rate_before_2017": mAreasOld,
	"ev_gross_enrolment_rate": mGross, "en_place_utilisation": mUse,
}

// tally is a numerator and denominator for every metric.
type tally [metrics][2]float64

func (t *tally) add(m metric, num, den float64) {
	t[m][0] += num
	t[m][1] += den
}

// played is all draws of one school year: the tally of the district by draw, and
// of every area the sums and the share of draws that hold, by indicator.
type played struct {
	year     forecast.Year
	district []tally
	area     []tally              // mean over draws
	holds    []map[string]float64 // by area, share of draws in which the target holds
}

// play works through all areas and draws of a school year.
func (in *Inputs) play(y forecast.Year, pull *Pull, opening *Opening) *played {
	s := in.Gap.Supply
	n := in.Gap.Demand.Draws.N
	p := &played{year: y, district: make([]tally, n), area: make([]tally, len(s.Areas)), holds: make([]map[string]float64, len(s.Areas))}
	each := make([][]tally, len(s.Areas))
	workers := in.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for a := range next {
				sc := newScene(in, a, y, opening)
				each[a] = make([]tally, n)
				for d := range n {
					each[a][d] = sc.play(d, pull.at(y, d))
				}
				p.area[a], p.holds[a] = in.digest(each[a], y)
			}
		})
	}
	for a := range s.Areas {
		next <- a
	}
	close(next)
	wg.Wait()
	for _, draws := range each {
		for d := range draws {
			for m := range draws[d] {
				p.district[d][m][0] += draws[d][m][0]
				p.district[d][m][1] += draws[d][m][1]
			}
		}
	}
	return p
}

// digest returns the mean tally of draws and, by indicator, the share of draws
// in which its target holds.
func (in *Inputs) digest(draws []tally, y forecast.Year) (mean tally, holds map[string]float64) {
	holds = map[string]float64{}
	for d := range draws {
		for m := range mean {
			mean[m][0] += draws[d][m][0]
			mean[m][1] += draws[d][m][1]
		}
	}
	n := float64(len(draws))
	for _, def := range in.Definitions {
		m, ok := metricOf[def.Key]
		if !ok || !def.in(int(y)) {
			continue
		}
		for d := range draws {
			if def.met(draws[d][m]) {
				holds[def.Key]++
			}
		}
		holds[def.Key] /= n
	}
	for m := range mean {
		mean[m][0] /= n
		mean[m][1] /= n
	}
	return mean, holds
}

// met reports whether a tally meets the target.
func (d Definition) met(x [2]float64) bool {
	if d.Operator == MeetsAll {
		return x[1] > 0 && x[0] >= x[1]-1e-9
	}
	return d.Operator.Holds(d.Value(x[0], x[1]), d.Target)
}
