// Package columns gives the rows of a table as Arrow columns: a schema from the
// same tags as its Parquet file, records, and the IPC stream that notebooks and
// browsers read. It is the only door for Arrow.
package columns

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// Schema returns the Arrow schema of the row struct R. Column names and order
// are those of its parquet tags; a tag with `date` is a day, text is text,
// everything else is the number that Go stores. A type whose values are named,
// such as a level, stays the number that its Parquet file holds. Schema panics
// on a field that has no column form: a mistake of the program.
func Schema[R any]() *arrow.Schema {
	t := reflect.TypeFor[R]()
	fields := make([]arrow.Field, t.NumField())
	for i := range fields {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		if name == "" {
			panic(fmt.Sprintf("columns: %s.%s has no parquet tag", t, f.Name))
		}
		fields[i] = arrow.Field{Name: name, Type: typeOf(f, options)}
	}
	return arrow.NewSchema(fields, nil)
}

func typeOf(f reflect.StructField, options string) arrow.DataType {
	if options == "date" {
		return arrow.FixedWidthTypes.Date32
	}
	switch f.Type.Kind() {
	case reflect.String:
		return arrow.BinaryTypes.String
	case reflect.Float64:
		return arrow.PrimitiveTypes.Float64
	case reflect.Float32:
		return arrow.PrimitiveTypes.Float32
	case reflect.Int64, reflect.Int:
		return arrow.PrimitiveTypes.Int64
	case reflect.Int32:
		return arrow.PrimitiveTypes.Int32
	case reflect.Uint8:
		return arrow.PrimitiveTypes.Uint8
	case reflect.Bool:
		return arrow.FixedWidthTypes.Boolean
	}
	panic(fmt.Sprintf("columns: no column for field %s of type %s", f.Name, f.Type))
}

// Record returns rows as one Arrow record. The caller releases it.
func Record[R any](mem memory.Allocator, rows []R) arrow.Record {
	b := array.NewRecordBuilder(mem, Schema[R]())
	defer b.Release()
	b.Reserve(len(rows))
	for k, column := range b.Fields() {
		add := appender(column)
		for i := range rows {
			add(reflect.ValueOf(&rows[i]).Elem().Field(k))
		}
	}
	return b.NewRecord()
}

// appender returns the function that appends a field's value to a column.
func appender(b array.Builder) func(reflect.Value) {
	switch b := b.(type) {
	case *array.StringBuilder:
		return func(v reflect.Value) { b.Append(v.String()) }
	case *array.Float64Builder:
		return func(v reflect.Value) { b.Append(v.Float()) }
	case *array.Float32Builder:
		return func(v reflect.Value) { b.Append(float32(v.Float())) }
	case *array.Int64Builder:
		return func(v reflect.Value) { b.Append(v.Int()) }
	case *array.Int32Builder:
		return func(v reflect.Value) { b.Append(int32(v.Int())) } // #nosec G115 -- the field is an int32
	case *array.Uint8Builder:
		return func(v reflect.Value) { b.Append(uint8(v.Uint())) } // #nosec G115 -- the field is a uint8
	case *array.Date32Builder:
		return func(v reflect.Value) { b.Append(arrow.Date32(v.Int())) } // #nosec G115 -- days are int32
	case *array.BooleanBuilder:
		return func(v reflect.Value) { b.Append(v.Bool()) }
	}
	panic(fmt.Sprintf("columns: no appender for %T", b))
}

// batch is the number of rows of one record of a stream.
const batch = 1 << 16

// WriteStream writes rows as an Arrow IPC stream, in records of 65,536 rows.
// The stream of no rows holds the schema alone.
func WriteStream[R any](w io.Writer, mem memory.Allocator, rows []R) error {
	sw := ipc.NewWriter(w, ipc.WithSchema(Schema[R]()), ipc.WithAllocator(mem))
	for k := 0; k < len(rows); k += batch {
		record := Record(mem, rows[k:min(k+batch, len(rows))])
		err := sw.Write(record)
		record.Release()
		if err != nil {
			return fmt.Errorf("write stream: %w", err)
		}
	}
	if err := sw.Close(); err != nil {
		return fmt.Errorf("write stream: %w", err)
	}
	return nil
}

// ReadStream reads what WriteStream wrote. A stream whose schema is another is
// an error that shows both.
func ReadStream[R any](r io.Reader, mem memory.Allocator) ([]R, error) {
	sr, err := ipc.NewReader(r, ipc.WithAllocator(mem))
	if err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	defer sr.Release()
	if want := Schema[R](); !sr.Schema().Equal(want) {
		return nil, fmt.Errorf("read stream: its columns are %s, want %s", sr.Schema(), want)
	}
	var rows []R
	for sr.Next() {
		record := sr.Record()
		start := len(rows)
		rows = append(rows, make([]R, record.NumRows())...)
		for k, column := range record.Columns() {
			take := taker(column)
			for i := range int(record.NumRows()) {
				take(reflect.ValueOf(&rows[start+i]).Elem().Field(k), i)
			}
		}
	}
	if err := sr.Err(); err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	return rows, nil
}

// taker returns the function that puts value i of a column into a field. Text is
// copied out of Arrow's memory, which is released behind it.
func taker(column arrow.Array) func(reflect.Value, int) {
	switch c := column.(type) {
	case *array.String:
		return func(v reflect.Value, i int) { v.SetString(strings.Clone(c.Value(i))) }
	case *array.Float64:
		return func(v reflect.Value, i int) { v.SetFloat(c.Value(i)) }
	case *array.Float32:
		return func(v reflect.Value, i int) { v.SetFloat(float64(c.Value(i))) }
	case *array.Int64:
		return func(v reflect.Value, i int) { v.SetInt(c.Value(i)) }
	case *array.Int32:
		return func(v reflect.Value, i int) { v.SetInt(int64(c.Value(i))) }
	case *array.Uint8:
		return func(v reflect.Value, i int) { v.SetUint(uint64(c.Value(i))) }
	case *array.Date32:
		return func(v reflect.Value, i int) { v.SetInt(int64(c.Value(i))) }
	case *array.Boolean:
		return func(v reflect.Value, i int) { v.SetBool(c.Value(i)) }
	}
	panic(fmt.Sprintf("columns: no taker for %T", column))
}
