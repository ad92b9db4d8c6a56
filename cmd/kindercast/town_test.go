package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The town: four streets with eight years of counts, twelve of births, four
// campuses, and codes that begin with a zero. Every number follows from the
// rules below, so that each test can say what a verb must find in it.
const (
	townFirst, townLast = 2019, 2026 // counts at 31 August of these years
	townBirthsFrom      = 2013
)

type townArea struct {
	code, name string
	size       int     // births a year, about
	keep       float64 // share of a cohort that is still there a year later
	site       string  // where its children go
}

var townAreas = []townArea{
	{"0101", "东街道", 240, 1.02, "S1"},
	{"0102", "南街道", 180, 0.97, "S2"},
	{"0103", "西街道", 120, 1.00, "S3"},
	{"0104", "北街道", 60, 0.98, "S1"},
}

// townBirths is the number of births of a month; there are births up to August
// 2026, the month in which the newest count was taken.
func townBirths(a, year, month int) int {
	n := float64(townAreas[a].size) / 12 * (1 - .02*float64(year-townBirthsFrom))
	return max(0, int(n)+(a*5+year*3+month*7)%5-2)
}

// townChildren is the number of children of an age counted at 31 August.
func townChildren(a, age, year int) int {
	n := 0.0
	for m := range 12 { // September of the year before to August
		y, month := year-age-1, m+9
		if month > 12 {
			y, month = y+1, month-12
		}
		n += float64(townBirths(a, y, month))
	}
	for range age {
		n *= townAreas[a].keep
	}
	return max(0, int(n)+(a*3+age*5+year*7)%5-2)
}

// townFiles are the files of the dataset folder, by name.
func townFiles() map[string]string {
	table := func(header string) (*strings.Builder, func(string, ...any)) {
		b := &strings.Builder{}
		b.WriteString(header + "\n")
		return b, func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	}
	areas, area := table("area_code,area_name")
	population, count := table("as_of,area_code,age,persons")
	births, born := table("area_code,year,month,births")
	roster, attend := table("school_year,site_code,home_area,level,enrolled")
	classes, class := table("school_year,site_code,level,classes,enrolled")
	var squares []string
	for a, s := range townAreas {
		area("%s,%s", s.code, s.name)
		w, e := 121.40+.01*float64(a%2), 121.41+.01*float64(a%2)
		south, north := 31.20+.01*float64(a/2), 31.21+.01*float64(a/2)
		squares = append(squares, fmt.Sprintf(`{"type":"Feature","properties":{"area_code":%q},"geometry":{"type":"Polygon","coordinates":[[[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f]]]}}`,
			s.code, w, south, e, south, e, north, w, north, w, south))
		for y := townFirst; y <= townLast; y++ {
			for age := range 6 {
				count("%d-08-31,%s,%d,%d", y, s.code, age, townChildren(a, age, y))
			}
		}
		for y := townBirthsFrom; y <= townLast; y++ {
			for m := 1; m <= 12; m++ {
				if y < townLast || m <= 8 {
					born("%s,%d,%d,%d", s.code, y, m, townBirths(a, y, m))
				}
			}
		}
	}
	for y := 2020; y < townLast; y++ { // the school year of 2025 is the newest that has begun
		for _, site := range []string{"S1", "S2", "S3"} {
			for k, level := range []string{"nursery", "junior", "middle", "senior"} {
				sum := 0
				for a, s := range townAreas {
					n := townChildren(a, k+2, y) * 8 / 10
					if level == "nursery" {
						n = townChildren(a, k+2, y) * 3 / 10
					}
					if s.site == site && n > 0 {
						attend("%d,%s,%s,%s,%d", y, site, s.code, level, n)
						sum += n
					}
				}
				class("%d,%s,%s,%d,%d", y, site, level, (sum+34)/35, sum) // large classes, so that the rooms hold them
			}
		}
	}
	return map[string]string{
		"dataset.toml":       "title_zh = \"小镇\"\ntitle_en = \"The town\"\nsynthetic = true\ndatum = \"WGS84\"\n",
		"areas.csv":          areas.String(),
		"population.csv":     population.String(),
		"births.csv":         births.String(),
		"roster.csv":         roster.String(),
		"classes.csv":        classes.String(),
		"boundaries.geojson": `{"type":"FeatureCollection","features":[` + strings.Join(squares, ",\n") + "]}\n",
		"sites.csv": "site_code,site_name,area_code,lon,lat,provider,design_year,rooms,floor_area,activity_area,outdoor_area,licensed_places,opened\n" +
			"S1,东园,0101,121.404,31.206,public,2005,34,14000,9800,4200,1000,2006-09-01\n" +
			"S2,南园,0102,121.416,31.204,public,2008,16,6400,4500,2000,480,2009-09-01\n" +
			"S3,西园,0103,121.405,31.215,private,2010,11,4200,3000,1300,330,2011-09-01\n" +
			"S4,北园,0104,121.415,31.216,private_affordable,2024,3,1500,1000,500,90,2025-02-01\n",
		"projects.csv": "project_code,kind,site_code,area_code,lon,lat,stage,promised,reported,rooms\n" +
			"P1,new,,0104,121.412,31.214,approved,2026-08,2024-03-31,6\n" +
			"P1,new,,0104,121.412,31.214,construction,2027-08,2026-03-31,6\n",
		"candidates.csv": "candidate_code,kind,site_code,area_code,lon,lat,rooms_max,cost,earliest\n" +
			"C1,new,,0103,121.408,31.217,6,4200,2028\n" +
			"C2,expand,S2,0102,121.416,31.204,4,1500,2027\n",
		"housing.csv":  "estate_code,area_code,handover,units,tenure\nE1,0103,2027-05,200,sale\nE2,0101,2021-05,300,sale\n",
		"measures.csv": "key,period,area_code,site_code,numerator,denominator\nt09_public_high_quality,2022,,,0,2\nt09_public_high_quality,2024,,,1,2\nt09_public_high_quality,2025,,,2,2\n",
	}
}

// writeFiles writes files into a folder that it makes.
func writeFiles(dir string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// town writes the town, with some files changed, and returns its folder.
func town(t testing.TB, change func(files map[string]string)) string {
	t.Helper()
	files := townFiles()
	if change != nil {
		change(files)
	}
	dir := filepath.Join(t.TempDir(), "town")
	if err := writeFiles(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}
