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

// The trend of births is R's ets(model = "AAN", damped = TRUE) with the same
// smoothing: its surprises, its last state, its forecast and how its uncertainty
// widens with the horizon.
func TestTrendAgainstR(t *testing.T) {
	r := reference(t)
	l := make([]float64, len(r["births"]))
	for i, n := range r["births"] {
		l[i] = math.Log(n)
	}
	none := make([]float64, len(l))
	for _, p := range [][4]float64{{.8, .5, .8, 0}, {.9, .5, .85, -.01}, {.62, .31, .93, .004}} {
		key := fmt.Sprintf("ets/%v/%v/%v/%v/", p[0], p[1], p[2], p[3])
		fit := func(years int) (BirthTrend, float64, int) {
			return dampedTrend(l[:years], none, p[3], p[0], p[1], p[2])
		}
		var surprises []float64
		for k := 1; k < len(l); k++ {
			before, _, _ := fit(k)
			surprises = append(surprises, l[k]-before.expected())
		}
		alike(t, r, key+"surprises", surprises...)
		tr, squares, m := fit(len(l))
		if want := square(r[key+"surprises"][1:]); m != len(l)-2 || math.Abs(squares-want) > 1e-6*want {
			t.Errorf("%s: %d squares sum to %v, R's to %v", key, m, squares, want)
		}
		alike(t, r, key+"level", tr.Level)
		alike(t, r, key+"gain", tr.Gain)
		tr.Sigma, tr.TiltSpread = 1, 1
		const years = 6
		path := func(shock int) []float64 {
			z, out := make([]float64, years), make([]float64, years)
			if shock >= 0 {
				z[shock] = 1
			}
			tr.path(z, 1, make([]float64, years), out)
			return out
		}
		mean := path(-1)
		alike(t, r, key+"mean", mean...)
		width := make([]float64, years)
		for shock := range years {
			for k, x := range path(shock) {
				width[k] += (x - mean[k]) * (x - mean[k])
			}
		}
		for k := range width {
			width[k] = math.Sqrt(width[k])
		}
		alike(t, r, key+"width", width...)
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
