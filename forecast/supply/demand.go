package supply

import (
	"fmt"
	"slices"

	"kindercast/forecast"
)

// Demand is the children who will ask for a place: residents drawn by the
// forecast, times the share of each age that attends.
type Demand struct {
	Draws  *forecast.Draws
	Uptake Uptake
	// Living are the resident children where Draws already hold only those who ask
	// for a place, of the same areas and dates; nil: Draws are the residents.
	Living *forecast.Draws
	years  []forecast.Year // of each date of Draws
}

// Uptake is the share of resident children of each level's age who ask for a
// place (入托率 / 参与率), by level. The zero Uptake is everybody: 1 at all levels.
// Where it was measured, From names the school year and Levels the levels that
// could be measured; the others stand at 1.
type Uptake struct {
	Share  [len(forecast.Levels)]float64
	From   forecast.Year
	Levels []forecast.Level
}

// Of returns the share of level l, 1 where none is stated.
func (u Uptake) Of(l forecast.Level) float64 {
	if s := u.Share[slot(l)]; s > 0 {
		return s
	}
	return 1
}

// slot is the position of a level in arrays by level: nursery 0 … mixed 4.
func slot(l forecast.Level) int { return int(l) - 1 }

const slots = 5 // nursery, junior, middle, senior, mixed

// NewDemand returns the demand of draws; it panics where they lack an age from
// 2 to 5, which is misuse.
func NewDemand(d *forecast.Draws, u Uptake) *Demand {
	for _, l := range forecast.Levels {
		if d.AgeIndex(l.Age()) < 0 {
			panic(fmt.Sprintf("supply: draws hold no age %d", l.Age()))
		}
	}
	out := &Demand{Draws: d, Uptake: u}
	for _, t := range d.Dates {
		out.years = append(out.years, t.SchoolYear())
	}
	return out
}

// Years returns the school years of the draws: a count on 31 August 2026 is the
// demand of the school year 2026.
func (d *Demand) Years() []forecast.Year { return d.years }

// At returns the children of one area, date position and level in draw s.
func (d *Demand) At(area, date int, l forecast.Level, s int) float64 {
	return d.Draws.At(area, date, d.Draws.AgeIndex(l.Age()))[s] * d.Uptake.Of(l)
}

// mean returns the expected children of an area in a school year and level; a
// year before the draws takes the first of them, and one after, the last.
func (d *Demand) mean(area int, y forecast.Year, l forecast.Level) float64 {
	if len(d.years) == 0 {
		return 0
	}
	v := d.Draws.At(area, d.nearest(y), d.Draws.AgeIndex(l.Age()))
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v)) * d.Uptake.Of(l)
}

// nearest returns the position of school year y, or of the first or last year of
// the draws where y lies before or after them.
func (d *Demand) nearest(y forecast.Year) int {
	k, _ := slices.BinarySearch(d.years, y)
	return min(k, len(d.years)-1)
}

// MeasureUptake returns the share of residents who attend, from the newest
// school year that has both classes and a count of residents on its reference
// day. Mixed classes are spread over junior, middle and senior by residents.
// Levels without residents or children stay unmeasured. It is false where no
// year has both. Above 1 more children attend than live here: they come from
// elsewhere, and the share says so.
func MeasureUptake(classes []Class, population []forecast.Population) (Uptake, bool) {
	residents := map[forecast.Year]*[slots]float64{}
	for _, p := range population {
		l, ok := forecast.LevelOf(p.Age)
		if !ok {
			continue
		}
		y := p.AsOf.SchoolYear()
		if residents[y] == nil {
			residents[y] = new([slots]float64)
		}
		residents[y][slot(l)] += float64(p.Persons)
	}
	enrolled := map[forecast.Year]*[slots]float64{}
	var years []forecast.Year
	for _, c := range classes {
		if residents[c.SchoolYear] == nil || c.Level < forecast.Nursery || c.Level > forecast.Mixed {
			continue
		}
		if enrolled[c.SchoolYear] == nil {
			enrolled[c.SchoolYear] = new([slots]float64)
			years = append(years, c.SchoolYear)
		}
		enrolled[c.SchoolYear][slot(c.Level)] += float64(c.Enrolled)
	}
	if len(years) == 0 {
		return Uptake{}, false
	}
	u := Uptake{From: slices.Max(years)}
	e, r := enrolled[u.From], residents[u.From]
	older := r[1] + r[2] + r[3]
	for _, l := range forecast.Levels {
		k := slot(l)
		in := e[k]
		if l != forecast.Nursery && older > 0 {
			in += e[4] * r[k] / older
		}
		if in > 0 && r[k] > 0 {
			u.Share[k] = in / r[k]
			u.Levels = append(u.Levels, l)
		}
	}
	return u, len(u.Levels) > 0
}
