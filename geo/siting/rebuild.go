package siting

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// rebuild improves single-source plans: tear out a few neighbouring sites,
// open others in their place, give their customers back by regret, improve, and
// accept a little worse now and then. Shaw (1998), Dueck (1993).
type rebuild struct {
	a     *assignment
	rng   *rand.Rand
	now   stored
	best  stored // feasible, or not yet any
	tries int
	price float64 // first penalty of overload
}

// stored is a plan set aside.
type stored struct {
	sites, site []int32
	value       float64
	merit       float64
}

func newRebuild(m *model, rng *rand.Rand) *rebuild {
	r := &rebuild{a: newAssignment(m), rng: rng}
	r.best.value, r.now.merit = math.Inf(1), math.Inf(1)
	r.price = r.a.penalty
	return r
}

// cycle is the number of tries over which the share by which a plan may be worse
// than the best falls from allowance to nothing.
const (
	cycle      = 400
	allowance  = 0.005
	groupEvery = 50 // tries between two groups solved exactly
)

// improve implements improver.
func (r *rebuild) improve(ctx context.Context, work int) {
	a := r.a
	a.work = 0
	if r.now.site == nil {
		r.construct()
	}
	for ; a.work < work && ctx.Err() == nil; r.tries++ {
		phase := r.tries % cycle
		if phase%groupEvery == groupEvery-1 && r.best.site != nil {
			r.regroup(ctx)
		}
		if phase == 0 && r.best.site != nil {
			r.now = r.best
		}
		a.restore(r.now.sites, r.now.site)
		r.now.merit = a.merit() // the penalty may have changed
		r.tear()
		a.improve(r.rng)
		r.take()
		limit := r.now.merit
		if r.best.site != nil {
			limit = math.Max(limit, r.best.value+allowance*math.Abs(r.best.value)*(1-float64(phase)/cycle))
		}
		if a.merit() <= limit {
			r.now = r.store()
		}
		if r.tries%20 == 19 {
			r.reprice()
		}
	}
}

// reprice makes overload dearer while the plan in hand has some, and cheaper
// while it has none, within a range about the first price.
func (r *rebuild) reprice() {
	r.a.restore(r.now.sites, r.now.site)
	if r.a.feasible() {
		r.a.penalty = math.Max(r.a.penalty/1.1, r.price/1e3)
	} else {
		r.a.penalty = math.Min(r.a.penalty*1.3, r.price*1e3)
	}
}

// construct opens random sites and fills them.
func (r *rebuild) construct() {
	a := r.a
	a.reset()
	room := 0.0
	for _, i := range r.rng.Perm(a.model.sites) {
		if a.count > 0 && len(a.sites) == a.count || a.count == 0 && room >= 1.1*a.total && len(a.sites) > 0 {
			break
		}
		a.open(int32(i))
		room += a.room[i]
	}
	r.fill()
	r.now = r.store()
}

// fill assigns whoever is left, improves, and keeps the plan if it is the best.
func (r *rebuild) fill() {
	var left []int32
	for j, i := range r.a.site {
		if i < 0 {
			left = append(left, int32(j))
		}
	}
	r.a.insert(left)
	r.a.improve(r.rng)
	r.take()
}

// take keeps the plan in hand if it is feasible and the best.
func (r *rebuild) take() {
	a := r.a
	if a.value < r.best.value-a.settled() && a.feasible() {
		r.dropIdle()
		r.best = r.store()
	}
}

// dropIdle closes sites that serve nobody where their number is free.
func (r *rebuild) dropIdle() {
	if r.a.count > 0 {
		return
	}
	for _, i := range slices.Clone(r.a.sites) {
		if len(r.a.members[i]) == 0 && r.a.fixed[i] >= 0 && len(r.a.sites) > 1 {
			r.a.shut(i)
		}
	}
}

func (r *rebuild) store() stored {
	return stored{slices.Clone(r.a.sites), slices.Clone(r.a.site), r.a.value, r.a.merit()}
}

// tear closes one to four neighbouring sites and opens as many others, one more
// or one less where the number is free.
func (r *rebuild) tear() {
	a := r.a
	j := r.rng.IntN(a.customers)
	var torn []int32
	for q, k := 1+r.rng.IntN(4), 0; k < a.model.sites && len(torn) < q; k++ {
		if i := a.near[j][k].site; a.place[i] >= 0 {
			torn = append(torn, i)
		}
	}
	var left []int32
	for _, i := range torn {
		for len(a.members[i]) > 0 {
			h := a.members[i][len(a.members[i])-1]
			left = append(left, h)
			a.take(h)
		}
	}
	keep := len(torn)
	if a.count == 0 {
		keep = max(0, keep-1+r.rng.IntN(3))
	}
	replaced := 1 + r.rng.IntN(len(torn))
	if a.count == 0 {
		replaced = r.rng.IntN(len(torn) + 1)
	}
	r.rng.Shuffle(len(torn), func(x, y int) { torn[x], torn[y] = torn[y], torn[x] })
	for _, i := range torn {
		a.shut(i)
	}
	for k := range keep {
		if k+replaced < len(torn) {
			a.open(torn[k])
			continue
		}
		if i := r.pick(left); i >= 0 {
			a.open(i)
		}
	}
	r.openForRoom()
	a.insert(left)
}

// openForRoom opens random sites until as many are open as must be, and, where
// the number is free, until they hold the total demand.
func (r *rebuild) openForRoom() {
	a := r.a
	for {
		room := 0.0
		for _, i := range a.sites {
			room += a.room[i]
		}
		if a.count > 0 && len(a.sites) >= a.count || a.count == 0 && (len(a.sites) == a.model.sites || room >= a.total && len(a.sites) > 0) {
			return
		}
		i := int32(r.rng.IntN(a.model.sites))
		for a.place[i] >= 0 {
			i = (i + 1) % int32(a.model.sites)
		}
		a.open(i)
	}
}

// pick draws a closed site near one of the customers, or -1.
func (r *rebuild) pick(customers []int32) int32 {
	a := r.a
	if len(customers) == 0 {
		return -1
	}
	for range 8 {
		j := customers[r.rng.IntN(len(customers))]
		reach := min(a.model.sites, 15)
		if i := a.near[j][r.rng.IntN(reach)].site; a.place[i] < 0 {
			return i
		}
	}
	return -1
}

// propose implements improver: the relaxation's sites, with each customer that
// is taken by exactly one of them where it is and the others by regret.
func (r *rebuild) propose(chosen []bool, _ []float64, taken [][]int32) {
	a := r.a
	a.work = 0
	a.reset()
	for i, c := range chosen {
		if c {
			a.open(int32(i))
		}
	}
	r.openForRoom()
	times := make([]int, a.customers)
	for i, c := range chosen {
		if c {
			for _, j := range taken[i] {
				times[j]++
			}
		}
	}
	for i, c := range chosen {
		if c {
			for _, j := range taken[i] {
				if times[j] == 1 {
					a.put(j, int32(i))
				}
			}
		}
	}
	before := r.best.value
	r.fill()
	if r.now.site == nil || r.best.value < before {
		r.now = r.store()
	}
}

// result implements improver.
func (r *rebuild) result() (Result, bool) {
	if r.best.site == nil {
		return Result{}, false
	}
	open, assign := make([]int, len(r.best.sites)), make([]int, len(r.best.site))
	for k, i := range r.best.sites {
		open[k] = int(i)
	}
	for j, i := range r.best.site {
		assign[j] = int(i)
	}
	return r.a.singleSource(open, assign), true
}

// adopt implements improver.
func (r *rebuild) adopt(p Result) {
	if p.Objective >= r.best.value {
		return
	}
	sites, site := make([]int32, len(p.Open)), make([]int32, len(p.Assign))
	for k, i := range p.Open {
		sites[k] = int32(i)
	}
	for j, i := range p.Assign {
		site[j] = int32(i)
	}
	r.a.restore(sites, site)
	r.best = r.store()
	r.now = r.best
}

// spent implements improver.
func (r *rebuild) spent() int { return r.a.work }

// value implements improver.
func (r *rebuild) value() float64 { return r.best.value }
