package main

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// site is one invented kindergarten campus (园部).
type site struct {
	code, name, group string
	street            int
	at                orb.Point // metres
	provider          string
	designYear        int
	floor             int // m2
	activity          int
	outdoor           int
	licensed          int
	opened, closed    int // first school year with and first without children; closed 0: open
	base              int // rooms before any expansion
	grown             []growth
	nursery           int // first school year with a nursery class, 0: never so far
}

// growth is rooms added from a school year on.
type growth struct{ year, rooms int }

// rooms is how many activity rooms the site has in a school year.
func (s *site) rooms(year int) int {
	if year < s.opened || (s.closed != 0 && year >= s.closed) {
		return 0
	}
	n := s.base
	for _, g := range s.grown {
		if year >= g.year {
			n += g.rooms
		}
	}
	return n
}

// allRooms is the rooms with every expansion so far.
func (s *site) allRooms() int {
	n := s.base
	for _, g := range s.grown {
		n += g.rooms
	}
	return n
}

// totalRooms is the district's rooms in 2018, near the peak of enrolment: its
// 21,500 places at 28 children a room, and nursery rooms.
const totalRooms = 755

// openings and closures are the sites that came or went since 2015. New sites
// are public; those that close are small and mostly private.
var openings = []struct {
	street      string
	year, rooms int
}{
	{"彭浦镇", 2015, 12}, {"大宁路街道", 2016, 12}, {"共和新路街道", 2018, 9}, {"彭浦镇", 2019, 12},
	{"天目西路街道", 2020, 9}, {"大宁路街道", 2021, 9}, {"彭浦镇", 2023, 12},
}

var closures = []struct {
	street      string
	year, rooms int
	provider    string
}{
	{"石门二路街道", 2019, 5, "private"}, {"曹家渡街道", 2021, 6, "private_affordable"}, {"南京西路街道", 2022, 6, "private"},
	{"北站街道", 2022, 6, "private_affordable"}, {"江宁路街道", 2023, 6, "private"}, {"共和新路街道", 2023, 8, "private_affordable"},
	{"宝山路街道", 2024, 7, "public"}, {"静安寺街道", 2024, 5, "private"}, {"临汾路街道", 2024, 7, "private_affordable"},
	{"彭浦新村街道", 2025, 8, "public"}, {"芷江西路街道", 2025, 6, "private_affordable"}, {"彭浦新村街道", 2026, 6, "private"},
}

// expansions add rooms to the largest public site of a street.
var expansions = []struct {
	street      string
	year, rooms int
	kind        string
}{
	{"江宁路街道", 2016, 2, "expand"}, {"共和新路街道", 2017, 3, "expand"}, {"曹家渡街道", 2019, 2, "rebuild"},
	{"彭浦镇", 2021, 3, "expand"}, {"大宁路街道", 2022, 3, "expand"}, {"临汾路街道", 2023, 2, "rebuild"}, {"彭浦镇", 2025, 2, "convert"},
}

// covered is the school year in which the last public site of a street opens a
// nursery class; the other streets are not there yet.
var covered = map[string]int{
	"石门二路街道": 2021, "静安寺街道": 2022, "南京西路街道": 2023, "曹家渡街道": 2024, "江宁路街道": 2025, "北站街道": 2026,
}

// openSites invents the kindergartens of every street. The rooms of 2018 are
// shared among streets by their children of that year times the story's
// factor; a site has about twelve.
func openSites(seed uint64, w *world) []site {
	need := make([]float64, len(w.streets))
	for c, m := range w.committees {
		for age := 3; age <= 5; age++ {
			need[m.street] += float64(w.people.stock[2018][c].both(age)) * w.streets[m.street].rooms
		}
	}
	rooms := share(totalRooms, need)
	var out []site
	number := 0
	for i, s := range w.streets {
		rng := newStream(seed, "sites", s.code)
		here := streetSites(rng, s, rooms[i])
		spots := scatter(rng, w.cells[i].ring, len(here), 110, 12)
		for k := range here {
			t := &here[k]
			t.street, t.at = i, spots[k]
			// No institution code begins with 99: nothing here can be looked up.
			if k == 1 && i%2 == 0 && here[0].provider == t.provider && t.closed == 0 {
				t.group = here[0].group
				t.code, t.name = t.group+"-2", here[0].name+"二部"
			} else {
				number++
				t.group = fmt.Sprintf("99310600%02d", number)
				t.code, t.name = t.group+"-1", fmt.Sprintf("示例园%02d", number)
			}
			equip(rng, t)
		}
		nurseryYears(rng, s, here)
		out = append(out, here...)
	}
	return out
}

// streetSites returns the sites of a street without codes and places: first
// those that were there all the time, then those opened, then those closed.
func streetSites(rng stream, s street, rooms int) []site {
	var came, gone []site
	for _, o := range openings {
		if o.street == s.name {
			came = append(came, site{provider: "public", opened: o.year, base: o.rooms, designYear: o.year - 2})
			if o.year <= 2018 {
				rooms -= o.rooms
			}
		}
	}
	for _, c := range closures {
		if c.street == s.name {
			gone = append(gone, site{provider: c.provider, opened: rng.between(1986, 2006), closed: c.year, base: c.rooms})
			if c.year > 2018 {
				rooms -= c.rooms
			}
		}
	}
	n := max(2, int(math.Round(float64(rooms)/12.6)))
	weights := make([]float64, n)
	for k := range weights {
		weights[k] = rng.uniform(.8, 1.35)
		if k == n-1 && n >= 3 || k == n-2 && n >= 4 {
			weights[k] = rng.uniform(.7, .9) // the private ones are smaller
		}
	}
	var stay []site
	for k, r := range share(rooms, weights) {
		t := site{provider: "public", base: r, opened: rng.between(1958, 2009)}
		switch {
		case k == n-1 && n >= 4:
			t.provider = "private"
		case k == n-1 && n >= 3, k == n-2 && n >= 4:
			t.provider = "private_affordable"
		}
		stay = append(stay, t)
	}
	largest := 0
	for k := range stay {
		if stay[k].provider == "public" && stay[k].base > stay[largest].base {
			largest = k
		}
	}
	for _, e := range expansions {
		if e.street == s.name {
			stay[largest].base -= e.rooms
			stay[largest].grown = append(stay[largest].grown, growth{e.year, e.rooms})
		}
	}
	return append(append(stay, came...), gone...)
}

// equip gives a site its areas. Old sites were designed for fewer children
// than they took in: most of them miss the national areas per child (4 m2
// outdoors, 8.17 of activity rooms, 10.44 of floor) when every place is taken.
func equip(rng stream, t *site) {
	places := float64(t.allRooms() * 30)
	if t.designYear == 0 {
		t.designYear = t.opened - rng.between(1, 2)
	}
	t.licensed = t.allRooms() * 30
	modern := 0.0
	switch {
	case t.designYear >= 2017:
		modern = 1.2
	case t.designYear >= 2000:
		modern = .8
	}
	perActivity := rng.uniform(5.9, 8.6) + modern
	perOutdoor := rng.uniform(2.4, 4.9) + modern/2
	t.activity = int(math.Round(places * perActivity))
	t.floor = int(math.Round(places * perActivity * rng.uniform(1.28, 1.42)))
	t.outdoor = int(math.Round(places * perOutdoor))
}

// nurseryYears says when each site of a street opened a nursery class. New
// sites open with one (必开托班); a street that is covered by a year has one
// in every public site by then; elsewhere they come one by one until 2033.
func nurseryYears(rng stream, s street, here []site) {
	full, isCovered := covered[s.name]
	for k := range here {
		t := &here[k]
		year := rng.between(2010, 2031)
		switch {
		case t.opened >= 2015:
			year = t.opened
		case isCovered && t.provider == "public":
			year = min(year, full)
		case !isCovered && k == 0:
			year = 2028 // one of the public sites is late
		case t.provider == "private":
			year += 2
		}
		if t.closed != 0 && year >= t.closed-2 {
			continue
		}
		t.nursery = year
	}
}
