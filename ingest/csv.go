package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// record is one row of a file. Its cells are valid until the next record is
// asked for. A fault names what is wrong with the row's form.
type record struct {
	row   int
	cells []string
	fault Rule
	note  string
}

// grid gives the rows of a file, the header first. It ends with io.EOF, or with
// a refusal where the rest cannot be read.
type grid interface {
	next() (record, error)
}

// csvGrid reads comma-separated text after RFC 4180 and nothing looser: a quote
// inside an unquoted cell and text after a closing quote are faults of the row;
// a quote that never closes is reported at the row where it opens. Rows are
// counted as a spreadsheet shows them: blank lines count, lines inside a quoted
// cell do not.
type csvGrid struct {
	r     *bufio.Reader
	comma byte
	lim   Limits
	row   int
	line  []byte   // the current line or lines
	cells []string // reused
}

func newCSV(r io.Reader, comma byte, lim Limits) *csvGrid {
	return &csvGrid{r: bufio.NewReaderSize(r, 1<<16), comma: comma, lim: lim}
}

func (g *csvGrid) next() (record, error) {
	g.line = g.line[:0]
	g.row++
	if err := g.readLine(); err != nil {
		return record{}, err
	}
	if g.row > g.lim.Rows {
		return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("more than %d rows", g.lim.Rows))
	}
	rec := record{row: g.row}
	g.cells = g.cells[:0]
	if bytes.IndexByte(g.line, '"') >= 0 {
		if err := g.quoted(&rec); err != nil {
			return record{}, err
		}
	} else {
		g.plain(string(chomp(g.line)))
	}
	rec.cells = g.cells
	if len(g.cells) > g.lim.Columns {
		return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("%d columns, limit %d", len(g.cells), g.lim.Columns))
	}
	for i, c := range g.cells {
		if len(c) > g.lim.CellBytes {
			return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("cell %d holds %d bytes, limit %d", i+1, len(c), g.lim.CellBytes))
		}
	}
	return rec, nil
}

// readLine appends one line, with its line end, to g.line.
func (g *csvGrid) readLine() error {
	for {
		part, err := g.r.ReadSlice('\n')
		g.line = append(g.line, part...)
		switch {
		case err == nil:
		case errors.Is(err, bufio.ErrBufferFull):
			if len(g.line) > g.lim.line() {
				return refuse(TooLarge, g.row, "", fmt.Sprintf("a line of more than %d bytes", g.lim.line()))
			}
			continue
		case errors.Is(err, io.EOF):
			if len(part) == 0 && len(g.line) == 0 {
				return io.EOF
			}
			if len(part) == 0 {
				return io.ErrUnexpectedEOF // inside a quote
			}
		default:
			var no refusal
			if errors.As(err, &no) {
				return no
			}
			return refuse(Unreadable, g.row, "", err.Error())
		}
		return nil
	}
}

func chomp(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte{'\n'})
	return bytes.TrimSuffix(b, []byte{'\r'})
}

func (g *csvGrid) plain(s string) {
	for {
		i := strings.IndexByte(s, g.comma)
		if i < 0 {
			g.cells = append(g.cells, s)
			return
		}
		g.cells = append(g.cells, s[:i])
		s = s[i+1:]
	}
}

// quoted takes apart a line that holds a quote, reading further lines while a
// quoted cell is open.
func (g *csvGrid) quoted(rec *record) error {
	var cell strings.Builder
	for i := 0; ; {
		if i >= len(g.line) || g.line[i] != '"' {
			end, last := g.unquoted(i)
			text := string(g.line[i:end])
			if strings.IndexByte(text, '"') >= 0 {
				rec.fault, rec.note = BareQuote, fmt.Sprintf("cell %d", len(g.cells)+1)
			}
			g.cells = append(g.cells, text)
			if last {
				return nil
			}
			i = end + 1
			continue
		}
		cell.Reset()
		i++
		for {
			if i >= len(g.line) {
				if err := g.more(cell.Len()); err != nil {
					return err
				}
				continue
			}
			c := g.line[i]
			if c != '"' {
				cell.WriteByte(c)
				i++
				continue
			}
			if i+1 < len(g.line) && g.line[i+1] == '"' {
				cell.WriteByte('"')
				i += 2
				continue
			}
			i++
			break
		}
		g.cells = append(g.cells, cell.String())
		end, last := g.unquoted(i)
		if end != i {
			rec.fault, rec.note = BareQuote, fmt.Sprintf("text after the closing quote of cell %d", len(g.cells))
		}
		if last {
			return nil
		}
		i = end + 1
	}
}

// more reads the next line of an open quote, unless that has gone on too long.
func (g *csvGrid) more(open int) error {
	if open > g.lim.CellBytes {
		return refuse(UnclosedQuote, g.row, "", fmt.Sprintf("still open after %d bytes", open))
	}
	err := g.readLine()
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return refuse(UnclosedQuote, g.row, "", "open until the end of the file")
	}
	return err
}

// unquoted returns where the cell that starts at i ends, and whether it is the
// last of the line.
func (g *csvGrid) unquoted(i int) (end int, last bool) {
	rest := g.line[i:]
	if k := bytes.IndexByte(rest, g.comma); k >= 0 {
		return i + k, false
	}
	return i + len(chomp(rest)), true
}
