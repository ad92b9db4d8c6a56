package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// readTable reads a result file into rows of R. The json name of each field is
// the name of its column, so one struct is the file's row and the reply's row.
// A *float64 is a number that may be blank (NaN reads as blank); every other
// number must be there. A field tagged `column:"optional"` may have no column.
// Columns that R does not name are left alone. A file that is not there gives
// an error that is fs.ErrNotExist.
func readTable[R any](files fs.FS, name string) ([]R, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("read %s: no header: %w", name, err)
	}
	fields, err := columns(reflect.TypeFor[R](), header)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var rows []R
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		var row R
		into := reflect.ValueOf(&row).Elem()
		for _, f := range fields {
			if err := setField(into.Field(f.field), record[f.column]); err != nil {
				line, _ := r.FieldPos(f.column)
				return nil, fmt.Errorf("read %s: line %d, column %s: %w", name, line, header[f.column], err)
			}
		}
		rows = append(rows, row)
	}
}

// fieldColumn says that a struct's field stands in a column.
type fieldColumn struct{ field, column int }

// columns finds the column of every field of a row type by its json name.
func columns(row reflect.Type, header []string) ([]fieldColumn, error) {
	var found []fieldColumn
	for i := range row.NumField() {
		f := row.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		at := slices.Index(header, name)
		if at < 0 {
			if f.Tag.Get("column") == "optional" {
				continue
			}
			return nil, fmt.Errorf("no column %s", name)
		}
		if slices.Contains(header[at+1:], name) {
			return nil, fmt.Errorf("column %s stands twice", name)
		}
		found = append(found, fieldColumn{i, at})
	}
	return found, nil
}

// setField writes the text of a cell into a field of a row.
func setField(field reflect.Value, text string) error {
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
		field.SetInt(int64(n))
	case reflect.Float64:
		x, err := parseNumber(text)
		if err != nil {
			return err
		}
		field.SetFloat(x)
	case reflect.Pointer: // *float64
		if text == "" || text == "NaN" {
			return nil
		}
		x, err := parseNumber(text)
		if err != nil {
			return err
		}
		field.Set(reflect.ValueOf(&x))
	default:
		panic("web: a row of " + field.Kind().String())
	}
	return nil
}

// parseNumber reads a finite number.
func parseNumber(text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return x, nil
}
