package main

import "math"

// cityBirths are the births to residents of Shanghai in a calendar year, in
// 10,000. 2016–2024: municipal communiqués and health statistics, mostly
// second-hand; 2020 is the middle of 12.8 and 13.6. 2010–2015 are assumed,
// between the dragon year 2012 and the 1,771,521 children under ten whom the
// census of 2020 found; 2025 and 2026 are assumed: back to the level before
// the dragon year 2024, then a little lower.
var cityBirths = map[int]float64{
	2010: 16.6, 2011: 17.2, 2012: 21.8, 2013: 19.2, 2014: 20.0, 2015: 18.3,
	2016: 21.84, 2017: 19.7, 2018: 17.4, 2019: 16.9, 2020: 13.2,
	2021: 11.6, 2022: 10.8, 2023: 9.8, 2024: 11.8, 2025: 10.2, 2026: 9.9,
}

// monthShare is the part of a year's births that falls in each month. Two
// thirds come before September. Assumed.
var monthShare = [12]float64{.083, .075, .081, .079, .080, .080, .084, .088, .089, .091, .087, .083}

// expectedBirths is what the district may expect in a month.
func expectedBirths(year, month int) float64 {
	return cityBirths[year] * 1e4 * cityShare * monthShare[month-1]
}

// boyShare follows from 107 boys to 100 girls at birth.
const boyShare = 107. / 207

// The two sexes, in the order of the tables.
const (
	female = 0
	male   = 1
)

var sexKey = [...]string{"F", "M"}

// lastAge is the open age 100 and over.
const lastAge = 100

// deathRate is the yearly probability of dying: survival of 0.996 from birth
// to age 3, 0.9998 a year in childhood, then a Gompertz curve of Shanghai's
// long lives. Assumed, and small against migration.
func deathRate(sex, age int) float64 {
	switch {
	case age == 0:
		return .0035
	case age < 30:
		return .0002
	}
	q := .00035 * math.Exp(.094*float64(age-30))
	if sex == female {
		q *= .75
	} else {
		q *= 1.2
	}
	return min(q, .5)
}

// leaveRate is the yearly probability of moving out of a committee's area to a
// home outside the district, before shocks. Assumed.
func leaveRate(age int) float64 {
	switch {
	case age < 3:
		return .050
	case age < 6:
		return .045
	case age < 10:
		return .035
	case age < 18:
		return .030
	case age < 22:
		return .100
	case age < 30:
		return .130
	case age < 35:
		return .100
	case age < 40:
		return .075
	case age < 50:
		return .050
	case age < 60:
		return .030
	default:
		return .018
	}
}

// arriveShape is the age profile of adults and older pupils who move in.
func arriveShape(age int) float64 {
	switch {
	case age < 10:
		return 0 // children: see childFlow
	case age < 16:
		return .3
	case age < 20:
		return 1.6
	case age < 25:
		return 5.2
	case age < 30:
		return 6.0
	case age < 35:
		return 4.2
	case age < 40:
		return 2.6
	case age < 50:
		return 1.4
	case age < 60:
		return .7
	default:
		return .35
	}
}

// motherhood is the relative fertility of a woman of an age in a year: a normal
// curve whose mean rose from 29.5 years in 2010 to 32.6 in 2024 (the published
// mean age at all births), standard deviation 5. Its height does not matter:
// births are scaled to expectedBirths.
func motherhood(age, year int) float64 {
	if age < 15 || age > 49 {
		return 0
	}
	mean := 29.5 + (32.6-29.5)*float64(min(year, 2024)-2010)/14
	z := (float64(age) - mean) / 5
	return math.Exp(-z * z / 2)
}

// residents are the published totals of the district: two censuses and the
// mid-2023 figure that follows from its product and product per head. The last
// line is assumed.
var residents = []struct{ year, persons float64 }{
	{2010.83, 1077284}, {2020.83, 975707}, {2023.5, 936500}, {2026.67, 916000},
}

// expectedResidents interpolates residents at the end of August.
func expectedResidents(year int) float64 {
	at := float64(year) + .6667
	k := 1
	for k < len(residents)-1 && residents[k].year < at {
		k++
	}
	a, b := residents[k-1], residents[k]
	return a.persons + (b.persons-a.persons)*(at-a.year)/(b.year-a.year)
}

// ages2010 is the shape of the age pyramid in 2010, thousands a single age, at
// the lower end of five-year groups. Children follow the births of their years.
var ages2010 = []float64{
	0, 0, 4.5, 9, 17, 18, 15.5, 13.5, 14, 17, 21, 20, 13, 8.5, 8, 8, 5.5, 2.6, .8, .15, .02,
}

// startShape is the number of residents of an age in 2010, before scaling.
func startShape(age int) float64 {
	if age < 10 {
		return 16e4 * cityShare * .97
	}
	return 1000 * ages2010[age/5]
}
