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

// reported are the indicators given as part of a whole: the part in 2023, its
// change a year, and the whole. They miss some of their targets and meet others.
var reported = []struct {
	key          string
	share, drift float64
	whole        int
}{
	{"t09_public_high_quality", .74, .07, 36},
	{"t10_private_standard", .87, .04, 23},
	{"t11_group_coverage_streets", .79, .07, 14},
	{"t12_group_coverage_creating", .82, .08, 28},
	{"t14_disabled_children_entry", .88, .015, 212},
	{"t15_school_readiness_coverage", .93, .03, 59},
	{"t16_play_research_coverage", .86, .05, 59},
	{"t17_education_health_coverage", .70, .12, 59},
	{"t18_family_guidance_coverage", .94, .015, 21400},
	{"t21_teacher_specialist_training", .955, .006, 1480},
	{"t22_mid_senior_teacher_share", .33, .012, 1480},
	{"t25_child_health_conditions", .231, -.006, 14200},
	{"t26_parent_satisfaction", .912, .008, 6800},
	{"ev_certified_staff_rate", .985, .005, 1540},
	{"ev_public_recognition", .902, .009, 4200},
}

// amounts are sums of money and plain counts: 2023, growth a year, and what
// they are divided by (none, or a number in 2023 and its growth).
var amounts = []struct {
	key           string
	first, growth float64
	per, perGrow  float64
}{
	{"t27_public_spending", 1.42e9, 1.035, none, 1},
	{"t23_joint_meetings", 1, 1, none, 1},
	{"t24_blue_book", 1, 1, none, 1},
	{"ev_public_funding_pc", 33.6e6, 1.01, 18300, .95},
	{"ev_affordable_subsidy_pc", 2.94e6, 1.00, 3100, .93},
	{"ev_nonstaff_salary_ratio", 152000, 1.03, 196000, 1.02},
	{"ev_children_per_teacher", 18300, .95, 1480, .99},
}

// periods are the years reported.
var periods = [...]string{"2023", "2024", "2025"}

// reportMeasures invents the figures of three years: for the district, and for
// daily outdoor time and senior teachers also by kindergarten.
func reportMeasures(seed uint64, w *world) []measure {
	var out []measure
	for _, r := range reported {
		for k, period := range periods {
			share := min(1, r.share+r.drift*float64(k))
			out = append(out, measure{key: r.key, period: period, numerator: math.Round(share * float64(r.whole)), denominator: float64(r.whole)})
		}
	}
	for _, a := range amounts {
		for k, period := range periods {
			m := measure{key: a.key, period: period, numerator: math.Round(a.first * math.Pow(a.growth, float64(k))), denominator: none}
			if a.per != none {
				m.denominator = math.Round(a.per * math.Pow(a.perGrow, float64(k)))
			}
			out = append(out, m)
		}
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
