package supply

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kindercast/forecast"
)

// Norm is one row of the norms file: a standard, its value while it is in
// force, where it stands written and how sure that is.
type Norm struct {
	Key       string
	ZH, EN    string
	Value     float64 // NaN where it is not known
	Unit      string
	Level     string        // what it is judged on: class, kindergarten, site, district …
	From, To  forecast.Date // first and last day in force; zero: open
	Source    string
	Certainty string // A official, B quoted, C from memory, D contradictory, U unknown, P our own
	ChangedBy string
	ChangedOn forecast.Date // zero: not stated
}

// In reports whether the norm is in force on d.
func (n Norm) In(d forecast.Date) bool {
	return (n.From == 0 || n.From <= d) && (n.To == 0 || d <= n.To)
}

// Norms are the standards of a dataset, by key and year, with the changes of a
// scenario laid over them. A Norms is never modified: With returns a copy.
type Norms struct {
	rows      []Norm // sorted by key, then From
	overrides []Override
	reference forecast.MonthDay
}

// Keys that supply itself reads. A class size is class_size_<level>, or
// class_size_<level>_<provider> where a provider has its own.
const (
	KeyOutdoor      = "outdoor_area_pc_min"
	KeyActivity     = "activity_area_pc_min"
	KeyFloor        = "floor_area_pc_min"
	KeyNurseryNew   = "nursery_rooms_new_site"
	KeyCarry        = "nursery_carry_share"
	keyClassSize    = "class_size_"
	changeByCommand = "scenario"
)

// NewNorms sorts rows into Norms. School years begin on the day after ref.
func NewNorms(rows []Norm, ref forecast.MonthDay) *Norms {
	n := &Norms{rows: slices.Clone(rows), reference: ref}
	slices.SortStableFunc(n.rows, func(a, b Norm) int {
		if c := strings.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		return int(a.From) - int(b.From)
	})
	return n
}

// At returns the norms in force on the first day of school year y, sorted by
// key, with overrides applied and named as such. It is the audit of that year.
func (n *Norms) At(y forecast.Year) []Norm {
	d := Start(n.reference, y)
	var out []Norm
	for _, r := range n.rows {
		if !r.In(d) {
			continue
		}
		for _, o := range n.overrides {
			if o.Key == r.Key && o.In(y) {
				r.Value, r.ChangedBy, r.Certainty = o.Value, changeByCommand, "P"
				r.Source = fmt.Sprintf("%s (%s)", o, r.Source)
			}
		}
		out = append(out, r)
	}
	return out
}

// Value returns the norm key in school year y. It is false where no row is in
// force or the row's value is not known.
func (n *Norms) Value(key string, y forecast.Year) (float64, bool) {
	v, ok := math.NaN(), false
	d := Start(n.reference, y)
	for _, r := range n.rows {
		if r.Key == key && r.In(d) {
			v, ok = r.Value, !math.IsNaN(r.Value)
			break
		}
	}
	for _, o := range n.overrides {
		if o.Key == key && o.In(y) {
			v, ok = o.Value, true
		}
	}
	return v, ok
}

// ClassSize returns the children of a class of level l with that provider in
// school year y: the provider's own norm where there is one, else the level's.
func (n *Norms) ClassSize(l forecast.Level, provider string, y forecast.Year) (float64, bool) {
	if provider != "" {
		if v, ok := n.Value(keyClassSize+l.String()+"_"+provider, y); ok {
			return v, true
		}
	}
	return n.Value(keyClassSize+l.String(), y)
}

// PerChild are the least square metres a child must have; NaN is no norm.
type PerChild struct{ Outdoor, Activity, Floor float64 }

// Areas returns the areas per child in school year y.
func (n *Norms) Areas(y forecast.Year) PerChild {
	get := func(key string) float64 {
		v, ok := n.Value(key, y)
		if !ok {
			return math.NaN()
		}
		return v
	}
	return PerChild{get(KeyOutdoor), get(KeyActivity), get(KeyFloor)}
}

// Version is a hash of every row and override: outputs name it, so that a
// number can be traced to the norms that it was made with.
func (n *Norms) Version() string {
	h := sha256.New()
	for _, r := range n.rows {
		fmt.Fprintf(h, "%q %x %q %q %d %d %q %q %q %d\n", r.Key, math.Float64bits(r.Value), r.Unit, r.Level,
			r.From, r.To, r.Source, r.Certainty, r.ChangedBy, r.ChangedOn)
	}
	for _, o := range n.overrides {
		fmt.Fprintf(h, "%s\n", o)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Override is a norm changed by a scenario from one school year to another,
// both included; zero years are open.
type Override struct {
	Key      string
	Value    float64
	From, To forecast.Year
}

// In reports whether the override holds in school year y.
func (o Override) In(y forecast.Year) bool {
	return (o.From == 0 || o.From <= y) && (o.To == 0 || y <= o.To)
}

// String prints what ParseOverride reads.
func (o Override) String() string {
	s := o.Key + "=" + strconv.FormatFloat(o.Value, 'g', -1, 64)
	switch {
	case o.From == 0 && o.To == 0:
		return s
	case o.From == o.To:
		return fmt.Sprintf("%s@%d", s, o.From)
	}
	year := func(y forecast.Year) string {
		if y == 0 {
			return ""
		}
		return strconv.Itoa(int(y))
	}
	return s + "@" + year(o.From) + "-" + year(o.To)
}

// ParseOverride reads KEY=VALUE, KEY=VALUE@2027, KEY=VALUE@2027-2029,
// KEY=VALUE@2027- or KEY=VALUE@-2027, with school years.
func ParseOverride(s string) (Override, error) {
	bad := func(why string) (Override, error) { return Override{}, fmt.Errorf("norm change %q: %s", s, why) }
	head, years, dated := strings.Cut(s, "@")
	key, value, ok := strings.Cut(head, "=")
	if !ok || key == "" {
		return bad("want KEY=VALUE or KEY=VALUE@YEARS")
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return bad("value is no number")
	}
	o := Override{Key: strings.TrimSpace(key), Value: v}
	if !dated {
		return o, nil
	}
	first, last, ranged := strings.Cut(years, "-")
	if !ranged {
		last = first
	}
	for _, part := range []struct {
		text string
		to   *forecast.Year
	}{{first, &o.From}, {last, &o.To}} {
		if part.text == "" {
			continue
		}
		y, err := strconv.ParseInt(part.text, 10, 32)
		if err != nil || y < 1900 || y > 2200 {
			return bad("years are written 2027, 2027-2029, 2027- or -2027")
		}
		*part.to = forecast.Year(y)
	}
	if o.From == 0 && o.To == 0 || o.To != 0 && o.To < o.From {
		return bad("no years between the two")
	}
	return o, nil
}

// With returns the norms with changes laid over them; later changes win. A key
// that the file does not have, and a class size or area per child that is not
// above zero, is a problem, and that change is left out.
func (n *Norms) With(changes ...Override) (*Norms, []Problem) {
	c := &Norms{rows: n.rows, overrides: slices.Clone(n.overrides), reference: n.reference}
	var problems []Problem
	f := faults{"norms", &problems}
	for i, o := range changes {
		switch {
		case !slices.ContainsFunc(n.rows, func(r Norm) bool { return r.Key == o.Key }):
			f.fault(i, "key", o.Key, RuleNormUnknown)
		case o.To != 0 && o.To < o.From:
			f.fault(i, "to", o.To, RuleNormPeriod)
		case math.IsNaN(o.Value) || math.IsInf(o.Value, 0) || dividing(o.Key) && o.Value <= 0 || o.Value < 0:
			f.fault(i, "value", o.Value, RuleNormValue)
		default:
			c.overrides = append(c.overrides, o)
		}
	}
	return c, problems
}

// dividing reports whether places are worked out with the norm, so that it must
// be above zero and dated.
func dividing(key string) bool {
	return strings.HasPrefix(key, keyClassSize) && !strings.HasPrefix(key, keyClassSize+"compliance") ||
		key == KeyOutdoor || key == KeyActivity || key == KeyFloor
}
