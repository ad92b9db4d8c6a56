package siting

import (
	"context"
	"math"

	"kindercast/forecast"
)

// Conflict says why no plan can meet all hard targets, as far as it is proved.
type Conflict struct {
	// Proved is set when the targets in Set cannot be met together, whatever is
	// built. A search that merely failed to meet them is "not decided".
	Proved bool `json:"proved"`
	// Set is a smallest set of rules that conflict: leave any one out, and the
	// proof no longer holds.
	Set []Rule `json:"set"`
	// Missing is what the nearest plan found still misses; the least that must
	// give, as far as the search can tell.
	Missing []TargetMet `json:"missing"`
}

// Rule is one hard target, one year's budget, or one option's earliest date.
type Rule struct {
	Key    string        `json:"key"` // nursery_share, full_streets, public_share, budget, earliest
	Year   forecast.Year `json:"year"`
	Option string        `json:"option,omitempty"`
}

// conflictRule is a rule and how to leave it out of the program.
type conflictRule struct {
	Rule
	row     int
	columns []int32 // of an option before its earliest date
	flows   bool    // the row weighs children
}

// explainConflict proves, if it can, that the hard targets conflict, and thins
// the rules out to a smallest set that still does (deletion filter).
func (r *districtRun) explainConflict(ctx context.Context) *Conflict {
	out := &Conflict{Set: []Rule{}, Missing: []TargetMet{}}
	for t := range r.l.years {
		for _, m := range r.best.misses(t) {
			if m.Missing > 0 && m.Price == 0 {
				out.Missing = append(out.Missing, TargetMet{r.l.year(t), m.Key, m.Value, m.Want, m.Missing, true})
			}
		}
	}
	p, rules := r.conflictProgram()
	kept := make([]bool, len(rules))
	for k := range kept {
		kept[k] = true
	}
	if !r.conflicting(ctx, p, rules, kept) {
		return out
	}
	for k := range rules {
		kept[k] = false
		if ctx.Err() != nil || !r.conflicting(ctx, p, rules, kept) {
			kept[k] = true
		}
	}
	out.Proved = true
	for k, rule := range rules {
		if kept[k] {
			out.Set = append(out.Set, rule.Rule)
		}
	}
	return out
}

// conflictProgram is the district without dates, and its rules: every one can
// be put in force or left out.
func (r *districtRun) conflictProgram() (*districtProgram, []conflictRule) {
	d := *r.l.d
	d.Options = append([]Option(nil), d.Options...)
	for o := range d.Options {
		d.Options[o].Earliest = d.FirstYear
	}
	mean := NewChildren(len(d.Points), d.Years, 1)
	for i := range d.Points {
		for t := range d.Years {
			for w := range r.l.scenarios {
				mean.At(i, forecast.Nursery, t)[0] += r.l.weight[w] * r.l.demand[r.l.slot(w, t, nurseryEntry)][i]
				mean.At(i, forecast.Junior, t)[0] += r.l.weight[w] * r.l.demand[r.l.slot(w, t, juniorEntry)][i]
			}
		}
	}
	p := newDistrictProgram(newLayout(&d, mean, d.Years))
	var rules []conflictRule
	for t := range d.Years {
		for _, row := range []struct {
			key   string
			row   int
			g     Target
			flows bool
		}{{"nursery_share", p.shareRow[t], d.Targets.NurseryShare, false}, {"full_streets", p.fullRow[t], d.Targets.FullStreets, false},
			{"public_share", p.publicRow[t], d.Targets.PublicShare, true}, {"budget", p.budgetRow[t], Target{}, false}} {
			if row.row >= 0 && row.g.Price == 0 {
				rules = append(rules, conflictRule{Rule{Key: row.key, Year: r.l.year(t)}, row.row, nil, row.flows})
			}
		}
	}
	for j := range p.l.shapes {
		for b, o := range p.l.shapes[j].options {
			early := conflictRule{Rule{"earliest", r.l.d.Options[o].Earliest, d.Options[o].Code}, -1, nil, false}
			for t := range d.Years {
				if int(r.l.d.Options[o].Earliest) > int(d.FirstYear)+t {
					early.columns = append(early.columns, p.option[j][b*d.Years+t])
				}
			}
			if early.columns != nil {
				rules = append(rules, early)
			}
		}
	}
	return p, rules
}

// conflicting reports whether the kept rules are proved to exclude every plan:
// the least total by which they must be missed is above zero. With HiGHS the
// proof is in whole numbers; without, by a dual of the linear relaxation.
func (r *districtRun) conflicting(ctx context.Context, p *districtProgram, rules []conflictRule, kept []bool) bool {
	q := p.program
	q.offset, q.cost = 0, make([]float64, len(p.cost))
	q.lower, q.upper = append([]float64(nil), p.lower...), append([]float64(nil), p.upper...)
	q.lo, q.hi = append([]float64(nil), p.lo...), append([]float64(nil), p.hi...)
	flows := false
	elastic := make([]float64, len(q.lo)) // sign of a row's slack
	for k, rule := range rules {
		switch {
		case rule.row < 0:
			for _, c := range rule.columns {
				if kept[k] {
					q.upper[c] = 0
				}
			}
		case kept[k]:
			flows = flows || rule.flows
			elastic[rule.row] = 1
			if math.IsInf(q.lo[rule.row], -1) {
				elastic[rule.row] = -1
			}
		default:
			q.lo[rule.row], q.hi[rule.row] = -inf, inf
		}
	}
	free := make([]bool, len(q.cost))
	for c := range free {
		free[c] = true
	}
	x := make([]float64, len(q.cost))
	if !flows { // children play no part: hold them all short
		for s := range p.l.slots() {
			for c := p.flow[s]; c < p.short[s]+int32(len(p.l.d.Points)); c++ {
				free[c] = false
			}
			copy(x[p.short[s]:], p.l.demand[s])
		}
	}
	small, _ := withSlack(&q, elastic).restrict(append(free, trues(countNonZero(elastic))...), append(x, make([]float64, countNonZero(elastic))...))
	const least = 1e-4
	if r.exact != nil {
		a, err := r.exact.solve(ctx, small, highsLimits{seconds: secondsLeft(ctx, 20), gap: 1e-3})
		return err == nil && (a.infeasible || a.bound > least)
	}
	dual := newPDHG(small)
	for range 20 {
		if ctx.Err() != nil {
			return false
		}
		dual.run(250)
		if small.dualBound(dual.price) > least {
			return true
		}
	}
	return false
}

// withSlack adds to each row with a sign a column of cost 1 that lets it be
// missed by at most what its columns can span.
func withSlack(p *program, sign []float64) *program {
	q := &program{offset: p.offset, cost: append([]float64(nil), p.cost...), lower: p.lower, upper: p.upper,
		whole: append([]bool(nil), p.whole...)}
	q.lower, q.upper = append([]float64(nil), p.lower...), append([]float64(nil), p.upper...)
	for r := range p.lo {
		columns, values := p.terms(r)
		slack := int32(-1)
		if sign[r] != 0 {
			span := math.Abs(p.lo[r])
			if math.IsInf(span, 0) {
				span = math.Abs(p.hi[r])
			}
			for k, c := range columns {
				span += math.Abs(values[k]) * max(math.Abs(p.lower[c]), math.Abs(p.upper[c]))
			}
			slack = q.column(1, 0, span+1, false)
		}
		q.row(p.lo[r], p.hi[r])
		for k, c := range columns {
			q.term(c, values[k])
		}
		if slack >= 0 {
			q.term(slack, sign[r])
		}
	}
	return q
}

func countNonZero(x []float64) int {
	n := 0
	for _, v := range x {
		if v != 0 {
			n++
		}
	}
	return n
}

func trues(n int) []bool {
	out := make([]bool, n)
	for k := range out {
		out[k] = true
	}
	return out
}

// dualBound is the bound that prices of the rows give on a program with finite
// column bounds, whatever the prices:
//
//	offset + sum_r y (lo if y > 0, hi if y < 0) + sum_c min over its bounds of (cost - A'y) x
//
// Prices with the wrong sign for a one-sided row count as zero.
func (p *program) dualBound(price func(row int) float64) float64 {
	reduced := append([]float64(nil), p.cost...)
	sum := p.offset
	for r := range p.lo {
		y := price(r)
		side := p.lo[r]
		if y < 0 {
			side = p.hi[r]
		}
		if y == 0 || math.IsInf(side, 0) {
			continue
		}
		sum += y * side
		columns, values := p.terms(r)
		for k, c := range columns {
			reduced[c] -= y * values[k]
		}
	}
	for c, v := range reduced {
		if v > 0 {
			sum += v * p.lower[c]
		} else if v < 0 {
			sum += v * p.upper[c]
		}
	}
	return sum
}
