package supply

import (
	"math"
	"slices"
	"testing"

	"kindercast/forecast"
)

func month(y, m int) forecast.Month { return forecast.NewMonth(y, 1) + forecast.Month(m-1) }

// Two extensions finished: E1 was promised, at first report under construction,
// for March 2024 and opened in March 2024; E2 for March 2024 and opened in
// September 2024, six months late. E3 stands under construction, promised for
// March 2026, and has moved to December 2026: nine months so far, not open. The
// new school N1, under construction, opened on its promise.
//
// Prior at construction: 4 projects, late with 0.45, so Late 1.8, OnTime 2.2,
// mean 7 months, so Shape 3, Scale 14. For extensions:
//
//	OnTime = 2.2 + 1 (E1) + 0.25 (N1, another kind) = 3.45
//	Late   = 1.8 + 1 (E2) + 1 (E3) = 3.8
//	Shape  = 3 + 1 (E2 ended) = 4;  Scale = 14 + 6 + 9 = 29
func slipReports() []Project {
	report := func(code, kind, stage string, promised forecast.Month, y, m int) Project {
		return Project{Code: code, Kind: kind, Site: "K", Area: "A", Stage: stage, Promised: promised, Reported: month(y, m).First(), Rooms: 3}
	}
	return []Project{
		report("E1", "expand", "construction", month(2024, 3), 2023, 1), report("E1", "expand", "opened", month(2024, 3), 2024, 4),
		report("E2", "expand", "construction", month(2024, 3), 2023, 1), report("E2", "expand", "opened", month(2024, 9), 2024, 10),
		report("E3", "expand", "construction", month(2026, 3), 2025, 1), report("E3", "expand", "construction", month(2026, 12), 2026, 1),
		report("N1", "new", "construction", month(2025, 9), 2024, 9), report("N1", "new", "opened", month(2025, 9), 2025, 9),
	}
}

func TestSlipLearnt(t *testing.T) {
	all, problems := histories(slipReports(), forecast.NewDate(2026, 8, 31))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := learn("expand", Construction, lessons(all, forecast.NewDate(2026, 8, 31)))
	if !near(s.OnTime, 3.45) || !near(s.Late, 3.8) || !near(s.Shape, 4) || !near(s.Scale, 29) || s.Projects != 3 {
		t.Errorf("%+v, want OnTime 3.45 Late 3.8 Shape 4 Scale 29 from 3 projects", s)
	}
	if p := learn("expand", Planned, nil); !near(p.Chance(), .70) || !near(p.Months(), 15) || p.Projects != 0 {
		t.Errorf("without history the prior: %+v", p)
	}
}

// The draws have the distribution that Slip states: with q and μ drawn, the
// share that opens on its promise is OnTime/(Late+OnTime) and the mean delay of
// the others, rounded up to whole months, about Scale/(Shape-1) + 1/2.
// Tolerances are five standard errors of 40,000 draws.
func TestOpeningsFollowSlip(t *testing.T) {
	s := Slip{Kind: "new", Stage: Construction, Late: 30, OnTime: 20, Shape: 20, Scale: 190}
	const n = 40000
	promised := month(2028, 9)
	draws := s.openings(1, "P", promised, forecast.NewDate(2026, 8, 31), n)
	late, months := 0.0, 0.0
	for _, m := range draws {
		if m < promised {
			t.Fatal("opened before its promise")
		}
		if m > promised {
			late++
			months += float64(m - promised)
		}
	}
	if got := late / n; math.Abs(got-.6) > 5*math.Sqrt(.6*.4/n)+.005 {
		t.Errorf("late in %v of draws, want 0.6", got)
	}
	if got := months / late; math.Abs(got-10.5) > .4 {
		t.Errorf("mean delay %v months, want about 10 + 1/2", got)
	}
	if !slices.Equal(draws, s.openings(1, "P", promised, forecast.NewDate(2026, 8, 31), n)) {
		t.Error("the same seed and code draw differently")
	}
	if slices.Equal(draws, s.openings(1, "Q", promised, forecast.NewDate(2026, 8, 31), n)) {
		t.Error("two projects share their draws")
	}
	for _, m := range s.openings(1, "P", month(2026, 5), forecast.NewDate(2026, 8, 31), 100) {
		if m <= month(2026, 8) {
			t.Fatal("a missed promise opened before the day of knowledge")
		}
	}
}

// E3 moved from March to December 2026 by its last report: nine months.
func TestRegisterEntry(t *testing.T) {
	r, _ := NewRegister(slipReports(), forecast.NewDate(2026, 8, 31), august, 500, 3)
	i := slices.IndexFunc(r.Entries, func(e Entry) bool { return e.Code == "E3" })
	e := r.Entries[i]
	if e.FirstPromised != month(2026, 3) || e.Promised != month(2026, 12) || e.MovedMonths != 9 || e.SlipMonths != 9 || e.Reports != 2 {
		t.Errorf("%+v", e)
	}
	if e.Likely < e.Promised || e.Late < e.Likely || e.POpenNext != 0 {
		t.Errorf("promised %v, likely %v, late %v, open next September %v; promised for December it cannot be open then", e.Promised, e.Likely, e.Late, e.POpenNext)
	}
	if m := r.Moved(forecast.NewDate(2025, 12, 31)); len(m) != 1 || m[0].Code != "E3" {
		t.Errorf("moved since 2025: %+v", m)
	}
	// Reports dated later are not seen: in June 2024 E2 was still under construction.
	r, _ = NewRegister(slipReports(), forecast.NewDate(2024, 6, 30), august, 10, 3)
	for _, e := range r.Entries {
		if e.Code == "E2" && e.Stage != Construction {
			t.Errorf("knew in June 2024 what was reported in October: %+v", e)
		}
	}
}

// Works on K3 take three of its six rooms in July 2027 and give back five in
// August 2028, 13 months later. The works begin on the promise or later, as slip
// has it, and what they build is never ready in less than 13 months from then:
//
//	rooms open in September 2027 = 6 - 3 × share begun by then, on the mean
//	no draw has more than six before it has begun, and eight at the end
func TestRoomsLostToWorks(t *testing.T) {
	in := town(t)
	in.Years = []forecast.Year{2027, 2028, 2040}
	report := func(code string, promised forecast.Month, rooms int64) Project {
		return Project{Code: code, Kind: "rebuild", Site: "K3", Stage: "approved", Promised: promised, Reported: forecast.NewDate(2026, 3, 1), Rooms: rooms}
	}
	in.Projects = []Project{report("W1", month(2027, 7), -3), report("W2", month(2028, 8), 5)}
	s := build(t, in)
	loss, gain := s.Register.Entries[0].Openings(), s.Register.Entries[1].Openings()
	for d := range loss {
		if loss[d] < month(2027, 7) || gain[d] < loss[d]+13 {
			t.Fatalf("draw %d: rooms are lost in %v and given back in %v", d, loss[d], gain[d])
		}
	}
	begun := shareBy(loss, forecast.NewDate(2027, 9, 1))
	if begun <= 0 || begun >= 1 {
		t.Errorf("the works have begun with probability %v: neither never nor surely", begun)
	}
	rooms := func(y forecast.Year) float64 {
		for _, p := range s.PlacesBySite(y) {
			if p.Code == "K3" {
				return p.RoomsOpen
			}
		}
		return 0
	}
	if got := rooms(2027); math.Abs(got-(6-3*begun)) > 1e-9 {
		t.Errorf("%v rooms open in 2027, want 6 - 3 × %v", got, begun)
	}
	if got := rooms(2040); math.Abs(got-8) > .2 {
		t.Errorf("%v rooms open in 2040, want eight in nearly every draw", got)
	}
	if !slices.Contains(s.Notes, NoteWorks) {
		t.Errorf("not said: %v", s.Notes)
	}
}
