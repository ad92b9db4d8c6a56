package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The quantiles of picked order statistics are those of a full sort, bit for bit,
// for numbers that spread, repeat, have far outliers, or are all one.
func TestPickedQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	draw := map[string]func() float64{
		"normal":   func() float64 { return 400 + 20*r.NormFloat64() },
		"lumps":    func() float64 { return float64(r.IntN(5)) },
		"outliers": func() float64 { return math.Exp(9 * r.NormFloat64()) },
		"equal":    func() float64 { return 7 },
	}
	for name, f := range draw {
		for _, n := range []int{1, 2, 3, 10, 999, 1000} {
			x := make([]float64, n)
			for i := range x {
				x[i] = f()
			}
			var p picker
			got := p.summarise(x)
			slices.Sort(x)
			for k, prob := range Probabilities {
				if want := Quantile(x, prob); got.Q[k] != want {
					t.Errorf("%s, %d numbers, %v: %v, want %v", name, n, prob, got.Q[k], want)
				}
			}
		}
	}
}

// e^x to 3e-8: the fourth power of a sum whose next term is 0.125^6/6! = 5.3e-9.
func TestExp(t *testing.T) {
	for x := -1.; x <= 1; x += .001 {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 3e-8*want {
			t.Errorf("e^%v: %v, want %v", x, got, want)
		}
	}
}

func BenchmarkSummarise(b *testing.B) {
	x := make([]float64, 1000)
	normals(source(1), x)
	var p picker
	for range b.N {
		p.summarise(x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/draw")
}
