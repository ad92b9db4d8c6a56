package ingest

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"
)

// Limits bound what a file may ask of the machine. Workbook limits hold for
// .xlsx alone; the others for every file.
type Limits struct {
	WorkbookBytes int64 // expanded
	WorkbookRows  int
	WorkbookParts int // entries of the archive
	Rows          int
	Columns       int
	CellBytes     int
	Ratio         int64 // expanded over compressed, for .gz of more than WorkbookBytes
	GeoBytes      int64 // expanded boundaries or roads
	SharedAt      int   // sites on one coordinate before it is called a default point
}

// DefaultLimits are the limits of the README.
var DefaultLimits = Limits{
	WorkbookBytes: 64 << 20, WorkbookRows: 1_100_000, WorkbookParts: 10_000,
	Rows: 200_000_000, Columns: 200, CellBytes: 4096, Ratio: 200, GeoBytes: 1 << 30, SharedAt: 10,
}

// line is the longest line a CSV may have.
func (l Limits) line() int { return l.Columns * l.CellBytes }

// source is one text file whose encoding has been proved over all its bytes.
type source struct {
	path   string
	sha    string // SHA-256 of the file as it lies, hexadecimal
	gz     bool
	bom    bool
	decode encoding.Encoding // nil: UTF-8
}

// openSource reads the file once from end to end: it takes the hash, proves the
// encoding and refuses what is no text. declared is the encoding that
// dataset.toml or the command line names, or empty.
func openSource(path, declared string, lim Limits) (*source, error) {
	s := &source{path: path, gz: strings.HasSuffix(strings.ToLower(path), ".gz")}
	f, err := os.Open(path) // #nosec G304 -- the dataset folder is what the user asked to read
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	h := sha256.New()
	raw := io.TeeReader(f, h)
	text, err := s.expand(raw, f, lim)
	if err != nil {
		return s, err
	}
	probe := newProbe()
	err = probe.read(text)
	var no refusal
	if err != nil && !errors.As(err, &no) {
		err = refuse(Unreadable, 0, "", err.Error())
	}
	if _, e := io.Copy(io.Discard, raw); e != nil {
		return s, fmt.Errorf("read %s: %w", path, e)
	}
	s.sha = hex.EncodeToString(h.Sum(nil))
	if err != nil {
		return s, err
	}
	return s, s.settle(probe, declared, lim)
}

// expand unzips .gz, and stops a bomb.
func (s *source) expand(raw io.Reader, f *os.File, lim Limits) (io.Reader, error) {
	if !s.gz {
		return raw, nil
	}
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("stat %s: %w", s.path, err)
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(raw, 1<<16))
	if err != nil {
		return nil, refuse(Unreadable, 0, "", "not gzip: "+err.Error())
	}
	return &capped{r: z, left: max(lim.WorkbookBytes, lim.Ratio*st.Size())}, nil
}

// capped refuses to give more than left bytes.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, refuse(TooLarge, 0, "", "expands beyond its limit")
	}
	return n, err
}

// text opens the file again, expanded, decoded to UTF-8 and without its byte
// order mark.
func (s *source) text(lim Limits) (io.ReadCloser, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	r, err := s.expand(f, f, lim)
	if err != nil {
		f.Close()
		return nil, err
	}
	if s.decode != nil {
		r = s.decode.NewDecoder().Reader(r)
	} else if s.bom {
		if _, err := io.CopyN(io.Discard, r, 3); err != nil {
			f.Close()
			return nil, fmt.Errorf("read %s: %w", s.path, err)
		}
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// fileSHA returns the SHA-256 of a file as it lies.
func fileSHA(path string) (string, error) {
	f, err := os.Open(path) // #nosec G304 -- as above
	if err != nil {
		return "", fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
