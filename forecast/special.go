package forecast

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// SpecialCount is how many children of special needs were counted in a district
// in one year, and the residents of 3 to 5 among whom they were counted.
type SpecialCount struct {
	Year      Year
	Children  int64
	Residents int64
}

// SpecialRate is the rate of children of special needs among residents of 3 to 5
// of a district, pooled over years. The count of a year is Poisson about the rate
// of that year, and the rates of years are Gamma about the lasting one:
//
//	rate     = Σ children / Σ residents
//	between  = max(0, (X2 - (Y-1)) / (rate (R - Σ r^2/R)))
//	error    = 1/Σ children + between Σ r^2/R^2
//
// with r the residents of a year, R their sum, Y the years, and X2 Pearson's
// statistic of the yearly counts about the common rate (moments, after
// DerSimonian & Laird 1986). Numbers are too small for anything below a district.
type SpecialRate struct {
	Years       int
	Children    int64
	Residents   int64
	PerThousand float64 // 1,000 rate
	Between     float64 // squared coefficient of variation of the rates of years
	Error       float64 // squared coefficient of variation of the lasting rate
}

// FitSpecial pools the counts of a district. Where no child was counted in any
// year the rate is that of half a child (Jeffreys' prior), which is not nobody.
// It is an error if there is no count, if a year stands twice, if its residents
// are not positive, or if its children are negative or more than its residents.
func FitSpecial(rows []SpecialCount) (*SpecialRate, error) {
	if len(rows) == 0 {
		return nil, fmt.Errorf("special needs: no counts")
	}
	f := &SpecialRate{Years: len(rows)}
	seen := map[Year]bool{}
	squares := 0.0
	for _, r := range rows {
		if seen[r.Year] {
			return nil, fmt.Errorf("special needs: year %d stands twice", r.Year)
		}
		if r.Residents <= 0 || r.Children < 0 || r.Children > r.Residents {
			return nil, fmt.Errorf("special needs: year %d: %d children of %d residents", r.Year, r.Children, r.Residents)
		}
		seen[r.Year] = true
		f.Children, f.Residents = f.Children+r.Children, f.Residents+r.Residents
		squares += float64(r.Residents) * float64(r.Residents)
	}
	children, all := float64(f.Children), float64(f.Residents)
	if f.Children == 0 {
		children = .5
	}
	rate := children / all
	f.PerThousand = 1000 * rate
	if f.Children > 0 && f.Years > 1 {
		x2 := 0.0
		for _, r := range rows {
			expect := rate * float64(r.Residents)
			x2 += (float64(r.Children) - expect) * (float64(r.Children) - expect) / expect
		}
		f.Between = math.Max(0, (x2-float64(f.Years-1))/(rate*(all-squares/all)))
	}
	f.Error = 1/children + f.Between*squares/(all*all)
	return f, nil
}

// SpecialDraws are simulated counts of children of special needs of a district.
type SpecialDraws struct {
	Dates []Date
	Draws [][]float64 // date x draw, whole children
}

// Draw foresees the children of special needs of a district on the dates of
// residents, the draws of its areas. In draw s
//
//	children[t,s] ~ Poisson(residents[t,s] rate g[s] h[t,s])
//
// g ~ Gamma of mean 1 and variance Error, one for all dates; h ~ Gamma of mean 1
// and variance Between, one a date. So the mean is the pooled rate times the
// mean residents. District names the random numbers. It is an error if residents
// lack an age of 3 to 5.
func (f *SpecialRate) Draw(district string, residents *Draws, seed uint64) (*SpecialDraws, error) {
	for a := Age(3); a <= 5; a++ {
		if residents.AgeIndex(a) < 0 {
			return nil, fmt.Errorf("special needs: the draws hold no age %d", a)
		}
	}
	out := &SpecialDraws{Dates: residents.Dates}
	level := make([]float64, residents.N)
	lasting := distuv.Gamma{Alpha: 1 / f.Error, Beta: 1 / f.Error, Src: source(seed, "special", district)}
	for s := range level {
		level[s] = f.PerThousand / 1000 * lasting.Rand()
	}
	for t, day := range residents.Dates {
		src := source(seed, "special", district, day.String())
		year := distuv.Gamma{Alpha: 1 / f.Between, Beta: 1 / f.Between, Src: src}
		x := residents.Sum(nil, t, 3, 4, 5)
		for s := range x {
			expect := x[s] * level[s]
			if f.Between > 0 {
				expect *= year.Rand()
			}
			x[s] = 0
			if expect > 0 {
				x[s] = distuv.Poisson{Lambda: expect, Src: src}.Rand()
			}
		}
		out.Draws = append(out.Draws, x)
	}
	return out, nil
}

// Summary returns the mean and quantiles on the date at position date.
func (d *SpecialDraws) Summary(date int) Summary { return Summarise(d.Draws[date]) }
