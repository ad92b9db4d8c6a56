package main

import "fmt"

func (w *world) areasCSV() []byte {
	r := header("area_code,area_name,parent_code")
	for _, s := range w.streets {
		r.add(s.code, s.name, districtCode)
	}
	for _, m := range w.committees {
		r.add(m.code, m.name, w.streets[m.street].code)
	}
	for _, n := range neighbours {
		r.add(n.code, n.name, "")
	}
	return r.Bytes()
}

func (w *world) populationCSV() []byte {
	r := header("as_of,area_code,sex,age,persons")
	for year := firstYear; year <= endYear; year++ {
		for c, m := range w.committees {
			for sex, key := range sexKey {
				for age := range 50 {
					r.add(fmt.Sprintf("%d-08-31", year), m.code, key, age, w.people.stock[year][c][sex][age])
				}
			}
		}
	}
	return r.Bytes()
}

func (w *world) birthsCSV() []byte {
	r := header("area_code,year,month,births")
	for c, m := range w.committees {
		for k := startYear*12 + 9; k <= lastBirth; k++ {
			r.add(m.code, (k-1)/12, (k-1)%12+1, w.people.births[c][k])
		}
	}
	return r.Bytes()
}

// september prints the first day of a school year; none for 0.
func september(year int) string {
	if year == 0 {
		return ""
	}
	return fmt.Sprintf("%d-09-01", year)
}

func (w *world) sitesCSV() []byte {
	r := header("site_code,site_name,area_code,lon,lat,provider,design_year,rooms,floor_area,activity_area,outdoor_area,licensed_places,group_code,opened,closed")
	for j := range w.sites {
		t := &w.sites[j]
		p := toEarth(t.at)
		r.add(t.code, t.name, w.streets[t.street].code, p[0], p[1], t.provider, t.designYear, t.allRooms(),
			t.floor, t.activity, t.outdoor, t.licensed, t.group, september(t.opened), september(t.closed))
	}
	return r.Bytes()
}

func (w *world) classesCSV() []byte {
	r := header("school_year,site_code,level,classes,enrolled")
	for year := firstYear; year <= endYear; year++ {
		for j, at := range w.school.rooms[year] {
			for level, x := range at {
				if x.classes > 0 {
					r.add(year, w.sites[j].code, levelKey[level], x.classes, x.enrolled)
				}
			}
		}
	}
	return r.Bytes()
}

func (w *world) rosterCSV() []byte {
	r := header("school_year,site_code,home_area,level,enrolled")
	for year := firstRoster; year <= endYear; year++ {
		for j := range w.sites {
			for h := range len(w.streets) + 1 {
				home := neighbours[beside(w.sites[j].at)].code
				if h < len(w.streets) {
					home = w.streets[h].code
				}
				for level := range levels {
					if n := w.school.homes[year][level][h][j]; n > 0 {
						r.add(year, w.sites[j].code, home, levelKey[level], n)
					}
				}
			}
		}
	}
	return r.Bytes()
}

func (w *world) projectsCSV() []byte {
	r := header("project_code,kind,site_code,area_code,lon,lat,stage,promised,reported,rooms")
	for _, p := range w.projects {
		at := toEarth(p.at)
		r.add(p.code, p.kind, p.site, w.streets[p.street].code, at[0], at[1], p.stage, month(p.promised), p.reported, p.rooms)
	}
	return r.Bytes()
}

func (w *world) candidatesCSV() []byte {
	r := header("candidate_code,kind,site_code,area_code,lon,lat,rooms_max,cost,earliest")
	for _, c := range w.candidates {
		at := toEarth(c.at)
		r.add(c.code, c.kind, c.site, w.streets[c.street].code, at[0], at[1], c.rooms, c.cost, c.earliest)
	}
	return r.Bytes()
}

func (w *world) housingCSV() []byte {
	r := header("estate_code,area_code,handover,units,tenure")
	for _, h := range w.estates {
		r.add(h.code, w.committees[h.committee].code, month(h.year*12+h.month), h.units, h.tenure)
	}
	return r.Bytes()
}

func (w *world) measuresCSV() []byte {
	r := header("key,period,area_code,site_code,numerator,denominator")
	for _, m := range w.measures {
		var whole any = m.denominator
		if m.denominator == none {
			whole = ""
		}
		r.add(m.key, m.period, m.area, m.site, m.numerator, whole)
	}
	return r.Bytes()
}
