package main

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns the folder of a public dataset beside the project, or skips.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatalf("dataset %s is required and not there: %v", name, err)
		}
		t.Skipf("dataset %s is not beside the project: this test needs it", name)
	}
	return dir
}

// TestAgenciesFiles: three agencies' own files, read by dataset.toml alone, give
// a row for each year, area and age.
func TestAgenciesFiles(t *testing.T) {
	seoul := filepath.Join("..", "..", "testdata", "seoul", "dataset.toml")
	for _, c := range []struct {
		name         string
		areas, ages  int // ages and groups, and births where they are registered
		first, place string
		args         []string
	}{
		{"norway", 356, 8, "2022-01-01", "municip0301", nil}, // Oslo
		{"townships", 229, 9, "2020-10-31", "", nil},
		{"seoul", 425, 8, "2027-06-30", "", []string{"--dataset", seoul}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := results(t)
			kindercast(t, doneOrPartial, append([]string{"forecast", "--data", shared(t, c.name), "--out", out, "--draws", "10", "--horizon", "2", "--quiet"}, c.args...)...)
			s := readSheet(t, out, "forecast.csv")
			if want := 2 * (c.areas + 1) * c.ages; len(s.rows) != want {
				t.Errorf("%d rows, want %d", len(s.rows), want)
			}
			if n := s.distinct("area_code"); n != c.areas+1 {
				t.Errorf("%d areas and all of them, want %d", n, c.areas+1)
			}
			if got := s.text(s.rows[0], "as_of"); c.first != "" && got != c.first {
				t.Errorf("the first date is %s, want %s", got, c.first)
			}
			children, found := 0.0, c.place == ""
			for _, row := range s.rows {
				found = found || s.text(row, "area_code") == c.place
				if s.key(row, "area_code", "age") == "* 3-5" {
					children = s.number(row, "mean")
				}
			}
			if !found {
				t.Errorf("area %s is not forecast", c.place)
			}
			if children < 1000 {
				t.Errorf("%g children of 3 to 5 in all areas together", children)
			}
		})
	}
}
