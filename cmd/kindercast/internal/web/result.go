package web

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"kindercast/cmd/kindercast/internal/why"
)

// Result is one run's results, read whole and never changed. Plan is nil where
// there is none.
type Result struct {
	Run        Run
	Areas      []Area // sorted by code
	Forecast   []ForecastRow
	Gap        []GapRow // without gap.csv: the children as demand, places not known
	Sites      []SiteRow
	Plan       *Plan
	Indicators []IndicatorRow
	Scores     []ScoreRow

	placed bool              // there are places: gap.csv was written
	names  map[string]string // of areas without a shape
	gaps   map[gapKey][]GapRow
	ages   map[ageKey][]ForecastRow

	indicatorNames []IndicatorName
	explained      map[ageKey][]why.Row
	septembers     []SeptemberRow
	uses           []UseRow
	fights         []FightRow
	moves          []MoveRow
	steps          map[ageKey][]StepRow
	flows          []FlowRow
	projects       []ProjectRow
}

type gapKey struct {
	scenario, level string
	year            int
}

type ageKey struct{ scenario, area string }

// ReadResult reads the result files of a run. run.json and forecast.csv must be
// there; a file that is absent is listed in Run.Missing; a file that is there
// and broken is an error.
func ReadResult(files fs.FS) (*Result, error) {
	run, err := readRun(files)
	if err != nil {
		return nil, err
	}
	r := &Result{Run: run}
	if r.Forecast, err = readTable[ForecastRow](files, "forecast.csv"); err != nil {
		return nil, err
	}
	optional := []struct {
		name string
		read func() error
	}{
		{"areas.geojson", func() (err error) { r.Areas, err = readAreas(files); return }},
		{"gap.csv", func() (err error) { r.Gap, err = readTable[GapRow](files, "gap.csv"); return }},
		{"sites.csv", func() (err error) { r.Sites, err = readTable[SiteRow](files, "sites.csv"); return }},
		{"plan.json", func() (err error) { r.Plan, err = readPlan(files, r.Sites); return }},
		{"indicators.csv", func() (err error) { r.Indicators, err = readTable[IndicatorRow](files, "indicators.csv"); return }},
		{"scores.csv", func() (err error) { r.Scores, err = readTable[ScoreRow](files, "scores.csv"); return }},
	}
	for _, f := range optional {
		switch err := f.read(); {
		case errors.Is(err, fs.ErrNotExist):
			r.Run.Missing = append(r.Run.Missing, f.name)
		case err != nil:
			return nil, err
		}
	}
	if err := r.readDetails(files); err != nil {
		return nil, err
	}
	r.placed = len(r.Gap) > 0
	if !r.placed {
		if r.Gap, err = childrenAsDemand(r.Forecast); err != nil {
			return nil, err
		}
	}
	if err := r.index(); err != nil {
		return nil, err
	}
	return r, nil
}

// readDetails reads the files that add to what the page shows; where one is
// absent, what it adds is absent too.
func (r *Result) readDetails(files fs.FS) error {
	for _, read := range []func() error{
		func() (err error) { r.names, err = readAreaNames(files); return },
		func() (err error) {
			r.indicatorNames, err = readTable[IndicatorName](files, "indicator_names.csv")
			return
		},
		func() error {
			rows, err := readTable[why.Row](files, "explain.csv")
			r.explained = explainedBy(rows)
			return err
		},
		func() (err error) {
			r.septembers, err = readTable[SeptemberRow](files, "next_september.csv")
			return
		},
		func() (err error) { r.uses, err = readTable[UseRow](files, "utilisation.csv"); return },
		func() (err error) { r.fights, err = readTable[FightRow](files, "fights.csv"); return },
		func() (err error) { r.moves, err = readTable[MoveRow](files, "moves.csv"); return },
		func() error {
			rows, err := readTable[StepRow](files, "demand.csv")
			r.steps = stepsBy(rows)
			return err
		},
		func() (err error) { r.flows, err = readTable[FlowRow](files, "flows.csv"); return },
		func() (err error) { r.projects, err = readTable[ProjectRow](files, "projects.csv"); return },
	} {
		if err := read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// readAreaNames reads the names of all areas, with a shape or without.
func readAreaNames(files fs.FS) (map[string]string, error) {
	rows, err := readTable[struct {
		Code string `json:"area_code"`
		Name string `json:"area_name"`
	}](files, "areas.csv")
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(rows))
	for _, a := range rows {
		names[a.Code] = a.Name
	}
	return names, nil
}

// childrenAsDemand sets every child forecast as a demand for places that are
// not known: what the page shows of a dataset without sites. The level of such
// a row is the age.
func childrenAsDemand(rows []ForecastRow) ([]GapRow, error) {
	demand := make([]GapRow, 0, len(rows))
	for _, f := range rows {
		year, err := yearOf(f.AsOf)
		if err != nil {
			return nil, fmt.Errorf("read forecast.csv: %w", err)
		}
		demand = append(demand, GapRow{
			Scenario: f.Scenario, SchoolYear: year, AsOf: f.AsOf, Area: f.Area, Level: f.Age,
			DemandMean: f.Mean, DemandQ05: f.Q05, DemandQ10: f.Q10, DemandQ50: f.Q50, DemandQ90: f.Q90, DemandQ95: f.Q95,
			DemandQ025: &f.Q025, DemandQ25: &f.Q25, DemandQ75: &f.Q75, DemandQ975: &f.Q975,
		})
	}
	return demand, nil
}

// index completes the list of areas, groups rows for look-up, and works out the
// years, levels and opening view.
func (r *Result) index() error {
	scenarios, levels := map[string]bool{}, map[string]bool{}
	years := map[int]string{}
	r.gaps, r.ages = map[gapKey][]GapRow{}, map[ageKey][]ForecastRow{}
	for _, f := range r.Forecast {
		k := ageKey{f.Scenario, f.Area}
		r.ages[k] = append(r.ages[k], f)
	}
	for _, g := range r.Gap {
		if !slices.Contains(levelOrder, g.Level) {
			return fmt.Errorf("read results: level %q is not known", g.Level)
		}
		if asOf, seen := years[g.SchoolYear]; seen && asOf != g.AsOf {
			return fmt.Errorf("read results: year %d has two reference dates, %s and %s", g.SchoolYear, asOf, g.AsOf)
		}
		scenarios[g.Scenario], levels[g.Level], years[g.SchoolYear] = true, true, g.AsOf
		k := gapKey{g.Scenario, g.Level, g.SchoolYear}
		r.gaps[k] = append(r.gaps[k], g)
	}
	if len(years) == 0 {
		return errors.New("read results: no rows")
	}
	r.Run.Scenarios = slices.Sorted(maps.Keys(scenarios))
	slices.SortStableFunc(r.Run.Scenarios, baseFirst)
	for _, l := range levelOrder {
		if levels[l] {
			r.Run.Levels = append(r.Run.Levels, l)
		}
	}
	for _, y := range slices.Sorted(maps.Keys(years)) {
		r.Run.Years = append(r.Run.Years, Period{y, years[y]})
	}
	r.nameAreas()
	r.Run.Opens = r.opens()
	return nil
}

// nameAreas adds the areas that have results and no boundary, named by
// areas.csv or else by their codes.
func (r *Result) nameAreas() {
	known := map[string]bool{AllAreas: true}
	for _, a := range r.Areas {
		known[a.Code] = true
	}
	for _, g := range r.Gap {
		if !known[g.Area] {
			known[g.Area] = true
			r.Areas = append(r.Areas, Area{Code: g.Area, Name: cmp.Or(r.names[g.Area], g.Area)})
		}
	}
	slices.SortFunc(r.Areas, func(a, b Area) int { return strings.Compare(a.Code, b.Code) })
}

// opens is the view where most places are short: the single level and year with
// the greatest expected shortfall over the areas, under the first scenario.
// Where nothing is short it is the last group of ages in the first year.
func (r *Result) opens() View {
	v := View{r.Run.Scenarios[0], r.Run.Levels[len(r.Run.Levels)-1], r.Run.Years[0].Year}
	worst := 0.0
	for _, level := range r.Run.Levels {
		if isGroup(level) {
			continue
		}
		for _, y := range r.Run.Years {
			short := 0.0
			for _, g := range r.gaps[gapKey{v.Scenario, level, y.Year}] {
				if g.Area != AllAreas && g.ExpectedShortfall != nil {
					short += *g.ExpectedShortfall
				}
			}
			if short > worst {
				worst, v.Level, v.Year = short, level, y.Year
			}
		}
	}
	return v
}

// Name returns the name of an area, or its code where it has none.
func (r *Result) Name(code string) string {
	if a, ok := r.area(code); ok {
		return a.Name
	}
	return code
}

func (r *Result) area(code string) (Area, bool) {
	at, found := slices.BinarySearchFunc(r.Areas, code, func(a Area, c string) int { return strings.Compare(a.Code, c) })
	if !found {
		return Area{}, false
	}
	return r.Areas[at], true
}

// yearOf returns the year of a date YYYY-MM-DD.
func yearOf(date string) (int, error) {
	var y, m, d int
	if n, err := fmt.Sscanf(date, "%4d-%2d-%2d", &y, &m, &d); n != 3 || err != nil || len(date) != 10 {
		return 0, fmt.Errorf("%q is not a date", date)
	}
	return y, nil
}
