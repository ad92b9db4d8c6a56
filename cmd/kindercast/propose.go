package main

import (
	"math"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// proposed is a district in which there is something to decide, for a dataset
// without candidates: one new kindergarten of so many rooms inside every area,
// from the first planned year, at a price a room. Where the dataset has no
// kindergartens either, one stands in for all of an area: inside it, with classes
// for the children of the newest count, the children living there too. Outputs
// say that it was proposed; it is no plan of anybody's.
func (d *district) proposed(rooms int, room float64) (*district, error) {
	if rooms == 0 || len(d.candidates) > 0 && len(d.sites) > 0 {
		return d, nil
	}
	if !d.shapes() {
		return nil, usage("--propose needs boundaries: a kindergarten is proposed inside the shape of every area / 需要区域边界")
	}
	dates := populationDates(d.obs)
	if len(dates) == 0 {
		return nil, usage("--propose: nothing was counted / 没有人口计数")
	}
	c, day := *d, dates[len(dates)-1]
	if len(d.sites) == 0 {
		c.standIn(day)
	}
	if len(d.candidates) == 0 {
		c.candidates = nil
		for _, a := range d.obs.Areas {
			if shape, ok := d.polygons.Of(a.Code); ok {
				at := shape.Label()
				c.candidates = append(c.candidates, supply.Candidate{Code: "NEW-" + a.Code, Kind: "new", Area: a.Code, Lon: at.Lon(), Lat: at.Lat(), RoomsMax: int64(rooms),
					Cost: room * float64(rooms), Earliest: day.SchoolYear() + 1})
			}
		}
	}
	return &c, nil
}

// standIn puts one kindergarten, and all children, inside each area: rooms and
// classes for the children of the levels' ages on day. A junior class stays
// together, so that the classes of 3 to 5 are all of its size.
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
		at := shape.Label()
		s := supply.Site{Code: "NOW-" + a.Code, Name: a.Name, Area: a.Code, Lon: at.Lon(), Lat: at.Lat(), Provider: "public"}
		for _, l := range forecast.Levels {
			n := counted[a.Code][l-forecast.Nursery]
			size := sizes[min(l, forecast.Junior)-forecast.Nursery]
			row := supply.Class{SchoolYear: day.SchoolYear(), Site: s.Code, Level: l, Classes: int64(math.Ceil(float64(n) / size)), Enrolled: n}
			s.Rooms += row.Classes
			d.classes = append(d.classes, row)
		}
		d.sites = append(d.sites, s)
		d.points = append(d.points, geo.DemandPoint{Code: a.Code, Name: a.Name, Area: a.Code, Point: at, Weight: 1})
	}
}
