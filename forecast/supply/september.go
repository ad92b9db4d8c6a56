package supply

import (
	"math"

	"kindercast/forecast"
)

// September is the class structure one kindergarten needs when the school year
// begins: one row a level. It is the table a planner makes every spring.
type September struct {
	SchoolYear  forecast.Year
	Site, Area  string
	Level       forecast.Level
	ClassesNow  int64 // in the newest school year with classes
	EnrolledNow int64
	Expected    float64 // children expected, with the range that the draws of the area give
	Low, High   float64 // q10 and q90
	Norm        float64 // children a class
	Needed      int     // classes: ceil(Expected / Norm)
	Granted     int     // classes there are rooms for
	Without     float64 // expected children beyond the classes granted
	Reasons     []Reason
}

// Reason is why a number came out as it did: a key for the label table and the
// numbers that its text wants, in order.
type Reason struct {
	Key  string    `json:"key"`
	Args []float64 `json:"args"`
}

// Reason keys and their numbers.
const (
	ReasonProgress = "september.progress"     // children in the level below now, progression ratio, expected
	ReasonIntake   = "september.intake"       // expected children of the district, this kindergarten's share, expected
	ReasonCarry    = "september.carry"        // nursery children here now, share who stay, new children
	ReasonSame     = "september.same_intake"  // no draws: as many as now
	ReasonMixed    = "september.mixed_stays"  // children now
	ReasonRooms    = "september.rooms"        // rooms open in nine of ten draws, rooms needed
	ReasonNoRoom   = "september.no_room"      // classes that lack a room, children without one
	ReasonSplit    = "september.split"        // classes more than now, norm
	ReasonMerge    = "september.merge"        // classes fewer than now
	ReasonOpen     = "september.open_nursery" // rooms to spare, children aged 2 expected in the area
	ReasonClosed   = "september.closed"       // children who must go elsewhere
)

// pooling is how many children of the district's own ratio are mixed into an
// area's progression.
const pooling = 200.0

// NextSeptember returns the class structure of every kindergarten with classes in
// school year y, by site and level, nursery to mixed. The rule:
//
//   - middle = junior of last year × progression of the area, senior = middle of
//     last year × progression, where
//     progression = Σ children / Σ children one level below a year before over the
//     last three pairs of years, each area pooled with 200 children of the
//     district's ratio; 1 where there is one year only;
//   - where the share c of nursery children who stay for the junior class is known
//     (norm nursery_carry_share, percent), junior = c × nursery here now + share of
//     juniors now × (juniors expected - c × nursery of the district now);
//   - otherwise junior, and nursery = the district's expected children of the level × the
//     kindergarten's share of the district's children of that level now; as many
//     as now where there are no draws;
//   - mixed classes stay as they are;
//   - rooms open in nine of ten draws go to senior, middle, mixed, junior and
//     nursery, in this order: a shortage falls on those who enter. With a room
//     left over, a kindergarten without nursery class opens one where children
//     aged 2 of the area ask for it.
func (s *Supply) NextSeptember(y forecast.Year) []September {
	t := s.YearIndex(y)
	if t < 0 || s.baseOf == 0 {
		return nil
	}
	now := map[classKey]Class{}
	total := map[forecast.Level]float64{}
	for _, c := range s.Classes {
		if c.SchoolYear == s.baseOf {
			now[classKey{site: c.Site, level: c.Level}] = c
			total[c.Level] += float64(c.Enrolled)
		}
	}
	ratio := s.progression()
	var out []September
	for i, c := range s.sites {
		if b, ok := s.base[c.Code]; !ok || b.year != s.baseOf {
			continue
		}
		rows := make([]September, slots)
		for l := forecast.Nursery; l <= forecast.Mixed; l++ {
			n := now[classKey{site: c.Code, level: l}]
			r := &rows[slot(l)]
			*r = September{SchoolYear: y, Site: c.Code, Area: c.Area, Level: l, ClassesNow: n.Classes, EnrolledNow: n.Enrolled}
			r.Norm, _ = s.Norms.ClassSize(l, c.Provider, y) // a missing norm is reported by New; nothing is granted
			before := float64(now[classKey{site: c.Code, level: l - 1}].Enrolled)
			switch {
			case l == forecast.Mixed:
				r.Expected = float64(n.Enrolled)
				r.reason(ReasonMixed, r.Expected)
			case l == forecast.Middle || l == forecast.Senior:
				r.Expected = before * ratio[c.area][slot(l)]
				r.reason(ReasonProgress, before, ratio[c.area][slot(l)], r.Expected)
			case s.Demand == nil || total[l] == 0:
				r.Expected = float64(n.Enrolled)
				r.reason(ReasonSame, r.Expected)
			default:
				share := float64(n.Enrolled) / total[l]
				all := s.expected(everywhere, y, l)
				stay, known := s.Norms.Value(KeyCarry, y)
				if stay /= 100; l != forecast.Junior || !known || y != s.baseOf+1 {
					r.Expected = all * share
					r.reason(ReasonIntake, all, share, r.Expected)
					break
				}
				fresh := math.Max(all-stay*total[forecast.Nursery], 0) * share // all juniors may have been in nursery classes
				r.Expected = stay*before + fresh
				r.reason(ReasonCarry, before, stay, fresh)
			}
			r.Low, r.High = s.span(c.area, y, l, r.Expected)
			if r.Norm > 0 {
				r.Needed = int(math.Ceil(r.Expected/r.Norm - 1e-9))
			}
		}
		s.grant(rows, i, t)
		out = append(out, rows...)
	}
	return out
}

func (r *September) reason(key string, args ...float64) {
	r.Reasons = append(r.Reasons, Reason{key, args})
}

// grant gives the rooms of a campus to the classes it needs.
func (s *Supply) grant(rows []September, site, t int) {
	y := s.row(site, t)
	rooms := y.fixed
	if y.open != nil {
		rooms = int(reached(y.open, .1))
	}
	need := 0
	for _, r := range rows {
		need += r.Needed
	}
	left := rooms
	for _, l := range [...]forecast.Level{forecast.Senior, forecast.Middle, forecast.Mixed, forecast.Junior, forecast.Nursery} {
		r := &rows[slot(l)]
		r.Granted = min(r.Needed, left)
		left -= r.Granted
		r.Without = math.Max(r.Expected-float64(r.Granted)*r.Norm, 0)
		if need > 0 {
			r.reason(ReasonRooms, float64(rooms), float64(need))
		}
		switch more := int64(r.Needed) - r.ClassesNow; {
		case rooms == 0 && r.EnrolledNow > 0:
			r.reason(ReasonClosed, r.Expected)
		case r.Granted < r.Needed:
			r.reason(ReasonNoRoom, float64(r.Needed-r.Granted), r.Without)
		case more > 0:
			r.reason(ReasonSplit, float64(more), r.Norm)
		case more < 0:
			r.reason(ReasonMerge, float64(-more))
		}
	}
	n := &rows[slot(forecast.Nursery)]
	if left > 0 && n.Granted == 0 && s.Demand != nil && n.Norm > 0 {
		if asked := s.expected(s.sites[site].area, s.Years[t], forecast.Nursery); asked >= 1 {
			n.Granted = 1
			n.reason(ReasonOpen, float64(left), asked)
		}
	}
}

// span scales the area's draws of a level to the expected children.
func (s *Supply) span(area int, y forecast.Year, l forecast.Level, expected float64) (low, high float64) {
	if s.Demand == nil || l == forecast.Mixed || len(s.Demand.years) == 0 {
		return expected, expected
	}
	k := s.Demand.Draws.AreaIndex(s.Areas[area].Code)
	if k < 0 {
		return expected, expected
	}
	q := forecast.Summarise(s.Demand.Draws.At(k, s.Demand.nearest(y), s.Demand.Draws.AgeIndex(l.Age())))
	if q.Mean == 0 {
		return expected, expected
	}
	return expected * q.Q[2] / q.Mean, expected * q.Q[6] / q.Mean
}

// progression returns, by area and level, the children of a level over those of
// the level below a year before, for middle and senior.
func (s *Supply) progression() [][slots]float64 {
	const pairs = 3
	area := map[string]int{}
	for _, c := range s.sites {
		area[c.Code] = c.area
	}
	size := map[classKey]float64{}
	for _, c := range s.Classes {
		size[classKey{c.SchoolYear, c.Site, c.Level}] = float64(c.Enrolled)
	}
	num, den := make([][slots]float64, len(s.Areas)), make([][slots]float64, len(s.Areas))
	var allNum, allDen [slots]float64
	for _, c := range s.Classes {
		if c.Level != forecast.Middle && c.Level != forecast.Senior || c.SchoolYear <= s.baseOf-pairs {
			continue
		}
		before, ok := size[classKey{c.SchoolYear - 1, c.Site, c.Level - 1}]
		if !ok || before == 0 {
			continue
		}
		k, a := slot(c.Level), area[c.Site]
		num[a][k] += float64(c.Enrolled)
		den[a][k] += before
		allNum[k] += float64(c.Enrolled)
		allDen[k] += before
	}
	out := make([][slots]float64, len(s.Areas))
	for a := range out {
		for _, l := range []forecast.Level{forecast.Middle, forecast.Senior} {
			k := slot(l)
			r := 1.0
			if allDen[k] > 0 {
				r = allNum[k] / allDen[k]
			}
			out[a][k] = (num[a][k] + pooling*r) / (den[a][k] + pooling)
		}
	}
	return out
}
