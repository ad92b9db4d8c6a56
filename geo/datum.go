package geo

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/wroge/wgs84/v2"
)

// Datum says what a pair of coordinates means. The zero Datum is undeclared: it
// converts nothing, because a guess would be up to 500 m wrong in a Chinese city.
type Datum struct {
	name string
	kind datumKind
	epsg int
}

type datumKind uint8

const (
	undeclared datumKind = iota
	plainWGS84           // degrees that need no conversion
	gcj02
	bd09
	viaEPSG
)

// The datums with a name of their own. CGCS2000 and WGS84 agree to a few
// centimetres, so its degrees are taken as they are.
var (
	WGS84    = Datum{"WGS84", plainWGS84, 4326}
	GCJ02    = Datum{"GCJ02", gcj02, 0}
	BD09     = Datum{"BD09", bd09, 0}
	CGCS2000 = Datum{"CGCS2000", plainWGS84, 4490}
)

// ErrUndeclared is returned by the zero Datum.
var ErrUndeclared = errors.New("coordinates without a declared datum")

// ParseDatum reads WGS84, GCJ02, BD09, CGCS2000 (capitals or not, hyphens and
// blanks ignored) or EPSG:n. The codes known are the geographic systems 4326 and
// 4490, the Gauss-Krüger zones of CGCS2000 (4491 to 4554), UTM (326zz, 327zz,
// 258zz) and those that the projection library carries. Planar coordinates come
// as easting, northing, in the order of x and y in a GeoJSON file. The empty
// string is an error: there is no default.
func ParseDatum(s string) (Datum, error) {
	word := strings.NewReplacer("-", "", " ", "", "_", "").Replace(strings.ToUpper(strings.TrimSpace(s)))
	switch word {
	case "":
		return Datum{}, ErrUndeclared
	case "WGS84", "CRS84":
		return WGS84, nil
	case "GCJ02":
		return GCJ02, nil
	case "BD09", "BD09LL":
		return BD09, nil
	case "CGCS2000":
		return CGCS2000, nil
	}
	if digits, ok := strings.CutPrefix(word, "EPSG:"); ok {
		if n, err := strconv.Atoi(digits); err == nil {
			switch n {
			case 4326:
				return WGS84, nil
			case 4490:
				return CGCS2000, nil
			}
			if _, ok := projection(n); ok {
				return Datum{"EPSG:" + strconv.Itoa(n), viaEPSG, n}, nil
			}
		}
	}
	return Datum{}, fmt.Errorf("datum %q: want WGS84, GCJ02, BD09, CGCS2000 or a known EPSG:code", s)
}

// String returns the name that ParseDatum reads, or the empty string.
func (d Datum) String() string { return d.name }

// Declared reports whether d is a datum at all.
func (d Datum) Declared() bool { return d.kind != undeclared }

// Degrees reports whether coordinates in d are longitude and latitude, not
// easting and northing.
func (d Datum) Degrees() bool { return d.kind != viaEPSG }

// MarshalText writes the name.
func (d Datum) MarshalText() ([]byte, error) { return []byte(d.name), nil }

// UnmarshalText reads what ParseDatum reads.
func (d *Datum) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDatum(string(b))
	return err
}

// ToWGS84 converts p from d. GCJ-02 and BD-09 are undone to well below 1 cm;
// outside the box in which their shift is defined points pass unchanged. Numbers
// that are not finite, degrees outside ±180 and ±90, and planar coordinates
// outside their zone are errors.
func (d Datum) ToWGS84(p orb.Point) (orb.Point, error) {
	if !finite(p) {
		return p, fmt.Errorf("convert %v, %v from %s: not finite", p[0], p[1], d)
	}
	if d.Declared() && d.Degrees() && (math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90) {
		return p, fmt.Errorf("convert %v, %v from %s: no longitude and latitude", p[0], p[1], d)
	}
	switch d.kind {
	case undeclared:
		return p, ErrUndeclared
	case plainWGS84:
		return p, nil
	case gcj02:
		return inChina(p, func() orb.Point { return undo(toGCJ, p) }), nil
	case bd09:
		return inChina(p, func() orb.Point { return undo(toGCJ, undo(gcjToBD, p)) }), nil
	}
	return d.unproject(p)
}

// FromWGS84 converts a WGS84 point to d: the inverse of ToWGS84.
func (d Datum) FromWGS84(p orb.Point) (orb.Point, error) {
	switch d.kind {
	case undeclared:
		return p, ErrUndeclared
	case plainWGS84:
		return p, nil
	case gcj02:
		return inChina(p, func() orb.Point { return toGCJ(p) }), nil
	case bd09:
		return inChina(p, func() orb.Point { return gcjToBD(toGCJ(p)) }), nil
	}
	crs, _ := projection(d.epsg)
	x, y, _, err := wgs84.EPSG[4326].TransformTo(crs)(p[0], p[1], 0)
	if q := (orb.Point{x, y}); err == nil && finite(q) {
		return q, nil
	}
	return p, fmt.Errorf("convert %v, %v to %s: no such place", p[0], p[1], d)
}

// unproject takes planar coordinates back to degrees. It refuses an answer that
// does not lead forward to p again, and one more than 10° from the central
// meridian: that is a northing where the easting should be, or another zone.
// Numbers that would pass for longitude and latitude are refused too.
func (d Datum) unproject(p orb.Point) (orb.Point, error) {
	if math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 {
		return p, fmt.Errorf("convert %v, %v from %s: degrees where metres were declared", p[0], p[1], d)
	}
	crs, _ := projection(d.epsg)
	lon, lat, _, err := crs.TransformTo(wgs84.EPSG[4326])(p[0], p[1], 0)
	q := orb.Point{lon, lat}
	if err == nil && finite(q) && math.Abs(lon) <= 180 && math.Abs(lat) <= 90 && nearMeridian(crs, lon) {
		if back, err := d.FromWGS84(q); err == nil &&
			math.Abs(back[0]-p[0]) < 0.05 && math.Abs(back[1]-p[1]) < 0.05 {
			return q, nil
		}
	}
	return p, fmt.Errorf("convert %v, %v from %s: outside the system (easting first, then northing)", p[0], p[1], d)
}

func finite(p orb.Point) bool {
	return !math.IsNaN(p[0]) && !math.IsInf(p[0], 0) && !math.IsNaN(p[1]) && !math.IsInf(p[1], 0)
}
