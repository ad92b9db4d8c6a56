package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// datasetTOML says what the folder cannot.
const datasetTOML = `# Synthetic sample district. 合成数据：除街镇代码与名称外，一切均为虚构。
title_zh = "静安区（合成示例数据）"
title_en = "Jing'an district (synthetic sample)"
synthetic = true
attribution = ["© OpenStreetMap contributors, ODbL 1.0"]
datum = "WGS84"
reference_day = "08-31"
`

// write puts every table of the sample into dir, replacing what was there under
// the same names.
func write(dir string, w *world) error {
	tables, err := w.tables()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the sample's folder: %w", err)
	}
	for _, t := range tables {
		if err := os.WriteFile(filepath.Join(dir, t.name), t.bytes, 0o644); err != nil {
			return fmt.Errorf("write the sample: %w", err)
		}
	}
	return nil
}

// table is one file of the sample.
type table struct {
	name  string
	bytes []byte
}

// tables returns all files in the order of spec and README.
func (w *world) tables() ([]table, error) {
	out := []table{
		{"dataset.toml", []byte(datasetTOML)},
		{"areas.csv", w.areasCSV()},
		{"sites.csv", w.sitesCSV()},
		{"classes.csv", w.classesCSV()},
		{"roster.csv", w.rosterCSV()},
		{"projects.csv", w.projectsCSV()},
		{"candidates.csv", w.candidatesCSV()},
		{"housing.csv", w.housingCSV()},
		{"measures.csv", w.measuresCSV()},
	}
	for _, t := range []struct {
		name string
		csv  []byte
	}{{"population.csv.gz", w.populationCSV()}, {"births.csv.gz", w.birthsCSV()}} {
		b, err := zip(t.csv)
		if err != nil {
			return nil, err
		}
		out = append(out, table{t.name, b})
	}
	for _, t := range []struct {
		name     string
		features []*geojson.Feature
	}{{"boundaries.geojson", w.boundaries()}, {"committees.geojson", w.points()}, {"roads.geojson", w.lines()}} {
		b, err := collection(t.features)
		if err != nil {
			return nil, err
		}
		out = append(out, table{t.name, b})
	}
	return out, nil
}

// zip compresses without a name or a time, so that equal rows are equal bytes.
func zip(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// collection writes a FeatureCollection with a feature a line.
func collection(features []*geojson.Feature) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("{\"type\":\"FeatureCollection\",\"features\":[\n")
	for i, f := range features {
		b, err := json.Marshal(f)
		if err != nil {
			return nil, fmt.Errorf("write feature %d: %w", i, err)
		}
		out.Write(b)
		if i < len(features)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("]}\n")
	return out.Bytes(), nil
}

// rows builds a CSV file. No value of the sample holds a comma, a quote or a
// line break, so none is quoted.
type rows struct{ bytes.Buffer }

func header(columns string) *rows {
	r := &rows{}
	r.WriteString(columns + "\n")
	return r
}

func (r *rows) add(values ...any) {
	for i, v := range values {
		if i > 0 {
			r.WriteByte(',')
		}
		switch v := v.(type) {
		case string:
			r.WriteString(v)
		case int:
			r.WriteString(strconv.Itoa(v))
		case float64:
			r.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
		default:
			panic(fmt.Sprintf("generate: no way to write a %T", v))
		}
	}
	r.WriteByte('\n')
}

// month prints 12*year + month as YYYY-MM.
func month(m int) string { return fmt.Sprintf("%d-%02d", (m-1)/12, (m-1)%12+1) }

func (w *world) boundaries() (out []*geojson.Feature) {
	for i, c := range w.cells {
		ring := make(orb.Ring, len(c.ring))
		for k, p := range c.ring {
			ring[k] = toEarth(p)
		}
		f := geojson.NewFeature(orb.Polygon{ring})
		f.Properties["area_code"], f.Properties["area_name"] = c.code, w.streets[i].name
		out = append(out, f)
	}
	return out
}

func (w *world) points() (out []*geojson.Feature) {
	for _, m := range w.committees {
		f := geojson.NewFeature(toEarth(m.at))
		f.Properties["area_code"], f.Properties["area_name"] = m.code, m.name
		out = append(out, f)
	}
	return out
}

func (w *world) lines() (out []*geojson.Feature) {
	for _, r := range w.roads {
		f := geojson.NewFeature(orb.LineString{toEarth(r.line[0]), toEarth(r.line[1])})
		f.Properties["foot"] = "no"
		if r.foot {
			f.Properties["foot"] = "yes"
		}
		out = append(out, f)
	}
	return out
}
