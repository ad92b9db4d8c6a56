package forecast

import "math"

// Uptake is the share of the resident children of an age who ask for a place in
// the planned areas' classes, by area and level:
//
//	g(u[i,t]) = m[t] + d[i],   m[t+1] = m[t] + 0.8^k drift + shock
//
// g is the logit, or the log where attendance reaches the number of residents
// (registers that miss children). d[i] is the area's lasting deviation, pulled
// toward zero by its own evidence (DerSimonian & Laird 1986); the drift is the
// mean yearly change of m, damped by 0.8 a year, and the shock's variance comes
// from those changes and a prior of 0.05 worth four years.
type Uptake struct {
	Level Level
	Years int       // school years that the estimate rests on
	Mean  float64   // m at the newest school year, as a share
	Area  []float64 // share by area at the newest school year
	link  link
	m     float64
	drift float64
	shock float64   // sd of m's yearly shock
	d     []float64 // posterior mean of the area deviation
	sd    []float64 // and its standard deviation
}

// link is a transform of a share, its inverse, and the variance of the
// transformed share of n children.
type link struct {
	to, from func(float64) float64
	noise    func(p, n float64) float64
}

var (
	logit = link{
		func(p float64) float64 { return math.Log(p / (1 - p)) },
		func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		func(p, n float64) float64 { return 1 / (n * p * (1 - p)) },
	}
	logUptake = link{math.Log, math.Exp, func(p, n float64) float64 { return 1 / (n * p) }}
)

const (
	uptakeDamping  = 0.8
	uptakeShock    = 0.05 // prior sd of the yearly shock
	uptakeEvidence = 4.0  // years that the prior is worth
)

// fitUptake estimates the uptake of the level at position l. It returns nil
// where no attendance was counted at that level.
func fitUptake(t *attended, l, areas int) *Uptake {
	u := &Uptake{Level: Nursery + Level(l), link: logit, d: make([]float64, areas), sd: make([]float64, areas), Area: make([]float64, areas)}
	var series []float64
	for k := range t.years {
		a, n := t.total(k, l)
		if a == 0 || n == 0 {
			continue
		}
		if a >= n {
			u.link = logUptake
		}
		series = append(series, a/n)
	}
	if len(series) == 0 {
		return nil
	}
	recent := max(0, len(t.years)-3)
	for i := 0; i < areas && t.homes; i++ {
		a, n := 0.0, 0.0
		for k := recent; k < len(t.years); k++ {
			a, n = a+t.area[k][i][l], n+t.res[k][i][l]
		}
		if a >= n && a > 0 {
			u.link = logUptake
		}
	}
	u.Years = len(series)
	last := len(series) - 1
	u.m = u.link.to(series[last])
	ss := uptakeShock * uptakeShock * uptakeEvidence
	for k := 1; k <= last; k++ {
		u.drift += u.link.to(series[k]) - u.link.to(series[k-1])
	}
	if last > 0 {
		u.drift /= float64(last) + 1 // one year's weight on no change
	}
	for k := 1; k <= last; k++ {
		e := u.link.to(series[k]) - u.link.to(series[k-1]) - u.drift
		ss += e * e
	}
	u.shock = math.Sqrt(ss / (uptakeEvidence + float64(last)))
	if t.homes {
		u.deviations(t, l, recent)
	}
	u.Mean = series[last]
	for i := range u.Area {
		u.Area[i] = u.link.from(u.m + u.d[i])
	}
	return u
}

// deviations estimates d and sd from the school years from position recent on.
func (u *Uptake) deviations(t *attended, l, recent int) {
	n := len(u.d)
	raw, v := make([]float64, n), make([]float64, n)
	sw, sw2, swx := 0.0, 0.0, 0.0
	for i := range raw {
		a, res, expect := 0.0, 0.0, 0.0
		for k := recent; k < len(t.years); k++ {
			ta, tn := t.total(k, l)
			if tn > 0 {
				expect += t.res[k][i][l] * ta / tn
			}
			a, res = a+t.area[k][i][l], res+t.res[k][i][l]
		}
		if res == 0 || expect == 0 {
			v[i] = math.Inf(1)
			continue
		}
		p, q := (a+.5)/(res+1), expect/res
		raw[i], v[i] = u.link.to(p)-u.link.to(q), u.link.noise(p, res+1)
		w := 1 / v[i]
		sw, sw2, swx = sw+w, sw2+w*w, swx+w*raw[i]
	}
	if sw == 0 {
		return
	}
	centre, q, known := swx/sw, 0.0, 0.0
	for i := range raw {
		if !math.IsInf(v[i], 1) {
			q += (raw[i] - centre) * (raw[i] - centre) / v[i]
			known++
		}
	}
	tau2 := 0.0
	if den := sw - sw2/sw; den > 0 && q > known-1 {
		tau2 = (q - (known - 1)) / den
	}
	for i := range raw {
		if math.IsInf(v[i], 1) {
			u.sd[i] = math.Sqrt(tau2)
			continue
		}
		b := tau2 / (tau2 + v[i])
		u.d[i], u.sd[i] = b*raw[i], math.Sqrt(b*v[i])
	}
}
