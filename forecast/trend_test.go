package forecast

import (
	"math"
	"testing"
)

// Of one year of growth: what a year is off, the start, and, a year on, one growth
// (drift, AR(1)) and one step; growths of following years share the drift and
// 0.5 of the AR(1).
func TestWalkByHand(t *testing.T) {
	w := Walk{Step: .1, Growth: .2, Persist: .5, Drift: .3, Yearly: .4}
	k := w.cov(3)
	growth, both := .09+.04+.01, .09+.5*.04
	for _, c := range []struct {
		t, r int
		want float64
	}{
		{0, 0, free + .16}, {1, 0, free}, {2, 0, free},
		{1, 1, free + growth + .16}, {2, 1, free + growth + both}, {2, 2, free + 2*growth + 2*both + .16},
	} {
		if got := k.at(c.t, c.r); math.Abs(got-c.want) > 1e-12 || k.at(c.r, c.t) != got {
			t.Errorf("Cov(l[%d], l[%d]) = %v, want %v", c.t, c.r, got, c.want)
		}
	}
}

// kalman is the walk as a state of level, growth and drift, filtered year by year
// (Durbin & Koopman, 4.3): it returns the negative log likelihood less its
// constant and the means and variances of the level h years on. y are levels about
// a known one, off the variances of the sight of them, Yearly not included.
func kalman(w Walk, y, off []float64, h int) (cost float64, mean, variance []float64) {
	a := [3]float64{}
	p := [3][3]float64{{free, 0, 0}, {0, w.Growth * w.Growth, 0}, {0, 0, w.Drift * w.Drift}}
	next := func() {
		// The growth moves on, then the level by it and the drift.
		m := [3][3]float64{{1, w.Persist, 1}, {0, w.Persist, 0}, {0, 0, 1}}
		var b [3]float64
		var q [3][3]float64
		for i := range 3 {
			for j := range 3 {
				b[i] += m[i][j] * a[j]
				for k := range 3 {
					for l := range 3 {
						q[i][j] += m[i][k] * p[k][l] * m[j][l]
					}
				}
			}
		}
		shock := w.Growth * w.Growth * (1 - w.Persist*w.Persist)
		q[0][0] += shock + w.Step*w.Step
		q[0][1] += shock
		q[1][0] += shock
		q[1][1] += shock
		a, p = b, q
	}
	for i, v := range y {
		if i > 0 {
			next()
		}
		f := p[0][0] + w.Yearly*w.Yearly + off[i]
		e := v - a[0]
		cost += (math.Log(f) + e*e/f) / 2
		gain := [3]float64{p[0][0] / f, p[1][0] / f, p[2][0] / f}
		row := p[0]
		for j := range 3 {
			a[j] += gain[j] * e
			for k := range 3 {
				p[j][k] -= gain[j] * row[k]
			}
		}
	}
	for range h {
		next()
		mean, variance = append(mean, a[0]), append(variance, p[0][0]+w.Yearly*w.Yearly)
	}
	return cost, mean, variance
}

// The trend is that of a Kalman filter: its likelihood, and its means and
// variances six years on, with years that are seen less sharply than others.
func TestTrendAgainstAKalmanFilter(t *testing.T) {
	births := []float64{1210, 1195, 1240, 1180, 1150, 1165, 1090, 1020, 1005}
	off := []float64{.004, .002, 0, .01, 0, 0, 0, .0005, .003}
	tr := &BirthTrend{Sigma: .02, Drift: -.01}
	y := make([]float64, len(births))
	last := len(births) - 1
	for i, n := range births {
		tr.seen = append(tr.seen, trendSeen{w: i - 3, log: math.Log(n), off: off[i]})
		y[i] = math.Log(n/births[last]) + .01*float64(i-last)
	}
	walk := trendWalk(tr.Sigma)
	cost, means, variances := kalman(walk, y, off, 6)
	k, r := tr.solve(walk.cov(len(births)))
	k.half(r)
	if got := (square(r) + k.logDet()) / 2; math.Abs(got-cost) > 1e-9 {
		t.Errorf("cost %v, of the filter %v", got, cost)
	}
	mean, factor := tr.ahead(last-2, 6)
	for h := range 6 {
		if want := math.Log(births[last]) - .01*float64(h+1) + means[h]; math.Abs(mean[h]-want) > 1e-9 {
			t.Errorf("h=%d: mean %v, of the filter %v", h+1, mean[h], want)
		}
		if got := square(factor.v[h*6 : h*6+h+1]); math.Abs(got-variances[h]) > 1e-9 {
			t.Errorf("h=%d: variance %v, of the filter %v", h+1, got, variances[h])
		}
	}
}

// years are births seen whole, with the share of each year in a dragon year.
func years(births, dragon []float64) (seen []trendSeen) {
	for w, n := range births {
		d := dragon[w] * DragonEffect
		seen = append(seen, trendSeen{w: w, log: math.Log(n), own: 1/n + d*d})
	}
	return seen
}

// A dragon year is observed, not extrapolated: births that were level but for a
// rise of a fifth in a dragon year are foreseen close to their old level.
func TestDragonIsNotExtrapolated(t *testing.T) {
	births := []float64{1000, 1010, 990, 1000, 1005, 995, 1000, 1200}
	next := func(dragon []float64) float64 {
		mean, _ := fitTrend(years(births, dragon)).ahead(8, 1)
		return math.Exp(mean[0])
	}
	if n := next([]float64{0, 0, 0, 0, 0, 0, 0, 1}); n < 980 || n > 1025 {
		t.Errorf("after the dragon year %v births are foreseen, want about 1000", n)
	}
	if n := next(make([]float64, 8)); n < 1050 {
		t.Errorf("the same rise in another year is foreseen to fall back to %v", n)
	}
}

// Births that never varied go on as they did; births that swing are foreseen less
// surely than births that hardly do.
func TestTrendLearnsItsSize(t *testing.T) {
	still := fitTrend(years([]float64{800, 800, 800, 800, 800}, make([]float64, 5)))
	if mean, _ := still.ahead(5, 6); math.Abs(math.Exp(mean[5])-800) > 1e-6 {
		t.Errorf("births that never varied are foreseen as %v", math.Exp(mean[5]))
	}
	quiet := fitTrend(years([]float64{90000, 90900, 90100, 90500, 90200, 90800}, make([]float64, 6)))
	wild := fitTrend(years([]float64{90000, 99000, 88000, 84000, 95000, 91000}, make([]float64, 6)))
	if quiet.Sigma >= .0125 || wild.Sigma <= .02 {
		t.Errorf("sizes %v and %v, want them on either side of the prior's", quiet.Sigma, wild.Sigma)
	}
}

// The months known of a year draw what is foreseen of it to them, the more the
// greater their share.
func TestMonthsKnown(t *testing.T) {
	whole := years([]float64{1000, 1000, 1000, 1000, 1000, 990}, make([]float64, 6))
	foreseen := func(share float64) float64 {
		tr := fitTrend(append(whole[:6:6], trendSeen{w: 6, log: math.Log(800), own: 1. / 800,
			off: (1 - share) / (800 * share), part: (1 - share) / share}))
		mean, _ := tr.ahead(6, 1)
		return math.Exp(mean[0])
	}
	if little, much := foreseen(.1), foreseen(.999); much > 802 || much < 800 || little < 850 {
		t.Errorf("at a rate of 800 a year %v are foreseen after a tenth of the year, %v at its end", little, much)
	}
}
