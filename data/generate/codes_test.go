package main

import (
	"strconv"
	"strings"
	"testing"
)

func decimal(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestCodesAreKnown: every area and site that a table names is listed, and no
// key occurs twice.
func TestCodesAreKnown(t *testing.T) {
	areas, sites := map[string]bool{"": true}, map[string]bool{"": true}
	for _, r := range records(t, "areas.csv") {
		areas[r["area_code"]] = true
	}
	for _, r := range records(t, "sites.csv") {
		sites[r["site_code"]] = true
	}
	keys := map[string][]string{
		"areas.csv": {"area_code"}, "population.csv.gz": {"as_of", "area_code", "sex", "age"},
		"births.csv.gz": {"area_code", "year", "month"}, "sites.csv": {"site_code"},
		"classes.csv": {"school_year", "site_code", "level"}, "roster.csv": {"school_year", "site_code", "home_area", "level"},
		"projects.csv": {"project_code", "reported"}, "candidates.csv": {"candidate_code"},
		"housing.csv": {"estate_code"}, "measures.csv": {"key", "period", "area_code", "site_code"},
	}
	for name, columns := range keys {
		seen := map[string]bool{}
		for _, r := range records(t, name) {
			if !areas[r["area_code"]] || !areas[r["home_area"]] {
				t.Errorf("%s names an area that is not listed: %v", name, r)
			}
			if !sites[r["site_code"]] {
				t.Errorf("%s names a site that is not listed: %v", name, r)
			}
			var parts []string
			for _, c := range columns {
				parts = append(parts, r[c])
			}
			if k := strings.Join(parts, "|"); seen[k] {
				t.Errorf("%s: key %s occurs twice", name, k)
			} else {
				seen[k] = true
			}
		}
	}
}

// TestPopulationIsWhole: 13 dates, 267 committees, two sexes, ages 0–49, none
// missing.
func TestPopulationIsWhole(t *testing.T) {
	if n := len(records(t, "population.csv.gz")); n != 13*267*2*50 {
		t.Errorf("%d rows, want %d", n, 13*267*2*50)
	}
	// September 2010 to October 2026: 194 months.
	if n := len(records(t, "births.csv.gz")); n != 267*194 {
		t.Errorf("%d rows of births, want %d", n, 267*194)
	}
}

// TestProjectsSlip: a promise never moves back, a project that has not opened
// is not promised for the past, reports follow in time, and some slip.
func TestProjectsSlip(t *testing.T) {
	slipped, openedSites := map[string]bool{}, map[string]string{}
	var last map[string]string
	for _, r := range records(t, "projects.csv") {
		if last != nil && last["project_code"] == r["project_code"] {
			if r["reported"] <= last["reported"] || r["promised"] < last["promised"] || last["stage"] == opened || last["stage"] == cancelled {
				t.Errorf("report out of order: %v after %v", r, last)
			}
			if r["promised"] > last["promised"] {
				slipped[r["project_code"]] = true
			}
		}
		if r["stage"] != opened && r["stage"] != cancelled && r["promised"] < r["reported"][:7] {
			t.Errorf("still promised for the past: %v", r)
		}
		if r["stage"] == opened && r["kind"] == "new" {
			openedSites[r["site_code"]] = r["promised"]
		}
		last = r
	}
	if len(slipped) < 8 {
		t.Errorf("only %d projects slipped: nothing to learn from", len(slipped))
	}
	for _, r := range records(t, "sites.csv") {
		if p, ok := openedSites[r["site_code"]]; ok && r["opened"] != p[:4]+"-09-01" {
			t.Errorf("site %s opened %s, its project %s", r["site_code"], r["opened"], p)
		}
	}
}
