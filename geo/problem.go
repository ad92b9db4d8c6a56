package geo

import "fmt"

// Problem is one thing wrong with a file of shapes: which feature (counted from
// 0 in the order of the file, -1 for the file itself), which column or part,
// the value found and the rule that it breaks. A feature with a problem that is
// not a Warning is left out of what the reader returns.
type Problem struct {
	Feature int
	Column  string // property name, "geometry", "crs", or empty
	Value   string // what was found, cut at 200 bytes
	Rule    string // one of the Rule constants
	Warning bool
}

// The rules that files of shapes are held to.
const (
	RuleNotUTF8       = "geo_not_utf8"            // bytes that are not UTF-8
	RuleTooLarge      = "geo_too_large"           // more bytes than the limit
	RuleTooDeep       = "geo_too_deep"            // nested deeper than the limit
	RuleTooComplex    = "geo_too_complex"         // so many edges side by side that the checks were given up
	RuleNotJSON       = "geo_not_json"            // not one JSON value
	RuleDuplicateKey  = "geo_duplicate_key"       // the same member twice in one object
	RuleNotGeoJSON    = "geo_not_geojson"         // JSON, but no GeoJSON object
	RuleUnknownType   = "geo_unknown_type"        // a type that GeoJSON does not have
	RuleFeatureID     = "geo_feature_id"          // an id that is no string or number
	RuleProperties    = "geo_properties"          // properties that are no object
	RuleBBox          = "geo_bbox"                // a bbox that is not 4 or 6 numbers
	RuleSingleton     = "geo_single_collection"   // a geometry collection of one
	RulePosition      = "geo_position"            // a position that is not 2 or 3 numbers
	RuleNotFinite     = "geo_not_finite"          // a number beyond the range of a float64
	RuleShortLine     = "geo_short_line"          // a line of fewer than two positions
	RuleEmptyRing     = "geo_empty_ring"          // a polygon without a ring, or a ring without positions
	RuleShortRing     = "geo_short_ring"          // a ring of fewer than four positions
	RuleOpenRing      = "geo_open_ring"           // the last position is not the first
	RuleWinding       = "geo_winding"             // outer ring clockwise or hole anticlockwise; harmless
	RuleUndeclared    = "geo_datum_undeclared"    // no datum in the settings, no crs in the file
	RuleCRS           = "geo_crs_mismatch"        // crs says another datum than the settings
	RuleConversion    = "geo_conversion"          // coordinates that the declared datum does not have
	RuleSwappedAxes   = "geo_swapped_axes"        // latitude before longitude
	RuleOutsideBounds = "geo_outside_bounds"      // outside the declared box
	RuleNullGeometry  = "geo_null_geometry"       // no shape
	RuleNotPolygon    = "geo_not_polygon"         // an area that is a point or a line
	RuleNotLine       = "geo_not_line"            // a road that is a point or a polygon
	RuleNotPoint      = "geo_not_point"           // a place that is a line or a polygon
	RuleNoSurface     = "geo_no_surface"          // an area of less than 1 m²
	RuleCrossing      = "geo_ring_crosses"        // a ring that crosses itself or its neighbour
	RuleHoleOutside   = "geo_hole_outside"        // a hole outside its outer ring
	RulePartsOverlap  = "geo_parts_overlap"       // parts of one area that overlap by more than 1 m²
	RuleNoCode        = "geo_area_code_missing"   // no area code in the properties
	RuleUnknownArea   = "geo_area_unknown"        // an area that the list does not have
	RuleAmbiguousName = "geo_area_name_ambiguous" // a name that two areas of the list share
	RuleDuplicateArea = "geo_area_duplicate"      // a second feature for an area
	RuleMissingArea   = "geo_area_missing"        // an area of the list without a shape
	RuleOverlap       = "geo_areas_overlap"       // two areas that overlap by more than 1 m²
	RuleFoot          = "geo_foot_value"          // a foot or oneway word that is not known
	RuleNoRoads       = "geo_no_roads"            // no road that can be walked
	RuleIslands       = "geo_road_islands"        // roads cut off from the rest
)

// String says where and what, for errors and tests; people's words stand in the
// label table.
func (p Problem) String() string {
	return fmt.Sprintf("feature %d %s: %s (%s)", p.Feature, p.Column, p.Rule, p.Value)
}

// problems collects what is wrong with one file.
type problems []Problem

func (ps *problems) fault(feature int, column, rule, value string) {
	*ps = append(*ps, Problem{Feature: feature, Column: column, Value: clip(value), Rule: rule})
}

func (ps *problems) warn(feature int, column, rule, value string) {
	*ps = append(*ps, Problem{Feature: feature, Column: column, Value: clip(value), Rule: rule, Warning: true})
}

// clip cuts s at 200 bytes, at the start of a rune.
func clip(s string) string {
	if len(s) <= 200 {
		return s
	}
	n := 200
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
