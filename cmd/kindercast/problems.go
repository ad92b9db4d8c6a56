package main

import (
	"fmt"

	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
	"kindercast/ingest"
)

// problemRow is one line of problems.csv: what the rooms, the norms or the
// indicators object to in a row that the reader let pass.
type problemRow struct {
	File     string `csv:"file"`
	Row      int    `csv:"row"` // as a spreadsheet shows it; 0: the file as a whole, or a store without its files
	Column   string `csv:"column"`
	Value    string `csv:"value"`
	Rule     string `csv:"rule"`
	Severity string `csv:"severity"` // refused: the row is left out; warning: it is used
	Words    string `csv:"words"`
}

// problemsShown is how many problems are printed; problems.csv has all.
const problemsShown = 10

// problems takes down what is wrong with rows, tells the first of it on standard
// error, and so ends the verb with the code of a warning. Each is told once,
// however many scenarios meet it.
func (r *running) problems(found []supply.Problem) error {
	before := len(r.objections)
	for _, p := range found {
		row := r.objection(p)
		if !r.objected[row] {
			r.objected[row] = true
			r.objections = append(r.objections, row)
		}
	}
	if len(r.objections) == before {
		return nil
	}
	r.t.partial = true
	r.note("problems", words(found))
	if !r.t.quiet {
		for i := before; i < min(len(r.objections), problemsShown); i++ {
			fmt.Fprintln(r.t.err, "  "+r.objections[i].Words)
		}
		if more := len(r.objections) - problemsShown; more > 0 && before < problemsShown {
			fmt.Fprintln(r.t.err, "  "+r.t.sentence("problem.more", "n", fmt.Sprint(more)))
		}
	}
	return writeTable(r, "problems.csv", r.objections, 0)
}

// objection is a problem with its file and row, in words.
func (r *running) objection(p supply.Problem) problemRow {
	out := problemRow{File: p.Table, Column: p.Column, Value: p.Value, Rule: p.Rule, Severity: "refused"}
	if p.Warning {
		out.Severity = "warning"
	}
	if at, ok := r.d.rows[p.Table]; ok {
		out.File, out.Row = at.file, at.line[r.d.record(p)]
		if at.line == nil && p.Row >= 0 { // norms and definitions count rows below the header
			out.Row = p.Row + 2
		}
	}
	sentence := "problem.whole"
	if out.Row > 0 {
		sentence = "problem.line"
	}
	out.Words = r.t.sentence(sentence, "file", out.File, "row", fmt.Sprint(out.Row), "column", p.Column, "value", p.Value, "why", r.t.text("fault."+p.Rule))
	if p.Row >= 0 {
		out.Words += r.t.text("september.stop") + r.t.text("problem."+out.Severity)
	}
	return out
}

// fileRows says in which row of its file a record of a table stands.
type fileRows struct {
	file string
	line map[any]int // by the key of the record
}

// sourceRows returns the rows of the tables that a problem may be about. A
// dataset from a store no longer knows them.
func sourceRows(ds *ingest.Dataset) map[string]fileRows {
	return map[string]fileRows{"sites": rowsBy(&ds.Sites, siteKey), "classes": rowsBy(&ds.Classes, classKey), "projects": rowsBy(&ds.Projects, projectKey),
		"measures": rowsBy(&ds.Measures, measureKey)}
}

func rowsBy[R any](t *ingest.Table[R], key func(R) any) fileRows {
	out := fileRows{t.File, map[any]int{}}
	if out.file == "" {
		out.file = t.Name
	}
	for i, line := range t.Line {
		out.line[key(t.Rows[i])] = line
	}
	return out
}

// The keys of records, as the reader holds them to be unique.
func siteKey(s supply.Site) any { return s.Code }
func classKey(c supply.Class) any {
	return [3]any{c.SchoolYear, c.Site, c.Level}
}
func projectKey(p supply.Project) any { return [2]any{p.Code, p.Reported} }
func measureKey(m indicator.Measure) any {
	return [4]any{m.Key, m.Period, m.Area, m.Site}
}

// record is the key of the record that a problem is about; nil where it is about
// a table as a whole.
func (d *district) record(p supply.Problem) any {
	switch {
	case p.Row < 0:
	case p.Table == "sites" && p.Row < len(d.sites):
		return siteKey(d.sites[p.Row])
	case p.Table == "classes" && p.Row < len(d.classes):
		return classKey(d.classes[p.Row])
	case p.Table == "projects" && p.Row < len(d.projects):
		return projectKey(d.projects[p.Row])
	case p.Table == "measures" && p.Row < len(d.measures):
		return measureKey(d.measures[p.Row])
	}
	return nil
}
