package siting

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// medium is a district that exact solvers prove in seconds.
func medium(seed uint64) *District {
	return generated{streets: 3, points: 24, sites: 8, options: 3, years: 2, draws: 1, seed: seed, spare: 1, reach: 4, targets: true}.district()
}

// CBC, given the model as an LP file, is an independent judge: its optimum lies
// between our bound and our objective, and equals ours where both prove it.
func TestAgainstCBC(t *testing.T) {
	cbc, err := exec.LookPath("cbc")
	if err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatal(err)
		}
		t.Skip("cbc is not installed (Debian: coinor-cbc)")
	}
	for seed := range uint64(2) {
		d := medium(seed)
		p, err := Solve(context.Background(), d, Limits{Seed: 1, Rounds: 6})
		if err != nil {
			t.Fatal(err)
		}
		program := newDistrictProgram(newLayout(d, d.Children.Mean(), d.Years))
		file := filepath.Join(t.TempDir(), "district.lp")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(program.writeLP(f), f.Close()); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(cbc, file, "sec", "15", "ratio", "1e-7", "solve").CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		objective, lower := cbcNumber(out, "Objective value:"), cbcNumber(out, "Lower bound:")
		if math.IsNaN(lower) { // printed only when it was not proved
			lower = objective
		}
		if bound := ownBound(d, 6); p.Objective < lower-1e-3 || bound > objective+1e-3 {
			t.Errorf("seed %d: ours %v..%v, CBC's %v..%v", seed, bound, p.Objective, lower, objective)
		}
		if p.Objective > 1.01*objective {
			t.Errorf("seed %d: objective %v, CBC's %v", seed, p.Objective, objective)
		}
	}
}

func cbcNumber(out []byte, label string) float64 {
	_, rest, found := strings.Cut(string(out), label)
	if !found {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func openHiGHS(t testing.TB) *HiGHS {
	h, err := OpenHiGHS(context.Background(), "")
	if errors.Is(err, ErrNoHiGHS) {
		t.Skip("geo/siting/wasm/highs.wasm is not there; make setup copies it from the npm package highs")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(context.Background()) })
	return h
}

// HiGHS and the heuristic agree to their bounds, and with HiGHS the plan is
// proved.
func TestHiGHSProves(t *testing.T) {
	h := openHiGHS(t)
	d := medium(0)
	plain, err := Solve(context.Background(), d, Limits{Seed: 1, Rounds: 4})
	if err != nil {
		t.Fatal(err)
	}
	exact, err := Planner{Exact: h, NoReasons: true}.Solve(context.Background(), d, Limits{Seed: 1, Rounds: 4, Gap: 1e-3})
	if err != nil {
		t.Fatal(err)
	}
	if exact.Objective > plain.Objective+1e-6 || plain.Bound > exact.Objective+1e-6 || exact.Bound > plain.Objective+1e-6 {
		t.Errorf("with HiGHS %v..%v, without %v..%v", exact.Bound, exact.Objective, plain.Bound, plain.Objective)
	}
	if exact.Bound < plain.Bound {
		t.Errorf("bound with HiGHS %v below the one without %v", exact.Bound, plain.Bound)
	}
}

// Three whole numbers by hand: max 5a + 4b + 3c in a knapsack of 10 with sizes
// 6, 5, 5 takes b and c (7), as min of the negative; infeasible is told apart.
func TestHiGHSByHand(t *testing.T) {
	h := openHiGHS(t)
	p := &program{}
	a, b, c := p.column(-5, 0, 1, true), p.column(-4, 0, 1, true), p.column(-3, 0, 1, true)
	p.row(math.Inf(-1), 10)
	p.term(a, 6)
	p.term(b, 5)
	p.term(c, 5)
	got, err := h.solve(context.Background(), p, highsLimits{seconds: 10})
	if err != nil || !got.optimal || math.Abs(got.objective+7) > 1e-9 {
		t.Fatalf("%+v, %v: want -7", got, err)
	}
	p.row(20, math.Inf(1))
	p.term(a, 1)
	got, err = h.solve(context.Background(), p, highsLimits{seconds: 10})
	if err != nil || !got.infeasible || got.x != nil {
		t.Errorf("%+v, %v: want infeasible", got, err)
	}
}

func TestHiGHSRefusesOtherBytes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "highs.wasm")
	if err := os.WriteFile(file, []byte("\x00asm"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenHiGHS(context.Background(), file); err == nil || !strings.Contains(err.Error(), HiGHSVersion) {
		t.Errorf("error %v: want the pinned version named", err)
	}
}
