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
	homes   bool           // homes are known
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
	}
	for _, r := range rows {
		k, ok := at[r.SchoolYear]
		if !ok {
			continue
		}
		to, i := t.area[k], 0
		if known, found := pos[r.Home]; found && r.HomeKnown {
			i = known
		} else if j, found := pos[r.At]; found {
			i = j
			if r.HomeKnown {
				to = t.outside[k]
			}
		} else {
			continue
		}
		if r.Level != Mixed {
			to[i][r.Level-Nursery] += float64(r.Enrolled)
			continue
		}
		res, sum := t.res[k][i], 0.0
		for _, l := range [...]Level{Junior, Middle, Senior} {
			sum += res[l-Nursery]
		}
		for _, l := range [...]Level{Junior, Middle, Senior} {
			share := 1. / 3
			if sum > 0 {
				share = res[l-Nursery] / sum
			}
			to[i][l-Nursery] += share * float64(r.Enrolled)
		}
	}
	return t
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
