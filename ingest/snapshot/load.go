package snapshot

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"kindercast/ingest"
)

// Load opens snapshot n of a store, 0 for CURRENT, and reads its dataset.
func Load(dir string, n int) (*ingest.Dataset, *Snapshot, error) {
	s, err := Open(dir, n)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.Dataset()
	return d, s, err
}

// Dataset reads the tables of a snapshot. Each file is proved once more as it
// is read, so that nothing is decoded that is not what was published.
func (s *Snapshot) Dataset() (d *ingest.Dataset, err error) {
	defer func() {
		if x := recover(); x != nil {
			d, err = nil, fmt.Errorf("read snapshot %d: %v", s.Manifest.N, x)
		}
	}()
	d = &ingest.Dataset{Config: s.Manifest.Config, Inputs: s.Manifest.Inputs, Ledger: s.Manifest.Ledger}
	for _, f := range s.Manifest.Files {
		b, err := os.ReadFile(filepath.Join(s.dir, "data", f.Name))
		if err != nil {
			return nil, fmt.Errorf("read snapshot %d: %w", s.Manifest.N, err)
		}
		if hash(b) != f.SHA256 {
			return nil, fmt.Errorf("read snapshot %d: %s is damaged", s.Manifest.N, f.Name)
		}
		if err := take(d, f, b); err != nil {
			return nil, fmt.Errorf("read snapshot %d: %s: %w", s.Manifest.N, f.Name, err)
		}
	}
	if err := d.Restore(); err != nil {
		return nil, fmt.Errorf("read snapshot %d: %w", s.Manifest.N, err)
	}
	return d, nil
}

func take(d *ingest.Dataset, f File, b []byte) error {
	shapes := ingest.Shapes{File: f.Source, SHA: f.SHA256, Bytes: b, Datum: f.Datum}
	switch f.Table {
	case "areas":
		return rows(&d.Areas, f, b)
	case "population":
		return rows(&d.Population, f, b)
	case "births":
		return rows(&d.Births, f, b)
	case "sites":
		return rows(&d.Sites, f, b)
	case "classes":
		return rows(&d.Classes, f, b)
	case "roster":
		return rows(&d.Roster, f, b)
	case "projects":
		return rows(&d.Projects, f, b)
	case "candidates":
		return rows(&d.Candidates, f, b)
	case "housing":
		return rows(&d.Housing, f, b)
	case "measures":
		return rows(&d.Measures, f, b)
	case "boundaries":
		d.Boundaries = shapes
		return nil
	case "roads":
		d.Roads = shapes
		return nil
	case "committees":
		d.Committees = shapes
		return nil
	}
	return fmt.Errorf("no table is called %q", f.Table)
}

func rows[R any](t *ingest.Table[R], f File, b []byte) (err error) {
	t.Name, t.File = f.Table, f.Source
	t.Rows, err = ingest.ReadParquet[R](bytes.NewReader(b), int64(len(b)))
	if err == nil && len(t.Rows) != f.Rows {
		return fmt.Errorf("%d rows of %d", len(t.Rows), f.Rows)
	}
	return err
}
