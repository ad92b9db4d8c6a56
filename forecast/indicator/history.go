package indicator

import (
	"slices"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// history counts the tallies of one past school year from its classes, by area.
// The children of a level in a kindergarten are spread evenly over its classes,
// since the table holds no single class.
func (in *Inputs) history(y forecast.Year) []tally {
	s := in.Gap.Supply
	out := make([]tally, len(s.Areas))
	schools := map[string]*school{}
	campuses := s.Campuses()
	at := map[string]int{}
	for i, c := range campuses {
		at[c.Code] = i
	}
	for _, c := range s.Classes {
		if c.SchoolYear != y {
			continue
		}
		i := at[c.Site]
		if schools[c.Site] == nil {
			schools[c.Site] = &school{}
		}
		sc := schools[c.Site]
		sc.enrolled[c.Level-1] += float64(c.Enrolled)
		sc.classes += c.Classes
		sc.nursery = sc.nursery || c.Level == forecast.Nursery && c.Classes > 0
		size, ok := s.Norms.ClassSize(c.Level, campuses[i].Provider, y)
		if !ok {
			out[s.AreaOf(i)].add(mNoNorm, float64(c.Classes), 1)
		} else if c.Classes > 0 {
			q, r := c.Enrolled/c.Classes, c.Enrolled%c.Classes
			fit := int64(0)
			if float64(q) <= size {
				fit = c.Classes - r
			}
			if float64(q+1) <= size {
				fit = c.Classes
			}
			out[s.AreaOf(i)].add(mClasses, float64(fit), float64(c.Classes))
		}
	}
	norm := s.Norms.Areas(y)
	for a := range s.Areas {
		var here []supply.Site // with classes
		for i, c := range campuses {
			if s.AreaOf(i) == a && schools[c.Code] != nil && schools[c.Code].classes > 0 {
				here = append(here, c)
			}
		}
		opens, runs := make([]bool, len(here)), make([]bool, len(here))
		for k, c := range here {
			first := kindergarten(here, k)
			opens[first] = true
			runs[first] = runs[first] || schools[c.Code].nursery
			in.school(&out[a], c, schools[c.Code], norm)
		}
		public, full := 0, true
		for k, c := range here {
			if !opens[k] {
				continue
			}
			out[a].add(mNursery, indicate(runs[k]), 1)
			if c.Provider == supply.Providers[0] {
				public++
				full = full && runs[k]
			}
		}
		if len(schools) > 0 {
			out[a].add(mStreets, indicate(public > 0 && full), 1)
		}
	}
	in.residents(y, out)
	return out
}

// school is what the classes of one campus hold in one school year.
type school struct {
	enrolled [5]float64
	classes  int64
	nursery  bool
}

// school adds one campus to the tally of its area.
func (in *Inputs) school(t *tally, c supply.Site, sc *school, norm supply.PerChild) {
	older := sc.enrolled[1] + sc.enrolled[2] + sc.enrolled[3] + sc.enrolled[4]
	shown := older
	if in.CountNursery {
		shown += sc.enrolled[0]
	}
	p := slices.Index(supply.Providers, c.Provider)
	t.add(mPublic, indicate(p == 0)*shown, shown)
	t.add(mAffordable, indicate(p <= 1)*shown, shown)
	t.add(mGross, older, 0)
	b, stated := supply.AreaPlaces(c.OutdoorArea, c.ActivityArea, c.FloorArea, norm)
	if !stated {
		t.add(mUnstated, 1, 1)
		return
	}
	on := older
	if !in.Gap.Supply.NurseryOutside {
		on += sc.enrolled[0]
	}
	pass := indicate(on <= b)
	t.add(mAreas, pass, 1)
	if c.DesignYear >= 2017 {
		t.add(mAreas2017, pass, 1)
	} else if c.DesignYear > 0 {
		t.add(mAreasOld, pass, 1)
	}
}

// residents puts the children aged 3 to 5 counted for school year y under the
// gross enrolment rate.
func (in *Inputs) residents(y forecast.Year, out []tally) {
	s := in.Gap.Supply
	area := map[string]int{}
	for i, a := range s.Areas {
		area[a.Code] = i
	}
	for _, p := range s.Population {
		if a, ok := area[p.Area]; ok && p.AsOf.SchoolYear() == y && p.Age >= 3 && p.Age <= 5 {
			out[a][mGross][1] += float64(p.Persons)
		}
	}
}

// schoolYears returns the years that have classes, rising.
func (in *Inputs) schoolYears() (out []forecast.Year) {
	for _, c := range in.Gap.Supply.Classes {
		if !slices.Contains(out, c.SchoolYear) {
			out = append(out, c.SchoolYear)
		}
	}
	slices.Sort(out)
	return out
}

func total(t []tally) (sum tally) {
	for i := range t {
		for m := range sum {
			sum[m][0] += t[i][m][0]
			sum[m][1] += t[i][m][1]
		}
	}
	return sum
}
