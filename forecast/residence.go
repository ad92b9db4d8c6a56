package forecast

import (
	"maps"
	"slices"
)

// Unstated is the residence of persons counted without one among others who have
// one.
const Unstated = "unstated"

// Residence is the residents of ages 2 to 5 by their category of residence.
type Residence struct {
	Categories []string // sorted
	Draws      []*Draws // of each category; in every draw they add up to the residents
	Dispersion [4]float64
}

// NewResidence divides residents over the categories of residence, age by age,
// as those of their area were on the last three dates counted by category; see
// Split. An area that was never counted so is divided like all areas together.
// It is nil where no count names a residence.
func NewResidence(o *Observed, residents *Draws, seed uint64) *Residence {
	kinds, dates := map[string]bool{}, map[Date]bool{}
	for _, p := range o.Population {
		if p.Residence != "" {
			kinds[p.Residence], dates[p.AsOf] = true, true
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	days := slices.Sorted(maps.Keys(dates))
	days = days[max(0, len(days)-3):]
	for _, p := range o.Population {
		if p.Residence == "" && slices.Contains(days, p.AsOf) {
			kinds[Unstated] = true
		}
	}
	r := &Residence{Categories: slices.Sorted(maps.Keys(kinds))}
	for range r.Categories {
		r.Draws = append(r.Draws, NewDraws(residents.Areas, residents.Dates, demandAges, residents.N))
	}
	past := make([][4][][]float64, len(residents.Areas)+1) // area, the last being all of them; age; date; category
	for i := range past {
		for l := range past[i] {
			for range days {
				past[i][l] = append(past[i][l], make([]float64, len(r.Categories)))
			}
		}
	}
	for _, p := range o.Population {
		level, ok := LevelOf(p.Age)
		y, i := slices.Index(days, p.AsOf), residents.AreaIndex(p.Area)
		if !ok || y < 0 || i < 0 {
			continue
		}
		key := p.Residence
		if key == "" {
			key = Unstated
		}
		c := slices.Index(r.Categories, key)
		for _, j := range [...]int{i, len(residents.Areas)} {
			past[j][level-Nursery][y][c] += float64(p.Persons)
		}
	}
	for l, age := range demandAges {
		var groups [][][]float64
		for i := range residents.Areas {
			groups = append(groups, past[i][l])
		}
		r.Dispersion[l] = Dispersion(groups)
		all := NewSplit(past[len(residents.Areas)][l], r.Dispersion[l])
		if all == nil {
			continue // nobody of this age was counted on these dates
		}
		for i, code := range residents.Areas {
			split := NewSplit(past[i][l], r.Dispersion[l])
			if split == nil {
				split = all
			}
			living := make([][]float64, len(residents.Dates))
			for k := range living {
				living[k] = residents.At(i, k, residents.AgeIndex(age))
			}
			for c, dates := range split.Draw(living, seed, "residence", code, (Nursery + Level(l)).String()) {
				for k, x := range dates {
					copy(r.Draws[c].At(i, k, l), x)
				}
			}
		}
	}
	return r
}
