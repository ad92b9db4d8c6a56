package forecast

import "math"

// zigguratLayers, zigguratTail and zigguratArea are the layers of equal area that
// cover the half normal density exp(-x^2/2), the point where its tail begins and
// the area of a layer. Marsaglia & Tsang (2000), with 512 layers.
const (
	zigguratLayers = 512
	zigguratTail   = 3.852046150368392
	zigguratArea   = 0.002456766351541349
)

// layer is a strip of the ziggurat: the width of one of its steps, and the number of
// steps to either side within which a number lies under the density whatever its height.
type layer struct {
	width  float64
	inside int64
}

// ziggurat holds the layers and the density at the outer edge of each.
type ziggurat struct {
	layer [zigguratLayers]layer
	edge  [zigguratLayers]float64
}

// zigguratSteps is the number of steps of a layer to each side.
const zigguratSteps = 1 << 54

var layers = newZiggurat()

func newZiggurat() *ziggurat {
	z := &ziggurat{}
	density := func(x float64) float64 { return math.Exp(-x * x / 2) }
	x, wide := zigguratTail, zigguratTail/zigguratSteps
	base := zigguratArea / density(x) / zigguratSteps // the lowest layer, with the tail made part of a box
	z.layer[0] = layer{base, int64(x / base)}
	z.edge[0] = 1
	z.layer[zigguratLayers-1].width = wide
	z.edge[zigguratLayers-1] = density(x)
	for i := zigguratLayers - 2; i >= 1; i-- {
		x = math.Sqrt(-2 * math.Log(zigguratArea/x+density(x)))
		z.layer[i+1].inside = int64(x / wide)
		wide = x / zigguratSteps
		z.layer[i].width = wide
		z.edge[i] = density(x)
	}
	return z
}

// propose returns the layer and the number in it, to either side, that 64 random bits
// stand for, and whether it lies under the density for certain.
func propose(u uint64) (layer uint64, x float64, inside bool) {
	layer = u % zigguratLayers
	l, j := &layers.layer[layer], int64(u)>>9
	return layer, float64(j) * l.width, uint64(j+l.inside) < uint64(2*l.inside)
}

// normals fills z with standard normal numbers from src: one 64-bit number each
// in 99 of 100 cases.
func normals(src *xoshiro, z []float64) {
	at := *src
	var u uint64
	for i := range z {
		u, at = at.next()
		layer, x, inside := propose(u)
		if !inside {
			*src = at
			x = outside(src, layer, x)
			at = *src
		}
		z[i] = x
	}
	*src = at
}

// outside finishes a number that may lie outside the density of its layer.
func outside(src *xoshiro, layer uint64, x float64) float64 {
	unit := func() float64 { return (float64(src.Uint64()>>11) + .5) / (1 << 53) }
	for {
		if layer == 0 { // the tail: Marsaglia (1964)
			for {
				e := -math.Log(unit()) / zigguratTail
				if -2*math.Log(unit()) >= e*e {
					return math.Copysign(zigguratTail+e, x)
				}
			}
		}
		below := layers.edge[layer-1]
		if layers.edge[layer]+unit()*(below-layers.edge[layer]) < math.Exp(-x*x/2) {
			return x
		}
		var inside bool
		if layer, x, inside = propose(src.Uint64()); inside {
			return x
		}
	}
}
