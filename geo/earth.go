// Package geo holds the places: coordinates declared and converted at the door,
// areas with a stated tie-break, walking distances over roads or over the great
// circle, the points where children live, and access to places from there.
//
// Every orb.Point inside the package is WGS84 longitude and latitude in degrees.
// No shape may cross the 180th meridian.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Metres is a distance on the ground. +Inf means out of reach.
type Metres float64

// Minutes is a time on foot. +Inf means out of reach.
type Minutes float64

// KilometresPerHour is a walking speed.
type KilometresPerHour float64

// Stroll is the walking speed behind the planning norm "5 minutes = 300 m"
// (GB 50180-2018): 3.6 km/h, a small child's pace.
const Stroll KilometresPerHour = 3.6

// Minutes returns the time that a walk of m takes at speed v. It panics unless
// v is above zero.
func (m Metres) Minutes(v KilometresPerHour) Minutes {
	if !(v > 0) {
		panic("geo: walking speed must be above zero")
	}
	return Minutes(float64(m) * 60 / (1000 * float64(v)))
}

// In returns the metres that are walked in t at speed v.
func (v KilometresPerHour) In(t Minutes) Metres {
	return Metres(float64(v) * 1000 / 60 * float64(t))
}

// EarthRadius is the mean radius of the earth, (2a+b)/3 of WGS84 (IUGG). With
// it a great-circle distance is within 0.56 % of the distance on the ellipsoid.
const EarthRadius Metres = 6371008.8

// Distance returns the great-circle distance from a to b by the haversine
// formula:
//
//	h = sin²(Δφ/2) + cos φa cos φb sin²(Δλ/2),  d = 2R asin √h
func Distance(a, b orb.Point) Metres {
	sφ := math.Sin(rad(b[1]-a[1]) / 2)
	sλ := math.Sin(rad(b[0]-a[0]) / 2)
	h := float64(sφ*sφ) + float64(math.Cos(rad(a[1]))*math.Cos(rad(b[1]))*sλ*sλ)
	return 2 * EarthRadius * Metres(math.Asin(math.Sqrt(min(h, 1))))
}

func rad(deg float64) float64 { return deg * math.Pi / 180 }

// plane is a local map around a latitude: x east and y north in metres of the
// mean sphere. Over 20 km at the latitude of Shanghai its distances differ from
// the great circle by less than 0.1 %.
type plane struct {
	origin orb.Point
	kx, ky float64 // metres per degree
}

func planeAt(origin orb.Point) plane {
	ky := float64(EarthRadius) * math.Pi / 180
	return plane{origin, ky * math.Cos(rad(origin[1])), ky}
}

func (l plane) xy(p orb.Point) (x, y float64) {
	return (p[0] - l.origin[0]) * l.kx, (p[1] - l.origin[1]) * l.ky
}

func (l plane) lonlat(x, y float64) orb.Point {
	return orb.Point{l.origin[0] + x/l.kx, l.origin[1] + y/l.ky}
}

// foot returns the point of segment a–b nearest to p, as the share of the way
// from a to b (0 to 1), and its distance from p on the plane. A segment of no
// length answers 0.
func (l plane) foot(p, a, b orb.Point) (t float64, d Metres) {
	px, py := l.xy(p)
	ax, ay := l.xy(a)
	bx, by := l.xy(b)
	dx, dy := bx-ax, by-ay
	if q := float64(dx*dx) + float64(dy*dy); q > 0 {
		t = min(max((float64((px-ax)*dx)+float64((py-ay)*dy))/q, 0), 1)
	}
	return t, Metres(math.Hypot(px-ax-t*dx, py-ay-t*dy))
}
