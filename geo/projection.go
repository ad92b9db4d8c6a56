package geo

import (
	"math"

	"github.com/wroge/wgs84/v2"
)

// cgcs2000 is the datum of the Chinese grids; the library's own stops short of
// the eastern border.
var cgcs2000 = wgs84.Datum{
	Spheroid:        wgs84.CGCS2000,
	Transformations: []wgs84.Transformation{{BoundingBox: wgs84.BoundingBox{MinLon: -180, MinLat: -90, MaxLon: 180, MaxLat: 90}}},
}

// projection returns the coordinate system of an EPSG code. The library is an
// alpha release, so it is met in this file and datum.go only; the values of PROJ
// in datum_test.go hold it.
func projection(epsg int) (wgs84.CoordinateReferenceSystem, bool) {
	chinese := func(meridian, easting float64) (wgs84.CoordinateReferenceSystem, bool) {
		return wgs84.CoordinateReferenceSystem{
			CoordinateSystem: wgs84.TransverseMercator{Lonf: meridian, Scale: 1, Eastf: easting},
			Datum:            cgcs2000,
		}, true
	}
	utm := func(zone int, northing float64, datum wgs84.Datum) (wgs84.CoordinateReferenceSystem, bool) {
		return wgs84.CoordinateReferenceSystem{
			CoordinateSystem: wgs84.TransverseMercator{Lonf: float64(6*zone - 183), Scale: 0.9996, Eastf: 500000, Northf: northing},
			Datum:            datum,
		}, true
	}
	n := float64(epsg)
	switch {
	case epsg >= 4491 && epsg <= 4501: // 6° zones 13 to 23, zone number before the easting
		return chinese(75+6*(n-4491), 1e6*(13+n-4491)+500000)
	case epsg >= 4502 && epsg <= 4512: // 6° zones by central meridian
		return chinese(75+6*(n-4502), 500000)
	case epsg >= 4513 && epsg <= 4533: // 3° zones 25 to 45, zone number before the easting
		return chinese(75+3*(n-4513), 1e6*(25+n-4513)+500000)
	case epsg >= 4534 && epsg <= 4554: // 3° zones by central meridian; 4549 is 120°E
		return chinese(75+3*(n-4534), 500000)
	case epsg > 32600 && epsg <= 32660:
		return utm(epsg-32600, 0, wgs84.WGS84)
	case epsg > 32700 && epsg <= 32760:
		return utm(epsg-32700, 1e7, wgs84.WGS84)
	case epsg >= 25828 && epsg <= 25838:
		return utm(epsg-25800, 0, wgs84.ETRS89)
	}
	crs, ok := wgs84.EPSG[epsg]
	return crs, ok
}

// nearMeridian reports whether a longitude lies within 10° of the central
// meridian of a transverse Mercator system. Other systems have none to leave.
func nearMeridian(crs wgs84.CoordinateReferenceSystem, lon float64) bool {
	tm, ok := crs.CoordinateSystem.(wgs84.TransverseMercator)
	return !ok || math.Abs(math.Mod(lon-tm.Lonf+540, 360)-180) <= 10
}
