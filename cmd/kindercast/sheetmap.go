package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"kindercast/forecast/supply"
	"kindercast/geo"
)

// sheetMap is the small map of a sheet in its own pixels: the outlines of the
// areas, the building, its neighbours by number, and the others.
type sheetMap struct {
	Width, Height float64
	Areas         []outline
	Sites         []mark // standing, not among the neighbours
	Near          []mark
	Others        []mark // actions elsewhere
	Site          mark
	Bar           float64 // pixels of the scale bar
	BarMetres     float64
	Whole, Own    string // outlines in the corner: of all areas, and of this one
	Frame         [4]float64
	CornerWidth   float64
	CornerHeight  float64
}

type outline struct {
	Path, Name string
	X, Y       float64 // of the name; outside the map where it is not shown
	Own        bool
}

type mark struct {
	X, Y float64
	Text string
}

const (
	mapWidth, mapHeight = 520.0, 400.0
	cornerWidth         = 112.0
	mapMargin           = 0.12
	finePixels          = 0.4
)

// plane projects degrees to pixels around one latitude: good enough for a page
// of a few kilometres.
type plane struct {
	west, north, perLon, perLat float64
}

// fit is the plane that shows a box in width by height pixels, and the metres of
// a pixel. A box of no size is shown 400 m wide.
func fit(b orb.Bound, width, height float64) (plane, float64) {
	lat := b.Center().Lat()
	perDegree := float64(geo.Distance(orb.Point{0, lat}, orb.Point{0, lat + .01})) * 100
	squeeze := math.Cos(lat * math.Pi / 180)
	w := math.Max((b.Max[0]-b.Min[0])*perDegree*squeeze, 400)
	h := math.Max((b.Max[1]-b.Min[1])*perDegree, 400)
	scale := math.Max(w/width, h/height) * (1 + 2*mapMargin)
	p := plane{perLon: perDegree * squeeze / scale, perLat: perDegree / scale}
	c := b.Center()
	p.west, p.north = c.Lon()-width/2/p.perLon, c.Lat()+height/2/p.perLat
	return p, scale
}

func (p plane) at(q orb.Point) (x, y float64) {
	return (q.Lon() - p.west) * p.perLon, (p.north - q.Lat()) * p.perLat
}

func (p plane) mark(q orb.Point, text string) mark {
	x, y := p.at(q)
	return mark{x, y, text}
}

// path is the outline of a shape as SVG writes it, without the points that stand
// less than fine pixels from the one before: no eye tells them apart, and a page
// stays small.
func (p plane) path(shape orb.MultiPolygon, fine float64) string {
	var b strings.Builder
	for _, polygon := range shape {
		for _, ring := range polygon {
			verb := "M"
			lastX, lastY := math.Inf(1), math.Inf(1)
			for _, q := range ring {
				x, y := p.at(q)
				if math.Hypot(x-lastX, y-lastY) < fine {
					continue
				}
				fmt.Fprintf(&b, "%s%.1f %.1f", verb, x, y)
				verb, lastX, lastY = "L", x, y
			}
			b.WriteString("Z")
		}
	}
	return b.String()
}

// box is what a bound covers in pixels: west, north, east, south.
func (p plane) box(b orb.Bound) (x0, y0, x1, y1 float64) {
	x0, y0 = p.at(b.LeftTop())
	x1, y1 = p.at(b.RightBottom())
	return x0, y0, x1, y1
}

// corner is the map of the whole place in the corner of every sheet.
type corner struct {
	plane plane
	areas string
}

func (r *running) corner() *corner {
	if !r.d.shapes() {
		return nil
	}
	var c corner
	c.plane, _ = fit(r.d.polygons.Bound(), cornerWidth, cornerWidth)
	for _, a := range r.d.polygons.All() {
		c.areas += c.plane.path(a.Shape, 2*finePixels)
	}
	return &c
}

// sheetMap draws the surroundings of a building.
func (r *running) sheetMap(at orb.Point, s *siteSheet, now []supply.SitePlaces, actions []planAction, whole *corner) sheetMap {
	box := at.Bound()
	near := map[string]int{}
	for _, n := range s.Neighbours {
		near[n.Places.Code] = n.N
		box = box.Extend(orb.Point{n.Places.Lon, n.Places.Lat})
	}
	p, scale := fit(box, mapWidth, mapHeight)
	m := sheetMap{Width: mapWidth, Height: mapHeight, Site: p.mark(at, s.Name)}
	shown := func(x, y float64) bool { return x > 0 && y > 0 && x < mapWidth && y < mapHeight }
	if whole != nil {
		isClear := func(x, y float64) bool { return x < mapWidth-cornerWidth || y > cornerWidth } // of the corner
		m.Whole = whole.areas
		for _, a := range r.d.polygons.All() {
			if a.Code == s.Area {
				m.Own = whole.plane.path(a.Shape, finePixels)
			}
			x0, y0, x1, y1 := p.box(a.Shape.Bound())
			if x1 < 0 || y1 < 0 || x0 > mapWidth || y0 > mapHeight {
				continue
			}
			o := outline{Path: p.path(a.Shape, finePixels), Name: a.Name, X: -100, Y: -100, Own: a.Code == s.Area}
			if label, ok := p.label(a, isClear); ok {
				o.X, o.Y = label[0], label[1]
			}
			m.Areas = append(m.Areas, o)
		}
		x0, y0 := whole.plane.at(orb.Point{p.west, p.north})
		x1, y1 := whole.plane.at(orb.Point{p.west + mapWidth/p.perLon, p.north - mapHeight/p.perLat})
		m.Frame, m.CornerWidth, m.CornerHeight = [4]float64{x0, y0, x1 - x0, y1 - y0}, cornerWidth, cornerWidth
	}
	for _, site := range now {
		q := p.mark(orb.Point{site.Lon, site.Lat}, site.Name)
		n, isNear := near[site.Code]
		switch {
		case site.Code == s.Code || site.RoomsOpen == 0 || !shown(q.X, q.Y):
		case isNear:
			q.Text = fmt.Sprint(n)
			m.Near = append(m.Near, q)
		default:
			m.Sites = append(m.Sites, q)
		}
	}
	for _, a := range actions {
		if q := p.mark(orb.Point{a.Lon, a.Lat}, r.t.text("action."+a.Action.Action)); a.Site != s.Code && a.Action.Action != actionNursery && shown(q.X, q.Y) {
			m.Others = append(m.Others, q)
		}
	}
	m.BarMetres = niceStep(scale * 70)
	m.Bar = m.BarMetres / scale
	return m
}

// label is where the name of an area stands on the map: in the middle of the part
// of it that is shown and clear. It is false for an area of which little is.
func (p plane) label(a geo.Area, isClear func(x, y float64) bool) (at [2]float64, ok bool) {
	sum, n := [2]float64{}, 0.0
	const step = 20.0
	x0, y0, x1, y1 := p.box(a.Shape.Bound())
	for x := step; x < mapWidth-step; x += step {
		for y := step; y < mapHeight-step; y += step {
			if x >= x0 && x <= x1 && y >= y0 && y <= y1 && isClear(x, y) && a.Contains(orb.Point{p.west + x/p.perLon, p.north - y/p.perLat}) {
				sum[0], sum[1], n = sum[0]+x, sum[1]+y, n+1
			}
		}
	}
	if n < 12 { // a corner of it: no room for a name
		return at, false
	}
	return [2]float64{sum[0] / n, sum[1] / n}, true
}
