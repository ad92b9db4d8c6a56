package forecast

import "math"

// lastAge is the oldest age that is foreseen; lastStep the last age that ages.
const (
	lastAge  = 5
	lastStep = lastAge - 1
	birth    = -1 // the age before age 0: a birth that has not yet met a reference day
)

// step is the year of ageing that begins at date t and age a and ends at date
// t+1 and age a+1. The step of age -1 is from births to the age 0 counted on the
// reference day that ends the birth year.
type step struct{ t, a int }

// diagonal returns the steps of the cohort of birth year w from age from to age
// to.
func diagonal(w, from, to int) []step {
	var s []step
	for a := from; a < to; a++ {
		s = append(s, step{w + a, a})
	}
	return s
}

// growth is an observed change of one cohort in one area (or in the pool) over
// one or more steps: the log ratio of two counts.
type growth struct {
	steps []step
	log   float64 // log of the later over the earlier count
	size  float64 // mean of the two counts
	pull  float64 // the area's usual size over the earlier count; see usual
}

// growths holds what the counts say of progression: Pool for all areas together
// and Area for each area against the pool.
type growths struct {
	pool []growth
	area [][]growth
}

// observe walks down the diagonals of l, and of the registered births where
// there are some, and takes the log ratio of each count to the one before it. A
// count that is missing makes one ratio over more steps. The pool's ratio is of
// the areas that have both counts and no break between them. An area's ratio is taken with half a person
// added to each count and against the pool's of the same dates, and is left out
// where the step crosses a break of its series.
func observe(l *Lexis, b *BirthSeries, breaks *Breaks) growths {
	top := len(l.Dates) - 1
	entry := 0
	if b.Registered {
		entry = birth
	}
	count := func(i, w, a int) float64 {
		if a == birth {
			return b.At(i, w)
		}
		return l.At(i, w+a, Age(a))
	}
	g := growths{area: make([][]growth, len(l.Areas))}
	var sum [2]float64
	both := func(w, a, z int) (from, to float64) {
		sum = [2]float64{}
		for i := range l.Areas {
			x, y := count(i, w, a), count(i, w, z)
			if !math.IsNaN(x) && !math.IsNaN(y) && !breaks.Cross(i, w+a, w+z) {
				sum[0] += x
				sum[1] += y
			}
		}
		return sum[0], sum[1]
	}
	usual := usualSize(l, count)
	for w := -lastAge; w <= top; w++ {
		ratio := map[[2]int]float64{}
		newest := min(lastAge, top-w)
		from := -2 // age of the pool's last count before
		for z := entry; z <= newest; z++ {
			seen := false
			for i := range l.Areas {
				if !math.IsNaN(count(i, w, z)) {
					seen = true
					break
				}
			}
			if !seen {
				continue
			}
			if from > -2 {
				if x, y := both(w, from, z); x > 0 && y > 0 {
					g.pool = append(g.pool, growth{diagonal(w, from, z), math.Log(y / x), (x + y) / 2, 1})
				}
			}
			from = z
		}
		for i := range l.Areas {
			from := -2
			for z := entry; z <= newest; z++ {
				y := count(i, w, z)
				if math.IsNaN(y) {
					continue
				}
				if from > -2 && !breaks.Cross(i, w+from, w+z) {
					key := [2]int{from, z}
					r, ok := ratio[key]
					if !ok {
						u, v := both(w, from, z)
						r = math.Log(v / u)
						ratio[key] = r
					}
					x := count(i, w, from)
					if !math.IsNaN(r) && !math.IsInf(r, 0) {
						g.area[i] = append(g.area[i], growth{diagonal(w, from, z), math.Log((y+.5)/(x+.5)) - r, (x+y)/2 + .5, usual(i, w, from)})
					}
				}
				from = z
			}
		}
	}
	return g
}

// usualSize returns a function of the size that a cohort would have, if the area had
// the share of the pool at its age that it has of the other ages of the same date,
// over the size that it has, half a person added to each:
//
//	P[t,a] sum_b N[i,t,b] / sum_b P[t,b] / N[i,t,a]     b = 0..5 but a
//
// Births are set against the children at the start of their year. It is 1 where no
// other age was counted.
func usualSize(l *Lexis, count func(i, w, a int) float64) func(i, w, a int) float64 {
	all := map[[2]int]float64{} // of the areas counted, by date and age; births stand at age -1 of the date before
	for i := range l.Areas {
		for t := range l.Dates {
			for a := birth; a <= lastAge; a++ {
				if n := count(i, t-a, a); !math.IsNaN(n) {
					all[[2]int{t, a}] += n
				}
			}
		}
	}
	return func(i, w, a int) float64 {
		t := w + a
		if t < 0 || t >= len(l.Dates) {
			return 1
		}
		var own, pool float64
		for b := 0; b <= lastAge; b++ {
			if n := l.At(i, t, Age(b)); b != a && !math.IsNaN(n) {
				own += n
				pool += all[[2]int{t, b}]
			}
		}
		if pool == 0 {
			return 1
		}
		return (all[[2]int{t, a}]*own/pool + .5) / (count(i, w, a) + .5)
	}
}
