package supply

import (
	"slices"

	"kindercast/forecast"
)

// Change is one step of a what-if. Its tags let a caller decode it from TOML:
//
//	[[change]]
//	kind = "norm"            # class_size_senior becomes 30 from 2027
//	key = "class_size_senior"
//	value = 30
//	from = 2027
type Change struct {
	Kind  string        `toml:"kind" json:"kind"`
	Site  string        `toml:"site" json:"site,omitempty"`
	Level string        `toml:"level" json:"level,omitempty"` // split_class: the level; convert_room: the level given up
	To    string        `toml:"to" json:"to,omitempty"`       // convert_room: the level gained
	Rooms int           `toml:"rooms" json:"rooms,omitempty"`
	Key   string        `toml:"key" json:"key,omitempty"`
	Value float64       `toml:"value" json:"value,omitempty"`
	From  forecast.Year `toml:"from" json:"from,omitempty"`
	Until forecast.Year `toml:"until" json:"until,omitempty"` // norm only; 0 is open
}

// The kinds of change.
const (
	ChangeClose   = "close_site"   // no children from school year From on
	ChangeRooms   = "add_rooms"    // Rooms more (or fewer) from school year From on
	ChangeSplit   = "split_class"  // one class more of Level: the last planned room that is open serves it
	ChangeNursery = "open_nursery" // one nursery class more: the last planned room that is open serves it
	ChangeConvert = "convert_room" // one room of Level serves To
	ChangeNorm    = "norm"         // Key becomes Value from From to Until
)

// order is a change of rooms that takes effect while rooms are planned.
type order struct {
	row   int
	site  string
	from  forecast.Year
	rooms int
	level forecast.Level // given up; 0: whichever is planned last
	to    forecast.Level // gained; 0: a change of rooms
}

// Apply returns the inputs with the changes made, in order, on a copy. It is
// validated whole: with any fault the inputs come back as they were.
func Apply(in Inputs, changes []Change) (Inputs, []Problem) {
	var problems []Problem
	f := faults{"changes", &problems}
	out := in
	out.Sites = slices.Clone(in.Sites)
	out.orders = slices.Clone(in.orders)
	for i, c := range changes {
		k := slices.IndexFunc(out.Sites, func(s Site) bool { return s.Code == c.Site })
		level, err := forecast.ParseLevel(c.Level)
		to, errTo := forecast.ParseLevel(c.To)
		if c.Kind != ChangeNorm {
			if k < 0 {
				f.fault(i, "site", c.Site, RuleUnknownSite)
				continue
			}
			if c.From == 0 {
				f.fault(i, "from", c.From, RuleChange)
				continue
			}
		}
		switch c.Kind {
		case ChangeClose:
			day := Start(in.Reference, c.From)
			if s := &out.Sites[k]; s.Opened >= day {
				f.fault(i, "from", c.From, RuleClosedBefore)
			} else if s.Closed == 0 || s.Closed > day {
				s.Closed = day
			}
		case ChangeRooms:
			left := int(out.Sites[k].Rooms) + c.Rooms
			for _, o := range out.orders {
				if o.site == c.Site && o.rooms < 0 {
					left += o.rooms
				}
			}
			if c.Rooms == 0 || left < 0 {
				f.fault(i, "rooms", c.Rooms, RuleNegativeRooms)
				continue
			}
			out.orders = append(out.orders, order{row: i, site: c.Site, from: c.From, rooms: c.Rooms})
		case ChangeSplit:
			if err != nil {
				f.fault(i, "level", c.Level, RuleUnknownLevel)
				continue
			}
			out.orders = append(out.orders, order{row: i, site: c.Site, from: c.From, to: level})
		case ChangeNursery:
			out.orders = append(out.orders, order{row: i, site: c.Site, from: c.From, to: forecast.Nursery})
		case ChangeConvert:
			if err != nil || errTo != nil || level == to {
				f.fault(i, "level", c.Level+" "+c.To, RuleUnknownLevel)
				continue
			}
			out.orders = append(out.orders, order{row: i, site: c.Site, from: c.From, level: level, to: to})
		case ChangeNorm:
			n, found := out.Norms.With(Override{c.Key, c.Value, c.From, c.Until})
			for _, p := range found {
				f.fault(i, p.Column, p.Value, p.Rule)
			}
			out.Norms = n
		default:
			f.fault(i, "kind", c.Kind, RuleChange)
		}
	}
	if Refused(problems) {
		return in, problems
	}
	return out, problems
}

// obey carries out the orders of year y that turn rooms, after rooms are
// planned. An order for a campus without such a room is a problem and does
// nothing. What is turned stays as classes do: a nursery room stays one, a
// junior class grows.
func (s *Supply) obey(y forecast.Year, now []Rooms, changes map[string][]change) []Problem {
	var problems []Problem
	for n, o := range s.orders {
		if o.to == 0 || o.from != y {
			continue
		}
		i := slices.IndexFunc(s.sites, func(c campus) bool { return c.Code == o.site })
		k := -1
		if i >= 0 {
			c := s.sites[i]
			r := s.opened(c, y, len(now[i]), changes[c.Code])
			k = now[i].last(r.sure(), func(l forecast.Level) bool { return l != o.to && (o.level == 0 || l == o.level) })
		}
		if k < 0 {
			faults{"changes", &problems}.fault(o.row, "site", o.site, RuleChange)
			continue
		}
		s.given[n] = now[i][k]
		now[i][k] = o.to
	}
	return problems
}

// ordered is the rooms that orders add to a campus by year y.
func (s *Supply) ordered(site string, y forecast.Year) (n int) {
	for _, o := range s.orders {
		if o.site == site && o.to == 0 && o.from <= y {
			n += o.rooms
		}
	}
	return n
}

// Difference is what a change does in one area, school year and group of
// levels: changed minus base, draw by draw on the same random numbers, then
// summarised.
type Difference struct {
	SchoolYear forecast.Year `csv:"school_year"`
	Area       string        `csv:"area_code"`
	Level      string        `csv:"level"`
	Places     float64       `csv:"places"`    // difference of expected places
	Shortfall  float64       `csv:"shortfall"` // mean difference of children without a place
	ShortQ10   float64       `csv:"shortfall_q10"`
	ShortQ90   float64       `csv:"shortfall_q90"`
	Spare      float64       `csv:"spare"`
	PLess      float64       `csv:"p_less"` // share of draws in which fewer children stay without
	PMore      float64       `csv:"p_more"`
}

// Differences compares two gaps over the same areas and draws, by year, area
// ("*" last) and level. Years or areas that only one of them has are left out.
func Differences(base, changed *Gap) (out []Difference) {
	codes := []string{}
	for _, a := range base.Supply.Areas {
		codes = append(codes, a.Code)
	}
	slices.Sort(codes)
	for _, y := range base.Years {
		if !slices.Contains(changed.Years, y) {
			continue
		}
		before, after := base.Supply.byArea4(base.Supply.YearIndex(y)), changed.Supply.byArea4(changed.Supply.YearIndex(y))
		for _, code := range append(codes, "*") {
			for _, gr := range groups {
				u0, u1 := base.Unmet(code, y, gr.levels...), changed.Unmet(code, y, gr.levels...)
				e0, e1 := base.Spare(code, y, gr.levels...), changed.Spare(code, y, gr.levels...)
				if u1 == nil || len(u1) != len(u0) {
					continue
				}
				d := Difference{SchoolYear: y, Area: code, Level: gr.key}
				n := float64(len(u0))
				for i := range u0 {
					u1[i] -= u0[i]
					d.Spare += (e1[i] - e0[i]) / n
					if u1[i] <= -short {
						d.PLess += 1 / n
					}
					if u1[i] >= short {
						d.PMore += 1 / n
					}
				}
				q := forecast.Summarise(u1)
				d.Shortfall, d.ShortQ10, d.ShortQ90 = q.Mean, q.Q[2], q.Q[6]
				for a, area := range base.Supply.Areas {
					if code == "*" || area.Code == code {
						for _, l := range gr.levels {
							d.Places += after[a][slot(l)].Places - before[a][slot(l)].Places
						}
					}
				}
				out = append(out, d)
			}
		}
	}
	return out
}
