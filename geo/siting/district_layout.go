package siting

import (
	"math"
	"slices"

	"kindercast/forecast"
)

// The two levels at which children enter; the others follow from a class's
// junior year.
const (
	nurseryEntry = iota
	juniorEntry
	entries
)

// layout is a District as arrays: arcs by point and by site, demand by slot, and
// what each site may become. A slot is one scenario, year and entry level; its
// flow of children is independent of every other slot's, given the seats.
type layout struct {
	d     *District
	years int
	// firm years have the same classes in every scenario; later classes are
	// decided when more is known.
	scenarios, firm int
	weight          []float64 // of the scenarios

	pointStart []int32 // arcs of point i: pointStart[i] .. pointStart[i+1]
	arcPoint   []int32
	arcSite    []int32
	metres     []float64
	siteStart  []int32
	siteArcs   []int32 // arcs of site j: siteArcs[siteStart[j] .. siteStart[j+1]]

	areas      []string // areas of points, sorted
	pointArea  []int32
	streets    []string // areas of public sites, sorted
	siteStreet []int32  // position in streets; -1 for sites that are not public

	demand [][]float64 // slot x point
	shapes []siteShape
	// constant is paid whatever is decided: classes already running.
	constant float64
}

func newLayout(d *District, scenarios *Children, firm int) *layout {
	l := &layout{d: d, years: d.Years, scenarios: scenarios.Draws, firm: min(firm, d.Years)}
	if l.scenarios == 1 {
		l.firm = l.years
	}
	for w := range l.scenarios {
		l.weight = append(l.weight, scenarios.weight(w))
	}
	l.layArcs()
	l.nameAreas()
	for w := range l.scenarios {
		for t := range l.years {
			for _, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
				row := make([]float64, len(d.Points))
				for i := range d.Points {
					row[i] = scenarios.At(i, level, t)[w]
				}
				l.demand = append(l.demand, row)
			}
		}
	}
	byCode := map[string]int{}
	for j, s := range d.Sites {
		byCode[s.Code] = j
	}
	options := make([][]int, len(d.Sites))
	for o := range d.Options {
		j := byCode[d.Options[o].Site]
		options[j] = append(options[j], o)
	}
	for j := range d.Sites {
		l.shapes = append(l.shapes, newSiteShape(d, j, options[j]))
		r := d.Sites[j].Running
		l.constant += d.Costs.RunClass * float64(r.Junior*min(2, l.years)+r.Middle)
	}
	return l
}

func (l *layout) layArcs() {
	n, m := len(l.d.Points), len(l.d.Sites)
	arcs := slices.Clone(l.d.Reach)
	slices.SortFunc(arcs, func(a, b Reach) int {
		if a.Point != b.Point {
			return int(a.Point - b.Point)
		}
		return int(a.Site - b.Site)
	})
	l.pointStart, l.siteStart = make([]int32, n+1), make([]int32, m+1)
	for _, a := range arcs {
		l.arcPoint = append(l.arcPoint, a.Point)
		l.arcSite = append(l.arcSite, a.Site)
		l.metres = append(l.metres, a.Metres)
		l.pointStart[a.Point+1]++
		l.siteStart[a.Site+1]++
	}
	for i := range n {
		l.pointStart[i+1] += l.pointStart[i]
	}
	for j := range m {
		l.siteStart[j+1] += l.siteStart[j]
	}
	next := slices.Clone(l.siteStart)
	l.siteArcs = make([]int32, len(arcs))
	for a, j := range l.arcSite {
		l.siteArcs[next[j]] = int32(a)
		next[j]++
	}
}

func (l *layout) nameAreas() {
	for _, q := range l.d.Points {
		l.areas = append(l.areas, q.Area)
	}
	for _, s := range l.d.Sites {
		if s.Public {
			l.streets = append(l.streets, s.Area)
		}
	}
	slices.Sort(l.areas)
	slices.Sort(l.streets)
	l.areas, l.streets = slices.Compact(l.areas), slices.Compact(l.streets)
	for _, q := range l.d.Points {
		k, _ := slices.BinarySearch(l.areas, q.Area)
		l.pointArea = append(l.pointArea, int32(k))
	}
	for _, s := range l.d.Sites {
		k := -1
		if s.Public {
			k, _ = slices.BinarySearch(l.streets, s.Area)
		}
		l.siteStreet = append(l.siteStreet, int32(k))
	}
}

func (l *layout) slot(w, t, entry int) int { return (w*l.years+t)*entries + entry }
func (l *layout) slots() int               { return l.scenarios * l.years * entries }

// slotOf undoes slot.
func (l *layout) slotOf(s int) (w, t, entry int) {
	return s / entries / l.years, s / entries % l.years, s % entries
}

// stay is how many planned years a child that enters in year t attends: one in
// a nursery class, up to three from the junior year on.
func (l *layout) stay(t, entry int) float64 {
	if entry == nurseryEntry {
		return 1
	}
	return float64(min(3, l.years-t))
}

// walkPrice is the price of a metre walked by a child that enters in year t.
func (l *layout) walkPrice(t, entry int) float64 {
	return l.d.Costs.WalkKilometre / 1000 * l.stay(t, entry)
}

// unservedPrice is the price of a child that finds no place in year t.
func (l *layout) unservedPrice(t, entry int) float64 {
	u := l.d.Costs.UnservedClass
	if entry == nurseryEntry {
		u = l.d.Costs.UnservedNursery
	}
	return u * l.stay(t, entry)
}

// runPrice is the price of a class opened in year t for the years it runs.
func (l *layout) runPrice(t, entry int) float64 {
	if entry == nurseryEntry {
		return l.d.Costs.RunNursery
	}
	return l.d.Costs.RunClass * l.stay(t, entry)
}

// targetIn returns the value of a target in year t and its price, +Inf where it
// is hard, and whether it applies.
func (l *layout) targetIn(g Target, t int) (value, price float64, on bool) {
	if g.Value <= 0 || int(l.d.FirstYear)+t < int(g.From) {
		return 0, 0, false
	}
	if g.Price == 0 {
		return g.Value, math.Inf(1), true
	}
	return g.Value, g.Price, true
}
