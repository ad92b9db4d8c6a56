package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"kindercast/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Area is one area of the map. Shape is nil and Label the zero point where the
// run has no boundaries.
type Area struct {
	Code   string
	Name   string
	Parent string
	Shape  orb.MultiPolygon
	Label  orb.Point // inside the shape, as far from its edge as can be
}

// readAreas reads areas.geojson, sorted by code.
func readAreas(files fs.FS) ([]Area, error) {
	b, err := fs.ReadFile(files, "areas.geojson")
	if err != nil {
		return nil, fmt.Errorf("read areas.geojson: %w", err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(b)
	if err != nil {
		return nil, fmt.Errorf("read areas.geojson: %w", err)
	}
	areas := make([]Area, 0, len(collection.Features))
	for i, f := range collection.Features {
		shape, err := multiPolygon(f.Geometry)
		if err != nil {
			return nil, fmt.Errorf("read areas.geojson: feature %d: %w", i+1, err)
		}
		code := f.Properties.MustString("area_code", "")
		if code == "" {
			return nil, fmt.Errorf("read areas.geojson: feature %d has no area_code", i+1)
		}
		areas = append(areas, Area{
			Code:   code,
			Name:   f.Properties.MustString("area_name", code),
			Parent: f.Properties.MustString("parent_code", ""),
			Shape:  shape,
			Label:  geo.Label(shape),
		})
	}
	slices.SortFunc(areas, func(a, b Area) int { return strings.Compare(a.Code, b.Code) })
	for i := 1; i < len(areas); i++ {
		if areas[i].Code == areas[i-1].Code {
			return nil, fmt.Errorf("read areas.geojson: area %s stands twice", areas[i].Code)
		}
	}
	return areas, nil
}

// multiPolygon accepts a polygon or multipolygon whose rings enclose something.
func multiPolygon(g orb.Geometry) (orb.MultiPolygon, error) {
	var shape orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		shape = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		shape = g
	default:
		return nil, errors.New("not a polygon or multipolygon")
	}
	if len(shape) == 0 {
		return nil, errors.New("an empty shape")
	}
	for _, p := range shape {
		if len(p) == 0 || len(p[0]) < 4 {
			return nil, errors.New("a ring of fewer than 4 points")
		}
	}
	if geo.Surface(shape) <= 0 {
		return nil, errors.New("a shape without a surface")
	}
	return shape, nil
}

// areasJSON writes the areas as a FeatureCollection with a bounding box; each
// feature carries its code, name, parent and the point of its label. An area
// without a boundary has a null geometry and no label.
func areasJSON(areas []Area) ([]byte, error) {
	type feature struct {
		Type       string            `json:"type"`
		Geometry   *geojson.Geometry `json:"geometry"`
		Properties map[string]any    `json:"properties"`
	}
	features := make([]feature, len(areas))
	var box *orb.Bound
	for i, a := range areas {
		f := feature{"Feature", nil, map[string]any{"area_code": a.Code, "area_name": a.Name, "parent_code": a.Parent}}
		if a.Shape != nil {
			f.Geometry, f.Properties["label"] = geojson.NewGeometry(a.Shape), a.Label
			b := a.Shape.Bound()
			if box != nil {
				b = b.Union(*box)
			}
			box = &b
		}
		features[i] = f
	}
	collection := map[string]any{"type": "FeatureCollection", "features": features}
	if box != nil {
		collection["bbox"] = geojson.NewBBox(*box)
	}
	b, err := json.Marshal(collection)
	if err != nil {
		return nil, fmt.Errorf("write areas: %w", err)
	}
	return b, nil
}
