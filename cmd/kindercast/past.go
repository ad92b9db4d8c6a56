package main

import (
	"fmt"
	"slices"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// replayed is a district as it was known on a day, beside what came after it.
type replayed struct {
	past, now *district
	years     int      // counted after the day
	assumed   []string // label keys: what was not known of then, and how it was taken
}

// replayFrom takes the district back to what was known on a day. Where nothing
// had been counted by then, the oldest count is set back; where nobody's
// attendance was known, that of the first school year known is lent.
func (r *running) replayFrom(until forecast.Date, p *planFlags) (*replayed, error) {
	now := r.d
	obs, back, err := forecast.SetBack(now.obs, until)
	if err != nil {
		return nil, usage("--until %s：不能用 / %v", until, err)
	}
	out := &replayed{}
	if back > 0 {
		c := *now
		c.obs, now = obs, &c
		out.assumed = append(out.assumed, "regret.set_back")
	}
	past := now.until(until)
	for _, d := range populationDates(now.obs) {
		if d > until {
			out.years++
		}
	}
	if out.years == 0 {
		return nil, usage("--until %s：此后没有人口计数 / nothing was counted after it", until)
	}
	if len(past.attendance()) == 0 && len(past.sites) > 0 {
		if rows := now.firstAttendance(); len(rows) > 0 {
			past.lent = &lent{r.d.obs, rows}
			out.assumed = append(out.assumed, "regret.uptake")
		}
		out.assumed = append(out.assumed, "regret.running")
	}
	past.candidates = pastCandidates(now, past, until, p.room)
	if len(past.sites) == 0 {
		out.assumed = append(out.assumed, "regret.stand_in")
	}
	if len(past.candidates) == 0 {
		out.assumed = append(out.assumed, "regret.proposed")
	}
	if past, err = past.proposed(p.propose, p.room); err != nil {
		return nil, err
	}
	switch {
	case len(past.sites) == 0:
		return nil, usage("%[1]s 没有园所，可用 --propose 室数 / no kindergarten stood on %[1]s: with --propose ROOMS one stands in for each area", until)
	case len(past.candidates) == 0:
		return nil, usage("%[1]s 之后没有可建之处：无候选点，也无新开园所；可用 --propose 室数 / nothing could be built after %[1]s: the dataset has no candidates and no kindergarten opened since; --propose ROOMS proposes one in every area", until)
	}
	out.past, out.now = past, now
	return out, nil
}

// firstAttendance is the attendance of the first school year that is known.
func (d *district) firstAttendance() []forecast.Attendance {
	rows := d.attendance()
	if len(rows) == 0 {
		return nil
	}
	first := rows[0].SchoolYear
	for _, x := range rows {
		first = min(first, x.SchoolYear)
	}
	return where(rows, func(x forecast.Attendance) bool { return x.SchoolYear == first })
}

func populationDates(o *forecast.Observed) []forecast.Date {
	var out []forecast.Date
	for _, p := range o.Population {
		out = append(out, p.AsOf)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pastCandidates are what could have been built then: the candidates of today,
// available as many years earlier as lie between, and the kindergartens that
// were really opened since, as new ones at a price a room.
func pastCandidates(now, past *district, until forecast.Date, room float64) []supply.Candidate {
	first := until.SchoolYear() + 1
	ahead := forecast.Year(1 << 20)
	for _, c := range now.candidates {
		ahead = min(ahead, c.Earliest)
	}
	stood := map[string]bool{}
	for _, s := range past.sites {
		stood[s.Code] = true
	}
	var out []supply.Candidate
	for _, c := range now.candidates {
		if c.Kind != "new" && !stood[c.Site] {
			continue
		}
		c.Earliest = first + (c.Earliest - ahead)
		out = append(out, c)
	}
	for _, s := range now.sites {
		if !stood[s.Code] && s.Opened > until && s.Rooms > 0 {
			out = append(out, supply.Candidate{Code: "OPENED-" + s.Code, Kind: "new", Area: s.Area, Lon: s.Lon, Lat: s.Lat, RoomsMax: s.Rooms,
				Cost: room * float64(s.Rooms), Earliest: max(first, (s.Opened + 1).SchoolYear())})
		}
	}
	return out
}

// whatCame is the demand that really came, as one draw of the shape of f: the
// children on the roster by home where there is one, else the residents who
// were counted, at the uptake known then.
func (r *running) whatCame(now *district, f future) (future, error) {
	d := f.demand.Residents
	residents := forecast.NewDraws(d.Areas, d.Dates, d.Ages, 1)
	l, err := forecast.NewLexis(now.obs)
	if err != nil {
		return f, err
	}
	for k, code := range l.Areas {
		i := d.AreaIndex(code)
		if i < 0 {
			continue
		}
		for y, date := range d.Dates {
			at := slices.Index(l.Dates, date)
			for a, age := range d.Ages {
				if at < 0 {
					return f, fmt.Errorf("regret: nothing was counted on %s", date)
				}
				if n := l.At(k, at, age); n == n {
					residents.At(i, y, a)[0] = n * uptakeOf(f.demand, age)
				}
			}
		}
	}
	for _, row := range now.attendance() {
		if !row.HomeKnown || row.Level == forecast.Mixed {
			continue
		}
		i := d.AreaIndex(row.Home)
		y := slices.IndexFunc(d.Dates, func(x forecast.Date) bool { return x.SchoolYear() == row.SchoolYear })
		if i >= 0 && y >= 0 {
			residents.At(i, y, int(row.Level-forecast.Nursery))[0] = 0
		}
	}
	for _, row := range now.attendance() {
		i := d.AreaIndex(row.Home)
		y := slices.IndexFunc(d.Dates, func(x forecast.Date) bool { return x.SchoolYear() == row.SchoolYear })
		if row.HomeKnown && row.Level != forecast.Mixed && i >= 0 && y >= 0 {
			residents.At(i, y, int(row.Level-forecast.Nursery))[0] += float64(row.Enrolled)
		}
	}
	f.demand = &forecast.Demand{Residents: residents}
	return f, nil
}

// uptakeOf is the uptake of an age as it was known; 1 where it was not.
func uptakeOf(d *forecast.Demand, age forecast.Age) float64 {
	for _, u := range d.Uptake {
		if u.Level.Age() == age {
			return u.Mean
		}
	}
	return 1
}
