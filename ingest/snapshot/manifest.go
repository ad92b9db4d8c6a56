// Package snapshot is the store: what was published stays as it was. Tables lie
// in Parquet files that carry the hash of their content in their name; a
// manifest lists them with what they were made from; CURRENT names the newest
// manifest and is switched by one rename, so that a reader sees the old snapshot
// or the new one and nothing between.
//
//	store/data/<table>-<sha256>.parquet     tables; .geojson: boundaries, roads, committees
//	store/manifests/<n>.json                n from 1, never overwritten
//	store/CURRENT                           "<n> <sha256 of the manifest>"
//	store/quarantine/<sha256 of input>/     rejected rows, mode 0600
//	store/lock                              one writer at a time
package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kindercast/ingest"
)

// Manifest says what a snapshot holds and what it was made from.
type Manifest struct {
	N       int                `json:"n"`
	Parent  string             `json:"parent,omitempty"` // SHA-256 of the manifest before it
	Version string             `json:"version"`          // of the program
	Inputs  []ingest.Input     `json:"inputs"`
	Ledger  []ingest.Ledger    `json:"ledger"`
	Faults  []ingest.RuleCount `json:"faults"`
	Config  ingest.Config      `json:"config"`
	Files   []File             `json:"files"` // in the order of ingest.TableNames, then shapes
	Warned  bool               `json:"warned"`
	Sum     string             `json:"sum"` // SHA-256 of this manifest with an empty sum
}

// File is one content-named file of a snapshot.
type File struct {
	Table  string `json:"table"`
	Name   string `json:"name"` // below data/
	Source string `json:"source"`
	Datum  string `json:"datum,omitempty"` // shapes
	Rows   int    `json:"rows"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// sameContent reports whether two manifests describe one snapshot: equal but for
// their number and parent.
func (m Manifest) sameContent(o Manifest) bool {
	m.N, m.Parent, o.N, o.Parent = 0, "", 0, ""
	a, errA := m.encode()
	b, errB := o.encode()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// encode returns the bytes of a manifest, with its sum.
func (m Manifest) encode() ([]byte, error) {
	m.Sum = ""
	b, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		m.Sum = hash(b)
		b, err = json.MarshalIndent(m, "", "  ")
	}
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return append(b, '\n'), nil
}

func hash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// ErrNone is returned where a store holds no snapshot.
var ErrNone = errors.New("the store holds no snapshot")

// Snapshot is a published state of a dataset, whose files were all proved
// against their hashes when it was opened.
type Snapshot struct {
	Manifest Manifest
	SHA256   string // of the manifest
	// FellBack says why this is not the snapshot that CURRENT names; empty: it is.
	FellBack string

	dir string
}

// Open opens snapshot n of a store, or for n = 0 the one that CURRENT names.
// Where CURRENT or what it names is damaged, Open falls back to the newest whole
// snapshot and says so; a damaged snapshot asked for by number is an error.
func Open(dir string, n int) (*Snapshot, error) {
	if n > 0 {
		return open(dir, n, "")
	}
	why := ""
	current, sha, err := readCurrent(dir)
	if err == nil {
		s, err := open(dir, current, sha)
		if err == nil {
			return s, nil
		}
		why = err.Error()
	} else if !errors.Is(err, os.ErrNotExist) {
		why = err.Error()
	} else {
		why = "CURRENT is missing"
	}
	list, err := numbers(dir)
	if err != nil {
		return nil, err
	}
	for _, k := range slices.Backward(list) {
		if s, err := open(dir, k, ""); err == nil {
			s.FellBack = why
			return s, nil
		}
	}
	if len(list) == 0 {
		return nil, ErrNone
	}
	return nil, fmt.Errorf("open store %s: no whole snapshot is left: %s", dir, why)
}

func readCurrent(dir string) (n int, sha string, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "CURRENT")) // #nosec G304 -- the store is the user's
	if err != nil {
		return 0, "", fmt.Errorf("read CURRENT: %w", err)
	}
	number, sha, ok := strings.Cut(strings.TrimSpace(string(b)), " ")
	n, err = strconv.Atoi(number)
	if err != nil || !ok || n < 1 || len(sha) != 64 {
		return 0, "", fmt.Errorf("CURRENT is damaged: %q", string(b[:min(len(b), 80)]))
	}
	return n, sha, nil
}

// numbers returns the numbers of the manifests, sorted.
func numbers(dir string) ([]int, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "manifests"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list manifests: %w", err)
	}
	var out []int
	for _, e := range entries {
		if n, err := strconv.Atoi(strings.TrimSuffix(e.Name(), ".json")); err == nil && n > 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

func manifestPath(dir string, n int) string {
	return filepath.Join(dir, "manifests", strconv.Itoa(n)+".json")
}

// open reads manifest n and proves it and its files. Without a sha from CURRENT
// the manifest is held against its own sum.
func open(dir string, n int, sha string) (*Snapshot, error) {
	b, err := os.ReadFile(manifestPath(dir, n))
	if err != nil {
		return nil, fmt.Errorf("open snapshot %d: %w", n, err)
	}
	s := &Snapshot{dir: dir, SHA256: hash(b)}
	if sha != "" && s.SHA256 != sha {
		return nil, fmt.Errorf("open snapshot %d: the manifest is damaged", n)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s.Manifest); err != nil {
		return nil, fmt.Errorf("open snapshot %d: %w", n, err)
	}
	// Written again it must be the same bytes, sum and all.
	if again, err := s.Manifest.encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("open snapshot %d: the manifest is damaged", n)
	}
	if s.Manifest.N != n {
		return nil, fmt.Errorf("open snapshot %d: the manifest is of number %d", n, s.Manifest.N)
	}
	for _, f := range s.Manifest.Files {
		if err := prove(filepath.Join(dir, "data", f.Name), f.SHA256); err != nil {
			return nil, fmt.Errorf("open snapshot %d: %w", n, err)
		}
	}
	return s, nil
}

// prove reads a file and holds it against its hash.
func prove(path, sha string) error {
	f, err := os.Open(path) // #nosec G304 -- below the store
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return fmt.Errorf("%s is damaged: its content is not what its name says", filepath.Base(path))
	}
	return nil
}
