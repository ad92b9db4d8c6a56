package siting

import (
	"context"
	"testing"

	"kindercast/forecast"
)

// Half of what stands is closed when its children are gone: that is said. Where
// the children are there, it stays and nothing is said.
func TestManyClosuresAreSaid(t *testing.T) {
	for children, want := range map[float64]bool{0: true, 50: false} {
		d := village(1)
		d.Options = nil
		second := d.Sites[0]
		second.Code, second.Lat, second.MayClose = "L", second.Lat+0.01, true
		d.Sites = append(d.Sites, second)
		d.Reach = append(d.Reach, Reach{0, 1, 500})
		d.Children.At(0, forecast.Junior, 0)[0] = children
		p, err := Solve(context.Background(), d, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		said := false
		for _, w := range p.Warnings {
			if w.Key == "closes_many" {
				said = w.Have == 1 && w.Want == 2
			}
		}
		if said != want {
			t.Errorf("%v children, actions %+v, warnings %+v: want a warning %v", children, p.Actions, p.Warnings, want)
		}
	}
}
