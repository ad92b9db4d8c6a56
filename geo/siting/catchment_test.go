package siting

import (
	"context"
	"testing"

	"kindercast/forecast"
)

// Two points, two kindergartens of 25 seats, 25 children at each point, who today
// cross each other: the plan lets each go to the nearer one, which saves 2 x 25
// children 300 m at 0.3 a kilometre, 4.5. Moving them is priced at 2 x 25 x 0.5 =
// 25, so that both stay; no single point can, from where the plan has them, for
// the other holds its seats. At 0.05 a child, 2.5, both move.
func TestCatchmentsThatStay(t *testing.T) {
	d := village(1)
	d.Options = nil
	d.Points = []DemandPoint{{Code: "A", Area: "S", Lon: 121.40, Lat: 31.2}, {Code: "B", Area: "S", Lon: 121.41, Lat: 31.2}}
	d.Sites = []Site{{Code: "L", Area: "S", Public: true, Lon: 121.40, Lat: 31.21, Rooms: []int{1}}, {Code: "R", Area: "S", Public: true, Lon: 121.41, Lat: 31.21, Rooms: []int{1}}}
	d.Children = NewChildren(2, 1, 1)
	d.Children.At(0, forecast.Junior, 0)[0], d.Children.At(1, forecast.Junior, 0)[0] = 25, 25
	d.Reach = []Reach{{0, 0, 100}, {0, 1, 400}, {1, 0, 400}, {1, 1, 100}}
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for price, changes := range map[float64]int{.5: 0, .05: 2} {
		c, err := p.Catchments(d, 2027, [][]int{{1}, {0}}, []string{"R", "L"}, price)
		if err != nil {
			t.Fatal(err)
		}
		if c.Changes != changes {
			t.Errorf("at %v a child moved %d points change: want %d", price, c.Changes, changes)
		}
	}
}
