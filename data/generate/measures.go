package main

import "math"

// measure is one indicator that a bureau reports rather than computes. Empty
// site and area mean the district; a denominator of none is a plain count.
type measure struct {
	key, period, area, site string
	numerator               float64
	denominator             float64 // none: no denominator
}

const none = -1

// census is what the sample itself holds in a school year: the wholes of the
// shares below, so that no figure contradicts the tables.
type census struct{ sites, public, private, classes, enrolled, affordable int }

func (w *world) census(year int) (n census) {
	for j, rooms := range w.school.rooms[year] {
		t := &w.sites[j]
		if t.rooms(year) == 0 {
			continue
		}
		n.sites++
		if t.provider == "public" {
			n.public++
		} else {
			n.private++
		}
		for _, x := range rooms {
			n.classes += x.classes
			n.enrolled += x.enrolled
			if t.provider == "private_affordable" {
				n.affordable += x.enrolled
			}
		}
	}
	return n
}

// teachers are two a class.
func (n census) teachers() int { return 2 * n.classes }

// reported are the indicators given as part of a whole: the part in 2023, its
// change a year, and the whole. They miss some of their targets and meet others.
var reported = []struct {
	key          string
	share, drift float64
	whole        func(census) int
}{
	{"t09_public_high_quality", .74, .07, func(n census) int { return n.public }},
	{"t10_private_standard", .87, .04, func(n census) int { return n.private }},
	{"t11_group_coverage_streets", .79, .07, func(census) int { return len(streets) }},
	{"t12_group_coverage_creating", .82, .08, func(n census) int { return n.public * 2 / 3 }},
	{"t14_disabled_children_entry", .88, .015, func(census) int { return 212 }},
	{"t15_school_readiness_coverage", .93, .03, func(n census) int { return n.sites }},
	{"t16_play_research_coverage", .86, .05, func(n census) int { return n.sites }},
	{"t17_education_health_coverage", .70, .12, func(n census) int { return n.sites }},
	{"t18_family_guidance_coverage", .94, .015, func(n census) int { return n.enrolled }},
	{"t21_teacher_specialist_training", .955, .006, census.teachers},
	{"t22_mid_senior_teacher_share", .33, .012, census.teachers},
	{"t25_child_health_conditions", .231, -.006, func(n census) int { return n.enrolled * 9 / 10 }},
	{"t26_parent_satisfaction", .912, .008, func(n census) int { return n.enrolled / 3 }},
	{"ev_certified_staff_rate", .985, .005, func(n census) int { return n.teachers() + n.sites }},
	{"ev_public_recognition", .902, .009, func(n census) int { return n.enrolled / 4 }},
}

// amounts are sums of money, pay and plain counts: 2023, growth a year, and
// what they are divided by, if anything. A sum of money for children is given
// as yuan a child and multiplied out.
var amounts = []struct {
	key           string
	first, growth float64
	per           func(census) int
	each          bool // first is for each of per
}{
	{"t23_joint_meetings", 1, 1, nil, false},
	{"t24_blue_book", 1, 1, nil, false},
	{"t27_public_spending", 1.02e9, 1.035, nil, false},
	{"ev_public_funding_pc", 1860, 1.04, func(n census) int { return n.enrolled }, true},
	{"ev_affordable_subsidy_pc", 940, 1.06, func(n census) int { return n.affordable }, true},
	{"ev_nonstaff_salary_ratio", 152000, 1.03, func(census) int { return 196000 }, false},
}

// periods are the years reported.
var periods = [...]string{"2023", "2024", "2025"}

// reportMeasures invents the figures of three years: for the district, and for
// daily outdoor time and senior teachers also by kindergarten.
func reportMeasures(seed uint64, w *world) []measure {
	var out []measure
	for _, r := range reported {
		for k, period := range periods {
			share, whole := min(1, r.share+r.drift*float64(k)), float64(r.whole(w.census(2023+k)))
			out = append(out, measure{key: r.key, period: period, numerator: math.Round(share * whole), denominator: whole})
		}
	}
	for _, a := range amounts {
		for k, period := range periods {
			m := measure{key: a.key, period: period, numerator: a.first * math.Pow(a.growth, float64(k)), denominator: none}
			if a.per != nil {
				m.denominator = float64(a.per(w.census(2023 + k)))
			}
			if a.each {
				m.numerator *= m.denominator
			}
			m.numerator = math.Round(m.numerator)
			out = append(out, m)
		}
	}
	for k, period := range periods {
		n := w.census(2023 + k)
		out = append(out, measure{key: "ev_children_per_teacher", period: period, numerator: float64(n.enrolled), denominator: float64(n.teachers())})
	}
	for j := range w.sites {
		t := &w.sites[j]
		rng := newStream(seed, "measures", t.code)
		for k, period := range periods {
			if t.rooms(2023+k) == 0 {
				continue
			}
			const days = 190
			hours := math.Round(days * min(2.6, rng.uniform(1.8, 2.35)+.05*float64(k)))
			out = append(out, measure{key: "t19_daily_outdoor_time", period: period, site: t.code, numerator: hours, denominator: days})
			if t.provider == "public" {
				out = append(out, measure{key: "t20_senior_teacher_per_public", period: period, site: t.code, numerator: float64(rng.poisson(1.4)), denominator: none})
			}
		}
	}
	return out
}
