package geo

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// MapDecimals is how finely coordinates are written for a map: 1e-6 degrees,
// about 10 cm.
const MapDecimals = 6

// WriteGeoJSON writes the areas, in the order of their codes, as WGS84 polygons
// with the properties area_code, area_name and parent_code. Coordinates are
// rounded to so many decimals and positions that fall together become one: the
// only simplification that keeps shared borders shared, since it looks at each
// position alone. Outer rings run anticlockwise and holes clockwise (RFC 7946).
// A hole or a part that is smaller than the rounding is left out; it is an error
// when nothing of an area remains. The same areas give the same bytes.
func (a *Areas) WriteGeoJSON(w io.Writer, decimals int) error {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, area := range a.list {
		shape := rounded(area.Shape, decimals)
		if len(shape) == 0 {
			return fmt.Errorf("write area %s: nothing remains at %d decimals", area.Code, decimals)
		}
		properties, err := json.Marshal(struct {
			Code   string `json:"area_code"`
			Name   string `json:"area_name"`
			Parent string `json:"parent_code"`
		}{area.Code, area.Name, area.Parent})
		if err != nil {
			return fmt.Errorf("write area %s: %w", area.Code, err)
		}
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_, _ = fmt.Fprintf(out, "\n{\"type\":\"Feature\",\"properties\":%s,\"geometry\":", properties)
		_, _ = out.Write(appendShape(nil, shape, decimals))
		_ = out.WriteByte('}')
	}
	_, _ = out.WriteString("\n]}\n")
	return out.Flush() // the writer keeps the first error
}

// rounded rounds every position, drops repeated ones and rings without surface,
// and winds the rings by RFC 7946.
func rounded(shape orb.MultiPolygon, decimals int) orb.MultiPolygon {
	unit := math.Pow10(decimals)
	var out orb.MultiPolygon
	for _, polygon := range shape {
		var rings orb.Polygon
		for i, ring := range polygon {
			var r orb.Ring
			for _, p := range ring {
				q := orb.Point{math.Round(p[0]*unit)/unit + 0, math.Round(p[1]*unit)/unit + 0} // -0 + 0 is 0
				if len(r) == 0 || r[len(r)-1] != q {
					r = append(r, q)
				}
			}
			area := turn(r)
			if len(r) < 4 || math.Abs(area)*unit*unit < 1 {
				if i == 0 {
					break // its holes go with it
				}
				continue
			}
			if (area > 0) != (i == 0) {
				r.Reverse()
			}
			rings = append(rings, r)
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}

// appendShape writes a Polygon, or a MultiPolygon where there are several.
func appendShape(b []byte, shape orb.MultiPolygon, decimals int) []byte {
	if len(shape) == 1 {
		b = append(b, `{"type":"Polygon","coordinates":`...)
		return append(appendPolygon(b, shape[0], decimals), '}')
	}
	b = append(b, `{"type":"MultiPolygon","coordinates":[`...)
	for i, polygon := range shape {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendPolygon(b, polygon, decimals)
	}
	return append(b, "]}"...)
}

func appendPolygon(b []byte, polygon orb.Polygon, decimals int) []byte {
	b = append(b, '[')
	for i, ring := range polygon {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for k, p := range ring {
			if k > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			b = appendNumber(b, p[0], decimals)
			b = append(b, ',')
			b = appendNumber(b, p[1], decimals)
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// appendNumber writes a number without zeros at its end.
func appendNumber(b []byte, v float64, decimals int) []byte {
	b = strconv.AppendFloat(b, v, 'f', decimals, 64)
	if decimals > 0 {
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
		if b[len(b)-1] == '.' {
			b = b[:len(b)-1]
		}
	}
	return b
}
