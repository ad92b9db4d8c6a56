package indicator

import (
	"cmp"
	"slices"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// Move is one room planned for another level, and what it does to the targets in
// one school year, on the same draws as without it.
type Move struct {
	SchoolYear  forecast.Year
	Site, Area  string
	From, To    forecast.Level
	Keys        []string  // the joint targets that can be computed
	Before      []float64 // probability of each without the move
	After       []float64 // and with it
	JointBefore float64
	JointAfter  float64
	// Shortfall is the change of the expected children without a place, all
	// levels of the district: the price of the move.
	Shortfall float64
	Raises    []string // targets that gain
	Lowers    []string // targets that lose: those that fight the gainers for this room
}

// Moves tries single rooms in school year y: for every kindergarten without a
// settled nursery class, one of its rooms turned into one, from the level of
// which it has most rooms; and for every one with a nursery class, one of its
// nursery rooms turned junior. At most try moves are worked out, the areas with
// most spare places first. The answer is sorted by the gain of the joint
// probability, then of the parts, then by the lower price, then by site. It is
// nil for a year without draws. The siting plan weighs many rooms at once; this
// is the first list.
func Moves(in Inputs, y forecast.Year, try int) []Move {
	if !slices.Contains(in.Gap.Years, y) {
		return nil
	}
	whole := in.Gap
	s := whole.Supply.Only(y)
	pull := newPull(whole.Supply, whole.Years[len(whole.Years)-1], whole.Demand.Draws.N, in.Seed)
	opening := newOpening(whole.Supply, whole.Demand.Draws.N, in.Seed)
	eval := func(s *supply.Supply) (Joint, float64) {
		in.Gap = supply.NewGap(s, whole.Demand, whole.Match)
		j, _ := in.joint(in.play(y, pull, opening))
		sum := 0.0
		for _, u := range in.Gap.Unmet("*", y, forecast.Levels[:]...) {
			sum += u
		}
		return j, sum / float64(max(j.Draws, 1))
	}
	base, short := eval(s)
	var out []Move
	for _, m := range options(whole, s, y, try) {
		changed, ok := s.Convert(m.site, y, m.from, m.to)
		if !ok {
			continue
		}
		j, now := eval(changed)
		site := s.Campuses()[m.site]
		mv := Move{SchoolYear: y, Site: site.Code, Area: site.Area, From: m.from, To: m.to, Keys: base.Keys, Before: base.Each,
			After: j.Each, JointBefore: base.Probability, JointAfter: j.Probability, Shortfall: now - short}
		for k := range min(len(base.Keys), len(j.Keys)) {
			switch {
			case j.Each[k] > base.Each[k]:
				mv.Raises = append(mv.Raises, base.Keys[k])
			case j.Each[k] < base.Each[k]:
				mv.Lowers = append(mv.Lowers, base.Keys[k])
			}
		}
		out = append(out, mv)
	}
	parts := func(m Move) (sum float64) {
		for k := range m.After {
			sum += m.After[k] - m.Before[k]
		}
		return sum
	}
	slices.SortStableFunc(out, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.JointAfter, a.JointAfter), cmp.Compare(parts(b), parts(a)), cmp.Compare(a.Shortfall, b.Shortfall),
			cmp.Compare(a.Site, b.Site), cmp.Compare(a.To, b.To))
	})
	return out
}

type option struct {
	site     int
	from, to forecast.Level
	spare    float64
}

// options lists the moves worth trying, the areas with most spare places first.
func options(g *supply.Gap, s *supply.Supply, y forecast.Year, try int) (out []option) {
	spare := map[string]float64{}
	for _, a := range s.Areas {
		for _, x := range g.Spare(a.Code, y, forecast.Levels[1:]...) {
			spare[a.Code] += x
		}
	}
	for i, c := range s.Campuses() {
		o := s.Open(i, y, 0)
		if o.Rooms[0] > 0 && s.NurserySettled(i, y) {
			out = append(out, option{i, forecast.Nursery, forecast.Junior, spare[c.Area]})
			continue
		}
		from := forecast.Junior
		for _, l := range forecast.Levels[1:] {
			if o.Rooms[l-1] > o.Rooms[from-1] {
				from = l
			}
		}
		if o.Rooms[from-1] > 0 {
			out = append(out, option{i, from, forecast.Nursery, spare[c.Area]})
		}
	}
	slices.SortStableFunc(out, func(a, b option) int {
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(b.spare, a.spare), cmp.Compare(a.site, b.site))
	})
	return out[:min(len(out), max(try, 0))]
}

// Fights gathers, from a list of moves, the pairs of targets of which one gains
// what the other loses, with how many rooms show it, most first.
func Fights(moves []Move) (out []Fight) {
	for _, m := range moves {
		for _, a := range m.Raises {
			for _, b := range m.Lowers {
				k := slices.IndexFunc(out, func(f Fight) bool { return f.Raised == a && f.Lowered == b })
				if k < 0 {
					out = append(out, Fight{Raised: a, Lowered: b})
					k = len(out) - 1
				}
				out[k].Rooms++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Fight) int {
		return cmp.Or(cmp.Compare(b.Rooms, a.Rooms), cmp.Compare(a.Raised, b.Raised), cmp.Compare(a.Lowered, b.Lowered))
	})
	return out
}

// Fight is two targets that want the same rooms: Rooms moves raised the chance of
// one and lowered that of the other.
type Fight struct {
	Raised, Lowered string
	Rooms           int
}
