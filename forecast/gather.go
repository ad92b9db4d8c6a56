package forecast

import (
	"cmp"
	"fmt"
	"slices"
)

// Gather makes one forecast table of districts that are fitted and drawn one
// after another, without holding the draws of more than one: it keeps the rows of
// their areas and adds up the draws of all. The zero Gather is empty. Its table
// is that of the merged draws; see Merge, which also says what a total of
// districts fitted apart is.
type Gather struct {
	rows  []Row
	total *Draws // of one area, All
}

// Add takes in the draws of a district. It is an error if they do not match
// those before, or if an area comes twice.
func (g *Gather) Add(d *Draws, scenario string) error {
	sum := NewDraws([]string{All}, d.Dates, d.Ages, d.N)
	if d.Born != nil {
		sum.Born = make([]float64, len(d.Dates)*d.N)
	}
	for t := range d.Dates {
		for k, age := range d.Ages {
			copy(sum.At(0, t, k), d.Sum(nil, t, age))
		}
		if d.Born != nil {
			copy(sum.BornAt(0, t), d.SumBorn(nil, t))
		}
	}
	seen := map[string]bool{}
	for _, r := range g.rows {
		seen[r.Area] = true
	}
	for _, code := range d.Areas {
		if seen[code] {
			return fmt.Errorf("forecast: gathering districts: area %q stands twice", code)
		}
	}
	if t := g.total; t != nil {
		if !slices.Equal(t.Dates, d.Dates) || !slices.Equal(t.Ages, d.Ages) || t.N != d.N || (t.Born == nil) != (d.Born == nil) {
			return fmt.Errorf("forecast: gathering districts: %d draws of ages %v on %v do not go with %d of %v on %v", d.N, d.Ages, d.Dates, t.N, t.Ages, t.Dates)
		}
		add(t.v, sum.v)
		add(t.Born, sum.Born)
	} else {
		g.total = sum
	}
	for _, r := range Rows(d, scenario) {
		if r.Area != All {
			g.rows = append(g.rows, r)
		}
	}
	return nil
}

// Rows returns the table, in the order of Rows of merged draws.
func (g *Gather) Rows(scenario string) []Row {
	if g.total == nil {
		return nil
	}
	// Rows of the total tells it twice, as All and as its one area of that name.
	all := Rows(g.total, scenario)
	per := len(all) / len(g.total.Dates) / 2
	rows := slices.Clone(g.rows)
	for t := range g.total.Dates {
		rows = append(rows, all[2*t*per:(2*t+1)*per]...)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Area, b.Area)) })
	return rows
}
