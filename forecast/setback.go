package forecast

import (
	"fmt"
	"slices"
)

// oldestEntrant is the oldest age at which children enter: the junior class.
const oldestEntrant Age = 3

// SetBack returns o with its oldest count of population set back year by year,
// to the last anniversary that is not after day, as if nobody had moved or died:
//
//	N[a, t-j] = N[a+j, t]
//
// and the number of years it went back; zero, and o itself, where something was
// counted by day. Of cohorts that are older than the oldest counted age M, the
// ages up to 5 (senior) are taken to be as many as those aged M. It is an error if the
// children of 3 years who come after day are not among those counted: more than
// M - 2 years back. A replay of decisions may rest on it, and must say so; a
// forecast may not, since it knows who moved in later.
func SetBack(o *Observed, day Date) (*Observed, int, error) {
	if len(o.Population) == 0 {
		return nil, 0, fmt.Errorf("set back: no population was counted")
	}
	first, oldest := o.Population[0].AsOf, Age(0)
	for _, p := range o.Population {
		first = min(first, p.AsOf)
	}
	for _, p := range o.Population {
		if p.AsOf == first {
			oldest = max(oldest, p.Age)
		}
	}
	years := 0
	for first.AddYears(-years) > day {
		years++
	}
	if years == 0 {
		return o, 0, nil
	}
	if years > int(oldest-oldestEntrant)+1 {
		return nil, 0, fmt.Errorf("set back to %s: the oldest count is of %s and of ages up to %d, so that children of %d can be followed back to %s at most",
			day, first, oldest, oldestEntrant, first.AddYears(-int(oldest-oldestEntrant)-1))
	}
	back := *o
	back.Population = slices.Clone(o.Population)
	for _, p := range o.Population {
		if p.AsOf != first {
			continue
		}
		for j := 1; j <= years; j++ {
			q := p
			q.AsOf = first.AddYears(-j)
			if q.Age = p.Age - Age(j); q.Age >= 0 {
				back.Population = append(back.Population, q)
			}
			for a := oldest - Age(j) + 1; p.Age == oldest && a <= Senior.Age(); a++ {
				q.Age = a
				back.Population = append(back.Population, q)
			}
		}
	}
	return &back, years, nil
}
