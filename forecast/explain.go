package forecast

import (
	"fmt"
	"math"
)

// Part is one additive part of a difference, in children. Its Key is one of
// births, ageing, migration, housing, uptake, flows, reclassification.
type Part struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// Explanation splits To - From into parts that add up to it exactly (up to the
// rounding of a float). From and To are means of draws, or counts.
type Explanation struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Parts []Part  `json:"parts"`
}

// Sum returns the sum of the parts.
func (e Explanation) Sum() (s float64) {
	for _, p := range e.Parts {
		s += p.Value
	}
	return s
}

// add adds to a part, which it appends where it is new.
func (e *Explanation) add(key string, value float64) {
	for i := range e.Parts {
		if e.Parts[i].Key == key {
			e.Parts[i].Value += value
			return
		}
	}
	e.Parts = append(e.Parts, Part{key, value})
}

// ExplainYears explains the change of one area from the jump-off to the date at
// position k (0: the first) of its draws, for a group of ages. With
// h = k+1 and B0 the newest counted age 0,
//
//	N[T+h,a] - N[T,a] = ageing + births + migration
//	ageing    = S - N[T,a], S = N[T,a-h] for the born, B0 for the unborn
//	births    = E[age 0 of the cohort when it is first counted] - B0, unborn only
//	migration = sum over the steps since of E[N'] - E[N]
//
// summed over the ages: children already counted grow into and out of the group,
// cohorts not yet born differ from the newest one, and families move.
func ExplainYears(m *Model, d *Draws, area string, k int, ages ...Age) (Explanation, error) {
	i, j := d.AreaIndex(area), -1
	for p, code := range m.Lexis.Areas {
		if code == area {
			j = p
		}
	}
	if i < 0 || j < 0 {
		return Explanation{}, fmt.Errorf("explain: no area %q in this forecast", area)
	}
	if k < 0 || k >= len(d.Dates) {
		return Explanation{}, fmt.Errorf("explain: the forecast has %d years", len(d.Dates))
	}
	top, h := len(m.Lexis.Dates)-1, Age(k+1)
	now := func(a Age) float64 { return m.Lexis.At(j, top, a) }
	e := Explanation{Parts: []Part{{"ageing", 0}, {"births", 0}, {"migration", 0}}}
	for _, a := range ages {
		to := average(d.At(i, k, d.AgeIndex(a)))
		e.From, e.To = e.From+now(a), e.To+to
		if a >= h {
			e.add("ageing", now(a-h)-now(a))
			e.add("migration", to-now(a-h))
			continue
		}
		first := average(d.At(i, k-int(a), d.AgeIndex(0)))
		e.add("ageing", now(0)-now(a))
		e.add("births", first-now(0))
		e.add("migration", to-first)
	}
	if math.IsNaN(e.From) {
		return e, fmt.Errorf("explain: %s was not counted at every one of these ages on %s", area, m.Lexis.Dates[top])
	}
	return e, nil
}

// Lever is one kind of change between two forecasts of the same data: births,
// migration, housing or uptake, each of which can be switched on by itself.
type Lever struct {
	Key string
	On  bool
}

// ExplainLevers explains the difference that several levers make together by
// the mean of what each adds over every order of switching them on (Shapley
// 1953), so that the parts add up exactly and no order is favoured:
//
//	part[i] = sum over S without i of |S|!(n-|S|-1)!/n! (v(S+i) - v(S))
//
// value returns the figure with the levers of a set on, bit i for lever i, under
// common random numbers; it is called once a set, 2^n times.
func ExplainLevers(keys []string, value func(set uint) (float64, error)) (Explanation, error) {
	n := len(keys)
	v := make([]float64, 1<<n)
	for s := range v {
		x, err := value(uint(s))
		if err != nil {
			return Explanation{}, err
		}
		v[s] = x
	}
	e := Explanation{From: v[0], To: v[len(v)-1]}
	weight := func(size int) float64 {
		w := 1 / float64(n)
		for i := 0; i < size; i++ {
			w *= float64(i+1) / float64(n-1-i)
		}
		return w
	}
	for i, key := range keys {
		part := 0.0
		for s := range v {
			if s&(1<<i) != 0 {
				continue
			}
			size := 0
			for b := s; b > 0; b &= b - 1 {
				size++
			}
			part += weight(size) * (v[s|1<<i] - v[s])
		}
		e.add(key, part)
	}
	return e, nil
}

// ExplainVintages explains why the forecast for one date moved between two
// vintages, the second made years after the first, or, with to the counts
// themselves, why the first missed. Both paths give the cohort's size when it
// is first counted (or its births) and at the target; by the logarithmic mean
// L(x,y) = (x-y)/(log x - log y),
//
//	to - from = L(to,from) (log birth2/birth1 + log growth2/growth1)
//
// exactly, where growth is target over birth. fromBirth and toBirth are the
// cohorts' sizes at age 0, one for each age of from and to.
func ExplainVintages(fromBirth, from, toBirth, to []float64) Explanation {
	e := Explanation{Parts: []Part{{"births", 0}, {"migration", 0}}}
	for c := range from {
		e.From, e.To = e.From+from[c], e.To+to[c]
		if from[c] <= 0 || to[c] <= 0 || fromBirth[c] <= 0 || toBirth[c] <= 0 {
			e.add("migration", to[c]-from[c]) // no ratio of nobody
			continue
		}
		b := logMean(to[c], from[c]) * math.Log(toBirth[c]/fromBirth[c])
		e.add("births", b)
		e.add("migration", to[c]-from[c]-b)
	}
	return e
}

// logMean is the logarithmic mean of two positive numbers; of equal ones their
// common value.
func logMean(x, y float64) float64 {
	d := math.Log(x) - math.Log(y)
	if math.Abs(d) < 1e-9 {
		return (x + y) / 2
	}
	return (x - y) / d
}
