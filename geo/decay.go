package geo

import (
	"fmt"
	"math"
)

// Decay is how much a place d metres away still counts: 1 at the door, never
// rising, 0 from some distance on. Beyond counts 0 in every Decay.
type Decay func(d Metres) float64

// Gaussian is the decay of the two-step floating catchment with threshold d0:
//
//	G(d) = (e^(-½(d/d0)²) - e^(-½)) / (1 - e^(-½))  for d ≤ d0, else 0
//
// Dai (2010). It panics unless d0 is above zero, as every Decay here does.
func Gaussian(d0 Metres) Decay {
	positive(d0)
	edge := math.Exp(-0.5)
	return func(d Metres) float64 {
		if !(d <= d0) {
			return 0
		}
		r := float64(d / d0)
		return (math.Exp(-r*r/2) - edge) / (1 - edge)
	}
}

// Flat counts everything within d0 alike: the plain two-step floating catchment
// of Luo & Wang (2003), which overstates access.
func Flat(d0 Metres) Decay {
	positive(d0)
	return func(d Metres) float64 {
		if d <= d0 {
			return 1
		}
		return 0
	}
}

// Linear falls evenly from 1 at the door to 0 at d0.
func Linear(d0 Metres) Decay {
	positive(d0)
	return func(d Metres) float64 {
		if !(d <= d0) {
			return 0
		}
		return 1 - float64(d/d0)
	}
}

// Exponential falls as e^(-d/scale) and is cut to 0 beyond d0.
func Exponential(scale, d0 Metres) Decay {
	positive(scale)
	positive(d0)
	return func(d Metres) float64 {
		if !(d <= d0) {
			return 0
		}
		return math.Exp(-float64(d / scale))
	}
}

// Zone is a ring of the stepwise decay: up to Within, a place counts Weight.
type Zone struct {
	Within Metres
	Weight float64
}

// Zones is the stepwise decay of the enhanced two-step floating catchment of Luo
// & Qi (2009). It panics unless the rings grow outwards and the weights fall.
func Zones(zones ...Zone) Decay {
	for i, z := range zones {
		if !(z.Weight > 0 && z.Weight <= 1) || !(z.Within > 0) || i > 0 && (z.Within <= zones[i-1].Within || z.Weight > zones[i-1].Weight) {
			panic(fmt.Sprintf("geo: zone %d of %v", i, zones))
		}
	}
	return func(d Metres) float64 {
		for _, z := range zones {
			if d <= z.Within {
				return z.Weight
			}
		}
		return 0
	}
}

func positive(d Metres) {
	if !(d > 0) || math.IsInf(float64(d), 1) {
		panic(fmt.Sprintf("geo: a decay over %v m", float64(d)))
	}
}
