package forecast

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// part takes the births of the birth year that ends on end as far as they are
// known. The share of a year that the known months hold is the mean of the
// years before, and the share of days where no year before is known whole.
func (b *BirthSeries) part(r *register, l *Lexis, end Date) {
	from, to := Window(end, 0)
	until := r.covered(from, to)
	if until < from {
		return
	}
	var part, whole float64
	var u uneven
	for y := 1; y <= b.Years(); y++ {
		var parts, wholes []float64
		for i := range b.areas {
			all := b.At(i, b.Last+1-y)
			if !math.IsNaN(all) {
				parts = append(parts, r.within(i, from.AddYears(-y), until.AddYears(-y)))
				wholes = append(wholes, all)
			}
		}
		u.add(parts, wholes)
		part += floats.Sum(parts)
		whole += floats.Sum(wholes)
	}
	b.PartSpread, b.RestSpread = u.spreads()
	b.PartShare = float64(until-from+1) / float64(to-from+1)
	if whole > 0 && part > 0 && part < whole {
		b.PartShare = part / whole
	}
	b.Part = make([]float64, b.areas)
	for i := range b.Part {
		b.Part[i] = r.within(i, from, until)
	}
}

// uneven adds up how far the share of a year's births that some of its months hold
// differs between areas. With n of the N births of the year in an area, p of the P
// births of the months, and s = P/N, p alone by chance is hypergeometric, and the
// variance beyond chance of the log of the births of the months, and of the rest, is
// taken by moments over areas and years:
//
//	excess = sum (p - n s)^2 - n s (1-s) (N-n)/(N-1)
//	months = excess / sum (n s)^2       rest = excess / sum (n (1-s))^2
//
// and 0 where areas are no less even than chance.
type uneven struct{ excess, months, rest float64 }

// add takes the births of some months and of the whole of one year, by area.
func (u *uneven) add(part, whole []float64) {
	all := floats.Sum(whole)
	if all < 2 {
		return
	}
	s := floats.Sum(part) / all
	for i, n := range whole {
		off := part[i] - n*s
		u.excess += off*off - n*s*(1-s)*(all-n)/(all-1)
		u.months += n * s * n * s
		u.rest += n * (1 - s) * n * (1 - s)
	}
}

func (u uneven) spreads() (months, rest float64) {
	excess := math.Max(u.excess, 0)
	return ratio(excess, u.months), ratio(excess, u.rest)
}

// partPool adds up the births known of the birth year that is not over.
func (b *BirthSeries) partPool() (sum float64) {
	for _, n := range b.Part {
		if !math.IsNaN(n) {
			sum += n
		}
	}
	return sum
}

// fillPart gives an area that is not in the table of births its part of the birth year
// that is not over: of its newest year as much as the areas in the table had of theirs.
// Their births alone would pass for those of all.
func (b *BirthSeries) fillPart() {
	newest := func(i int) float64 {
		for w := b.Last; w >= b.First; w-- {
			if n := b.At(i, w); !math.IsNaN(n) {
				return n
			}
		}
		return 0
	}
	var part, year float64
	for i, n := range b.Part {
		if !math.IsNaN(n) {
			part, year = part+n, year+newest(i)
		}
	}
	for i, n := range b.Part {
		if math.IsNaN(n) {
			b.Part[i] = newest(i) * ratio(part, year)
		}
	}
}
