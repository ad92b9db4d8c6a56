package forecast

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Merge puts the draws of disjoint sets of areas together, such as the districts
// of a city drawn one at a time. Draw s of the whole is draw s of every part, so
// any sum over areas adds draw by draw. The areas of the answer are sorted, and
// it shares no memory with the parts.
//
// It is an error if there is no part, if dates, ages or the number of draws
// differ, if an area stands in two parts, or if some parts hold births and others
// do not. Draws carry no seed: that the parts were drawn with the same one is the
// caller's to see to. Parts that were fitted apart and drawn with one seed share
// the random numbers of their pools, so their totals rise and fall together: the
// merged total is wider than that of one model fitted to all areas.
func Merge(parts ...*Draws) (*Draws, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("forecast: merging no draws")
	}
	first := parts[0]
	type place struct {
		code       string
		part, area int
	}
	var places []place
	var borrowed []string
	for p, d := range parts {
		switch {
		case !slices.Equal(d.Dates, first.Dates):
			return nil, fmt.Errorf("forecast: merging draws: part %d has dates %v, part 1 %v", p+1, d.Dates, first.Dates)
		case !slices.Equal(d.Ages, first.Ages):
			return nil, fmt.Errorf("forecast: merging draws: part %d has ages %v, part 1 %v", p+1, d.Ages, first.Ages)
		case d.N != first.N:
			return nil, fmt.Errorf("forecast: merging draws: part %d has %d draws, part 1 %d", p+1, d.N, first.N)
		case (d.Born == nil) != (first.Born == nil):
			return nil, fmt.Errorf("forecast: merging draws: of parts 1 and %d one alone holds births", p+1)
		}
		for i, code := range d.Areas {
			places = append(places, place{code, p, i})
		}
		borrowed = append(borrowed, d.Borrowed...)
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.code, b.code) })
	codes := make([]string, len(places))
	for i, p := range places {
		codes[i] = p.code
		if i > 0 && codes[i-1] == p.code {
			return nil, fmt.Errorf("forecast: merging draws: area %q stands twice", p.code)
		}
	}
	slices.Sort(borrowed)
	all := NewDraws(codes, slices.Clone(first.Dates), slices.Clone(first.Ages), first.N)
	all.Borrowed = slices.Compact(borrowed)
	block, born := len(first.Dates)*len(first.Ages)*first.N, len(first.Dates)*first.N
	if first.Born != nil {
		all.Born = make([]float64, len(places)*born)
	}
	for i, p := range places {
		d := parts[p.part]
		copy(all.v[i*block:(i+1)*block], d.v[p.area*block:])
		if d.Born != nil {
			copy(all.Born[i*born:(i+1)*born], d.Born[p.area*born:])
		}
	}
	return all, nil
}

// MergeObserved puts what is known of disjoint sets of areas together, in the
// order that Observed states; a model fitted to it is that of all areas at once.
// A roster belongs to the part of its site. It is an error if there is no part,
// if reference days differ, or if an area or a site stands in two parts.
func MergeObserved(parts ...*Observed) (*Observed, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("forecast: merging no observations")
	}
	all := &Observed{Reference: parts[0].Reference, SiteArea: map[string]string{}}
	for p, o := range parts {
		if o.Reference != all.Reference {
			return nil, fmt.Errorf("forecast: merging observations: part %d has reference day %s, part 1 %s", p+1, o.Reference, all.Reference)
		}
		all.Areas = append(all.Areas, o.Areas...)
		all.Population = append(all.Population, o.Population...)
		all.Births = append(all.Births, o.Births...)
		all.Housing = append(all.Housing, o.Housing...)
		all.Roster = append(all.Roster, o.Roster...)
		for _, site := range slices.Sorted(maps.Keys(o.SiteArea)) {
			if _, twice := all.SiteArea[site]; twice {
				return nil, fmt.Errorf("forecast: merging observations: site %q stands twice", site)
			}
			all.SiteArea[site] = o.SiteArea[site]
		}
	}
	slices.SortFunc(all.Areas, func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	for i := range all.Areas[min(1, len(all.Areas)):] {
		if all.Areas[i].Code == all.Areas[i+1].Code {
			return nil, fmt.Errorf("forecast: merging observations: area %q stands twice", all.Areas[i].Code)
		}
	}
	slices.SortStableFunc(all.Population, func(a, b Population) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Age, b.Age),
			cmp.Compare(a.Sex, b.Sex), cmp.Compare(a.Residence, b.Residence))
	})
	slices.SortStableFunc(all.Births, func(a, b Birth) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Known, b.Known))
	})
	slices.SortStableFunc(all.Housing, func(a, b Housing) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Handover, b.Handover), cmp.Compare(a.Estate, b.Estate), cmp.Compare(a.Tenure, b.Tenure))
	})
	slices.SortStableFunc(all.Roster, func(a, b Roster) int {
		return cmp.Or(cmp.Compare(a.Home, b.Home), cmp.Compare(a.SchoolYear, b.SchoolYear), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Level, b.Level))
	})
	return all, nil
}
