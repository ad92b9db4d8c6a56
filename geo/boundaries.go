package geo

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Known is an area of the list that a file of boundaries has to serve.
type Known struct {
	Code, Name, Parent string
}

// Boundaries says how to read a file of boundaries. The zero value reads
// property area_code, wants a crs member in the file, and knows no list.
type Boundaries struct {
	// Datum of the coordinates. Undeclared, the crs member of the file decides;
	// without either the file is refused.
	Datum Datum
	// Map names the file's own properties: property → area_code or area_name.
	// Without it the properties area_code and area_name are looked for. A
	// feature without a code is joined by its name, which must be exactly the
	// name of one area of Areas.
	Map map[string]string
	// Values replaces the file's own codes and names by others before the join.
	Values map[string]string
	// Areas is the list that the shapes are held against; nil takes every
	// feature with a code.
	Areas []Known
	// Bounds is the box in which every WGS84 coordinate must lie; zero is the
	// whole world. It is widened by 1 km.
	Bounds orb.Bound
}

// The two overlaps that matter, in m² and as a share of the smaller area: above
// the first an overlap is told, above the second it is a fault and the later
// area of the two is left out.
const (
	OverlapTold  = 1.0
	OverlapFault = 0.05
)

// ReadAreas reads a GeoJSON file of boundaries. Every feature with a fault is
// left out and named; the rest come back as Areas. The error is of the reader,
// never of the content. See the Rule constants for what is looked at; an area
// of the list without a shape is a warning, since it can be forecast and not
// drawn.
func ReadAreas(r io.Reader, b Boundaries) (*Areas, []Problem, error) {
	var ps problems
	c, err := readCollection(r, &ps)
	if err != nil {
		return nil, nil, fmt.Errorf("read boundaries: %w", err)
	}
	datum, ok := chooseDatum(b.Datum, c.crs, &ps)
	if !ok {
		return NewAreas(nil), ps, nil
	}
	join := b.join()
	box := widen(b.Bounds, 1000)
	effort := &effort{mostEffort}
	index := map[string]int{} // area code → feature
	var list []Area
	for _, f := range c.features {
		if f.broken {
			continue
		}
		shape, ok := shapeOf(f, datum, box, effort, &ps)
		if !ok {
			continue
		}
		area, ok := join.area(f, &ps)
		if !ok {
			continue
		}
		if first, twice := index[area.Code]; twice {
			ps.fault(f.index, "area_code", RuleDuplicateArea, fmt.Sprintf("%s: also feature %d", area.Code, first))
			continue
		}
		area.Shape = shape
		index[area.Code] = f.index
		list = append(list, area)
	}
	areas := NewAreas(list)
	areas = areas.withoutOverlaps(index, effort, &ps)
	if effort.left < 0 {
		ps.fault(-1, "geometry", RuleTooComplex, "")
		areas = NewAreas(nil)
	}
	for _, k := range b.Areas {
		if _, ok := areas.Of(k.Code); !ok {
			ps.warn(-1, "area_code", RuleMissingArea, strings.TrimSpace(k.Code+" "+k.Name))
		}
	}
	slices.SortStableFunc(ps, func(x, y Problem) int { return cmp.Compare(x.Feature, y.Feature) })
	return areas, ps, nil
}

// chooseDatum chooses between the settings and the crs member of the file.
func chooseDatum(declared Datum, crs string, ps *problems) (Datum, bool) {
	named, ok := crsDatum(crs)
	switch {
	case !declared.Declared() && crs == "":
		ps.fault(-1, "crs", RuleUndeclared, "")
		return declared, false
	case !declared.Declared() && !ok:
		ps.fault(-1, "crs", RuleCRS, crs)
		return declared, false
	case !declared.Declared():
		return named, true
	case crs != "" && (!ok || named != declared && !(named.kind == plainWGS84 && declared.kind == plainWGS84)):
		ps.warn(-1, "crs", RuleCRS, fmt.Sprintf("%s, declared %s", crs, declared))
	}
	return declared, true
}

// crsDatum reads the name of a crs member: urn:ogc:def:crs:OGC:1.3:CRS84,
// urn:ogc:def:crs:EPSG::4549, EPSG:4490.
func crsDatum(name string) (Datum, bool) {
	parts := strings.Split(name, ":")
	last := parts[len(parts)-1]
	if last == "CRS84" {
		return WGS84, true
	}
	if slices.Contains(parts, "EPSG") {
		d, err := ParseDatum("EPSG:" + last)
		return d, err == nil
	}
	return Datum{}, false
}

// shapeOf converts a feature to WGS84 polygons and looks at them.
func shapeOf(f feature, datum Datum, box orb.Bound, e *effort, ps *problems) (orb.MultiPolygon, bool) {
	if f.shape == nil {
		ps.fault(f.index, "geometry", RuleNullGeometry, "null")
		return nil, false
	}
	if !toWGS84(f, datum, box, ps) {
		return nil, false
	}
	var shape orb.MultiPolygon
	switch g := f.shape.(type) {
	case orb.Polygon:
		shape = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		shape = g
	default:
		ps.fault(f.index, "geometry", RuleNotPolygon, f.shape.GeoJSONType())
		return nil, false
	}
	if len(shape) == 0 {
		ps.fault(f.index, "geometry", RuleEmptyRing, "no polygon")
		return nil, false
	}
	if rule, value := flaw(shape, e); rule != "" {
		ps.fault(f.index, "geometry", rule, value)
		return nil, false
	}
	if parts, m2 := overlapWithin(shape, e); m2 > OverlapTold {
		value := fmt.Sprintf("parts %d and %d: %.0f m²", parts[0], parts[1], m2)
		if m2 > OverlapFault*1e6*float64(Surface(shape)) {
			ps.fault(f.index, "geometry", RulePartsOverlap, value)
			return nil, false
		}
		ps.warn(f.index, "geometry", RulePartsOverlap, value)
	}
	return shape, true
}

// toWGS84 converts the coordinates of f in place, each within the world and the
// box; the first that is not is a problem.
func toWGS84(f feature, datum Datum, box orb.Bound, ps *problems) bool {
	ok := true
	eachPoint(f.shape, func(p *orb.Point) bool {
		q, err := datum.ToWGS84(*p)
		switch swapped := (orb.Point{p[1], p[0]}); {
		case err == nil && box.Contains(q):
			*p = q
			return true
		case axesSwapped(datum, swapped, box, err):
			ps.fault(f.index, "geometry", RuleSwappedAxes, pair(*p))
		case err != nil:
			ps.fault(f.index, "geometry", RuleConversion, pair(*p))
		default:
			ps.fault(f.index, "geometry", RuleOutsideBounds, pair(*p))
		}
		ok = false
		return false
	})
	return ok
}

// axesSwapped reports whether the other order of the two numbers is a good
// place: the declared box has it, or, with no box narrower than the world, only
// the other order exists at all.
func axesSwapped(datum Datum, swapped orb.Point, box orb.Bound, err error) bool {
	q, bad := datum.ToWGS84(swapped)
	return bad == nil && box.Contains(q) && (err != nil || box != world)
}

func pair(p orb.Point) string { return fmt.Sprintf("%v, %v", p[0], p[1]) }

var world = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}

// widen grows a box by m metres on every side; the zero box is the world.
func widen(b orb.Bound, m Metres) orb.Bound {
	if b == (orb.Bound{}) {
		return world
	}
	scale := planeAt(b.Center())
	dx, dy := float64(m)/scale.kx, float64(m)/scale.ky
	return orb.Bound{Min: orb.Point{b.Min[0] - dx, b.Min[1] - dy}, Max: orb.Point{b.Max[0] + dx, b.Max[1] + dy}}
}

// joiner finds the area that a feature stands for.
type joiner struct {
	codes, names []string // properties to look in, in order
	values       map[string]string
	known        map[string]Known
	byName       map[string][]string // name → codes
}

func (b Boundaries) join() joiner {
	j := joiner{values: b.Values}
	for _, property := range slices.Sorted(maps.Keys(b.Map)) {
		switch b.Map[property] {
		case "area_code":
			j.codes = append(j.codes, property)
		case "area_name":
			j.names = append(j.names, property)
		}
	}
	if len(j.codes) == 0 {
		j.codes = []string{"area_code"}
	}
	if len(j.names) == 0 {
		j.names = []string{"area_name"}
	}
	if b.Areas != nil {
		j.known, j.byName = map[string]Known{}, map[string][]string{}
		for _, k := range b.Areas {
			j.known[k.Code] = k
			j.byName[k.Name] = append(j.byName[k.Name], k.Code)
		}
	}
	return j
}

func (j joiner) first(f feature, properties []string) string {
	for _, name := range properties {
		if v, ok := f.property(name); ok && v != "" {
			if other, ok := j.values[v]; ok {
				return other
			}
			return v
		}
	}
	return ""
}

func (j joiner) area(f feature, ps *problems) (Area, bool) {
	code, name := j.first(f, j.codes), j.first(f, j.names)
	if code == "" && name != "" && j.known != nil {
		switch found := j.byName[name]; len(found) {
		case 0:
			ps.fault(f.index, "area_name", RuleUnknownArea, name)
			return Area{}, false
		case 1:
			code = found[0]
		default:
			ps.fault(f.index, "area_name", RuleAmbiguousName, name)
			return Area{}, false
		}
	}
	if code == "" {
		ps.fault(f.index, "area_code", RuleNoCode, name)
		return Area{}, false
	}
	if j.known == nil {
		parent, _ := f.property("parent_code")
		return Area{Code: code, Name: name, Parent: parent}, true
	}
	k, ok := j.known[code]
	if !ok {
		ps.fault(f.index, "area_code", RuleUnknownArea, code)
		return Area{}, false
	}
	return Area{Code: k.Code, Name: k.Name, Parent: k.Parent}, true
}
