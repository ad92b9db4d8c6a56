package web

import (
	"net/http"
	"strings"
	"testing"

	"kindercast/cmd/kindercast/internal/why"
	"kindercast/forecast"
)

// The first street has 200 + 4 x 3 = 212 children of age 3 in 2027, and had 224.6:
// told as 225 to 212, whose parts −20.4 and 7.8 become −21 and 8.
func TestWhyAddsUp(t *testing.T) {
	h := handler(t, Options{})
	rows := decode[rowsBody[Why]](t, get(t, h, "/api/v1/why?area=310106006000&level=junior")).Rows
	if len(rows) != fixtureYears {
		t.Fatalf("%d years", len(rows))
	}
	w := rows[0]
	sum := 0.0
	for _, p := range w.Parts {
		sum += p.Value
	}
	if w.Difference != why.Years || w.From != 225 || w.To != 212 || sum != w.To-w.From || len(w.Parts) != 2 || w.Parts[0].Key != "births" {
		t.Errorf("%+v", w)
	}
	if !strings.Contains(w.Sentence, "江宁路街道 2027 学年 3 岁入园需求由 2026 学年的 225 人变为 212 人（−13）") {
		t.Errorf("%s", w.Sentence)
	}
	if all := decode[rowsBody[Why]](t, get(t, h, "/api/v1/why?level=3-5&lang=en")).Rows; len(all) != fixtureYears || !strings.HasPrefix(all[0].Sentence, "All") {
		t.Errorf("all areas: %+v", all)
	}
	for _, query := range []string{"level=none", "", "level=junior&area=9", "level=junior&scenario=no"} {
		if w := get(t, h, "/api/v1/why?"+query); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q answers %d", query, w.Code)
		}
	}
	if rows := decode[rowsBody[Why]](t, get(t, handler(t, Options{Files: without(fixture(), "explain.csv")}), "/api/v1/why?level=junior")).Rows; len(rows) != 0 {
		t.Errorf("explained without a file: %v", rows)
	}
}

// A kindergarten brings its newest use and its classes next September.
func TestKindergartens(t *testing.T) {
	rows := decode[rowsBody[Kindergarten]](t, get(t, handler(t, Options{}), "/api/v1/kindergartens?area=310106013000")).Rows
	if len(rows) != 3 || rows[0].Site != "S030" || rows[0].Use == nil || rows[0].Use.Year != 2026 || *rows[0].Use.Share != .935 {
		t.Fatalf("%+v", rows)
	}
	if n := rows[0].September; n == nil || n.Year != 2027 || n.Nursery != 3 || n.NurseryNow != 2 || n.Spare != 1 {
		t.Errorf("%+v", n)
	}
	if rows[1].September != nil || rows[1].Use != nil {
		t.Errorf("nothing is known of %+v", rows[1])
	}
}

// Moves that help stand in order of how much; one that does not is left out.
func TestRooms(t *testing.T) {
	rooms := decode[Rooms](t, get(t, handler(t, Options{}), "/api/v1/rooms"))
	if len(rooms.Fights) != 1 || rooms.Fights[0].Rooms != 3 || len(rooms.Moves) != 2 || rooms.Moves[0].Site != "S031" || rooms.Moves[0].Name != "示例园031" {
		t.Errorf("%+v", rooms)
	}
	if empty := decode[Rooms](t, get(t, handler(t, Options{Files: without(fixture(), "moves.csv")}), "/api/v1/rooms")); len(empty.Moves) != 0 {
		t.Errorf("%+v", empty)
	}
}

// A demand's steps are those of its area, level and year; who crosses the border
// stands in order, those who stay and those who are nobody left out.
func TestSteps(t *testing.T) {
	h := handler(t, Options{})
	s := decode[Steps](t, get(t, h, "/api/v1/steps?area=310106013000&level=nursery&year=2027"))
	if len(s.Steps) != 4 || s.Steps[1].Step != forecast.StepUptake || s.Steps[3].Mean != 115 {
		t.Errorf("steps %+v", s.Steps)
	}
	if len(s.To) != 2 || s.To[0].To != "310106012000" || len(s.From) != 1 || s.From[0].From != "310106015000" {
		t.Errorf("to %+v, from %+v", s.To, s.From)
	}
	if w := get(t, h, "/api/v1/steps?level=none&year=2027"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no such level: %d", w.Code)
	}
}

func TestProjects(t *testing.T) {
	h := handler(t, Options{})
	rows := decode[rowsBody[ProjectRow]](t, get(t, h, "/api/v1/projects?area=310106013000")).Rows
	if len(rows) != 1 || rows[0].Code != "PRJ1" || rows[0].Open != .4 {
		t.Errorf("%+v", rows)
	}
}
