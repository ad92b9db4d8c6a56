package forecast

import (
	"math"
	"math/rand/v2"
)

// zigguratLayers, zigguratTail and zigguratArea are the layers of equal area that
// cover the half normal density exp(-x^2/2), the point where its tail begins and
// the area of a layer. Marsaglia & Tsang (2000), with 256 layers.
const (
	zigguratLayers = 256
	zigguratTail   = 3.6541528853610088
	zigguratArea   = 0.00492867323399
)

// ziggurat holds, by layer, the bound below which a number is inside the layer
// whatever its height, the width of a layer over the range of the bits, and the
// density at its edge.
type ziggurat struct {
	bound [zigguratLayers]int64
	width [zigguratLayers]float64
	edge  [zigguratLayers]float64
}

// zigguratBits is the number of bits of a signed number within a layer.
const zigguratBits = 1 << 54

var layers = newZiggurat()

func newZiggurat() *ziggurat {
	z := &ziggurat{}
	density := func(x float64) float64 { return math.Exp(-x * x / 2) }
	x, before := zigguratTail, zigguratTail
	base := zigguratArea / density(x)
	z.bound[0] = int64(x / base * zigguratBits)
	z.width[0] = base / zigguratBits
	z.edge[0] = 1
	z.width[zigguratLayers-1] = x / zigguratBits
	z.edge[zigguratLayers-1] = density(x)
	for i := zigguratLayers - 2; i >= 1; i-- {
		x = math.Sqrt(-2 * math.Log(zigguratArea/x+density(x)))
		z.bound[i+1] = int64(x / before * zigguratBits)
		before = x
		z.edge[i] = density(x)
		z.width[i] = x / zigguratBits
	}
	z.bound[1] = 0
	return z
}

// normals fills z with standard normal numbers from src: one 64-bit number each
// in 99 of 100 cases.
func normals(src *rand.PCG, z []float64) {
	l := layers
	for i := range z {
		u := src.Uint64()
		layer := u % zigguratLayers
		j := int64(u) >> 9
		x := float64(j) * l.width[layer]
		if b := l.bound[layer]; j >= b || -j >= b {
			x = outside(src, layer, x)
		}
		z[i] = x
	}
}

// outside finishes a number that may lie outside the density of its layer.
func outside(src *rand.PCG, layer uint64, x float64) float64 {
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
		u := src.Uint64()
		layer = u % zigguratLayers
		j := int64(u) >> 9
		x = float64(j) * layers.width[layer]
		if j < layers.bound[layer] && -j < layers.bound[layer] {
			return x
		}
	}
}
