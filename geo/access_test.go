package geo

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// table makes a matrix of given metres; a negative number is out of reach.
func table(rows ...[]Metres) *Matrix {
	m := NewMatrix(len(rows), len(rows[0]))
	for i, row := range rows {
		for j, d := range row {
			if d >= 0 {
				m.Set(i, j, d)
			}
		}
	}
	return m
}

// TestCatchByHand: two streets of 100 and 300 children, a kindergarten of 60
// places in the first, one of 90 that both reach, one of 50 that nobody does.
//
//	R1 = 60/100 = 0.6, R2 = 90/400 = 0.225
//	A1 = 0.6 + 0.225 = 0.825, A2 = 0.225; 100·0.825 + 300·0.225 = 150 = 60 + 90
func TestCatchByHand(t *testing.T) {
	a := Catch([]float64{100, 300}, []float64{60, 90, 50}, table([]Metres{200, 400, -1}, []Metres{1200, 500, -1}), Flat(500))
	for i, want := range []float64{0.825, 0.225} {
		if math.Abs(a.At[i]-want) > 1e-15 {
			t.Errorf("street %d: %v places a child, want %v", i, a.At[i], want)
		}
	}
	if math.Abs(a.Ratio[0]-0.6) > 1e-15 || math.Abs(a.Ratio[1]-0.225) > 1e-15 || !math.IsNaN(a.Ratio[2]) {
		t.Errorf("ratios %v", a.Ratio)
	}
	if diff := cmp.Diff([]int{2}, a.Idle); diff != "" {
		t.Error(diff)
	}
}

// TestGaussian: the formula of the guide at its ends and its middle:
// G(d0/2) = (e^(-1/8) - e^(-1/2)) / (1 - e^(-1/2)) = 0.70137.
func TestGaussian(t *testing.T) {
	g := Gaussian(1000)
	for _, c := range []struct {
		d    Metres
		want float64
	}{{0, 1}, {500, 0.701367}, {1000, 0}, {1000.1, 0}, {Beyond, 0}} {
		if got := g(c.d); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("G(%v) = %v, want %v", c.d, got, c.want)
		}
	}
}

var decays = map[string]Decay{
	"gaussian": Gaussian(1000), "flat": Flat(1000), "linear": Linear(1000), "exponential": Exponential(300, 1000),
	"zones": Zones(Zone{300, 1}, Zone{500, 0.68}, Zone{1000, 0.22}),
}

// TestDecayLaws: 1 at the door, never rising, nothing out of reach.
func TestDecayLaws(t *testing.T) {
	for name, g := range decays {
		if g(0) != 1 || g(1001) != 0 || g(Beyond) != 0 {
			t.Errorf("%s: %v at the door, %v behind the edge, %v out of reach", name, g(0), g(1001), g(Beyond))
		}
		for d := Metres(0); d < 1100; d += 7 {
			if g(d+7) > g(d) {
				t.Errorf("%s rises at %v", name, d)
			}
		}
	}
}

// TestConservation: places for a child, times the children, add up to the places
// of the sites that any child reaches, under every decay.
func TestConservation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		n, m := rapid.IntRange(1, 600).Draw(t, "points"), rapid.IntRange(1, 30).Draw(t, "sites")
		name := rapid.SampledFrom([]string{"exponential", "flat", "gaussian", "linear", "zones"}).Draw(t, "decay")
		children, places, walk := make([]float64, n), make([]float64, m), NewMatrix(n, m)
		for i := range children {
			children[i] = float64(r.IntN(40)) // some none
			for j := range places {
				if r.IntN(4) > 0 {
					walk.Set(i, j, Metres(r.Float64()*4000))
				}
			}
		}
		for j := range places {
			places[j] = float64(r.IntN(300))
		}
		a := Catch(children, places, walk, decays[name])
		served, reached := 0.0, 0.0
		for i, c := range children {
			served += c * a.At[i]
		}
		for j, s := range places {
			if !slices.Contains(a.Idle, j) {
				reached += s
			}
		}
		if math.Abs(served-reached) > 1e-9*max(reached, 1) {
			t.Fatalf("%s: %v places served, %v reached", name, served, reached)
		}
		before := runtime.GOMAXPROCS(1)
		again := Catch(children, places, walk, decays[name])
		runtime.GOMAXPROCS(before)
		if !slices.Equal(a.At, again.At) {
			t.Fatal("one core gives another answer")
		}
	})
}

// TestNoLimit: where every child reaches every place alike, each has total places
// over total children.
func TestNoLimit(t *testing.T) {
	a := Catch([]float64{10, 20, 30}, []float64{40, 80}, table([]Metres{1, 2}, []Metres{3, 4}, []Metres{5, 6}), Flat(1e6))
	for i, x := range a.At {
		if math.Abs(x-2) > 1e-15 {
			t.Errorf("point %d: %v places a child, want 120/60", i, x)
		}
	}
}

// TestCoverage: children at 250, 300, 500 and 800 m and out of reach.
func TestCoverage(t *testing.T) {
	walk := table([]Metres{250, 900}, []Metres{400, 300}, []Metres{500, -1}, []Metres{800, 801}, []Metres{-1, -1})
	children := []float64{10, 20, 30, 25, 15}
	if diff := cmp.Diff([]float64{0.30, 0.60, 0.85}, Coverage(children, walk, Radii...)); diff != "" {
		t.Error(diff)
	}
	if got := BeyondMinutes(children, walk, Stroll, 10); math.Abs(got-0.4) > 1e-15 { // 600 m
		t.Errorf("beyond 10 minutes: %v", got)
	}
	mean, none := MeanWalk(children, walk)
	if want := Metres(10*250+20*300+30*500+25*800) / 85; math.Abs(float64(mean-want)) > 1e-9 || none != 15 {
		t.Errorf("mean walk %v, want %v; %v without", mean, want, none)
	}
}

// TestFairness: equal values have no inequality; of four equal streets one with
// everything has Gini 3/4 and Theil ln 4; values 1 and 3 for as many children
// have Gini 1/4 and Theil ½(½ ln ½) + ½(3/2 ln 3/2).
func TestFairness(t *testing.T) {
	for _, c := range []struct {
		value, weight []float64
		gini, theil   float64
	}{
		{[]float64{2, 2, 2}, []float64{10, 1, 5}, 0, 0},
		{[]float64{0, 0, 8, 0}, []float64{3, 3, 3, 3}, 0.75, math.Log(4)},
		{[]float64{1, 3}, []float64{50, 50}, 0.25, 0.25*math.Log(0.5) + 0.75*math.Log(1.5)},
		{[]float64{1, 3, math.NaN()}, []float64{50, 50, 0}, 0.25, 0.25*math.Log(0.5) + 0.75*math.Log(1.5)},
	} {
		if g := Gini(c.value, c.weight); math.Abs(g-c.gini) > 1e-12 {
			t.Errorf("Gini of %v: %v, want %v", c.value, g, c.gini)
		}
		if x := Theil(c.value, c.weight); math.Abs(x-c.theil) > 1e-12 {
			t.Errorf("Theil of %v: %v, want %v", c.value, x, c.theil)
		}
	}
	if !math.IsNaN(Gini(nil, nil)) || !math.IsNaN(Theil([]float64{0}, []float64{1})) {
		t.Error("nobody has anything, yet there is a number")
	}
}

// TestGiniFormula holds the sorted sum against the double sum of the comment.
func TestGiniFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0.01, 10), 1, 30).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Float64Range(0.1, 10), len(x), len(x)).Draw(t, "w")
		people, held, sum := 0.0, 0.0, 0.0
		for i := range x {
			people += w[i]
			held += w[i] * x[i]
			for k := range x {
				sum += w[i] * w[k] * math.Abs(x[i]-x[k])
			}
		}
		if want := sum / (2 * people * held); math.Abs(Gini(x, w)-want) > 1e-12 {
			t.Fatalf("%v, double sum %v", Gini(x, w), want)
		}
	})
}

// TestByArea: the mean of a street weighs its committees by children.
func TestByArea(t *testing.T) {
	codes, mean, total := ByArea([]float64{1, 5, 2, 9}, []float64{10, 4, 30, 0}, []string{"B", "A", "B", "C"})
	if !slices.Equal(codes, []string{"A", "B", "C"}) || !slices.Equal(total, []float64{4, 40, 0}) ||
		mean[0] != 5 || mean[1] != 1.75 || !math.IsNaN(mean[2]) {
		t.Errorf("%v %v %v", codes, mean, total)
	}
}

func TestMisuse(t *testing.T) {
	for what, f := range map[string]func(){
		"a negative count":        func() { Catch([]float64{-1}, []float64{1}, table([]Metres{1}), Flat(5)) },
		"sizes that do not fit":   func() { Catch([]float64{1, 2}, []float64{1}, table([]Metres{1}), Flat(5)) },
		"no threshold":            func() { Gaussian(0) },
		"zones that grow":         func() { Zones(Zone{300, 0.5}, Zone{500, 0.9}) },
		"standing still":          func() { Metres(1).Minutes(0) },
		"a street below the line": func() { GreatCircle{0.5}.Matrix(make([]orb.Point, 1), make([]orb.Point, 1), 0) },
		"half of nobody":          func() { new(Spread).Share("A", 1) },
		"two of one code":         func() { NewAreas([]Area{{Code: "1"}, {Code: "1"}}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s passes", what)
				}
			}()
			f()
		}()
	}
}

// TestGreatCircle: Walk over the great circle times 1.3, and its names.
func TestGreatCircle(t *testing.T) {
	var w Walk = GreatCircle{}
	if w.Name() != "great-circle x 1.3" {
		t.Error(w.Name())
	}
	near(t, "1.3 km", w.Matrix([]orb.Point{at(0, 0)}, []orb.Point{at(1000, 0)}, 0).At(0, 0), 1300, 0.1)
	if d := w.Matrix([]orb.Point{at(0, 0)}, []orb.Point{at(1000, 0)}, 1200).At(0, 0); d != Beyond {
		t.Errorf("under a limit of 1,200 m: %v", d)
	}
}

// BenchmarkCatch: 5,000 demand points and 500 sites, walks included and not.
func BenchmarkCatch(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	points := func(k int) ([]orb.Point, []float64) {
		var out []orb.Point
		var n []float64
		for range k {
			out, n = append(out, at(r.Float64()*8000, r.Float64()*8000)), append(n, float64(r.IntN(300)))
		}
		return out, n
	}
	homes, children := points(5000)
	sites, places := points(500)
	walk := GreatCircle{}.Matrix(homes, sites, 0)
	b.Run("walks known", func(b *testing.B) {
		for b.Loop() {
			Catch(children, places, walk, Gaussian(1000))
		}
	})
	b.Run("every pair counts", func(b *testing.B) {
		for b.Loop() {
			Catch(children, places, walk, Gaussian(20000))
		}
	})
	b.Run("with walks", func(b *testing.B) {
		for b.Loop() {
			Catch(children, places, GreatCircle{}.Matrix(homes, sites, 0), Gaussian(1000))
		}
	})
}
