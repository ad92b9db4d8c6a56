package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
)

// quarantine keeps rejected rows of one file for the clerk who corrects them.
// It holds cells as they were read, so it is for the eyes that may see the file;
// rows of persons are kept without their cells.
type quarantine struct {
	sha     string
	table   string
	persons bool
	rows    [][]string
}

// quarantineRows bounds what is kept of one file; faults count them all.
const quarantineRows = 100_000

func (q *quarantine) keep(row int, cells []string) {
	if q == nil || len(q.rows) >= quarantineRows {
		return
	}
	line := []string{strconv.Itoa(row)}
	if !q.persons {
		line = append(line, cells...)
	}
	q.rows = append(q.rows, line)
}

// Quarantined is the rejected rows of one table as CSV: the row number, then
// the cells.
type Quarantined struct {
	Table string
	Input string // SHA-256 of the file
	Bytes []byte
}

// Quarantine returns the rejected rows of every table that has any. A dataset
// that is refused leaves nothing.
func (d *Dataset) Quarantine() ([]Quarantined, error) {
	if d.Refused() {
		return nil, nil
	}
	var out []Quarantined
	for _, q := range d.quarantines {
		if len(q.rows) == 0 {
			continue
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(q.rows); err != nil {
			return nil, fmt.Errorf("write quarantine of %s: %w", q.table, err)
		}
		out = append(out, Quarantined{q.table, q.sha, b.Bytes()})
	}
	return out, nil
}
