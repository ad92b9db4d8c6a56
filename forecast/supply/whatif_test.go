package supply

import (
	"math"
	"testing"

	"kindercast/forecast"
)

// What each change does to the town, by hand. Demand is the same in every draw,
// so that every difference is a number.
//
//	close K5 from 2027: C loses 180 places; 175 children of C are left with K4's
//	  80 mixed places, none of them nursery: 95 more without, 85 fewer empty.
//	senior 30 instead of 35 in 2027: K1 3 × 5, K2 5, K3 2 × 5 open, K5 2 × 5 fewer
//	  senior places. In A the total of K1 stays at 257 (270 - 15 = 255 now: 2
//	  fewer), K2 has 5 fewer: senior places 140 → 120: 20 more seniors without.
//	one room more for K3 from 2027: it is planned as a free room of B.
//	open a nursery class in K3 in 2027: the last planned of its six open rooms, a
//	  junior room, becomes one: 20 places for 25.
func TestChanges(t *testing.T) {
	base := town(t)
	d := certain(4, townAreas, base.Years, townChildren)
	m := Match{Fixed: true}
	g := NewGap(build(t, base), d, m)
	diff := func(c ...Change) []Difference {
		t.Helper()
		in, problems := Apply(base, c)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return Differences(g, NewGap(build(t, in), d, m))
	}
	get := func(rows []Difference, y forecast.Year, area, level string) Difference {
		t.Helper()
		for _, r := range rows {
			if r.SchoolYear == y && r.Area == area && r.Level == level {
				return r
			}
		}
		t.Fatalf("no row %d %s %s", y, area, level)
		return Difference{}
	}
	r := get(diff(Change{Kind: ChangeClose, Site: "K5", From: 2027}), 2027, "C", "2-5")
	if r.Places != -180 || math.Abs(r.Shortfall-95) > 1e-4 || math.Abs(r.Spare+85) > 1e-4 || r.PMore != 1 || r.PLess != 0 {
		t.Errorf("closing K5: %+v, want places -180, shortfall +95, spare -85", r)
	}
	r = get(diff(Change{Kind: ChangeNorm, Key: "class_size_senior", Value: 30, From: 2027, Until: 2027}), 2027, "A", "senior")
	if math.Abs(r.Shortfall-20) > 1e-4 {
		t.Errorf("senior classes of 30: %+v, want 20 more without", r)
	}
	if r := get(diff(Change{Kind: ChangeNorm, Key: "class_size_senior", Value: 30, From: 2027, Until: 2027}), 2029, "A", "2-5"); r.Shortfall != 0 || r.Places != 0 {
		t.Errorf("a norm changed for 2027 alone shows in 2029: %+v", r)
	}
	if r := get(diff(Change{Kind: ChangeRooms, Site: "K3", Rooms: 1, From: 2027}), 2027, "B", "2-5"); r.Places != 25 {
		// seven sure rooms: the seventh, free, goes to juniors by turn
		t.Errorf("one room for K3: %+v, want 25 places", r)
	}
	if r := get(diff(Change{Kind: ChangeNursery, Site: "K2", From: 2027}), 2027, "A", "nursery"); r.Places != 20 {
		t.Errorf("a nursery class for K2: %+v, want 20 places", r)
	}
	if r := get(diff(Change{Kind: ChangeNursery, Site: "K3", From: 2027}), 2027, "B", "2-5"); r.Places != -5 {
		t.Errorf("a nursery class for K3: %+v, want 5 places fewer", r)
	}
	if r := get(diff(Change{Kind: ChangeSplit, Site: "K2", Level: "middle", From: 2027}), 2027, "A", "middle"); r.Places != 30 {
		t.Errorf("a middle class split in K2: %+v, want 30 places", r)
	}
	if r := get(diff(Change{Kind: ChangeConvert, Site: "K2", Level: "senior", To: "junior", From: 2027}), 2027, "A", "senior"); r.Places != -35 {
		t.Errorf("K2's senior room for juniors: %+v, want 35 senior places fewer", r)
	}
	if base.Sites[4].Closed != forecast.NewDate(2028, 7, 1) || len(base.orders) != 0 {
		t.Error("the base was changed")
	}
}

// A list with one bad change changes nothing and names each bad one.
func TestChangesWhole(t *testing.T) {
	in := town(t)
	list := []Change{{Kind: ChangeClose, Site: "K1", From: 2027}, {Kind: ChangeClose, Site: "X", From: 2027}, {Kind: "sing", Site: "K1", From: 2027},
		{Kind: ChangeRooms, Site: "K2", Rooms: -9, From: 2027}, {Kind: ChangeSplit, Site: "K1", Level: "old", From: 2027},
		{Kind: ChangeNorm, Key: "none", Value: 1}, {Kind: ChangeNursery, Site: "K1"}, {Kind: ChangeConvert, Site: "K1", Level: "junior", To: "junior", From: 2027}}
	out, problems := Apply(in, list)
	for i := 1; i < len(list); i++ {
		found := false
		for _, p := range problems {
			found = found || p.Row == i
		}
		if !found {
			t.Errorf("change %d, %+v, passed", i, list[i])
		}
	}
	if out.Sites[0].Closed != 0 {
		t.Error("the good change was made although the list is bad")
	}
	// Ordered in good faith, impossible when the rooms are planned: no nursery
	// room in K4.
	out, problems = Apply(in, []Change{{Kind: ChangeConvert, Site: "K4", Level: "nursery", To: "junior", From: 2027}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, problems = New(out); !has(problems, "changes", 0, RuleChange, false) {
		t.Errorf("turned a room that is not there: %v", problems)
	}
}
