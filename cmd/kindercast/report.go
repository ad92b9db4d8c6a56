package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"kindercast/forecast"
)

// detailRow is one line of scores_detail.csv: a score by size of area, with what
// a report adds. Floors are the errors that chance alone would leave; low and high
// the limits of a coverage that is right.
type detailRow struct {
	Model     string  `csv:"model"`
	Horizon   int32   `csv:"horizon"`
	Age       string  `csv:"age"`
	Level     string  `csv:"level"`
	Size      int32   `csv:"size_from"` // children; -1: all sizes
	N         int32   `csv:"n"`
	MAPE      float64 `csv:"mape"`
	FloorMAPE float64 `csv:"mape_floor"`
	WAPE      float64 `csv:"wape"`
	FloorWAPE float64 `csv:"wape_floor"`
	Bias      float64 `csv:"bias"`
	CRPS      float64 `csv:"crps"`
	Pinball   float64 `csv:"pinball"`
	Cover50   float64 `csv:"cover50"`
	Low50     float64 `csv:"cover50_low"`
	High50    float64 `csv:"cover50_high"`
	Cover80   float64 `csv:"cover80"`
	Low80     float64 `csv:"cover80_low"`
	High80    float64 `csv:"cover80_high"`
	Cover95   float64 `csv:"cover95"`
	Low95     float64 `csv:"cover95_low"`
	High95    float64 `csv:"cover95_high"`
}

func details(ds []forecast.Detail) []detailRow {
	out := make([]detailRow, len(ds))
	for i, d := range ds {
		out[i] = detailRow{d.Model, d.Horizon, d.Age, d.Level, d.Size, d.N, d.MAPE, d.FloorMAPE, d.WAPE, d.FloorWAPE, d.Bias, d.CRPS, d.Pinball,
			d.Cover50, d.Low50, d.High50, d.Cover80, d.Low80, d.High80, d.Cover95, d.Low95, d.High95}
	}
	return out
}

//go:embed report.html.tmpl
var reportTemplate string

// reportAge is the age group that the report is about.
const reportAge = "3-5"

// own is the model that the report is about.
var own = forecast.Kindercast{}.Name()

// report is what backtest.html shows: one page that a leader can read, the worst
// areas first.
type report struct {
	Lang, Title, Sentence, Named string
	Synthetic                    bool
	Years                        int32 // horizon of the tables
	Worst                        []worstArea
	Legend                       []string // models, and "chance"
	Plots                        []plot
	Horizons, Sizes, Ages        []scoreLine
	Scores                       []forecast.Score
	Version                      string
	Seed                         uint64
	Draws                        int
}

// worstArea is one area of the table of the worst, in words.
type worstArea struct {
	forecast.AreaMiss
	Name, Why string
}

// scoreLine is one line of a table by size or by age: the model's own score beside
// the errors of its rivals.
type scoreLine struct {
	Label string
	forecast.Detail
	Rivals []float64 // MAPE, in the order of forecast.Rivals
}

// writeReport writes backtest.html.
func (r *running) writeReport(scores *forecast.Scores, rows []forecast.BacktestRow) error {
	t := r.t
	tmpl, err := template.New("report").Funcs(template.FuncMap{
		"text":  t.text,
		"off":   func(x, low, high float64) bool { return x < low || x > high },
		"ahead": func(years int32) string { return t.sentence("report.ahead", "h", fmt.Sprint(years)) },
		"num":   func(x float64) string { return fmt.Sprintf("%.0f", x) },
		"tenth": func(x float64) string { return fmt.Sprintf("%.1f", x) },
		"sign":  func(x float64) string { return fmt.Sprintf("%+.1f", x) },
	}).Parse(reportTemplate)
	if err != nil {
		return err
	}
	view := report{Lang: t.lang, Title: r.d.title, Synthetic: r.d.synthetic, Version: version(), Seed: r.h.seed, Draws: r.h.draws}
	if t.lang == "en" && r.d.titleEN != "" {
		view.Title = r.d.titleEN
	}
	all := scores.Details()
	for _, d := range all {
		if d.Age == reportAge && d.Level == forecast.LevelArea && d.Model == own && d.Horizon <= 3 {
			view.Years = max(view.Years, d.Horizon)
		}
		if d.Size < 0 {
			view.Scores = append(view.Scores, d.Score)
		}
	}
	slices.SortStableFunc(view.Scores, func(a, b forecast.Score) int {
		return cmp.Compare(modelRank(a.Model), modelRank(b.Model))
	})
	worst, err := forecast.WorstAreas(r.d.obs, scores.Chance, rows, own, reportAge, view.Years)
	if err != nil {
		return err
	}
	view.Worst = r.worst(worst[:min(5, len(worst))])
	view.Sentence, view.Named = r.scoreSentence(all, view.Years), r.named(view.Worst)
	view.Plots = r.plots(all)
	for _, m := range models() {
		view.Legend = append(view.Legend, m.Name())
	}
	view.Legend = append(view.Legend, "chance")
	for _, level := range []string{forecast.LevelArea, forecast.LevelTotal} {
		of := t.text("report.dot") + t.text("scores."+level)
		view.Horizons = append(view.Horizons, lines(all, level, func(d forecast.Detail) (string, bool) {
			return t.sentence("report.ahead", "h", fmt.Sprint(d.Horizon)) + of, d.Age == reportAge && d.Size < 0
		})...)
		view.Ages = append(view.Ages, lines(all, level, func(d forecast.Detail) (string, bool) {
			return r.age(d.Age) + of, d.Horizon == view.Years && d.Age != reportAge && d.Size < 0
		})...)
	}
	view.Sizes = lines(all, forecast.LevelArea, func(d forecast.Detail) (string, bool) {
		return r.size(d.Size), d.Horizon == view.Years && d.Age == reportAge && d.Size >= 0
	})
	return r.write("backtest.html", func(w writer) error { return tmpl.Execute(w, view) })
}

// modelRank is the place of a model in tables: the own one first.
func modelRank(name string) int {
	return slices.IndexFunc(models(), func(f forecast.Forecaster) bool { return f.Name() == name })
}

// lines are the scores of one level that pick names, with the rivals' errors.
func lines(all []forecast.Detail, level string, pick func(forecast.Detail) (label string, ok bool)) []scoreLine {
	var out []scoreLine
	for _, d := range all {
		label, ok := pick(d)
		if !ok || d.Level != level || d.Model != own {
			continue
		}
		line := scoreLine{Label: label, Detail: d}
		for _, rival := range forecast.Rivals {
			for _, e := range all {
				if e.Model == rival.Name() && e.Horizon == d.Horizon && e.Level == d.Level && e.Age == d.Age && e.Size == d.Size {
					line.Rivals = append(line.Rivals, e.MAPE)
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// size names the size class that begins with so many children.
func (r *running) size(from int32) string {
	switch {
	case from == 0:
		return "0–24"
	case from >= 3200:
		return fmt.Sprintf("≥ %d", from)
	}
	return fmt.Sprintf("%d–%d", from, 2*from-1)
}

// age names an age key.
func (r *running) age(key string) string {
	if key == forecast.AgeBirths {
		return r.t.text("report.births")
	}
	return key
}

// scoreSentence says how often the forecasts were right, beside the rivals, what chance
// alone would leave and where a right coverage would lie.
func (r *running) scoreSentence(all []forecast.Detail, years int32) string {
	at := func(model, level string) (s forecast.Detail) {
		for _, s := range all {
			if s.Age == reportAge && s.Level == level && s.Horizon == years && s.Model == model && s.Size < 0 {
				return s
			}
		}
		return s
	}
	best := at(own, forecast.LevelArea)
	if best.N == 0 {
		return r.t.text("report.none")
	}
	one := func(x float64) string { return fmt.Sprintf("%.1f", x) }
	whole := func(x float64) string { return fmt.Sprintf("%.0f", x) }
	return r.t.sentence("report.sentence", "horizon", fmt.Sprint(years), "mape", one(best.MAPE), "floor", one(best.FloorMAPE),
		"hp5", one(at(forecast.HamiltonPerry.Name(), forecast.LevelArea).MAPE), "rival", one(at(forecast.NoChange.Name(), forecast.LevelArea).MAPE),
		"total", one(at(own, forecast.LevelTotal).MAPE), "cover", whole(best.Cover80), "low", whole(best.Low80), "high", whole(best.High80),
		"bias", fmt.Sprintf("%+.1f", best.Bias), "n", fmt.Sprint(best.N))
}

// worst puts the worst areas into words.
func (r *running) worst(list []forecast.AreaMiss) []worstArea {
	names := map[string]string{}
	for _, a := range r.d.obs.Areas {
		names[a.Code] = a.Name
	}
	out := make([]worstArea, len(list))
	for i, m := range list {
		whole := func(x float64) string { return fmt.Sprintf("%.0f", x) }
		why := r.t.sentence(m.Why, "years", fmt.Sprint(m.Worst.Horizon), "foreseen", whole(m.Foreseen), "came", whole(m.Came))
		if !math.IsNaN(m.Before) && (m.Why == forecast.WhyArrived || m.Why == forecast.WhyLeft) {
			why += r.t.sentence("miss.before", "before", whole(m.Before), "years", fmt.Sprint(m.Worst.Horizon))
		}
		out[i] = worstArea{m, names[m.Area], why}
	}
	return out
}

// named names the three worst areas in a sentence.
func (r *running) named(list []worstArea) string {
	var names []string
	for _, w := range list[:min(3, len(list))] {
		names = append(names, fmt.Sprintf("%s %.1f%%", w.Name, w.WAPE))
	}
	if names == nil {
		return ""
	}
	return r.t.sentence("report.named", "areas", strings.Join(names, r.t.text("report.comma")))
}
