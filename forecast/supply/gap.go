package supply

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"kindercast/forecast"
)

// Match says how children meet rooms. The zero Match keeps children in their own
// area and lays rooms out for the children of each draw.
type Match struct {
	// Reach lets children take a place in an area within walking time. Yearly,
	// where given, goes before it: the reach of each school year, since
	// kindergartens open and close.
	Reach  Reach
	Yearly map[forecast.Year]Reach
	// Fixed keeps every room at the level it is planned for. Without it the rooms
	// of an area are laid out in every draw for the children of that draw, rooms
	// that are spoken for apart; see street.
	Fixed bool
	// Workers is how many draws are matched at a time; 0 is one a core. The
	// answer does not depend on it.
	Workers int
}

// Gap is the children and the places, draw by draw: who stays without, what
// stays empty.
//
// In each draw and year the levels are let in oldest first, senior, middle,
// junior, then nursery, since a shortage falls on those who enter. A level may
// use the places in its own rooms and, for junior to senior, those in mixed
// rooms, as long as the area's total under licence and square metres is not used
// up. Within the reach as few children as possible stay without a place, of each
// level beside the older ones and of all together (see network). With rooms laid
// out in every draw, one room more anywhere leaves no more children without, in
// any draw: of senior, of 3 to 5 and of 2 to 5 in all areas together.
type Gap struct {
	Supply  *Supply
	Demand  *Demand
	Match   Match
	Years   []forecast.Year // the years that both demand and supply hold
	dates   []int           // position in Demand of each year
	rows    []int           // position in Supply of each year
	areas   []int           // position in Demand of each planned area, -1 where it has no draws
	n       int
	streets [][][]street // by year and area
	homes   [][][]int    // by year and area: the areas from which it is within reach
	unmet   []float32    // year x level x area x draw, by the children's home
	spare   []float32    // by the place
	taken   []float32    // by the place
}

// gapOrder is the order in which levels are served.
var gapOrder = [...]forecast.Level{forecast.Senior, forecast.Middle, forecast.Junior, forecast.Nursery}

// NewGap matches the demand of every draw with the places of the same draw. Draw
// s of the demand meets draw s of the openings (modulo their number).
func NewGap(s *Supply, d *Demand, m Match) *Gap {
	g := &Gap{Supply: s, Demand: d, Match: m, n: d.Draws.N}
	for k, y := range d.Years() {
		if t := s.YearIndex(y); t >= 0 {
			g.Years, g.dates, g.rows = append(g.Years, y), append(g.dates, k), append(g.rows, t)
		}
	}
	for _, a := range s.Areas {
		g.areas = append(g.areas, d.Draws.AreaIndex(a.Code))
	}
	size := len(g.Years) * 4 * len(s.Areas) * g.n
	g.unmet, g.spare, g.taken = make([]float32, size), make([]float32, size), make([]float32, size)
	g.layStreets()
	workers := m.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	const block = 16
	blocks := make(chan [2]int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := newMatcher(g)
			for b := range blocks {
				for draw := b[0]; draw < b[1]; draw++ {
					for y := range g.Years {
						w.year(y, draw)
					}
				}
			}
		})
	}
	for i := 0; i < g.n; i += block {
		blocks <- [2]int{i, min(i+block, g.n)}
	}
	close(blocks)
	wg.Wait()
	return g
}

// reach returns the reach of the year at position year.
func (g *Gap) reach(year int) Reach {
	if g.Match.Yearly != nil {
		return g.Match.Yearly[g.Years[year]]
	}
	return g.Match.Reach
}

// layStreets gathers, by year and area, the rooms that are open in every draw.
func (g *Gap) layStreets() {
	s := g.Supply
	for t := range g.Years {
		areas := make([][]street, len(s.Areas))
		for a, campuses := range s.byArea {
			var need [4]float64
			if i := g.areas[a]; i >= 0 {
				for _, l := range forecast.Levels {
					need[slot(l)] = g.Demand.mean(i, g.Years[t], l)
				}
			}
			of := s.streets(campuses, g.rows[t], need)
			for _, i := range campuses {
				r := s.row(i, g.rows[t])
				k := slices.IndexFunc(of, func(x street) bool { return x.size == r.size })
				for l, n := range r.kept {
					of[k].spoken[l] += n
				}
				if r.open != nil {
					of[k].varies = append(of[k].varies, i)
				} else {
					of[k].add(r, s.sites[i].Site, r.fixed, s.NurseryOutside)
				}
			}
			areas[a] = of
		}
		g.streets = append(g.streets, areas)
		if t > 0 && g.Match.Yearly == nil {
			g.homes = append(g.homes, g.homes[0])
			continue
		}
		g.homes = append(g.homes, g.reach(t).homes(len(s.Areas)))
	}
}

// Most returns the children that the campus at position site can hold at most in
// a draw of school year y: its rooms at their largest class, under licence and
// square metres. With rooms held to the plan it is the places planned.
func (g *Gap) Most(site int, y forecast.Year, draw int) float64 {
	s := g.Supply
	t := slices.Index(g.Years, y)
	r := s.row(site, g.rows[t])
	if g.Match.Fixed {
		return r.at(draw % s.Draws).total
	}
	n := r.fixed
	if r.open != nil {
		n = int(r.open[draw%s.Draws])
	}
	of := g.streets[t][s.sites[site].area]
	k := slices.IndexFunc(of, func(x street) bool { return x.size == r.size })
	return math.Min(r.bound(s.sites[site].Site, n, of[k].mean, s.NurseryOutside), float64(n)*r.largest())
}

func (g *Gap) at(v []float32, year int, l forecast.Level, area int) []float32 {
	i := ((year*4+slot(l))*len(g.Supply.Areas) + area) * g.n
	return v[i : i+g.n : i+g.n]
}

// sum adds one of the arrays over areas and levels, draw by draw.
func (g *Gap) sum(v []float32, year, area int, levels []forecast.Level) []float64 {
	out := make([]float64, g.n)
	for _, l := range levels {
		for a := range g.Supply.Areas {
			if area != everywhere && a != area {
				continue
			}
			for s, x := range g.at(v, year, l, a) {
				out[s] += float64(x)
			}
		}
	}
	return out
}

// wanted adds the children who ask for a place, draw by draw.
func (g *Gap) wanted(year, area int, levels []forecast.Level) []float64 {
	out := make([]float64, g.n)
	for _, l := range levels {
		k, u := g.Demand.Draws.AgeIndex(l.Age()), g.Demand.Uptake.Of(l)
		for a, i := range g.areas {
			if i < 0 || area != everywhere && a != area {
				continue
			}
			for s, x := range g.Demand.Draws.At(i, g.dates[year], k) {
				out[s] += x * u
			}
		}
	}
	return out
}

// Unmet returns the children without a place, draw by draw, in the area with
// this code (all areas where it is "*") and school year, over the levels. It is
// nil for an area or year that is not matched.
func (g *Gap) Unmet(code string, y forecast.Year, levels ...forecast.Level) []float64 {
	t, area, ok := g.find(code, y)
	if !ok {
		return nil
	}
	return g.sum(g.unmet, t, area, levels)
}

// Spare returns the places that stay empty, as Unmet does the children.
func (g *Gap) Spare(code string, y forecast.Year, levels ...forecast.Level) []float64 {
	t, area, ok := g.find(code, y)
	if !ok {
		return nil
	}
	return g.sum(g.spare, t, area, levels)
}

// Taken returns the places that are taken in the area's rooms, wherever the
// children live, as Unmet does the children.
func (g *Gap) Taken(code string, y forecast.Year, levels ...forecast.Level) []float64 {
	t, area, ok := g.find(code, y)
	if !ok {
		return nil
	}
	return g.sum(g.taken, t, area, levels)
}

// Wanted returns the children who ask for a place, as Unmet does.
func (g *Gap) Wanted(code string, y forecast.Year, levels ...forecast.Level) []float64 {
	t, area, ok := g.find(code, y)
	if !ok {
		return nil
	}
	return g.wanted(t, area, levels)
}

func (g *Gap) find(code string, y forecast.Year) (year, area int, ok bool) {
	year, area = slices.Index(g.Years, y), everywhere
	if code != "*" {
		area = slices.IndexFunc(g.Supply.Areas, func(a forecast.Area) bool { return a.Code == code })
		ok = area >= 0
	} else {
		ok = true
	}
	return year, area, ok && year >= 0
}

// Residents returns the children who live in an area, asking for a place or not,
// as Unmet does those without one.
func (g *Gap) Residents(code string, y forecast.Year, levels ...forecast.Level) []float64 {
	t, area, ok := g.find(code, y)
	if !ok {
		return nil
	}
	living := g.Demand.Living
	if living == nil {
		living = g.Demand.Draws
	}
	out := make([]float64, g.n)
	for _, l := range levels {
		k := living.AgeIndex(l.Age())
		for a, i := range g.areas {
			if i < 0 || area != everywhere && a != area {
				continue
			}
			for s, x := range living.At(i, g.dates[t], k) {
				out[s] += x
			}
		}
	}
	return out
}
