package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/paulmach/orb"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo"
	"kindercast/geo/siting"
)

// sheetsDir is the folder of the sheets, in the output folder.
const sheetsDir = "sheets"

// sheetMark stands at the head of every page here, so that the pages of an
// earlier plan are known and taken away.
const sheetMark = `<meta name="generator" content="kindercast sheet">`

// neighboursShown is how many of the nearest kindergartens a sheet lists.
const neighboursShown = 5

//go:embed sheet.html.tmpl
var sheetTemplate string

// siteSheet is one page: what is recommended for one building, why, and what stands
// around it.
type siteSheet struct {
	File, Code, Name, Area string
	Actions                []planAction
	Cost                   float64
	Now                    *supply.SitePlaces // nil: nothing stands there yet
	Use                    float64            // enrolled over places
	Area25                 []supply.GapRow    // the area, ages 2 to 5, by year, as it is without the plan
	Classes                []sheetClasses     // of the site under the plan
	Neighbours             []neighbour
	Access                 []accessRow // of the area: now, later without the plan, later with it
	Map                    sheetMap
}

// sheetClasses are the classes of the site in one planned year.
type sheetClasses struct {
	Year   forecast.Year
	Levels [len(forecast.Levels)]float64
	Seats  float64
}

type neighbour struct {
	N      int // its number on the map
	Name   string
	Metres geo.Metres
	Places supply.SitePlaces
	Use    float64
}

// Minutes is the walk at the pace of the planning norm.
func (n neighbour) Minutes() geo.Minutes { return n.Metres.Minutes(geo.Stroll) }

// writeSheets writes a page for every building that the plan touches, and an
// index of them. A plan that touches none has an index that says so.
func (r *running) writeSheets(m *match, plan *siting.Plan, actions []planAction, rows []accessRow) error {
	dir := filepath.Join(r.t.dir, sheetsDir)
	if err := clearSheets(dir); err != nil {
		return fmt.Errorf("sheets: %w", err)
	}
	tmpl, err := r.sheetTemplate()
	if err != nil {
		return err
	}
	sheets := r.sheets(m, plan, actions, rows)
	type page struct {
		Lang, District, Version, AsOf, Distance string
		Synthetic                               bool
		Seed                                    uint64
		Draws                                   int
		Sheet                                   *siteSheet
		Sheets                                  []*siteSheet
	}
	p := page{Lang: r.t.lang, District: r.d.title, Version: version(), AsOf: m.gap.Demand.Draws.Dates[0].AddYears(-1).String(), Distance: r.d.walk.Name(), Synthetic: r.d.synthetic,
		Seed: r.h.seed, Draws: r.h.draws, Sheets: sheets}
	if r.t.lang == "en" && r.d.titleEN != "" {
		p.District = r.d.titleEN
	}
	for _, s := range sheets {
		p.Sheet = s
		if err := r.write(sheetsDir+"/"+s.File, func(w writer) error { return tmpl.ExecuteTemplate(w, "sheet", p) }); err != nil {
			return err
		}
	}
	return r.write(sheetsDir+"/index.html", func(w writer) error { return tmpl.ExecuteTemplate(w, "index", p) })
}

func (r *running) sheetTemplate() (*template.Template, error) {
	return template.New("sheets").Funcs(template.FuncMap{
		"text":    r.t.text,
		"area":    r.d.areaName,
		"num":     whole,
		"tenth":   func(x float64) string { return fmt.Sprintf("%.1f", x) },
		"cents":   func(x float64) string { return fmt.Sprintf("%.2f", x) },
		"percent": percentOf,
		"metres":  func(x geo.Metres) string { return fmt.Sprintf("%.0f", float64(x)) },
		"minutes": func(x geo.Minutes) string { return fmt.Sprintf("%.0f", float64(x)) },
		"first":   func(list []string) string { return strings.Join(list[:min(len(list), 1)], "") },
	}).Parse(sheetTemplate)
}

// sheets gathers the pages, by the year of the first action, then by site.
func (r *running) sheets(m *match, plan *siting.Plan, actions []planAction, rows []accessRow) []*siteSheet {
	byCode := map[string]*siteSheet{}
	var out []*siteSheet
	for _, a := range actions {
		if a.Action.Action == actionNursery {
			continue
		}
		s := byCode[a.Site]
		if s == nil {
			s = &siteSheet{File: sheetFile(a.Site), Code: a.Site, Name: cmp.Or(a.Name, a.Site), Area: a.Area}
			byCode[a.Site] = s
			out = append(out, s)
		}
	}
	for _, a := range actions { // with the nursery class of a building that is touched anyway
		if s := byCode[a.Site]; s != nil {
			s.Actions = append(s.Actions, a)
			s.Cost += a.Cost
		}
	}
	for _, c := range plan.Classes {
		if s := byCode[c.Site]; s != nil {
			s.class(c)
		}
	}
	now := m.supply.PlacesBySite(m.gap.Years[0])
	use := map[string]float64{}
	for _, u := range m.supply.Utilisation() {
		use[u.Site] = u.Share
	}
	gap, corner := m.gap.Rows("base"), r.corner()
	near := r.neighbours(out, now, use)
	for i, s := range out {
		at := orb.Point{s.Actions[0].Lon, s.Actions[0].Lat}
		if k := slices.IndexFunc(now, func(p supply.SitePlaces) bool { return p.Code == s.Code }); k >= 0 {
			s.Now, s.Use = &now[k], use[s.Code]
		}
		for _, g := range gap {
			if g.Area == s.Area && g.Level == "2-5" {
				s.Area25 = append(s.Area25, g)
			}
		}
		for _, a := range rows {
			if a.Area == s.Area {
				s.Access = append(s.Access, a)
			}
		}
		s.Neighbours = near[i]
		s.Map = r.sheetMap(at, s, now, actions, corner)
	}
	return out
}

func (s *siteSheet) class(c siting.ClassCount) {
	n := len(s.Classes)
	if n == 0 || s.Classes[n-1].Year != c.Year {
		s.Classes = append(s.Classes, sheetClasses{Year: c.Year})
		n++
	}
	s.Classes[n-1].Levels[slices.Index(forecast.Levels[:], c.Level)] = c.Classes
	s.Classes[n-1].Seats += c.Seats
}

// neighbours are the nearest standing kindergartens of every sheet on foot.
func (r *running) neighbours(sheets []*siteSheet, now []supply.SitePlaces, use map[string]float64) [][]neighbour {
	var from, to []orb.Point
	for _, s := range sheets {
		from = append(from, orb.Point{s.Actions[0].Lon, s.Actions[0].Lat})
	}
	var standing []supply.SitePlaces
	for _, p := range now {
		if p.RoomsOpen > 0 {
			standing = append(standing, p)
			to = append(to, orb.Point{p.Lon, p.Lat})
		}
	}
	matrix := r.d.walk.Matrix(from, to, 0)
	out := make([][]neighbour, len(sheets))
	for i, s := range sheets {
		var order []int
		for k, p := range standing {
			if p.Code != s.Code && matrix.At(i, k) < geo.Beyond {
				order = append(order, k)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(matrix.At(i, a), matrix.At(i, b)) })
		for n, k := range order[:min(len(order), neighboursShown)] {
			p := standing[k]
			out[i] = append(out[i], neighbour{N: n + 1, Name: cmp.Or(p.Name, p.Code), Metres: matrix.At(i, k), Places: p, Use: use[p.Code]})
		}
	}
	return out
}

// sheetFile is the name of a site's page: its code where that is a plain name,
// else one made from it.
func sheetFile(code string) string {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }
	if code != "index" && len(code) <= 80 && strings.IndexFunc(code, func(r rune) bool { return !plain(r) }) < 0 {
		return code + ".html"
	}
	sum := sha256.Sum256([]byte(code))
	return "site-" + hex.EncodeToString(sum[:6]) + ".html"
}

// clearSheets makes the folder and takes the pages of an earlier plan out of it;
// what bears no mark is left alone.
func clearSheets(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".html") {
			continue
		}
		path := filepath.Join(dir, f.Name())
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Contains(b[:min(len(b), 600)], []byte(sheetMark)) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
