package ingest

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"kindercast/forecast"
)

// Column says how one column of a table is found and held to account. Its name
// and type come from the row struct, which is the only definition of a table.
type Column struct {
	Name     string            // the name in the row's parquet tag
	Aliases  []string          // Chinese headers that mean the same
	Required bool              // the column must be there and no cell blank
	Key      bool              // part of what makes a row unique
	Kind     Kind              // how a cell is read
	Words    map[string]string // Kind Word: what may stand there → the key kept
	Min, Max float64           // Kind Number, Count, Change; both zero: no bound
	Blank    float64           // Kind Number: what stands for not known, 0 or NaN
}

// Kind is how the cells of a column are read, see the declared forms.
type Kind uint8

// The kinds of columns.
const (
	Free       Kind = iota // text
	Code                   // a code, kept as text, leading zeros and all
	Place                  // an area, by code, alias or unique name
	Home                   // an area that may lie outside the district
	Word                   // one of Words
	Group                  // a free category with few values, such as residence
	Count                  // whole and not negative
	Change                 // whole
	Number                 // decimal
	Degree                 // longitude or latitude, or metres of a projected datum
	Day                    // a date
	YearMonth              // a month
	SchoolYear             // a year
)

// watch returns how closely the cells of a column of this kind are searched for
// personal data. Cells that were read as numbers and dates need no search.
func (k Kind) watch() watch {
	switch k {
	case Code, Place, Home:
		return watchNumber
	case Free:
		return watchContact
	case Group:
		return watchAll
	}
	return 0
}

// columnNames returns the names in the parquet tags of the struct type t, in
// the order of its fields.
func columnNames(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("parquet"), ",")
	}
	return names
}

// fieldsOf returns for each column the index of the struct field that carries
// its name. It panics where a column has no field: a mistake of the program.
func fieldsOf(t reflect.Type, columns []Column) []int {
	names := columnNames(t)
	out := make([]int, len(columns))
	for i, c := range columns {
		out[i] = -1
		for j, n := range names {
			if n == c.Name {
				out[i] = j
			}
		}
		if out[i] < 0 {
			panic(fmt.Sprintf("ingest: %s has no field for column %s", t, c.Name))
		}
	}
	return out
}

// cellReader reads tidy cells into struct fields.
type cellReader struct {
	areas *gazetteer // nil while the areas themselves are read
	shift int        // days added to serial dates
	raw   bool       // cells come from a workbook or Parquet file: numbers as stored
	texts map[string]string
	place map[string]string // cells seen → area code
	days  map[string]forecast.Date
}

func newCellReader(areas *gazetteer) *cellReader {
	return &cellReader{areas: areas, texts: map[string]string{}, place: map[string]string{}, days: map[string]forecast.Date{}}
}

// maxRemembered bounds the caches of a cellReader.
const maxRemembered = 1 << 16

// keep returns a copy of s that does not hold on to the line it was cut from;
// equal texts share one copy.
func (c *cellReader) keep(s string) string {
	if t, ok := c.texts[s]; ok {
		return t
	}
	t := strings.Clone(s)
	if len(c.texts) < maxRemembered {
		c.texts[t] = t
	}
	return t
}

// read puts a tidy cell that is not blank into the field f, or names the rule
// that it breaks.
func (c *cellReader) read(col *Column, f reflect.Value, s string) (Rule, string) {
	switch col.Kind {
	case Count, Change:
		n, rule := parseCount(s, col.Kind == Change)
		if rule != "" {
			return rule, ""
		}
		if col.Max != 0 && (float64(n) < col.Min || float64(n) > col.Max) {
			return BadValue, fmt.Sprintf("outside %g to %g", col.Min, col.Max)
		}
		f.SetInt(n)
	case Number, Degree:
		x, rule := parseNumber(s)
		if rule != "" {
			return rule, ""
		}
		if (col.Max != 0 || col.Min != 0) && (x < col.Min || x > col.Max) {
			return BadValue, fmt.Sprintf("outside %g to %g", col.Min, col.Max)
		}
		f.SetFloat(x)
	case Day:
		d, rule := c.day(s)
		if rule != "" {
			return rule, ""
		}
		f.SetInt(int64(d))
	case YearMonth:
		m, rule := parseMonth(s, c.shift)
		if rule != "" {
			return rule, ""
		}
		f.SetInt(int64(m))
	case SchoolYear:
		y, rule := parseYear(s)
		if rule != "" {
			return rule, ""
		}
		f.SetInt(int64(y))
	case Word:
		return c.word(col, f, s)
	case Place, Home:
		return c.readPlace(col, f, s)
	default:
		return c.text(col, f, s)
	}
	return "", ""
}

func (c *cellReader) day(s string) (forecast.Date, Rule) {
	if d, ok := c.days[s]; ok {
		return d, ""
	}
	d, rule := parseDay(s, c.shift)
	if rule == "" && len(c.days) < maxRemembered {
		c.days[strings.Clone(s)] = d
	}
	return d, rule
}

func (c *cellReader) word(col *Column, f reflect.Value, s string) (Rule, string) {
	key, ok := col.Words[s]
	if !ok {
		if key, ok = col.Words[strings.ToLower(s)]; !ok {
			return BadValue, "not one of the words of " + col.Name
		}
	}
	if f.Kind() == reflect.String {
		f.SetString(key)
		return "", ""
	}
	l, err := forecast.ParseLevel(key)
	if err != nil {
		panic("ingest: " + err.Error()) // Words of a level column name levels
	}
	f.SetUint(uint64(l))
	return "", ""
}

func (c *cellReader) readPlace(col *Column, f reflect.Value, s string) (Rule, string) {
	if code, ok := c.place[s]; ok {
		f.SetString(code)
		return "", ""
	}
	if rule, note := c.text(col, f, s); rule != "" {
		return rule, note
	}
	if c.areas != nil {
		code, rule := c.areas.find(f.String())
		if rule != "" && (col.Kind != Home || rule != UnknownArea) {
			return rule, ""
		}
		if rule == "" {
			f.SetString(code)
		}
	}
	if len(c.place) < maxRemembered {
		c.place[strings.Clone(s)] = f.String()
	}
	return "", ""
}

// spreadsheetErrors are what a workbook shows where a formula failed.
var spreadsheetErrors = map[string]bool{
	"#N/A": true, "#REF!": true, "#VALUE!": true, "#DIV/0!": true, "#NAME?": true, "#NULL!": true, "#NUM!": true,
}

func (c *cellReader) text(col *Column, f reflect.Value, s string) (Rule, string) {
	switch {
	case hidden(s):
		return InvisibleChar, ""
	case strings.ContainsRune(s, '\uFFFD'):
		return Replacement, ""
	case spreadsheetErrors[s]:
		return BadValue, "a formula that failed"
	}
	if col.Kind == Code || col.Kind == Place || col.Kind == Home {
		if c.raw {
			s, _ = wholeCode(s)
		} else if damagedCode.MatchString(s) {
			return BadValue, "a code that a spreadsheet shortened; digits are lost"
		}
	}
	f.SetString(c.keep(s))
	return "", ""
}

// clear sets a field to what stands for not known.
func (col *Column) clear(f reflect.Value) {
	if col.Kind == Number && math.IsNaN(col.Blank) {
		f.SetFloat(math.NaN())
	}
}
