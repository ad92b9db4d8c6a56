package main

import (
	"math"

	"github.com/paulmach/orb/planar"
)

// distances weighs every site for every committee: families choose near sites,
// exp(-d/450 m) for public ones; private ones draw from farther. The last row
// is families from other districts, who come to sites near the border.
func (a *attendance) distances() [][]float64 {
	frame := planeOutline(a.streets, outline)
	out := make([][]float64, len(a.committees)+1)
	for c := range out {
		out[c] = make([]float64, len(a.sites))
		for j := range a.sites {
			t := &a.sites[j]
			reach, liking := 450., 1.
			switch t.provider {
			case "private_affordable":
				reach, liking = 700, .5
			case "private":
				reach, liking = 1500, .12
			}
			if c == len(a.committees) {
				out[c][j] = liking * math.Exp(-edgeDistance(frame, t.at)/600)
			} else {
				out[c][j] = liking * math.Exp(-planar.Distance(a.committees[c].at, t.at)/reach)
			}
		}
	}
	return out
}

// stay is the chance that a child goes on to the next level at the same site.
var stay = [levels]float64{0, .75, .965, .97}

// place returns the children of a level by home street (the last: elsewhere)
// and site. Children of the year before stay if their street still has as many;
// the others choose among sites with room.
func (a *attendance) place(year, level int, cap []float64) [][]int {
	wish, byCommittee := a.wish(year, level)
	out := make([][]int, len(wish))
	load := make([]float64, len(a.sites))
	for h := range wish {
		out[h] = make([]int, len(a.sites))
		if before, ok := a.out.homes[year-1]; ok && level > 0 {
			for j, n := range before[level-1][h] {
				if cap[j] > 0 {
					out[h][j] = a.rng.binomial(n, stay[level])
				}
			}
		}
		if total := sum(out[h]); total > wish[h] {
			weights := make([]float64, len(out[h]))
			for j, n := range out[h] {
				weights[j] = float64(n)
			}
			out[h] = share(wish[h], weights)
		}
		for j, n := range out[h] {
			load[j] += float64(n)
		}
	}
	spare := make([]float64, len(cap))
	for j := range cap {
		spare[j] = max(0, cap[j]-load[j])
	}
	fresh := make([]float64, len(byCommittee))
	for c := range byCommittee {
		h := a.home(c)
		if wish[h] > 0 {
			fresh[c] = byCommittee[c] * float64(wish[h]-sum(out[h])) / float64(wish[h])
		}
	}
	for h, flows := range a.choose(year, fresh, spare) {
		var total float64
		for _, x := range flows {
			total += x
		}
		for j, n := range share(int(math.Round(total)), flows) {
			out[h][j] += n
		}
	}
	return out
}

// wish is how many children of a level look for a place in the district, by
// home street and by committee; the last of each is elsewhere.
func (a *attendance) wish(year, level int) ([]int, []float64) {
	homes := make([]int, len(a.streets)+1)
	byCommittee := make([]float64, len(a.committees)+1)
	all := 0
	for c, m := range a.committees {
		p := uptake(level, year) * (1 - away)
		if level == 0 {
			switch a.streets[m.street].name {
			case "大宁路街道", "彭浦镇":
				p *= 1.15
			case "彭浦新村街道", "临汾路街道":
				p *= .8
			}
		}
		n := a.rng.binomial(a.people.stock[year][c].both(level+2), p)
		homes[m.street] += n
		byCommittee[c] = float64(n)
		all += n
	}
	guests := .045
	if level == 0 {
		guests = .01
	}
	n := a.rng.poisson(guests * float64(all))
	homes[len(a.streets)], byCommittee[len(a.committees)] = n, float64(n)
	return homes, byCommittee
}

// home is the street of a committee, or elsewhere.
func (a *attendance) home(c int) int {
	if c == len(a.committees) {
		return len(a.streets)
	}
	return a.committees[c].street
}

// choose spreads newcomers over sites with room: flow = children · near · pull,
// normalised by committee, the pull of a full site lowered until its load fits
// (iterative proportional fitting). What still does not fit finds no place.
func (a *attendance) choose(year int, fresh, spare []float64) [][]float64 {
	pull := make([]float64, len(spare))
	for j, s := range spare {
		pull[j] = s
		if t := &a.sites[j]; t.closed != 0 && year >= t.closed-2 {
			pull[j] *= .4 // families have heard
		}
	}
	load := make([]float64, len(spare))
	var flows [][]float64
	for range 40 {
		clear(load)
		flows = make([][]float64, len(a.streets)+1)
		for h := range flows {
			flows[h] = make([]float64, len(spare))
		}
		for c, n := range fresh {
			var all float64
			for j, p := range pull {
				all += p * a.near[c][j]
			}
			if n == 0 || all == 0 {
				continue
			}
			for j, p := range pull {
				x := n * p * a.near[c][j] / all
				flows[a.home(c)][j] += x
				load[j] += x
			}
		}
		for j := range pull {
			if load[j] > spare[j] {
				pull[j] *= spare[j] / load[j]
			}
		}
	}
	for h := range flows {
		for j := range flows[h] {
			if load[j] > spare[j] {
				flows[h][j] *= spare[j] / load[j]
			}
		}
	}
	return flows
}

func sum(xs []int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}
