package siting

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"kindercast/forecast"
)

// District is the whole planning problem of one district over some school
// years: where children live, the sites they could go to, the options to change
// those sites, what everything costs and which targets the plan must meet.
//
// The unit of decision is a class. A junior class opened in year t keeps its
// room as the middle class of t+1 and the senior class of t+2, so the rooms a
// site uses are
//
//	nursery[t] + junior[t] + junior[t-1] + junior[t-2] <= rooms[t]
//
// and continuity of a cohort at its site costs nothing extra. Money is in
// 10,000 yuan, distance in metres, all costs are those of the planned years.
// A District is not modified once Validate has accepted it.
type District struct {
	FirstYear forecast.Year
	Years     int // school years FirstYear .. FirstYear+Years-1
	Points    []DemandPoint
	Sites     []Site
	Options   []Option
	Children  *Children
	Reach     []Reach
	Norms     Norms
	Costs     Costs
	// Budget is the most that may be spent on options entering service in each
	// year; nil is no limit. A year's budget does not carry over.
	Budget  []float64
	Targets Targets
	// DistanceKind says how Reach was measured, such as "walking network" or
	// "great-circle x 1.3". It is repeated on the plan.
	DistanceKind string
}

// DemandPoint is a place where children live: a committee, an estate.
type DemandPoint struct {
	Code     string
	Area     string // the street it belongs to
	Lon, Lat float64
}

// Site is one campus, existing or possible. A site that only an option brings
// into being has no rooms of its own.
type Site struct {
	Code, Name string
	Area       string
	Public     bool
	Lon, Lat   float64
	Rooms      []int   // rooms by year, projects under way included; nil means none
	AreaPlaces float64 // most children its built and outdoor area allows; 0 is not stated
	Running    Running
	MayClose   bool
	Growth     float64 // yearly size of a class's cohort over the year before; 0 means 1
}

// Running is what a site runs in the school year before the first planned one.
// Its junior classes are middle classes in the first planned year and its
// middle classes are senior ones; the rooms of its senior and nursery classes
// fall free.
type Running struct {
	Nursery, Junior, Middle        int
	JuniorChildren, MiddleChildren float64 // last year's enrolment of those classes
}

// SteadyRunning spreads rooms evenly over the three levels, oldest last, for a
// site whose running classes are not known, at the given children a class.
func SteadyRunning(rooms, perClass int) Running {
	j, m := (rooms+2)/3, (rooms+1)/3
	return Running{Junior: j, Middle: m,
		JuniorChildren: float64(j * perClass), MiddleChildren: float64(m * perClass)}
}

// OptionKind is what an option does to its site.
type OptionKind string

// The kinds of options, as the candidates table writes them.
const (
	New     OptionKind = "new"
	Expand  OptionKind = "expand"
	Convert OptionKind = "convert"
	Reopen  OptionKind = "reopen"
)

// Option is one thing that could be built: rooms added to a site from the year
// it enters service.
type Option struct {
	Code         string
	Kind         OptionKind
	Site         string // code of the site it changes or creates
	Rooms        int
	AreaPlaces   float64 // added to the site's; 0 is not stated
	Capital      float64
	Earliest     forecast.Year
	NeedsNursery bool // the site must run a nursery class once this is in service
	RoomsLost    int  // rooms closed by the works in the year before service
}

// Reach is a walk from a demand point to a site that a child could make every
// day, both snap legs counted.
type Reach struct {
	Point, Site int32 // positions in Points and Sites
	Metres      float64
}

// Norms are the most children in a class of each level and the most nursery
// classes at one site.
type Norms struct {
	Nursery, Junior, Middle, Senior float64
	MaxNurseryRooms                 int
}

// DefaultNorms are 20, 25, 30 and 35 children (托班, 小班, 中班, 大班:
// 幼儿园工作规程 2016, article 11) and at most three nursery classes.
func DefaultNorms() Norms {
	return Norms{Nursery: 20, Junior: 25, Middle: 30, Senior: 35, MaxNurseryRooms: 3}
}

// Costs price the plan, in 10,000 yuan.
type Costs struct {
	CapitalCharge float64 // share of an option's capital charged for each year in service
	Fixed         float64 // an open site, a year
	RunNursery    float64 // a nursery class, a year
	RunClass      float64 // a junior, middle or senior class, a year
	WalkKilometre float64 // a child's daily walk of one kilometre, for a year
	// Unserved prices a child without a place for a year: nursery age and
	// kindergarten age.
	UnservedNursery, UnservedClass float64
	// Fairness is added for the worst-served area: Fairness x its share of
	// child-years without a place. Zero leaves fairness out.
	Fairness float64
	// TailWeight adds TailWeight x the mean of the worst (1 - TailLevel) of the
	// scenarios' priced unserved children (CVaR). Zero leaves it out.
	TailWeight, TailLevel float64
}

// DefaultCosts are round figures of the order of a Shanghai class (75 a year,
// 2.5 to 3 a child) with a place short priced at three times a place given.
// They are parameters to argue about, not facts.
func DefaultCosts() Costs {
	return Costs{CapitalCharge: 0.05, Fixed: 120, RunNursery: 75, RunClass: 75,
		WalkKilometre: 0.3, UnservedNursery: 8, UnservedClass: 10}
}

// Target is a level that an indicator must reach from a year on. The zero
// Target asks for nothing. Price is what one unit short costs a year; zero
// makes the target hard.
type Target struct {
	From  forecast.Year
	Value float64
	Price float64
}

// Targets are the indicators a plan can be held to.
type Targets struct {
	// NurseryShare: open sites with a nursery class over open sites; a unit
	// short is one site.
	NurseryShare Target
	// FullStreets: number of areas in which every open public site has a
	// nursery class and at least one does; a unit short is one street.
	FullStreets Target
	// PublicShare: children of 3 to 5 in public sites over all placed; a unit
	// short is one child.
	PublicShare Target
}

// Children holds the children by point, level, year and draw.
type Children struct {
	Points, Years, Draws int
	Weights              []float64 // of the draws, summing to 1; nil is equal
	v                    []float64
}

// NewChildren returns zero children of the given shape.
func NewChildren(points, years, draws int) *Children {
	return &Children{Points: points, Years: years, Draws: draws,
		v: make([]float64, points*len(forecast.Levels)*years*draws)}
}

// At returns the draws of the children of a point who would enter or attend a
// level (Nursery to Senior) in a year, counted from zero. The caller fills it.
func (c *Children) At(point int, l forecast.Level, year int) []float64 {
	k := ((point*len(forecast.Levels)+int(l-forecast.Nursery))*c.Years + year) * c.Draws
	return c.v[k : k+c.Draws : k+c.Draws]
}

// weight returns the probability of draw w.
func (c *Children) weight(w int) float64 {
	if c.Weights == nil {
		return 1 / float64(c.Draws)
	}
	return c.Weights[w]
}

// Mean returns the children averaged over the draws, as a single draw.
func (c *Children) Mean() *Children {
	m := NewChildren(c.Points, c.Years, 1)
	for k := range m.v {
		for w := range c.Draws {
			m.v[k] += c.weight(w) * c.v[k*c.Draws+w]
		}
	}
	return m
}

// pick returns the given draws with new weights.
func (c *Children) pick(draws []int, weights []float64) *Children {
	m := NewChildren(c.Points, c.Years, len(draws))
	m.Weights = weights
	for k := range len(c.v) / c.Draws {
		for s, w := range draws {
			m.v[k*len(draws)+s] = c.v[k*c.Draws+w]
		}
	}
	return m
}

// nearestPoints is the number of points from which every site can be reached,
// however many rivals are nearer to them.
const nearestPoints = 3

// ReachWithin lists the walks of at most limit metres from each point to its k
// nearest sites, and to the sites to which it is one of the nearest points: a
// site among many rivals is no point's kth nearest, yet its seats count. metres
// is a matrix of walking metres (point x site; NaN or +Inf where there is no
// way). Ties go to the lower point, then the lower site. k = 0 keeps all.
func ReachWithin(metres [][]float64, limit float64, k int) []Reach {
	var all []Reach
	for i, row := range metres {
		for j, m := range row {
			if m <= limit {
				all = append(all, Reach{int32(i), int32(j), m})
			}
		}
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].Metres < all[b].Metres })
	sites, points := map[int32]int{}, map[int32]int{}
	var out []Reach
	for _, a := range all {
		if k == 0 || sites[a.Point] < k || points[a.Site] < nearestPoints {
			out = append(out, a)
		}
		sites[a.Point]++
		points[a.Site]++
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Point < out[b].Point })
	return out
}

// Problems is everything Validate found wrong with a District.
type Problems []string

// Error lists the problems, one a line.
func (p Problems) Error() string {
	s := fmt.Sprintf("district: %d problems", len(p))
	for _, x := range p {
		s += "\n  " + x
	}
	return s
}

// finite reports whether every x is a finite number and not negative.
func nonNegative(xs ...float64) bool {
	return !slices.ContainsFunc(xs, func(x float64) bool { return !(x >= 0) || math.IsInf(x, 1) })
}
