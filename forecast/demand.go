package forecast

import (
	"fmt"
	"math"
	"slices"
)

// Demand is who asks for a place in the planned areas' classes: residents by the
// street they live in, and children from outside by the street they attend. The
// street of residence is the one that demands.
type Demand struct {
	Residents *Draws // ages 2 to 5
	Outside   *Draws // nil where no child from outside was counted
	Uptake    []*Uptake
	// Borrowed holds keys for the label table: what was assumed because it was
	// not in the data.
	Borrowed []string
	// Crowded are the areas where more children of 3 to 5 attend, by the roster, than
	// were counted to live: either is wrong, and so is what follows from both.
	Crowded []string

	seen   *attended
	border [4][]float64 // children from outside by area attended, per child who asks, by level
}

// DemandOptions steer NewDemand. The zero value takes attendance as it was.
type DemandOptions struct {
	Seed uint64
	// Factor multiplies uptake by area, level and years after the jump-off; nil: 1.
	Factor func(area string, l Level, years int) float64
	// Across multiplies the children from outside by area attended, level and
	// years after the jump-off; nil: 1.
	Across func(area string, l Level, years int) float64
	// Closed leaves the children from outside out.
	Closed bool
}

// BorrowCrowded is the key that stands in Borrowed where an area is Crowded.
const BorrowCrowded = "borrow.crowded"

var demandAges = []Age{2, 3, 4, 5}

// NewDemand turns draws of residents into draws of demand:
//
//	demand[i,l,t,s] = residents[i,age(l),t,s] x uptake[i,l,t,s] + sampling noise
//
// rows is attendance in the past; without any, every resident child asks for a
// place and Borrowed says so. The noise of N children who each attend with
// probability u has variance N u (1-u).
func NewDemand(o *Observed, residents *Draws, rows []Attendance, opt DemandOptions) (*Demand, error) {
	for _, a := range demandAges {
		if residents.AgeIndex(a) < 0 {
			return nil, fmt.Errorf("demand: the draws hold no age %d", a)
		}
	}
	d := &Demand{Residents: NewDraws(residents.Areas, residents.Dates, demandAges, residents.N)}
	t := newAttended(o, residents.Areas, rows)
	d.seen = t
	if len(rows) > 0 && !t.homes {
		d.Borrowed = append(d.Borrowed, "borrow.flows")
	}
	for i, code := range residents.Areas {
		if t.homes && t.crowded(i) {
			d.Crowded = append(d.Crowded, code)
		}
	}
	if len(d.Crowded) > 0 {
		d.Borrowed = append(d.Borrowed, BorrowCrowded)
	}
	for l, age := range demandAges {
		u := fitUptake(t, l, len(residents.Areas))
		if u == nil {
			d.Borrowed = append(d.Borrowed, "borrow.uptake."+(Nursery+Level(l)).String())
		} else {
			d.Uptake = append(d.Uptake, u)
		}
		d.level(residents, age, l, u, opt)
	}
	if !opt.Closed {
		d.outside(t, opt)
	}
	return d, nil
}

// level fills the demand of one age.
func (d *Demand) level(residents *Draws, age Age, l int, u *Uptake, opt DemandOptions) {
	k, n := residents.AgeIndex(age), residents.N
	years := len(residents.Dates)
	key := (Nursery + Level(l)).String()
	common := make([]float64, years*n)
	if u != nil {
		r := stream(opt.Seed, "uptake", key)
		for s := 0; s < n; s++ {
			x := 0.0
			for t := 0; t < years; t++ {
				x += u.drift*math.Pow(uptakeDamping, float64(t)) + u.shock*r.NormFloat64()
				common[t*n+s] = x
			}
		}
	}
	for i, code := range residents.Areas {
		r := stream(opt.Seed, "uptake", key, code)
		dev := make([]float64, n)
		for s := range dev {
			z := r.NormFloat64()
			if u != nil {
				dev[s] = u.d[i] + u.sd[i]*z
			}
		}
		for t := 0; t < years; t++ {
			f := 1.0
			if opt.Factor != nil {
				f = opt.Factor(code, Nursery+Level(l), t+1)
			}
			in, out := residents.At(i, t, k), d.Residents.At(i, t, l)
			for s := range out {
				z := r.NormFloat64()
				if u == nil {
					out[s] = in[s] * f
					continue
				}
				p := f * u.link.from(u.m+common[t*n+s]+dev[s])
				x := in[s] * p
				if p < 1 {
					x += math.Sqrt(x*(1-p)) * z
				}
				out[s] = math.Max(x, 0) // normal noise around a few children reaches below nobody
			}
		}
	}
}

// outside draws the children who live elsewhere: their share of all who attend,
// by level and area attended, over the last three school years.
func (d *Demand) outside(t *attended, opt DemandOptions) {
	recent := max(0, len(t.years)-3)
	any := false
	res := d.Residents
	out := NewDraws(res.Areas, res.Dates, demandAges, res.N)
	for l := range demandAges {
		from, all := make([]float64, len(res.Areas)), 0.0
		for k := recent; k < len(t.years); k++ {
			for i := range from {
				from[i] += t.outside[k][i][l]
				all += t.area[k][i][l]
			}
		}
		if slices.Max(append(from, 0)) == 0 || all == 0 {
			continue
		}
		any = true
		for i := range from {
			from[i] /= all
		}
		d.border[l] = from
		r := stream(opt.Seed, "outside", (Nursery + Level(l)).String())
		walk, factor := make([]float64, res.N), make([]float64, len(res.Areas))
		for y := range res.Dates {
			total := res.Sum(nil, y, demandAges[l])
			for i, code := range res.Areas {
				factor[i] = 1
				if opt.Across != nil {
					factor[i] = opt.Across(code, Nursery+Level(l), y+1)
				}
			}
			for s := range walk {
				walk[s] += uptakeShock * r.NormFloat64()
				for i := range from {
					out.At(i, y, l)[s] = total[s] * from[i] * math.Exp(walk[s]) * factor[i]
				}
			}
		}
	}
	if any {
		d.Outside = out
	}
}

// share is the part of the residents of an age who asked for a place in the
// school year y: as counted then, else as estimated at the newest count.
func (d *Demand) share(area, level int, y Year) float64 {
	k := slices.IndexFunc(d.Uptake, func(u *Uptake) bool { return u.Level == Nursery+Level(level) })
	if k < 0 {
		return 1
	}
	if t := slices.Index(d.seen.years, y); t >= 0 {
		a, n := d.seen.total(t, level)
		if own := d.seen.res[t][area][level]; d.seen.homes && a > 0 && own > 0 {
			return d.seen.area[t][area][level] / own
		}
		if !d.seen.homes && a > 0 && n > 0 {
			return a / n
		}
	}
	return d.Uptake[k].Area[area]
}

// across is the children from outside who attended in an area in school year y:
// as counted then, else in proportion to the children of all areas who ask.
func (d *Demand) across(area, level int, y Year, asking float64) float64 {
	if d.border[level] == nil {
		return 0
	}
	if t := slices.Index(d.seen.years, y); t >= 0 {
		if a, _ := d.seen.total(t, level); a > 0 {
			return d.seen.outside[t][area][level]
		}
	}
	return asking * d.border[level][area]
}

// Total returns residents and outsiders together, by the area in which they
// count.
func (d *Demand) Total() *Draws {
	if d.Outside == nil {
		return d.Residents
	}
	sum := NewDraws(d.Residents.Areas, d.Residents.Dates, demandAges, d.Residents.N)
	for i := range sum.v {
		sum.v[i] = d.Residents.v[i] + d.Outside.v[i]
	}
	return sum
}
