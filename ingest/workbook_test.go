package ingest

import (
	"bytes"
	"testing"

	"kindercast/forecast"

	"github.com/xuri/excelize/v2"
)

// workbookBytes returns a workbook of one sheet.
func workbookBytes(t testing.TB, sheet string, rows [][]any) []byte {
	t.Helper()
	return buildWorkbook(t, func(f *excelize.File) { fill(t, f, sheet, rows) })
}

func buildWorkbook(t testing.TB, build func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	build(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fill(t testing.TB, f *excelize.File, sheet string, rows [][]any) {
	t.Helper()
	if _, err := f.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(sheet, cell, &row); err != nil {
			t.Fatal(err)
		}
	}
}

func has(d *Dataset, want Fault) bool {
	for _, f := range d.Faults.List() {
		if f.Rule == want.Rule && f.Row == want.Row && f.Sheet == want.Sheet && (want.Column == "" || f.Column == want.Column) {
			return true
		}
	}
	return false
}

// A workbook reads like the CSV: dates as serial days, codes as numbers, a row
// that ends early, blank rows between.
func TestWorkbook(t *testing.T) {
	b := workbookBytes(t, "人口", [][]any{
		{"统计日期", "街道代码", "年龄", "人数", "性别"}, {46265, "A1", 3, 20, "女"}, {}, {"2026-08-31", "A2", 3, 11}, {46265, 310106019000, 3, 7},
	})
	d := open(t, Options{Dir: with(t, map[string]string{
		"areas.csv":      "area_code,area_name\nA1,甲\nA2,乙\n310106019000,丙\n",
		"population.csv": "-", "population.xlsx": string(b), "births.csv": "-", "sites.csv": "-", "classes.csv": "-",
	})})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	if p := d.Population.Rows; len(p) != 3 || p[0].AsOf != forecast.NewDate(2026, 8, 31) || p[0].Sex != "F" || p[2].Area != "310106019000" {
		t.Errorf("rows %+v", p)
	}
	if d.Population.Line[1] != 4 {
		t.Errorf("the second row stands in row %d, want 4: blank rows count", d.Population.Line[1])
	}
}

// Several sheets and none named: refused, until dataset.toml names one.
func TestSheets(t *testing.T) {
	rows := [][]any{{"as_of", "area_code", "age", "persons"}, {46265, "A1", 3, 20}, {46265, "B", 3, "x"}}
	b := buildWorkbook(t, func(f *excelize.File) { fill(t, f, "2025", rows); fill(t, f, "2026", rows) })
	files := map[string]string{"population.csv": "-", "population.xlsx": string(b)}
	if d := open(t, Options{Dir: with(t, files)}); !has(d, Fault{Rule: SeveralSheets}) {
		t.Errorf("two sheets: %v", d.Faults.List())
	}
	files["dataset.toml"] = "datum = \"WGS84\"\n[population]\nsheet = \"2026\"\n"
	if d := open(t, Options{Dir: with(t, files)}); !has(d, Fault{Rule: NotCount, Sheet: "2026", Row: 3, Column: "persons"}) {
		t.Errorf("the sheet named: %v", d.Faults.List())
	}
}

// Personal data is found where no table stands: a hidden sheet, a comment, the
// title of the document.
func TestHiddenIdentifiers(t *testing.T) {
	rows := [][]any{{"as_of", "area_code", "age", "persons"}, {46265, "A1", 3, 20}}
	for name, plant := range map[string]func(*excelize.File) error{
		"hidden sheet": func(f *excelize.File) error {
			fill(t, f, "备份", [][]any{{"x"}, {"999999202203040015"}})
			return f.SetSheetVisible("备份", false)
		},
		"comment": func(f *excelize.File) error {
			return f.AddComment("population", excelize.Comment{Cell: "A1", Text: "家长手机 13800138000"})
		},
		"title": func(f *excelize.File) error {
			return f.SetDocProps(&excelize.DocProperties{Title: "999999202203040015"})
		},
	} {
		b := buildWorkbook(t, func(f *excelize.File) {
			fill(t, f, "population", rows)
			if err := plant(f); err != nil {
				t.Fatal(err)
			}
		})
		d := open(t, Options{Dir: with(t, map[string]string{"population.csv": "-", "population.xlsx": string(b)})})
		found := false
		for _, f := range d.Faults.List() {
			found = found || f.Rule == Identifier
		}
		if !found || !d.Refused() {
			t.Errorf("%s: %v", name, d.Faults.List())
		}
	}
}

// One row past the limit of a spreadsheet is refused, and blank rows up to it
// cost no memory.
func TestWorkbookRows(t *testing.T) {
	small := DefaultLimits
	small.WorkbookRows = 1000
	b := buildWorkbook(t, func(f *excelize.File) {
		fill(t, f, "population", [][]any{{"as_of", "area_code", "age", "persons"}, {46265, "A1", 3, 20}})
		if err := f.SetCellValue("population", "A1001", "2026-08-31"); err != nil {
			t.Fatal(err)
		}
	})
	d := open(t, Options{Dir: with(t, map[string]string{"population.csv": "-", "population.xlsx": string(b)}), Limits: &small})
	if !has(d, Fault{Rule: TooLarge, Sheet: "population", Row: 1001}) {
		t.Errorf("1001 rows, limit 1000: %v", d.Faults.List())
	}
}

// Parquet in is the same table.
func TestParquetTable(t *testing.T) {
	want := open(t, Options{Dir: with(t, nil)})
	var b bytes.Buffer
	if err := WriteParquet(&b, want.Population.Rows); err != nil {
		t.Fatal(err)
	}
	d := open(t, Options{Dir: with(t, map[string]string{"population.csv": "-", "population.parquet": b.String()})})
	if d.Refused() || len(d.Population.Rows) != 3 || d.Population.Rows[1] != want.Population.Rows[1] {
		t.Errorf("%+v, want %+v: %v", d.Population.Rows, want.Population.Rows, d.Faults.List())
	}
	// One byte changed in a page is found by its checksum or by the rules.
	bad := append([]byte(nil), b.Bytes()...)
	bad[len(bad)/3] ^= 0xff
	if d := open(t, Options{Dir: with(t, map[string]string{"population.csv": "-", "population.parquet": string(bad)})}); !d.Refused() {
		t.Errorf("a damaged file was read: %+v", d.Population.Rows)
	}
}
