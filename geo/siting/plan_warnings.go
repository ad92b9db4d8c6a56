package siting

import "slices"

// manyClosures is the share of the sites beyond which a plan's closures are a
// sign of tables that do not fit each other more often than advice: kindergartens
// or nurseries left out, or demand of another area.
const manyClosures = 0.25

// warnings are those of the district and, as closes_many, of the plan itself: it
// closes Have of the Want sites with rooms.
func (p *Plan) warnings(d *District) []Warning {
	out := d.Warnings()
	closed, standing := 0, 0
	for _, a := range p.Actions {
		if a.Action == "close" {
			closed++
		}
	}
	for _, s := range d.Sites {
		if slices.ContainsFunc(s.Rooms, func(n int) bool { return n > 0 }) {
			standing++
		}
	}
	if float64(closed) > manyClosures*float64(standing) {
		out = append(out, Warning{Key: "closes_many", Have: float64(closed), Want: float64(standing)})
	}
	return out
}
