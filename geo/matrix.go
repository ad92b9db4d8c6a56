package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Beyond is the distance of what cannot be reached.
var Beyond = Metres(math.Inf(1))

// Matrix holds the walking distance from every origin to every destination.
// From A to B it need not be what it is from B to A.
type Matrix struct {
	From, To int
	// Unsnapped lists the origins and destinations that lie farther from every
	// road than Network.MaxSnap; their distances are Beyond. Nil over the great
	// circle.
	UnsnappedFrom, UnsnappedTo []int
	d                          []Metres
}

// NewMatrix returns a matrix in which nothing reaches anything. Set fills it.
func NewMatrix(from, to int) *Matrix {
	m := &Matrix{From: from, To: to, d: make([]Metres, from*to)}
	for i := range m.d {
		m.d[i] = Beyond
	}
	return m
}

// At returns the metres from origin i to destination j: Beyond where there is
// no way, or none within the limit that the matrix was made with.
func (m *Matrix) At(i, j int) Metres { return m.d[i*m.To+j] }

// Set records the metres from origin i to destination j while m is made.
func (m *Matrix) Set(i, j int, d Metres) { m.d[i*m.To+j] = d }

// Row returns the distances from origin i. The caller must not change it.
func (m *Matrix) Row(i int) []Metres { return m.d[i*m.To : (i+1)*m.To : (i+1)*m.To] }

// Stranded returns the origins from which no destination is reached, in order.
// A caller that goes on must name them.
func (m *Matrix) Stranded() []int {
	var out []int
	for i := range m.From {
		if _, d := m.Nearest(i); math.IsInf(float64(d), 1) {
			out = append(out, i)
		}
	}
	return out
}

// Nearest returns the nearest destination of origin i, the first of several,
// and its distance; -1 and Beyond where none is reached.
func (m *Matrix) Nearest(i int) (int, Metres) {
	best, at := -1, Beyond
	for j, d := range m.Row(i) {
		if d < at {
			best, at = j, d
		}
	}
	return best, at
}

// Walk measures how far people walk. GreatCircle and Network are the two kinds;
// every output says which by its Name.
type Walk interface {
	Name() string
	// Matrix measures from every origin to every destination, up to limit; zero
	// is no limit. It is the same on any number of cores.
	Matrix(from, to []orb.Point, limit Metres) *Matrix
}

// GreatCircle walks the great circle times a factor for the bends of streets.
// It knows of no river and no railway. The zero GreatCircle uses Detour.
type GreatCircle struct{ Factor float64 }

// Detour is the factor by which streets are taken to be longer than the great
// circle where there is no network.
const Detour = 1.3

func (g GreatCircle) factor() float64 {
	if g.Factor == 0 {
		return Detour
	}
	return g.Factor
}

// Name is "great-circle x 1.3", or what the factor is.
func (g GreatCircle) Name() string { return "great-circle x " + number64(g.factor()) }

// Metres returns the walk from a to b.
func (g GreatCircle) Metres(a, b orb.Point) Metres { return Metres(g.factor()) * Distance(a, b) }

// Matrix implements Walk. It panics on a factor below 1, which no street has.
func (g GreatCircle) Matrix(from, to []orb.Point, limit Metres) *Matrix {
	if !(g.factor() >= 1) {
		panic("geo: a street is no shorter than the great circle")
	}
	m := NewMatrix(len(from), len(to))
	target := make([]vector, len(to))
	for j, p := range to {
		target[j] = unit(p)
	}
	parallel(len(from), func(i int) {
		u, row := unit(from[i]), m.d[i*m.To:]
		for j, v := range target {
			if d := Metres(g.factor()) * u.distance(v); limit == 0 || d <= limit {
				row[j] = d
			}
		}
	})
	return m
}

// vector is a point of the unit sphere.
type vector [3]float64

func unit(p orb.Point) vector {
	sφ, cφ := math.Sincos(rad(p[1]))
	sλ, cλ := math.Sincos(rad(p[0]))
	return vector{cφ * cλ, cφ * sλ, sφ}
}

// distance is Distance by half the chord: 2R asin(|u-v|/2). Against the
// haversine it errs by less than a micrometre within a city.
func (u vector) distance(v vector) Metres {
	x, y, z := u[0]-v[0], u[1]-v[1], u[2]-v[2]
	half := math.Sqrt(float64(x*x)+float64(y*y)+float64(z*z)) / 2
	if half < 0.01 { // 127 km: the series of asin errs by less than 10 nanometres
		q := float64(half * half)
		return 2 * EarthRadius * Metres(half*(1+q/6+float64(3*q*q)/40))
	}
	return 2 * EarthRadius * Metres(math.Asin(min(half, 1)))
}
