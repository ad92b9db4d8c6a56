package indicator

import (
	"math"
	"slices"

	"kindercast/forecast"
)

// DefaultJoint are the targets that the district plan asks for together.
var DefaultJoint = []string{"t01_public_enrolment_share", "t02_affordable_coverage", "t03_class_size_compliance",
	"t04_combined_kindergarten_share", "t05_full_nursery_streets", "t13_per_child_conditions"}

// Joint is the chance of meeting targets together in one school year.
type Joint struct {
	SchoolYear  forecast.Year
	Keys        []string  // those that can be computed
	Without     []string  // those that cannot: the data they need are not given
	Each        []float64 // probability of each of Keys
	Probability float64   // that all of Keys are met in the same draw
	Draws       int
	Met         int // draws in which all are met
}

// Conflict is two targets of the joint set and how their successes go together
// over draws: Phi is the correlation of the two as 0 and 1 (the phi coefficient),
// NaN where one of them always or never holds. Below zero they fight.
type Conflict struct {
	SchoolYear forecast.Year
	A, B       string
	Phi        float64
}

// joint reads the joint chance and the pairwise correlations off a played year.
func (in *Inputs) joint(p *played) (Joint, []Conflict) {
	keys := in.Joint
	if keys == nil {
		keys = DefaultJoint
	}
	j := Joint{SchoolYear: p.year, Draws: len(p.district)}
	var met [][]bool
	for _, k := range keys {
		i := slices.IndexFunc(in.Definitions, func(d Definition) bool { return d.Key == k && d.in(int(p.year)) })
		m, ok := metricOf[k]
		counted := ok && i >= 0 && slices.ContainsFunc(p.district, func(t tally) bool { return t[m][1] > 0 })
		if !counted {
			j.Without = append(j.Without, k)
			continue
		}
		row, n := make([]bool, len(p.district)), 0
		for d := range p.district {
			row[d] = in.Definitions[i].met(p.district[d][m])
			if row[d] {
				n++
			}
		}
		j.Keys, met, j.Each = append(j.Keys, k), append(met, row), append(j.Each, float64(n)/float64(len(row)))
	}
	for d := range p.district {
		all := len(met) > 0
		for _, row := range met {
			all = all && row[d]
		}
		if all {
			j.Met++
		}
	}
	j.Probability = float64(j.Met) / float64(max(j.Draws, 1))
	var pairs []Conflict
	for a := range met {
		for b := a + 1; b < len(met); b++ {
			pairs = append(pairs, Conflict{p.year, j.Keys[a], j.Keys[b], phi(met[a], met[b])})
		}
	}
	return j, pairs
}

// phi is the correlation of two rows of 0 and 1.
func phi(a, b []bool) float64 {
	var na, nb, both float64
	n := float64(len(a))
	for i := range a {
		na += indicate(a[i])
		nb += indicate(b[i])
		both += indicate(a[i] && b[i])
	}
	v := na * (n - na) * nb * (n - nb)
	if v == 0 {
		return math.NaN()
	}
	return (n*both - na*nb) / math.Sqrt(v)
}
