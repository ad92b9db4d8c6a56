package siting

import (
	"context"
	"math"
)

// ascent is a schedule of steps towards the best multipliers. Each step goes
//
//	u += scale (target - L(u)) / |d|^2 d,   d = g + deflection of the last d
//
// (Polyak 1969; deflection of Camerini, Fratta & Maffioli 1975, which keeps d
// from turning back on itself). After patience steps without a better bound the
// scale is halved and the walk goes on from the best multipliers so far.
type ascent struct {
	steps    int
	patience int
	scale    float64
	least    float64 // scale at which the walk ends
}

// relaxed is what an ascent found.
type relaxed struct {
	bound float64
	u     []float64 // multipliers that give the bound
	// usage is the share of recent steps in which each site was chosen: near 0
	// or 1 where the relaxation has made up its mind.
	usage []float64
}

// ascend walks from u, which it changes, until the bound exceeds cutoff, the
// schedule is through or ctx ends. The target is the value of the best plan known;
// where that is +Inf the walk aims a twentieth above the best bound.
// each is called after every step with the step's number; it may be nil.
func (r *relaxation) ascend(ctx context.Context, u []float64, a ascent, target, cutoff float64, each func(step int)) relaxed {
	n := len(u)
	best := relaxed{bound: math.Inf(-1), u: append([]float64(nil), u...), usage: make([]float64, r.sites)}
	g, d := make([]float64, n), make([]float64, n)
	scale, still := a.scale, 0
	for step := 0; step < a.steps; step++ {
		bound := r.evaluate(u, g)
		r.work += 3*n + r.sites
		if math.IsInf(bound, 1) {
			best.bound = bound
			return best
		}
		for i, c := range r.chosen {
			best.usage[i] += usageWeight(step) * (indicator(c) - best.usage[i])
		}
		norm := 0.0
		for _, v := range g {
			norm += v * v
		}
		if bound > best.bound {
			if math.IsInf(target, 1) || bound > best.bound+1e-5*math.Abs(target-best.bound) {
				still = 0
			}
			best.bound = bound
			copy(best.u, u)
		} else {
			still++
		}
		if each != nil {
			each(step)
		}
		if norm == 0 {
			return best
		}
		if bound > cutoff || step%8 == 7 && ctx.Err() != nil {
			return best
		}
		if still >= a.patience {
			scale, still = scale/2, 0
			if scale < a.least {
				return best
			}
			copy(u, best.u)
			clear(d)
		}
		norm = deflect(d, g)
		aim := target
		if math.IsInf(aim, 1) {
			aim = best.bound + 0.05*math.Abs(best.bound) + 1e-6
		}
		t := scale * math.Max(aim-bound, 1e-6*math.Abs(aim)) / norm
		for j := range u {
			u[j] += t * d[j]
		}
	}
	return best
}

// usageWeight makes usage the mean of the first steps and forgets old ones
// afterwards.
func usageWeight(step int) float64 { return math.Max(1/float64(step+1), 0.05) }

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// deflect turns the last direction d into the next one from the subgradient g
// and returns its squared length. Where the two cancel each other, g alone is
// taken: a short direction would make for a boundless step.
func deflect(d, g []float64) float64 {
	dot, norm, square := 0.0, 0.0, 0.0
	for j := range d {
		dot += d[j] * g[j]
		norm += d[j] * d[j]
		square += g[j] * g[j]
	}
	share := 0.0
	if dot < 0 && norm > 0 {
		share = -1.5 * dot / norm
	}
	norm = 0
	for j := range d {
		d[j] = g[j] + share*d[j]
		norm += d[j] * d[j]
	}
	if norm < 1e-3*square {
		copy(d, g)
		norm = square
	}
	return norm
}
