package siting

import (
	"fmt"
	"math"
	"slices"

	"kindercast/forecast"
)

// Validate checks the whole district and returns all that is wrong with it as
// Problems, or nil. It judges only what no plan could mean; what a plan can
// answer but a planner should look at is in Warnings.
func (d *District) Validate() error {
	var p Problems
	bad := func(format string, args ...any) { p = append(p, fmt.Sprintf(format, args...)) }
	if d.Years < 1 {
		return append(p, fmt.Sprintf("%d years to plan: want at least 1", d.Years))
	}
	if len(d.Points) == 0 {
		bad("no demand points")
	}
	if len(d.Sites) == 0 {
		bad("no sites")
	}
	d.validateNumbers(bad)
	sites := d.validateSites(bad)
	d.validateOptions(sites, bad)
	d.validateChildren(bad)
	d.validateReach(bad)
	if len(p) > 0 {
		return p
	}
	return nil
}

func (d *District) validateNumbers(bad func(string, ...any)) {
	n := d.Norms
	if !(n.Nursery > 0 && n.Junior > 0 && n.Middle > 0 && n.Senior > 0) {
		bad("class sizes %v, %v, %v, %v: want all above 0", n.Nursery, n.Junior, n.Middle, n.Senior)
	}
	if n.MaxNurseryRooms < 0 {
		bad("at most %d nursery rooms a site: want 0 or more", n.MaxNurseryRooms)
	}
	c := d.Costs
	if !nonNegative(c.CapitalCharge, c.Fixed, c.RunNursery, c.RunClass, c.WalkKilometre,
		c.UnservedNursery, c.UnservedClass, c.Fairness, c.TailWeight) {
		bad("costs %+v: want no negative or missing numbers", c)
	}
	if c.TailWeight > 0 && !(c.TailLevel >= 0 && c.TailLevel < 1) {
		bad("tail level %v: want 0 <= level < 1", c.TailLevel)
	}
	if d.Budget != nil && len(d.Budget) != d.Years {
		bad("budget for %d years, planned are %d", len(d.Budget), d.Years)
	}
	if !nonNegative(d.Budget...) {
		bad("budget %v: want no negative amounts", d.Budget)
	}
	share := func(name string, t Target) {
		if !(t.Value >= 0 && t.Value <= 1) {
			bad("target %s of %v: want a share from 0 to 1", name, t.Value)
		}
		if !nonNegative(t.Price) {
			bad("target %s at price %v: want 0 (hard) or more", name, t.Price)
		}
	}
	share("nursery share", d.Targets.NurseryShare)
	share("public share", d.Targets.PublicShare)
	areas := map[string]bool{}
	for _, s := range d.Sites {
		areas[s.Area] = true
	}
	if t := d.Targets.FullStreets; !(t.Value >= 0) || t.Value != math.Trunc(t.Value) || !nonNegative(t.Price) {
		bad("target full streets of %v at price %v: want a whole number and no negative price", t.Value, t.Price)
	}
}

func (d *District) validateSites(bad func(string, ...any)) map[string]int {
	codes := map[string]int{}
	for j, s := range d.Sites {
		if first, twice := codes[s.Code]; twice {
			bad("site %q stands in rows %d and %d", s.Code, first+1, j+1)
		}
		codes[s.Code] = j
		if !inWorld(s.Lon, s.Lat) {
			bad("site %q at (%v, %v): not a longitude and latitude", s.Code, s.Lon, s.Lat)
		}
		if len(s.Rooms) != 0 && len(s.Rooms) != d.Years {
			bad("site %q has rooms for %d years, planned are %d", s.Code, len(s.Rooms), d.Years)
		}
		for t, r := range s.Rooms {
			if r < 0 {
				bad("site %q has %d rooms in %d", s.Code, r, int(d.FirstYear)+t)
			}
		}
		r := s.Running
		if r.Nursery < 0 || r.Junior < 0 || r.Middle < 0 || !nonNegative(r.JuniorChildren, r.MiddleChildren) {
			bad("site %q runs %+v: want no negative counts", s.Code, r)
		}
		if r.Junior == 0 && r.JuniorChildren > 0 || r.Middle == 0 && r.MiddleChildren > 0 {
			bad("site %q has children without a class: %+v", s.Code, r)
		}
		if !nonNegative(s.AreaPlaces, s.Growth) {
			bad("site %q: area for %v children, growth %v: want no negative numbers", s.Code, s.AreaPlaces, s.Growth)
		}
	}
	return codes
}

// maxOptionsASite bounds the combinations of options that a site's plan is
// enumerated over.
const maxOptionsASite = 4

func (d *District) validateOptions(sites map[string]int, bad func(string, ...any)) {
	codes := map[string]int{}
	perSite := map[string]int{}
	for k, o := range d.Options {
		if first, twice := codes[o.Code]; twice {
			bad("option %q stands in rows %d and %d", o.Code, first+1, k+1)
		}
		codes[o.Code] = k
		switch o.Kind {
		case New, Expand, Convert, Reopen:
		default:
			bad("option %q is of kind %q: want new, expand, convert or reopen", o.Code, o.Kind)
		}
		if _, known := sites[o.Site]; !known {
			bad("option %q changes site %q, which is not in the list of sites", o.Code, o.Site)
		}
		if perSite[o.Site]++; perSite[o.Site] == maxOptionsASite+1 {
			bad("site %q has more than %d options", o.Site, maxOptionsASite)
		}
		if o.Rooms < 1 {
			bad("option %q adds %d rooms: want at least 1", o.Code, o.Rooms)
		}
		if !nonNegative(o.Capital, o.AreaPlaces) || o.RoomsLost < 0 {
			bad("option %q: capital %v, area for %v, %d rooms lost: want no negative numbers", o.Code, o.Capital, o.AreaPlaces, o.RoomsLost)
		}
		if o.NeedsNursery && d.Norms.MaxNurseryRooms < 1 {
			bad("option %q needs a nursery class, and the norms allow none", o.Code)
		}
	}
}

func (d *District) validateChildren(bad func(string, ...any)) {
	codes := map[string]int{}
	for i, q := range d.Points {
		if first, twice := codes[q.Code]; twice {
			bad("demand point %q stands in rows %d and %d", q.Code, first+1, i+1)
		}
		codes[q.Code] = i
		if !inWorld(q.Lon, q.Lat) {
			bad("demand point %q at (%v, %v): not a longitude and latitude", q.Code, q.Lon, q.Lat)
		}
	}
	c := d.Children
	if c == nil || c.Points != len(d.Points) || c.Years != d.Years || c.Draws < 1 ||
		c.Weights != nil && len(c.Weights) != c.Draws {
		bad("children do not cover %d points and %d years in every draw", len(d.Points), d.Years)
		return
	}
	sum := 0.0
	for w := range c.Draws {
		if !nonNegative(c.weight(w)) {
			bad("draw %d weighs %v", w, c.weight(w))
		}
		sum += c.weight(w)
	}
	if math.Abs(sum-1) > 1e-9 {
		bad("weights of the draws sum to %v: want 1", sum)
	}
	for i, q := range d.Points {
		for _, l := range forecast.Levels {
			for t := range d.Years {
				if at := c.At(i, l, t); !nonNegative(at...) {
					bad("children of %q, %s, %d are %v: want no negative or missing numbers", q.Code, l, int(d.FirstYear)+t, at)
				}
			}
		}
	}
}

func (d *District) validateReach(bad func(string, ...any)) {
	seen := map[[2]int32]bool{}
	for k, a := range d.Reach {
		if a.Point < 0 || int(a.Point) >= len(d.Points) || a.Site < 0 || int(a.Site) >= len(d.Sites) {
			bad("walk %d joins point %d and site %d, which do not exist", k+1, a.Point, a.Site)
			continue
		}
		if !nonNegative(a.Metres) {
			bad("walk from %q to %q is %v m", d.Points[a.Point].Code, d.Sites[a.Site].Code, a.Metres)
		}
		if pair := [2]int32{a.Point, a.Site}; seen[pair] {
			bad("walk from %q to %q is listed twice", d.Points[a.Point].Code, d.Sites[a.Site].Code)
		} else {
			seen[pair] = true
		}
	}
}

// Warning is something a plan can live with and a planner should know.
type Warning struct {
	Key    string  `json:"key"` // no_site_in_reach, one_point, too_few_places, no_budget, fewer_streets, running_over_rooms, closes_many
	Code   string  `json:"code,omitempty"`
	Near   string  `json:"near,omitempty"` // nearest site
	Metres float64 `json:"metres,omitempty"`
	Have   float64 `json:"have,omitempty"`
	Want   float64 `json:"want,omitempty"`
}

// Warnings checks, without a solver, what is likely to disappoint: points with
// no site in reach (with the nearest that stands, as the crow flies), more children
// than places even if everything is built, a budget of nothing while there are
// options, more full streets asked for than have a public site, sites that share
// one point (two in one building, or a default coordinate), and sites that
// already run more classes than they have rooms (they keep them and open none).
// The district must be valid.
func (d *District) Warnings() []Warning {
	var out []Warning
	reached := make([]bool, len(d.Points))
	for _, a := range d.Reach {
		reached[a.Point] = true
	}
	for i, ok := range reached {
		if ok {
			continue
		}
		w := Warning{Key: "no_site_in_reach", Code: d.Points[i].Code, Metres: math.Inf(1)}
		for _, s := range d.Sites {
			if !slices.ContainsFunc(s.Rooms, func(n int) bool { return n > 0 }) {
				continue // nothing stands there yet
			}
			if m := crowMetres(d.Points[i].Lon, d.Points[i].Lat, s.Lon, s.Lat); m < w.Metres {
				w.Near, w.Metres = s.Code, math.Round(m)
			}
		}
		out = append(out, w)
	}
	at := map[[2]float64]string{}
	for _, s := range d.Sites {
		where := [2]float64{s.Lon, s.Lat}
		if other, taken := at[where]; taken {
			out = append(out, Warning{Key: "one_point", Code: s.Code, Near: other})
		}
		at[where] = s.Code
	}
	mean := d.Children.Mean()
	for t := range d.Years {
		places, children := 0.0, 0.0
		for _, s := range d.Sites {
			if len(s.Rooms) > 0 {
				places += float64(s.Rooms[t]) * d.Norms.Senior
			}
		}
		for _, o := range d.Options {
			if int(o.Earliest) <= int(d.FirstYear)+t {
				places += float64(o.Rooms) * d.Norms.Senior
			}
		}
		for i := range d.Points {
			for _, l := range forecast.Levels {
				children += mean.At(i, l, t)[0]
			}
		}
		if children > places {
			out = append(out, Warning{Key: "too_few_places", Code: fmt.Sprint(int(d.FirstYear) + t), Have: places, Want: children})
		}
	}
	budget := 0.0
	for _, b := range d.Budget {
		budget += b
	}
	if d.Budget != nil && budget == 0 && len(d.Options) > 0 {
		out = append(out, Warning{Key: "no_budget"})
	}
	public := map[string]bool{}
	for _, s := range d.Sites {
		if s.Public {
			public[s.Area] = true
		}
		if len(s.Rooms) > 0 && s.Running.Junior+s.Running.Middle > s.Rooms[0] {
			out = append(out, Warning{Key: "running_over_rooms", Code: s.Code,
				Have: float64(s.Rooms[0]), Want: float64(s.Running.Junior + s.Running.Middle)})
		}
	}
	if v := d.Targets.FullStreets.Value; v > float64(len(public)) {
		out = append(out, Warning{Key: "fewer_streets", Have: float64(len(public)), Want: v})
	}
	return out
}

func inWorld(lon, lat float64) bool {
	return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90
}

// crowMetres is the great-circle distance on a sphere of 6,371,008.8 m.
func crowMetres(lon1, lat1, lon2, lat2 float64) float64 {
	const rad = math.Pi / 180
	a, b := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
	return 2 * 6371008.8 * math.Asin(math.Sqrt(min(1, a*a+math.Cos(lat1*rad)*math.Cos(lat2*rad)*b*b)))
}
