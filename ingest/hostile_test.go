package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// corpus returns the files of the hostile corpus of the given folders with the
// answer that each must get.
func corpus(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t, "hostile"), "files.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, l := range lines[1:] {
		top, _, _ := strings.Cut(l[0], "/")
		if top == "csv" || top == "xlsx" || top == "parquet" || strings.HasPrefix(l[0], "made/csv") || strings.HasPrefix(l[0], "made/xlsx") {
			if l[3] != "licence" && l[3] != "answer" && tableNamed(l[0]) != "" {
				out[l[0]] = l[3]
			}
		}
	}
	return out
}

// tableNamed returns the name under which a file of the corpus becomes the
// table of persons.
func tableNamed(name string) string {
	name = strings.TrimSuffix(name, ".encrypted")
	for _, ext := range []string{".csv.gz", ".csv.zip", ".csv", ".xlsx", ".xlsb", ".xls", ".parquet"} {
		if strings.HasSuffix(name, ext) {
			return "persons" + ext
		}
	}
	return ""
}

// hostile opens a folder whose persons are a file of the corpus, under the
// layout of the corpus's own tables.
func hostile(t *testing.T, path string) *Dataset {
	t.Helper()
	dir := t.TempDir()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, tableNamed(path), string(b))
	write(t, dir, "areas.csv", "area_code,area_name\nA,甲街道\nB,乙街道\n")
	layout := "[persons]\nset = { as_of = \"2026-08-31\" }\nignore = [\"disability\", \"remark\"]\n"
	if header, _, _ := bytes.Cut(b, []byte("\n")); bytes.HasPrefix(header, []byte("person_key")) && !strings.Contains(path, "dup_headers") {
		layout += "map = { person_key = \"pseudonym\", birth_date = \"birth_month\", hukou = \"residence\", street = \"area_code\" }\n"
	}
	write(t, dir, "dataset.toml", layout)
	return open(t, Options{Dir: dir})
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every file of the corpus: no panic, at most 5 s and 256 MB, and the answer
// that the corpus states. Files that are no table of ours are refused by their
// columns, which is an answer too.
func TestHostileCorpus(t *testing.T) {
	root := shared(t, "hostile")
	refusals := 0
	for path, expect := range corpus(t) {
		t.Run(path, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			begin := time.Now()
			d := hostile(t, filepath.Join(root, path))
			took := time.Since(begin)
			runtime.ReadMemStats(&after)
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 256 && after.HeapSys>>20 > 256 {
				t.Errorf("allocated %d MB, heap %d MB", mb, after.HeapSys>>20)
			}
			switch expect {
			case "refuse", "refuse_without_key":
				refusals++
				if !d.Faults.Has(Refusal) {
					t.Errorf("not refused: %v", d.Faults.List())
				}
			case "fault":
				if d.Faults.Total() == 0 {
					t.Error("no fault")
				}
			}
			if expect == "refuse_without_key" && len(d.Faults.List()) > 0 && d.Faults.List()[0].Rule != Unreadable {
				t.Errorf("an encrypted file gave %v", d.Faults.List()[0])
			}
		})
	}
	if refusals < 50 {
		t.Errorf("%d files had to be refused; the corpus holds more", refusals)
	}
}

// What must be found in the tables that were made for it.
func TestHostileTables(t *testing.T) {
	root := shared(t, "hostile", "made", "csv")
	for _, c := range []struct {
		file string
		rule Rule
		rows []int // where it is found, as a spreadsheet shows rows
	}{
		{"bad_dates.csv", ImpossibleDate, []int{2, 5, 6, 7}}, // 30 February; 1899; 2099; month 13
		{"bidi_zero_width.csv", InvisibleChar, []int{2, 3}},  // direction marks; a zero-width space
		{"mixed_encodings.csv", MixedEncoding, []int{3}},     // row 2 is UTF-8, row 3 is not
		{"nul_bytes.csv", ControlCharacter, []int{2}},
		{"ragged.csv", Ragged, []int{2, 3}},
		{"unclosed_quote.csv", UnclosedQuote, []int{2}},
		{"dup_headers.csv", DuplicateHeader, []int{1}},
		{"long_field_1MB.csv", TooLarge, []int{2}},
		{"empty.csv", EmptyFile, []int{0}},
		{"header_only.csv", EmptyFile, []int{0}},
	} {
		d := hostile(t, filepath.Join(root, c.file))
		var rows []int
		for _, f := range d.Faults.List() {
			if f.Rule == c.rule && f.File == "persons.csv" {
				rows = append(rows, f.Row)
			}
		}
		for _, want := range c.rows {
			found := false
			for _, r := range rows {
				found = found || r == want
			}
			if !found {
				t.Errorf("%s: %s at rows %v, want %v; all: %v", c.file, c.rule, rows, c.rows, d.Faults.List())
			}
		}
	}
}

// Planted personal data: every row is found, none of the look-alikes is, and no
// planted value is repeated anywhere in what comes out.
func TestPlantedIdentifiers(t *testing.T) {
	root := shared(t, "hostile", "made", "csv")
	for file, rows := range map[string]int{"pii_id_numbers.csv": 13, "pii_id_obfuscated.csv": 48, "pii_phone_name.csv": 8} {
		path := filepath.Join(root, file)
		d := hostile(t, path)
		found := map[int]bool{}
		for _, f := range d.Faults.List() {
			if f.Rule == Identifier {
				found[f.Row] = true
			}
		}
		if len(found) != rows {
			t.Errorf("%s: found in %d rows of %d: %v", file, len(found), rows, found)
		}
		if !d.Refused() {
			t.Errorf("%s was not refused", file)
		}
		var out bytes.Buffer
		if err := d.Faults.WriteNDJSON(&out); err != nil {
			t.Fatal(err)
		}
		lines := readAll(t, path)
		for _, l := range lines[1:] {
			planted := l[0]
			if file == "pii_phone_name.csv" {
				planted = l[len(l)-1]
			}
			if strings.Contains(out.String(), planted) {
				t.Errorf("%s: %q stands in faults.ndjson", file, planted[:4])
			}
		}
	}
	d := hostile(t, filepath.Join(root, "pii_lookalikes_ok.csv"))
	for _, f := range d.Faults.List() {
		if f.Rule == Identifier {
			t.Errorf("look-alike refused: %v", f)
		}
	}
	if l := d.Ledger[1]; l.Read != 14 || l.Accepted != 14 {
		t.Errorf("look-alikes: %+v, want 14 accepted: %v", l, d.Faults.List())
	}
}

func readAll(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// The CSV reader against the answers that csv-spectrum gives, and against the
// standard library, which reads the same dialect.
func TestSpectrum(t *testing.T) {
	root := shared(t, "hostile", "csv", "csv-spectrum")
	files, err := filepath.Glob(filepath.Join(root, "csvs", "*.csv"))
	if err != nil || len(files) != 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		answer, err := os.ReadFile(filepath.Join(root, "json", strings.TrimSuffix(filepath.Base(path), ".csv")+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var want []map[string]string
		if !bytes.HasPrefix(answer, []byte("[")) {
			answer = append(append([]byte("["), answer...), ']')
		}
		if err := json.Unmarshal(answer, &want); err != nil {
			t.Fatal(err)
		}
		src, err := openSource(path, "", DefaultLimits)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		r, err := src.text(DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		got := gridRows(t, newCSV(r, ',', DefaultLimits))
		r.Close()
		if len(got) != len(want)+1 {
			t.Fatalf("%s: %d records, want %d", path, len(got)-1, len(want))
		}
		for i, w := range want {
			for k, h := range got[0] {
				if h == "Contact Phone Number" {
					continue // the answer shows another number than the file
				}
				if strings.ReplaceAll(got[i+1][k], "\r\n", "\n") != w[h] {
					t.Errorf("%s row %d %s: %q, want %q", filepath.Base(path), i+2, h, got[i+1][k], w[h])
				}
			}
		}
	}
}

func gridRows(t *testing.T, g grid) [][]string {
	t.Helper()
	var out [][]string
	for {
		rec, err := g.next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, append([]string(nil), rec.cells...))
	}
}

// Parquet files with a right checksum are read whole: as many rows as their
// footer states.
func TestParquetAccepted(t *testing.T) {
	for _, name := range []string{"datapage_v1-uncompressed-checksum", "rle-dict-snappy-checksum"} {
		b, err := os.ReadFile(filepath.Join(shared(t, "hostile", "parquet", "data"), name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		g, err := openParquet(b, DefaultLimits)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n := len(gridRows(t, g)) - 1; int64(n) != g.file.NumRows() {
			t.Errorf("%s: %d rows of %d", name, n, g.file.NumRows())
		}
	}
}

// A context that has ended stops a read.
func TestEndedContext(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "areas.csv", "area_code,area_name\nA,甲\n")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, Options{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}
