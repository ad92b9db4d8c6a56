package main

import (
	"math"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// neighbourMinutes is how far a child may walk to a place in another area before
// its own area is called short.
const neighbourMinutes = 15

// reach is to which areas children may walk in each planned school year, by the
// kindergartens that stand or are promised then. nil without points or sites.
func (d *district) reach(s *supply.Supply) map[forecast.Year]supply.Reach {
	campuses := s.Campuses()
	if len(d.points) == 0 || d.walk == nil || len(campuses) == 0 {
		return nil
	}
	from, to, at := make([]orb.Point, len(d.points)), make([]orb.Point, len(campuses)), map[string]int{}
	for i, p := range d.points {
		from[i] = p.Point
	}
	for j, c := range campuses {
		to[j], at[c.Code] = orb.Point{c.Lon, c.Lat}, j
	}
	walk := d.walk.Matrix(from, to, geo.Stroll.In(3*neighbourMinutes))
	out := map[forecast.Year]supply.Reach{}
	for _, y := range s.Years {
		standing := make([]bool, len(campuses))
		for _, p := range s.PlacesBySite(y) {
			standing[at[p.Code]] = p.Lon != 0 || p.Lat != 0 // a project may not know its place yet
		}
		out[y] = supply.NewReach(d.areaMinutes(walk, s, standing), neighbourMinutes)
	}
	return out
}

// areaMinutes is the walk from area to area in minutes: the mean over the demand
// points of the one, weighted by children, of the way to the nearest standing
// site of the other.
func (d *district) areaMinutes(walk *geo.Matrix, s *supply.Supply, standing []bool) [][]float64 {
	pos := map[string]int{}
	for i, a := range d.obs.Areas {
		pos[a.Code] = i
	}
	limit := float64(geo.Stroll.In(3 * neighbourMinutes))
	n := len(d.obs.Areas)
	sum, weight := make([][]float64, n), make([]float64, n)
	for i := range sum {
		sum[i] = make([]float64, n)
	}
	nearest := make([]float64, n)
	for i, p := range d.points {
		a, ok := pos[p.Area]
		if !ok {
			continue
		}
		for k := range nearest {
			nearest[k] = limit
		}
		for j, stands := range standing {
			if b := s.AreaOf(j); stands {
				nearest[b] = math.Min(nearest[b], float64(walk.At(i, j)))
			}
		}
		weight[a] += p.Weight
		for k, x := range nearest {
			sum[a][k] += p.Weight * x
		}
	}
	for a := range sum {
		for b := range sum[a] {
			if weight[a] == 0 {
				sum[a][b] = math.Inf(1)
				continue
			}
			sum[a][b] = float64(geo.Metres(sum[a][b] / weight[a]).Minutes(geo.Stroll))
		}
		sum[a][a] = 0
	}
	return sum
}
