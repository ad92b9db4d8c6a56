package siting

import (
	"math"
	"math/rand/v2"
	"slices"
)

// insert assigns the customers left over to open sites, the one that would
// lose most by waiting first: its regret is the cost of its second choice less
// that of its first, among sites where it fits.
func (a *assignment) insert(left []int32) {
	type option struct {
		first, second int32
		regret        float64
	}
	look := func(j int32) option {
		o := option{first: -1, second: -1}
		c1, c2 := math.Inf(1), math.Inf(1)
		for _, i := range a.sites {
			c := a.cost[i][j] + a.penalty*(a.excess(i, a.load[i]+a.demand[j])-a.excess(i, a.load[i]))
			if c < c1 {
				o.first, o.second, c1, c2 = i, o.first, c, c1
			} else if c < c2 {
				o.second, c2 = i, c
			}
		}
		o.regret = c2 - c1
		return o
	}
	options := make([]option, len(left))
	for k, j := range left {
		options[k] = look(j)
	}
	a.work += len(left) * len(a.sites)
	for len(left) > 0 {
		top := 0
		for k := range options {
			if options[k].regret > options[top].regret {
				top = k
			}
		}
		j, o := left[top], options[top]
		last := len(left) - 1
		left[top], options[top] = left[last], options[last]
		left, options = left[:last], options[:last]
		a.put(j, o.first)
		a.work += len(left)
		for k, h := range left {
			p := options[k]
			if (p.first == o.first || p.second == o.first) && a.load[o.first]+a.demand[h] > a.room[o.first] {
				options[k] = look(h)
				a.work += len(a.sites)
			}
		}
	}
}

// settled is the least gain in merit that counts as one.
func (a *assignment) settled() float64 { return 1e-9 * (1 + math.Abs(a.value)) }

// improve shifts single customers, swaps two, and moves whole sites until
// nothing of that lowers the merit.
func (a *assignment) improve(rng *rand.Rand) {
	for changed := true; changed; {
		for changed {
			changed = false
			at := rng.IntN(a.customers)
			for k := range a.customers {
				if a.relocate(int32((at + k) % a.customers)) {
					changed = true
				}
			}
		}
		changed = a.recentre()
	}
}

// swapReach is the number of nearest open sites with which a customer may swap.
const swapReach = 6

// relocate makes the best shift or swap of customer j, if one pays.
func (a *assignment) relocate(j int32) bool {
	from := a.site[j]
	d, here := a.demand[j], a.cost[from][j]
	overFrom := a.excess(from, a.load[from])
	freed := a.excess(from, a.load[from]-d) - overFrom
	best, to, with := -a.settled(), int32(-1), int32(-1)
	met := 0
	for k, arc := range a.near[j] {
		i := arc.site
		if a.place[i] < 0 || i == from {
			continue
		}
		overTo := a.excess(i, a.load[i])
		step := arc.cost - here
		if delta := step + a.penalty*(freed+a.excess(i, a.load[i]+d)-overTo); delta < best {
			best, to, with = delta, i, -1
		}
		for _, h := range a.members[i] {
			delta := step + a.cost[from][h] - a.cost[i][h]
			if delta >= best && overTo == 0 && overFrom == 0 {
				continue
			}
			e := a.demand[h]
			delta += a.penalty * (a.excess(from, a.load[from]-d+e) - overFrom + a.excess(i, a.load[i]-e+d) - overTo)
			if delta < best {
				best, to, with = delta, i, h
			}
		}
		a.work += 2 * len(a.members[i])
		if met++; met >= swapReach {
			a.work += k
			break
		}
	}
	if to < 0 {
		return false
	}
	a.take(j)
	if with >= 0 {
		a.take(with)
		a.put(with, from)
	}
	a.put(j, to)
	return true
}

// recentreReach is the number of nearest sites of each member to which a whole
// site may move.
const recentreReach = 12

// recentre moves all customers of a site to a closed site nearby where that
// pays, and reports whether it moved any.
func (a *assignment) recentre() bool {
	moved := false
	for _, i := range slices.Clone(a.sites) {
		members := a.members[i]
		now := a.fixed[i] + a.penalty*a.excess(i, a.load[i])
		for _, j := range members {
			now += a.cost[i][j]
		}
		best, to := -a.settled(), int32(-1)
		a.stamp++
		for _, j := range members {
			for _, arc := range a.near[j][:min(recentreReach, a.model.sites)] {
				h := arc.site
				if a.place[h] >= 0 || a.seen[h] == a.stamp {
					continue
				}
				a.seen[h] = a.stamp
				then := a.fixed[h] + a.penalty*a.excess(h, a.load[i])
				for _, k := range members {
					then += a.cost[h][k]
				}
				a.work += len(members)
				if then-now < best {
					best, to = then-now, h
				}
			}
		}
		if to < 0 {
			continue
		}
		a.move(i, to)
		moved = true
	}
	return moved
}

// move gives all customers of an open site to a closed one in its place.
func (a *assignment) move(from, to int32) {
	a.open(to)
	for len(a.members[from]) > 0 {
		j := a.members[from][0]
		a.take(j)
		a.put(j, to)
	}
	a.shut(from)
}
