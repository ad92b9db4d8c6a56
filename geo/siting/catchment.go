package siting

import (
	"fmt"
	"math"
	"slices"

	"kindercast/forecast"
)

// Catchments is a proposed assignment of whole demand points to kindergartens
// (对口划片) for one school year's junior classes, in one piece for each
// kindergarten where that is possible, with what changes against today.
type Catchments struct {
	Year     forecast.Year    `json:"year"`
	Assigned []CatchmentPoint `json:"assigned"` // by point, as in the district
	Changes  int              `json:"changes"`
	Children float64          `json:"children_affected"`
	Metres   float64          `json:"mean_metres"`
	Over     []CatchmentOver  `json:"over"`   // kindergartens with more children than seats
	Pieces   []string         `json:"pieces"` // kindergartens whose catchment is not in one piece
	None     []string         `json:"none"`   // points with no open kindergarten in reach
}

// CatchmentPoint is where a point's children are to go.
type CatchmentPoint struct {
	Point    string  `json:"point_code"`
	Site     string  `json:"site_code"` // empty where none is in reach
	Was      string  `json:"was,omitempty"`
	Children float64 `json:"children"`
	Metres   float64 `json:"metres"`
}

// CatchmentOver is a kindergarten whose catchment holds more entrants than it
// has junior seats.
type CatchmentOver struct {
	Site     string  `json:"site_code"`
	Children float64 `json:"children"`
	Seats    float64 `json:"seats"`
}

// Catchments proposes whole-point catchments for the junior classes of a planned
// year. next lists the points that border each point; today is each point's
// kindergarten now ("" where not known). It weighs
//
//	walking + price of a child short x children over the seats + changePrice x children moved
//
// A child moved is one whose point changes kindergarten; changePrice is in 10,000
// yuan. It starts once from the plan's flows and once from today's catchments,
// joins pieces, then moves border points one at a time while that lowers the sum
// and breaks nothing apart. Of the two it takes that with fewer catchments in
// pieces, then the cheaper.
func (p *Plan) Catchments(d *District, year forecast.Year, next [][]int, today []string, changePrice float64) (*Catchments, error) {
	t := int(year - d.FirstYear)
	if t < 0 || t >= d.Years {
		return nil, fmt.Errorf("catchments for %d: planned are %d to %d", year, d.FirstYear, int(d.FirstYear)+d.Years-1)
	}
	if len(next) != len(d.Points) || today != nil && len(today) != len(d.Points) {
		return nil, fmt.Errorf("catchments: %d points, borders of %d, kindergartens of %d", len(d.Points), len(next), len(today))
	}
	if !nonNegative(changePrice) {
		return nil, fmt.Errorf("catchments: change price %v: want 0 or more", changePrice)
	}
	best := newCatchment(p.final, t, next, today, changePrice)
	best.settle((*catchment).flows)
	if today != nil {
		c := newCatchment(p.final, t, next, today, changePrice)
		c.settle((*catchment).stay)
		if a, b := c.broken(), best.broken(); a < b || a == b && c.total() < best.total() {
			best = c
		}
	}
	return best.report(year), nil
}

type catchment struct {
	l        *layout
	d        *draft
	t        int
	next     [][]int
	was      []int // site, -1 not known
	change   float64
	children []float64
	seats    []float64
	site     []int // of each point, -1 none
	load     []float64
	walk     float64
	short    float64
}

func newCatchment(d *draft, t int, next [][]int, today []string, change float64) *catchment {
	l := d.l
	n := len(l.d.Points)
	c := &catchment{l: l, d: d, t: t, next: next, change: change, children: make([]float64, n), was: make([]int, n),
		site: make([]int, n), seats: make([]float64, len(l.shapes)), load: make([]float64, len(l.shapes)),
		walk: l.walkPrice(t, juniorEntry), short: l.unservedPrice(t, juniorEntry)}
	for w := range l.scenarios {
		s := l.slot(w, t, juniorEntry)
		for i, x := range l.demand[s] {
			c.children[i] += l.weight[w] * x
		}
		for j := range c.seats {
			c.seats[j] += l.weight[w] * d.flows[s].seats[j]
		}
	}
	for i := range c.was {
		c.was[i], c.site[i] = -1, -1
		if today != nil && today[i] != "" {
			c.was[i] = slices.IndexFunc(l.d.Sites, func(s Site) bool { return s.Code == today[i] })
		}
	}
	return c
}

// cost is the price of sending point i to site j with the load already there.
func (c *catchment) cost(i, j int, metres float64) float64 {
	q := c.children[i]
	x := q * metres * c.walk
	over := func(load float64) float64 { return max(0, load-c.seats[j]) }
	x += c.short * (over(c.load[j]+q) - over(c.load[j]))
	if c.was[i] >= 0 && c.was[i] != j {
		x += c.change * q
	}
	return x
}

// arcs lists the open sites in reach of point i with their walks.
func (c *catchment) arcs(i int, visit func(j int, metres float64)) {
	for a := c.l.pointStart[i]; a < c.l.pointStart[i+1]; a++ {
		if j := int(c.l.arcSite[a]); c.seats[j] > 0 {
			visit(j, c.l.metres[a])
		}
	}
}

// settle gives the largest points first to their cheapest site, less what a
// start would rather, then joins and improves.
func (c *catchment) settle(rather func(c *catchment, i, j int) float64) {
	for _, i := range descending(c.children) {
		best := inf
		c.arcs(i, func(j int, metres float64) {
			if x := c.cost(i, j, metres) - rather(c, i, j); x < best {
				best, c.site[i] = x, j
			}
		})
		if c.site[i] >= 0 {
			c.load[c.site[i]] += c.children[i]
		}
	}
	for range 4 {
		c.join()
		c.improve()
	}
	c.join()
}

// flows would rather follow the plan's own: the price of the children of point i
// that it sends to site j.
func (c *catchment) flows(i, j int) float64 {
	share := 0.0
	for w := range c.l.scenarios {
		f := c.d.flow(c.l.slot(w, c.t, juniorEntry))
		for a := c.l.pointStart[i]; a < c.l.pointStart[i+1]; a++ {
			if int(c.l.arcSite[a]) == j {
				share += c.l.weight[w] * f.y[a]
			}
		}
	}
	return share * c.short
}

// stay would rather leave point i where it is today, whatever it costs.
func (c *catchment) stay(i, j int) float64 {
	if c.was[i] == j {
		return math.MaxFloat64 / 2
	}
	return 0
}

// total is the sum that Catchments weighs.
func (c *catchment) total() float64 {
	sum := 0.0
	for i, j := range c.site {
		if j < 0 {
			continue
		}
		sum += c.children[i] * c.metresTo(i, j) * c.walk
		if c.was[i] >= 0 && c.was[i] != j {
			sum += c.change * c.children[i]
		}
	}
	for j, load := range c.load {
		sum += c.short * max(0, load-c.seats[j])
	}
	return sum
}

// broken is the number of catchments that are not in one piece.
func (c *catchment) broken() int {
	n := 0
	for j := range c.seats {
		if len(c.pieces(j)) > 1 {
			n++
		}
	}
	return n
}

// pieces labels the connected pieces of site j's catchment and returns their
// points, the piece nearest to the kindergarten first.
func (c *catchment) pieces(j int) [][]int {
	seen := map[int]bool{}
	var out [][]int
	for i := range c.site {
		if c.site[i] != j || seen[i] {
			continue
		}
		piece := []int{i}
		seen[i] = true
		for k := 0; k < len(piece); k++ {
			for _, m := range c.next[piece[k]] {
				if c.site[m] == j && !seen[m] {
					seen[m] = true
					piece = append(piece, m)
				}
			}
		}
		out = append(out, piece)
	}
	nearest := func(piece []int) float64 {
		best := inf
		for _, i := range piece {
			best = min(best, c.metresTo(i, j))
		}
		return best
	}
	slices.SortStableFunc(out, func(a, b []int) int {
		if nearest(a) < nearest(b) {
			return -1
		}
		if nearest(a) > nearest(b) {
			return 1
		}
		return 0
	})
	return out
}

func (c *catchment) metresTo(i, j int) float64 {
	for a := c.l.pointStart[i]; a < c.l.pointStart[i+1]; a++ {
		if int(c.l.arcSite[a]) == j {
			return c.l.metres[a]
		}
	}
	return math.Inf(1)
}

// join gives the points of every piece but the nearest one to the cheapest
// bordering catchment that is in reach; a piece without one stays.
func (c *catchment) join() {
	for j := range c.seats {
		pieces := c.pieces(j)
		if len(pieces) < 2 {
			continue
		}
		for _, piece := range pieces[1:] {
			for again := true; again; {
				again = false
				for _, i := range piece {
					if c.site[i] == j && c.move(i, math.Inf(1)) {
						again = true
					}
				}
			}
		}
	}
}

// move takes point i to the cheapest catchment that borders it, if that costs
// less than limit more than staying. It reports whether it moved.
func (c *catchment) move(i int, limit float64) bool {
	from := c.site[i]
	c.load[from] -= c.children[i]
	best, to := c.cost(i, from, c.metresTo(i, from))+limit, -1
	c.arcs(i, func(j int, metres float64) {
		if j == from || !slices.ContainsFunc(c.next[i], func(m int) bool { return c.site[m] == j }) {
			return
		}
		if x := c.cost(i, j, metres); x < best-1e-9 {
			best, to = x, j
		}
	})
	if to < 0 {
		to = from
	}
	c.site[i] = to
	c.load[to] += c.children[i]
	return to != from
}

// improve moves border points while that lowers the sum and leaves the
// catchment they leave in as few pieces as before.
func (c *catchment) improve() {
	for range 20 {
		moved := false
		for i := range c.site {
			from := c.site[i]
			if from < 0 {
				continue
			}
			before := len(c.pieces(from))
			if !c.move(i, 0) {
				continue
			}
			if left := len(c.pieces(from)); left > before {
				c.load[c.site[i]] -= c.children[i]
				c.site[i] = from
				c.load[from] += c.children[i]
				continue
			}
			moved = true
		}
		if !moved {
			return
		}
	}
}

func (c *catchment) report(year forecast.Year) *Catchments {
	d := c.l.d
	out := &Catchments{Year: year, Over: []CatchmentOver{}, Pieces: []string{}, None: []string{}}
	walked, all := 0.0, 0.0
	for i, j := range c.site {
		p := CatchmentPoint{Point: d.Points[i].Code, Children: c.children[i]}
		if c.was[i] >= 0 {
			p.Was = d.Sites[c.was[i]].Code
		}
		if j < 0 {
			out.None = append(out.None, p.Point)
		} else {
			p.Site, p.Metres = d.Sites[j].Code, c.metresTo(i, j)
			walked += p.Children * p.Metres
			all += p.Children
			if c.was[i] >= 0 && c.was[i] != j {
				out.Changes++
				out.Children += p.Children
			}
		}
		out.Assigned = append(out.Assigned, p)
	}
	if all > 0 {
		out.Metres = walked / all
	}
	for j := range c.seats {
		if c.load[j] > c.seats[j]+1e-9 {
			out.Over = append(out.Over, CatchmentOver{d.Sites[j].Code, c.load[j], c.seats[j]})
		}
		if len(c.pieces(j)) > 1 {
			out.Pieces = append(out.Pieces, d.Sites[j].Code)
		}
	}
	return out
}
