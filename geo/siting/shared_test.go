package siting_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kindercast/geo/siting"
	"kindercast/geo/siting/orlib"
)

// published is a line of optima.csv.
type published struct {
	instance string // folder/name, with @capacity where the file leaves it open
	value    float64
	proven   bool
}

// shared returns the benchmark folder and its list of values.
func shared(t testing.TB) (string, []published) {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "siting")
	f, err := os.Open(filepath.Join(dir, "optima.csv"))
	if err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatal(err)
		}
		t.Skip("the benchmark instances in ../shared/data/siting are not here")
	}
	defer f.Close()
	lines := csv.NewReader(f)
	lines.FieldsPerRecord = -1 // the last column, a remark, holds commas
	rows, err := lines.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []published
	for _, row := range rows[1:] {
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, published{row[0], v, row[2] == "yes"})
	}
	return dir, list
}

// read reads the instance of a line of optima.csv.
func read(t testing.TB, dir, instance string) siting.Instance {
	t.Helper()
	name, at, _ := strings.Cut(instance, "@")
	arg := filepath.Join(dir, name+".txt")
	if at != "" {
		arg += "@" + at
	}
	path, capacity, err := orlib.SplitCapacity(arg)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := orlib.KindOf(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := orlib.Read(f, kind, capacity)
	if err != nil {
		t.Fatalf("%s: %v", instance, err)
	}
	return in
}

// TestPublishedInstances solves the small instances to proof within a fixed
// number of rounds: then objective and bound are the optimum in optima.csv, to
// the three decimals given there.
func TestPublishedInstances(t *testing.T) {
	dir, list := shared(t)
	small := []string{"pmed/pmed1", "pmed/pmed5", "pmed/pmed9", "pmed/pmed15", "ccp/ccp01", "ccp/ccp07", "ccp/ccp13", "sjc/SJC1",
		"cap/cap41", "cap/cap64", "cap/cap84", "cap/cap92", "cap/cap114", "cap/cap134",
		"sscflp/holmberg_p1", "sscflp/holmberg_p13", "sscflp/holmberg_p41"}
	seen := 0
	for _, p := range list {
		if !slices.Contains(small, p.instance) {
			continue
		}
		seen++
		in := read(t, dir, p.instance)
		r, err := in.Solve(context.Background(), siting.Limits{Seed: 1, Rounds: 20})
		if err != nil {
			t.Errorf("%s: %v", p.instance, err)
			continue
		}
		if err := in.Check(r); err != nil {
			t.Errorf("%s: %v", p.instance, err)
		}
		const decimals = 0.01 // optima.csv has two or three
		if !r.Optimal() || r.Objective < p.value-decimals || r.Objective > p.value+decimals || r.Bound > p.value+decimals {
			t.Errorf("%s: objective %v, bound %v, published %v", p.instance, r.Objective, r.Bound, p.value)
		}
	}
	if seen != len(small) {
		t.Errorf("%d of %d instances are in optima.csv", seen, len(small))
	}
}

// TestAllInstancesRead: every file of the list can be read.
func TestAllInstancesRead(t *testing.T) {
	dir, list := shared(t)
	for _, p := range list {
		read(t, dir, p.instance)
	}
}

// BenchmarkPublished solves every instance of optima.csv within the time of its
// class and prints a line each: objective, bound and published value, with the
// deviation of objective and bound from it in percent.
func BenchmarkPublished(b *testing.B) {
	dir, list := shared(b)
	seconds := map[string]float64{"pmed": 10, "ccp": 10, "sjc": 60, "cap": 2, "sscflp": 30}
	for _, p := range list {
		b.Run(p.instance, func(b *testing.B) {
			in := read(b, dir, p.instance)
			limit := seconds[strings.Split(p.instance, "/")[0]]
			if strings.Contains(p.instance, "@") {
				limit = 60
			}
			for b.Loop() {
				r, err := in.Solve(context.Background(), siting.Limits{Seed: 1, Seconds: limit})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(100*(r.Objective-p.value)/p.value, "value-%")
				b.ReportMetric(100*(p.value-r.Bound)/p.value, "bound-%")
				fmt.Printf("%-22s objective %14.3f bound %14.3f published %14.3f %7.4f %% %7.4f %% %6.2f s\n", p.instance,
					r.Objective, r.Bound, p.value, 100*(r.Objective-p.value)/p.value, 100*(p.value-r.Bound)/p.value, r.Seconds)
			}
		})
	}
}
