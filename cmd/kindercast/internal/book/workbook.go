package book

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/cmd/kindercast/internal/release"
)

// Options say which book to write.
type Options struct {
	Year int // first school year printed
	Lang string
	Gate release.Gate
}

// Write extracts the book from the files of a run into dir: book-YEAR-AUDIENCE.xlsx
// and one CSV (UTF-8 with BOM, for Excel) a chapter. It returns the names of the
// files written and the keys of chapters for which the run has no table. The
// same run and options give the same bytes.
func Write(run fs.FS, dir string, o Options) (written, absent []string, err error) {
	e := &edition{run: run, gate: o.Gate, lang: o.Lang, year: o.Year}
	if e.meta, err = readRun(run); err != nil {
		return nil, nil, err
	}
	if e.names, err = names(run, e.text("area.all")); err != nil {
		return nil, nil, err
	}
	var book []*Chapter
	for _, ch := range chapters {
		c, err := ch.write(e)
		if errors.Is(err, errAbsent) {
			absent = append(absent, ch.key)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		c.Key = ch.key
		book = append(book, c)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, fmt.Errorf("book: %w", err)
	}
	base := fmt.Sprintf("book-%d-%s", o.Year, o.Gate.Audience)
	b, err := e.workbook(book)
	if err != nil {
		return nil, nil, fmt.Errorf("book: workbook: %w", err)
	}
	put := func(name string, b []byte) error {
		written = append(written, name)
		return os.WriteFile(filepath.Join(dir, name), b, 0o644)
	}
	if err := put(base+".xlsx", b); err != nil {
		return nil, nil, fmt.Errorf("book: %w", err)
	}
	for _, c := range book {
		b, err := c.csv()
		if err != nil {
			return nil, nil, fmt.Errorf("book: %s: %w", c.Key, err)
		}
		if err := put(base+"-"+strings.TrimPrefix(c.Key, "book.")+".csv", b); err != nil {
			return nil, nil, fmt.Errorf("book: %w", err)
		}
	}
	return written, absent, nil
}

// guard keeps a cell from being read as a formula by a spreadsheet.
func guard(c release.Cell) string {
	if !c.Numeric && c.Text != "" && strings.ContainsRune("=+-@\t\r", rune(c.Text[0])) {
		return "'" + c.Text
	}
	return c.Text
}

func (c *Chapter) csv() ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteString("\ufeff")
	w := csv.NewWriter(&buf)
	if err := w.Write(c.Head); err != nil {
		return nil, err
	}
	for _, row := range c.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = guard(cell)
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

// Fixed dates in the document's properties keep the bytes the same.
const docDate = "2026-01-01T00:00:00Z"

func (e *edition) workbook(book []*Chapter) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "kindercast " + e.meta.Version, Title: e.title(), Created: docDate, Modified: docDate}); err != nil {
		return nil, err
	}
	s, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	cover := e.text("book.cover")
	if err := f.SetSheetName("Sheet1", cover); err != nil {
		return nil, err
	}
	if err := e.cover(f, cover, book, s); err != nil {
		return nil, err
	}
	for _, c := range book {
		if err := e.sheet(f, c, s); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Key, err)
		}
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func (e *edition) title() string {
	name := e.meta.Title
	if e.lang == "en" && e.meta.TitleEN != "" {
		name = e.meta.TitleEN
	}
	return fmt.Sprintf("%s · %s %d", name, e.text("book.title"), e.year)
}

type styles struct{ title, note, warn, head, word, whole, tenth int }

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	line := []excelize.Border{{Type: "bottom", Color: "D9DEE4", Style: 1}}
	font := func(size float64, bold bool, color string) *excelize.Font {
		return &excelize.Font{Family: "Microsoft YaHei", Size: size, Bold: bold, Color: color}
	}
	whole, tenth := "#,##0", "#,##0.0"
	for _, d := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: font(16, true, "1F3A5F")}},
		{&s.note, excelize.Style{Font: font(9, false, "5B6673")}},
		{&s.warn, excelize.Style{Font: font(10, true, "9A3412"), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF3E0"}}}},
		{&s.head, excelize.Style{Font: font(10, true, "FFFFFF"), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&s.word, excelize.Style{Font: font(10, false, "1B2430"), Border: line, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.whole, excelize.Style{Font: font(10, false, "1B2430"), Border: line, CustomNumFmt: &whole, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}}},
		{&s.tenth, excelize.Style{Font: font(10, false, "1B2430"), Border: line, CustomNumFmt: &tenth, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}}},
	} {
		id, err := f.NewStyle(&d.style)
		if err != nil {
			return s, err
		}
		*d.to = id
	}
	return s, nil
}

// cover prints what every page stands on: the run, the audience, the marks.
func (e *edition) cover(f *excelize.File, sheet string, book []*Chapter, s styles) error {
	type line struct {
		text  string
		style int
	}
	lines := []line{{e.title(), s.title}}
	if e.meta.Synthetic {
		lines = append(lines, line{e.text("page.synthetic"), s.warn})
	}
	m := e.meta
	lines = append(lines,
		line{label.Sentence(e.lang, "book.cover.run", "as_of", m.AsOf, "draws", fmt.Sprint(m.Draws), "seed", fmt.Sprint(m.Seed), "version", m.Version), s.note},
		line{label.Sentence(e.lang, "book.cover.inputs", "hash", m.Hash), s.note},
		line{label.Sentence(e.lang, "book.cover.audience", "audience", e.text("audience."+string(e.gate.Audience)), "rules", e.gate.Version), s.note},
		line{e.text("book.cover.marks"), s.note},
		line{label.Sentence(e.lang, "book.cover.distance", "distance", e.text("distance."+m.Distance)), s.note},
		line{"", s.note})
	for i, c := range book {
		lines = append(lines, line{fmt.Sprintf("%d  %s", i+1, e.text(c.Key)), s.word})
	}
	for i, l := range lines {
		cell := fmt.Sprintf("A%d", i+1)
		if err := f.SetCellStr(sheet, cell, l.text); err != nil {
			return err
		}
		if err := f.SetCellStyle(sheet, cell, cell, l.style); err != nil {
			return err
		}
	}
	if err := f.SetColWidth(sheet, "A", "A", 110); err != nil {
		return err
	}
	return e.layout(f, sheet, "")
}

func (e *edition) layout(f *excelize.File, sheet, orientation string) error {
	if orientation == "" {
		orientation = "landscape"
	}
	a4, wide, tall := 9, 1, 0
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	fit := true
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + e.footer() + "&R&P / &N"})
}

func (e *edition) footer() string {
	t := e.title()
	if e.meta.Synthetic {
		t += "  " + e.text("book.synthetic")
	}
	return strings.ReplaceAll(t, "&", "&&")
}

func (e *edition) sheet(f *excelize.File, c *Chapter, s styles) error {
	name := e.text(c.Key)
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	row := 1
	text := func(t string, style int) error {
		cell := fmt.Sprintf("A%d", row)
		row++
		if err := f.SetCellStr(name, cell, t); err != nil {
			return err
		}
		return f.SetCellStyle(name, cell, cell, style)
	}
	if err := text(name, s.title); err != nil {
		return err
	}
	if e.meta.Synthetic {
		if err := text(e.text("page.synthetic"), s.warn); err != nil {
			return err
		}
	}
	for _, n := range c.Notes {
		if err := text(n, s.note); err != nil {
			return err
		}
	}
	head := row
	for j, h := range c.Head {
		cell, err := excelize.CoordinatesToCellName(j+1, head)
		if err != nil {
			return err
		}
		if err := f.SetCellStr(name, cell, h); err != nil {
			return err
		}
		if err := f.SetCellStyle(name, cell, cell, s.head); err != nil {
			return err
		}
		col, err := excelize.ColumnNumberToName(j + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(name, col, col, c.width(j)); err != nil {
			return err
		}
	}
	for i, line := range c.Rows {
		for j, v := range line {
			cell, err := excelize.CoordinatesToCellName(j+1, head+1+i)
			if err != nil {
				return err
			}
			style := s.word
			if v.Numeric {
				style = s.whole
				if strings.Contains(v.Text, ".") {
					style = s.tenth
				}
				err = f.SetCellValue(name, cell, v.Number)
			} else {
				err = f.SetCellStr(name, cell, guard(v))
			}
			if err != nil {
				return err
			}
			if err := f.SetCellStyle(name, cell, cell, style); err != nil {
				return err
			}
		}
	}
	top, err := excelize.CoordinatesToCellName(1, head+1)
	if err != nil {
		return err
	}
	if err := f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: top, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(c.Head), head+len(c.Rows))
	if err != nil {
		return err
	}
	if err := f.AutoFilter(name, fmt.Sprintf("A%d:%s", head, last), nil); err != nil {
		return err
	}
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, head, head), Scope: name}); err != nil {
		return err
	}
	return e.layout(f, name, "")
}

// width returns a column width that holds the widest cell of the first rows; a
// Han character counts as two.
func (c *Chapter) width(j int) float64 {
	wide := measure(c.Head[j])
	for i, row := range c.Rows {
		if i == 200 {
			break
		}
		wide = max(wide, measure(row[j].Text))
	}
	return min(float64(wide)+2.5, 60)
}

func measure(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0x2E7F {
			n++
		}
	}
	return n
}
