package forecast

import (
	"fmt"
	"math"
	"slices"
)

// Account is one forecast in means, with the counts before it: by area,
// anniversary and age the residents, those of them whom homes still ahead bring,
// those who ask for a place, and the children from outside the areas who do.
// Explanations are differences between accounts, or between dates of one.
type Account struct {
	Areas []string // codes, sorted
	Dates []Date   // counted, then foreseen, one year apart
	model *Model
	top   int // position of the jump-off
	cells []account
	rows  []int // of each area in the model's Lexis
}

// account is one cell: an area, a date, an age 0 to 5. Asking and outside are of
// ages 2 to 5 alone.
type account struct{ residents, homes, asking, outside float64 }

// share is the part of residents who ask for a place, or other where there is
// no resident.
func (c account) share(other float64) float64 {
	if c.residents == 0 {
		return other
	}
	return c.asking / c.residents
}

func (c account) demand() float64 { return c.asking + c.outside }

// NewAccount sums up a forecast: draws of m, the same draws without the homes
// still ahead (the draws again where there are none), and the demand they make.
// Counts ask for places as they did in their own school year where that was
// counted, else at the newest estimate of uptake.
func NewAccount(m *Model, draws, homeless *Draws, d *Demand) *Account {
	l := m.Lexis
	a := &Account{Areas: draws.Areas, Dates: slices.Concat(l.Dates, draws.Dates), model: m, top: len(l.Dates) - 1, rows: m.areas}
	a.cells = make([]account, len(a.Areas)*len(a.Dates)*cells)
	for i := range a.Areas {
		for p := range a.Dates {
			for age := range Age(cells) {
				c := a.at(i, p, age)
				k := p - a.top - 1
				switch {
				case p < a.top:
					c.residents = l.At(a.rows[i], p, age)
				case p == a.top: // none is missing here
					c.residents = m.start[i*cells+int(age)]
				default:
					j := draws.AgeIndex(age)
					c.residents = average(draws.At(i, k, j))
					c.homes = c.residents - average(homeless.At(i, k, j))
					if level, ok := LevelOf(age); ok {
						c.asking = average(d.Residents.At(i, k, int(level-Nursery)))
						if d.Outside != nil {
							c.outside = average(d.Outside.At(i, k, int(level-Nursery)))
						}
					}
				}
			}
		}
	}
	for p := range a.top + 1 {
		a.ask(p, d)
	}
	return a
}

// ask fills who asked for a place at a counted date.
func (a *Account) ask(p int, d *Demand) {
	y := a.Dates[p].SchoolYear()
	for l, age := range demandAges {
		all := 0.0
		for i := range a.Areas {
			c := a.at(i, p, age)
			c.asking = c.residents * d.share(i, l, y)
			all += c.asking
		}
		for i := range a.Areas {
			a.at(i, p, age).outside = d.across(i, l, y, all)
		}
	}
}

func (a *Account) at(area, date int, age Age) *account {
	return &a.cells[(area*len(a.Dates)+date)*cells+int(age)]
}

// JumpOff is the newest counted date.
func (a *Account) JumpOff() Date { return a.Dates[a.top] }

// position returns where a date stands.
func (a *Account) position(date Date) (int, error) {
	p := slices.Index(a.Dates, date)
	if p < 0 {
		return 0, fmt.Errorf("explain: no count and no forecast of %s; they stand on %s to %s, a year apart", date, a.Dates[0], a.Dates[len(a.Dates)-1])
	}
	return p, nil
}

// over adds an explanation over an area, or all of them, and over ages. It is an
// error if a number is missing.
func (a *Account) over(area string, ages []Age, explain func(i int, age Age) Explanation) (e Explanation, err error) {
	of := slices.Index(a.Areas, area)
	if of < 0 && area != All {
		return e, fmt.Errorf("explain: no area %q in this forecast", area)
	}
	for i := range a.Areas {
		if of >= 0 && i != of {
			continue
		}
		for _, age := range ages {
			one := explain(i, age)
			if math.IsNaN(one.Sum()) || math.IsNaN(one.From) || math.IsNaN(one.To) {
				return e, fmt.Errorf("explain: age %d of %s was not counted at one of the dates", age, a.Areas[i])
			}
			e = e.Plus(one)
		}
	}
	return e, nil
}

// asked turns an explanation of residents into one of demand:
//
//	u2 N2 - u1 N1 = (u1+u2)/2 (N2-N1) + (N1+N2)/2 (u2-u1)
//
// the first term shared like the residents, the second being uptake; children
// from outside are the part flows.
func asked(residents Explanation, from, to account) Explanation {
	u1 := from.share(to.share(0))
	u2 := to.share(u1)
	e := Explanation{From: from.demand(), To: to.demand()}
	for k, p := range residents.Parts {
		e.Parts[k] = (u1 + u2) / 2 * p
	}
	e.add(PartUptake, (from.residents+to.residents)/2*(u2-u1))
	e.add(PartFlows, to.outside-from.outside)
	return e
}

// Years explains the change of demand from one date to a later one, for an area
// (or All) and a group of ages. Of the residents N of age a, h years on:
//
//	N[t+h,a] - N[t,a] = ageing + births + migration + housing + reclassification
//	ageing    = S - N[t,a], S = N[t,a-h] for the born, N[t,0] for the unborn
//	births    = age 0 of the cohort when first counted, less N[t,0]: the unborn
//	housing   = children of the homes still ahead, at t+h less at t
//	migration = what the cohort gains or loses from then on, beyond the homes
//
// so children already counted grow into and out of the group, cohorts not yet
// born differ from the newest one, and families move. Reclassification is the
// jump of a series over a break between two counted dates; see Breaks.
func (a *Account) Years(area string, from, to Date, ages ...Age) (Explanation, error) {
	p, err := a.position(from)
	if err != nil {
		return Explanation{}, err
	}
	q, err := a.position(to)
	if err != nil {
		return Explanation{}, err
	}
	if p >= q {
		return Explanation{}, fmt.Errorf("explain: %s is not before %s", from, to)
	}
	h := Age(q - p)
	return a.over(area, ages, func(i int, age Age) Explanation {
		before, after := *a.at(i, p, age), *a.at(i, q, age)
		start := *a.at(i, p, max(age-h, 0))
		var e Explanation
		e.add(PartAgeing, start.residents-before.residents)
		e.add(PartHousing, after.homes-start.homes)
		moved := PartMigration
		if age < h {
			first := *a.at(i, q-int(age), 0)
			e.add(PartBirths, first.residents-first.homes-start.residents+start.homes)
			if a.model.Breaks.Cross(a.rows[i], p, q-int(age)) {
				moved = PartBirths
			}
		}
		a.reclassify(&e, i, p, min(q, a.top), start.residents, after.residents, moved)
		e.add(PartMigration, after.residents-before.residents-e.Sum())
		return asked(e, before, after)
	})
}

// reclassify takes the jump of the series of an area between two counted dates
// out of the part that holds it; migration is worked out after.
func (a *Account) reclassify(e *Explanation, i, from, to int, start, end float64, held string) {
	jump := a.model.Breaks.Jump(a.rows[i], from, to)
	if jump == 0 || start <= 0 || end <= 0 {
		return
	}
	part := logMean(end, start) * jump
	e.add(PartReclassification, part)
	if held == PartBirths {
		e.add(PartBirths, -part)
	}
}

// Vintages explains why the figure for one date moved from an earlier forecast
// to this account: a later forecast, or the counts themselves where the date has
// been counted since. rehomed is the earlier forecast redrawn with the homes as
// they are known now. The same cohorts are looked at twice, so nothing is due to
// ageing. With B a cohort's age 0 and G its growth since, of residents
//
//	housing          = rehomed - then
//	births           = L(now, rehomed) log(B now / B rehomed)
//	reclassification = L(now, rehomed) log jump of the series between the two
//	                   jump-offs, which births or growth then hold no more
//	migration        = the rest, L(now, rehomed) log(G now / G rehomed)
//
// with L the logarithmic mean. Uptake and flows are those of Years.
func (a *Account) Vintages(then, rehomed *Account, area string, date Date, ages ...Age) (Explanation, error) {
	q, err := a.position(date)
	if err != nil {
		return Explanation{}, err
	}
	t, err := then.position(date)
	if err != nil {
		return Explanation{}, err
	}
	known, err := a.position(then.JumpOff())
	if err != nil {
		return Explanation{}, err
	}
	if t <= then.top {
		return Explanation{}, fmt.Errorf("explain: %s was no forecast on %s: it had been counted", date, then.JumpOff())
	}
	return a.over(area, ages, func(i int, age Age) Explanation {
		j := slices.Index(then.Areas, a.Areas[i])
		if j < 0 { // no such area before: it was made of others
			now := *a.at(i, q, age)
			e := Explanation{To: now.demand()}
			e.add(PartReclassification, now.demand())
			return e
		}
		before, moved, now := *then.at(j, t, age), *rehomed.at(j, t, age), *a.at(i, q, age)
		var e Explanation
		e.add(PartHousing, moved.residents-before.residents)
		held := PartMigration
		if b, z := t-int(age), q-int(age); b >= 0 && z >= 0 && moved.residents > 0 && now.residents > 0 {
			was, is := rehomed.at(j, b, 0).residents, a.at(i, z, 0).residents
			if was > 0 && is > 0 {
				e.add(PartBirths, logMean(now.residents, moved.residents)*math.Log(is/was))
			}
			if a.model.Breaks.Cross(a.rows[i], known, z) {
				held = PartBirths
			}
		}
		a.reclassify(&e, i, known, min(q, a.top), moved.residents, now.residents, held)
		e.add(PartMigration, now.residents-before.residents-e.Sum())
		return asked(e, before, now)
	})
}
