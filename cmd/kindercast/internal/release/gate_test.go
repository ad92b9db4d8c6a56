package release

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func open(t *testing.T, a Audience) Gate {
	t.Helper()
	g, err := DefaultRules().Open(a)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPublicGate(t *testing.T) {
	g := open(t, Public)
	for _, c := range []struct {
		got  Cell
		want string
	}{
		{g.Count(0), "c"},   // a zero counts as small
		{g.Count(9), "c"},   // below ten is hidden
		{g.Count(10), "10"}, // ten is not
		{g.Count(412), "410"},
		{g.Count(413), "415"},
		{g.Low(374, 1), "370"}, // outwards: down to 5
		{g.High(371, 1), "375"},
		{g.Forecast(412, 6), "410"}, // beyond five years to 10
		{g.High(411, 6), "420"},
		{g.Share(300, 400), "75.0"},
		{g.Share(3, 400), "c"}, // its numerator may not be seen
		{g.Count(math.NaN()), "x"},
		{g.Thing(7, 0), "7"}, // seven rooms are not children
	} {
		if c.got.Text != c.want {
			t.Errorf("got %q, want %q", c.got.Text, c.want)
		}
	}
	if _, err := DefaultRules().Open("everybody"); err == nil {
		t.Error("an unknown audience was let in")
	}
}

func TestPlannerSeesWholeNumbers(t *testing.T) {
	g := open(t, Planner)
	if got := g.Count(3).Text; got != "3" {
		t.Errorf("planner: %q", got)
	}
}

// No row and no column may hide exactly one number: with its total it would be
// found by subtraction.
func TestProtectLeavesNoSingle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows, cols := rapid.IntRange(2, 7).Draw(rt, "rows"), rapid.IntRange(2, 7).Draw(rt, "cols")
		g := open(t, Public)
		block := make([][]Cell, rows)
		for i := range block {
			for j := 0; j < cols; j++ {
				block[i] = append(block[i], g.Count(float64(rapid.IntRange(0, 40).Draw(rt, "n"))))
			}
		}
		Protect(block)
		single := func(hid int) bool { return hid == 1 }
		for i := range block {
			hid := 0
			for _, c := range block[i] {
				if c.Hidden {
					hid++
				}
			}
			if single(hid) {
				rt.Fatalf("row %d hides one cell", i)
			}
		}
		for j := 0; j < cols; j++ {
			hid := 0
			for i := range block {
				if block[i][j].Hidden {
					hid++
				}
			}
			if single(hid) {
				rt.Fatalf("column %d hides one cell", j)
			}
		}
	})
}

func TestRulesRefuse(t *testing.T) {
	for _, bad := range []string{"", "version='1'", "version='1'\n[public]\nround=0\n[leader]\nround=1\n[planner]\nround=1"} {
		if _, err := ParseRules([]byte(bad)); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}
