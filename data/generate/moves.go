package main

// children draws the children under ten who move in. A street receives as many
// of each age as usually leave it plus its net migration; its committees share
// them by their pull on families.
func (s *simulation) children(year int, net [][10]float64, pull []float64, born []int, next []tally, flows []flow) {
	mean := make([][10]float64, len(s.streets))
	draw := make([]float64, len(s.streets))
	for c, m := range s.committees {
		draw[m.street] += pull[c]
		for age := range 10 {
			n, usual := born[c], leaveRate(0)/2
			if age > 0 {
				n, usual = s.stock[year][c].both(age-1), leaveRate(age)
			}
			mean[m.street][age] += float64(n) * (usual + max(0, net[m.street][age]))
		}
	}
	for c, m := range s.committees {
		for age := range 10 {
			came := s.streams[c].poisson(mean[m.street][age] * pull[c] / draw[m.street])
			boys := s.streams[c].binomial(came, boyShare)
			next[c][female][age] += came - boys
			next[c][male][age] += boys
			flows[c].came += came
		}
	}
}

// perHome is how many persons move into a new home, empty homes counted.
func perHome(tenure string) float64 {
	switch tenure {
	case "resettlement":
		return 2.1
	case "rent":
		return 1.3
	}
	return 1.6
}

// moverShape is the age profile of people who move into new homes: couples
// about thirty with small children, and some of their parents.
func moverShape(age int) float64 {
	switch {
	case age < 7:
		return 2.4
	case age < 16:
		return 1.0
	case age < 24:
		return .6
	case age < 42:
		return 2.6
	case age < 65:
		return .8
	case age < 80:
		return .4
	}
	return 0
}

// movein draws who moves into new homes: a quarter in the twelve months of the
// handover, two fifths in the next, the rest in the third.
func (s *simulation) movein(year int, next []tally, flows []flow) {
	var shape float64
	for age := range lastAge + 1 {
		shape += moverShape(age)
	}
	for k, h := range s.homes {
		since := year - season(h)
		if h.units < 0 || since < 0 || since > 2 {
			continue
		}
		rng := newStream(s.seed, "move in", h.code, year)
		people := float64(h.units) * perHome(h.tenure) * [...]float64{.25, .40, .35}[since]
		c := s.homes[k].committee
		for sex := range 2 {
			for age := range lastAge + 1 {
				came := rng.poisson(people * moverShape(age) / shape / 2)
				next[c][sex][age] += came
				flows[c].came += came
			}
		}
	}
}

// adults draws everybody else who moves in, as many as the district needs to
// follow expectedResidents.
func (s *simulation) adults(year int, pull []float64, next []tally, flows []flow) {
	need := expectedResidents(year + 1)
	var sum, shape float64
	weight := make([]float64, len(next))
	for c, m := range s.committees {
		need -= float64(next[c].total())
		weight[c] = pull[c] * s.streets[m.street].attract
		sum += weight[c]
	}
	if need < 0 {
		panic("generate: more people than the district may have")
	}
	for age := range lastAge + 1 {
		shape += arriveShape(age)
	}
	for c := range s.committees {
		for sex := range 2 {
			for age := range lastAge + 1 {
				came := s.streams[c].poisson(need * weight[c] / sum * arriveShape(age) / shape / 2)
				next[c][sex][age] += came
				flows[c].came += came
			}
		}
	}
}
