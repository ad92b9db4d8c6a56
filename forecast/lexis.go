package forecast

import (
	"fmt"
	"math"
	"slices"
)

// OldestAdult is the last age that a Lexis holds: mothers are younger.
const OldestAdult Age = 49

// near is the number of days by which a count may miss the anniversary it is
// used for without being moved: 31 August for 1 September.
const near = 10

// Lexis is a table of counts by area, anniversary and age. Its dates are the
// anniversaries of one anchor day, one year apart, so that a cohort moves along
// the diagonal:
//
//	age a at date t  ->  age a+1 at date t+1
//
// A cell that was not counted is NaN. A cell is a count of none where its area
// and date hold rows and another area holds the age on that date.
type Lexis struct {
	Areas []string // codes, sorted
	Dates []Date   // anniversaries, the oldest first, the anchor last
	Ages  int      // ages 0 to Ages-1
	// Moved are the dates of counts that stood off the anniversary by more than
	// ten days and were moved to it; see move.
	Moved []Date

	off     []float64 // by date: years by which its counts were moved; NaN without counts
	persons []float64 // area x date x age
	women   []float64 // the same for women; nil where a source does not split by sex
}

// NewLexis lays out o on the anniversaries of its newest count. It is an error
// if nothing was counted or if a count names an area that o does not have.
func NewLexis(o *Observed) (*Lexis, error) {
	anchor, ok := o.newest()
	if !ok {
		return nil, fmt.Errorf("forecast: no population was counted")
	}
	return lexisAt(o, anchor, anchor)
}

// newest returns the date of the newest count of population: the jump-off.
func (o *Observed) newest() (d Date, ok bool) {
	for i, p := range o.Population {
		if i == 0 || p.AsOf > d {
			d = p.AsOf
		}
	}
	return d, len(o.Population) > 0
}

// lexisAt lays out o on the anniversaries of anchor, up to the last one that is
// at most half a year after the date last.
func lexisAt(o *Observed, anchor, last Date) (*Lexis, error) {
	seen := map[Date]bool{}
	oldest := anchor
	for _, p := range o.Population {
		seen[p.AsOf] = true
		oldest = min(oldest, p.AsOf)
	}
	l := &Lexis{}
	from, to := yearsBetween(anchor, oldest), yearsBetween(anchor, last)
	for y := min(from, 0); y <= max(to, 0); y++ {
		l.Dates = append(l.Dates, anchor.AddYears(y))
	}
	// Of several counts near one anniversary the nearest is used.
	source := make([]Date, len(l.Dates))
	dates := make([]Date, 0, len(seen))
	for d := range seen {
		dates = append(dates, d)
	}
	slices.Sort(dates)
	for _, d := range dates {
		t := yearsBetween(anchor, d) - min(from, 0)
		if t >= len(l.Dates) {
			continue
		}
		if source[t] == 0 || distance(d, l.Dates[t]) < distance(source[t], l.Dates[t]) {
			source[t] = d
		}
	}
	if err := l.count(o, source); err != nil {
		return nil, err
	}
	l.off = nans(len(source))
	for t, d := range source {
		if d != 0 {
			l.off[t] = 0
		}
		if d != 0 && distance(d, l.Dates[t]) > near {
			l.Moved = append(l.Moved, d)
			l.off[t] = float64(d-l.Dates[t]) / 365.25
			l.move(t, l.off[t])
		}
	}
	return l, nil
}

// yearsBetween is the number of years from anchor to the anniversary of anchor
// that is nearest to d.
func yearsBetween(anchor, d Date) int {
	y := d.Year() - anchor.Year()
	best := y
	for _, k := range []int{y - 1, y + 1} {
		if distance(anchor.AddYears(k), d) < distance(anchor.AddYears(best), d) {
			best = k
		}
	}
	return best
}

func distance(a, b Date) Date { return max(a-b, b-a) }

// count fills the table from the rows counted on the source date of each
// anniversary.
func (l *Lexis) count(o *Observed, source []Date) error {
	codes := map[string]int{}
	for _, a := range o.Areas {
		l.Areas = append(l.Areas, a.Code)
	}
	if len(o.Areas) == 0 {
		for _, p := range o.Population {
			if _, ok := codes[p.Area]; !ok {
				codes[p.Area] = 0
				l.Areas = append(l.Areas, p.Area)
			}
		}
	}
	slices.Sort(l.Areas)
	l.Areas = slices.Compact(l.Areas)
	for i, c := range l.Areas {
		codes[c] = i
	}
	index := map[Date]int{}
	for t, d := range source {
		if d != 0 {
			index[d] = t
		}
	}
	split := true
	for _, p := range o.Population {
		if _, ok := codes[p.Area]; !ok {
			return fmt.Errorf("forecast: population of area %q on %s: no such area", p.Area, p.AsOf)
		}
		if _, ok := index[p.AsOf]; ok && p.Age <= OldestAdult {
			l.Ages = max(l.Ages, int(p.Age)+1)
			split = split && p.Sex != ""
		}
	}
	l.Ages = max(l.Ages, 6)
	size := len(l.Areas) * len(l.Dates) * l.Ages
	l.persons = nans(size)
	if split {
		l.women = nans(size)
	}
	ages := make([]bool, len(l.Dates)*l.Ages)       // ages counted anywhere on the date
	rows := make([]bool, len(l.Areas)*len(l.Dates)) // areas with rows on the date
	type cell struct{ i, t, a int }
	for pass := range 2 {
		for _, p := range o.Population {
			t, ok := index[p.AsOf]
			if !ok || p.Age > OldestAdult {
				continue
			}
			if p.Age < 0 || p.Persons < 0 {
				return fmt.Errorf("forecast: population of area %q on %s: %d persons of age %d", p.Area, p.AsOf, p.Persons, p.Age)
			}
			c := cell{codes[p.Area], t, int(p.Age)}
			if pass == 0 {
				ages[c.t*l.Ages+c.a], rows[c.i*len(l.Dates)+c.t] = true, true
				continue
			}
			k := l.at(c.i, c.t, c.a)
			l.persons[k] += float64(p.Persons)
			if split && p.Sex == "F" {
				l.women[k] += float64(p.Persons)
			}
		}
		if pass == 0 {
			for i := range l.Areas {
				for t := range l.Dates {
					for a := range l.Ages {
						if rows[i*len(l.Dates)+t] && ages[t*l.Ages+a] {
							l.persons[l.at(i, t, a)] = 0
							if split {
								l.women[l.at(i, t, a)] = 0
							}
						}
					}
				}
			}
		}
	}
	return nil
}

func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func (l *Lexis) at(area, date, age int) int { return (area*len(l.Dates)+date)*l.Ages + age }

// At returns the persons of an age in an area at a date, by position; NaN where
// they were not counted. The age may be older than the table, which is NaN too.
func (l *Lexis) At(area, date int, age Age) float64 {
	if date < 0 || date >= len(l.Dates) || age < 0 || int(age) >= l.Ages {
		return math.NaN()
	}
	return l.persons[l.at(area, date, int(age))]
}

// adults returns women of an age where the source splits by sex, persons
// elsewhere.
func (l *Lexis) adults(area, date int, age Age) float64 {
	if l.women == nil || int(age) >= l.Ages {
		return l.At(area, date, age)
	}
	return l.women[l.at(area, date, int(age))]
}

// Diagonal returns the cohort of an area that is of age 0 at the date at
// position t: its counts at ages 0, 1, 2 … of that and the following dates.
func (l *Lexis) Diagonal(area, t int) []float64 {
	var d []float64
	for a := 0; a < l.Ages && t+a < len(l.Dates); a++ {
		d = append(d, l.At(area, t+a, Age(a)))
	}
	return d
}

// Column returns the counts of an area at the date at position t, by age.
func (l *Lexis) Column(area, t int) []float64 {
	k := l.at(area, t, 0)
	return slices.Clone(l.persons[k : k+l.Ages])
}

// move brings the counts of date t to its anniversary. They were taken years
// (a fraction, at most a half) later; with birthdays spread evenly over the year,
//
//	N[a] = (1-years) n[a] + years n[a+1]      counted after the anniversary
//	N[a] = (1+years) n[a] - years n[a-1]      counted before it (years < 0)
//
// The oldest age is NaN in the first case; age 0 keeps its count in the second.
func (l *Lexis) move(t int, years float64) {
	for _, v := range [][]float64{l.persons, l.women} {
		if v == nil {
			continue
		}
		for i := range l.Areas {
			k := l.at(i, t, 0)
			n := slices.Clone(v[k : k+l.Ages])
			for a := range n {
				switch {
				case years > 0 && a+1 < len(n):
					v[k+a] = (1-years)*n[a] + years*n[a+1]
				case years > 0:
					v[k+a] = math.NaN()
				case a > 0:
					v[k+a] = (1+years)*n[a] - years*n[a-1]
				}
			}
		}
	}
}
