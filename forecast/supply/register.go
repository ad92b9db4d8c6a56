package supply

import (
	"slices"
	"strings"

	"kindercast/forecast"
)

// Register is the tracking list of projects (公建配套校舍建设追踪制, 改建项目推进汇报制):
// one entry a project, with the whole history of its reports behind it.
type Register struct {
	Entries []Entry // sorted by code
	AsOf    forecast.Date
	Slips   []Slip // what was learnt, for each kind and stage that an entry stands at
}

// Entry is one project as the register prints it.
type Entry struct {
	Code          string         `csv:"project_code"`
	Kind          string         `csv:"kind"`
	Site          string         `csv:"site_code"`
	Area          string         `csv:"area_code"`
	Stage         Stage          `csv:"stage"`
	Rooms         int64          `csv:"rooms"`
	FirstPromised forecast.Month `csv:"first_promised"`
	Promised      forecast.Month `csv:"promised"`
	Likely        forecast.Month `csv:"likely"` // half of the draws are open by then
	Late          forecast.Month `csv:"late"`   // nine in ten draws are open by then
	// POpenNext is the share of draws open on the first day of the next school year.
	POpenNext float64 `csv:"p_open_next"`
	// MovedMonths is by how much the last report moved the promise; SlipMonths by
	// how much all reports together did.
	MovedMonths int           `csv:"moved_months"`
	SlipMonths  int           `csv:"slip_months"`
	StageBefore Stage         `csv:"stage_before"` // at the report before; StageUnknown where there is none
	Reported    forecast.Date `csv:"reported"`
	Reports     int           `csv:"reports"`
	Lon         float64       `csv:"lon"`
	Lat         float64       `csv:"lat"`
	draws       []forecast.Month
}

// Openings returns the draws of the month in which rooms open or, where Rooms is
// below zero, are lost to works; nil for a project that has ended and for an
// announced closure.
func (e *Entry) Openings() []forecast.Month { return e.draws }

type report struct {
	Project
	row   int
	stage Stage
}

type history struct {
	code, kind string
	reports    []report // by date
}

var projectKinds = []string{"new", "expand", "rebuild", "convert", "close"}

// histories groups the reports known on asOf by project and sorts out those
// that cannot be true. A report dated before the one above it, a second report
// of one day, an unknown kind, a report without promise or with a room change of
// the wrong sign is left out; a stage that goes back or is not known is kept
// with a warning.
func histories(reports []Project, asOf forecast.Date) ([]history, []Problem) {
	var problems []Problem
	f := faults{"projects", &problems}
	at := map[string]int{}
	var out []history
	for row, p := range reports {
		if p.Reported > asOf {
			continue
		}
		stage, known := ParseStage(strings.ToLower(strings.TrimSpace(p.Stage)))
		switch {
		case !slices.Contains(projectKinds, p.Kind):
			f.fault(row, "kind", p.Kind, RuleUnknownKind)
			continue
		case p.Promised <= 0:
			f.fault(row, "promised", p.Promised, RuleNoPromise)
			continue
		case p.Kind == "new" && p.Rooms <= 0 || p.Kind == "expand" && p.Rooms < 0 || p.Kind == "close" && p.Rooms > 0:
			f.fault(row, "rooms", p.Rooms, RuleProjectRooms)
			continue
		}
		k, ok := at[p.Code]
		if !ok {
			k, at[p.Code] = len(out), len(out)
			out = append(out, history{code: p.Code, kind: p.Kind})
		}
		h := &out[k]
		if n := len(h.reports); n > 0 {
			last := h.reports[n-1]
			switch {
			case p.Reported < last.Reported:
				f.fault(row, "reported", p.Reported, RuleReportOrder)
				continue
			case p.Reported == last.Reported:
				f.fault(row, "reported", p.Reported, RuleReportRepeated)
				continue
			case last.stage.Ended():
				f.fault(row, "stage", p.Stage, RuleReportAfterEnd)
				continue
			case stage.inOrder() && last.stage.inOrder() && stage < last.stage:
				f.warn(row, "stage", p.Stage, RuleStageBack)
			}
		}
		if !known {
			f.warn(row, "stage", p.Stage, RuleUnknownStage)
		}
		h.kind = p.Kind
		h.reports = append(h.reports, report{p, row, stage})
	}
	out = slices.DeleteFunc(out, func(h history) bool { return len(h.reports) == 0 })
	slices.SortFunc(out, func(a, b history) int { return strings.Compare(a.code, b.code) })
	return out, problems
}

// NewRegister reads the histories of projects as they were known on asOf, learns
// their slip and draws n openings of each, keyed by seed and project code.
// Reports dated later are not seen.
func NewRegister(reports []Project, asOf forecast.Date, ref forecast.MonthDay, n int, seed uint64) (*Register, []Problem) {
	all, problems := histories(reports, asOf)
	taught := lessons(all, asOf)
	next := Start(ref, asOf.SchoolYear())
	for next <= asOf {
		next = next.AddYears(1)
	}
	r := &Register{AsOf: asOf}
	for _, h := range all {
		first, last := h.reports[0], h.reports[len(h.reports)-1]
		e := Entry{Code: h.code, Kind: h.kind, Site: last.Site, Area: last.Area, Stage: last.stage, Rooms: last.Rooms,
			FirstPromised: first.Promised, Promised: last.Promised, Likely: last.Promised, Late: last.Promised,
			SlipMonths: int(last.Promised - first.Promised), Reported: last.Reported, Reports: len(h.reports),
			Lon: last.Lon, Lat: last.Lat}
		if k := len(h.reports); k > 1 {
			e.MovedMonths = int(last.Promised - h.reports[k-2].Promised)
			e.StageBefore = h.reports[k-2].stage
		}
		switch {
		case e.Stage == Opened:
			e.POpenNext = 1
		case e.Stage == Cancelled:
		case e.Kind == "close": // an announced closure is counted upon
			e.POpenNext = shareBy([]forecast.Month{e.Promised}, next)
		default:
			s := learn(h.kind, e.Stage, taught)
			if !slices.ContainsFunc(r.Slips, func(o Slip) bool { return o.Kind == s.Kind && o.Stage == s.Stage }) {
				r.Slips = append(r.Slips, s)
			}
			e.draws = s.openings(seed, e.Code, e.Promised, asOf, n)
		}
		r.Entries = append(r.Entries, e)
	}
	r.works()
	for i := range r.Entries {
		if e := &r.Entries[i]; e.draws != nil {
			e.Likely, e.Late = reached(e.draws, .5), reached(e.draws, .9)
			e.POpenNext = shareBy(e.draws, next)
		}
	}
	slices.SortFunc(r.Slips, func(a, b Slip) int {
		if c := strings.Compare(a.Kind, b.Kind); c != 0 {
			return c
		}
		return int(a.Stage) - int(b.Stage)
	})
	return r, problems
}

// works ties what is built on a site to the works that take its rooms first:
// works that begin late end late, by as many months.
//
//	opening[draw] ≥ loss[draw] + (promised opening - promised loss)
func (r *Register) works() {
	for _, loss := range r.Entries {
		if loss.Rooms >= 0 || loss.draws == nil || loss.Site == "" {
			continue
		}
		for _, e := range r.Entries {
			if e.Site != loss.Site || e.Rooms <= 0 || e.Promised < loss.Promised {
				continue
			}
			for d := range e.draws {
				e.draws[d] = max(e.draws[d], loss.draws[d]+e.Promised-loss.Promised)
			}
		}
	}
}

// shareBy returns the share of draws that have opened by the day d. A project
// opens on the first day of its month.
func shareBy(draws []forecast.Month, d forecast.Date) float64 {
	n := 0
	for _, m := range draws {
		if m.First() <= d {
			n++
		}
	}
	return float64(n) / float64(len(draws))
}

// Moved returns the entries whose promise or stage the last report changed,
// when that report came after since.
func (r *Register) Moved(since forecast.Date) (out []Entry) {
	for _, e := range r.Entries {
		if e.Reported > since && e.Reports > 1 && (e.MovedMonths != 0 || e.Stage != e.StageBefore) {
			out = append(out, e)
		}
	}
	return out
}
