package indicator

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// Opening is when campuses without a nursery class open one. Each year a share h
// of them does, if it then has a room to spare and children ask:
//
//	h ~ Beta(priorOpened + opened, priorStayed + stayed)
//
// over all pairs of successive school years in the past: opened is how many
// campuses without a nursery class ran one the year after, stayed how many still
// had none. The prior, one in ten over ten campus-years, is our own judgement
// (certainty P). h is drawn once a draw, the year of each campus by its code.
type Opening struct {
	Opened, Stayed float64 // with the prior
	wait           [][]int16
	from           forecast.Year
}

const (
	priorOpened = 1.0
	priorStayed = 9.0
)

// Pace is the expected share that opens in a year.
func (o *Opening) Pace() float64 { return o.Opened / (o.Opened + o.Stayed) }

// newOpening learns the pace and draws n years of opening for every campus.
func newOpening(s *supply.Supply, n int, seed uint64) *Opening {
	type key struct {
		site string
		year forecast.Year
	}
	runs, has := map[key]bool{}, map[key]bool{}
	for _, c := range s.Classes {
		if c.Classes > 0 {
			k := key{c.Site, c.SchoolYear}
			runs[k] = true
			has[k] = has[k] || c.Level == forecast.Nursery
		}
	}
	o := &Opening{Opened: priorOpened, Stayed: priorStayed, from: s.Newest()}
	for k := range runs { // counts alone: the order of the map does not show
		after := key{k.site, k.year + 1}
		switch {
		case has[k] || !runs[after]:
		case has[after]:
			o.Opened++
		default:
			o.Stayed++
		}
	}
	if o.from == 0 && len(s.Years) > 0 {
		o.from = s.Years[0] - 1
	}
	share := distuv.Beta{Alpha: o.Opened, Beta: o.Stayed, Src: source(seed, "nursery pace")}
	h := make([]float64, n)
	for d := range h {
		h[d] = share.Rand()
	}
	for _, c := range s.Campuses() {
		r := rand.New(source(seed, "nursery opening", c.Code))
		wait := make([]int16, n)
		for d := range wait {
			// Geometric: the first year t with 1 - (1-h)^t ≥ u.
			t := math.Ceil(math.Log1p(-r.Float64()) / math.Log1p(-h[d]))
			wait[d] = int16(math.Max(1, math.Min(t, math.MaxInt16)))
		}
		o.wait = append(o.wait, wait)
	}
	return o
}

// by reports whether the campus has opened by school year y in a draw.
func (o *Opening) by(site, draw int, y forecast.Year) bool {
	return int(y-o.from) >= int(o.wait[site][draw])
}
