package ingest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"kindercast/forecast"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetGrid gives the rows of a flat Parquet file as cells of text, the column
// names first, so that the same rules hold for it as for a spreadsheet. Nested
// and repeated columns are refused. The library verifies page checksums; what
// it leaves open is looked at here: every column of a row group has as many
// values as the group has rows, and a required column holds no null.
type parquetGrid struct {
	file   *parquet.File
	lim    Limits
	fields []parquet.Field
	group  int
	rows   parquet.Rows
	buf    []parquet.Row
	have   []parquet.Row
	row    int
	cells  []string
}

func openParquet(b []byte, lim Limits) (*parquetGrid, error) {
	if len(b) == 0 {
		return nil, refuse(EmptyFile, 0, "", "")
	}
	if err := footerFits(b); err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, refuse(Unreadable, 0, "", err.Error())
	}
	g := &parquetGrid{file: f, lim: lim, fields: f.Schema().Fields(), buf: make([]parquet.Row, 256)}
	for _, c := range g.fields {
		if !c.Leaf() || c.Repeated() {
			return nil, refuse(NestedColumn, 0, "", c.Name())
		}
	}
	if len(g.fields) > lim.Columns {
		return nil, refuse(TooLarge, 0, "", fmt.Sprintf("%d columns, limit %d", len(g.fields), lim.Columns))
	}
	if f.NumRows() > int64(lim.Rows) {
		return nil, refuse(TooLarge, 0, "", fmt.Sprintf("more than %d rows", lim.Rows))
	}
	return g, g.sound()
}

// footerFits checks the frame of a Parquet file before the library asks for as
// much memory as its last bytes say.
func footerFits(b []byte) error {
	if len(b) < 12 || !bytes.HasPrefix(b, []byte("PAR")) {
		return refuse(Unreadable, 0, "", "no Parquet file")
	}
	if n := int64(binary.LittleEndian.Uint32(b[len(b)-8:])); n > int64(len(b)-12) {
		return refuse(Unreadable, 0, "", "the footer is longer than the file")
	}
	return nil
}

// sound checks the counts that the footer states against each other.
func (g *parquetGrid) sound() error {
	for i, rg := range g.file.Metadata().RowGroups {
		if len(rg.Columns) != len(g.fields) {
			return refuse(Unreadable, 0, "", fmt.Sprintf("row group %d has %d columns of %d", i, len(rg.Columns), len(g.fields)))
		}
		for k, c := range rg.Columns {
			if c.MetaData.NumValues != rg.NumRows {
				return refuse(Unreadable, 0, "", fmt.Sprintf("column %s has %d values for %d rows", g.fields[k].Name(), c.MetaData.NumValues, rg.NumRows))
			}
			if c.MetaData.Type != g.kind(k) {
				return refuse(Unreadable, 0, "", "column "+g.fields[k].Name()+" is stored as another type than its schema says")
			}
		}
	}
	return nil
}

func (g *parquetGrid) kind(k int) format.Type { return format.Type(g.fields[k].Type().Kind()) }

func (g *parquetGrid) next() (record, error) {
	g.row++
	g.cells = g.cells[:0]
	if g.row == 1 {
		for _, f := range g.fields {
			g.cells = append(g.cells, f.Name())
		}
		return record{row: 1, cells: g.cells}, nil
	}
	for len(g.have) == 0 {
		if err := g.fill(); err != nil {
			return record{}, err
		}
	}
	row := g.have[0]
	g.have = g.have[1:]
	if len(row) != len(g.fields) {
		return record{}, refuse(Unreadable, g.row, "", fmt.Sprintf("%d values for %d columns", len(row), len(g.fields)))
	}
	for k, v := range row {
		s, err := g.text(k, v)
		if err != nil {
			return record{}, err
		}
		g.cells = append(g.cells, s)
	}
	return record{row: g.row, cells: g.cells}, nil
}

func (g *parquetGrid) fill() error {
	if g.rows == nil {
		groups := g.file.RowGroups()
		if g.group >= len(groups) {
			return io.EOF
		}
		g.rows = groups[g.group].Rows()
		g.group++
	}
	n, err := g.rows.ReadRows(g.buf)
	g.have = g.buf[:n]
	if err != nil && !errors.Is(err, io.EOF) {
		return refuse(Unreadable, g.row, "", err.Error())
	}
	if err != nil || n == 0 {
		if e := g.rows.Close(); e != nil {
			return refuse(Unreadable, g.row, "", e.Error())
		}
		g.rows = nil
	}
	return nil
}

// text prints a value as a spreadsheet's cell would hold it.
func (g *parquetGrid) text(k int, v parquet.Value) (string, error) {
	f := g.fields[k]
	if v.IsNull() {
		if f.Required() {
			return "", refuse(Unreadable, g.row, "", "a null in the required column "+f.Name())
		}
		return "", nil
	}
	logical := f.Type().LogicalType()
	switch v.Kind() {
	case parquet.Int32, parquet.Int64:
		if logical != nil {
			switch logical.Value.(type) {
			case *format.DateType:
				return forecast.Date(v.Int64()).String(), nil // #nosec G115 -- the days of a DATE are int32
			case *format.DecimalType, *format.TimestampType, *format.TimeType:
				return "", refuse(NestedColumn, 0, "", f.Name()+": store numbers as numbers and days as DATE")
			}
		}
		return strconv.FormatInt(v.Int64(), 10), nil
	case parquet.Float, parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64), nil
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean()), nil
	case parquet.ByteArray:
		b := v.ByteArray()
		if len(b) > g.lim.CellBytes {
			return "", refuse(TooLarge, g.row, "", fmt.Sprintf("column %s holds %d bytes, limit %d", f.Name(), len(b), g.lim.CellBytes))
		}
		return string(b), nil
	}
	return "", refuse(NestedColumn, 0, "", f.Name()+": a type that no table holds")
}
