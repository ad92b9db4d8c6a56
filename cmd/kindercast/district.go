package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
	"kindercast/geo"
	"kindercast/ingest"
)

// district is what the verbs work on: the tables of one dataset at the planned
// level, shapes in WGS84 and the norms in force.
type district struct {
	title, titleEN string
	synthetic      bool
	reference      forecast.MonthDay
	attribution    []string

	obs         *forecast.Observed
	sites       []supply.Site
	classes     []supply.Class
	projects    []supply.Project
	candidates  []supply.Candidate
	measures    []indicator.Measure
	polygons    *geo.Areas
	walk        geo.Walk
	points      []geo.DemandPoint
	norms       *supply.Norms
	defs        []indicator.Definition
	defsVersion string
	doubts      []supply.Problem // rows of the bureau's own norms and definitions that are left out

	lent     *lent // attendance of another time, where none was known; nil: its own
	standsIn bool  // its kindergartens stand in for ones that the dataset does not list

	inputs  []ingest.Input
	rows    map[string]fileRows // of the files, by table
	ledger  []ingest.Ledger
	version int // snapshot
}

// shapes reports whether the district has a map.
func (d *district) shapes() bool { return d.polygons != nil && d.polygons.Len() > 0 }

// until hides everything that was not known on date: counts, births, reports
// and openings. A site that had not yet opened was not there.
func (d *district) until(date forecast.Date) *district {
	c := *d
	c.obs = d.obs.Until(date)
	c.sites, c.classes, c.projects = nil, nil, nil
	for _, s := range d.sites {
		if s.Opened > date {
			continue
		}
		if s.Closed > date {
			s.Closed = 0
		}
		c.sites = append(c.sites, s)
	}
	open := map[string]bool{}
	for _, s := range c.sites {
		open[s.Code] = true
	}
	for _, r := range d.classes {
		if supply.Start(d.reference, r.SchoolYear) <= date && open[r.Site] {
			c.classes = append(c.classes, r)
		}
	}
	for _, r := range d.projects {
		if r.Reported <= date {
			c.projects = append(c.projects, r)
		}
	}
	c.measures = nil
	for _, m := range d.measures {
		if over(m.Period, date) {
			c.measures = append(c.measures, m)
		}
	}
	return &c
}

// over reports whether the period of a measure, a date or a year, had ended on
// day.
func over(period string, day forecast.Date) bool {
	if d, err := forecast.ParseDate(period); err == nil {
		return d <= day
	}
	year, err := strconv.Atoi(period[:min(4, len(period))])
	return err == nil && forecast.NewDate(year, time.December, 31) <= day
}

// lent is attendance, with the counts of residents that it goes with.
type lent struct {
	obs  *forecast.Observed
	rows []forecast.Attendance
}

// attended is the attendance that uptake is judged by, with its counts of
// residents. Kindergartens that stand in for others have seen nobody attend.
func (d *district) attended() (*forecast.Observed, []forecast.Attendance) {
	switch {
	case d.lent != nil:
		return d.lent.obs, d.lent.rows
	case d.standsIn:
		return d.obs, nil
	}
	return d.obs, d.attendance()
}

// attendance returns who attended what in the past: by home where there is a
// roster, else by the area of the site.
func (d *district) attendance() []forecast.Attendance {
	var out []forecast.Attendance
	at := map[string]string{}
	for _, s := range d.sites {
		at[s.Code] = s.Area
	}
	if len(d.obs.Roster) > 0 {
		for _, r := range d.obs.Roster {
			out = append(out, forecast.Attendance{SchoolYear: r.SchoolYear, Home: r.Home, At: at[r.Site], HomeKnown: true, Level: r.Level, Enrolled: r.Enrolled})
		}
		return out
	}
	for _, c := range d.classes {
		out = append(out, forecast.Attendance{SchoolYear: c.SchoolYear, At: at[c.Site], Level: c.Level, Enrolled: c.Enrolled})
	}
	return out
}

// open reads the dataset that the flags name, publishes it into the store, and
// returns it at the planned level.
func (t *tool) open(ctx context.Context) (*district, error) {
	ds, version, err := t.pick(ctx)
	if err != nil {
		return nil, err
	}
	return t.district(ctx, ds, version)
}

func refused(n int, file string) error {
	return &codeError{exitRefused, fmt.Errorf("data refused: %d faults, see %s; what was published before still serves / 数据被拒收：%d 处错误，见 %s；此前发布的数据不受影响", n, file, n, file)}
}
