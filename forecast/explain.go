package forecast

import (
	"cmp"
	"math"
	"slices"
)

// The parts of an explanation, in the order in which they are told.
const (
	PartBirths           = "births"
	PartAgeing           = "ageing"
	PartMigration        = "migration"
	PartHousing          = "housing"
	PartUptake           = "uptake"
	PartFlows            = "flows"
	PartReclassification = "reclassification"
)

// PartKeys are the keys of every explanation.
var PartKeys = [...]string{PartBirths, PartAgeing, PartMigration, PartHousing, PartUptake, PartFlows, PartReclassification}

// Part is one additive part of a difference, in children.
type Part struct {
	Key   string  `json:"part"`
	Value float64 `json:"value"`
}

// Explanation splits To - From into the parts of PartKeys, which add up to it
// exactly (up to the rounding of a float). From and To are means of draws, or
// counts, of children who ask for a place.
type Explanation struct {
	From, To float64
	Parts    [len(PartKeys)]float64 // in the order of PartKeys
}

// Of returns the part with a key of PartKeys.
func (e Explanation) Of(key string) float64 { return e.Parts[slices.Index(PartKeys[:], key)] }

// Sum returns the sum of the parts.
func (e Explanation) Sum() (s float64) {
	for _, p := range e.Parts {
		s += p
	}
	return s
}

// Plus returns the explanation of two differences together, such as those of two
// areas or two ages.
func (e Explanation) Plus(o Explanation) Explanation {
	e.From, e.To = e.From+o.From, e.To+o.To
	for k, p := range o.Parts {
		e.Parts[k] += p
	}
	return e
}

// Since returns the explanation of e.To - o.To, where e and o are differences
// from the same thing, such as two scenarios from the base.
func (e Explanation) Since(o Explanation) Explanation {
	e.From = o.To
	for k, p := range o.Parts {
		e.Parts[k] -= p
	}
	return e
}

// add adds to the part with a key of PartKeys.
func (e *Explanation) add(key string, value float64) {
	e.Parts[slices.Index(PartKeys[:], key)] += value
}

// Whole returns the explanation in whole children: From and To are rounded, and
// the parts are whole numbers that add up to their difference. What rounding
// leaves is shared in proportion to the parts, then by the largest remainder.
func (e Explanation) Whole() Explanation {
	w := Explanation{From: math.Round(e.From), To: math.Round(e.To)}
	size := 0.0
	for _, p := range e.Parts {
		size += math.Abs(p)
	}
	if size == 0 {
		w.To = w.From // nothing to share a rounding among
		return w
	}
	miss := (w.To - w.From - e.Sum()) / size
	var rest [len(PartKeys)]float64
	left := w.To - w.From
	order := make([]int, len(PartKeys))
	for k, p := range e.Parts {
		share := p + miss*math.Abs(p)
		w.Parts[k], order[k] = math.Floor(share+1e-9), k
		rest[k] = share - w.Parts[k]
		left -= w.Parts[k]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, k := range order[:int(math.Round(left))] {
		w.Parts[k]++
	}
	return w
}

// Rounded returns the explanation in whole numbers of the part of a child that is given,
// such as 100 for hundredths: as printed, the parts still add up. See Whole.
func (e Explanation) Rounded(per float64) Explanation {
	scale := func(by func(float64) float64) {
		e.From, e.To = by(e.From), by(e.To)
		for k, p := range e.Parts {
			e.Parts[k] = by(p)
		}
	}
	scale(func(x float64) float64 { return x * per })
	e = e.Whole()
	scale(func(x float64) float64 { return x / per })
	return e
}

// Parted returns the parts with their keys, the largest first, those that are
// zero left out.
func (e Explanation) Parted() []Part {
	var out []Part
	for k, p := range e.Parts {
		if p != 0 {
			out = append(out, Part{PartKeys[k], p})
		}
	}
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(math.Abs(b.Value), math.Abs(a.Value)) })
	return out
}

// ExplainLevers explains the difference that several levers, keys of PartKeys,
// make together by the mean of what each adds over every order of switching them
// on (Shapley 1953), so that the parts add up exactly and no order is favoured:
//
//	part[i] = sum over S without i of |S|!(n-|S|-1)!/n! (v(S+i) - v(S))
//
// value returns the figures to be explained with the levers of a set on, bit i
// for lever i, under common random numbers; it is called once a set, 2^n times,
// and always returns as many. The explanations are in the order of the figures.
func ExplainLevers(keys []string, value func(set uint) ([]float64, error)) ([]Explanation, error) {
	n := len(keys)
	v := make([][]float64, 1<<n)
	for s := range v {
		x, err := value(uint(s))
		if err != nil {
			return nil, err
		}
		v[s] = x
	}
	out := make([]Explanation, len(v[0]))
	weight := func(size int) float64 {
		w := 1 / float64(n)
		for i := 0; i < size; i++ {
			w *= float64(i+1) / float64(n-1-i)
		}
		return w
	}
	for c := range out {
		e := &out[c]
		e.From, e.To = v[0][c], v[len(v)-1][c]
		for i, key := range keys {
			for s := range v {
				if s&(1<<i) != 0 {
					continue
				}
				size := 0
				for b := s; b > 0; b &= b - 1 {
					size++
				}
				e.add(key, weight(size)*(v[s|1<<i][c]-v[s][c]))
			}
		}
	}
	return out, nil
}

// logMean is the logarithmic mean of two positive numbers, of equal ones their
// common value:
//
//	L(x,y) = (x-y) / (log x - log y)
func logMean(x, y float64) float64 {
	d := math.Log(x) - math.Log(y)
	if math.Abs(d) < 1e-9 {
		return (x + y) / 2
	}
	return (x - y) / d
}
