package forecast

import (
	"cmp"
	"math"
	"slices"
)

// AreaMiss is how wrong the forecasts of one area were at one horizon, over all
// origins, and what lay behind the one that missed by most children.
type AreaMiss struct {
	Area            string
	Origins, Inside int32   // forecasts, and how many came true inside the 80 % interval
	Actual          float64 // mean number of children
	WAPE, Bias      float64 // per cent, as in Score
	Floor           float64 // the WAPE that chance alone leaves, per cent
	Worst           BacktestRow
	Why             string // WhyBreak, WhyChance, WhyBirths, WhyArrived or WhyLeft

	// Of the children of Worst that were counted at its origin: how many each 100
	// of them became, what was foreseen, and what 100 had become over as many years
	// before; NaN where it is not known.
	Came, Foreseen, Before float64
}

// The reasons of a miss, as keys of the label table.
const (
	WhyBreak   = "miss.break"   // the area's series breaks after the origin: see Breaks
	WhyChance  = "miss.chance"  // inside the interval
	WhyBirths  = "miss.births"  // most of the miss is of children not yet born
	WhyArrived = "miss.arrived" // most is of children counted: more moved in, or fewer away
	WhyLeft    = "miss.left"    // most is of children counted: more moved away, or fewer in
)

const (
	worstLeast = 100 // mean children below which an area's error is mostly chance
	worstFew   = 10  // areas that large without which smaller ones are named too
)

// WorstAreas lists the areas by how far the error of a model, at one horizon and
// for an age group, exceeds what chance would leave (WAPE less Floor): the worst
// first. Areas with fewer than 100 children are left out where ten are larger.
func WorstAreas(o *Observed, chance Chance, rows []BacktestRow, model, age string, horizon int32) ([]AreaMiss, error) {
	k := slices.IndexFunc(ageGroups, func(g ageGroup) bool { return g.key == age })
	if k < 0 {
		return nil, nil
	}
	type place struct {
		origin    Date
		area, age string
	}
	at := map[place]*BacktestRow{}
	of := map[string][]*BacktestRow{}
	var codes []string
	for i := range rows {
		r := &rows[i]
		if r.Model != model || r.Horizon != horizon || r.Area == All {
			continue
		}
		at[place{r.Origin, r.Area, r.Age}] = r
		if r.Age == age {
			if of[r.Area] == nil {
				codes = append(codes, r.Area)
			}
			of[r.Area] = append(of[r.Area], r)
		}
	}
	truths := map[Date]*truth{}
	var list []AreaMiss
	for _, code := range codes {
		m := AreaMiss{Area: code}
		var actual, miss, bias, floor float64
		for _, r := range of[code] {
			off := r.Q50 - r.Actual
			actual, miss, bias, floor = actual+r.Actual, miss+math.Abs(off), bias+off, floor+chance.Error(r)
			m.Origins++
			if r.Q10 <= r.Actual && r.Actual <= r.Q90 {
				m.Inside++
			}
			if m.Origins == 1 || math.Abs(off) > math.Abs(m.Worst.Q50-m.Worst.Actual) {
				m.Worst = *r
			}
		}
		m.Actual = actual / float64(m.Origins)
		m.WAPE, m.Bias, m.Floor = percent(miss, actual), percent(bias, actual), percent(floor, actual)
		if actual == 0 {
			continue
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b AreaMiss) int {
		return cmp.Or(cmp.Compare(b.WAPE-b.Floor, a.WAPE-a.Floor), cmp.Compare(a.Area, b.Area))
	})
	large := slices.DeleteFunc(slices.Clone(list), func(m AreaMiss) bool { return m.Actual < worstLeast })
	if len(large) >= worstFew {
		list = large
	}
	for j := range list {
		m := &list[j]
		t := truths[m.Worst.Origin]
		if t == nil {
			var err error
			if t, err = newTruth(o, Origin{At: m.Worst.Origin, Jump: m.Worst.Origin}); err != nil {
				return nil, err
			}
			truths[m.Worst.Origin] = t
		}
		m.explain(t, ageGroups[k].ages, func(age string) *BacktestRow { return at[place{m.Worst.Origin, m.Area, age}] })
	}
	return list, nil
}

// explain finds why the worst forecast missed, from the forecasts of its single
// ages and the counts of their cohorts.
func (m *AreaMiss) explain(t *truth, ages []Age, single func(age string) *BacktestRow) {
	h, i := int(m.Worst.Horizon), t.areas[m.Area]
	var counted, unborn, start, end, foreseen, before, after float64
	for _, a := range ages {
		r := single(ageGroups[a].key)
		if r == nil {
			continue
		}
		if int(a) < h {
			unborn += r.Mean - r.Actual
			continue
		}
		counted += r.Mean - r.Actual
		young := a - Age(h)
		start, end, foreseen = start+t.lexis.At(i, t.top, young), end+r.Actual, foreseen+r.Mean
		before, after = before+t.lexis.At(i, t.top-h, young), after+t.lexis.At(i, t.top, a)
	}
	breaks := findBreaks(t.lexis)
	m.Came, m.Foreseen, m.Before = percent(end, start), percent(foreseen, start), percent(after, before)
	if breaks.Cross(i, t.top-h, t.top) {
		m.Before = math.NaN()
	}
	switch {
	case breaks.Cross(i, t.top, t.top+h):
		m.Why = WhyBreak
	case m.Worst.Q10 <= m.Worst.Actual && m.Worst.Actual <= m.Worst.Q90:
		m.Why = WhyChance
	case math.Abs(unborn) > math.Abs(counted):
		m.Why = WhyBirths
	case counted < 0:
		m.Why = WhyArrived
	default:
		m.Why = WhyLeft
	}
}
