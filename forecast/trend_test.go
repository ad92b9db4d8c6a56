package forecast

import (
	"math"
	"testing"
)

// plainDampedTrend is the textbook form of the additive damped trend, with b[t]
// the slope and its own smoothing written out (Hyndman & Athanasopoulos, 8.2):
//
//	l[t] = alpha y[t] + (1-alpha)(l[t-1] + phi b[t-1])
//	b[t] = beta (l[t] - l[t-1]) + (1-beta) phi b[t-1]
//	forecast h = l[t] + (phi + phi^2 + … + phi^h) b[t]
func plainDampedTrend(y []float64, alpha, beta, phi float64, h int) float64 {
	l, b := y[0], 0.0
	for _, v := range y[1:] {
		before := l
		l = alpha*v + (1-alpha)*(before+phi*b)
		b = beta*(l-before) + (1-beta)*phi*b
	}
	out := l
	for k := 1; k <= h; k++ {
		out += math.Pow(phi, float64(k)) * b
	}
	return out
}

func TestDampedTrendAgainstTheTextbook(t *testing.T) {
	y := []float64{7.1, 7.13, 7.08, 7.02, 7.05, 6.97, 6.9, 6.91}
	tr, _, _ := dampedTrend(y, make([]float64, len(y)), 0, .7, .4, .85)
	out := make([]float64, 6)
	tr.TiltSpread = 1
	tr.path(make([]float64, 6), 0, make([]float64, 6), out)
	for h, got := range out {
		if want := plainDampedTrend(y, .7, .4, .85, h+1); math.Abs(got-want) > 1e-12 {
			t.Errorf("h=%d: %v, want %v", h+1, got, want)
		}
	}
}

// A dragon year is observed, not extrapolated: births that were level but for a
// rise of a fifth in a dragon year are foreseen close to their old level.
func TestDragonIsNotExtrapolated(t *testing.T) {
	births := []float64{1000, 1010, 990, 1000, 1005, 995, 1000, 1200}
	dragon := []float64{0, 0, 0, 0, 0, 0, 0, 1}
	with, without := fitTrend(births, dragon, 0), fitTrend(births, make([]float64, 8), 0)
	next := func(tr *BirthTrend) float64 { return math.Exp(tr.expected()) }
	if n := next(with); n < 980 || n > 1020 {
		t.Errorf("after the dragon year %v births are foreseen, want about 1000", n)
	}
	if n := next(without); n < 1100 {
		t.Errorf("the same rise in another year is foreseen to fall back to %v", n)
	}
}
