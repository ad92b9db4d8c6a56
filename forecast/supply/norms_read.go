package supply

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"kindercast/forecast"
)

var normColumns = []string{"key", "zh", "en", "value", "unit", "level", "valid_from", "valid_to", "source", "certainty"}

// ReadNorms reads a norms file: CSV in UTF-8 with the columns key, zh, en,
// value, unit, level, valid_from, valid_to, source, certainty and, where kept,
// changed_by and changed_on, in any order. An empty value is not known.
// valid_from and valid_to are YYYY, YYYY-MM or YYYY-MM-DD, both included. Rows
// with a fault are left out and reported; Row counts data rows from 0. The error
// is for a file that is no such table.
func ReadNorms(r io.Reader, ref forecast.MonthDay) (*Norms, []Problem, error) {
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("read norms: header: %w", err)
	}
	at := map[string]int{}
	for i, h := range head {
		h = strings.TrimPrefix(h, "\ufeff")
		if _, twice := at[h]; twice {
			return nil, nil, fmt.Errorf("read norms: column %q stands twice", h)
		}
		at[h] = i
	}
	for _, want := range normColumns {
		if _, ok := at[want]; !ok {
			return nil, nil, fmt.Errorf("read norms: no column %q", want)
		}
	}
	var rows []Norm
	var problems []Problem
	for i := 0; ; i++ {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read norms: row %d: %w", i, err)
		}
		n, found := parseNorm(i, func(col string) string {
			if k, ok := at[col]; ok {
				return strings.TrimSpace(record[k])
			}
			return ""
		})
		clash := slices.ContainsFunc(rows, func(o Norm) bool { return o.Key == n.Key && overlaps(o, n) })
		if clash && !Refused(found) {
			found = append(found, Problem{"norms", i, "valid_from", n.Key, RuleNormOverlap, false})
		}
		problems = append(problems, found...)
		if !Refused(found) {
			rows = append(rows, n)
		}
	}
	return NewNorms(rows, ref), problems, nil
}

func overlaps(a, b Norm) bool {
	return (a.To == 0 || b.From <= a.To) && (b.To == 0 || a.From <= b.To)
}

func parseNorm(row int, cell func(string) string) (n Norm, problems []Problem) {
	f := faults{"norms", &problems}
	n = Norm{Key: cell("key"), ZH: cell("zh"), EN: cell("en"), Unit: cell("unit"), Level: cell("level"),
		Source: cell("source"), Certainty: cell("certainty"), ChangedBy: cell("changed_by"), Value: math.NaN()}
	if n.Key == "" {
		f.fault(row, "key", "", RuleNormUnknown)
	}
	if s := cell("value"); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || v == 0 && dividing(n.Key) {
			f.fault(row, "value", s, RuleNormValue)
		}
		n.Value = v
	}
	if !slices.Contains([]string{"A", "B", "C", "D", "U", "P"}, n.Certainty) {
		f.fault(row, "certainty", n.Certainty, RuleNormCertainty)
	}
	for _, p := range []struct {
		col  string
		last bool
		to   *forecast.Date
	}{{"valid_from", false, &n.From}, {"valid_to", true, &n.To}, {"changed_on", false, &n.ChangedOn}} {
		s := cell(p.col)
		if s == "" {
			continue
		}
		d, err := parsePeriod(s, p.last)
		if err != nil {
			f.fault(row, p.col, s, RuleNormPeriod)
		}
		*p.to = d
	}
	if n.From != 0 && n.To != 0 && n.To < n.From {
		f.fault(row, "valid_to", cell("valid_to"), RuleNormPeriod)
	}
	if cell("valid_from") == "" && dividing(n.Key) && placesKey(n.Key) {
		f.fault(row, "valid_from", "", RuleNormYear)
	}
	return n, problems
}

// placesKey reports whether the norm itself makes places: class_size_<level>,
// or an area per child.
func placesKey(key string) bool {
	rest, ok := strings.CutPrefix(key, keyClassSize)
	if !ok {
		return true
	}
	_, err := forecast.ParseLevel(rest)
	return err == nil
}

// parsePeriod reads YYYY, YYYY-MM or YYYY-MM-DD as its first or last day.
func parsePeriod(s string, last bool) (forecast.Date, error) {
	switch len(s) {
	case 4:
		y, err := strconv.Atoi(s)
		if err != nil || y < 1900 || y > 2200 {
			return 0, fmt.Errorf("year %q", s)
		}
		if last {
			return forecast.NewDate(y, time.December, 31), nil
		}
		return forecast.NewDate(y, time.January, 1), nil
	case 7:
		m, err := forecast.ParseMonth(s)
		if err != nil {
			return 0, err
		}
		if last {
			return m.Last(), nil
		}
		return m.First(), nil
	}
	return forecast.ParseDate(s)
}
