package forecast

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Score is how well one model did at one horizon, age and level over all origins:
// one line of scores.csv. The point forecast is the median of the draws.
// Percentages are in per cent:
//
//	MAPE   mean of |median - actual| / actual, over cases with actual > 0
//	WAPE   sum |median - actual| / sum actual
//	Bias   sum (median - actual) / sum actual; above 0 is too many
//	CRPS   mean CRPS / mean actual
//	Cover  share of cases inside the central interval, its ends included
type Score struct {
	Model   string  `parquet:"model,dict" csv:"model" json:"model"`
	Horizon int32   `parquet:"horizon" csv:"horizon" json:"horizon"`
	Age     string  `parquet:"age,dict" csv:"age" json:"age"`
	Level   string  `parquet:"level,dict" csv:"level" json:"level"` // area or total
	Areas   int32   `parquet:"areas" csv:"areas" json:"areas"`
	N       int32   `parquet:"n" csv:"n" json:"n"`
	MAPE    float64 `parquet:"mape" csv:"mape" json:"mape"`
	WAPE    float64 `parquet:"wape" csv:"wape" json:"wape"`
	Bias    float64 `parquet:"bias" csv:"bias" json:"bias"`
	CRPS    float64 `parquet:"crps" csv:"crps" json:"crps"`
	Cover80 float64 `parquet:"cover80" csv:"cover80" json:"cover80"`
	Cover95 float64 `parquet:"cover95" csv:"cover95" json:"cover95"`
}

// Detail is what a report adds to a Score, by size of area. Size is the lower
// bound of the class of the actual number of children (0, 25, 50, 100, 200 …),
// or -1 for all sizes together.
type Detail struct {
	Score
	Size    int32   // lower bound of the size class; -1: all
	Pinball float64 // mean pinball loss over the published quantiles / mean actual, per cent
	Cover50 float64 // per cent
	// Low50 to High95 are the limits between which coverage would fall 95 times in
	// 100 if the intervals were right and the cases independent, per cent.
	Low50, High50, Low80, High80, Low95, High95 float64
	// FloorMAPE and FloorWAPE are the errors that counting alone would leave a
	// forecaster who knew every rate; see Chance.
	FloorMAPE, FloorWAPE float64
}

// The levels of scores.
const (
	LevelArea  = "area"
	LevelTotal = "total"
)

type scoreKey struct {
	model   string
	horizon int32
	age     string
	level   string
	size    int32
}

type tally struct {
	areas                                   map[string]bool
	n, positive                             int
	mape, miss, bias, crps, actual, pinball float64
	floor, floorShare                       float64
	in50, in80, in95                        int
}

// Scores adds up rows of a backtest. Chance is what no forecast can foresee.
type Scores struct {
	Chance  Chance
	tallies map[scoreKey]*tally
}

func newScores() *Scores { return &Scores{tallies: map[scoreKey]*tally{}} }

// sizeClass returns the lower bound of the class in which n children fall.
func sizeClass(n float64) int32 {
	low := int32(0)
	for next := int32(25); n >= float64(next) && next <= 3200; next *= 2 {
		low = next
	}
	return low
}

func (s *Scores) add(rows []BacktestRow) {
	for i := range rows {
		r := &rows[i]
		level := LevelArea
		if r.Area == All {
			level = LevelTotal
		}
		key := scoreKey{r.Model, r.Horizon, r.Age, level, -1}
		chance := s.Chance.Error(r)
		s.tally(key).add(r, chance)
		if level == LevelArea {
			key.size = sizeClass(r.Actual)
			s.tally(key).add(r, chance)
		}
	}
}

func (s *Scores) tally(k scoreKey) *tally {
	t := s.tallies[k]
	if t == nil {
		t = &tally{areas: map[string]bool{}}
		s.tallies[k] = t
	}
	return t
}

func (t *tally) add(r *BacktestRow, chance float64) {
	t.areas[r.Area] = true
	t.n++
	miss := r.Q50 - r.Actual
	if r.Actual > 0 {
		t.positive++
		t.mape += math.Abs(miss) / r.Actual
		t.floorShare += chance / r.Actual
	}
	t.miss += math.Abs(miss)
	t.bias += miss
	t.actual += r.Actual
	t.crps += r.CRPS
	t.floor += chance
	for k, q := range [...]float64{r.Q025, r.Q05, r.Q10, r.Q25, r.Q50, r.Q75, r.Q90, r.Q95, r.Q975} {
		if p := Probabilities[k]; r.Actual >= q {
			t.pinball += p * (r.Actual - q) / float64(len(Probabilities))
		} else {
			t.pinball += (1 - p) * (q - r.Actual) / float64(len(Probabilities))
		}
	}
	inside := func(lo, hi float64, in *int) {
		if lo <= r.Actual && r.Actual <= hi {
			*in++
		}
	}
	inside(r.Q25, r.Q75, &t.in50)
	inside(r.Q10, r.Q90, &t.in80)
	inside(r.Q025, r.Q975, &t.in95)
}

// percent is 100 x/y; NaN where y is 0.
func percent(x, y float64) float64 {
	if y == 0 {
		return math.NaN()
	}
	return 100 * x / y
}

func (t *tally) detail(k scoreKey) Detail {
	n := float64(t.n)
	d := Detail{Score: Score{k.model, k.horizon, k.age, k.level, int32(len(t.areas)), int32(t.n),
		percent(t.mape, float64(t.positive)), percent(t.miss, t.actual), percent(t.bias, t.actual), percent(t.crps, t.actual),
		percent(float64(t.in80), n), percent(float64(t.in95), n)},
		Size: k.size, Pinball: percent(t.pinball, t.actual), Cover50: percent(float64(t.in50), n),
		FloorMAPE: percent(t.floorShare, float64(t.positive)), FloorWAPE: percent(t.floor, t.actual)}
	d.Low50, d.High50 = binomialLimits(t.n, .5)
	d.Low80, d.High80 = binomialLimits(t.n, .8)
	d.Low95, d.High95 = binomialLimits(t.n, .95)
	return d
}

// binomialLimits returns, in per cent of n, the 2.5 % and 97.5 % quantiles of a
// binomial number of n cases with probability p.
func binomialLimits(n int, p float64) (low, high float64) {
	if n == 0 {
		return 0, 100
	}
	b := distuv.Binomial{N: float64(n), P: p}
	at := func(q float64) float64 {
		lo, hi := -1, n
		for hi-lo > 1 {
			mid := (lo + hi) / 2
			if b.CDF(float64(mid)) >= q {
				hi = mid
			} else {
				lo = mid
			}
		}
		return 100 * float64(hi) / float64(n)
	}
	return at(.025), at(.975)
}

// Table returns the scores sorted by model, horizon, age and level.
func (s *Scores) Table() []Score {
	var table []Score
	for _, d := range s.Details() {
		if d.Size < 0 {
			table = append(table, d.Score)
		}
	}
	return table
}

// Details returns the scores of all sizes together and by size of area, sorted by
// model, horizon, age, level and size.
func (s *Scores) Details() []Detail {
	table := make([]Detail, 0, len(s.tallies))
	for k, t := range s.tallies {
		table = append(table, t.detail(k))
	}
	rank := func(age string) int {
		return slices.IndexFunc(ageGroups, func(g ageGroup) bool { return g.key == age })
	}
	slices.SortFunc(table, func(a, b Detail) int {
		return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Horizon, b.Horizon),
			cmp.Compare(uint(rank(a.Age)), uint(rank(b.Age))), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Size, b.Size))
	})
	return table
}
