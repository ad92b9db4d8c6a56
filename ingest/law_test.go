package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kindercast/forecast"

	"pgregory.net/rapid"
)

// Whatever stands in the cells: read = accepted + rejected + duplicate, no row
// is lost, the rows that were accepted sum to the people of the table, and the
// dataset is refused exactly when a row was rejected.
func TestLedgerLaw(t *testing.T) {
	cell := rapid.SampledFrom([]string{"2026-08-31", "2025-08-31", "A1", "A2", "B", "甲一居委", "Z", "3", "4", "-1", "1.5", "", "–", "１２", "1,234", "x", "合计", "\"", "a\"b", "2026-02-30", "\u200bA1"})
	good := rapid.SampledFrom([]string{"2026-08-31,A1,3,20", "2026-08-31,A1,3,21", "2026-08-31,A2,3,11", "2026-08-31,B,4,7", "2025-08-31,B,4,7"})
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(rt, "rows")
		var b strings.Builder
		b.WriteString(pop)
		for range n {
			if rapid.Bool().Draw(rt, "good") {
				b.WriteString(good.Draw(rt, "row") + "\n")
				continue
			}
			width := rapid.SampledFrom([]int{4, 4, 4, 3, 5}).Draw(rt, "width")
			cells := make([]string, width)
			for k := range cells {
				c := cell.Draw(rt, "cell")
				if strings.ContainsAny(c, ",\"") {
					c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
				}
				cells[k] = c
			}
			b.WriteString(strings.Join(cells, ",") + "\n")
		}
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		for name, text := range map[string]string{"areas.csv": town["areas.csv"], "population.csv": b.String()} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				rt.Fatal(err)
			}
		}
		d, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			rt.Fatal(err)
		}
		l := d.Ledger[1]
		blank := 0
		for _, line := range strings.Split(b.String(), "\n")[1 : n+1] {
			if strings.Trim(line, ",") == "" {
				blank++
			}
		}
		if l.Read != l.Accepted+l.Rejected+l.Duplicate || l.Read != n-blank || l.Accepted != len(d.Population.Rows) {
			rt.Fatalf("ledger %+v of %d rows (%d blank), %d kept:\n%s", l, n, blank, len(d.Population.Rows), b.String())
		}
		if !d.Faults.Has(Refusal) && d.Refused() != (l.Rejected > l.SetAside) {
			rt.Fatalf("refused %v with ledger %+v", d.Refused(), l)
		}
		if !d.Refused() {
			in, out := int64(0), int64(0)
			for _, p := range d.Population.Rows {
				in += p.Persons
			}
			for _, p := range d.Observed().Population {
				out += p.Persons
			}
			if in != out {
				rt.Fatalf("%d people in, %d observed", in, out)
			}
		}
	})
}

// The CSV reader gives what the standard library gives on every text that both
// take, and never fewer rows.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\",c\r\n", "\"x\ny\",z\n", "a\"b,c\n", "\"open\n1,2\n", ",,\n\n,\n", "\"a\"x,b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		g := newCSV(bytes.NewReader(b), ',', DefaultLimits)
		var got [][]string
		for {
			rec, err := g.next()
			if errors.Is(err, io.EOF) {
				break
			}
			var no refusal
			if errors.As(err, &no) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.fault != "" {
				return
			}
			if len(rec.cells) == 1 && rec.cells[0] == "" {
				continue
			}
			got = append(got, append([]string(nil), rec.cells...))
		}
		std := csv.NewReader(bytes.NewReader(b))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil || bytes.Contains(b, []byte("\r")) || bytes.Contains(b, []byte(`""`)) {
			return // the library normalises carriage returns and drops quoted blank lines
		}
		if len(got) != len(want) {
			t.Fatalf("%d rows, the library has %d: %q", len(got), len(want), b)
		}
		for i := range want {
			if strings.Join(got[i], "\x00") != strings.Join(want[i], "\x00") {
				t.Fatalf("row %d: %q, the library has %q", i, got[i], want[i])
			}
		}
	})
}

// readGrid reads a grid as a table of population of the town, in memory.
func readGrid(t *testing.T, raw bool, g grid) {
	t.Helper()
	var ledger Ledger
	var faults Faults
	areas := newGazetteer([]forecast.Area{{Code: "A1", Name: "甲一居委"}, {Code: "B", Name: "乙街道"}}, nil)
	r := &tableReader{name: "population", columns: schema["population"], cells: newCellReader(areas),
		ledger: &ledger, faults: &faults, ctx: t.Context(), layout: &Layout{}}
	r.cells.raw = raw
	table := &Table[forecast.Population]{Name: "population"}
	rows := newRowSet(r, table)
	readTable(r, g, rows.accept)
	rows.finish()
	if ledger.Read != ledger.Accepted+ledger.Rejected+ledger.Duplicate || ledger.Accepted != len(table.Rows) {
		t.Fatalf("ledger %+v, %d rows", ledger, len(table.Rows))
	}
	if err := faults.WriteNDJSON(io.Discard); err != nil {
		t.Fatal(err)
	}
}

// refusedOr fails on errors that are no refusal.
func refusedOr(t *testing.T, err error) bool {
	t.Helper()
	var no refusal
	if err != nil && !errors.As(err, &no) {
		t.Fatal(err)
	}
	return err != nil
}

// No bytes make the readers panic or lose count.
func FuzzTable(f *testing.F) {
	f.Add([]byte(town["population.csv"]))
	f.Add([]byte("统计日期,街道,年龄,人数\n2026年8月31日,甲一居委,３,20\n"))
	f.Add([]byte{0xff, 0xfe, 'a', 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if !refusedOr(t, newProbe().read(bytes.NewReader(b))) {
			readGrid(t, false, newCSV(bytes.NewReader(b), ',', DefaultLimits))
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbookBytes(f, "population", [][]any{{"as_of", "area_code", "age", "persons"}, {46265, "A1", 3, 20}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := openWorkbook(b, DefaultLimits)
		if refusedOr(t, err) {
			return
		}
		sheet, err := w.sheet("", "population")
		if refusedOr(t, err) {
			return
		}
		g, err := w.grid(sheet)
		if !refusedOr(t, err) {
			readGrid(t, true, g)
		}
	})
}

// The Parquet library may panic on damaged input; the dataset's reader stands
// guard over it, and so does this test. What it lets through must add up.
func FuzzParquet(f *testing.F) {
	var b bytes.Buffer
	if err := WriteParquet(&b, []forecast.Population{{Area: "A1", Persons: 3}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		op := &opening{Dataset: &Dataset{}}
		op.guard(&tableReader{faults: &op.Faults}, func() {
			if g, err := openParquet(b, DefaultLimits); !refusedOr(t, err) {
				readGrid(t, true, g)
			}
		})
	})
}

func FuzzIdentify(f *testing.F) {
	f.Add("身份证999999202203040015号")
	f.Fuzz(func(t *testing.T, s string) {
		tr := identify(s, watchAll)
		if tr.kind == "identity number" && strings.Contains(tr.mask, "20220304") {
			t.Fatalf("the mask shows the birth date: %q", tr.mask)
		}
	})
}

// BenchmarkPlainCSV reads a population table of 200,000 rows from its file to
// typed rows: two passes, all checks.
func BenchmarkPlainCSV(b *testing.B) {
	const rows = 200_000
	var text strings.Builder
	text.WriteString(pop)
	for i := range rows {
		fmt.Fprintf(&text, "%d-08-31,A%d,%d,%d\n", 2000+i/5000, i/25%200, i%25, i%977)
	}
	dir := b.TempDir()
	var areas strings.Builder
	areas.WriteString("area_code,area_name\n")
	for i := range 200 {
		areas.WriteString("A" + strconv.Itoa(i) + ",名" + strconv.Itoa(i) + "\n")
	}
	write(b, dir, "areas.csv", areas.String())
	write(b, dir, "population.csv", text.String())
	b.SetBytes(int64(text.Len()))
	b.ResetTimer()
	for b.Loop() {
		d := open(b, Options{Dir: dir})
		if d.Refused() || len(d.Population.Rows) != rows {
			b.Fatal(d.Ledger, d.Faults.List())
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
