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
// a report adds.
type detailRow struct {
	Model   string  `csv:"model"`
	Horizon int32   `csv:"horizon"`
	Age     string  `csv:"age"`
	Level   string  `csv:"level"`
	Size    int32   `csv:"size_from"` // children; -1: all sizes
	N       int32   `csv:"n"`
	MAPE    float64 `csv:"mape"`
	WAPE    float64 `csv:"wape"`
	Bias    float64 `csv:"bias"`
	CRPS    float64 `csv:"crps"`
	Pinball float64 `csv:"pinball"`
	Floor   float64 `csv:"floor"`
	Cover50 float64 `csv:"cover50"`
	Cover80 float64 `csv:"cover80"`
	Low80   float64 `csv:"cover80_low"`
	High80  float64 `csv:"cover80_high"`
	Cover95 float64 `csv:"cover95"`
	Low95   float64 `csv:"cover95_low"`
	High95  float64 `csv:"cover95_high"`
}

func details(ds []forecast.Detail) []detailRow {
	out := make([]detailRow, len(ds))
	for i, d := range ds {
		out[i] = detailRow{d.Model, d.Horizon, d.Age, d.Level, d.Size, d.N, d.MAPE, d.WAPE, d.Bias, d.CRPS, d.Pinball, d.Floor,
			d.Cover50, d.Cover80, d.Low80, d.High80, d.Cover95, d.Low95, d.High95}
	}
	return out
}

//go:embed report.html.tmpl
var reportTemplate string

// line is one curve of a small plot: points in the plot's own pixels.
type line struct {
	Name, Class, Path string
	Last              string
	X, Y              float64
}

// plot is a small chart: a title, its curves and the ticks of both axes.
type plot struct {
	Title, Unit string
	Lines       []line
	Band        string // path of the band where coverage may lie by chance
	XTicks      []tick
	YTicks      []tick
}

type tick struct {
	At    float64
	Label string
}

const plotWidth, plotHeight, plotLeft, plotBottom = 420.0, 220.0, 40.0, 24.0

// worstArea is one line of the table of the worst areas.
type worstArea struct {
	Name                string
	Horizon             int32
	Actual, Mean, Error float64
	Inside              bool
	Low, High           float64
	Origin, AsOf        string
}

// writeReport writes backtest.html: one page that a leader can read.
func (r *running) writeReport(scores *forecast.Scores, rows []forecast.BacktestRow) error {
	t := r.t
	tmpl, err := template.New("report").Funcs(template.FuncMap{
		"text":  t.text,
		"num":   func(x float64) string { return fmt.Sprintf("%.0f", x) },
		"tenth": func(x float64) string { return fmt.Sprintf("%.1f", x) },
		"sign":  func(x float64) string { return fmt.Sprintf("%+.1f", x) },
	}).Parse(reportTemplate)
	if err != nil {
		return err
	}
	table := scores.Table()
	view := struct {
		Lang, Title, Sentence string
		Synthetic             bool
		Plots                 []plot
		Scores                []forecast.Score
		Worst                 []worstArea
		Version               string
		Seed                  uint64
		Draws                 int
	}{Lang: t.lang, Title: r.d.title, Synthetic: r.d.synthetic, Version: version(), Seed: r.h.seed, Draws: r.h.draws}
	if t.lang == "en" && r.d.titleEN != "" {
		view.Title = r.d.titleEN
	}
	pick := func(level string, value func(forecast.Score) float64) map[string][]float64 {
		out := map[string][]float64{}
		for _, s := range table {
			if s.Age == "3-5" && s.Level == level {
				out[s.Model] = append(out[s.Model], value(s))
			}
		}
		return out
	}
	mape := func(s forecast.Score) float64 { return s.MAPE }
	view.Plots = []plot{
		r.plot("report.area", pick(forecast.LevelArea, mape), 0),
		r.plot("report.total", pick(forecast.LevelTotal, mape), 0),
		r.plot("report.bias", pick(forecast.LevelArea, func(s forecast.Score) float64 { return s.Bias }), 0),
		r.plot("report.coverage", pick(forecast.LevelArea, func(s forecast.Score) float64 { return s.Cover80 }), 80),
	}
	for _, s := range table {
		if s.Age == "3-5" || s.Age == "2" {
			view.Scores = append(view.Scores, s)
		}
	}
	view.Sentence = r.scoreSentence(table)
	view.Worst = r.worstAreas(rows)
	return r.write("backtest.html", func(w writer) error { return tmpl.Execute(w, view) })
}

// scoreSentence says how often the forecasts were right, at three years where
// there are as many, else at the longest horizon.
func (r *running) scoreSentence(table []forecast.Score) string {
	best := forecast.Score{Horizon: 0}
	rival := math.NaN()
	for _, s := range table {
		if s.Age == "3-5" && s.Level == forecast.LevelArea && s.Model == "kindercast" && s.Horizon <= 3 && s.Horizon > best.Horizon {
			best = s
		}
	}
	for _, s := range table {
		if s.Age == best.Age && s.Level == best.Level && s.Horizon == best.Horizon && s.Model == "nochange" {
			rival = s.MAPE
		}
	}
	return r.t.sentence("report.sentence", "horizon", fmt.Sprint(best.Horizon), "mape", fmt.Sprintf("%.1f", best.MAPE), "rival", fmt.Sprintf("%.1f", rival),
		"cover", fmt.Sprintf("%.0f", best.Cover80), "bias", fmt.Sprintf("%+.1f", best.Bias), "n", fmt.Sprint(best.N))
}

// plot draws one curve a model over horizons, with a reference line at ref.
func (r *running) plot(title string, curves map[string][]float64, ref float64) plot {
	low, high, years := math.Min(0, ref), math.Max(1, ref), 1
	if ref > 0 {
		low, high = 40, 100
	}
	for _, c := range curves {
		years = max(years, len(c))
		for _, y := range c {
			low, high = math.Min(low, y), math.Max(high, y)
		}
	}
	x := func(h int) float64 {
		return plotLeft + (plotWidth-plotLeft-90)*float64(h)/math.Max(1, float64(years-1))
	}
	y := func(v float64) float64 { return (plotHeight-plotBottom)*(high-v)/(high-low) + 4 }
	p := plot{Title: r.t.text(title), Unit: "%"}
	for h := range years {
		p.XTicks = append(p.XTicks, tick{x(h), fmt.Sprint(h + 1)})
	}
	step := niceStep((high - low) / 4)
	for v := math.Ceil(low/step) * step; v <= high; v += step {
		p.YTicks = append(p.YTicks, tick{y(v), fmt.Sprintf("%g", math.Round(v*100)/100+0)})
	}
	for _, m := range models() {
		c := curves[m.Name()]
		if len(c) == 0 {
			continue
		}
		var path strings.Builder
		for h, v := range c {
			verb := "L"
			if h == 0 {
				verb = "M"
			}
			fmt.Fprintf(&path, "%s%.1f %.1f", verb, x(h), y(v))
		}
		last := len(c) - 1
		p.Lines = append(p.Lines, line{r.t.text("model." + m.Name()), m.Name(), path.String(), fmt.Sprintf("%.1f", c[last]), x(last), y(c[last])})
	}
	separate(p.Lines)
	return p
}

// separate moves labels apart that would print over each other.
func separate(lines []line) {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(lines[a].Y, lines[b].Y) })
	for k := 1; k < len(order); k++ {
		if gap := lines[order[k]].Y - lines[order[k-1]].Y; gap < 13 {
			lines[order[k]].Y = lines[order[k-1]].Y + 13
		}
	}
}

// niceStep rounds up to 1, 2 or 5 times a power of ten.
func niceStep(x float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*p >= x {
			return m * p
		}
	}
	return 10 * p
}

// worstAreas lists the ten largest errors, in children, of the model at three
// years or less, ages 3 to 5, one a street: the worst first.
func (r *running) worstAreas(rows []forecast.BacktestRow) []worstArea {
	var list []forecast.BacktestRow
	for _, b := range rows {
		if b.Model == "kindercast" && b.Age == "3-5" && b.Area != forecast.All && b.Horizon <= 3 {
			list = append(list, b)
		}
	}
	slices.SortStableFunc(list, func(a, b forecast.BacktestRow) int {
		return cmp.Compare(math.Abs(b.Q50-b.Actual), math.Abs(a.Q50-a.Actual))
	})
	names := map[string]string{}
	for _, a := range r.d.obs.Areas {
		names[a.Code] = a.Name
	}
	var out []worstArea
	seen := map[string]bool{}
	for _, b := range list {
		if seen[b.Area] || len(out) == 10 {
			continue
		}
		seen[b.Area] = true
		out = append(out, worstArea{names[b.Area], b.Horizon, b.Actual, b.Q50, 100 * (b.Q50 - b.Actual) / math.Max(b.Actual, 1), b.Q10 <= b.Actual && b.Actual <= b.Q90, b.Q10, b.Q90, b.Origin.String(), b.AsOf.String()})
	}
	return out
}
