package ingest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"kindercast/geo"

	"github.com/paulmach/orb"
)

// placer converts the coordinates of tables to WGS84 and holds them against the
// stated box.
type placer struct {
	op    *opening
	named string
	told  map[string]bool // tables for which NoDatum was told
	box   *orb.Bound
}

func (op *opening) datum() *placer {
	p := &placer{op: op, named: op.Config.Datum, told: map[string]bool{}}
	if b := op.Config.Bounds; len(b) == 4 {
		p.box = &orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}
	}
	return p
}

// of returns the datum of a table, its own or the dataset's.
func (p *placer) of(r *tableReader) (geo.Datum, bool) {
	name := p.named
	if r.layout.Datum != "" {
		name = r.layout.Datum
	}
	d, err := geo.ParseDatum(name)
	if err == nil {
		return d, true
	}
	if !p.told[r.name] {
		p.told[r.name] = true
		rule := NoConversion
		if errors.Is(err, geo.ErrUndeclared) {
			rule = NoDatum
		}
		r.fault(Fault{Rule: rule, Column: "lon", Value: name, Note: err.Error()})
	}
	return d, false
}

// place converts a coordinate in place. Without need, 0, 0 is no coordinate.
func (p *placer) place(r *tableReader, line int, lon, lat *float64, need bool) bool {
	if *lon == 0 && *lat == 0 && !need {
		return true
	}
	d, ok := p.of(r)
	if !ok {
		return true // the file is refused as a whole
	}
	bad := func(note string) bool {
		value := strconv.FormatFloat(*lon, 'f', -1, 64) + " " + strconv.FormatFloat(*lat, 'f', -1, 64)
		r.fault(Fault{Row: line, Column: "lon", Value: value, Rule: OutOfBounds, Note: note})
		return false
	}
	if *lon == 0 && *lat == 0 {
		return bad("0, 0 is no place")
	}
	at, err := d.ToWGS84(orb.Point{*lon, *lat})
	switch {
	case err != nil:
		return bad(err.Error())
	case at[0] < -180 || at[0] > 180 || at[1] < -90 || at[1] > 90:
		return bad("no place on earth; longitude and latitude may be swapped")
	case p.box != nil && !p.box.Contains(at):
		if p.box.Contains(orb.Point{at[1], at[0]}) {
			return bad("outside bounds; longitude and latitude are swapped")
		}
		return bad("outside bounds")
	}
	*lon, *lat = at[0], at[1]
	return true
}

// shapes reads a GeoJSON file as it lies.
func (op *opening) shapes(table string, s *Shapes) error {
	path := op.o.Boundaries
	if table != "boundaries" || path == "" {
		var ok bool
		if path, ok = op.find(table, []string{".geojson", ".geojson.gz"}); !ok {
			return nil
		}
	}
	if err := op.input(table, path); err != nil {
		return err
	}
	b, err := op.bytes(path, op.lim.GeoBytes)
	if err == nil && strings.HasSuffix(strings.ToLower(path), ".gz") {
		b, err = gunzip(b, op.lim)
	}
	var no refusal
	if errors.As(err, &no) {
		no.File = filepath.Base(path)
		op.Faults.Add(no.Fault)
		return nil
	}
	if err != nil {
		return err
	}
	l := op.Config.layout(table)
	*s = Shapes{File: filepath.Base(path), Bytes: b, Datum: op.Config.Datum}
	if l.Datum != "" {
		s.Datum = l.Datum
	}
	sum := sha256.Sum256(b)
	s.SHA = hex.EncodeToString(sum[:])
	return nil
}

func gunzip(b []byte, lim Limits) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, refuse(Unreadable, 0, "", "not gzip: "+err.Error())
	}
	out, err := io.ReadAll(&capped{r: z, left: max(lim.WorkbookBytes, lim.Ratio*int64(len(b)))})
	if err != nil {
		var no refusal
		if errors.As(err, &no) {
			return nil, no
		}
		return nil, refuse(Unreadable, 0, "", err.Error())
	}
	return out, nil
}

// polygons parses the boundaries and tells what is wrong with them. A polygon
// of an area that is not listed is a warning: a city's file serves a district.
func (d *Dataset) polygons(tell func(Fault)) error {
	d.Polygons = geo.NewAreas(nil)
	if d.Boundaries.Bytes == nil {
		return nil
	}
	b := geo.Boundaries{Map: map[string]string{"area_code": "area_code", "area_name": "area_name", "name": "area_name"}, Values: d.Config.Aliases}
	if l := d.Config.layout("boundaries"); len(l.Map) > 0 {
		b.Map = map[string]string{}
		for from, to := range l.Map {
			if w, ok := words(to); ok && len(w) == 1 {
				b.Map[from] = w[0]
			}
		}
	}
	if d.Boundaries.Datum != "" {
		datum, err := geo.ParseDatum(d.Boundaries.Datum)
		if err != nil {
			tell(Fault{File: d.Boundaries.File, Value: d.Boundaries.Datum, Rule: NoConversion, Note: err.Error()})
			return nil
		}
		b.Datum = datum
	}
	if c := d.Config.Bounds; len(c) == 4 {
		b.Bounds = orb.Bound{Min: orb.Point{c[0], c[1]}, Max: orb.Point{c[2], c[3]}}
	}
	codes := map[string]bool{}
	for c := range d.gazetteer.areas {
		codes[c] = true
	}
	for _, a := range d.gazetteer.sorted(codes) {
		b.Areas = append(b.Areas, geo.Known{Code: a.Code, Name: a.Name, Parent: a.Parent})
	}
	areas, problems, err := geo.ReadAreas(bytes.NewReader(d.Boundaries.Bytes), b)
	if err != nil {
		tell(Fault{File: d.Boundaries.File, Rule: BadShape, Note: err.Error()})
		return nil
	}
	if areas != nil {
		d.Polygons = areas
	}
	for _, p := range problems {
		f := Fault{File: d.Boundaries.File, Column: p.Column, Value: p.Value, Rule: Rule(p.Rule), Severity: Refusal}
		if p.Feature >= 0 {
			f.Note = "feature " + strconv.Itoa(p.Feature)
		}
		switch {
		case p.Rule == geo.RuleMissingArea || p.Rule == geo.RuleWinding:
			continue // looked at with the population; harmless
		case p.Rule == geo.RuleUnknownArea:
			f.Rule, f.Severity = NoPolygon, Warning
		case p.Rule == geo.RuleUndeclared:
			f.Rule = NoDatum
		case p.Warning:
			f.Severity = Warning
		}
		tell(f)
	}
	return nil
}
