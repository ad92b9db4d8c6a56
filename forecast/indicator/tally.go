package indicator

import (
	"math"
	"runtime"
	"sync"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// metric is one quantity that adds up over areas as a numerator and a
// denominator.
type metric int

const (
	mPublic     metric = iota // children in public kindergartens / children
	mAffordable               // in public and affordable ones / children
	mClasses                  // classes within the norm / classes
	mNursery                  // kindergartens with a nursery class / kindergartens
	mStreets                  // streets whose public kindergartens all have one / streets
	mAreas                    // kindergartens that meet all three areas / those that state them
	mAreas2017                // the same, designed from 2017
	mAreasOld                 // the same, designed before 2017
	mGross                    // children in kindergarten classes / residents aged 3 to 5
	mUse                      // children in rooms / places
	mUnstated                 // campuses that state no area
	mNoNorm                   // classes without a norm in force
	metrics
)

// metricOf names the metric of an indicator key.
var metricOf = map[string]metric{
	"t01_public_enrolment_share": mPublic, "ev_public_share": mPublic,
	"t02_affordable_coverage": mAffordable, "ev_affordable_coverage": mAffordable,
	"t03_class_size_compliance": mClasses, "ev_class_size_pass_rate": mClasses,
	"t04_combined_kindergarten_share": mNursery, "t05_full_nursery_streets": mStreets,
	"t13_per_child_conditions": mAreas, "ev_area_pass_rate_from_2017": mAreas2017, "ev_area_pass_rate_before_2017": mAreasOld,
	"ev_gross_enrolment_rate": mGross, "en_place_utilisation": mUse,
}

// tally is a numerator and denominator for every metric.
type tally [metrics][2]float64

func (t *tally) add(m metric, num, den float64) {
	t[m][0] += num
	t[m][1] += den
}

// campusNow is one kindergarten in one draw.
type campusNow struct {
	open     supply.Open
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
		sc.now[k] = campusNow{open: s.Open(i, sc.year, draw)}
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

// spread puts the children of a level into the kindergartens in proportion to
// places and pull, none above its places of that level while another has room;
// what is then left sits in rooms that changed level, in proportion to all
// places.
func (sc *scene) spread(l int, children float64, pull [3]float64) {
	room := func(k int) float64 {
		o := &sc.now[k].open
		c := o.Level[l]
		if l > 0 {
			c += o.Level[4] / 3
		}
		return math.Max(math.Min(c, o.Places-sc.used[k])-sc.now[k].children[l], 0)
	}
	for range len(sc.now) + 1 { // each pass fills a kindergarten or places everybody
		if children <= 1e-9 {
			break
		}
		sum := 0.0
		for k := range sc.now {
			sc.weight[k] = 0
			if free := room(k); free > 1e-9 {
				sc.weight[k] = sc.now[k].open.Level[l] * pull[sc.provider[k]]
				if l > 0 {
					sc.weight[k] += sc.now[k].open.Level[4] / 3 * pull[sc.provider[k]]
				}
			}
			sum += sc.weight[k]
		}
		if sum == 0 {
			break
		}
		left := children
		for k, w := range sc.weight {
			if w == 0 {
				continue
			}
			x := math.Min(children*w/sum, room(k))
			sc.now[k].children[l] += x
			left -= x
		}
		children = left
	}
	for k := range sc.now {
		sc.used[k] += sc.now[k].children[l]
	}
	sum := 0.0
	for k := range sc.now {
		sc.weight[k] = math.Max(sc.now[k].open.Places-sc.used[k], 0)
		sum += sc.weight[k]
	}
	if children <= 1e-9 || sum == 0 {
		return
	}
	for k, w := range sc.weight {
		sc.now[k].children[l] += children * w / sum
		sc.used[k] += children * w / sum
	}
}

// squeeze lets in the children of a level who have no place, as whole children,
// in proportion to the kindergartens' places of that level, or to all their
// places where none has any; what rounding leaves goes one by one to the first.
func (sc *scene) squeeze(l int, children float64) {
	left := math.Round(children)
	if left == 0 {
		return
	}
	sum := 0.0
	for k := range sc.now {
		o := &sc.now[k].open
		sc.weight[k] = o.Level[l]
		if l > 0 {
			sc.weight[k] += o.Level[4] / 3
		}
		sum += sc.weight[k]
	}
	if sum == 0 {
		for k := range sc.now {
			sc.weight[k] = sc.now[k].open.Places
			sum += sc.weight[k]
		}
	}
	if sum == 0 {
		return
	}
	whole := left
	for k, w := range sc.weight {
		sc.now[k].squeezed[l] = math.Floor(whole * w / sum)
		left -= sc.now[k].squeezed[l]
	}
	for k := 0; left > 0; k = (k + 1) % len(sc.now) {
		if sc.weight[k] > 0 {
			sc.now[k].squeezed[l]++
			left--
		}
	}
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

// played is all draws of one school year: the tally of the district by draw, and
// of every area the sums and the share of draws that hold, by indicator.
type played struct {
	year     forecast.Year
	district []tally
	area     []tally              // mean over draws
	holds    []map[string]float64 // by area, share of draws in which the target holds
}

// play works through all areas and draws of a school year.
func (in *Inputs) play(y forecast.Year, pull *Pull, opening *Opening) *played {
	s := in.Gap.Supply
	n := in.Gap.Demand.Draws.N
	p := &played{year: y, district: make([]tally, n), area: make([]tally, len(s.Areas)), holds: make([]map[string]float64, len(s.Areas))}
	each := make([][]tally, len(s.Areas))
	workers := in.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for a := range next {
				sc := newScene(in, a, y, opening)
				each[a] = make([]tally, n)
				for d := range n {
					each[a][d] = sc.play(d, pull.at(y, d))
				}
				p.area[a], p.holds[a] = in.digest(each[a], y)
			}
		})
	}
	for a := range s.Areas {
		next <- a
	}
	close(next)
	wg.Wait()
	for _, draws := range each {
		for d := range draws {
			for m := range draws[d] {
				p.district[d][m][0] += draws[d][m][0]
				p.district[d][m][1] += draws[d][m][1]
			}
		}
	}
	return p
}

// digest returns the mean tally of draws and, by indicator, the share of draws
// in which its target holds.
func (in *Inputs) digest(draws []tally, y forecast.Year) (mean tally, holds map[string]float64) {
	holds = map[string]float64{}
	for d := range draws {
		for m := range mean {
			mean[m][0] += draws[d][m][0]
			mean[m][1] += draws[d][m][1]
		}
	}
	n := float64(len(draws))
	for _, def := range in.Definitions {
		m, ok := metricOf[def.Key]
		if !ok || !def.in(int(y)) {
			continue
		}
		for d := range draws {
			if def.met(draws[d][m]) {
				holds[def.Key]++
			}
		}
		holds[def.Key] /= n
	}
	for m := range mean {
		mean[m][0] /= n
		mean[m][1] /= n
	}
	return mean, holds
}

// met reports whether a tally meets the target.
func (d Definition) met(x [2]float64) bool {
	if d.Operator == MeetsAll {
		return x[1] > 0 && x[0] >= x[1]-1e-9
	}
	return d.Operator.Holds(d.Value(x[0], x[1]), d.Target)
}
