package siting

import (
	"fmt"
	"math"
	"math/rand/v2"

	"kindercast/forecast"
)

// generated is the shape of a synthetic district.
type generated struct {
	streets, points, sites, options, years, draws int
	seed                                          uint64
	spare                                         float64 // rooms over what the first years need: 0.97 tight, 1.12 loose
	reach                                         int
	targets                                       bool
}

func benchmarkShape(years, draws int, loose bool, seed uint64) generated {
	g := generated{streets: 14, points: 270, sites: 90, options: 30, years: years, draws: draws, seed: seed, spare: 0.97, reach: 8, targets: true}
	if loose {
		g.spare = 1.12
	}
	return g
}

// district builds a town of about 6 km x 6 km: streets on a grid, committees and
// sites at random inside, children falling by a few per cent a year after a
// bulge in the second, rooms short or spare as asked.
func (g generated) district() *District {
	rng := rand.New(rand.NewPCG(g.seed, 77))
	side := int(math.Ceil(math.Sqrt(float64(g.streets))))
	const lon0, lat0, degree = 121.45, 31.22, 111000.0
	size := 6000.0 * math.Sqrt(float64(g.points)/270)
	type xy struct{ x, y float64 }
	var where []xy
	place := func() (lon, lat float64, area string) {
		for {
			p := xy{rng.Float64() * size, rng.Float64() * size}
			k := int(p.x/size*float64(side)) + side*int(p.y/size*float64(side))
			if k < g.streets {
				where = append(where, p)
				return lon0 + p.x/degree/0.857, lat0 + p.y/degree, fmt.Sprintf("S%02d", k)
			}
		}
	}
	d := &District{FirstYear: 2027, Years: g.years, Norms: DefaultNorms(), Costs: DefaultCosts(), DistanceKind: "great-circle x 1.3"}
	for i := range g.points {
		lon, lat, area := place()
		d.Points = append(d.Points, DemandPoint{Code: fmt.Sprintf("P%03d", i), Area: area, Lon: lon, Lat: lat})
	}
	d.Children = NewChildren(g.points, g.years, g.draws)
	trend := make([]float64, g.years+3)
	for t := range trend {
		trend[t] = 1 - 0.04*float64(t) + 0.08*math.Exp(-float64((t-3)*(t-3))/2)
	}
	total := 0.0
	common := make([]float64, g.draws)
	for w := range common {
		if g.draws > 1 {
			common[w] = rng.NormFloat64()
		}
	}
	for i := range g.points {
		base := 22 * math.Exp(0.5*rng.NormFloat64())
		drift := 0.03 * rng.NormFloat64()
		own := rng.NormFloat64()
		for _, l := range forecast.Levels {
			for t := range g.years {
				at := d.Children.At(i, l, t)
				for w := range at {
					year := t - (int(l) - int(forecast.Junior)) // the year this cohort enters
					x := base * trend[max(0, year+2)] * math.Exp(drift*float64(year))
					if g.draws > 1 {
						x *= math.Exp(0.02*math.Sqrt(float64(t+1))*(1.5*common[w]) + 0.03*own*common[w])
					}
					if l == forecast.Nursery {
						x *= 0.28
					}
					at[w] = math.Round(x)
					if l == forecast.Junior && t < 2 {
						total += at[w] / float64(g.draws) / float64(min(2, g.years))
					}
				}
			}
		}
	}
	// Rooms: three levels of the first years' juniors and a nursery class in most sites.
	rooms := g.spare*total/25*3 + 0.9*float64(g.sites)
	var weights []float64
	sum := 0.0
	for range g.sites {
		w := 0.5 + rng.Float64()
		weights = append(weights, w)
		sum += w
	}
	for j := range g.sites {
		lon, lat, area := place()
		n := max(3, int(math.Round(rooms*weights[j]/sum)))
		s := Site{Code: fmt.Sprintf("K%03d", j), Area: area, Lon: lon, Lat: lat, Public: rng.Float64() < 0.8, MayClose: j%8 == 0}
		for range g.years {
			s.Rooms = append(s.Rooms, n)
		}
		if rng.Float64() < 0.6 {
			s.Running.Nursery = 1
		}
		s.Running.Junior, s.Running.Middle = (n-1)/3, n/3
		s.Running.JuniorChildren = float64(s.Running.Junior) * 23
		s.Running.MiddleChildren = float64(s.Running.Middle) * 24
		s.AreaPlaces = math.Round(float64(n) * (22 + 8*rng.Float64()))
		d.Sites = append(d.Sites, s)
	}
	expandable := rng.Perm(g.sites)
	for o := range g.options {
		op := Option{Code: fmt.Sprintf("C%02d", o), Earliest: d.FirstYear + forecast.Year(o%3)}
		switch o % 3 {
		case 0:
			lon, lat, area := place()
			op.Kind, op.Site, op.Rooms, op.Capital, op.NeedsNursery = New, fmt.Sprintf("N%02d", o), 6+3*rng.IntN(4), 3000+3000*rng.Float64(), true
			op.Earliest += 1
			d.Sites = append(d.Sites, Site{Code: op.Site, Area: area, Lon: lon, Lat: lat, Public: true})
		case 1:
			op.Kind, op.Site, op.Rooms, op.Capital, op.NeedsNursery, op.RoomsLost = Expand, d.Sites[expandable[o]].Code, 2+rng.IntN(4), 600+900*rng.Float64(), true, 1
		default:
			op.Kind, op.Site, op.Rooms, op.Capital = Convert, d.Sites[expandable[o]].Code, 1+rng.IntN(3), 150+200*rng.Float64()
		}
		op.AreaPlaces = float64(op.Rooms) * 26
		d.Options = append(d.Options, op)
	}
	metres := make([][]float64, g.points)
	for i := range metres {
		for j := range d.Sites {
			a, b := where[i], where[g.points+j]
			metres[i] = append(metres[i], math.Round(1.3*math.Hypot(a.x-b.x, a.y-b.y)+60))
		}
	}
	d.Reach = ReachWithin(metres, 1500, g.reach)
	for range g.years {
		d.Budget = append(d.Budget, 6000*float64(g.points)/270)
	}
	if g.targets {
		from := d.FirstYear + forecast.Year(min(2, g.years-1))
		d.Targets = Targets{NurseryShare: Target{From: from, Value: 0.85}, FullStreets: Target{From: from, Value: math.Round(0.57 * float64(g.streets))},
			PublicShare: Target{From: d.FirstYear, Value: 0.7}}
	}
	return d
}
