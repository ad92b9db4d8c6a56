package web

import (
	"fmt"
	"math"
	"strings"

	"kindercast/geo"

	"github.com/paulmach/orb"
)

// drawing is the plain page's map: shapes in a box that is Width wide and as
// high as the ground asks, north up.
type drawing struct {
	Width, Height int
	Shapes        []drawnArea
}

// drawnArea is an area ready to draw: its SVG path, the place of its label, and
// how it is coloured.
type drawnArea struct {
	Code, Name, Value string
	Path              string
	X, Y              float64
	Labelled          bool // wide enough to carry its name
	Class             int
	Unsure            bool
	Dark              bool // white words stand better on its colour
	Tip               string
	Link              string
}

// drawingWidth is the width of the map in the units of its view box.
const drawingWidth = 640

// project returns the drawing's height and the function that takes longitude
// and latitude to its units: equirectangular, true at the middle latitude,
// which for a district is true to a few metres.
func project(areas []Area) (height int, to func(orb.Point) (x, y float64)) {
	var box orb.Bound
	for i, a := range areas {
		if i == 0 {
			box = a.Shape.Bound()
		}
		box = box.Union(a.Shape.Bound())
	}
	shrink := math.Cos(box.Center()[1] * math.Pi / 180)
	scale := (drawingWidth - 16) / ((box.Max[0] - box.Min[0]) * shrink)
	to = func(p orb.Point) (x, y float64) {
		return 8 + (p[0]-box.Min[0])*shrink*scale, 8 + (box.Max[1]-p[1])*scale
	}
	return int(math.Ceil((box.Max[1]-box.Min[1])*scale)) + 16, to
}

// outline writes a shape as the d of an SVG path, to a tenth of a unit; points
// that fall together at that grain are written once.
func outline(shape orb.MultiPolygon, to func(orb.Point) (x, y float64)) string {
	var d strings.Builder
	for _, polygon := range shape {
		for _, ring := range polygon {
			last, command := "", "M"
			for _, p := range ring[:len(ring)-1] {
				x, y := to(p)
				at := fmt.Sprintf("%.1f %.1f", x, y)
				if at == last {
					continue
				}
				d.WriteString(command + at)
				last, command = at, "L"
			}
			d.WriteString("Z")
		}
	}
	return d.String()
}

// wideEnough reports whether a name fits across an area at its label.
func wideEnough(a Area, name string, to func(orb.Point) (x, y float64)) bool {
	b := a.Shape.Bound()
	left, top := to(orb.Point{b.Min[0], b.Max[1]})
	right, bottom := to(orb.Point{b.Max[0], b.Min[1]})
	return right-left >= 19*float64(len([]rune(name))) && bottom-top >= 44
}

// mapped keeps the areas that have a shape.
func mapped(areas []Area) []Area {
	var kept []Area
	for _, a := range areas {
		if a.Shape != nil && geo.Surface(a.Shape) > 0 {
			kept = append(kept, a)
		}
	}
	return kept
}
