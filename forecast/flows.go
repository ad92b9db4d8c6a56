package forecast

import "slices"

// Outside is the code of everywhere beyond the planned areas, as a home and as a
// place attended.
const Outside = "outside"

// Flow is the children of one home who attend one area's classes at a level, or
// a group of levels, on the date at position Date. Home and At are area codes or
// Outside.
type Flow struct {
	Home, At string
	Date     int
	Level    string
	Children Summary
}

// Flows are who attends where. In every draw
//
//	Attending = residents who ask - Leaving + Arriving + from outside
//
// with Leaving the residents of an area who attend in another or outside, and
// Arriving, by the area attended, the residents of other areas.
type Flows struct {
	Rows                         []Flow // by home, area attended, date and level
	Attending, Arriving, Leaving *Draws
	Dispersion                   [4]float64 // phi of each level; see Split
}

// flowLevels are the levels of Flow, in order, and the positions they add up.
var flowLevels = []struct {
	key string
	of  []int
}{{"nursery", []int{0}}, {"junior", []int{1}}, {"middle", []int{2}}, {"senior", []int{3}}, {"3-5", []int{1, 2, 3}}}

// Flows divides the residents who ask for a place, level by level, over the areas
// they attend in, as those of their home area did in the last three school years;
// see Split. An area whose children attended nowhere keeps them at home. It is
// nil where it is not known both where children live and where they attend.
func (d *Demand) Flows(seed uint64) *Flows {
	t := d.seen
	if !t.homes || len(t.pairs) == 0 {
		return nil
	}
	res := d.Residents
	n := len(res.Areas)
	f := &Flows{Attending: NewDraws(res.Areas, res.Dates, demandAges, res.N), Arriving: NewDraws(res.Areas, res.Dates, demandAges, res.N), Leaving: NewDraws(res.Areas, res.Dates, demandAges, res.N)}
	recent := t.pairs[max(0, len(t.pairs)-3):]
	past := make([][4][][]float64, n) // home, level, year, place attended (n: outside)
	for l := range demandAges {
		var groups [][][]float64
		for i := range n {
			past[i][l] = make([][]float64, len(recent))
			for y, pairs := range recent {
				past[i][l][y] = make([]float64, n+1)
				for j := range n + 1 {
					past[i][l][y][j] = pairs[[2]int{i, j}][l]
				}
			}
			groups = append(groups, past[i][l])
		}
		f.Dispersion[l] = Dispersion(groups)
	}
	for i, home := range res.Areas {
		var to [4][][][]float64
		seen := make([]bool, n+1)
		for l := range demandAges {
			asking := make([][]float64, len(res.Dates))
			for k := range asking {
				asking[k] = res.At(i, k, l)
			}
			split := NewSplit(past[i][l], f.Dispersion[l])
			if split == nil {
				split = &Split{Shares: make([]float64, n+1), Phi: 1, past: make([]float64, n+1)}
				split.Shares[i], split.past[i] = 1, 1
			}
			to[l] = split.Draw(asking, seed, "flows", home, (Nursery + Level(l)).String())
			for j, share := range split.Shares {
				seen[j] = seen[j] || share > 0
			}
			f.count(i, l, to[l])
		}
		for j := range n + 1 {
			if !seen[j] {
				continue
			}
			at := Outside
			if j < n {
				at = res.Areas[j]
			}
			f.tell(home, at, func(l, k int) []float64 { return to[l][j][k] })
		}
	}
	if d.Outside == nil {
		return f
	}
	for j, at := range res.Areas {
		known := false
		for l := range demandAges {
			for k := range res.Dates {
				x := d.Outside.At(j, k, l)
				known = known || slices.Max(x) > 0
				add(f.Attending.At(j, k, l), x)
			}
		}
		if known {
			f.tell(Outside, at, func(l, k int) []float64 { return d.Outside.At(j, k, l) })
		}
	}
	return f
}

// count adds the children of a home by where they attend to the sums.
func (f *Flows) count(home, level int, to [][][]float64) {
	for j, dates := range to {
		for k, x := range dates {
			if j < len(f.Attending.Areas) {
				add(f.Attending.At(j, k, level), x)
			}
			if j == home {
				continue
			}
			add(f.Leaving.At(home, k, level), x)
			if j < len(f.Attending.Areas) {
				add(f.Arriving.At(j, k, level), x)
			}
		}
	}
}

// tell appends the rows of one pair.
func (f *Flows) tell(home, at string, draws func(level, date int) []float64) {
	for k := range f.Attending.Dates {
		for _, g := range flowLevels {
			sum := make([]float64, f.Attending.N)
			for _, l := range g.of {
				add(sum, draws(l, k))
			}
			f.Rows = append(f.Rows, Flow{home, at, k, g.key, Summarise(sum)})
		}
	}
}

func add(to, x []float64) {
	for s, v := range x {
		to[s] += v
	}
}
