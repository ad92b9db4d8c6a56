package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"kindercast/forecast"

	"github.com/pelletier/go-toml/v2"
)

// Config is dataset.toml: what a folder of files cannot say by itself. A
// section named like a table, or boundaries or roads, says how an agency's own
// file becomes that table, without code and without editing the file:
//
//	title_zh = "…"; title_en = "…"       shown with every result
//	attribution = ["© …"]                shown with every map
//	synthetic = true                     invented people: every page says so
//	datum = "GCJ02"                      WGS84, GCJ02, BD09, CGCS2000, EPSG:4549
//	encoding = "gb18030"                 default: found out, never guessed
//	reference_day = "08-31"
//	tolerance = 0.01                     share of rows of a table that may be rejected
//	bounds = [121.4, 31.2, 121.5, 31.4]  west, south, east, north in WGS84
//	ignore = ["备注"]                     columns of any file that are not read
//	[aliases]
//	310106100000 = "310106101000"        area codes or names that mean another
//
//	[classes]
//	file = "nurseries.csv"               another name than the table's
//	sheet = "2026"; header_row = 3       workbooks: which sheet; any file: where the header stands
//	delimiter = ";"; encoding = "…"
//	map = { id = "site_code" }           the file's header → the table's; a list feeds several
//	where = { status = ["open"] }        rows to keep, by the file's header or the table's
//	drop = { classes = ["0"] }           rows to leave out
//	set = { school_year = 2026 }         a column that the file does not have
//	ignore = ["gu"]
//	[classes.values]                     the file's words → the table's; "*" is any other word
//	level = { age2 = "nursery", mix3_5 = "mixed" }
//	[classes.melt]                       wide layout: a header holds a value
//	key = "level"                        the column that the header fills
//	columns = { classes = "classes_{level}", enrolled = "children_{level}" }
//	rows = [ { area_code = "…" } ]       rows that the file does not have
//
// In a melt each measure has a pattern; the part of a header that stands for
// {key} becomes the key's value (through values), and one line of the file
// becomes one row for each key. Columns in ignore are left out of it.
type Config struct {
	TitleZH      string            `toml:"title_zh" json:"title_zh,omitempty"`
	TitleEN      string            `toml:"title_en" json:"title_en,omitempty"`
	Synthetic    bool              `toml:"synthetic" json:"synthetic,omitempty"`
	Attribution  []string          `toml:"attribution" json:"attribution,omitempty"`
	Datum        string            `toml:"datum" json:"datum,omitempty"`
	Encoding     string            `toml:"encoding" json:"encoding,omitempty"`
	ReferenceDay string            `toml:"reference_day" json:"reference_day,omitempty"`
	Tolerance    float64           `toml:"tolerance" json:"tolerance,omitempty"`
	Bounds       []float64         `toml:"bounds" json:"bounds,omitempty"`
	Ignore       []string          `toml:"ignore" json:"ignore,omitempty"`
	Aliases      map[string]string `toml:"aliases" json:"aliases,omitempty"`

	Areas      *Layout `toml:"areas" json:"areas,omitempty"`
	Population *Layout `toml:"population" json:"population,omitempty"`
	Persons    *Layout `toml:"persons" json:"persons,omitempty"`
	Births     *Layout `toml:"births" json:"births,omitempty"`
	Sites      *Layout `toml:"sites" json:"sites,omitempty"`
	Classes    *Layout `toml:"classes" json:"classes,omitempty"`
	Roster     *Layout `toml:"roster" json:"roster,omitempty"`
	Projects   *Layout `toml:"projects" json:"projects,omitempty"`
	Candidates *Layout `toml:"candidates" json:"candidates,omitempty"`
	Housing    *Layout `toml:"housing" json:"housing,omitempty"`
	Measures   *Layout `toml:"measures" json:"measures,omitempty"`
	Boundaries *Layout `toml:"boundaries" json:"boundaries,omitempty"`
	Roads      *Layout `toml:"roads" json:"roads,omitempty"`
	Committees *Layout `toml:"committees" json:"committees,omitempty"`
}

// Layout says how one file becomes one table. The zero Layout reads a file that
// is named and laid out like the table.
type Layout struct {
	File      string                       `toml:"file" json:"file,omitempty"`
	Sheet     string                       `toml:"sheet" json:"sheet,omitempty"`
	HeaderRow int                          `toml:"header_row" json:"header_row,omitempty"`
	Delimiter string                       `toml:"delimiter" json:"delimiter,omitempty"`
	Encoding  string                       `toml:"encoding" json:"encoding,omitempty"`
	Datum     string                       `toml:"datum" json:"datum,omitempty"`
	Map       map[string]OneOrMore         `toml:"map" json:"map,omitempty"`
	Where     map[string]OneOrMore         `toml:"where" json:"where,omitempty"`
	Drop      map[string]OneOrMore         `toml:"drop" json:"drop,omitempty"`
	Values    map[string]map[string]string `toml:"values" json:"values,omitempty"`
	Set       map[string]any               `toml:"set" json:"set,omitempty"`
	Ignore    []string                     `toml:"ignore" json:"ignore,omitempty"`
	Melt      *Melt                        `toml:"melt" json:"melt,omitempty"`
	Rows      []map[string]any             `toml:"rows" json:"rows,omitempty"`
}

// Melt turns columns into rows, see Config.
type Melt struct {
	Key     string            `toml:"key" json:"key"`
	Columns map[string]string `toml:"columns" json:"columns"`
}

// OneOrMore is a word or a list of words.
type OneOrMore any

// words returns the words of a OneOrMore; ok is false where it is neither.
func words(v OneOrMore) (out []string, ok bool) {
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	for _, x := range list {
		s, ok := scalar(x)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// scalar prints a plain TOML value as a cell would hold it.
func scalar(x any) (string, bool) {
	switch x := x.(type) {
	case string:
		return x, true
	case int64, float64, bool, toml.LocalDate:
		return fmt.Sprint(x), true
	}
	return "", false
}

// layout returns the section of a table, never nil.
func (c *Config) layout(table string) *Layout {
	l := map[string]*Layout{
		"areas": c.Areas, "population": c.Population, "persons": c.Persons, "births": c.Births,
		"sites": c.Sites, "classes": c.Classes, "roster": c.Roster, "projects": c.Projects,
		"candidates": c.Candidates, "housing": c.Housing, "measures": c.Measures,
		"boundaries": c.Boundaries, "roads": c.Roads, "committees": c.Committees,
	}[table]
	if l == nil {
		return &Layout{}
	}
	return l
}

// Reference returns the reference day, 31 August where none is stated.
func (c *Config) Reference() (forecast.MonthDay, error) {
	if c.ReferenceDay == "" {
		return forecast.MonthDay{Month: 8, Day: 31}, nil
	}
	return forecast.ParseMonthDay(c.ReferenceDay)
}

// LoadConfig reads a dataset.toml. Unknown keys are errors that name them.
func LoadConfig(path string) (Config, error) {
	var c Config
	b, err := os.ReadFile(path) // #nosec G304 -- the path is the user's
	if err != nil {
		return c, fmt.Errorf("read dataset.toml: %w", err)
	}
	b = bytes.TrimPrefix(b, bomUTF8)
	dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("read %s: %w", filepath.Base(path), tomlError(err))
	}
	return c, c.check()
}

func tomlError(err error) error {
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		keys := make([]string, 0, len(strict.Errors))
		for _, e := range strict.Errors {
			row, _ := e.Position()
			keys = append(keys, fmt.Sprintf("%s (line %d)", strings.Join(e.Key(), "."), row))
		}
		sort.Strings(keys)
		return fmt.Errorf("unknown keys: %s", strings.Join(keys, ", "))
	case errors.As(err, &decode):
		row, col := decode.Position()
		return fmt.Errorf("line %d, column %d: %w", row, col, err)
	}
	return err
}

func (c *Config) check() error {
	if _, err := c.Reference(); err != nil {
		return fmt.Errorf("dataset.toml: %w", err)
	}
	if c.Tolerance < 0 || c.Tolerance >= 1 {
		return fmt.Errorf("dataset.toml: tolerance %g: want a share of rows, 0 to below 1", c.Tolerance)
	}
	if n := len(c.Bounds); n != 0 && n != 4 {
		return fmt.Errorf("dataset.toml: bounds has %d numbers: want west, south, east, north", n)
	}
	if len(c.Bounds) == 4 && (c.Bounds[0] >= c.Bounds[2] || c.Bounds[1] >= c.Bounds[3]) {
		return fmt.Errorf("dataset.toml: bounds %v: want west < east and south < north", c.Bounds)
	}
	return nil
}
