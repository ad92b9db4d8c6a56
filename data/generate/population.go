package main

// The population is simulated from 31 August of startYear to that of endYear
// and published from firstYear, when every child under four was born in it.
const (
	startYear = 2010
	firstYear = 2014
	endYear   = 2026
	lastBirth = 2026*12 + 10 // months of births known: to October 2026
)

// tally is the persons of one committee by sex and completed age.
type tally [2][lastAge + 1]int

func (n *tally) total() (sum int) {
	for sex := range n {
		for _, v := range n[sex] {
			sum += v
		}
	}
	return sum
}

// both is the persons of an age, both sexes.
func (n *tally) both(age int) int { return n[female][age] + n[male][age] }

// flow is what happened to a committee between two Augusts:
// next total = total + births - deaths - left + came.
type flow struct{ births, deaths, left, came int }

// people is the history of all committees.
type people struct {
	stock  map[int][]tally // by year (31 August), then committee
	flows  map[int][]flow  // by the year in which the twelve months begin
	births []map[int]int   // by committee, then 12*year + month
}

// live simulates births, deaths and moves year by year. Every committee has a
// random stream of its own; arrivals are scaled so that the district's total
// follows expectedResidents, and births so that it follows expectedBirths.
func live(seed uint64, streets []street, committees []committee, homes []estate) *people {
	s := &simulation{
		seed: seed, streets: streets, committees: committees, homes: homes,
		people:   &people{stock: map[int][]tally{}, flows: map[int][]flow{}, births: make([]map[int]int, len(committees))},
		streams:  make([]stream, len(committees)),
		moods:    make([]stream, len(streets)),
		mood:     make([]float64, len(streets)),
		district: newStream(seed, "district moves"),
	}
	for c, m := range committees {
		s.streams[c] = newStream(seed, "people", m.code)
		s.births[c] = map[int]int{}
	}
	for i, m := range streets {
		s.moods[i] = newStream(seed, "street moves", m.code)
	}
	s.stock[startYear] = s.start()
	for year := startYear; year < endYear; year++ {
		s.step(year)
	}
	s.bear(endYear, lastBirth)
	return s.people
}

type simulation struct {
	*people
	seed       uint64
	streets    []street
	committees []committee
	homes      []estate
	streams    []stream // by committee
	moods      []stream // by street
	mood       []float64
	district   stream
}

// start draws the residents of 31 August 2010.
func (s *simulation) start() []tally {
	var shape float64
	for age := range lastAge + 1 {
		shape += startShape(age)
	}
	out := make([]tally, len(s.committees))
	for c, m := range s.committees {
		people := expectedResidents(startYear) * streetShare(s.streets, m.street) * m.size
		tilt := make([]float64, lastAge+1)
		var sum float64
		for age := range tilt {
			tilt[age] = startShape(age) / shape * kindTilt(m.kind, age)
			sum += tilt[age]
		}
		for sex := range 2 {
			for age := range tilt {
				out[c][sex][age] = s.streams[c].poisson(people * tilt[age] / sum / 2)
			}
		}
	}
	return out
}

// kindTilt is how much more often an age lives in a kind of homes.
func kindTilt(kind housing, age int) float64 {
	young := age < 10 || (age >= 22 && age < 40)
	switch {
	case kind == newbuild && young:
		return 1.20
	case kind == market && young:
		return 1.06
	case kind == workers && age >= 60:
		return 1.30
	case kind == workers && young:
		return .95
	case kind == lanes && age >= 50:
		return 1.10
	}
	return 1
}

// bear draws the births of the twelve months that begin in September of year,
// up to and including the month last, and returns how many each committee had.
// They spread in proportion to the women of each age, the street's fertility
// and a shock of the committee's year.
func (s *simulation) bear(year, last int) []int {
	women := make([]float64, len(s.committees))
	var sum float64
	for c, m := range s.committees {
		n := &s.stock[year][c]
		for age := 15; age <= 49; age++ {
			women[c] += float64(n[female][age]) * motherhood(age, year)
		}
		women[c] *= s.streets[m.street].births
		sum += women[c]
	}
	born := make([]int, len(s.committees))
	for c := range s.committees {
		rng := s.streams[c]
		shock := rng.factor(.10)
		for k := range 12 {
			month := year*12 + 9 + k
			if month > last {
				break
			}
			y, m := (month-1)/12, (month-1)%12+1
			n := rng.poisson(expectedBirths(y, m) * women[c] / sum * shock)
			s.births[c][month] = n
			born[c] += n
		}
	}
	return born
}

// step lives from 31 August of year to the next.
func (s *simulation) step(year int) {
	now := s.stock[year]
	next := make([]tally, len(now))
	flows := make([]flow, len(now))
	born := s.bear(year, lastBirth)
	net := s.childNet(year)
	pull := make([]float64, len(now)) // how many families a committee draws
	for c, m := range s.committees {
		rng := s.streams[c]
		cleared := s.clearance(c, year)
		girls := rng.binomial(born[c], 1-boyShare)
		arrive := [2]int{girls, born[c] - girls}
		flows[c].births = born[c]
		for sex := range 2 {
			for age := lastAge; age >= -1; age-- {
				n, to, die, leave := arrive[sex], 0, deathRate(sex, 0), leaveRate(0)/2
				if age >= 0 {
					n, to = now[c][sex][age], min(age+1, lastAge)
					die, leave = deathRate(sex, max(age, 1)), leaveRate(to)*commonLeave(year)
				}
				if to < 10 {
					leave += max(0, -net[m.street][to])
				}
				dead := rng.binomial(n, die)
				left := rng.binomial(n-dead, 1-(1-leave)*(1-cleared))
				next[c][sex][to] += n - dead - left
				flows[c].deaths += dead
				flows[c].left += left
			}
		}
		for age := 22; age < 45; age++ {
			pull[c] += float64(next[c].both(age))
		}
		pull[c] *= kindTilt(m.kind, 30) * rng.factor(.15) * (1 - cleared)
	}
	s.children(year, net, pull, born, next, flows)
	s.movein(year, next, flows)
	s.adults(year, pull, next, flows)
	s.stock[year+1], s.flows[year] = next, flows
}

// commonLeave is the year's part in moves out: the spring of 2022 emptied many
// rented rooms.
func commonLeave(year int) float64 {
	switch year {
	case 2019:
		return 1.05
	case 2021:
		return 1.25
	case 2022:
		return 1.10
	}
	return 1
}

// childNet returns the net migration per child by street and age 0–9 in the
// twelve months from September of year: the street's own, a mood of the street
// that lasts for some years (autoregressive, 0.6), and a shock of the city.
func (s *simulation) childNet(year int) [][10]float64 {
	shock := s.district.normal(0, .004)
	switch year {
	case 2019:
		shock -= .008
	case 2021:
		shock -= .022
	case 2022:
		shock -= .010
	}
	out := make([][10]float64, len(s.streets))
	for i, m := range s.streets {
		s.mood[i] = .6*s.mood[i] + s.moods[i].normal(0, .009)
		for age := range 10 {
			own := m.infants
			switch {
			case age >= 6:
				own = m.pupils
			case age >= 3:
				own = m.young
			}
			scale := 1.0
			if age == 0 {
				scale = .5 // half a year on average since birth
			}
			out[i][age] = scale * (own + s.mood[i] + shock - .002)
		}
	}
	return out
}

// clearance is the probability that somebody of the committee loses the home
// in the twelve months from September of year: seven tenths of an estate's
// people leave in its own twelve months, the rest in the next.
func (s *simulation) clearance(c, year int) float64 {
	var people float64
	for _, h := range s.homes {
		if h.committee != c || h.units > 0 {
			continue
		}
		switch season(h) - year {
		case 0:
			people += .7 * personsPerHome * float64(-h.units)
		case -1:
			people += .3 * personsPerHome * float64(-h.units)
		}
	}
	if people == 0 {
		return 0
	}
	return people / float64(s.stock[year][c].total())
}

// season is the year in whose September the twelve months of the event begin.
func season(h estate) int {
	if h.month >= 9 {
		return h.year
	}
	return h.year - 1
}
