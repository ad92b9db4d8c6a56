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
	Whole         []outline // all areas, for the corner
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

// path is the outline of a shape as SVG writes it.
func (p plane) path(shape orb.MultiPolygon) string {
	var b strings.Builder
	for _, polygon := range shape {
		for _, ring := range polygon {
			verb := "M"
			for _, q := range ring {
				x, y := p.at(q)
				fmt.Fprintf(&b, "%s%.1f %.1f", verb, x, y)
				verb = "L"
			}
			b.WriteString("Z")
		}
	}
	return b.String()
}

// sheetMap draws the surroundings of a building.
func (r *running) sheetMap(at orb.Point, s *siteSheet, now []supply.SitePlaces, actions []planAction) sheetMap {
	box := at.Bound()
	near := map[string]int{}
	for _, n := range s.Neighbours {
		near[n.Places.Code] = n.N
		box = box.Extend(orb.Point{n.Places.Lon, n.Places.Lat})
	}
	p, scale := fit(box, mapWidth, mapHeight)
	m := sheetMap{Width: mapWidth, Height: mapHeight, Site: p.mark(at, s.Name)}
	shown := func(x, y float64) bool { return x > 0 && y > 0 && x < mapWidth && y < mapHeight }
	if r.d.shapes() {
		whole := r.d.polygons.Bound()
		isClear := func(x, y float64) bool { return x < mapWidth-cornerWidth || y > cornerWidth } // of the corner
		q, _ := fit(whole, cornerWidth, cornerWidth)
		for _, a := range r.d.polygons.All() {
			o := outline{Path: p.path(a.Shape), Name: a.Name, X: -100, Y: -100, Own: a.Code == s.Area}
			if label, ok := p.label(a, isClear); ok {
				o.X, o.Y = label[0], label[1]
			}
			m.Areas = append(m.Areas, o)
			m.Whole = append(m.Whole, outline{Path: q.path(a.Shape), Own: o.Own})
		}
		x0, y0 := q.at(orb.Point{p.west, p.north})
		x1, y1 := q.at(orb.Point{p.west + mapWidth/p.perLon, p.north - mapHeight/p.perLat})
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
	for x := step; x < mapWidth-step; x += step {
		for y := step; y < mapHeight-step; y += step {
			if isClear(x, y) && a.Contains(orb.Point{p.west + x/p.perLon, p.north - y/p.perLat}) {
				sum[0], sum[1], n = sum[0]+x, sum[1]+y, n+1
			}
		}
	}
	if n < 12 { // a corner of it: no room for a name
		return at, false
	}
	return [2]float64{sum[0] / n, sum[1] / n}, true
}
