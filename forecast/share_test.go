package forecast

import (
	"math"
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
