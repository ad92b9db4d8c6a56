package web

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kindercast/cmd/kindercast/internal/label"

	"github.com/gin-gonic/gin"
)

//go:embed plain.html
var plainHTML string

// plainView is all that the plain page shows.
type plainView struct {
	Run                Run
	Title              string
	View               View
	Lang               string
	Measure            string
	Level, MeasureWord string
	Full               bool // there is an interactive page
	Finding            Finding
	Levels             []choice
	Years              []choice
	Measures           []choice
	Scenarios          []choice
	Other              choice // the other language
	Legend             []legendStep
	Colours            []string
	Map                *drawing
	Table              []plainRow
	Placed             bool
	Missing            []string
}

// choice is a link to the same page with one thing changed.
type choice struct {
	Word, Link string
	Chosen     bool
}

// plainPage answers with the page that needs no script: a map, a table, and
// links to every year, level, measure and scenario.
func plainPage(r *Result, full bool, audience string) gin.HandlerFunc {
	page := template.Must(template.New("plain").Funcs(template.FuncMap{"text": label.Text, "sentence": label.Sentence}).Parse(plainHTML))
	return func(c *gin.Context) {
		v, fault := r.plainView(c.Request.URL.RawQuery)
		if fault != "" {
			writeProblem(c.Writer, http.StatusUnprocessableEntity, fault)
			return
		}
		v.Full = full
		var out bytes.Buffer
		if err := page.Execute(&out, v); err != nil {
			panic(err) // the guard answers 500
		}
		if audience == "public" {
			c.Header("Cache-Control", "public, no-cache")
		}
		c.Data(http.StatusOK, "text/html; charset=utf-8", out.Bytes())
	}
}

// plainView reads a query and gathers what the page shows; fault says what is
// wrong with the query.
func (r *Result) plainView(raw string) (v plainView, fault string) {
	if fault := queryFault(raw, []string{"lang", "scenario", "level", "year", "measure"}); fault != "" {
		return v, fault
	}
	q, err := url.ParseQuery(raw)
	if err != nil {
		return v, "the query cannot be read"
	}
	open := r.Run.Opens
	v = plainView{Run: r.Run, Placed: r.placed, Measure: cmp.Or(q.Get("measure"), "gap"), Lang: cmp.Or(q.Get("lang"), r.Run.Lang)}
	if !r.placed {
		v.Measure = "demand"
	}
	v.View = View{cmp.Or(q.Get("scenario"), open.Scenario), cmp.Or(q.Get("level"), open.Level), open.Year}
	if y := q.Get("year"); y != "" {
		if v.View.Year, err = strconv.Atoi(y); err != nil {
			return v, "year is not a year"
		}
	}
	switch {
	case !slices.Contains(label.Languages, v.Lang):
		return v, "no such language"
	case !slices.Contains(measures, v.Measure):
		return v, "no such measure"
	case !slices.Contains(r.Run.Scenarios, v.View.Scenario):
		return v, "no such scenario in this run"
	case !slices.Contains(r.Run.Levels, v.View.Level):
		return v, "no such level in this run"
	case !slices.ContainsFunc(r.Run.Years, func(p Period) bool { return p.Year == v.View.Year }):
		return v, "no such year in this run"
	}
	r.fillPlain(&v)
	return v, ""
}

// fillPlain words the view's findings, choices, legend, map and table.
func (r *Result) fillPlain(v *plainView) {
	v.Title, v.Level = r.Run.title(v.Lang), inline(v.Lang, r.levelWord(v.Lang, v.View.Level))
	v.MeasureWord = label.Text(v.Lang, "measure."+v.Measure)
	if !r.placed {
		v.MeasureWord = label.Text(v.Lang, "measure.children")
	}
	v.Finding = r.Finding(v.View, v.Lang)
	for _, l := range r.Run.Levels {
		v.Levels = append(v.Levels, v.change("level", l, r.levelWord(v.Lang, l), l == v.View.Level))
	}
	for _, y := range r.Run.Years {
		s := strconv.Itoa(y.Year)
		v.Years = append(v.Years, v.change("year", s, s, y.Year == v.View.Year))
	}
	if r.placed {
		for _, m := range measures {
			v.Measures = append(v.Measures, v.change("measure", m, label.Text(v.Lang, "measure."+m), m == v.Measure))
		}
	}
	for _, s := range r.Run.Scenarios {
		v.Scenarios = append(v.Scenarios, v.change("scenario", s, scenarioWord(v.Lang, s), s == v.View.Scenario))
	}
	other := label.English
	if v.Lang == label.English {
		other = label.Chinese
	}
	v.Other = v.change("lang", other, label.Text(other, "language."+other), false)
	legend := r.legend(v.View.Level, v.Measure)
	v.Colours = legend.Colours
	v.Legend = legendSteps(v.Lang, v.Measure, legend)
	rows := map[string]GapRow{}
	for _, g := range r.gaps[gapKey{v.View.Scenario, v.View.Level, v.View.Year}] {
		rows[g.Area] = g
	}
	v.Table = r.plainRows(v, rows, legend)
	v.Map = r.draw(v, rows, legend)
	for _, m := range r.Run.Missing {
		v.Missing = append(v.Missing, label.Text(v.Lang, "missing."+m))
	}
}

// levelWord names a level; where there are no places it names the age.
func (r *Result) levelWord(lang, level string) string {
	if r.placed {
		return label.Text(lang, "level."+level)
	}
	return label.Text(lang, "age."+level)
}

// scenarioWord names a scenario; one of the bureau's own keeps its name.
func scenarioWord(lang, scenario string) string {
	if key := "scenario." + scenario; label.Has(key) {
		return label.Text(lang, key)
	}
	return scenario
}

// change links to the view with one parameter changed.
func (v *plainView) change(parameter, value, word string, chosen bool) choice {
	q := url.Values{}
	q.Set("lang", v.Lang)
	q.Set("scenario", v.View.Scenario)
	q.Set("level", v.View.Level)
	q.Set("year", strconv.Itoa(v.View.Year))
	q.Set("measure", v.Measure)
	q.Set(parameter, value)
	return choice{word, "/plain?" + q.Encode(), chosen}
}

// draw makes the map, or nil where the run has no boundaries.
func (r *Result) draw(v *plainView, rows map[string]GapRow, legend Legend) *drawing {
	areas := mapped(r.Areas)
	if len(areas) == 0 {
		return nil
	}
	height, to := project(areas)
	d := &drawing{Width: drawingWidth, Height: height}
	for _, a := range areas {
		s := drawnArea{Code: a.Code, Name: shortName(a.Name), Path: outline(a.Shape, to), Class: -1, Tip: a.Name, Link: "#area-" + a.Code}
		s.X, s.Y = to(a.Label)
		s.Labelled = wideEnough(a, s.Name, to)
		if g, ok := rows[a.Code]; ok {
			if x, known := g.measure(v.Measure); known {
				s.Class, s.Unsure = legend.class(x), v.Measure == "gap" && g.unsure()
				s.Dark = legend.isDark(s.Class, v.Measure)
				s.Value = whole(x)
				if v.Measure == "gap" {
					s.Value = g.word(v.Lang)
				}
				s.Tip += " · " + s.Value
			}
		}
		d.Shapes = append(d.Shapes, s)
	}
	return d
}

// shortName leaves 街道, which every subdistrict's name ends in, off a label.
func shortName(name string) string {
	if short := strings.TrimSuffix(name, "街道"); short != "" {
		return short
	}
	return name
}
