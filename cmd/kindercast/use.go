package main

import (
	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// useRow is one line of utilisation.csv: a campus, or, in
// utilisation_groups.csv, the campuses of one group together.
type useRow struct {
	SchoolYear  forecast.Year  `csv:"school_year"`
	Site        string         `csv:"site_code"`
	Name        string         `csv:"site_name"`
	Area        string         `csv:"area_code"`
	Group       string         `csv:"group_code"`
	Enrolled    int64          `csv:"enrolled"`
	PlacesRooms float64        `csv:"places_rooms" format:"%.1f"`
	PlacesArea  float64        `csv:"places_area" format:"%.1f"`
	Places      float64        `csv:"places" format:"%.1f"`
	Binding     supply.Binding `csv:"binding"`
	Licensed    int64          `csv:"licensed_places"`
	Share       float64        `csv:"utilisation"` // enrolled over places
}

// uses turns utilisation into rows.
func (d *district) uses(list []supply.Use) []useRow {
	out := []useRow{}
	for _, u := range list {
		name := ""
		if u.Site != "" {
			name = d.siteName(u.Site)
		}
		out = append(out, useRow{u.SchoolYear, u.Site, name, u.Area, u.Group, u.Enrolled, u.Numbers.Rooms, u.Numbers.Area, u.Numbers.Places, u.Numbers.Binding(), u.Licensed, u.Share})
	}
	return out
}

// writeUse writes utilisation.csv and, where sites state groups,
// utilisation_groups.csv.
func (r *running) writeUse(m *match) error {
	list := m.supply.Utilisation()
	if err := writeTable(r, "utilisation.csv", r.d.uses(list), 4); err != nil {
		return err
	}
	groups := supply.UseByGroup(list)
	if len(groups) == 0 {
		return nil
	}
	return writeTable(r, "utilisation_groups.csv", r.d.uses(groups), 4)
}

// writeKindergartens writes what is known of each kindergarten without a plan:
// next September, its use, and the supply of the past.
func (r *running) writeKindergartens(f future, m *match) error {
	if _, err := r.writeSeptember(f, m); err != nil {
		return err
	}
	if err := r.writeUse(m); err != nil {
		return err
	}
	_, err := r.writeReplay(0, 0)
	return err
}
