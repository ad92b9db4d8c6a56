package snapshot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"kindercast/ingest"

	"github.com/gofrs/flock"
)

// ErrRefused is returned for a dataset that its faults refuse; the store is left
// as it was.
var ErrRefused = errors.New("the dataset is refused; nothing was published")

// ErrRival is returned where another writer published while this one was at it.
var ErrRival = errors.New("another writer published this number")

// Publish writes a dataset as the next snapshot of a store, which is created
// where there is none, and makes it CURRENT. version is that of the program. A
// dataset that the current snapshot holds already changes nothing, and that
// snapshot is returned.
func Publish(ctx context.Context, dir string, d *ingest.Dataset, version string) (*Snapshot, error) {
	return publish(ctx, osDisk{}, dir, d, version)
}

func publish(ctx context.Context, disk disk, dir string, d *ingest.Dataset, version string) (*Snapshot, error) {
	if d.Refused() {
		return nil, ErrRefused
	}
	for _, sub := range []string{"data", "manifests", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o750); err != nil {
			return nil, fmt.Errorf("publish: %w", err)
		}
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	if ok, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil || !ok {
		return nil, fmt.Errorf("publish: wait for the other writer: %w", err)
	}
	defer lock.Close()
	w := &writer{disk: disk, dir: dir}
	if err := w.sweep(); err != nil {
		return nil, err
	}
	m, err := w.content(d, version)
	if err != nil {
		return nil, err
	}
	now, err := Open(dir, 0)
	switch {
	case errors.Is(err, ErrNone):
		m.N = 1
	case err != nil:
		return nil, fmt.Errorf("publish: %w", err)
	case now.FellBack == "" && now.Manifest.sameContent(m):
		return now, nil
	default:
		m.Parent = now.SHA256
	}
	list, err := numbers(dir)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		m.N = list[len(list)-1] + 1
	}
	if err := w.quarantine(d); err != nil {
		return nil, err
	}
	return w.commit(m)
}

// writer writes below dir. Every file goes to tmp, to the disk, and only then to
// its name.
type writer struct {
	disk disk
	dir  string
	temp int
}

func (w *writer) path(parts ...string) string {
	return filepath.Join(append([]string{w.dir}, parts...)...)
}

// next returns an unused name in tmp. The lock keeps other writers out of it.
func (w *writer) next() string {
	w.temp++
	return w.path("tmp", strconv.Itoa(w.temp))
}

// sweep removes what a writer that died left in tmp.
func (w *writer) sweep() error {
	left, err := os.ReadDir(w.path("tmp"))
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	for _, e := range left {
		if err := w.disk.remove(w.path("tmp", e.Name())); err != nil {
			return fmt.Errorf("publish: sweep: %w", err)
		}
	}
	return nil
}

// content writes the files of a dataset and returns its manifest, without a
// number.
func (w *writer) content(d *ingest.Dataset, version string) (Manifest, error) {
	m := Manifest{Version: version, Inputs: d.Inputs, Ledger: d.Ledger, Faults: d.Faults.Summary(), Config: d.Config, Warned: d.Warned()}
	steps := []func() error{
		func() error { return addTable(w, &m, &d.Areas) },
		func() error { return addTable(w, &m, &d.Population) },
		func() error { return addTable(w, &m, &d.Births) },
		func() error { return addTable(w, &m, &d.Sites) },
		func() error { return addTable(w, &m, &d.Classes) },
		func() error { return addTable(w, &m, &d.Roster) },
		func() error { return addTable(w, &m, &d.Projects) },
		func() error { return addTable(w, &m, &d.Candidates) },
		func() error { return addTable(w, &m, &d.Housing) },
		func() error { return addTable(w, &m, &d.Measures) },
		func() error { return w.shapes(&m, "boundaries", d.Boundaries) },
		func() error { return w.shapes(&m, "roads", d.Roads) },
		func() error { return w.shapes(&m, "committees", d.Committees) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return m, err
		}
	}
	if err := w.disk.settle(w.path("data")); err != nil {
		return m, fmt.Errorf("publish: settle data: %w", err)
	}
	return m, nil
}

// addTable writes one table that has rows.
func addTable[R any](w *writer, m *Manifest, t *ingest.Table[R]) error {
	if len(t.Rows) == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := ingest.WriteParquet(&b, t.Rows); err != nil {
		return fmt.Errorf("publish %s: %w", t.Name, err)
	}
	return w.add(m, File{Table: t.Name, Source: t.File, Rows: len(t.Rows)}, ".parquet", b.Bytes())
}

func (w *writer) shapes(m *Manifest, table string, s ingest.Shapes) error {
	if s.Bytes == nil {
		return nil
	}
	return w.add(m, File{Table: table, Source: s.File, Datum: s.Datum}, ".geojson", s.Bytes)
}

// add stores one content-named file. One that is there already is trusted only
// after its content was proved; a damaged one is written anew.
func (w *writer) add(m *Manifest, f File, extension string, b []byte) error {
	f.SHA256, f.Bytes = hash(b), len(b)
	f.Name = f.Table + "-" + f.SHA256 + extension
	m.Files = append(m.Files, f)
	name := w.path("data", f.Name)
	if prove(name, f.SHA256) == nil {
		return nil
	}
	temp := w.next()
	if err := w.disk.write(temp, b, 0o640); err != nil {
		return fmt.Errorf("publish %s: %w", f.Table, err)
	}
	if err := w.disk.rename(temp, name); err != nil {
		return fmt.Errorf("publish %s: %w", f.Table, err)
	}
	return nil
}

// quarantine keeps the rejected rows of each input.
func (w *writer) quarantine(d *ingest.Dataset) error {
	list, err := d.Quarantine()
	if err != nil {
		return err
	}
	for _, q := range list {
		dir := w.path("quarantine", q.Input)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("publish: quarantine: %w", err)
		}
		temp := w.next()
		if err := w.disk.write(temp, q.Bytes, 0o600); err != nil {
			return fmt.Errorf("publish: quarantine: %w", err)
		}
		if err := w.disk.rename(temp, filepath.Join(dir, q.Table+".csv")); err != nil {
			return fmt.Errorf("publish: quarantine: %w", err)
		}
	}
	return nil
}

// commit gives the manifest its number and makes it CURRENT. Until the last
// rename the old snapshot serves.
func (w *writer) commit(m Manifest) (*Snapshot, error) {
	b, err := m.encode()
	if err != nil {
		return nil, err
	}
	temp := w.next()
	if err := w.disk.write(temp, b, 0o640); err != nil {
		return nil, fmt.Errorf("publish manifest: %w", err)
	}
	if err := w.disk.link(temp, manifestPath(w.dir, m.N)); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil, ErrRival
		}
		return nil, fmt.Errorf("publish manifest: %w", err)
	}
	if err := w.disk.remove(temp); err != nil {
		return nil, fmt.Errorf("publish manifest: %w", err)
	}
	if err := w.disk.settle(w.path("manifests")); err != nil {
		return nil, fmt.Errorf("publish manifest: %w", err)
	}
	s := &Snapshot{Manifest: m, SHA256: hash(b), dir: w.dir}
	temp = w.next()
	if err := w.disk.write(temp, []byte(strconv.Itoa(m.N)+" "+s.SHA256+"\n"), 0o640); err != nil {
		return nil, fmt.Errorf("publish CURRENT: %w", err)
	}
	if err := w.disk.rename(temp, w.path("CURRENT")); err != nil {
		return nil, fmt.Errorf("publish CURRENT: %w", err)
	}
	if err := w.disk.settle(w.dir); err != nil {
		return nil, fmt.Errorf("publish CURRENT: %w", err)
	}
	return s, nil
}
