package supply

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kindercast/forecast"
)

// seoul reads the nurseries of Seoul as they lie beside the project: all 9,487
// rows, and which of them are open.
func seoul(t *testing.T) (head []string, rows [][]string) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "seoul", "nurseries_20260721.csv")
	f, err := os.Open(path)
	if err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatal(err)
		}
		t.Skip("the Seoul data are not beside the project: ../shared/data/seoul")
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "\ufeff")
	return all[0], all[1:]
}

func seoulSites(t *testing.T) (sites []Site, status []string, cell func(row int, col string) int64) {
	head, rows := seoul(t)
	col := map[string]int{}
	for i, h := range head {
		col[h] = i
	}
	day := func(s string) forecast.Date {
		if s == "" {
			return 0
		}
		d, err := forecast.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	cell = func(row int, c string) int64 {
		if rows[row][col[c]] == "" {
			return 0
		}
		v, err := strconv.ParseFloat(rows[row][col[c]], 64)
		if err != nil {
			t.Fatal(err)
		}
		return int64(v)
	}
	for i, r := range rows {
		sites = append(sites, Site{Code: r[col["id"]], Area: r[col["gu"]], Provider: "public", Rooms: cell(i, "rooms"),
			LicensedPlaces: cell(i, "capacity"), Opened: day(r[col["licensed"]]), Closed: day(r[col["closed"]])})
		status = append(status, r[col["status"]])
	}
	return sites, status, cell
}

// Replayed from licence and closure dates, the supply of Seoul is what the
// README of the data states: places at the end of 2015, 2018, 2021 and 2025, and
// openings and closures of 2019, 2023 and 2025.
func TestSeoulReplay(t *testing.T) {
	sites, _, _ := seoulSites(t)
	at := map[int]Past{}
	for _, p := range Replay(sites, forecast.MonthDay{Month: 12, Day: 31}, 2010, 2026) {
		at[p.Year] = p
	}
	for y, want := range map[int]int64{2015: 261644, 2018: 252132, 2021: 228356, 2025: 198055} {
		if at[y].Places != want {
			t.Errorf("%d: %d places, want %d", y, at[y].Places, want)
		}
	}
	for y, want := range map[int]int64{2015: 6744, 2018: 6178} {
		if at[y].Sites != want {
			t.Errorf("%d: %d nurseries, want %d", y, at[y].Sites, want)
		}
	}
	for y, want := range map[int][2]int64{2019: {238, 537}, 2023: {56, 337}, 2025: {71, 276}} {
		if at[y].Opened != want[0] || at[y].Closed != want[1] {
			t.Errorf("%d: %d opened, %d closed, want %v", y, at[y].Opened, at[y].Closed, want)
		}
	}
	t.Logf("end of year: %+v", at[2025])
}

// The open nurseries know no Chinese class sizes: with 100 children a room every
// licence binds. Their places then are the file's own capacity, to the child: 190,766 in 3,914 nurseries,
// 187,756 of them in the 3,839 of status 정상, and enrolled 126,945 there; by
// district (gu) the sums are the file's sums. Classes by age are not given to
// the engine here, so that rooms are spread evenly, and it says so.
func TestSeoulPlaces(t *testing.T) {
	all, status, cell := seoulSites(t)
	in := Inputs{Norms: ownNorms(t), Reference: forecast.MonthDay{Month: 6, Day: 30}, AsOf: forecast.NewDate(2026, 7, 21), Years: []forecast.Year{2027}}
	var changes []Override
	for _, l := range []string{"nursery", "junior", "middle", "senior", "mixed"} {
		changes = append(changes, Override{Key: "class_size_" + l, Value: 100})
	}
	in.Norms, _ = in.Norms.With(changes...)
	byGu, normal, enrolled, seen := map[string]float64{}, 0.0, int64(0), map[string]bool{}
	for i, s := range all {
		if status[i] != "정상" && status[i] != "재개" {
			continue
		}
		in.Sites = append(in.Sites, s)
		if !seen[s.Area] {
			seen[s.Area] = true
			in.Areas = append(in.Areas, forecast.Area{Code: s.Area})
		}
		byGu[s.Area] += float64(s.LicensedPlaces)
		if status[i] == "정상" {
			normal += float64(s.LicensedPlaces)
			enrolled += cell(i, "enrolled")
		}
	}
	if len(in.Sites) != 3914 || normal != 187756 || enrolled != 126945 {
		t.Fatalf("read %d nurseries, %v places, %d children", len(in.Sites), normal, enrolled)
	}
	s, _ := New(in)
	unstated := 0
	total, got := 0.0, map[string]float64{}
	for _, p := range s.PlacesBySite(2027) {
		if p.LicensedPlaces == 0 { // read as not stated: such a nursery is not compared
			unstated++
			continue
		}
		if p.Numbers.Rooms != float64(p.LicensedPlaces) || p.Numbers.Places != p.Numbers.Rooms || p.Numbers.Open != p.Numbers.Rooms {
			t.Fatalf("%s: %+v, licensed %d", p.Code, p.Numbers, p.LicensedPlaces)
		}
		level := 0.0
		for _, l := range p.Level {
			level += l.Places
		}
		if level != p.Numbers.Places {
			t.Fatalf("%s: levels add to %v, want %v", p.Code, level, p.Numbers.Places)
		}
		total += p.Numbers.Places
		got[p.Area] += p.Numbers.Places
	}
	if unstated > 5 {
		t.Errorf("%d nurseries without a licence", unstated)
	}
	if total != 190766 {
		t.Errorf("%v places, want 190766", total)
	}
	for gu, want := range byGu {
		if got[gu] != want {
			t.Errorf("%s: %v places, want %v", gu, got[gu], want)
		}
	}
	noted := strings.Join(s.Notes, " ")
	for _, want := range []string{NoteRoomsEven, NoteAreaNotStated, NoteLicence} {
		if !strings.Contains(noted, want) {
			t.Errorf("%s is not said: %s", want, noted)
		}
	}
}
