package forecast

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shared returns the folder of a public dataset beside the project, or skips.
func shared(t testing.TB, name string) string {
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatalf("dataset %s is required and not there: %v", name, err)
		}
		t.Skipf("dataset %s is not beside the project: this test needs it", name)
	}
	return dir
}

// readCSV reads a table, gzipped where its name ends in .gz, and hands each row to do as a map by header.
func readCSV(t testing.TB, path string, do func(row map[string]string)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	row := map[string]string{}
	for _, r := range rows[1:] {
		for k, name := range rows[0] {
			row[name] = r[k]
		}
		do(row)
	}
}

func number(t testing.TB, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func date(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// dataset reads population and births of a public dataset.
func dataset(t testing.TB, name string) *Observed {
	dir := shared(t, name)
	o := &Observed{}
	codes := map[string]bool{}
	readCSV(t, filepath.Join(dir, "population.csv.gz"), func(r map[string]string) {
		o.Population = append(o.Population, Population{AsOf: date(t, r["as_of"]), Area: r["area_code"],
			Age: Age(number(t, r["age"])), Sex: r["sex"], Persons: number(t, r["persons"])})
		codes[r["area_code"]] = true
	})
	if path := filepath.Join(dir, "births.csv.gz"); exists(path) {
		readCSV(t, path, func(r map[string]string) {
			o.Births = append(o.Births, Birth{Area: r["area_code"], Year: int32(number(t, r["year"])),
				Month: int32(number(t, r["month"])), Births: number(t, r["births"])})
		})
	}
	parent := map[string]string{}
	readCSV(t, filepath.Join(dir, "areas.csv"), func(r map[string]string) { parent[r["area_code"]] = r["parent_code"] })
	for c := range codes {
		o.Areas = append(o.Areas, Area{Code: c, Parent: parent[c]})
	}
	slices.SortFunc(o.Areas, func(a, b Area) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return o
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// only keeps the areas that keep accepts, as a set of their own.
func only(o *Observed, keep func(code string) bool) *Observed {
	part := *o
	part.Areas = slices.DeleteFunc(slices.Clone(o.Areas), func(a Area) bool { return !keep(a.Code) })
	part.Population = slices.DeleteFunc(slices.Clone(o.Population), func(p Population) bool { return !keep(p.Area) })
	part.Births = slices.DeleteFunc(slices.Clone(o.Births), func(b Birth) bool { return !keep(b.Area) })
	return &part
}

// norwayClass returns the municipalities with between low and high persons of age
// 0 to 49 in 2015, a complete series, and no year with a log change of their
// persons over 0.10: the classes of the project's model page.
func norwayClass(t testing.TB, o *Observed, low, high float64) *Observed {
	l, err := NewLexis(o)
	if err != nil {
		t.Fatal(err)
	}
	chosen := map[string]bool{}
	for i, code := range l.Areas {
		ok := true
		var before float64
		for k, d := range l.Dates {
			var n float64
			for a := range 50 {
				n += l.At(i, k, Age(a))
			}
			if math.IsNaN(n) || k > 0 && math.Abs(math.Log(n/before)) > .10 {
				ok = false
			}
			if d.Year() == 2015 && (n < low || n >= high) {
				ok = false
			}
			before = n
		}
		if ok {
			chosen[code] = true
		}
	}
	return only(o, func(c string) bool { return chosen[c] })
}
