package siting

import "math"

// siteStatus is what a site is in one year: which of its options are in
// service, whether it runs nursery classes, whether it is closed for good.
type siteStatus struct {
	mask    int // bit k: options[k] is in service
	nursery bool
	closed  bool
}

// siteShape is everything a site may become, prepared for dynamic programming
// over (status, classes of the last two years).
type siteShape struct {
	options   []int // positions in District.Options
	statuses  []siteStatus
	start     int // status before the first year
	rooms     [][]int
	area      [][]float64
	open      [][]bool
	legal     [][]bool
	next      [][]int // statuses that may follow; legality by year is apart
	most      int     // most rooms in any year and status
	mostIn    []int   // by year
	capN      float64 // children in a nursery class
	capJ      float64 // entrants in a junior class that still fit as seniors
	growth    float64
	maxN      int
	areaBinds bool
	works     []int
	base      []int
	runs      []int // running classes by year
	// leaves is set where the site may close with nursery classes: they ran before
	// the first year and never lacked a room. Classes that a plan opens stay.
	leaves bool
}

func newSiteShape(d *District, j int, options []int) siteShape {
	site := d.Sites[j]
	g := site.Growth
	if g == 0 {
		g = 1
	}
	h := siteShape{options: options, growth: g, capN: d.Norms.Nursery, maxN: d.Norms.MaxNurseryRooms,
		capJ: min(d.Norms.Junior, d.Norms.Middle/g, d.Norms.Senior/(g*g))}
	for _, o := range options {
		h.works = append(h.works, d.Options[o].RoomsLost)
	}
	for t := range d.Years {
		running := 0
		switch t {
		case 0:
			running = site.Running.Junior + site.Running.Middle
		case 1:
			running = site.Running.Junior
		}
		rooms := 0
		if len(site.Rooms) > 0 {
			rooms = site.Rooms[t]
		}
		h.base = append(h.base, max(rooms, running))
		h.runs = append(h.runs, running)
	}
	h.listStatuses(d, site)
	h.leaves = h.statuses[h.start].nursery
	for t := range h.base {
		h.leaves = h.leaves && h.base[t] > h.runs[t]
	}
	h.fillYears(d, site)
	return h
}

// listStatuses lists the statuses and which may follow which: options stay, a
// closed site stays closed, nursery classes stay while there is a room.
func (h *siteShape) listStatuses(d *District, site Site) {
	for mask := range 1 << len(h.options) {
		for _, nursery := range [...]bool{false, true} {
			if nursery && h.maxN == 0 {
				continue
			}
			h.statuses = append(h.statuses, siteStatus{mask: mask, nursery: nursery})
		}
	}
	if site.MayClose {
		h.statuses = append(h.statuses, siteStatus{closed: true})
	}
	for k, s := range h.statuses {
		if s.mask == 0 && !s.closed && s.nursery == (site.Running.Nursery > 0 && h.maxN > 0) {
			h.start = k
		}
	}
	for _, s := range h.statuses {
		var next []int
		for k, to := range h.statuses {
			switch {
			case s.closed && !to.closed, s.mask&^to.mask != 0, to.closed && s.mask != 0:
			default:
				next = append(next, k)
			}
		}
		h.next = append(h.next, next)
	}
}

func (h *siteShape) fillYears(d *District, site Site) {
	g := h.growth
	biggest := max(d.Norms.Nursery, d.Norms.Junior, d.Norms.Middle, d.Norms.Senior) * max(1, g*g)
	for t := range d.Years {
		rooms, area := make([]int, len(h.statuses)), make([]float64, len(h.statuses))
		open, legal := make([]bool, len(h.statuses)), make([]bool, len(h.statuses))
		children, most := 0.0, 0
		switch t {
		case 0:
			children = g * (site.Running.JuniorChildren + site.Running.MiddleChildren)
		case 1:
			children = g * g * site.Running.JuniorChildren
		}
		for k, s := range h.statuses {
			if s.closed {
				legal[k] = h.runs[t] == 0
				continue
			}
			ok := true
			places := site.AreaPlaces
			if places == 0 {
				places = biggest*float64(h.base[t]) + children
			}
			rooms[k], area[k] = h.base[t]-h.runs[t], max(0, places-children)
			if h.base[t] == 0 {
				area[k] = 0
			}
			open[k] = h.base[t] > 0 || s.mask != 0
			for b, o := range h.options {
				if s.mask>>b&1 == 0 {
					continue
				}
				op := d.Options[o]
				rooms[k] += op.Rooms
				if op.AreaPlaces == 0 {
					area[k] += biggest * float64(op.Rooms)
				} else {
					area[k] += op.AreaPlaces
				}
				ok = ok && int(op.Earliest) <= int(d.FirstYear)+t && (s.nursery || !op.NeedsNursery)
			}
			if s.nursery && (!open[k] || rooms[k] < 1) {
				ok = false
			}
			legal[k] = ok
			h.most = max(h.most, rooms[k])
			if ok {
				most = max(most, rooms[k])
			}
			if area[k] < max(h.capN, h.capJ*max(1, g*g))*float64(rooms[k]) {
				h.areaBinds = true
			}
		}
		h.mostIn = append(h.mostIn, most)
		h.rooms, h.area = append(h.rooms, rooms), append(h.area, area)
		h.open, h.legal = append(h.open, open), append(h.legal, legal)
	}
}

// follows reports whether status to may come in year t after from. Nursery
// classes end only where the site has no free room for one, or where they ran
// before the plan and the site closes.
func (h *siteShape) follows(t, from, to int) bool {
	if !h.legal[t][to] {
		return false
	}
	a, b := h.statuses[from], h.statuses[to]
	switch {
	case !a.nursery || b.nursery:
		return true
	case b.closed:
		return h.leaves
	}
	return h.rooms[t][to] < 1
}

// capOf is the most children that a class takes in at entry.
func (h *siteShape) capOf(entry int) float64 {
	if entry == nurseryEntry {
		return h.capN
	}
	return h.capJ
}

// lost is the number of rooms that works close in the year before the site
// passes from one status to another.
func (h *siteShape) lost(from, to int) int {
	n := 0
	for fresh, b := h.statuses[to].mask&^h.statuses[from].mask, 0; fresh != 0; fresh, b = fresh>>1, b+1 {
		if fresh&1 != 0 {
			n += h.works[b]
		}
	}
	return n
}

// capital is what entering status to from status from costs: the capital itself
// and the charge for it over the years from t on.
func (h *siteShape) capital(d *District, t, from, to int) (spent, charge float64) {
	for fresh, b := h.statuses[to].mask&^h.statuses[from].mask, 0; fresh != 0; fresh, b = fresh>>1, b+1 {
		if fresh&1 != 0 {
			spent += d.Options[h.options[b]].Capital
		}
	}
	return spent, spent * d.Costs.CapitalCharge * float64(d.Years-t)
}

// seats returns the nursery and junior seats that the area allows beside the
// children of the last two junior years (upper bounds on them are enough).
// Where cohorts grow, seats are held back so that the class still fits later.
func (h *siteShape) seats(t, status, r, n int, last, before float64) (nursery, junior float64) {
	nursery, junior = h.capN*float64(r), h.capJ*float64(n)
	if !h.areaBinds {
		return nursery, junior
	}
	nursery = h.nurserySeats(t, status, r, last, before, 0)
	return nursery, h.juniorSeats(t, status, n, last, before, nursery)
}

// carried is the area that the children of the last two junior years take.
func (h *siteShape) carried(t, status int, last, before float64) float64 {
	g := h.growth
	return min(g*last+g*g*before, g*h.area[t][status])
}

// left is the area in year t after n1 and n2 full junior classes of the two years
// before: for children who stay a year, and for juniors, who may grow in number.
func (h *siteShape) left(t, status, n1, n2 int) (room, late float64) {
	carried := h.carried(t, status, h.capJ*float64(n1), h.capJ*float64(n2))
	return h.area[t][status] - carried, h.area[t][status]/max(1, h.growth*h.growth) - carried
}

// nurserySeats are the seats of r nursery classes beside so many junior children.
func (h *siteShape) nurserySeats(t, status, r int, last, before, junior float64) float64 {
	return min(h.capN*float64(r), max(0, h.area[t][status]-h.carried(t, status, last, before)-junior))
}

// juniorSeats are the seats of n junior classes beside so many nursery children.
func (h *siteShape) juniorSeats(t, status, n int, last, before, nursery float64) float64 {
	room := h.area[t][status] / max(1, h.growth*h.growth)
	return min(h.capJ*float64(n), max(0, room-h.carried(t, status, last, before)-nursery))
}

// fixedCost is what an open site costs in a year.
func (h *siteShape) fixedCost(d *District, t, status int) float64 {
	if h.open[t][status] {
		return d.Costs.Fixed
	}
	return 0
}

var inf = math.Inf(1)
