package forecast

import "math"

// Attendance counts the children of one home area who attend one level in one
// area in one school year. Home is empty where the child lives outside the
// planned areas; At is empty where it is not known in which area they attend.
// HomeKnown is false where the source counts children by the place attended
// only, so that nothing is known of homes.
type Attendance struct {
	SchoolYear Year
	Home, At   string
	HomeKnown  bool
	Level      Level
	Enrolled   int64
}

// attended holds attendance against residents at the reference date on which
// the school year's ages are judged, by level position (nursery 0 … senior 3).
type attended struct {
	years   []Year // school years with attendance and a count of residents, ascending
	area    [][][4]float64
	res     [][][4]float64 // residents of the level's age; year x area
	outside [][][4]float64 // children from outside, by the area attended; year x area
	// pairs count by year the residents of an area (first position) who attend in
	// another (second), or outside (one past the last); empty where homes are not known.
	pairs []map[[2]int][4]float64
	homes bool // homes are known
}

// newAttended adds up rows. Children of mixed classes count at the ages 3 to 5
// in proportion to the residents of these ages. School years without a count of
// residents on the day before them are left out.
func newAttended(o *Observed, areas []string, rows []Attendance) *attended {
	pos := map[string]int{}
	for i, a := range areas {
		pos[a] = i
	}
	residents := map[Year][][4]float64{}
	for _, p := range o.Population {
		l, ok := LevelOf(p.Age)
		i, known := pos[p.Area]
		if !ok || !known {
			continue
		}
		y := p.AsOf.SchoolYear()
		if residents[y] == nil {
			residents[y] = make([][4]float64, len(areas))
		}
		residents[y][i][l-Nursery] += float64(p.Persons)
	}
	t := &attended{homes: true}
	at := map[Year]int{}
	first, last := Year(math.MaxInt32), Year(math.MinInt32)
	for _, r := range rows {
		if residents[r.SchoolYear] != nil {
			first, last = min(first, r.SchoolYear), max(last, r.SchoolYear)
		}
		if !r.HomeKnown {
			t.homes = false
		}
	}
	for y := first; y <= last; y++ {
		if residents[y] == nil {
			continue
		}
		at[y] = len(t.years)
		t.years = append(t.years, y)
		t.res = append(t.res, residents[y])
		t.area = append(t.area, make([][4]float64, len(areas)))
		t.outside = append(t.outside, make([][4]float64, len(areas)))
		t.pairs = append(t.pairs, map[[2]int][4]float64{})
	}
	for _, r := range rows {
		k, ok := at[r.SchoolYear]
		if !ok {
			continue
		}
		j, within := pos[r.At]
		if !within {
			j = len(areas)
		}
		i, resident := pos[r.Home]
		resident = resident && r.HomeKnown
		switch {
		case resident:
			n := t.levels(k, i, r)
			for l, x := range n {
				t.area[k][i][l] += x
			}
			pair := t.pairs[k][[2]int{i, j}]
			for l, x := range n {
				pair[l] += x
			}
			t.pairs[k][[2]int{i, j}] = pair
		case within && r.HomeKnown:
			for l, x := range t.levels(k, j, r) {
				t.outside[k][j][l] += x
			}
		case within:
			for l, x := range t.levels(k, j, r) {
				t.area[k][j][l] += x
			}
		}
	}
	return t
}

// levels spreads the children of a row over the levels, those of mixed classes by
// the residents of area i at the ages 3 to 5.
func (t *attended) levels(k, i int, r Attendance) (n [4]float64) {
	if r.Level != Mixed {
		n[r.Level-Nursery] = float64(r.Enrolled)
		return n
	}
	sum := 0.0
	for l := Junior; l <= Senior; l++ {
		sum += t.res[k][i][l-Nursery]
	}
	for l := Junior; l <= Senior; l++ {
		share := 1. / 3
		if sum > 0 {
			share = t.res[k][i][l-Nursery] / sum
		}
		n[l-Nursery] = share * float64(r.Enrolled)
	}
	return n
}

// total returns attendance and residents of all areas in year k at level
// position l.
func (t *attended) total(k, l int) (a, n float64) {
	for i := range t.area[k] {
		a += t.area[k][i][l]
		n += t.res[k][i][l]
	}
	return a, n
}

// crowded reports whether the children of 3 to 5 of an area who attend somewhere, in
// the last three school years, exceed its residents by more than a tenth and twice the
// counting noise.
func (t *attended) crowded(area int) bool {
	attend, live := 0.0, 0.0
	for k := max(0, len(t.years)-3); k < len(t.years); k++ {
		for l := 1; l < len(demandAges); l++ {
			attend, live = attend+t.area[k][area][l], live+t.res[k][area][l]
		}
	}
	return attend > 1.1*live+2*math.Sqrt(live)
}
