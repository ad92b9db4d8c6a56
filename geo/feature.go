package geo

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// feature is one shape of a GeoJSON file with its properties, coordinates as
// they stand in the file. Shape is nil for a null geometry.
type feature struct {
	index      int
	shape      orb.Geometry
	properties []member
	broken     bool // has a fault: not to be used
	winding    bool // a ring runs the other way than RFC 7946 wishes
}

// property returns a property as text: a string as it is, a number, true or
// false as it is written. null and a missing property are not there.
func (f feature) property(name string) (string, bool) {
	raw := get(f.properties, name)
	switch kind(raw) {
	case 0, 'n', '{', '[':
		return "", false
	case '"':
		return strings.TrimSpace(text(raw)), true
	}
	return string(raw), true
}

// collection is a GeoJSON file: its features, and the name of its crs if the
// file has that member of the older GeoJSON.
type collection struct {
	features []feature
	crs      string
}

// readCollection reads a FeatureCollection, a Feature or a bare geometry. Every
// feature is looked at; one that cannot be used is marked broken.
func readCollection(r io.Reader, ps *problems) (collection, error) {
	var c collection
	raw, err := readJSON(r, ps)
	if raw == nil || err != nil {
		return c, err
	}
	if kind(raw) != '{' {
		ps.fault(-1, "", RuleNotGeoJSON, string(raw[:min(len(raw), 40)]))
		return c, nil
	}
	top := members(raw)
	checkBBox(-1, top, ps)
	if crs := get(top, "crs"); kind(crs) == '{' {
		if props := get(members(crs), "properties"); kind(props) == '{' {
			if name := get(members(props), "name"); kind(name) == '"' {
				c.crs = text(name)
			}
		}
	}
	switch typeOf(top) {
	case "FeatureCollection":
		list := get(top, "features")
		if kind(list) != '[' {
			ps.fault(-1, "features", RuleNotGeoJSON, string(list))
			return c, nil
		}
		for i, f := range elements(list) {
			c.features = append(c.features, readFeature(i, f, ps))
		}
	case "Feature":
		c.features = append(c.features, readFeature(0, raw, ps))
	default:
		g := geometryReader{feature: 0, ps: ps}
		shape := g.geometry(raw)
		c.features = append(c.features, feature{shape: shape, broken: g.broken, winding: g.winding})
	}
	wound := 0
	for _, f := range c.features {
		if f.winding {
			wound++
		}
	}
	if wound > 0 {
		ps.warn(-1, "geometry", RuleWinding, strconv.Itoa(wound)+" of "+strconv.Itoa(len(c.features)))
	}
	return c, nil
}

func typeOf(ms []member) string {
	if t := get(ms, "type"); kind(t) == '"' {
		return text(t)
	}
	return ""
}

func readFeature(i int, raw []byte, ps *problems) feature {
	f := feature{index: i}
	if kind(raw) != '{' {
		ps.fault(i, "", RuleNotGeoJSON, string(raw))
		f.broken = true
		return f
	}
	ms := members(raw)
	if typeOf(ms) != "Feature" {
		ps.fault(i, "type", RuleUnknownType, string(get(ms, "type")))
		f.broken = true
		return f
	}
	checkBBox(i, ms, ps)
	if id := get(ms, "id"); id != nil {
		if k := kind(id); k != '"' && k != '-' && (k < '0' || k > '9') {
			ps.fault(i, "id", RuleFeatureID, string(id))
			f.broken = true
		}
	}
	switch props := get(ms, "properties"); kind(props) {
	case '{':
		f.properties = members(props)
	case 'n', 0:
	default:
		ps.fault(i, "properties", RuleProperties, string(props))
		f.broken = true
	}
	if g := get(ms, "geometry"); kind(g) != 'n' {
		reader := geometryReader{feature: i, ps: ps}
		f.shape = reader.geometry(g)
		f.broken, f.winding = f.broken || reader.broken, reader.winding
	}
	return f
}

func checkBBox(i int, ms []member, ps *problems) {
	raw := get(ms, "bbox")
	if raw == nil {
		return
	}
	ok := kind(raw) == '['
	if ok {
		numbers := elements(raw)
		ok = len(numbers) == 4 || len(numbers) == 6
		for _, n := range numbers {
			ok = ok && isNumber(n)
		}
	}
	if !ok {
		ps.fault(i, "bbox", RuleBBox, string(raw))
	}
}

func isNumber(raw []byte) bool {
	k := kind(raw)
	return k == '-' || k >= '0' && k <= '9'
}

// number reads a JSON number; one beyond the range of a float64 is ±Inf.
func number(raw []byte) float64 {
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil && !math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}
