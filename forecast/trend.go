package forecast

import "math"

// BirthTrend is a damped local trend of the log of the pool's births:
//
//	g = Drift + Phi (G - Drift)
//	expected = L + g            e = l - expected
//	L' = expected + Alpha e     G' = Beta (L'-L) + (1-Beta) g
//
// starting from L = the first year and G = Drift. Of a dragon year only the part of
// the surprise that is not the dragon's moves level and trend: with share f of
// the year in a dragon year, e is multiplied by Sigma^2 / (Sigma^2 + (f DragonEffect)^2).
// So the bump is observed and never extrapolated.
//
// Alpha, Beta, Phi maximise the posterior with the priors of trendPriors; Sigma is
//
//	Sigma^2 = (sum e^2 + 6 * 0.015^2) / (m + 6)
//
// over the m surprises after the first, and a path's surprises share one scale,
// that of a Student t with m+6 degrees of freedom. Gardner & McKenzie (1985).
type BirthTrend struct {
	Alpha, Beta, Phi float64
	Drift            float64 // to which the yearly growth returns
	Sigma, Freedom   float64
	Level, Gain      float64 // L and G after the last birth year

	// Partial year: the surprise of the first year foreseen, and its sd in units
	// of Sigma, given the months already known. Zero and 1 without any.
	Tilt, TiltSpread float64
}

// DragonEffect is the prior standard deviation of a dragon year's effect on the
// log of births: plus 20 % in Shanghai in 2024, nothing in most of the world.
const DragonEffect = .12

const (
	trendSigma = .015 // prior guess of Sigma, worth trendWorth surprises
	trendWorth = 6

	trendDrift = -.01  // prior mean of Drift
	driftSD    = .0077 // and its standard deviation
)

var trendPriors = []prior{
	{.9, .5, logitScale},
	{.5, .5, logitScale},
	{.85, .4, logitScale},
}

// fitTrend fits the trend to the pool's births by birth year, with the share of
// each year in a dragon year.
func fitTrend(births, dragon []float64, taken int) *BirthTrend {
	l := make([]float64, len(births))
	for i, n := range births {
		l[i] = math.Log(n)
	}
	first := taken
	if len(l)-first < 4 {
		first = 0
	}
	drift := learnDrift(l[first:])
	evaluations := 200
	if len(l) < 4 {
		evaluations = 1
	}
	best := mostProbable(trendPriors, evaluations, func(x []float64) float64 {
		_, squares, m := dampedTrend(l, dragon, drift, x[0], x[1], x[2])
		return float64(m+trendWorth) / 2 * math.Log(squares+trendWorth*trendSigma*trendSigma)
	})
	t, squares, m := dampedTrend(l, dragon, drift, best[0], best[1], best[2])
	t.Sigma = math.Sqrt((squares + trendWorth*trendSigma*trendSigma) / float64(m+trendWorth))
	t.Freedom = float64(m + trendWorth)
	t.TiltSpread = 1
	return &t
}

// learnDrift returns the mean of a normal posterior of the yearly growth of l: n
// growths with mean g and variance s^2 against the prior,
//
//	(g n/s^2 + trendDrift/driftSD^2) / (n/s^2 + 1/driftSD^2)
//
// so that births that never varied are held to grow as they did, and births that
// vary by 3 % a year outweigh the prior after 15 years. The prior is of births
// in eight countries since 1980 (World Population Prospects 2024, without any
// that a test is run on), where a trend without drift was 4 % too high after six
// years. Of fewer than two growths it is the prior's mean.
func learnDrift(l []float64) float64 {
	n := float64(len(l) - 1)
	if n < 2 {
		return trendDrift
	}
	mean := (l[len(l)-1] - l[0]) / n
	var s float64
	for i := 1; i < len(l); i++ {
		d := l[i] - l[i-1] - mean
		s += d * d / (n - 1)
	}
	if s == 0 {
		return mean
	}
	data, prior := n/s, 1/(driftSD*driftSD)
	return (mean*data + trendDrift*prior) / (data + prior)
}

// dampedTrend runs the recursion over l and returns the trend at its end, the sum
// of squared surprises after the first and their number. Dragon years do not
// count among the squares.
func dampedTrend(l, dragon []float64, drift, alpha, beta, phi float64) (t BirthTrend, squares float64, m int) {
	t = BirthTrend{Alpha: alpha, Beta: beta, Phi: phi, Drift: drift, Gain: drift}
	if len(l) == 0 {
		return t, 0, 0
	}
	t.Level = l[0]
	scale := trendSigma * trendSigma
	for i := 1; i < len(l); i++ {
		e := l[i] - t.expected()
		if d := dragon[i] * DragonEffect; d > 0 {
			e *= scale / (scale + d*d)
		} else if i > 1 {
			squares += e * e
			m++
			scale = (squares + trendWorth*trendSigma*trendSigma) / float64(m+trendWorth)
		}
		t = t.next(e)
	}
	return t, squares, m
}

// growth is the growth expected of the next year.
func (t BirthTrend) growth() float64 { return t.Drift + t.Phi*(t.Gain-t.Drift) }

// expected is the log births expected of the next year.
func (t BirthTrend) expected() float64 { return t.Level + t.growth() }

// next returns the trend after a year with surprise e.
func (t BirthTrend) next(e float64) BirthTrend {
	level := t.expected() + t.Alpha*e
	t.Gain = t.Beta*(level-t.Level) + (1-t.Beta)*t.growth()
	t.Level = level
	return t
}

// observe takes the births of the known months of the first year foreseen, which
// usually hold share of a year, as a noisy sight of that year: their annual rate
// differs from the year's by a variance of Sigma^2 (1 - share).
func (t *BirthTrend) observe(part, share, dragon float64) {
	if part <= 0 || t.Sigma == 0 {
		return
	}
	surprise := math.Log(part/share) - t.expected()
	v := 1 - share
	t.Tilt = surprise / (1 + v)
	t.TiltSpread = math.Sqrt(v / (1 + v))
}

// path writes the log births of the years foreseen, one a normal of z, with the
// given scale of its surprises (1 for the centre, with z all zero).
func (t BirthTrend) path(z []float64, scale float64, dragon []float64, out []float64) {
	for k := range out {
		e := z[k] * t.Sigma * scale
		if k == 0 {
			e = t.Tilt + e*t.TiltSpread
		}
		out[k] = t.expected() + e
		if d := dragon[k] * DragonEffect; d > 0 && k == 0 && t.Tilt != 0 {
			e *= t.Sigma * t.Sigma / (t.Sigma*t.Sigma + d*d)
		}
		t = t.next(e)
	}
}
