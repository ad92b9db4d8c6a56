package forecast

import "math"

// Chance is the counting noise that a model measured: what would be left of the
// error of a forecaster who knew every rate, every shock and every trend, because
// children are whole and move house one by one. The variance of a count of n
// children is n times the sum of
//
//	Noise exp(-NoiseFade a)   for every year of age a that they live through
//	Counting                  if they were not yet born at the origin
//
// of the area's parameters, or of the pool's for all areas together.
type Chance struct {
	area, pool [ages]float64 // variance a child of the step from age a, by a+1
	births     float64       // variance a birth
	entry      int           // the age at which a birth is counted: -1 registered, else 0
}

// Chance returns the counting noise that m has learnt.
func (m *Model) Chance() Chance {
	c := Chance{births: m.Share.Counting, entry: m.entry(), area: m.Deviation.fades().noise}
	for a := birth; a <= lastStep; a++ {
		c.pool[a-birth] = m.Pool.Noise * math.Exp(-.13*float64(a))
	}
	return c
}

// Error is the mean absolute error in children that chance alone leaves to the
// forecast r, sqrt(2 variance / pi). The children of a group are taken as spread
// evenly over its ages.
func (c Chance) Error(r *BacktestRow) float64 {
	steps := &c.area
	if r.Area == All {
		steps = &c.pool
	}
	rate, n := 0.0, 0.0
	for _, group := range ageGroups {
		if group.key == r.Age {
			for _, a := range group.ages {
				rate, n = rate+c.rate(steps, int(a), int(r.Horizon)), n+1
			}
		}
	}
	if r.Age == AgeBirths {
		rate, n = c.births, 1
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(2 * r.Actual * rate / n / math.Pi)
}

// rate is the variance a child of those of an age, years after the origin.
func (c Chance) rate(steps *[ages]float64, age, years int) (v float64) {
	from := age - years
	if from < 0 {
		from, v = c.entry, c.births
	}
	for a := from; a < age; a++ {
		v += steps[a-birth]
	}
	return v
}
