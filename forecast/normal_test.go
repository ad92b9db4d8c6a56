package forecast

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// A million numbers against the normal distribution function: the largest
// distance (Kolmogorov-Smirnov) of right numbers is over 1.95/sqrt(n) once in a
// thousand seeds, and the seed is fixed. Moments: kurtosis 3 within 5 standard
// errors sqrt(24/n). The tail past 3.852 has a branch of its own and its share
// must be right within 5 standard errors too.
func TestNormals(t *testing.T) {
	n := 1_000_000
	z := make([]float64, n)
	normals(source(11, "test"), z)
	var m2, m4, tail float64
	for _, x := range z {
		m2 += x * x / float64(n)
		m4 += x * x * x * x / float64(n)
		if math.Abs(x) > zigguratTail {
			tail++
		}
	}
	if math.Abs(m2-1) > 5*math.Sqrt(2/float64(n)) || math.Abs(m4-3) > 5*math.Sqrt(96/float64(n)) {
		t.Errorf("second and fourth moments %v, %v, want 1 and 3", m2, m4)
	}
	want := 2 * distuv.UnitNormal.CDF(-zigguratTail) * float64(n)
	if math.Abs(tail-want) > 5*math.Sqrt(want) {
		t.Errorf("%v numbers in the tail, want about %v", tail, want)
	}
	slices.Sort(z)
	var d float64
	for i, x := range z {
		d = math.Max(d, math.Abs(distuv.UnitNormal.CDF(x)-(float64(i)+.5)/float64(n)))
	}
	if d > 1.95/math.Sqrt(float64(n)) {
		t.Errorf("distance from the normal %v", d)
	}
}

func BenchmarkNormals(b *testing.B) {
	z := make([]float64, 1000)
	src := source(1)
	for range b.N {
		normals(src, z)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/number")
}
