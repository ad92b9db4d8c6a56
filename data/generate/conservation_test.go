package main

import (
	"strconv"
	"testing"
)

// TestEveryoneIsAccounted: persons(t+1) = persons(t) + births - deaths - left +
// came, in whole persons, for every committee and year.
func TestEveryoneIsAccounted(t *testing.T) {
	p := sample().people
	for year := startYear; year < endYear; year++ {
		for c, f := range p.flows[year] {
			before, after := &p.stock[year][c], &p.stock[year+1][c]
			if want := before.total() + f.births - f.deaths - f.left + f.came; after.total() != want {
				t.Fatalf("committee %d, %d: %d persons, want %d", c, year+1, after.total(), want)
			}
			born := 0
			for m := year*12 + 9; m < year*12+21; m++ {
				born += p.births[c][m]
			}
			if born != f.births {
				t.Fatalf("committee %d, %d: %d births in the months, %d in the year", c, year, born, f.births)
			}
		}
	}
}

// key is a street or committee, a year and an age, or whatever a test counts by.
type key struct {
	area string
	year int
	age  int
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFewerAttendThanLive: the children of a street who attend a level anywhere
// in the district are no more than the children of that age who live there.
func TestFewerAttendThanLive(t *testing.T) {
	live := map[key]int{}
	for _, r := range records(t, "population.csv.gz") {
		if age := number(t, r["age"]); age < 6 {
			live[key{r["area_code"][:9] + "000", number(t, r["as_of"][:4]), age}] += number(t, r["persons"])
		}
	}
	attend := map[key]int{}
	for _, r := range records(t, "roster.csv") {
		if r["home_area"][:6] != districtCode[:6] {
			continue
		}
		for level, name := range levelKey {
			if name == r["level"] {
				attend[key{r["home_area"], number(t, r["school_year"]), level + 2}] += number(t, r["enrolled"])
			}
		}
	}
	if len(attend) < 14*4*8-20 {
		t.Fatalf("only %d streets, years and levels have a roster", len(attend))
	}
	for k, n := range attend {
		if n > live[k] {
			t.Errorf("%v: %d attend, %d live there", k, n, live[k])
		}
	}
}

// TestRosterAddsUp: the roster of a site is its classes' enrolment, homes in
// other districts included.
func TestRosterAddsUp(t *testing.T) {
	type cell struct{ year, site, level string }
	roster := map[cell]int{}
	for _, r := range records(t, "roster.csv") {
		roster[cell{r["school_year"], r["site_code"], r["level"]}] += number(t, r["enrolled"])
	}
	for _, r := range records(t, "classes.csv") {
		if number(t, r["school_year"]) < firstRoster {
			continue
		}
		c := cell{r["school_year"], r["site_code"], r["level"]}
		if roster[c] != number(t, r["enrolled"]) {
			t.Errorf("%v: roster %d, classes %s", c, roster[c], r["enrolled"])
		}
	}
}

// TestClassesHaveRooms: a site never runs more classes than it has rooms, none
// before it opens and none after it closes.
func TestClassesHaveRooms(t *testing.T) {
	w := sample()
	for year := firstYear; year <= endYear; year++ {
		for j := range w.sites {
			used := 0
			for _, x := range w.school.rooms[year][j] {
				used += x.classes
				if (x.classes == 0) != (x.enrolled == 0) {
					t.Errorf("%s %d: %d classes, %d children", w.sites[j].code, year, x.classes, x.enrolled)
				}
			}
			if rooms := w.sites[j].rooms(year); used > rooms {
				t.Errorf("%s %d: %d classes in %d rooms", w.sites[j].code, year, used, rooms)
			}
		}
	}
}
