package forecast

import "math"

// Walk is the way in which a log number of births goes on from year to year. It
// takes steps, its growth lasts for some years, and each year is a little off:
//
//	l[t] = l[t-1] + g[t] + step[t]        observed: l[t] + yearly[t]
//	g[t] = lasting drift + AR(1)          sd Drift, and sd Growth with Persist
//	step, yearly                          independent, sd Step and Yearly
//
// What it was at the start is not part of it: see free.
type Walk struct{ Step, Growth, Persist, Drift, Yearly float64 }

// free is the prior variance of a log number at the start, about what was
// observed: so wide that it is learnt from the number itself.
const free = 1.0

// cov returns the covariance of l + yearly over n years, both triangles, with the
// start free. The growths of the years 1 to n-1 are summed up twice:
//
//	Cov(l[t], l[r]) = free + sum over s<=t, q<=r of Cov(growth[s], growth[q])
func (w Walk) cov(n int) spd {
	k := newSPD(n)
	for t := 1; t < n; t++ {
		for r := 1; r < n; r++ {
			v := w.Drift*w.Drift + w.Growth*w.Growth*math.Pow(w.Persist, math.Abs(float64(t-r)))
			if t == r {
				v += w.Step * w.Step
			}
			k.v[t*n+r] = v + k.at(t-1, r) + k.at(t, r-1) - k.at(t-1, r-1)
		}
	}
	for t := range n {
		for r := range n {
			k.v[t*n+r] += free
		}
		k.v[t*n+t] += w.Yearly * w.Yearly
	}
	return k
}
