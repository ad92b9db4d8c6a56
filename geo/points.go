package geo

import (
	"fmt"
	"io"

	"github.com/paulmach/orb"
)

// Place is a named point: the middle of a committee, an estate.
type Place struct {
	Code, Name string
	Point      orb.Point // WGS84
}

// ReadPlaces reads a GeoJSON file of point features with the properties
// area_code and area_name. A feature with a fault is left out and named; a
// second point for one code is a fault. The error is of the reader.
func ReadPlaces(r io.Reader, datum Datum, bounds orb.Bound) ([]Place, []Problem, error) {
	var ps problems
	c, err := readCollection(r, &ps)
	if err != nil {
		return nil, nil, fmt.Errorf("read points: %w", err)
	}
	datum, ok := chooseDatum(datum, c.crs, &ps)
	if !ok {
		return nil, ps, nil
	}
	box := widen(bounds, 1000)
	var out []Place
	seen := map[string]bool{}
	for _, f := range c.features {
		if f.broken {
			continue
		}
		p, isPoint := f.shape.(orb.Point)
		code, _ := f.property("area_code")
		name, _ := f.property("area_name")
		switch {
		case f.shape == nil:
			ps.fault(f.index, "geometry", RuleNullGeometry, "null")
			continue
		case !isPoint:
			ps.fault(f.index, "geometry", RuleNotPoint, f.shape.GeoJSONType())
			continue
		case code == "":
			ps.fault(f.index, "area_code", RuleNoCode, "")
			continue
		case seen[code]:
			ps.fault(f.index, "area_code", RuleDuplicateArea, code)
			continue
		}
		w, err := datum.ToWGS84(p)
		if err != nil {
			ps.fault(f.index, "geometry", RuleConversion, err.Error())
			continue
		}
		if !bounds.IsZero() && !box.Contains(w) {
			ps.fault(f.index, "geometry", RuleOutsideBounds, fmt.Sprint(w))
			continue
		}
		seen[code] = true
		out = append(out, Place{code, name, w})
	}
	return out, ps, nil
}
