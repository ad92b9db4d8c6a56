package snapshot

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"kindercast/ingest"
)

// folder writes the files of a small dataset: two streets, one of them counted
// with n children of age 3.
func folder(t testing.TB, n string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"areas.csv":      "area_code,area_name\nA,甲街道\nB,乙街道\n",
		"population.csv": "as_of,area_code,age,persons\n2026-08-31,A,3," + n + "\n2026-08-31,B,3,7\n",
		"sites.csv":      "site_code,area_code,lon,lat,provider,rooms\nS1,A,121.45,31.23,public,9\n",
		"classes.csv":    "school_year,site_code,level,classes,enrolled\n2026,S1,junior,3,75\n",
		"dataset.toml":   "datum = \"WGS84\"\n[aliases]\nC = \"A\"\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func dataset(t testing.TB, n string) *ingest.Dataset {
	t.Helper()
	d, err := ingest.Open(context.Background(), ingest.Options{Dir: folder(t, n)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func put(t testing.TB, store string, d *ingest.Dataset) *Snapshot {
	t.Helper()
	s, err := Publish(context.Background(), store, d, "test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What comes back is what went in: tables, configuration, and so what is
// observed.
func TestRoundTrip(t *testing.T) {
	store := t.TempDir()
	d := dataset(t, "31")
	s := put(t, store, d)
	if s.Manifest.N != 1 || s.Manifest.Parent != "" {
		t.Errorf("first snapshot: n %d, parent %q", s.Manifest.N, s.Manifest.Parent)
	}
	back, opened, err := Load(store, 0)
	if err != nil {
		t.Fatal(err)
	}
	if opened.SHA256 != s.SHA256 || opened.FellBack != "" {
		t.Errorf("opened %s, fell back %q; published %s", opened.SHA256, opened.FellBack, s.SHA256)
	}
	if !reflect.DeepEqual(back.Observed(), d.Observed()) {
		t.Errorf("observed differs:\n%+v\n%+v", back.Observed(), d.Observed())
	}
	if !reflect.DeepEqual(back.Sites.Rows, d.Sites.Rows) || !reflect.DeepEqual(back.Classes.Rows, d.Classes.Rows) {
		t.Error("sites or classes differ")
	}
}

// The same dataset ten times is one version; another is the second; the first
// can still be opened, with the manifest that it had.
func TestSameAgain(t *testing.T) {
	store := t.TempDir()
	first := put(t, store, dataset(t, "31"))
	for range 9 {
		if s := put(t, store, dataset(t, "31")); s.Manifest.N != 1 || s.SHA256 != first.SHA256 {
			t.Fatalf("the same files made version %d", s.Manifest.N)
		}
	}
	second := put(t, store, dataset(t, "32"))
	if second.Manifest.N != 2 || second.Manifest.Parent != first.SHA256 {
		t.Errorf("second: n %d, parent %s, want 2 and %s", second.Manifest.N, second.Manifest.Parent, first.SHA256)
	}
	old, err := Open(store, 1)
	if err != nil || old.SHA256 != first.SHA256 {
		t.Errorf("version 1 is not what it was: %v", err)
	}
}

// A refused dataset publishes nothing, and the snapshot before it still serves.
func TestRefusedPublishesNothing(t *testing.T) {
	store := t.TempDir()
	first := put(t, store, dataset(t, "31"))
	bad := dataset(t, "-1")
	if !bad.Refused() {
		t.Fatal("a negative count was not refused")
	}
	if _, err := Publish(context.Background(), store, bad, "test"); !errors.Is(err, ErrRefused) {
		t.Errorf("publish of a refused dataset: %v", err)
	}
	if s, err := Open(store, 0); err != nil || s.SHA256 != first.SHA256 {
		t.Errorf("the earlier snapshot does not serve: %v", err)
	}
}

// Two stores of the same files hold the same bytes under the same names.
func TestSameBytes(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	x, y := put(t, a, dataset(t, "31")), put(t, b, dataset(t, "31"))
	if x.SHA256 != y.SHA256 {
		t.Error("two stores of one dataset have different manifests")
	}
}

// Any single byte changed in any file of the newest snapshot is found: the
// older one serves, and says why. Then the next publish makes the store whole.
func TestDamageIsFound(t *testing.T) {
	store := t.TempDir()
	first := put(t, store, dataset(t, "31"))
	second := put(t, store, dataset(t, "32"))
	var files []string
	for _, f := range second.Manifest.Files {
		shared := false
		for _, g := range first.Manifest.Files {
			shared = shared || f.Name == g.Name
		}
		if !shared {
			files = append(files, filepath.Join("data", f.Name))
		}
	}
	files = append(files, filepath.Join("manifests", "2.json"), "CURRENT")
	for _, name := range files {
		path := filepath.Join(store, name)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		step := max(1, len(good)/97)
		for i := 0; i < len(good); i += step {
			bad := append([]byte(nil), good...)
			bad[i] ^= 0x20
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(store, 0)
			if err != nil {
				t.Fatalf("%s byte %d: %v", name, i, err)
			}
			// A damaged CURRENT leaves both snapshots whole: the newest serves.
			if want := first.SHA256; name != "CURRENT" && s.SHA256 != want || s.FellBack == "" {
				t.Fatalf("%s byte %d: served n %d, fell back %q", name, i, s.Manifest.N, s.FellBack)
			}
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(store, files[0]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Publish(context.Background(), store, dataset(t, "32"), "test")
	if err != nil {
		t.Fatalf("publish over a damaged file: %v", err)
	}
	if again, err := Open(store, 0); err != nil || again.SHA256 != s.SHA256 || again.FellBack != "" {
		t.Errorf("the store was not made whole: %v", err)
	}
}

// failing is a disk on which step n and all after it fail, as when a process is
// killed; torn also leaves half of the bytes that it was writing.
type failing struct {
	osDisk
	n    int
	torn bool
	made int
}

var errDead = errors.New("killed")

func (f *failing) step() error {
	f.made++
	if f.made > f.n {
		return errDead
	}
	return nil
}

func (f *failing) write(path string, b []byte, mode os.FileMode) error {
	if err := f.step(); err != nil {
		if f.torn && f.made == f.n+1 {
			return errors.Join(err, os.WriteFile(path, b[:len(b)/2], mode))
		}
		return err
	}
	return f.osDisk.write(path, b, mode)
}

func (f *failing) link(from, to string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.osDisk.link(from, to)
}

func (f *failing) rename(from, to string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.osDisk.rename(from, to)
}

func (f *failing) settle(dir string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.osDisk.settle(dir)
}

func (f *failing) remove(path string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.osDisk.remove(path)
}

// Killed at every step of publishing, whole or in the middle of a write: the
// store gives the old snapshot or the new one, and the same publish tried again
// succeeds.
func TestKilledAtEveryStep(t *testing.T) {
	old, fresh := dataset(t, "31"), dataset(t, "32")
	for _, torn := range []bool{false, true} {
		for n := 0; ; n++ {
			store := t.TempDir()
			first := put(t, store, old)
			disk := &failing{n: n, torn: torn}
			_, err := publish(context.Background(), disk, store, fresh, "test")
			if err == nil {
				if n < 10 {
					t.Fatalf("publishing took %d steps only; the test does not reach it", n)
				}
				break
			}
			d, s, err := Load(store, 0)
			if err != nil {
				t.Fatalf("step %d: %v", n, err)
			}
			if s.SHA256 == first.SHA256 && d.Population.Rows[0].Persons != 31 || s.SHA256 != first.SHA256 && d.Population.Rows[0].Persons != 32 {
				t.Fatalf("step %d: a mixture was served", n)
			}
			put(t, store, fresh)
			if d, _, err := Load(store, 0); err != nil || d.Population.Rows[0].Persons != 32 {
				t.Fatalf("step %d: the retry is not there: %v", n, err)
			}
		}
	}
}

// A writer that did not wait for the lock finds the number taken and changes
// nothing.
func TestRivalWriters(t *testing.T) {
	store := t.TempDir()
	put(t, store, dataset(t, "1"))
	datasets := make([]*ingest.Dataset, 8)
	for i := range datasets {
		datasets[i] = dataset(t, string(rune('1'+i)))
	}
	var wait sync.WaitGroup
	for _, d := range datasets {
		wait.Add(1)
		go func() {
			defer wait.Done()
			if _, err := Publish(context.Background(), store, d, "test"); err != nil {
				t.Error(err)
			}
		}()
	}
	wait.Wait()
	list, err := numbers(store)
	if err != nil {
		t.Fatal(err)
	}
	// 1 is there already and comes again only where it is not CURRENT by then.
	if len(list) < 8 || len(list) > 9 || list[len(list)-1] != len(list) {
		t.Errorf("versions %v of eight writers", list)
	}
	for _, n := range list {
		if _, err := Open(store, n); err != nil {
			t.Errorf("version %d: %v", n, err)
		}
	}
}

func TestEmptyStore(t *testing.T) {
	if _, err := Open(t.TempDir(), 0); !errors.Is(err, ErrNone) {
		t.Errorf("open of an empty store: %v, want ErrNone", err)
	}
}

// Rejected rows within the tolerance are kept for the clerk, for nobody else.
func TestQuarantine(t *testing.T) {
	dir := folder(t, "31")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("dataset.toml", "datum = \"WGS84\"\ntolerance = 0.5\n")
	write("population.csv", "as_of,area_code,age,persons\n2026-08-31,A,3,31\n2026-08-31,B,3,三十一\n2026-08-31,B,4,5\n")
	d, err := ingest.Open(context.Background(), ingest.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if d.Refused() || !d.Warned() {
		t.Fatalf("refused %v, warned %v; want within the tolerance", d.Refused(), d.Warned())
	}
	store := t.TempDir()
	put(t, store, d)
	found := ""
	err = filepath.WalkDir(filepath.Join(store, "quarantine"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		b, err := os.ReadFile(path)
		found += string(b)
		return err
	})
	if err != nil || !strings.Contains(found, "三十一") || strings.Contains(found, "A,3") {
		t.Errorf("quarantine holds %q, %v", found, err)
	}
}
