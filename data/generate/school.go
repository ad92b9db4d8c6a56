package main

// Classes are published from the school year 2014, homes from 2019. The
// simulation begins three years before, so that cohorts have settled.
const (
	firstSchool = 2011
	firstRoster = 2019
)

// The levels, in the order of age, and the age on 31 August of each.
var levelKey = [...]string{"nursery", "junior", "middle", "senior"}

const levels = len(levelKey)

// norm is the class size of each level: 20, 25, 30, 35.
var norm = [levels]int{20, 25, 30, 35}

// room is one level at one site in one school year.
type room struct{ classes, enrolled int }

// school is who goes where.
type school struct {
	rooms map[int][][levels]room  // by school year, then site
	homes map[int][levels][][]int // children by home street, then site; the last street is elsewhere
}

// uptake is the share of resident children who attend at all, inside the
// district or not. Nursery: who would if there were a place. Assumed.
func uptake(level, year int) float64 {
	t := float64(min(year, 2026)-2014) / 12
	switch level {
	case 0:
		return .16 + .26*t
	case 1:
		return .925 + .03*t
	case 2:
		return .945 + .025*t
	}
	return .95 + .025*t
}

// away is the share of attending children who go to another district.
const away = .045

// fill is how many children a class of a level is opened for. While rooms were
// short they were filled to the norm; since 2021 classes are kept smaller.
func fill(provider string, level, year int) int {
	full := [levels]int{20, 25, 30, 34}
	small := [levels]int{19, 24, 28, 31}
	if provider != "public" {
		full, small = [levels]int{18, 23, 27, 30}, [levels]int{17, 21, 25, 27}
	}
	late := float64(min(max(year-2020, 0), 5)) / 5
	return int(float64(full[level]) + late*float64(small[level]-full[level]) + .5)
}

// attend runs the kindergartens year by year.
func attend(seed uint64, w *world) *school {
	a := &attendance{world: w, out: &school{rooms: map[int][][levels]room{}, homes: map[int][levels][][]int{}}, rng: newStream(seed, "attendance")}
	a.near = a.distances()
	for year := firstSchool; year <= endYear; year++ {
		a.year(year)
	}
	return a.out
}

type attendance struct {
	*world
	out  *school
	rng  stream
	near [][]float64 // by committee (the last: elsewhere), then site: how likely at equal room
}

// year fills nursery, senior, middle and junior classes, in this order: the
// younger kindergarten classes take the rooms that the older ones leave.
func (a *attendance) year(year int) {
	var homes [levels][][]int
	classes := make([][levels]room, len(a.sites))
	nursery := a.nurseryRooms(year)
	for level := range levels {
		limit := make([]int, len(a.sites)) // rooms of the level
		cap := make([]float64, len(a.sites))
		for j := range a.sites {
			t := &a.sites[j]
			limit[j] = quota(t.rooms(year)-nursery[j], year-level, j)
			if level == 0 {
				limit[j] = nursery[j]
			}
			cap[j] = float64(limit[j]) * ceiling(t.provider, level, a.streets[t.street].rooms < .8)
		}
		homes[level] = a.place(year, level, cap)
		for j := range a.sites {
			n := 0
			for h := range homes[level] {
				n += homes[level][h][j]
			}
			if n > 0 {
				k := fill(a.sites[j].provider, level, year)
				classes[j][level] = room{min(limit[j], (n+k-1)/k), n}
			}
		}
	}
	a.out.rooms[year], a.out.homes[year] = classes, homes
}

// quota is the rooms of the cohort that was junior in year entered, of n rooms
// for three cohorts: their quotas add up to n in every year.
func quota(n, entered, turn int) int { return (n + (entered+turn+3000)%3) / 3 }

// ceiling is how many children a room takes at most: the norm, up to one more
// where rooms are short, less in private kindergartens.
func ceiling(provider string, level int, short bool) float64 {
	switch {
	case provider != "public":
		return [levels]float64{18, 25, 28, 30}[level]
	case short:
		return [levels]float64{20, 26, 31, 35}[level]
	}
	return [levels]float64{20, 25, 30, 34}[level]
}

// nurseryRooms is one room at every site that runs a nursery class, and more
// where last year left rooms idle.
func (a *attendance) nurseryRooms(year int) []int {
	out := make([]int, len(a.sites))
	last := a.out.rooms[year-1]
	for j := range a.sites {
		t := &a.sites[j]
		if t.nursery == 0 || year < t.nursery || t.rooms(year) == 0 {
			continue
		}
		out[j] = 1
		if last == nil {
			continue
		}
		idle := t.rooms(year)
		for level := 1; level < levels; level++ {
			idle -= last[j][level].classes
		}
		if year >= 2021 && idle >= 3 {
			out[j] = 2
		}
		if year >= 2023 && idle >= 6 && t.provider == "public" {
			out[j] = 3
		}
	}
	return out
}
