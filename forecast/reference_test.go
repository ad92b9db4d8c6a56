package forecast

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// reference reads the values that R computed; see testdata/reference.R.
func reference(t *testing.T) map[string][]float64 {
	f, err := os.Open("testdata/reference.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]float64{}
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		values[r[0]] = append(values[r[0]], v)
	}
	return values
}

// alike fails where got departs from R's values of the key by more than 1e-6 of
// their size.
func alike(t *testing.T, r map[string][]float64, key string, got ...float64) {
	t.Helper()
	if len(got) != len(r[key]) || len(got) == 0 {
		t.Errorf("%s: %d values, R has %d", key, len(got), len(r[key]))
		return
	}
	for i, x := range r[key] {
		if !(math.Abs(got[i]-x) <= 1e-6*math.Abs(x)) {
			t.Errorf("%s %d: %v, R has %v", key, i+1, got[i], x)
		}
	}
}

// The trend of births is R's Kalman filter of the same walk: its likelihood, and
// the means and variances of six years.
func TestTrendAgainstR(t *testing.T) {
	r := reference(t)
	for _, sigma := range []float64{.01, .0237} {
		key := fmt.Sprintf("walk/%v/", sigma)
		tr := &BirthTrend{Sigma: sigma, Drift: -.01}
		for w, n := range r["births"] {
			tr.seen = append(tr.seen, trendSeen{w: w, log: math.Log(n)})
		}
		k, apart := tr.solve(trendWalk(sigma).cov(len(tr.seen)))
		k.half(apart)
		alike(t, r, key+"cost", (square(apart)+k.logDet())/2)
		mean, factor := tr.ahead(len(tr.seen), 6)
		alike(t, r, key+"mean", mean...)
		var variance []float64
		for h := range mean {
			variance = append(variance, square(factor.v[h*6:h*6+h+1]))
		}
		alike(t, r, key+"variance", variance...)
	}
}

// The rival that changes nothing is R's naive().
func TestNoChangeAgainstR(t *testing.T) {
	r := reference(t)
	o := &Observed{Reference: MonthDay{time.August, 31}, Areas: []Area{{Code: "a"}}}
	for i, n := range r["births"] {
		for a := range cells {
			o.Population = append(o.Population, Population{AsOf: NewDate(2009+i, 8, 31), Area: "a", Age: Age(a), Persons: int64(n)})
		}
	}
	d, err := NoChange.Project(o, Horizon{Years: 6, Draws: 1, Noiseless: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for k := range d.Dates {
		got = append(got, d.At(0, k, 3)[0])
	}
	alike(t, r, "naive", got...)
}

// Errors of forecasts that say next year is as this are R's accuracy(); limits of
// coverage are its qbinom(); quantiles its quantile(type = 7); the CRPS is that of
// all pairs.
func TestScoresAgainstR(t *testing.T) {
	r := reference(t)
	births := r["births"]
	s := newScores()
	for i, n := range births[1:] {
		s.add([]BacktestRow{{Model: "naive", Horizon: 1, Area: "a", Age: "3", Actual: n, Q50: births[i]}})
	}
	table := s.Table()
	alike(t, r, "score/mape", table[0].MAPE)
	alike(t, r, "score/wape", table[0].WAPE)
	alike(t, r, "score/bias", table[0].Bias)
	for _, n := range []int{7, 39, 288, 4000} {
		for _, p := range []float64{.5, .8, .95} {
			low, high := binomialLimits(n, p)
			alike(t, r, fmt.Sprintf("binomial/%d/%v", n, p), low, high)
		}
	}
	q := Summarise(births).Q
	alike(t, r, "quantile", q[:]...)
	sorted := slices.Sorted(slices.Values(births))
	var crps []float64
	for _, came := range []float64{1500, 2874, 3300, 5000} {
		crps = append(crps, CRPS(sorted, came))
	}
	alike(t, r, "crps", crps...)
}
