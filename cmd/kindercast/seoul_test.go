package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// rawRows reads a table of Seoul as it lies, by nothing but the csv package.
func rawRows(t *testing.T, file string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t, "seoul"), file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[strings.TrimPrefix(h, "\ufeff")] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func raw(t *testing.T, row map[string]string, column string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(row[column], 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// rawDong finds the neighbourhood of a point by counting the edges of every
// polygon that a ray to the east crosses.
func rawDong(t *testing.T) func(lon, lat float64) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(shared(t, "seoul"), "dong_boundaries_2021.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Properties struct {
				Code string `json:"adm_cd2"`
			}
			Geometry struct{ Coordinates [][][][2]float64 }
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	return func(lon, lat float64) string {
		for _, f := range file.Features {
			inside := false
			for _, polygon := range f.Geometry.Coordinates {
				for _, ring := range polygon {
					for i, p := range ring {
						q := ring[(i+1)%len(ring)]
						if (p[1] > lat) != (q[1] > lat) && lon < p[0]+(lat-p[1])/(q[1]-p[1])*(q[0]-p[0]) {
							inside = !inside
						}
					}
				}
			}
			if inside {
				return f.Properties.Code
			}
		}
		return ""
	}
}

// moved are the neighbourhoods formed after the polygons were drawn, each with
// the older one that it lies in.
var moved = map[string]string{"1123051500": "1123053600", "1123053300": "1123053600", "1168067500": "1168074000", "1174052500": "1174052000", "1174052600": "1174052000"}

// sums are what a neighbourhood of Seoul holds.
type sums struct {
	Children  [6]int64 // by age
	Nurseries int64
	Licensed  int64
	Enrolled  [5]int64 // nursery to mixed, ages 2 to 5
	Classes   [5]int64
	Rooms     float64 // number A: rooms × class size, under the licence
	Open      float64 // number C: of those licensed by 1 July 2026
	Share     float64 // enrolled over places, of the nurseries with classes for 2 to 5
}

var seoulLevels = []string{"age2", "age3", "age4", "age5", "mix3_5"}

// rawSums adds the files up by neighbourhood. Number A of a nursery is laid out
// anew: its classes in the order senior, middle, junior, mixed, nursery as far as
// its rooms go, then empty rooms, of open nurseries first, by turn to whichever of
// junior, middle, senior has fewest in the neighbourhood; 20, 25, 30, 35 and 30 a class, never more than
// licensed.
func rawSums(t *testing.T) map[string]*sums {
	out := map[string]*sums{}
	at := func(code string) *sums {
		if out[code] == nil {
			out[code] = &sums{}
		}
		return out[code]
	}
	for _, r := range rawRows(t, "population_20260630_wide.csv") {
		code := r["adm_code"]
		if older, ok := moved[code]; ok {
			code = older
		}
		for age := range 6 {
			at(code).Children[age] += int64(raw(t, r, "age"+strconv.Itoa(age)))
		}
	}
	dong := rawDong(t)
	size := [5]float64{20, 25, 30, 35, 30}
	type nursery struct {
		code, id string
		rooms    [5]int
		free     int
		licensed float64
		enrolled float64
		classes  bool
		open     bool
	}
	var all []*nursery
	for _, r := range rawRows(t, "nurseries_20260721.csv") {
		if r["status"] != "정상" && r["status"] != "재개" {
			continue
		}
		n := &nursery{code: dong(raw(t, r, "lon"), raw(t, r, "lat")), id: r["id"], licensed: raw(t, r, "capacity"), open: r["licensed"] <= "2026-07-01"}
		if n.code == "" {
			continue // outside the city
		}
		s := at(n.code)
		s.Nurseries++
		s.Licensed += int64(n.licensed)
		left := int(raw(t, r, "rooms"))
		for _, l := range []int{3, 2, 1, 4, 0} {
			classes := int(raw(t, r, "classes_"+seoulLevels[l]))
			children := int64(raw(t, r, "children_"+seoulLevels[l]))
			n.classes = n.classes || classes > 0
			n.enrolled += float64(children)
			s.Enrolled[l] += children
			s.Classes[l] += int64(classes)
			n.rooms[l] = min(classes, left)
			left -= n.rooms[l]
		}
		n.free = left
		all = append(all, n)
	}
	byDong := map[string][]*nursery{}
	for _, n := range all {
		byDong[n.code] = append(byDong[n.code], n)
	}
	for code, list := range byDong {
		slices.SortFunc(list, func(a, b *nursery) int { return strings.Compare(a.id, b.id) })
		var have [5]int
		for _, n := range list {
			for l, k := range n.rooms {
				have[l] += k
			}
		}
		for {
			n := slices.MaxFunc(list, func(a, b *nursery) int {
				if a.free == 0 || b.free == 0 || a.open == b.open {
					if a.free != b.free {
						return a.free - b.free
					}
				} else if a.open {
					return 1
				} else {
					return -1
				}
				return strings.Compare(b.id, a.id)
			})
			if n.free == 0 {
				break
			}
			l := 1
			for k := 2; k < 4; k++ {
				if have[k] < have[l] {
					l = k
				}
			}
			n.rooms[l]++
			n.free--
			have[l]++
		}
		enrolled := 0.0
		for _, n := range list {
			places := 0.0
			for l, k := range n.rooms {
				places += float64(k) * size[l]
			}
			if n.licensed > 0 {
				places = min(places, n.licensed)
			}
			out[code].Rooms += places
			if !n.open {
				continue
			}
			out[code].Open += places
			if n.classes {
				out[code].Share += places // of those with classes
			}
			enrolled += n.enrolled
		}
		if out[code].Share > 0 {
			out[code].Share = enrolled / out[code].Share
		}
	}
	return out
}

// Every neighbourhood of Seoul: children by age, nurseries, licensed places,
// children and classes by level, the three place numbers and utilisation, as the
// engine has them and as a few lines that share no code with it add up the files.
// No area is stated, so that B stands at A; what was licensed after 1 July is not
// open (C) when the school year begins.
func TestSeoulByDong(t *testing.T) {
	want := rawSums(t)
	tool := &tool{data: shared(t, "seoul"), dataset: filepath.Join("..", "..", "testdata", "seoul", "dataset.toml"), dir: results(t), quiet: true, lang: "zh", out: io.Discard, err: io.Discard}
	d, err := tool.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, _ := supply.New(supply.Inputs{Areas: d.obs.Areas, Sites: d.sites, Classes: d.classes, Norms: d.norms, Reference: d.reference, AsOf: forecast.NewDate(2026, 7, 21), Years: []forecast.Year{2026}})
	got := map[string]*sums{}
	for _, a := range d.obs.Areas {
		got[a.Code] = &sums{}
	}
	for _, p := range d.obs.Population {
		if p.Age < 6 {
			got[p.Area].Children[p.Age] += p.Persons
		}
	}
	for _, p := range s.PlacesBySite(2026) {
		g := got[p.Area]
		g.Nurseries++
		g.Licensed += p.LicensedPlaces
	}
	at := map[string]string{}
	for _, x := range d.sites {
		at[x.Code] = x.Area
	}
	for _, c := range d.classes {
		if area, ok := at[c.Site]; ok {
			got[area].Enrolled[c.Level-forecast.Nursery] += c.Enrolled
			got[area].Classes[c.Level-forecast.Nursery] += c.Classes
		}
	}
	for _, p := range s.PlacesBySite(2026) {
		if n := p.Numbers; n.Area != n.Rooms || n.Places != n.Open {
			t.Fatalf("%s: %+v", p.Code, n)
		}
		got[p.Area].Rooms += p.Numbers.Rooms
		got[p.Area].Open += p.Numbers.Open
	}
	places, enrolled := map[string]float64{}, map[string]int64{}
	for _, u := range s.Utilisation() {
		places[u.Area] += u.Numbers.Places
		enrolled[u.Area] += u.Enrolled
	}
	var city, raws sums
	for code, g := range got {
		if places[code] > 0 {
			g.Share = float64(enrolled[code]) / places[code]
		}
		w := want[code]
		if w == nil {
			t.Errorf("%s is no neighbourhood of the files", code)
			continue
		}
		if *g != *w {
			t.Errorf("%s: %+v, the files say %+v", code, *g, *w)
		}
		for i := range g.Children {
			city.Children[i] += g.Children[i]
		}
		city.Licensed, city.Nurseries = city.Licensed+g.Licensed, city.Nurseries+g.Nurseries
	}
	for _, w := range want {
		raws.Licensed, raws.Nurseries = raws.Licensed+w.Licensed, raws.Nurseries+w.Nurseries
	}
	all := int64(0)
	for _, n := range city.Children {
		all += n
	}
	// As the README of the data has them: 248,533 children of 0 to 5; 3,913 of the
	// 3,914 open nurseries lie in a polygon.
	if all != 248533 || city.Nurseries != 3913 || city.Nurseries != raws.Nurseries || city.Licensed != raws.Licensed || len(got) != 425 {
		t.Errorf("%d children, %d nurseries, %d places (%d) in %d neighbourhoods", all, city.Nurseries, city.Licensed, raws.Licensed, len(got))
	}
	t.Logf("%d licensed places in %d nurseries, %d children of 0 to 5 in %d neighbourhoods", city.Licensed, city.Nurseries, all, len(got))
}
