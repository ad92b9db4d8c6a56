package ingest

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"kindercast/forecast"
)

// headcount counts the table of persons into population at the door. Of a
// pseudonym it keeps a digest while the file is read, to tell a person counted
// twice, and drops it after.
type headcount struct {
	op   *opening
	seen map[[16]byte]person // digest of pseudonym and day → the rest
	n    map[forecast.Population]int64
}

func newHeadcount(op *opening) *headcount { return &headcount{op: op} }

func (h *headcount) load() error {
	r, g, closing, err := h.op.reader("persons")
	if err != nil || r == nil {
		return err
	}
	defer closing()
	h.seen, h.n = map[[16]byte]person{}, map[forecast.Population]int64{}
	h.op.guard(r, func() {
		readTable(r, g, func(p *person, line int) outcome { return h.count(r, p, line) })
	})
	h.merge(r)
	h.seen = nil
	return nil
}

// count adds one person. The age is the whole years from birth to the day of
// the count. With the month of birth alone it is known for sure on the last day
// of a month (all born in it have had their birthday) and taken as not yet
// reached on the first.
func (h *headcount) count(r *tableReader, p *person, line int) outcome {
	sum := sha256.Sum256([]byte(p.Pseudonym + "|" + p.AsOf.String()))
	key := [16]byte(sum[:16])
	rest := *p
	rest.Pseudonym = ""
	if old, ok := h.seen[key]; ok {
		if old == rest {
			return again
		}
		r.fault(Fault{Row: line, Column: "pseudonym", Value: "***", Rule: DuplicateKey})
		return refused
	}
	now := forecast.NewMonth(p.AsOf.Year(), p.AsOf.Month())
	months := int(now - p.Birth)
	if months < 0 || months > 12*130 {
		r.fault(Fault{Row: line, Column: "birth_month", Value: p.Birth.String(), Rule: ImpossibleDate, Note: "against as_of " + p.AsOf.String()})
		return refused
	}
	if months%12 == 0 && p.AsOf != now.Last() {
		if p.AsOf != now.First() {
			r.fault(Fault{Row: line, Column: "as_of", Value: p.AsOf.String(), Rule: AmbiguousAge})
			return refused
		}
		months--
	}
	if months < 0 {
		r.fault(Fault{Row: line, Column: "birth_month", Value: p.Birth.String(), Rule: ImpossibleDate, Note: "against as_of " + p.AsOf.String()})
		return refused
	}
	h.seen[key] = rest
	h.n[forecast.Population{AsOf: p.AsOf, Area: p.Area, Age: forecast.Age(months / 12), Sex: p.Sex, Residence: p.Residence}]++
	return fresh
}

// merge appends the counts to the population, in its order.
func (h *headcount) merge(r *tableReader) {
	cells := make([]forecast.Population, 0, len(h.n))
	for c, n := range h.n {
		c.Persons = n
		cells = append(cells, c)
	}
	slices.SortFunc(cells, byAreaAndDate)
	t := &h.op.Population
	days := map[forecast.Date]bool{}
	for _, p := range t.Rows {
		days[p.AsOf] = true
	}
	told := map[forecast.Date]bool{}
	for _, c := range cells {
		if days[c.AsOf] && !told[c.AsOf] {
			told[c.AsOf] = true
			r.fault(Fault{Column: "as_of", Value: c.AsOf.String(), Rule: MixedSplit, Note: "population counts this day already"})
		}
		t.Rows, t.Line = append(t.Rows, c), append(t.Line, 0)
	}
}

// byAreaAndDate is the order of population in Observed.
func byAreaAndDate(a, b forecast.Population) int {
	return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Age, b.Age),
		cmp.Compare(a.Sex, b.Sex), cmp.Compare(a.Residence, b.Residence))
}
