package supply

// link ties projects to their sites. A new kindergarten whose site is listed
// opens when its draws say so, with the rooms the list gives; one that is not
// listed becomes a campus of its own, taken as public, under its site code or
// project code. What the register calls opened stands in the list of sites
// already.
func (s *Supply) link() (map[string][]change, []Problem) {
	var problems []Problem
	f := faults{"projects", &problems}
	site, area := map[string]int{}, map[string]int{}
	for i, c := range s.sites {
		site[c.Code] = i
	}
	for i, a := range s.Areas {
		area[a.Code] = i
	}
	last := map[string]int{}
	for row, p := range s.Projects {
		if p.Reported <= s.AsOf {
			last[p.Code] = row
		}
	}
	changes := map[string][]change{}
	for i := range s.Register.Entries {
		e := &s.Register.Entries[i]
		if e.Stage == Cancelled {
			continue
		}
		k, listed := site[e.Site]
		listed = listed && e.Site != ""
		if listed && e.Area == "" {
			e.Area = s.sites[k].Area
		}
		if e.Kind != "new" {
			if !listed {
				f.fault(last[e.Code], "site_code", e.Site, RuleUnknownSite)
				continue
			}
			if e.Stage == Opened {
				continue
			}
			n := int(e.Rooms)
			if e.Kind == "close" && n == 0 {
				n = -int(s.sites[k].Rooms)
			}
			changes[e.Site] = append(changes[e.Site], change{n, e.Promised, e.draws})
			continue
		}
		if listed {
			c := &s.sites[k]
			if e.Stage == Opened || c.Opened != 0 && c.Opened <= s.AsOf {
				continue
			}
			n := int(c.Rooms)
			if n == 0 {
				n = int(e.Rooms)
			}
			c.project, c.promised, c.Rooms = true, e.Promised, 0
			changes[c.Code] = append(changes[c.Code], change{n, e.Promised, e.draws})
			continue
		}
		at, ok := area[e.Area]
		if !ok {
			f.fault(last[e.Code], "area_code", e.Area, RuleUnknownArea)
			continue
		}
		code := e.Site
		if code == "" {
			code = e.Code
		}
		c := campus{Site: Site{Code: code, Name: code, Area: e.Area, Lon: e.Lon, Lat: e.Lat, Provider: Providers[0]}, row: -1, area: at, project: true, promised: e.Promised}
		if e.Stage == Opened {
			f.warn(last[e.Code], "site_code", e.Site, RuleOpenedNoSite)
			c.Rooms, c.Opened, c.project = e.Rooms, e.Promised.First(), false
		} else {
			changes[code] = append(changes[code], change{int(e.Rooms), e.Promised, e.draws})
		}
		if k, twice := site[code]; twice && s.sites[k].Code == code { // two projects of one new site
			continue
		}
		site[code] = len(s.sites)
		s.sites = append(s.sites, c)
		s.addNote(NoteNewProvider)
	}
	return changes, problems
}
