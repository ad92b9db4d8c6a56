package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The score in one pass is the double sum over all pairs of draws.
func TestCRPSAgainstDoubleSum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 2; n < 60; n += 7 {
		x := make([]float64, n)
		for i := range x {
			x[i] = 100 + 30*r.NormFloat64()
		}
		y := 100 + 40*r.NormFloat64()
		var miss, apart float64
		for i := range x {
			miss += math.Abs(x[i] - y)
			for j := range x {
				apart += math.Abs(x[i] - x[j])
			}
		}
		want := miss/float64(n) - apart/2/float64(n)/float64(n-1)
		slices.Sort(x)
		if got := CRPS(x, y); math.Abs(got-want) > 1e-10 {
			t.Errorf("%d draws: %v, want %v", n, got, want)
		}
	}
}

// Of a standard normal, CRPS(N(0,1), 0) = (sqrt 2 - 1)/sqrt pi = 0.23369 (Gneiting
// & Raftery 2007); 200,000 draws come within 0.003.
func TestCRPSOfNormal(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, 200_000)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	slices.Sort(x)
	if got, want := CRPS(x, 0), (math.Sqrt2-1)/math.Sqrt(math.Pi); math.Abs(got-want) > .003 {
		t.Errorf("%v, want %v", got, want)
	}
}

// Exact binomial limits: of 10 cases at 0.5, P(X <= 1) = 11/1024 < .025 and
// P(X <= 2) = 56/1024, so the lower limit is 2 of 10; by symmetry the upper is 8.
func TestBinomialLimits(t *testing.T) {
	if lo, hi := binomialLimits(10, .5); lo != 20 || hi != 80 {
		t.Errorf("%v to %v, want 20 to 80", lo, hi)
	}
}
