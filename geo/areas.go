package geo

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Area is one area (street, committee, ward, any level) with its shape.
type Area struct {
	Code   string
	Name   string
	Parent string // code of the area above, or empty
	Shape  orb.MultiPolygon
}

// Surface returns the area's size on the ellipsoid.
func (a Area) Surface() SquareKilometres { return Surface(a.Shape) }

// Contains reports whether p lies in a or on its edge.
func (a Area) Contains(p orb.Point) bool { return within(a.Shape, p) != outside }

// Areas are areas with an index, in the order of their codes. They are never
// modified; the zero Areas holds none.
type Areas struct {
	list  []Area
	codes map[string]int
	tree  rtree.RTreeG[int]
}

// NewAreas indexes areas. It panics when two share a code; ReadAreas reports
// that as a problem instead.
func NewAreas(list []Area) *Areas {
	a := &Areas{list: slices.Clone(list), codes: make(map[string]int, len(list))}
	slices.SortFunc(a.list, func(x, y Area) int { return cmp.Compare(x.Code, y.Code) })
	for i, area := range a.list {
		if _, twice := a.codes[area.Code]; twice {
			panic(fmt.Sprintf("geo: two shapes for area %s", area.Code))
		}
		a.codes[area.Code] = i
		for _, polygon := range area.Shape {
			b := polygon.Bound()
			a.tree.Insert(b.Min, b.Max, i)
		}
	}
	return a
}

// Len returns the number of areas.
func (a *Areas) Len() int { return len(a.list) }

// All returns the areas in the order of their codes. The caller must not
// change them.
func (a *Areas) All() []Area { return a.list }

// Of returns the area of a code and whether there is one.
func (a *Areas) Of(code string) (Area, bool) {
	i, ok := a.codes[code]
	if !ok {
		return Area{}, false
	}
	return a.list[i], true
}

// Locate returns the code of the area in which p lies, and whether there is
// one. A point on an edge is in the area as well; where several areas hold p,
// the lowest code wins, except that an area gives way to one inside it (its
// child by Parent), so that a point is placed as finely as the shapes allow.
func (a *Areas) Locate(p orb.Point) (string, bool) {
	best := -1
	a.tree.Search(p, p, func(_, _ [2]float64, i int) bool {
		if i != best && (best < 0 || a.before(i, best)) && a.list[i].Contains(p) {
			best = i
		}
		return true
	})
	if best < 0 {
		return "", false
	}
	return a.list[best].Code, true
}

// before reports whether area i wins a shared point against area k.
func (a *Areas) before(i, k int) bool {
	if a.above(i, k) {
		return false
	}
	return a.above(k, i) || i < k
}

// above reports whether area i is an ancestor of area k.
func (a *Areas) above(i, k int) bool {
	for range len(a.list) { // a cycle of parents ends too
		up, ok := a.codes[a.list[k].Parent]
		if !ok {
			return false
		}
		if up == i {
			return true
		}
		k = up
	}
	return false
}

// Bound returns the smallest box around all areas.
func (a *Areas) Bound() orb.Bound {
	min, max := a.tree.Bounds()
	return orb.Bound{Min: min, Max: max}
}

// Surface returns the size of all areas that have no area above them here, so
// that a district and its streets are not counted twice.
func (a *Areas) Surface() SquareKilometres {
	var sum SquareKilometres
	for _, area := range a.list {
		if _, nested := a.codes[area.Parent]; !nested {
			sum += area.Surface()
		}
	}
	return sum
}

// Agreement counts the points that lie in the area that their row states, out
// of those whose area has a shape. Points are taken as WGS84: a bureau's file
// whose share is low as declared, and high once read as GCJ-02, has the wrong
// datum declared (the shift of 400 to 500 m is wider than a walk to school).
func (a *Areas) Agreement(points []orb.Point, codes []string) (inside, stated int) {
	for i, p := range points {
		if area, ok := a.Of(codes[i]); ok {
			stated++
			if area.Contains(p) {
				inside++
			}
		}
	}
	return inside, stated
}
