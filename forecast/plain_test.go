package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// plainCell is a place in the tables of the plain implementation.
type plainCell struct {
	area string
	year int
	age  int
}

// plainSolve solves A x = b by Gauss's elimination with row exchanges.
func plainSolve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for c := range n {
		p := c
		for r := c; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p], b[c], b[p] = a[p], a[c], b[p], b[c]
		for r := c + 1; r < n; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < n; k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	for r := n - 1; r >= 0; r-- {
		for k := r + 1; k < n; k++ {
			b[r] -= a[r][k] * b[k]
		}
		b[r] /= a[r][r]
	}
	return b
}

// plainSeen is a log ratio that was seen: of the year and age in which the step
// began, with the variance of its noise.
type plainSeen struct {
	year, age  int
	log, noise float64
}

// plainExpected is the expected log ratio of a step, given those seen and the
// covariance of any two.
func plainExpected(seen []plainSeen, year, age int, cov func(t, a, r, b int) float64) float64 {
	k, y := make([][]float64, len(seen)), make([]float64, len(seen))
	for i, s := range seen {
		k[i] = make([]float64, len(seen))
		for j, r := range seen {
			k[i][j] = cov(s.year, s.age, r.year, r.age)
		}
		k[i][i] += s.noise
		y[i] = s.log
	}
	e := 0.0
	for i, w := range plainSolve(k, y) {
		e += w * cov(year, age, seen[i].year, seen[i].age)
	}
	return e
}

// plainOthers are the children of the other ages under six.
func plainOthers(n map[plainCell]float64, area string, year, age int) (sum float64) {
	for b := 0; b <= 5; b++ {
		if b != age {
			sum += n[plainCell{area, year, b}]
		}
	}
	return sum
}

// The centre of a forecast, from the counts and the estimated parameters on, by a
// second implementation: tables by name, sums in words, beliefs by the covariance
// of what was seen and not by its precision. Births, which R's filter vouches for
// elsewhere, are taken from the model.
func TestPlainImplementation(t *testing.T) {
	const first, last, ahead = 2015, 2025, 6
	o := liveTown(5, 3)
	h := Horizon{Years: ahead, Draws: 1, Seed: 1, Noiseless: true}
	m, err := Fit(o, h)
	if err != nil {
		t.Fatal(err)
	}
	if m.Breaks.Any() {
		t.Fatal("the town has a break; the plain implementation knows none")
	}
	n := map[plainCell]float64{}
	pool := map[plainCell]float64{}
	for _, p := range o.Population {
		n[plainCell{p.Area, p.AsOf.Year(), int(p.Age)}] += float64(p.Persons)
		pool[plainCell{"", p.AsOf.Year(), int(p.Age)}] += float64(p.Persons)
	}

	var seen []plainSeen
	own := map[string][]plainSeen{}
	for year := first; year < last; year++ {
		for age := 0; age < 5; age++ {
			x, y := pool[plainCell{"", year, age}], pool[plainCell{"", year + 1, age + 1}]
			seen = append(seen, plainSeen{year, age, math.Log(y / x), m.Pool.Noise * math.Exp(-.13*float64(age)) / ((x + y) / 2)})
			for _, a := range o.Areas {
				u, v := n[plainCell{a.Code, year, age}], n[plainCell{a.Code, year + 1, age + 1}]
				back := m.Deviation.Reversion * math.Exp(-m.Deviation.NoiseFade*float64(age))
				usual := x * plainOthers(n, a.Code, year, age) / plainOthers(pool, "", year, age)
				log := math.Log((v+.5)/(u+.5)) - math.Log(1-back+back*(usual+.5)/(u+.5))
				own[a.Code] = append(own[a.Code], plainSeen{year, age, log - math.Log(y/x),
					m.Deviation.Noise * math.Exp(-m.Deviation.NoiseFade*float64(age)) / ((u+v)/2 + .5)})
			}
		}
	}
	ofPool := func(t, a, r, b int) float64 {
		k := math.Pow(m.Pool.Shared, 2) * math.Pow(m.Pool.Persist, math.Abs(float64(t-r))) * math.Exp(-.2*float64(a+b))
		if a == b {
			k += .05 * .05
			if t == r {
				k += math.Pow(m.Pool.Yearly, 2)
			}
		}
		return k
	}
	// The average over the sets of parameters that are likely.
	sets := m.Deviation.likely
	if sets == nil {
		sets = []*Deviation{m.Deviation}
	}
	ofArea := func(seen []plainSeen, year, age int) (e float64) {
		for _, d := range sets {
			e += plainExpected(seen, year, age, func(t, a, r, b int) float64 {
				x := d.Level*d.Level + d.Slow*d.Slow*math.Pow(d.Persist, math.Abs(float64(t-r)))
				if t == r {
					x += d.Shock * d.Shock
				}
				x *= math.Exp(-d.Fade * float64(a+b))
				if a == b {
					x += d.Pattern * d.Pattern * math.Exp(-d.Fade*float64(a))
				}
				return x
			}) / float64(len(sets))
		}
		return e
	}

	trend, _ := m.trend(ahead)
	got := m.Draw(h)
	loose := map[plainCell]float64{} // not yet brought to the pool
	for c, x := range n {
		loose[c] = x
	}
	for year := last + 1; year <= last+ahead; year++ {
		k := year - last - 1
		for age := 0; age <= 5; age++ {
			want := map[string]float64{}
			sum := 0.0
			for i, a := range o.Areas {
				if age == 0 {
					want[a.Code] = math.Exp(trend[k] + m.outlooks[i].share.mean[k])
				} else {
					back := m.Deviation.Reversion * math.Exp(-m.Deviation.NoiseFade*float64(age-1))
					usual := pool[plainCell{"", year - 1, age - 1}] * plainOthers(loose, a.Code, year-1, age-1) / plainOthers(pool, "", year-1, age-1)
					cohort := (1-back)*loose[plainCell{a.Code, year - 1, age - 1}] + back*usual
					want[a.Code] = cohort * math.Exp(ofArea(own[a.Code], year-1, age-1))
				}
				sum += want[a.Code]
			}
			all := math.Exp(trend[k])
			if age > 0 {
				all = pool[plainCell{"", year - 1, age - 1}] * math.Exp(plainExpected(seen, year-1, age-1, ofPool))
			}
			pool[plainCell{"", year, age}] = all
			for i, a := range o.Areas {
				x := want[a.Code] * all / sum
				loose[plainCell{a.Code, year, age}] = want[a.Code]
				if age == 0 { // shares of births add up from the start
					loose[plainCell{a.Code, year, age}] = x
				}
				n[plainCell{a.Code, year, age}] = x
				if y := got.At(i, k, age)[0]; math.Abs(y-x) > 1e-9*x {
					t.Errorf("%s, %d, age %d: %v, by the plain implementation %v", a.Code, year, age, y, x)
				}
			}
		}
	}
}

// Births by month join the children of the school year's cohort: September to
// December of one year and January to August of the next, month by month.
func TestPlainBirthYears(t *testing.T) {
	o := countedTown([]string{"n", "s"}, 6, func(_, _, _ int) int64 { return 50 })
	r := rand.New(rand.NewPCG(5, 5))
	want := map[string]map[int]float64{"n": {}, "s": {}} // area, year of the August that ends the birth year
	for _, a := range o.Areas {
		for year := 2012; year <= 2025; year++ {
			for month := time.January; month <= time.December; month++ {
				if year == 2025 && month > time.August {
					continue
				}
				x := r.Int64N(40)
				o.Births = append(o.Births, Birth{Area: a.Code, Year: int32(year), Month: int32(month), Births: x})
				if month >= time.September {
					want[a.Code][year+1] += float64(x)
				} else {
					want[a.Code][year] += float64(x)
				}
			}
		}
	}
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBirthSeries(o, l)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range o.Areas {
		for year := 2013; year <= 2025; year++ { // of 2012 the first months are unknown
			if got := b.At(i, len(l.Dates)-1+year-2025); got != want[a.Code][year] {
				t.Errorf("%s: %v births in the year to August %d, counted by hand %v", a.Code, got, year, want[a.Code][year])
			}
		}
	}
}

// A model fitted for six years draws fewer as well: the centre of its first years
// is the same, and all draws stay finite.
func TestDrawFewerYears(t *testing.T) {
	o := liveTown(3, 4)
	m, err := Fit(o, Horizon{Years: 6, Draws: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	six, two := m.Draw(Horizon{Years: 6, Draws: 1, Seed: 1, Noiseless: true}), m.Draw(Horizon{Years: 2, Draws: 1, Seed: 1, Noiseless: true})
	noisy := m.Draw(Horizon{Years: 2, Draws: 20, Seed: 1})
	for i := range six.Areas {
		for k := range 2 {
			for a := range six.Ages {
				if x, y := six.At(i, k, a)[0], two.At(i, k, a)[0]; math.Abs(x-y) > 1e-9*x {
					t.Errorf("%s, %s, age %d: %v of two years, %v of six", six.Areas[i], six.Dates[k], a, y, x)
				}
				for _, x := range noisy.At(i, k, a) {
					if math.IsNaN(x) || x < 0 || x > 10000 {
						t.Fatalf("%s, age %d: draw %v", six.Areas[i], a, x)
					}
				}
			}
		}
	}
}
