package ingest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook is an .xlsx file whose archive was looked at before it was opened:
// the number and names of its parts, their expanded size, and no document type
// declarations, in which entity bombs live.
type workbook struct {
	f   *excelize.File
	lim Limits
}

// oldOffice are the first bytes of .xls files and of .xlsx files with a password.
var oldOffice = []byte{0xd0, 0xcf, 0x11, 0xe0}

func openWorkbook(b []byte, lim Limits) (*workbook, error) {
	if len(b) == 0 {
		return nil, refuse(EmptyFile, 0, "", "")
	}
	if bytes.HasPrefix(b, oldOffice) {
		return nil, refuse(OldExcel, 0, "", "an old or a locked workbook")
	}
	if err := inspectArchive(b, lim); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: lim.WorkbookBytes, UnzipXMLSizeLimit: lim.WorkbookBytes,
	})
	if err != nil {
		return nil, refuse(Unreadable, 0, "", err.Error())
	}
	return &workbook{f, lim}, nil
}

func inspectArchive(b []byte, lim Limits) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return refuse(Unreadable, 0, "", "not a workbook: "+err.Error())
	}
	if len(z.File) > lim.WorkbookParts {
		return refuse(TooLarge, 0, "", fmt.Sprintf("%d parts, limit %d", len(z.File), lim.WorkbookParts))
	}
	left := lim.WorkbookBytes
	for _, part := range z.File {
		name := strings.ReplaceAll(part.Name, `\`, "/")
		if strings.HasPrefix(name, "/") || strings.Contains(name, ":") || strings.HasPrefix(path.Clean(name), "..") {
			return refuse(Unreadable, 0, "", "a part whose name climbs out of the archive")
		}
		if part.UncompressedSize64 > uint64(max(left, 0)) {
			return refuse(TooLarge, 0, "", fmt.Sprintf("expands beyond %d MiB", lim.WorkbookBytes>>20))
		}
		n, err := inspectPart(part, left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// inspectPart reads one part to its end and returns its true size.
func inspectPart(part *zip.File, left int64) (int64, error) {
	r, err := part.Open()
	if err != nil {
		return 0, refuse(Unreadable, 0, "", err.Error())
	}
	defer r.Close()
	xml := strings.HasSuffix(part.Name, ".xml") || strings.HasSuffix(part.Name, ".rels")
	buf := make([]byte, 1<<16)
	size, keep := int64(0), 0
	for {
		n, err := r.Read(buf[keep:])
		if size += int64(n); size > left {
			return 0, refuse(TooLarge, 0, "", "expands beyond its limit")
		}
		block := buf[:keep+n]
		if xml && (bytes.Contains(block, []byte("<!DOCTYPE")) || bytes.Contains(block, []byte("<!ENTITY"))) {
			return 0, refuse(Unreadable, 0, "", "a document type declaration in "+path.Base(part.Name))
		}
		if err == io.EOF {
			return size, nil
		}
		if err != nil {
			return 0, refuse(Unreadable, 0, "", err.Error())
		}
		keep = copy(buf, block[max(0, len(block)-9):])
	}
}

// sheet chooses the sheet of a table: the one that is named, else the one with
// the table's name, else the only visible sheet that holds anything.
func (w *workbook) sheet(named, table string) (string, error) {
	var filled []string
	for _, s := range w.f.GetSheetList() {
		if s == named || named == "" && s == table {
			return s, nil
		}
		visible, err := w.f.GetSheetVisible(s)
		if err != nil || !visible {
			continue
		}
		if g, err := w.grid(s); err == nil {
			if _, err := g.next(); err == nil {
				filled = append(filled, s)
			}
			g.rows.Close()
		}
	}
	switch {
	case named != "":
		return "", refuse(BadConfiguration, 0, named, "the workbook has no such sheet")
	case len(filled) == 0:
		return "", refuse(EmptyFile, 0, "", "no sheet holds a row")
	case len(filled) > 1:
		return "", refuse(SeveralSheets, 0, strings.Join(filled, ", "), "")
	}
	return filled[0], nil
}

// shift returns the days to add to serial dates.
func (w *workbook) shift() int {
	if p, err := w.f.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		return 1462
	}
	return 0
}

func (w *workbook) grid(sheet string) (*sheetGrid, error) {
	rows, err := w.f.Rows(sheet)
	if err != nil {
		return nil, refuse(Unreadable, 0, "", err.Error())
	}
	return &sheetGrid{rows: rows, lim: w.lim}, nil
}

// sheetGrid streams the rows of one sheet; rows without cells are skipped and
// counted.
type sheetGrid struct {
	rows *excelize.Rows
	lim  Limits
	row  int
}

func (g *sheetGrid) next() (record, error) {
	for g.rows.Next() {
		g.row++
		if g.row > g.lim.WorkbookRows {
			return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("more than %d rows", g.lim.WorkbookRows))
		}
		cells, err := g.rows.Columns()
		if err != nil {
			return record{}, refuse(Unreadable, g.row, "", err.Error())
		}
		if len(cells) == 0 {
			continue
		}
		if len(cells) > g.lim.Columns {
			return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("%d columns, limit %d", len(cells), g.lim.Columns))
		}
		for i, c := range cells {
			if len(c) > g.lim.CellBytes {
				return record{}, refuse(TooLarge, g.row, "", fmt.Sprintf("column %s holds %d bytes, limit %d", columnLetter(i), len(c), g.lim.CellBytes))
			}
		}
		return record{row: g.row, cells: cells}, nil
	}
	if err := g.rows.Error(); err != nil {
		return record{}, refuse(Unreadable, g.row, "", err.Error())
	}
	return record{}, io.EOF
}

// searchElsewhere looks for personal data where a table does not stand: other
// sheets, hidden ones too, sheet names, comments and document properties.
func (w *workbook) searchElsewhere(read string, found func(Fault)) {
	report := func(sheet string, row int, column, s string) {
		if t := identify(s, watchContact); t.kind != "" {
			found(Fault{Sheet: mask(sheet), Row: row, Column: column, Value: t.mask, Rule: Identifier, Note: t.kind})
		}
	}
	for _, s := range w.f.GetSheetList() {
		report(s, 0, "sheet name", s)
		if comments, err := w.f.GetComments(s); err == nil {
			for _, c := range comments {
				report(s, 0, "comment "+c.Cell, c.Text)
			}
		}
		if s == read {
			continue
		}
		g, err := w.grid(s)
		if err != nil {
			continue
		}
		for {
			rec, err := g.next()
			if err != nil {
				break
			}
			for i, c := range rec.cells {
				if !readsAsNumber(c) {
					report(s, rec.row, columnLetter(i), c)
				}
			}
		}
		g.rows.Close()
	}
	if p, err := w.f.GetDocProps(); err == nil {
		for _, s := range []string{p.Title, p.Subject, p.Description, p.Keywords} {
			report("", 0, "document properties", s)
		}
	}
}
