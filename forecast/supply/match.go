package supply

import (
	"kindercast/forecast"
)

// matcher matches one draw at a time; it is the scratch paper of one worker.
type matcher struct {
	g        *Gap
	level    [4][]float64 // places by level, by area
	mixed    []float64
	total    []float64 // places under licence and areas
	want     []float64
	children [][4]float64 // who ask for a place, by area
	networks []*network   // by year
}

func newMatcher(g *Gap) *matcher {
	n := len(g.Supply.Areas)
	m := &matcher{g: g, mixed: make([]float64, n), total: make([]float64, n), want: make([]float64, n), children: make([][4]float64, n)}
	for l := range m.level {
		m.level[l] = make([]float64, n)
	}
	for t := range g.Years {
		if t > 0 && g.Match.Yearly == nil {
			m.networks = append(m.networks, m.networks[0])
			continue
		}
		m.networks = append(m.networks, newNetwork(g.reach(t), n))
	}
	return m
}

// year matches one year of one draw.
func (m *matcher) year(year, draw int) {
	g := m.g
	for a, i := range g.areas {
		for _, l := range forecast.Levels {
			m.children[a][slot(l)] = 0
			if i >= 0 {
				m.children[a][slot(l)] = g.Demand.At(i, g.dates[year], l, draw)
			}
		}
	}
	if g.Match.Fixed {
		m.asPlanned(year, draw)
	} else {
		m.lay(year, draw)
	}
	w := m.networks[year]
	w.open(&m.level, m.mixed, m.total)
	for _, l := range gapOrder {
		for a := range m.want {
			m.want[a] = m.children[a][slot(l)]
		}
		w.seat(slot(l), m.want)
		unmet := m.want
		for a, x := range unmet {
			g.at(g.unmet, year, l, a)[draw] = float32(x)
		}
	}
	for a := range m.total {
		m.write(w, year, draw, a)
	}
}

// asPlanned gathers the places in rooms as they are planned.
func (m *matcher) asPlanned(year, draw int) {
	s := m.g.Supply
	for a, campuses := range s.byArea {
		var all caps
		for _, i := range campuses {
			h := s.row(i, m.g.rows[year]).at(draw % s.Draws)
			for l, v := range h.level {
				all.level[l] += v
			}
			all.total += h.total
		}
		m.set(a, &all.level, all.total)
	}
}

func (m *matcher) set(a int, level *[slots]float64, total float64) {
	for l := range m.level {
		m.level[l][a] = level[l]
	}
	m.mixed[a], m.total[a] = level[slot(forecast.Mixed)], total
}

// lay lays out the open rooms of every area for the children of the draw.
func (m *matcher) lay(year, draw int) {
	g, s := m.g, m.g.Supply
	reach := g.reach(year)
	var all [4]float64
	for _, c := range m.children {
		for l, x := range c {
			all[l] += x
		}
	}
	for a := range s.Areas {
		need, around := m.children[a], [4]float64{}
		for _, i := range g.homes[year][a] {
			for l, x := range m.children[i] {
				around[l] += x
			}
		}
		if !reach.alone() {
			for l := 1; l < 4; l++ {
				need[l] = max(need[l], s.attends[a]*all[l])
			}
		}
		var level [slots]float64
		total := 0.0
		for _, now := range g.streets[year][a] {
			for _, i := range now.varies {
				r := s.row(i, g.rows[year])
				now.add(r, s.sites[i].Site, int(r.open[draw%s.Draws]), s.NurseryOutside)
			}
			now.lay(need, around, &level, &total)
		}
		m.set(a, &level, total)
	}
}

// write notes who sits in area a, and the places that nobody took: by level what
// its rooms and a third of the mixed rooms would still hold, cut in proportion to
// what licence and areas leave.
func (m *matcher) write(w *network, year, draw, a int) {
	var free [4]float64
	sum, left, mixed := 0.0, m.total[a], m.mixed[a]
	for l := range free {
		own, shared := w.inOwn(l, a), w.inMixed(l, a)
		m.g.at(m.g.taken, year, forecast.Levels[l], a)[draw] = float32(own + shared)
		free[l] = m.level[l][a] - own
		mixed -= shared
		left -= own + shared
	}
	for l := range free {
		if l > 0 {
			free[l] += max(mixed, 0) / 3 // rounding apart it is not below zero
		}
		sum += free[l]
	}
	cut := 1.0
	if left < sum {
		cut = max(left, 0) / sum
	}
	for l := range free {
		m.g.at(m.g.spare, year, forecast.Levels[l], a)[draw] = float32(max(free[l], 0) * cut)
	}
}
