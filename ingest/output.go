package ingest

import (
	"bufio"
	"bytes"
	"encoding"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"

	"kindercast/forecast"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// WriteParquet writes rows as one Parquet file. The bytes depend on the rows
// alone: same rows, same file.
func WriteParquet[R any](w io.Writer, rows []R) error {
	pw := parquet.NewGenericWriter[R](w,
		parquet.CreatedBy("kindercast", "1", "0"),
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}))
	for k := 0; k < len(rows); k += rowsPerWrite {
		if _, err := pw.Write(rows[k:min(k+rowsPerWrite, len(rows))]); err != nil {
			return fmt.Errorf("write parquet: %w", err)
		}
	}
	if err := pw.Close(); err != nil {
		return fmt.Errorf("write parquet: %w", err)
	}
	return nil
}

const rowsPerWrite = 4096

// ReadParquet reads what WriteParquet wrote. The caller has proved the bytes.
func ReadParquet[R any](r io.ReaderAt, size int64) ([]R, error) {
	rows, err := parquet.Read[R](r, size)
	if err != nil {
		return nil, fmt.Errorf("read parquet: %w", err)
	}
	return rows, nil
}

// CSV says how WriteCSV prints. The zero CSV prints floats in the shortest form
// that reads back alike.
type CSV struct {
	Decimals int  // above zero: every float with so many decimals
	BOM      bool // for spreadsheets that do not find UTF-8 by themselves
}

// WriteCSV writes rows with the column names of their csv tags or, without one,
// of their parquet tags; fields with neither, or with "-", are left out. A tag
// format:"%.3f" prints one column its own way. Dates, months and levels are
// printed as formats.md writes them; a zero date or month, and NaN, as blank. Text
// that a spreadsheet would take for a formula gets an apostrophe before it.
func WriteCSV[R any](w io.Writer, rows []R, c CSV) error {
	t := reflect.TypeFor[R]()
	names, fields := csvColumns(t)
	columns := make([]printer, len(fields))
	for i, f := range fields {
		columns[i] = c.printer(t.Field(f))
	}
	b := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	if c.BOM {
		line = append(line, bomUTF8...)
	}
	for i, name := range names {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, name)
	}
	line = append(line, '\n')
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem()
		for k, p := range columns {
			if k > 0 {
				line = append(line, ',')
			}
			line = p(line, v.Field(fields[k]))
		}
		line = append(line, '\n')
		if len(line) > 1<<15 {
			if _, err := b.Write(line); err != nil {
				return fmt.Errorf("write csv: %w", err)
			}
			line = line[:0]
		}
	}
	if _, err := b.Write(line); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// csvColumns returns the names of the columns of t and the fields that hold them.
func csvColumns(t reflect.Type) (names []string, fields []int) {
	for i := range t.NumField() {
		name, tagged := t.Field(i).Tag.Lookup("csv")
		if !tagged {
			name, _, _ = strings.Cut(t.Field(i).Tag.Get("parquet"), ",")
		}
		if name != "" && name != "-" {
			names, fields = append(names, name), append(fields, i)
		}
	}
	return names, fields
}

// printer appends the text of one field.
type printer func([]byte, reflect.Value) []byte

var textType = reflect.TypeFor[encoding.TextMarshaler]()

func (c CSV) printer(f reflect.StructField) printer {
	format := f.Tag.Get("format")
	blankZero := f.Type == reflect.TypeFor[forecast.Date]() || f.Type == reflect.TypeFor[forecast.Month]() || f.Type == reflect.TypeFor[forecast.Level]()
	switch k := f.Type.Kind(); {
	case f.Type.Implements(textType):
		return func(b []byte, v reflect.Value) []byte {
			if blankZero && v.IsZero() {
				return b
			}
			text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
			if err != nil {
				panic("ingest: " + f.Name + " does not print: " + err.Error())
			}
			return appendCell(b, string(text))
		}
	case k == reflect.Float64 || k == reflect.Float32:
		return func(b []byte, v reflect.Value) []byte {
			x := v.Float()
			switch {
			case math.IsNaN(x):
				return b
			case format != "":
				return fmt.Appendf(b, format, x)
			case c.Decimals > 0:
				return appendFixed(b, x, c.Decimals)
			}
			return strconv.AppendFloat(b, x, 'f', -1, 64)
		}
	case k == reflect.String:
		return func(b []byte, v reflect.Value) []byte { return appendCell(b, Harmless(v.String())) }
	case k == reflect.Bool:
		return func(b []byte, v reflect.Value) []byte { return strconv.AppendBool(b, v.Bool()) }
	case k >= reflect.Uint && k <= reflect.Uint64:
		return func(b []byte, v reflect.Value) []byte { return strconv.AppendUint(b, v.Uint(), 10) }
	case k >= reflect.Int && k <= reflect.Int64:
		return func(b []byte, v reflect.Value) []byte { return strconv.AppendInt(b, v.Int(), 10) }
	}
	panic("ingest: no CSV form for field " + f.Name + " of type " + f.Type.String())
}

// appendFixed appends x with so many decimals; what rounds to nothing has no sign.
func appendFixed(b []byte, x float64, decimals int) []byte {
	out := strconv.AppendFloat(b, x, 'f', decimals, 64)
	if text := out[len(b):]; text[0] == '-' && len(bytes.Trim(text, "-0.")) == 0 {
		out = append(b, text[1:]...)
	}
	return out
}

// Harmless returns s with an apostrophe before it where a spreadsheet would take
// it for a formula: text that starts with = + - @, a tab or a carriage return.
// A dash alone and plain negative numbers are no formulas.
func Harmless(s string) string {
	if s == "" || s == "-" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && s[0] == '-' {
		return s
	}
	return "'" + s
}

func appendCell(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") && (s == "" || s[0] != ' ') {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
