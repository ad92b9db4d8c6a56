package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// sample is the world that main writes, built once for all tests.
var sample = sync.OnceValue(func() *world { return build(Seed) })

var sampleTables = sync.OnceValues(func() ([]table, error) { return sample().tables() })

// file returns one generated file.
func file(t *testing.T, name string) []byte {
	t.Helper()
	tables, err := sampleTables()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tables {
		if f.name == name {
			return f.bytes
		}
	}
	t.Fatalf("no table %s", name)
	return nil
}

// records reads a generated CSV file as one map a row.
func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	var r io.Reader = bytes.NewReader(file(t, name))
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		m := make(map[string]string, len(row))
		for k, v := range row {
			m[rows[0][k]] = v
		}
		out = append(out, m)
	}
	return out
}

// TestSameBytes: what lies in data/sample is what this program writes, and it
// writes the same again.
func TestSameBytes(t *testing.T) {
	again, err := build(Seed).tables()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range again {
		known[f.name] = true
		if !bytes.Equal(f.bytes, file(t, f.name)) {
			t.Errorf("%s differs between two runs", f.name)
		}
		stored, err := os.ReadFile(filepath.Join("..", "sample", f.name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.bytes, stored) {
			t.Errorf("data/sample/%s is not what go run ./data/generate writes", f.name)
		}
	}
	entries, err := os.ReadDir(filepath.Join("..", "sample"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("data/sample/%s comes from nowhere", e.Name())
		}
	}
}

// TestSeedMatters: another seed gives other people.
func TestSeedMatters(t *testing.T) {
	other := build(Seed + 1)
	if bytes.Equal(other.populationCSV(), sample().populationCSV()) {
		t.Error("two seeds, one population")
	}
}

// TestSize: the sample must stay below 5 MB in the repository.
func TestSize(t *testing.T) {
	tables, err := sampleTables()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range tables {
		total += len(f.bytes)
	}
	if total > 5e6 {
		t.Errorf("the sample has %d bytes, more than 5 MB", total)
	}
}

// TestInvented: nobody can take a kindergarten or a committee for a real one.
func TestInvented(t *testing.T) {
	siteName := regexp.MustCompile(`^示例园\d\d(二部)?$`)
	for _, r := range records(t, "sites.csv") {
		if !siteName.MatchString(r["site_name"]) || !strings.HasPrefix(r["site_code"], "99310600") {
			t.Errorf("site %s %s does not look invented", r["site_code"], r["site_name"])
		}
	}
	committees := 0
	for _, r := range records(t, "areas.csv") {
		if !strings.HasPrefix(r["area_code"], districtCode[:6]) || strings.HasSuffix(r["area_code"], "000") {
			continue
		}
		committees++
		if !strings.Contains(r["area_name"], "示例居委") || r["area_code"][9] != '9' {
			t.Errorf("committee %s %s does not look invented", r["area_code"], r["area_name"])
		}
	}
	if committees != 267 {
		t.Errorf("%d committees, want 267", committees)
	}
	if !strings.Contains(string(file(t, "dataset.toml")), "synthetic = true") {
		t.Error("dataset.toml does not say that the data are synthetic")
	}
}

// TestShare: 10 over weights 1, 1, 2 is 2.5, 2.5, 5: the first of the equal
// remainders is served.
func TestShare(t *testing.T) {
	if got := fmt.Sprint(share(10, []float64{1, 1, 2})); got != "[3 2 5]" {
		t.Errorf("share = %s, want [3 2 5]", got)
	}
	if got := fmt.Sprint(share(7, []float64{0, 0})); got != "[0 0]" {
		t.Errorf("share of no weight = %s, want [0 0]", got)
	}
}

// TestQuota: three cohorts use all rooms in every year, and a cohort keeps its
// rooms from year to year.
func TestQuota(t *testing.T) {
	for rooms := range 20 {
		for year := 2014; year < 2020; year++ {
			if got := quota(rooms, year-1, 5) + quota(rooms, year-2, 5) + quota(rooms, year-3, 5); got != rooms {
				t.Errorf("%d rooms: quotas of %d add up to %d", rooms, year, got)
			}
		}
	}
}
