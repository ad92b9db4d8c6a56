package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/spf13/cobra"
)

// settled parses args as a verb would.
func settled(t *testing.T, args ...string) (*planFlags, error) {
	t.Helper()
	p, c := &planFlags{}, &cobra.Command{}
	p.flags(c)
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return p, p.settle(c.Flags())
}

// Settings stand in a file by the names of the flags; a flag that is given goes
// before the file.
func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plan.toml")
	if err := os.WriteFile(file, []byte("budget = [100, 0, 50]\nwalk = 800\nfairness = 3\ncost = [\"room=250\", \"run_class=52\"]\ntarget = [\"public_share=0.8@2028:40\", \"full_streets=8\"]\nnorm = [\"class_size_junior=20\"]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := settled(t, "--settings", file, "--walk", "1200")
	if err != nil {
		t.Fatal(err)
	}
	if p.walk != 1200 || p.prices.Fairness != 3 || p.room != 250 || p.prices.RunClass != 52 || p.prices.RunNursery != 75 || len(p.changes) != 1 {
		t.Errorf("%+v", p)
	}
	if b, err := p.budgets(3); err != nil || !slices.Equal(b, []float64{100, 0, 50}) {
		t.Errorf("budgets %v, %v", b, err)
	}
	if _, err := p.budgets(6); err == nil {
		t.Error("three amounts passed for six years")
	}
	if w := p.wanted; len(w) != 2 || w[0].key != "public_share" || w[0].Value != .8 || w[0].From != 2028 || w[0].Price != 40 || w[1].Price != 0 || w[1].From != 0 {
		t.Errorf("targets %+v", w)
	}
}

// Nothing may be spent where the budget is nothing; without --budget there is no
// limit.
func TestBudgetOfNothing(t *testing.T) {
	p, err := settled(t, "--budget", "0")
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := p.budgets(2); !slices.Equal(b, []float64{0, 0}) {
		t.Errorf("budget %v: want nothing in two years", b)
	}
	if p, _ = settled(t); p.budget != nil {
		t.Errorf("budget %v without a flag", p.budget)
	}
}

func TestWrongSettings(t *testing.T) {
	for _, args := range [][]string{{"--target", "nursery_share=85"}, {"--target", "beauty=1"}, {"--target", "full_streets=1.5"}, {"--target", "public_share=0.8:0"}, {"--target", "public_share=0.8@soon"},
		{"--cost", "gold=1"}, {"--cost", "room=-1"}, {"--tail", "1@1"}, {"--budget", "-1"}, {"--walk", "0"}, {"--norm", "class_size_junior"}, {"--settings", "nowhere.toml"}} {
		if _, err := settled(t, args...); err == nil {
			t.Errorf("%v passed", args)
		}
	}
}
