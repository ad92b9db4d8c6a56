package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"kindercast/data"
	"kindercast/forecast/supply"
	"kindercast/geo"
	"kindercast/ingest"
	"kindercast/ingest/snapshot"
)

// storeDir is where snapshots lie.
func (t *tool) storeDir() string {
	if t.store != "" {
		return t.store
	}
	return filepath.Join(t.dir, "store")
}

// sampleDir writes the embedded sample district into a folder of its own, as
// the dataset of a bureau would lie, and returns it.
func (t *tool) sampleDir() (string, error) {
	dir := filepath.Join(t.dir, "sample")
	err := fs.WalkDir(data.Sample(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(data.Sample(), path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, path), b, 0o644)
	})
	if err != nil {
		return "", fmt.Errorf("unpack the sample district: %w", err)
	}
	return dir, nil
}

// read opens and checks the dataset that the flags name, and writes its faults.
func (t *tool) read(ctx context.Context, dir string) (*ingest.Dataset, error) {
	bar := t.progress("ingest")
	ds, err := ingest.Open(ctx, ingest.Options{Dir: dir, Config: t.dataset, Boundaries: t.boundaries, Encoding: t.encoding})
	bar()
	if err != nil {
		if gone := (*fs.PathError)(nil); errors.As(err, &gone) && errors.Is(err, fs.ErrNotExist) {
			return nil, usage("%s：没有这个文件或目录 / no such file or folder", gone.Path)
		}
		return nil, err
	}
	var buf bytes.Buffer
	if err := ds.Faults.WriteNDJSON(&buf); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(t.dir, 0o755); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	if err := os.WriteFile(t.faultsFile(), buf.Bytes(), 0o644); err != nil {
		return nil, fmt.Errorf("write faults: %w", err)
	}
	t.faults = hashOf(buf.Bytes())
	t.tellFaults(ds)
	if ds.Warned() {
		t.partial = true
	}
	return ds, nil
}

func (t *tool) faultsFile() string { return filepath.Join(t.dir, "faults.ndjson") }

// tellFaults prints what a clerk has to do, ten faults at most, on standard
// error: files, rows and values in words.
func (t *tool) tellFaults(ds *ingest.Dataset) {
	if t.quiet || ds.Faults.Total() == 0 {
		return
	}
	for i, f := range ds.Faults.List() {
		if i == 10 {
			fmt.Fprintln(t.err, t.sentence("cmd.faults.more", "n", fmt.Sprint(ds.Faults.Total()-10), "file", t.faultsFile()))
			break
		}
		fmt.Fprintln(t.err, "  "+f.Say(t.lang))
	}
}

// pick returns the dataset of --data (published into the store first), of
// --store, or of the embedded sample, and the number of its snapshot.
func (t *tool) pick(ctx context.Context) (*ingest.Dataset, int, error) {
	dir := t.data
	if dir == "" && t.store != "" {
		ds, s, err := snapshot.Load(t.store, t.snapshot)
		switch {
		case errors.Is(err, snapshot.ErrNone):
			return nil, 0, usage("--store %s：快照库打不开 / %v", t.store, err)
		case err != nil:
			return nil, 0, fmt.Errorf("store %s: %w", t.store, err)
		}
		if s.FellBack != "" { // CURRENT is damaged: an earlier snapshot serves
			t.partial = true
			fmt.Fprintf(t.err, "kindercast: store %s: snapshot %d serves instead: %s\n", t.store, s.Manifest.N, s.FellBack)
		}
		return ds, s.Manifest.N, nil
	}
	if dir == "" {
		var err error
		if dir, err = t.sampleDir(); err != nil {
			return nil, 0, err
		}
	}
	ds, err := t.read(ctx, dir)
	if err != nil {
		return nil, 0, err
	}
	if ds.Refused() {
		return nil, 0, refused(ds.Faults.Total(), t.faultsFile())
	}
	s, err := snapshot.Publish(ctx, t.storeDir(), ds, version())
	if err != nil {
		return nil, 0, err
	}
	return ds, s.Manifest.N, nil
}

// district brings a dataset to the planned level.
func (t *tool) district(ctx context.Context, ds *ingest.Dataset, version int) (*district, error) {
	d := &district{title: ds.Config.TitleZH, titleEN: ds.Config.TitleEN, synthetic: ds.Config.Synthetic, reference: ds.Reference,
		obs: ds.Observed(), classes: ds.Classes.Rows, projects: slices.Clone(ds.Projects.Rows), candidates: slices.Clone(ds.Candidates.Rows), measures: ds.Measures.Rows,
		polygons: ds.Polygons, inputs: ds.Inputs, rows: sourceRows(ds), ledger: ds.Ledger, version: version, attribution: ds.Config.Attribution}
	if d.title == "" {
		d.title = strings.TrimSuffix(filepath.Base(t.data), string(filepath.Separator))
	}
	outside := 0
	d.obs.SiteArea = map[string]string{}
	for _, s := range ds.Sites.Rows {
		area, ok := ds.PlannedArea(s.Area)
		if s.Area == "" && d.shapes() { // a site that states no area stands where its coordinates lie
			area, ok = d.polygons.Locate(orb.Point{s.Lon, s.Lat})
		}
		if !ok {
			outside++
			continue
		}
		s.Area = area
		d.sites = append(d.sites, s)
		d.obs.SiteArea[s.Code] = area
	}
	if outside > 0 && !t.quiet {
		fmt.Fprintln(t.err, t.sentence("cmd.sites.outside", "n", fmt.Sprint(outside)))
	}
	for i := range d.projects {
		if area, ok := ds.PlannedArea(d.projects[i].Area); ok {
			d.projects[i].Area = area
		}
	}
	for i := range d.candidates {
		if area, ok := ds.PlannedArea(d.candidates[i].Area); ok {
			d.candidates[i].Area = area
		}
	}
	own, err := t.standards(ds.Reference)
	if err != nil {
		return nil, err
	}
	d.norms, d.defs, d.defsVersion, d.doubts = own.norms, own.defs, own.version, own.problems
	d.inputs = append(slices.Clone(d.inputs), own.inputs...)
	maps.Copy(d.rows, own.rows)
	if len(d.sites) > 0 || d.shapes() {
		if err := t.locate(ctx, d, ds); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// locate finds the walking network and the points where children live.
func (t *tool) locate(ctx context.Context, d *district, ds *ingest.Dataset) error {
	d.walk = geo.GreatCircle{}
	box := orb.Bound{}
	if d.shapes() {
		box = d.polygons.Bound()
	}
	network, err := t.network(ctx, ds, box)
	if err != nil {
		return err
	}
	if network != nil {
		d.walk = network
	}
	places := map[string]orb.Point{}
	if len(ds.Committees.Bytes) > 0 {
		datum, err := geo.ParseDatum(ds.Committees.Datum)
		if err != nil {
			return &codeError{exitRefused, fmt.Errorf("%s: %w", ds.Committees.File, err)}
		}
		list, problems, err := geo.ReadPlaces(bytes.NewReader(ds.Committees.Bytes), datum, box)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return shapesRefused(ds.Committees.File, problems[0])
		}
		listed := map[string]bool{}
		for _, a := range ds.Areas.Rows {
			listed[a.Code] = true
		}
		for _, p := range list {
			places[p.Code] = p.Point
			if !listed[p.Code] {
				d.doubts = append(d.doubts, supply.Problem{Table: ds.Committees.File, Row: -1, Column: "area_code", Value: p.Code, Rule: "committee_unlisted", Warning: true})
			}
		}
	}
	d.points = demandPoints(d, ds, places)
	return nil
}

// demandPoints lists where the children of each planned area live: at the points
// of its finest areas, weighted by their children, where these are known; else
// evenly over its surface.
func demandPoints(d *district, ds *ingest.Dataset, places map[string]orb.Point) []geo.DemandPoint {
	byArea := map[string][]geo.DemandPoint{}
	for _, leaf := range ds.Leaves() {
		p, ok := places[leaf.Area.Code]
		if !ok {
			continue
		}
		n := int64(0)
		for _, c := range leaf.Children {
			n += c
		}
		byArea[leaf.Planned] = append(byArea[leaf.Planned], geo.DemandPoint{Code: leaf.Area.Code, Name: leaf.Area.Name, Area: leaf.Planned, Point: p, Weight: float64(n)})
	}
	var out []geo.DemandPoint
	for _, a := range d.obs.Areas {
		points := byArea[a.Code]
		if !slices.ContainsFunc(points, func(p geo.DemandPoint) bool { return p.Weight > 0 }) {
			points = nil
			if area, ok := d.polygons.Of(a.Code); d.shapes() && ok {
				points = area.Divide(geo.Sampling{Most: 12})
			}
		}
		out = append(out, points...)
	}
	return out
}

// network reads the roads of --roads or of the dataset; nil where there are none.
func (t *tool) network(ctx context.Context, ds *ingest.Dataset, box orb.Bound) (*geo.Network, error) {
	var r io.ReadSeeker = bytes.NewReader(ds.Roads.Bytes)
	name, datumKey := ds.Roads.File, ds.Roads.Datum
	if t.roads != "" {
		f, err := os.Open(t.roads)
		if err != nil {
			return nil, usage("--roads：路网文件打不开 / %v", err)
		}
		defer f.Close()
		r, name, datumKey = f, t.roads, "WGS84"
	} else if len(ds.Roads.Bytes) == 0 {
		return nil, nil
	}
	var n *geo.Network
	var problems []geo.Problem
	var err error
	if strings.HasSuffix(name, ".pbf") {
		n, problems, err = geo.ReadOSM(ctx, r, box)
	} else {
		datum := geo.Datum{}
		if datumKey != "" {
			if datum, err = geo.ParseDatum(datumKey); err != nil {
				return nil, err
			}
		}
		n, problems, err = geo.ReadNetwork(r, geo.Roads{Datum: datum, Bounds: box})
	}
	if err != nil {
		return nil, err
	}
	if n == nil {
		problem := geo.Problem{Rule: geo.RuleNoRoads}
		if len(problems) > 0 {
			problem = problems[0]
		}
		return nil, shapesRefused(name, problem)
	}
	return n, nil
}

// shapesRefused says in both languages why a file of places or roads cannot be
// used, and what to do.
func shapesRefused(file string, p geo.Problem) error {
	f := ingest.Fault{File: file, Row: p.Feature, Column: p.Column, Value: p.Value, Rule: ingest.Rule(p.Rule)}
	return &codeError{exitRefused, fmt.Errorf("%s / %s", f.Rule.Text().ZH, f.Say("en"))}
}
