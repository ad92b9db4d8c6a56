package indicator

import (
	"math"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// campusNow is one kindergarten in one draw.
type campusNow struct {
	open     supply.Open
	most     float64    // children it can hold, its rooms at their largest class
	children [5]float64 // by level, in single-age or mixed rooms
	squeezed [5]float64 // children without a place, if all were let in
}

// scene is one area and school year, ready to be played draw by draw.
//
// A draw is read twice. For enrolment (provider shares, gross rate, use) the
// children without a place stay away. For class size and areas per child those of
// 3 to 5 are let in all the same, into the classes of their own area in
// proportion to its places: a shortage is then a class above its norm. Nursery
// children stay at home in both: nobody must take them. Neither reading hides the
// shortage, and en_place_shortfall states it.
type scene struct {
	in       *Inputs
	year     forecast.Year
	campuses []int
	site     []supply.Site
	provider []int
	group    []int  // the first campus of its kindergarten in this area
	settled  []bool // a nursery class runs, is ordered or is asked of it
	opening  *Opening
	limit    []float64 // number B, +Inf where no area is stated
	stated   []bool
	size     [][5]float64
	taken    [4][]float64
	unmet    [4][]float64
	wanted   []float64 // nursery children who ask
	resident []float64 // aged 3 to 5
	now      []campusNow
	weight   []float64
	used     []float64
	opens    []bool // by first campus: the kindergarten has an open room
	runs     []bool // and runs a nursery class
}

func newScene(in *Inputs, area int, y forecast.Year, opening *Opening) *scene {
	s := in.Gap.Supply
	code := s.Areas[area].Code
	sc := &scene{in: in, year: y, opening: opening}
	all := s.Campuses()
	for i := range all {
		if s.AreaOf(i) != area {
			continue
		}
		sc.campuses = append(sc.campuses, i)
		sc.site = append(sc.site, all[i])
		p := 0
		for k, name := range supply.Providers {
			if name == all[i].Provider {
				p = k
			}
		}
		sc.provider = append(sc.provider, p)
		sc.settled = append(sc.settled, s.NurserySettled(i, y))
		sc.group = append(sc.group, kindergarten(sc.site, len(sc.site)-1))
		b, stated := s.AreaLimit(i, y)
		sc.limit, sc.stated = append(sc.limit, b), append(sc.stated, stated)
		var size [5]float64
		for l := forecast.Nursery; l <= forecast.Mixed; l++ {
			size[l-1], _ = s.Norms.ClassSize(l, all[i].Provider, y) // no norm: reported by supply, no places
		}
		sc.size = append(sc.size, size)
	}
	for _, l := range forecast.Levels {
		sc.taken[l-1] = in.Gap.Taken(code, y, l)
		sc.unmet[l-1] = in.Gap.Unmet(code, y, l)
	}
	sc.wanted = in.Gap.Wanted(code, y, forecast.Nursery)
	sc.resident = in.Gap.Residents(code, y, forecast.Junior, forecast.Middle, forecast.Senior)
	n := len(sc.campuses)
	sc.opens, sc.runs = make([]bool, n), make([]bool, n)
	sc.now, sc.weight, sc.used = make([]campusNow, n), make([]float64, n), make([]float64, n)
	return sc
}

// kindergarten returns the position of the first campus of the same kindergarten
// as campus k: campuses in one area with the same group code are one, and a site
// without a group stands for itself. A kindergarten with campuses in two areas
// counts once in each, so that areas add up to the district.
func kindergarten(sites []supply.Site, k int) int {
	if sites[k].Group != "" {
		for i := range k {
			if sites[i].Group == sites[k].Group {
				return i
			}
		}
	}
	return k
}

// play returns the tally of one draw.
func (sc *scene) play(draw int, pull [3]float64) (t tally) {
	s := sc.in.Gap.Supply
	clear(sc.used)
	for k, i := range sc.campuses {
		sc.now[k] = campusNow{open: s.Open(i, sc.year, draw), most: sc.in.Gap.Most(i, sc.year, draw)}
	}
	for l := 3; l >= 0; l-- { // oldest first, as places are given
		sc.spread(l, sc.taken[l][draw], pull)
		if l > 0 {
			sc.squeeze(l, sc.unmet[l][draw])
		}
	}
	clear(sc.runs)
	clear(sc.opens)
	for k := range sc.now {
		c := &sc.now[k]
		rooms := 0
		for _, r := range c.open.Rooms {
			rooms += r
		}
		if rooms == 0 {
			continue
		}
		sc.opens[sc.group[k]] = true
		if sc.count(&t, k, rooms, draw, sc.wanted[draw] >= 0.5) {
			sc.runs[sc.group[k]] = true
		}
	}
	public, full := 0, true
	for k, open := range sc.opens {
		if !open {
			continue
		}
		t.add(mNursery, indicate(sc.runs[k]), 1)
		if sc.provider[k] == 0 {
			public++
			full = full && sc.runs[k]
		}
	}
	t.add(mStreets, indicate(public > 0 && full), 1)
	t[mGross][1] = sc.resident[draw]
	return t
}

func indicate(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// count adds one kindergarten with open rooms to the tally and reports whether
// it runs a nursery class.
//
// Classes are as few as the norm allows, ceil(children / size); a child beyond
// the places puts one class above its norm.
func (sc *scene) count(t *tally, k, rooms, draw int, asked bool) bool {
	c := &sc.now[k]
	older, all, tight, need := 0.0, 0.0, 0.0, 0
	for l := range 4 {
		n := c.children[l]
		all += n
		tight += c.squeezed[l]
		size := sc.size[k][l]
		if size <= 0 {
			continue
		}
		classes := math.Ceil(n/size - 1e-9)
		above := c.squeezed[l]
		if above > 0 {
			classes = math.Max(classes, 1)
		}
		t.add(mClasses, classes-math.Min(classes, above), classes)
		if l > 0 {
			older += n
			need += int(classes)
		}
	}
	t.add(mGross, older, 0)
	t.add(mUse, all, c.open.Places)
	shown := older
	if sc.in.CountNursery {
		shown = all
	}
	switch sc.provider[k] {
	case 0:
		t.add(mPublic, shown, shown)
		t.add(mAffordable, shown, shown)
	case 1:
		t.add(mPublic, 0, shown)
		t.add(mAffordable, shown, shown)
	default:
		t.add(mPublic, 0, shown)
		t.add(mAffordable, 0, shown)
	}
	if sc.stated[k] {
		on := all + tight
		if sc.in.Gap.Supply.NurseryOutside {
			on -= c.children[0] + c.squeezed[0]
		}
		pass := indicate(on < sc.limit[k]+0.5)
		t.add(mAreas, pass, 1)
		if y := sc.site[k].DesignYear; y >= 2017 {
			t.add(mAreas2017, pass, 1)
		} else if y > 0 {
			t.add(mAreasOld, pass, 1)
		}
	}
	if !asked {
		return false
	}
	if sc.settled[k] && c.open.Rooms[0] > 0 {
		return true
	}
	return rooms-need >= 1 && (sc.in.OpenWhereSpare || sc.opening.by(sc.campuses[k], draw, sc.year))
}
