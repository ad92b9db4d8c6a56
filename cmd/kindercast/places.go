package main

import (
	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// match is the rooms of one scenario and how its children meet them.
type match struct {
	supply *supply.Supply
	gap    *supply.Gap
	demand *supply.Demand
	norms  *supply.Norms // with the scenario's changes
}

// matched holds a future against the rooms. nil where the district has no sites.
func (r *running) matched(f future) (*match, error) {
	d := r.d
	if len(d.sites) == 0 {
		return nil, nil
	}
	norms, problems := d.norms.With(overrides(f.scenario)...)
	if err := r.problems(problems); err != nil {
		return nil, err
	}
	demand := supply.NewDemand(f.demand.Total(), supply.Uptake{})
	demand.Living = f.draws
	years := []forecast.Year{}
	for _, date := range f.draws.Dates {
		years = append(years, date.SchoolYear())
	}
	known := f.model.JumpOff()
	for _, p := range d.projects {
		known = max(known, p.Reported)
	}
	s, problems := supply.New(supply.Inputs{Areas: d.obs.Areas, Sites: closing(d.sites, f.scenario, d.reference), Classes: d.classes, Projects: d.projects, Norms: norms,
		Reference: d.reference, AsOf: known, Years: years, Draws: r.h.draws, Seed: r.h.seed, Demand: demand, Population: d.obs.Population})
	if err := r.problems(problems); err != nil {
		return nil, err
	}
	r.note("notes", s.Notes)
	return &match{s, supply.NewGap(s, demand, supply.Match{Yearly: d.reach(s)}), demand, norms}, nil
}

// overrides are the norms that a scenario changes.
func overrides(s forecast.Scenario) []supply.Override {
	var out []supply.Override
	for _, sh := range s.Shifts {
		if sh.Kind == "class_size" {
			out = append(out, supply.Override{Key: "class_size_" + sh.Level, Value: sh.Value, From: sh.From, To: sh.To})
		}
	}
	return out
}

// closing returns the sites with the closures of a scenario.
func closing(sites []supply.Site, s forecast.Scenario, ref forecast.MonthDay) []supply.Site {
	out := append([]supply.Site(nil), sites...)
	for _, sh := range s.Shifts {
		if sh.Kind != "close" {
			continue
		}
		for i := range out {
			if day := supply.Start(ref, sh.From); out[i].Code == sh.Site && (out[i].Closed == 0 || out[i].Closed > day) {
				out[i].Closed = day
			}
		}
	}
	return out
}

func words(problems []supply.Problem) []string {
	out := make([]string, len(problems))
	for i, p := range problems {
		out[i] = p.String()
	}
	return out
}

// siteRow is one line of sites.csv: a campus in the newest school year.
type siteRow struct {
	Code        string         `csv:"site_code"`
	Name        string         `csv:"site_name"`
	Area        string         `csv:"area_code"`
	Lon         float64        `csv:"lon"`
	Lat         float64        `csv:"lat"`
	Provider    string         `csv:"provider"`
	Rooms       int64          `csv:"rooms"`
	PlacesRooms float64        `csv:"places_rooms" format:"%.1f"`
	PlacesArea  float64        `csv:"places_area" format:"%.1f"`
	PlacesOpen  float64        `csv:"places_open" format:"%.1f"`
	Places      float64        `csv:"places" format:"%.1f"`
	Binding     supply.Binding `csv:"binding"`
	Enrolled    int64          `csv:"enrolled"`
}

// writeSupply writes gap.csv, sites.csv, projects.csv and primary.csv.
func (r *running) writeSupply(fs []future, ms []*match) error {
	var gap []supply.GapRow
	for i, m := range ms {
		gap = append(gap, m.gap.Rows(fs[i].name)...)
	}
	if err := writeTable(r, "gap.csv", gap, 1); err != nil {
		return err
	}
	var sites []siteRow
	for _, s := range ms[0].supply.PlacesBySite(ms[0].gap.Years[0]) {
		sites = append(sites, siteRow{s.Code, s.Name, s.Area, s.Lon, s.Lat, s.Provider, s.Site.Rooms, s.Numbers.Rooms, s.Numbers.Area, s.Numbers.Open, s.Numbers.Places, s.Numbers.Binding(), s.Enrolled})
	}
	if err := writeTable(r, "sites.csv", sites, 6); err != nil {
		return err
	}
	if err := writeTable(r, "primary.csv", supply.Primary(fs[0].draws, r.d.obs.Population), 1); err != nil {
		return err
	}
	return r.writeProjects(ms[0])
}

// writeProjects writes projects.csv, the register.
func (r *running) writeProjects(m *match) error {
	if len(r.d.projects) == 0 {
		return nil
	}
	var projects []projectRow
	for _, e := range m.supply.Register.Entries {
		projects = append(projects, projectRow{e.Code, e.Kind, e.Site, e.Area, e.Stage.String(), e.Rooms, e.FirstPromised, e.Promised, e.Likely, e.Late, e.POpenNext, e.MovedMonths, e.SlipMonths, e.Reported, e.Reports})
	}
	return writeTable(r, "projects.csv", projects, 3)
}

// projectRow is one line of projects.csv: a project as the register has it.
type projectRow struct {
	Code          string         `csv:"project_code"`
	Kind          string         `csv:"kind"`
	Site          string         `csv:"site_code"`
	Area          string         `csv:"area_code"`
	Stage         string         `csv:"stage"`
	Rooms         int64          `csv:"rooms"`
	FirstPromised forecast.Month `csv:"first_promised"`
	Promised      forecast.Month `csv:"promised"`
	Likely        forecast.Month `csv:"likely"`
	Late          forecast.Month `csv:"late"`
	POpenNext     float64        `csv:"p_open_next"`
	MovedMonths   int            `csv:"moved_months"`
	SlipMonths    int            `csv:"slip_months"`
	Reported      forecast.Date  `csv:"reported"`
	Reports       int            `csv:"reports"`
}
