package supply

import (
	"math"

	"kindercast/forecast"
)

// matcher matches one draw at a time; it is the scratch paper of one worker.
type matcher struct {
	g                  *Gap
	cap                [slots][]float64 // places by level, by area
	total              []float64        // places under licence and areas
	rooms              [slots][]int     // rooms open by level, by area
	want, room, before []float64
	left               [4][]float64 // children without a place by level
	in                 [4][]float64 // children in the area's rooms by level
	used               [slots][]float64
	t                  *transport
}

func newMatcher(g *Gap) *matcher {
	n := len(g.Supply.Areas)
	m := &matcher{g: g, total: make([]float64, n), want: make([]float64, n), room: make([]float64, n), before: make([]float64, n), t: newTransport(g.Match.Reach, n)}
	for l := range slots {
		m.cap[l], m.used[l], m.rooms[l] = make([]float64, n), make([]float64, n), make([]int, n)
	}
	for l := range m.left {
		m.left[l], m.in[l] = make([]float64, n), make([]float64, n)
	}
	return m
}

// stand is the places of an area: of its campuses that are the same in all
// draws, or of all of them in one draw.
type stand struct {
	level  [slots]float64
	total  float64
	rooms  [slots]int
	varies []int // campuses that differ between draws
}

// add counts a campus with some rooms open.
func (a *stand) add(h *caps, size *[slots]float64) {
	for l, v := range h.level {
		a.level[l] += v
		if v > 0 {
			a.rooms[l] += int(math.Round(v / size[l]))
		}
	}
	a.total += h.total
}

// stands gathers, by year and area, what is the same in all draws.
func (g *Gap) stands() [][]stand {
	s := g.Supply
	out := make([][]stand, len(g.Years))
	for t := range out {
		out[t] = make([]stand, len(s.Areas))
		for a, campuses := range s.byArea {
			for _, i := range campuses {
				if r := s.row(i, g.rows[t]); r.open == nil {
					out[t][a].add(&r.head[r.fixed], &r.size)
				} else {
					out[t][a].varies = append(out[t][a].varies, i)
				}
			}
		}
	}
	return out
}

// open gathers the places of every area that are open in the draw.
func (m *matcher) open(year, draw int) {
	s := m.g.Supply
	for a := range s.byArea {
		now := m.g.still[year][a]
		for _, i := range now.varies {
			r := s.row(i, m.g.rows[year])
			now.add(r.at(draw%s.Draws), &r.size)
		}
		for l := range slots {
			m.cap[l][a], m.used[l][a], m.rooms[l][a] = now.level[l], 0, now.rooms[l]
		}
		m.total[a] = now.total
	}
}

func (m *matcher) year(year, draw int) {
	g := m.g
	m.open(year, draw)
	for _, l := range gapOrder {
		k, mixed := slot(l), slot(forecast.Mixed)
		for a := range m.want {
			m.want[a] = 0
			if i := g.areas[a]; i >= 0 {
				m.want[a] = g.Demand.At(i, g.dates[year], l, draw)
			}
			room := m.cap[k][a]
			if l != forecast.Nursery {
				room += m.cap[mixed][a] - m.used[mixed][a]
			}
			m.room[a] = math.Min(room, m.total[a])
		}
		copy(m.before, m.room)
		m.t.run(m.want, m.room)
		for a := range m.want {
			taken := m.before[a] - m.room[a]
			own := math.Min(taken, m.cap[k][a])
			m.used[k][a] = own
			m.used[mixed][a] += taken - own
			m.total[a] -= taken
			m.left[k][a], m.in[k][a] = m.want[a], taken
		}
	}
	if !g.Match.Fixed {
		m.convert(year)
	}
	for _, l := range forecast.Levels {
		k := slot(l)
		for a := range m.total {
			g.at(g.unmet, year, l, a)[draw] = float32(m.left[k][a])
			g.at(g.taken, year, l, a)[draw] = float32(m.in[k][a])
		}
	}
	for a := range m.total {
		m.empty(year, draw, a)
	}
}

// empty writes down the places of area a that nobody took: by level what its
// rooms and a third of the mixed rooms would still hold, cut in proportion to
// what licence and areas leave.
func (m *matcher) empty(year, draw, a int) {
	var free [4]float64
	sum := 0.0
	mixed := math.Max(m.cap[slot(forecast.Mixed)][a]-m.used[slot(forecast.Mixed)][a], 0)
	for _, l := range forecast.Levels {
		k := slot(l)
		free[k] = m.cap[k][a] - m.used[k][a]
		if l != forecast.Nursery {
			free[k] += mixed / 3
		}
		sum += free[k]
	}
	cut := 1.0
	if sum > m.total[a] {
		cut = m.total[a] / sum
	}
	for _, l := range forecast.Levels {
		m.g.at(m.g.spare, year, l, a)[draw] = float32(free[slot(l)] * cut)
	}
}

// convert opens empty rooms to the levels that lack places: the whole rooms of
// an area that no child of their own level needs, each at the class size of the
// level it serves then, under the places the draw leaves the area.
func (m *matcher) convert(year int) {
	n := len(m.total)
	free := make([][4]int, n) // whole empty rooms by their planned level
	for a := range n {
		for l := range 4 {
			if m.rooms[l][a] > 0 {
				size := m.cap[l][a] / float64(m.rooms[l][a])
				free[a][l] = int((m.cap[l][a] - m.used[l][a] + tiny) / size)
			}
		}
	}
	for _, l := range gapOrder {
		k := slot(l)
		size, ok := m.g.Supply.Norms.ClassSize(l, "", m.g.Years[year])
		if !ok {
			continue
		}
		for a := range n {
			rooms := 0
			for o, r := range free[a] {
				if o != k {
					rooms += r
				}
			}
			m.want[a] = m.left[k][a]
			m.room[a] = math.Min(float64(rooms)*size, m.total[a])
		}
		copy(m.before, m.room)
		m.t.run(m.want, m.room)
		for a := range n {
			taken := m.before[a] - m.room[a]
			m.left[k][a] = m.want[a]
			m.total[a] -= taken
			m.in[k][a] += taken
			for rooms := int(math.Ceil(taken/size - tiny)); rooms > 0; rooms-- {
				o := emptiest(free[a], k)
				each := m.cap[o][a] / float64(m.rooms[o][a])
				m.cap[o][a] -= each
				m.rooms[o][a]--
				free[a][o]--
			}
		}
	}
}

// emptiest names the level with most empty rooms other than k, the youngest
// where they are equal.
func emptiest(free [4]int, k int) int {
	best := -1
	for o, r := range free {
		if o != k && r > 0 && (best < 0 || r > free[best]) {
			best = o
		}
	}
	return best
}
