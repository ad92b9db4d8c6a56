package main

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// proposed is a district in which there is something to decide, for a dataset
// without candidates: a new kindergarten of so many rooms inside every area, from
// the first planned year, at a price a room; where kindergartens stand in for
// others, one beside each. Where the dataset has no kindergartens either, some
// stand in for those of an area: see standIn. Outputs say that it was proposed; it
// is no plan of anybody's.
func (d *district) proposed(rooms int, room float64) (*district, error) {
	if rooms == 0 || len(d.candidates) > 0 && len(d.sites) > 0 {
		return d, nil
	}
	if !d.shapes() {
		return nil, usage("--propose 需要区域边界 / --propose needs boundaries: a kindergarten is proposed inside the shape of every area")
	}
	dates := populationDates(d.obs)
	if len(dates) == 0 {
		return nil, usage("--propose：没有人口计数 / nothing was counted")
	}
	c, day := *d, dates[len(dates)-1]
	if len(d.sites) == 0 {
		c.standIn(day)
	}
	if len(d.candidates) == 0 {
		c.candidates = nil
		for _, a := range d.obs.Areas {
			shape, ok := d.polygons.Of(a.Code)
			if !ok {
				continue
			}
			places := []orb.Point{shape.Label()}
			if c.standsIn {
				places = homesIn(c.points, a.Code)
			}
			for k, at := range places {
				c.candidates = append(c.candidates, supply.Candidate{Code: numbered("NEW-"+a.Code, k, len(places)), Kind: "new", Area: a.Code, Lon: at.Lon(), Lat: at.Lat(),
					RoomsMax: int64(rooms), Cost: room * float64(rooms), Earliest: day.SchoolYear() + 1})
			}
		}
	}
	return &c, nil
}

// standInRooms is about the most rooms of a kindergarten that stands in for others.
const standInRooms = 24

// standIn puts kindergartens inside each area, and all its children beside them in
// equal parts: rooms and classes for the children of the levels' ages on day, in
// as many neighbourhoods as no kindergarten needs more than standInRooms. A junior
// class stays together, so that the classes of 3 to 5 are all of its size.
func (d *district) standIn(day forecast.Date) {
	counted := map[string][len(forecast.Levels)]int64{}
	for _, p := range d.obs.Population {
		if l, ok := forecast.LevelOf(p.Age); ok && p.AsOf == day {
			n := counted[p.Area]
			n[l-forecast.Nursery] += p.Persons
			counted[p.Area] = n
		}
	}
	sizes := classSizes(d.norms, day.SchoolYear())
	d.standsIn, d.points = true, nil
	for _, a := range d.obs.Areas {
		shape, ok := d.polygons.Of(a.Code)
		if !ok {
			continue
		}
		children, classes, rooms := counted[a.Code], [len(forecast.Levels)]int64{}, int64(0)
		for _, l := range forecast.Levels {
			k := l - forecast.Nursery
			classes[k] = int64(math.Ceil(float64(children[k]) / sizes[min(l, forecast.Junior)-forecast.Nursery]))
			rooms += classes[k]
		}
		places := neighbourhoods(shape, int(max(1, (rooms+standInRooms-1)/standInRooms)))
		part := func(n int64, k int) int64 { // the k-th of equal parts of n
			m := int64(len(places))
			return n*int64(k+1)/m - n*int64(k)/m
		}
		for p, at := range places {
			s := supply.Site{Code: numbered("NOW-"+a.Code, p, len(places)), Name: a.Name, Area: a.Code, Lon: at.Lon(), Lat: at.Lat(), Provider: "public"}
			for _, l := range forecast.Levels {
				k := l - forecast.Nursery
				row := supply.Class{SchoolYear: day.SchoolYear(), Site: s.Code, Level: l, Classes: part(classes[k], p), Enrolled: part(children[k], p)}
				s.Rooms += row.Classes
				d.classes = append(d.classes, row)
			}
			d.sites = append(d.sites, s)
			d.points = append(d.points, geo.DemandPoint{Code: numbered(a.Code, p, len(places)), Name: a.Name, Area: a.Code, Point: at, Weight: 1})
		}
	}
}

// homesIn lists the points of an area.
func homesIn(points []geo.DemandPoint, area string) []orb.Point {
	var out []orb.Point
	for _, q := range points {
		if q.Area == area {
			out = append(out, q.Point)
		}
	}
	return out
}

// numbered is a code, with a number behind it where it is one of several.
func numbered(code string, k, of int) string {
	if of == 1 {
		return code
	}
	return fmt.Sprintf("%s-%02d", code, k+1)
}

// neighbourhoods are n points inside a shape, some 700 m apart: its label point,
// then a spiral of golden angles about it, as far as that lies inside. A narrow
// shape has fewer.
func neighbourhoods(shape geo.Area, n int) []orb.Point {
	out := []orb.Point{shape.Label()}
	turn := 180 * (3 - math.Sqrt(5))
	for k := 1; len(out) < n && k < 20*n; k++ {
		p := sphere.PointAtBearingAndDistance(out[0], math.Mod(float64(k)*turn, 360), 400*math.Sqrt(float64(k)))
		if shape.Contains(p) {
			out = append(out, p)
		}
	}
	return out
}
