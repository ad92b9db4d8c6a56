package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// committees are three points of area A with weights 1, 2, 3 and one of B.
var committees = []DemandPoint{
	{Code: "a1", Area: "A", Weight: 1}, {Code: "b1", Area: "B", Weight: 5},
	{Code: "a2", Area: "A", Weight: 2}, {Code: "a3", Area: "A", Weight: 3},
}

// TestShare: 60 children by 1, 2, 3 are 10, 20, 30; 10 whole children have quotas
// 1.67, 3.33, 5 and the odd one goes to the largest remainder: 2, 3, 5.
func TestShare(t *testing.T) {
	s, err := NewSpread(committees, []string{"A", "B"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{10, 20, 30} {
		if got := s.Share("A", 60)[i]; math.Abs(got-want) > 1e-13 {
			t.Errorf("point %d: %v children, want %v", i, got, want)
		}
	}
	if diff := cmp.Diff([]int64{2, 3, 5}, s.Whole("A", 10)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{0, 2, 3}, s.Of("A")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{0, 0, 0}, s.Share("A", 0)); diff != "" {
		t.Error(diff)
	}
}

// TestShareLaw: in every draw the points sum to the area bit for bit in any order
// of adding, no share is negative, a point without weight has nothing, and each
// share is its proportion.
func TestShareLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 60).Draw(t, "weights")
		var points []DemandPoint
		sum := 0.0
		for _, w := range weights {
			points = append(points, DemandPoint{Code: "p", Area: "A", Weight: w})
			sum += w
		}
		s, err := NewSpread(points, []string{"A"})
		if (err != nil) != (sum == 0) {
			t.Fatal(sum, err)
		}
		if err != nil {
			return
		}
		draws := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 20).Draw(t, "draws")
		shared := s.Draws("A", draws)
		r := rand.New(rand.NewPCG(1, 1))
		for d, total := range draws {
			got := 0.0
			for _, i := range r.Perm(len(points)) {
				x := shared[i][d]
				got += x
				if x < 0 || weights[i] == 0 && x != 0 || math.Abs(x-total*weights[i]/sum) > 1e-9*max(total, 1) {
					t.Fatalf("point %d of weight %v has %v of %v", i, weights[i], x, total)
				}
			}
			if got != total {
				t.Fatalf("points sum to %v, the area has %v", got, total)
			}
			var whole int64
			for i, x := range s.Whole("A", int64(total)) {
				if whole += x; math.Abs(float64(x)-math.Floor(total)*weights[i]/sum) >= 1+1e-6 {
					t.Fatalf("quota of point %d missed by a child", i)
				}
			}
			if whole != int64(total) {
				t.Fatalf("whole children: %d of %d", whole, int64(total))
			}
		}
	})
}

func TestSpreadRefuses(t *testing.T) {
	for _, c := range []struct {
		what   string
		points []DemandPoint
		areas  []string
	}{
		{"an area without a point", committees, []string{"A", "B", "C"}},
		{"a point of no area", committees, []string{"A"}},
		{"a negative weight", []DemandPoint{{Area: "A", Weight: -1}, {Area: "A", Weight: 2}}, []string{"A"}},
		{"no weight at all", []DemandPoint{{Area: "A"}}, []string{"A"}},
		{"not a number", []DemandPoint{{Area: "A", Weight: math.NaN()}}, []string{"A"}},
		{"infinite", []DemandPoint{{Area: "A", Weight: math.Inf(1)}}, []string{"A"}},
	} {
		if _, err := NewSpread(c.points, c.areas); err == nil {
			t.Errorf("%s is accepted", c.what)
		}
	}
}

// TestDivide: a square of 1,200 m is 16 pieces of 300 m; each stands for about a
// sixteenth of the ground, and the same square is divided alike again.
func TestDivide(t *testing.T) {
	a := Area{Code: "310106019000", Shape: orb.MultiPolygon{{{at(0, 0), at(1200, 0), at(1200, 1200), at(0, 1200), at(0, 0)}}}}
	points := a.Divide(Sampling{})
	if len(points) != 16 {
		t.Fatalf("%d points", len(points))
	}
	sum := 0.0
	for i, p := range points {
		sum += p.Weight
		if math.Abs(p.Weight*16-1) > 0.5 || within(a.Shape, p.Point) != inside {
			t.Errorf("%+v", p)
		}
		for _, q := range points[:i] {
			if Distance(p.Point, q.Point) < 150 {
				t.Errorf("%s and %s lie %v m apart", p.Code, q.Code, Distance(p.Point, q.Point))
			}
		}
	}
	if math.Abs(sum-1) > 1e-12 || points[0].Code != "310106019000-1" {
		t.Errorf("weights sum to %v, first code %s", sum, points[0].Code)
	}
	if !slices.Equal(points, a.Divide(Sampling{})) {
		t.Error("divided again, it differs")
	}
	if one := a.Divide(Sampling{Spacing: 5000}); len(one) != 1 || one[0].Weight != 1 || one[0].Point != a.Label() {
		t.Errorf("one point for all: %+v", one)
	}
	if most := a.Divide(Sampling{Spacing: 50, Most: 7}); len(most) != 7 {
		t.Errorf("%d points, at most 7", len(most))
	}
}
