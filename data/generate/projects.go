package main

import (
	"fmt"

	"github.com/paulmach/orb"
)

// report is one half-yearly report of one building project. A month is
// 12*year + month.
type report struct {
	code, kind, site string
	street           int
	at               orb.Point // metres
	stage            string
	promised         int
	reported         string // YYYY-MM-DD
	rooms            int
}

// The stages of a project, in order, and the one that ends it otherwise.
var stages = [...]string{"planned", "approved", "construction", "completed", "opened"}

const (
	opened    = "opened"
	cancelled = "cancelled"
)

// lastReport is the newest half-year in the register: September 2026.
const lastReport = 2026*12 + 9

// pending are the projects not open by lastReport: street, kind, rooms, the
// month first promised, the month promised now, and the stage.
var pending = []struct {
	street          string
	kind            string
	rooms           int
	first, promised int
	stage           string
}{
	{"大宁路街道", "new", 12, 2024*12 + 8, 2027*12 + 8, "completed"},
	{"大宁路街道", "new", 9, 2028*12 + 8, 2029*12 + 2, "approved"},
	{"彭浦镇", "new", 15, 2026*12 + 8, 2028*12 + 8, "construction"},
	{"彭浦镇", "expand", 3, 2027*12 + 2, 2027*12 + 8, "construction"},
	{"共和新路街道", "expand", 3, 2026*12 + 8, 2027*12 + 8, "completed"},
	{"宝山路街道", "new", 9, 2029*12 + 8, 2030*12 + 8, "planned"},
	{"彭浦新村街道", "rebuild", -2, 2027*12 + 8, 2027*12 + 8, "approved"},
	{"江宁路街道", "close", 0, 2027*12 + 8, 2027*12 + 8, "planned"},
	{"北站街道", "new", 6, 2023*12 + 8, 2025*12 + 8, cancelled},
}

// registerProjects writes the register: every opening, closure and growth of a
// site as it was reported, and the projects under way.
func registerProjects(seed uint64, w *world) []report {
	r := &register{world: w, seed: seed}
	for j := range w.sites {
		t := &w.sites[j]
		if t.opened >= 2015 {
			r.history("new", t.code, t.street, t.at, t.base, t.opened*12+8)
		}
		for _, g := range t.grown {
			r.history(growthKind(w.streets[t.street].name, g), t.code, t.street, t.at, g.rooms, g.year*12+8)
		}
		if t.closed != 0 {
			r.closure(t)
		}
	}
	for i, p := range pending {
		rng := newStream(seed, "pending", i)
		street := streetOf(w.streets, p.street)
		at, code, rooms := inside(rng, w.cells[street].ring, 120), "", p.rooms
		if p.kind != "new" {
			t := r.host(street, p.kind)
			at, code = t.at, t.code
			if p.kind == "close" {
				rooms = -t.allRooms()
			}
		}
		r.open(p.kind, code, street, at, rooms, p.first, p.promised, p.stage)
	}
	return r.out
}

type register struct {
	*world
	seed uint64
	out  []report
	n    int
}

// growthKind looks up what kind of project a growth was.
func growthKind(street string, g growth) string {
	for _, e := range expansions {
		if e.street == street && e.year == g.year {
			return e.kind
		}
	}
	panic("generate: growth without a project in " + street)
}

func streetOf(streets []street, name string) int {
	for i, s := range streets {
		if s.name == name {
			return i
		}
	}
	panic("generate: no street " + name)
}

// host is the site that a project in a street changes: the smallest private
// one closes, the second public one grows.
func (r *register) host(street int, kind string) *site {
	var public, private *site
	for j := range r.sites {
		t := &r.sites[j]
		switch {
		case t.street != street || t.closed != 0:
		case t.provider == "public":
			if public == nil || len(public.grown) > 0 {
				public = t
			}
		case private == nil || t.base < private.base:
			private = t
		}
	}
	if kind == "close" {
		return private
	}
	return public
}

// code returns the next project code.
func (r *register) code() string {
	r.n++
	return fmt.Sprintf("PRJ%03d", r.n)
}

// halfYears are the months of report, March and September, from one month to
// another.
func halfYears(from, to int) (out []int) {
	for m := from; m <= to; m++ {
		if k := (m-1)%12 + 1; k == 3 || k == 9 {
			out = append(out, m)
		}
	}
	return out
}

// lastDay is the day of report in March or September.
func lastDay(month int) string {
	y, m := (month-1)/12, (month-1)%12+1
	if m == 3 {
		return fmt.Sprintf("%d-03-31", y)
	}
	return fmt.Sprintf("%d-09-30", y)
}

// history reports a project that opened. Large works slip more: a new building
// by up to two years, others by up to one, in steps of half a year announced
// at reports when the promised month is less than a year and a half away.
func (r *register) history(kind, site string, street int, at orb.Point, rooms, month int) {
	code := r.code()
	rng := newStream(r.seed, "slip", code)
	late, lead := []int{0, 0, 0, 6, 6, 12}, 24
	if kind == "new" {
		late, lead = []int{0, 6, 6, 12, 12, 18, 24}, 42
	}
	slip := late[rng.between(0, len(late)-1)]
	r.run(rng, report{code: code, kind: kind, site: site, street: street, at: at, rooms: rooms}, month-slip, month, lead, opened)
}

// open reports a project that is still under way, or was given up.
func (r *register) open(kind, site string, street int, at orb.Point, rooms, first, promised int, stage string) {
	code := r.code()
	lead := 30
	if kind == "new" {
		lead = 48
	}
	r.run(newStream(r.seed, "slip", code), report{code: code, kind: kind, site: site, street: street, at: at, rooms: rooms}, first, promised, lead, stage)
}

// run writes the reports of one project from lead months before its first
// promise. The promise moves from first to last in steps of six months, at
// reports drawn from the later two thirds and at the latest when the promised
// month has passed; the stages advance evenly to the final one.
func (r *register) run(rng stream, p report, first, last, lead int, final string) {
	end := min(lastReport, last+1) // an opening in August is reported in September
	if final == cancelled {
		end = last - 5
	}
	months := halfYears(first-lead, end)
	n := len(months)
	steps := (last - first) / 6
	moves := make([]int, n)
	for range steps {
		moves[rng.between(n/3, n-2)]++
	}
	moved := 0
	for k, m := range months {
		moved += moves[k]
		isLast := k == n-1
		for moved < steps && first+6*moved < m && !isLast {
			moved++
		}
		p.promised, p.reported = first+6*min(moved, steps), lastDay(m)
		p.stage = stageAt(k, n, final)
		r.out = append(r.out, p)
	}
}

// stageAt is the stage of report k of n: the last is final, those before go
// evenly through the stages that precede it.
func stageAt(k, n int, final string) string {
	if k == n-1 {
		return final
	}
	reach := len(stages) - 1 // stages before the final one
	switch final {
	case cancelled:
		reach = 2
	case opened:
	default:
		for i, s := range stages {
			if s == final {
				reach = i + 1
			}
		}
	}
	return stages[k*reach/n]
}

// closure reports a site that closed: announced a year ahead, then done.
func (r *register) closure(t *site) {
	p := report{code: r.code(), kind: "close", site: t.code, street: t.street, at: t.at, rooms: -t.base, promised: t.closed*12 + 8}
	for k, m := range halfYears(p.promised-12, p.promised+1) {
		p.stage, p.reported = stages[min(k, 1)], lastDay(m)
		if m > p.promised {
			p.stage = opened // as closed
		}
		r.out = append(r.out, p)
	}
}
