package main

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// candidate is a place where rooms could be added, invented like all else.
type candidate struct {
	code, kind, site string
	street           int
	at               orb.Point
	rooms            int
	cost             int // 10,000 yuan
	earliest         int // school year
}

// vacant are the plots that could take a new kindergarten: street, rooms at
// most, first school year.
var vacant = []struct {
	street      string
	rooms, year int
}{
	{"大宁路街道", 15, 2029}, {"大宁路街道", 12, 2028}, {"大宁路街道", 9, 2028}, {"彭浦镇", 15, 2029}, {"彭浦镇", 12, 2028},
	{"彭浦镇", 9, 2028}, {"共和新路街道", 9, 2029}, {"天目西路街道", 6, 2029}, {"宝山路街道", 9, 2030},
}

// growable are streets where a public site can add rooms, by kind.
var growable = []struct {
	street, kind string
	rooms, year  int
}{
	{"大宁路街道", "expand", 3, 2027}, {"大宁路街道", "convert", 2, 2027}, {"彭浦镇", "expand", 4, 2028}, {"彭浦镇", "convert", 2, 2027},
	{"彭浦镇", "convert", 3, 2027}, {"共和新路街道", "expand", 3, 2028}, {"芷江西路街道", "convert", 2, 2027}, {"宝山路街道", "expand", 2, 2028},
	{"临汾路街道", "convert", 2, 2027}, {"曹家渡街道", "convert", 2, 2027},
}

// Costs in 10,000 yuan: a new building per room with its first cost, an
// extension, the conversion of rooms in use for something else, and the repair
// of a closed site. Assumed, before a spread of a tenth.
const (
	newPerRoom, newFirst = 420., 1500.
	expandPerRoom        = 380.
	convertPerRoom       = 110.
	reopenPerRoom        = 95.
)

// findCandidates lists the vacant plots, the sites that can grow, and closed
// sites that can open again.
func findCandidates(seed uint64, w *world) []candidate {
	var out []candidate
	add := func(c candidate, cost float64) {
		c.code = fmt.Sprintf("CAN%02d", len(out)+1)
		rng := newStream(seed, "cost", c.code)
		c.cost = int(math.Round(cost*rng.uniform(.9, 1.1)/10)) * 10
		out = append(out, c)
	}
	for i, v := range vacant {
		s := streetOf(w.streets, v.street)
		at := inside(newStream(seed, "plot", i), w.cells[s].ring, 120)
		add(candidate{kind: "new", street: s, at: at, rooms: v.rooms, earliest: v.year}, newFirst+newPerRoom*float64(v.rooms))
	}
	used := map[string]bool{}
	for _, p := range w.projects {
		if p.stage != opened && p.stage != cancelled && p.promised > lastReport {
			used[p.site] = true // a project is under way there
		}
	}
	for _, g := range growable {
		s := streetOf(w.streets, g.street)
		t := freeSite(w.sites, s, used)
		used[t.code] = true
		per := expandPerRoom
		if g.kind == "convert" {
			per = convertPerRoom
		}
		add(candidate{kind: g.kind, site: t.code, street: s, at: t.at, rooms: g.rooms, earliest: g.year}, per*float64(g.rooms))
	}
	for j := range w.sites {
		if t := &w.sites[j]; t.closed >= 2022 && t.base >= 6 {
			add(candidate{kind: "reopen", site: t.code, street: t.street, at: t.at, rooms: t.base, earliest: 2027}, reopenPerRoom*float64(t.base))
		}
	}
	return out
}

// freeSite is the first open public site of a street that no candidate uses.
func freeSite(sites []site, street int, used map[string]bool) *site {
	for j := range sites {
		if t := &sites[j]; t.street == street && t.provider == "public" && t.closed == 0 && !used[t.code] {
			return t
		}
	}
	panic("generate: no public site left to grow")
}
