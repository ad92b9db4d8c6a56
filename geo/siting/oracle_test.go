package siting_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kindercast/geo/siting"
)

// TestOracleCBC compares one-period problems of 12 sites and 30 customers with
// the independent solver CBC (Debian package coinor-cbc), which is given the
// plain textbook model as an LP file.
func TestOracleCBC(t *testing.T) {
	cbc, err := exec.LookPath("cbc")
	if err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatal(err)
		}
		t.Skip("cbc (Debian package coinor-cbc) is not installed")
	}
	for _, split := range []bool{true, false} {
		for _, count := range []int{0, 4} {
			for seed := range uint64(3) {
				f := city(seed, 12, 30, split, count > 0)
				var in siting.Instance = f
				if count > 0 {
					if split {
						continue // no such class
					}
					in = siting.CapacitatedPMedian{Cost: f.Cost, Demand: f.Demand, Capacity: f.Capacity, P: count}
				}
				r := solve(t, in)
				want := oracle(t, cbc, f, count)
				// CBC stops at a relative gap of 1e-9 by its options below.
				if math.Abs(r.Objective-want) > 1e-6*want || r.Bound > want*(1+1e-6) {
					t.Errorf("split %v, count %d, seed %d: objective %v, bound %v, CBC %v", split, count, seed, r.Objective, r.Bound, want)
				}
			}
		}
	}
}

// city draws sites and customers on a square; free has no fixed costs.
func city(seed uint64, m, n int, split, free bool) siting.FacilityLocation {
	rng := rand.New(rand.NewPCG(seed, 99))
	f := siting.FacilityLocation{Split: split, Cost: make([][]float64, m), Fixed: make([]float64, m), Capacity: make([]float64, m)}
	x, y := make([]float64, m+n), make([]float64, m+n)
	for k := range x {
		x[k], y[k] = 100*rng.Float64(), 100*rng.Float64()
	}
	total := 0.0
	for range n {
		f.Demand = append(f.Demand, float64(5+rng.IntN(30)))
		total += f.Demand[len(f.Demand)-1]
	}
	for i := range m {
		f.Capacity[i] = math.Ceil(total / 4 * (1.1 + 0.4*rng.Float64()))
		if !free {
			f.Fixed[i] = float64(200 + rng.IntN(200))
		}
		f.Cost[i] = make([]float64, n)
		for j := range n {
			f.Cost[i][j] = math.Hypot(x[i]-x[m+j], y[i]-y[m+j])
		}
	}
	return f
}

var objectiveValue = regexp.MustCompile(`objective value ([-+.0-9e]+)`)

// oracle writes the model, runs CBC and reads its optimum.
func oracle(t *testing.T, cbc string, f siting.FacilityLocation, count int) float64 {
	t.Helper()
	var lp strings.Builder
	lp.WriteString("Minimize\n obj:")
	for i := range f.Cost {
		fmt.Fprintf(&lp, " + %.12g y%d\n", f.Fixed[i], i)
		for j, c := range f.Cost[i] {
			fmt.Fprintf(&lp, " + %.12g x%d_%d\n", c, i, j)
		}
	}
	lp.WriteString("Subject To\n")
	for j := range f.Demand {
		fmt.Fprintf(&lp, " serve%d:", j)
		for i := range f.Cost {
			fmt.Fprintf(&lp, " + x%d_%d", i, j)
		}
		lp.WriteString(" = 1\n")
	}
	for i := range f.Cost {
		fmt.Fprintf(&lp, " room%d:", i)
		for j, d := range f.Demand {
			fmt.Fprintf(&lp, " + %.12g x%d_%d", d, i, j)
		}
		fmt.Fprintf(&lp, " - %.12g y%d <= 0\n", f.Capacity[i], i)
		for j := range f.Demand {
			fmt.Fprintf(&lp, " link%d_%d: x%d_%d - y%d <= 0\n", i, j, i, j, i)
		}
	}
	if count > 0 {
		lp.WriteString(" count:")
		for i := range f.Cost {
			fmt.Fprintf(&lp, " + y%d", i)
		}
		fmt.Fprintf(&lp, " = %d\n", count)
	}
	lp.WriteString("Binary\n")
	for i := range f.Cost {
		fmt.Fprintf(&lp, " y%d\n", i)
		for j := range f.Demand {
			if !f.Split {
				fmt.Fprintf(&lp, " x%d_%d\n", i, j)
			}
		}
	}
	lp.WriteString("End\n")
	dir := t.TempDir()
	file, solution := filepath.Join(dir, "model.lp"), filepath.Join(dir, "solution.txt")
	if err := os.WriteFile(file, []byte(lp.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(cbc, file, "ratio", "1e-9", "allow", "1e-9", "sec", "60", "solve", "solu", solution).CombinedOutput()
	if err != nil {
		t.Fatalf("cbc: %v\n%s", err, out)
	}
	text, err := os.ReadFile(solution)
	if err != nil {
		t.Fatal(err)
	}
	found := objectiveValue.FindSubmatch(text)
	if found == nil || !strings.HasPrefix(string(text), "Optimal") {
		t.Fatalf("cbc did not prove an optimum: %.200s", text)
	}
	v, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
