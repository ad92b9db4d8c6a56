package forecast

import (
	"math"
	"testing"
)

// With moves of 2 % a year, of which r = 2^(-1/4) lasts: after one year nothing but
// the new part of the first is unknown, 1 - r^2; after two
//
//	(1 - r^2) + 2 (r - r^3) + (1 - r^4) = (1 + r)^2 (1 - r^2) + (1 - r^2)
//
// for the first year's surprise counts 1 + r times and the second's once. Of years
// that were counted nothing is in doubt.
func TestDoubtOfExposure(t *testing.T) {
	e := &Exposure{top: 10, moves: .02}
	r := math.Exp2(-.25)
	for _, c := range []struct {
		w, v int
		want float64
	}{
		{10, 12, 0}, {9, 9, 0},
		{11, 11, 1 - r*r},
		{12, 12, (1+r)*(1+r)*(1-r*r) + (1 - r*r)},
		{11, 12, (1 + r) * (1 - r*r)},
	} {
		if got := e.doubt(c.w, c.v); math.Abs(got-.02*.02*c.want) > 1e-15 {
			t.Errorf("%d and %d: %v, by hand %v", c.w, c.v, got, .02*.02*c.want)
		}
	}
	if got := (*Exposure)(nil).doubt(11, 11); got != 0 {
		t.Errorf("no adults counted: %v", got)
	}
}

// Two areas of 30,000 women by age; the second takes in 1 % of them a year beyond
// what the first does. What lasts of that is foreseen, and no more than four years'
// worth of it in all: 1/(1-r) is 6.3 years.
func TestMovesOfAdultsFade(t *testing.T) {
	o := countedTown([]string{"n", "s"}, 50, func(i, y, a int) int64 {
		return int64(10000 * math.Exp(.01*float64(i)*float64(y-2015)))
	})
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	top := len(l.Dates) - 1
	e := newExposure(l, findBreaks(l), 0, top+30)
	gain := func(w int) float64 { return (e.at(1, w) - e.at(0, w)) - (e.at(1, w-1) - e.at(0, w-1)) }
	if g := gain(top); math.Abs(g-.01) > 1e-4 {
		t.Errorf("counted: the second area gains %.4f in a year, made with 0.01", g)
	}
	if near, far := gain(top+2), gain(top+30); near < .006 || near > .0099 || math.Abs(far) > .001 {
		t.Errorf("foreseen: it gains %.4f in the second year and %.5f in the 30th", near, far)
	}
}
