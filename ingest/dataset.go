package ingest

import (
	"context"
	"fmt"
	"os"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
	"kindercast/geo"
)

// Dataset is all that a folder of files says, held against the rules. Where it
// is Refused its tables are incomplete and must not be used.
type Dataset struct {
	Config    Config
	Reference forecast.MonthDay

	Areas      Table[forecast.Area]
	Population Table[forecast.Population]
	Births     Table[forecast.Birth]
	Sites      Table[supply.Site]
	Classes    Table[supply.Class]
	Roster     Table[forecast.Roster]
	Projects   Table[supply.Project]
	Candidates Table[supply.Candidate]
	Housing    Table[forecast.Housing]
	Measures   Table[indicator.Measure]

	Boundaries Shapes     // as the file has them
	Roads      Shapes     // as the file has them
	Committees Shapes     // optional points where the children of the finest areas live
	Polygons   *geo.Areas // the boundaries in WGS84, empty without any

	Inputs []Input
	Ledger []Ledger // one a table that has a file, in the order of TableNames
	Faults Faults

	quarantines []*quarantine
	gazetteer   *gazetteer
	plan        *plan
}

// Shapes is a GeoJSON file as it lies, expanded.
type Shapes struct {
	File  string
	SHA   string // SHA-256 of Bytes
	Bytes []byte
	Datum string // as declared; empty: the crs member decides
}

// Input is one file that was read, by its hash.
type Input struct {
	Table  string `json:"table"`
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Options says where a dataset lies. Only Dir is required.
type Options struct {
	Dir        string // folder of the files
	Config     string // dataset.toml elsewhere; empty: in Dir, where there is one
	Boundaries string // a GeoJSON file in place of the folder's; features join by area_code, area_name or name
	Encoding   string // forces the encoding of text files
	Limits     *Limits
}

// Open reads a dataset. Whatever is wrong with the files is in Faults, all of it
// at once; the error is for a broken world: no such folder, a failing disk, a
// context that ended.
func Open(ctx context.Context, o Options) (*Dataset, error) {
	st, err := os.Stat(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open dataset: %w", err)
	}
	if !st.IsDir() {
		return nil, fmt.Errorf("open dataset: %s is not a folder", o.Dir)
	}
	d := &Dataset{}
	op := &opening{Dataset: d, o: o, ctx: ctx, lim: DefaultLimits}
	if o.Limits != nil {
		op.lim = *o.Limits
	}
	if err := op.config(); err != nil {
		return nil, err
	}
	if d.Refused() {
		return d, nil
	}
	if err := op.tables(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open dataset: %w", err)
	}
	op.across()
	return d, nil
}

// Refused reports whether the dataset may not be used: a fault that refuses it,
// or more rejected rows in a table than the tolerance allows.
func (d *Dataset) Refused() bool {
	if d.Faults.Has(Refusal) {
		return true
	}
	for _, l := range d.Ledger {
		if bad := l.Rejected - l.SetAside; float64(bad) > d.Config.Tolerance*float64(l.Read) {
			return true
		}
	}
	return false
}

// Warned reports whether a dataset that is not refused has rejected rows or
// warnings.
func (d *Dataset) Warned() bool { return d.Faults.Total() > 0 }
