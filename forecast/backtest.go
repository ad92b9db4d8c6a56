package forecast

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// BacktestRow is one forecast of one past origin beside what came.
type BacktestRow struct {
	Model   string  `parquet:"model,dict" csv:"model" json:"model"`
	Origin  Date    `parquet:"origin,date" csv:"origin" json:"origin"`
	Horizon int32   `parquet:"horizon" csv:"horizon" json:"horizon"`
	AsOf    Date    `parquet:"as_of,date" csv:"as_of" json:"as_of"`
	Area    string  `parquet:"area_code,dict" csv:"area_code" json:"area_code"`
	Age     string  `parquet:"age,dict" csv:"age" json:"age"`
	Actual  float64 `parquet:"actual" csv:"actual" json:"actual"`
	Mean    float64 `parquet:"mean" csv:"mean" json:"mean"`
	Q025    float64 `parquet:"q025" csv:"q025" json:"q025"`
	Q05     float64 `parquet:"q05" csv:"q05" json:"q05"`
	Q10     float64 `parquet:"q10" csv:"q10" json:"q10"`
	Q25     float64 `parquet:"q25" csv:"q25" json:"q25"`
	Q50     float64 `parquet:"q50" csv:"q50" json:"q50"`
	Q75     float64 `parquet:"q75" csv:"q75" json:"q75"`
	Q90     float64 `parquet:"q90" csv:"q90" json:"q90"`
	Q95     float64 `parquet:"q95" csv:"q95" json:"q95"`
	Q975    float64 `parquet:"q975" csv:"q975" json:"q975"`

	// CRPS is the continuous ranked probability score of the draws, in persons.
	CRPS float64 `parquet:"-" csv:"-" json:"-"`
}

// ErrNoOrigin is returned by Backtest where nothing came after a past day: there
// is one count only, or none since the first origin asked for.
var ErrNoOrigin = errors.New("no reference date since then has a later count")

// truthDays is how far a count may lie from the day that was foreseen and still
// be held against the forecast; it is moved to the day (see Lexis).
const truthDays = 45

// Origin is a past day to forecast from: At is the day until which things are
// known, Jump the newest count then, Age the whole years between them. An origin
// with Age above 0 is one of births alone: no newer count of persons exists.
type Origin struct {
	At, Jump Date
	Age      int
}

// Origins returns every reference date from first on after which something came
// that can be held against a forecast: the counts themselves, and, where births
// are registered, the anniversaries of the newest count before the next one.
func Origins(o *Observed, first Date) ([]Origin, error) {
	l, err := NewLexis(o)
	if err != nil {
		return nil, err
	}
	b, err := newBirthSeries(o, l)
	if err != nil {
		return nil, err
	}
	newest := l.Dates[len(l.Dates)-1]
	born := newest - 1 // the last day on which a birth year that is known ends
	if b.Registered {
		born = newest.AddYears(b.Last - (len(l.Dates) - 1))
	}
	counts := l.sources(o)
	var origins []Origin
	for j, d := range counts {
		next := born + 1
		if j+1 < len(counts) {
			next = counts[j+1]
		}
		if d >= first && (d < newest || d < born) {
			origins = append(origins, Origin{d, d, 0})
		}
		for k := 1; b.Registered; k++ {
			at := d.AddYears(k)
			if at+truthDays >= next || at >= born {
				break
			}
			if at >= first {
				origins = append(origins, Origin{at, d, k})
			}
		}
	}
	return origins, nil
}

// sources returns the dates of the counts that l uses, oldest first.
func (l *Lexis) sources(o *Observed) []Date {
	var dates []Date
	for t, off := range l.off {
		if !math.IsNaN(off) {
			dates = append(dates, l.Dates[t]+Date(math.Round(off*365.25)))
		}
	}
	// A count that was near enough not to be moved keeps its own date.
	for k, d := range dates {
		if !slices.ContainsFunc(o.Population, func(p Population) bool { return p.AsOf == d }) {
			for _, p := range o.Population {
				if distance(p.AsOf, d) <= near {
					dates[k] = p.AsOf
				}
			}
		}
	}
	return dates
}

// Backtest forecasts with each model from every origin, hiding all that was not
// known then and correcting late births as they could be then, and hands the rows of
// one origin and model to emit, sorted by horizon, area and age. It returns the scores over all rows, beside what chance
// alone would miss, which is measured on all of o (see Chance). An emit of nil
// keeps no rows. It is an error if there is no origin from first on.
func Backtest(o *Observed, first Date, h Horizon, models []Forecaster, emit func([]BacktestRow) error) (*Scores, error) {
	h.validate()
	origins, err := Origins(o, first)
	if err != nil {
		return nil, err
	}
	if len(origins) == 0 {
		return nil, fmt.Errorf("forecast: backtest from %s: %w", first, ErrNoOrigin)
	}
	scores := newScores()
	all, err := Fit(o, h)
	if err != nil {
		return nil, err
	}
	scores.Chance = all.Chance()
	for _, at := range origins {
		truth, err := newTruth(o, at)
		if err != nil {
			return nil, err
		}
		known := o.Until(at.At)
		known, _ = FitCompleteness(known).Correct(known)
		for _, model := range models {
			ahead := h
			ahead.Years += at.Age
			d, err := model.Project(known, ahead)
			if err != nil {
				return nil, fmt.Errorf("forecast: backtest of %s from %s: %w", model.Name(), at.At, err)
			}
			rows := judge(d, truth, at, model.Name(), h)
			scores.add(rows)
			if emit != nil {
				if err := emit(rows); err != nil {
					return nil, err
				}
			}
		}
	}
	return scores, nil
}

// truth is what came after an origin, on the anniversaries of its jump-off.
type truth struct {
	lexis  *Lexis
	births *BirthSeries
	top    int // position of the jump-off
	areas  map[string]int
}

func newTruth(o *Observed, at Origin) (*truth, error) {
	newest, _ := o.newest()
	l, err := lexisAt(o, at.Jump, newest)
	if err != nil {
		return nil, err
	}
	t := &truth{lexis: l, areas: map[string]int{}}
	for i, c := range l.Areas {
		t.areas[c] = i
	}
	for k, d := range l.Dates {
		if d == at.Jump {
			t.top = k
		}
	}
	t.births, err = newBirthSeries(o, l)
	return t, err
}

// at returns what came of an area and age group h years after the jump-off; NaN
// where it was not counted near enough to the day.
func (t *truth) at(code string, h int, ages []Age) float64 {
	i, ok := t.areas[code]
	k := t.top + h
	if !ok || k >= len(t.lexis.Dates) || !(math.Abs(t.lexis.off[k])*365.25 <= truthDays) {
		return math.NaN()
	}
	var sum float64
	for _, a := range ages {
		sum += t.lexis.At(i, k, a)
	}
	return sum
}

func (t *truth) born(code string, h int) float64 {
	i, ok := t.areas[code]
	if !ok || !t.births.Registered {
		return math.NaN()
	}
	return t.births.At(i, t.top+h)
}

// judge lays the draws of one origin beside the truth. The total is of the areas
// whose truth is known.
func judge(d *Draws, t *truth, at Origin, model string, h Horizon) []BacktestRow {
	groups := len(ageGroups)
	if d.Born != nil {
		groups++
	}
	n := len(d.Areas) + 1
	rows := make([]BacktestRow, h.Years*n*groups)
	parallel(n*h.Years, h.Workers, func(c int) {
		j, y := c%n, c/n
		date := y + at.Age
		of, code := []int{j - 1}, All
		if j > 0 {
			code = d.Areas[j-1]
		}
		for g := range groups {
			row := &rows[(y*n+j)*groups+g]
			births := g == len(ageGroups)
			actual := func(code string) float64 {
				switch {
				case births:
					return t.born(code, date+1)
				case at.Age > 0:
					return math.NaN()
				}
				return t.at(code, date+1, ageGroups[g].ages)
			}
			came := 0.0
			if j > 0 {
				came = actual(code)
			} else {
				of = of[:0]
				for i, c := range d.Areas {
					if v := actual(c); !math.IsNaN(v) {
						of = append(of, i)
						came += v
					}
				}
			}
			if math.IsNaN(came) || len(of) == 0 {
				continue
			}
			var draws []float64
			key := AgeBirths
			if births {
				draws = d.SumBorn(of, date)
			} else {
				key = ageGroups[g].key
				draws = d.Sum(of, date, ageGroups[g].ages...)
			}
			*row = newBacktestRow(model, at.At, y+1, d.Dates[date], code, key, came, draws)
		}
	})
	return slices.DeleteFunc(rows, func(r BacktestRow) bool { return r.Horizon == 0 })
}

// newBacktestRow summarises draws, which it sorts.
func newBacktestRow(model string, origin Date, h int, asOf Date, area, age string, actual float64, draws []float64) BacktestRow {
	sortDraws(draws)
	s := summarise(draws)
	return BacktestRow{model, origin, int32(h), asOf, area, age, actual, s.Mean,
		s.Q[0], s.Q[1], s.Q[2], s.Q[3], s.Q[4], s.Q[5], s.Q[6], s.Q[7], s.Q[8], CRPS(draws, actual)}
}

// CRPS is the continuous ranked probability score of sorted draws against what
// came, in the fair form that does not reward few draws:
//
//	mean |x - y| - sum over pairs |x - x'| / (n (n-1))
//
// with the pairs counted once each, in one pass over the sorted draws. Of a
// single draw it is the absolute error. Gneiting & Raftery (2007); Ferro (2014).
// It panics on no draws.
func CRPS(sorted []float64, actual float64) float64 {
	if len(sorted) == 0 {
		panic("forecast: score of no draws")
	}
	var miss, apart float64
	n := len(sorted)
	for i, x := range sorted {
		miss += math.Abs(x - actual)
		apart += float64(2*i-n+1) * x
	}
	miss /= float64(n)
	if n == 1 {
		return miss
	}
	return miss - apart/float64(n)/float64(n-1)
}
