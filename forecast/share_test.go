package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// twoYears is a share of which two years were seen, the second by change higher.
func twoYears(change float64) (*BirthShare, []shareSeen) {
	s := &BirthShare{Walk: Walk{Step: .03, Growth: .02, Persist: .5, Yearly: .01}, Counting: 1, Freedom: 5, areas: 2}
	s.walk = s.Walk.cov(4)
	seen := []shareSeen{{w: 0, log: -3, births: 400}, {w: 1, log: -3 + change, births: 400}}
	s.seen = [][]shareSeen{seen}
	return s, seen
}

// The likelihood of two years is that of a Student t of their difference, whose
// variance is a step and a growth, and twice what a year is off and counting.
func TestShareLikelihoodIsStudents(t *testing.T) {
	sd := math.Sqrt(.03*.03 + .02*.02 + 2*(.01*.01+1/400.5))
	d := distuv.StudentsT{Sigma: sd, Nu: 5}
	s, quiet := twoYears(.01)
	_, jump := twoYears(.3)
	got, want := s.cost(jump)-s.cost(quiet), d.LogProb(.01)-d.LogProb(.3)
	if math.Abs(got-want) > 2e-3*want { // the start is free, not wholly unknown
		t.Errorf("a jump costs %v more, want %v", got, want)
	}
}

// An area that jumped is foreseen more widely: with q its squares, of one number,
// size^2 = (5+q)/6 and six degrees of freedom.
func TestAreaThatJumped(t *testing.T) {
	sd := math.Sqrt(.03*.03 + .02*.02 + 2*(.01*.01+1/400.5))
	s, _ := twoYears(.3)
	o := s.outlook(0, 1, 2, 3)
	if want := math.Sqrt((5 + .3*.3/sd/sd) / 6); o.freedom != 6 || math.Abs(o.size-want) > 2e-3*want {
		t.Errorf("size %v with %v degrees of freedom, want %v with 6", o.size, o.freedom, want)
	}
}

// What is foreseen of an area is what a Kalman filter foresees.
func TestShareAgainstAKalmanFilter(t *testing.T) {
	s, _ := twoYears(.3)
	level := -3 + .15 // the mean of two years of like births
	_, means, variances := kalman(s.Walk, []float64{-.15, .15}, []float64{1 / 400.5, 1 / 400.5}, 2)
	o := s.outlook(0, 1, 2, 3)
	for h := range 2 {
		if math.Abs(o.mean[h]-level-means[h]) > 1e-9 {
			t.Errorf("h=%d: mean %v, of the filter %v", h+1, o.mean[h], level+means[h])
		}
		if got := square(o.factor.v[2*h : 2*h+h+1]); math.Abs(got-variances[h]) > 1e-9 {
			t.Errorf("h=%d: variance %v, of the filter %v", h+1, got, variances[h])
		}
	}
}

// A normal number times a scale is a Student t: its quantiles, of half a million
// draws, are those of the table to 2 %.
func TestStudentScales(t *testing.T) {
	const n = 500_000
	z, scale := make([]float64, n), make([]float64, n)
	normals(source(1, "normal"), z)
	for _, v := range []float64{5, 12} {
		studentScales(source(1, "scale"), v, scale)
		x := make([]float64, n)
		for i := range x {
			x[i] = z[i] * scale[i]
		}
		slices.Sort(x)
		for _, p := range []float64{.75, .9, .975} {
			if got, want := Quantile(x, p), (distuv.StudentsT{Sigma: 1, Nu: v}).Quantile(p); math.Abs(got-want) > .02*want {
				t.Errorf("%v degrees, %v: %v, want %v", v, p, got, want)
			}
		}
	}
}

// Of 100 births a year in either area, 30 and 10 came in the months known, 20 were
// expected, and chance alone has a variance of 100 x .2 x .8 x 100/199.
func TestUnevenByHand(t *testing.T) {
	var u uneven
	u.add([]float64{30, 10}, []float64{100, 100})
	excess := 2 * (100 - 16*100./199)
	months, rest := u.spreads()
	if math.Abs(months-excess/800) > 1e-12 || math.Abs(rest-excess/12800) > 1e-12 {
		t.Errorf("months %v, rest %v, want %v and %v", months, rest, excess/800, excess/12800)
	}
	var even uneven
	even.add([]float64{20, 20}, []float64{100, 100})
	if months, rest := even.spreads(); months != 0 || rest != 0 {
		t.Errorf("areas that are even spread by %v and %v", months, rest)
	}
}

// Areas alike but for the month in which their births come: the months known of the
// last year say little of an area, and what is left of the year is not sure either;
// of areas that are alike in that too, both are sure.
func TestMonthsOfUnevenAreas(t *testing.T) {
	fit := func(swing int64) *Model {
		o := countedTown([]string{"a", "b", "c", "d", "e", "f"}, 6, func(int, int, int) int64 { return 1200 })
		for i, a := range o.Areas {
			for y := 2014; y <= 2025; y++ {
				for m := 1; m <= 12; m++ {
					n := int64(100)
					switch { // more births in every other autumn, made up for in the spring after it
					case m >= 9 && m <= 11 && (i+y)%2 == 0:
						n += swing
					case m >= 3 && m <= 5 && (i+y)%2 == 1:
						n -= swing
					}
					o.Births = append(o.Births, Birth{Area: a.Code, Year: int32(y), Month: int32(m), Births: n})
				}
			}
		}
		m, err := Fit(o.Until(NewDate(2025, 11, 30)), Horizon{Years: 2, Draws: 10})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	width := func(m *Model) float64 {
		return m.Share.outlook(0, math.MaxInt, m.Births.Last+1, m.Births.Last+1).factor.at(0, 0)
	}
	even, uneven := fit(0), fit(40)
	if even.Births.PartSpread != 0 || even.Births.RestSpread != 0 {
		t.Errorf("even areas spread by %v and %v", even.Births.PartSpread, even.Births.RestSpread)
	}
	seen := uneven.Share.seen[0]
	if got := seen[len(seen)-1].spread; got < .02 || got != uneven.Births.PartSpread {
		t.Errorf("the months known are seen with a variance of %v beside chance", got)
	}
	if a, b := width(even), width(uneven); b*b < a*a+uneven.Births.RestSpread/2 {
		t.Errorf("of what is left of the year a sd of %v is foreseen, of even areas %v", b, a)
	}
}

// What is left of a year of which months are known is off by its spread besides.
func TestRestOfAYear(t *testing.T) {
	s, _ := twoYears(.3)
	variance := func() float64 { f := s.outlook(0, 1, 2, 2).factor; return f.at(0, 0) * f.at(0, 0) }
	whole := variance()
	s.restYear, s.restSpread = 2, .04
	if got := variance(); math.Abs(got-whole-.04) > 1e-12 {
		t.Errorf("variance %v, want %v", got, whole+.04)
	}
	s.restYear = 3
	if got := variance(); got != whole {
		t.Errorf("another year's spread makes the variance %v, want %v", got, whole)
	}
}

// Births never change, but areas gain or lose a few per cent of every cohort a year.
// Births of the years before the first count, taken back from older children, then
// seem to have risen or fallen for years. As that is the same moves in all of them,
// it is not taken for growth of births.
func TestMovesAreNoGrowthOfBirths(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	codes, pull := make([]string, 60), make([]float64, 60)
	for i := range codes {
		codes[i], pull[i] = fmt.Sprintf("a%02d", i), .03*r.NormFloat64()
	}
	o := countedTown(codes, 6, func(i, _, a int) int64 { return int64(1000 * math.Exp(pull[i]*float64(a))) })
	m, err := Fit(o, Horizon{Years: 6, Draws: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	top := len(m.Lexis.Dates) - 1
	lasting := func(level float64) float64 {
		w := fitShare(m.Births, nil, m.Breaks, level, top, top+6, 0).Walk
		return w.Growth / (1 - w.Persist)
	}
	with, without := lasting(m.Deviation.Level), lasting(0)
	if with > .7*without {
		t.Errorf("lasting growth of %.4f a year, %.4f where each year's moves were its own", with, without)
	}
}
