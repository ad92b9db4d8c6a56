package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"kindercast/forecast"
)

// plot is a small chart over the years ahead: curves, a band and the ticks of both
// axes, in the plot's own pixels.
type plot struct {
	Title  string
	Lines  []line
	Band   string // path of where a coverage that is right would lie by chance
	XTicks []tick
	YTicks []tick
}

// line is one curve of a plot, and its last value at its end.
type line struct {
	Class, Path, Last string
	X, Y              float64
}

type tick struct {
	At    float64
	Label string
}

// The inner part of a plot lies between these, of 360 x 210 pixels.
const plotLeft, plotRight, plotTop, plotBottom = 30.0, 322.0, 8.0, 176.0

// plots draws the four charts of the report from the scores of all sizes together.
func (r *running) plots(all []forecast.Detail) []plot {
	curves := func(level string, value func(forecast.Detail) float64) map[string]map[int32]float64 {
		out := map[string]map[int32]float64{}
		for _, d := range all {
			if d.Age == reportAge && d.Level == level && d.Size < 0 && !math.IsNaN(value(d)) {
				if out[d.Model] == nil {
					out[d.Model] = map[int32]float64{}
				}
				out[d.Model][d.Horizon] = value(d)
			}
		}
		return out
	}
	mape := func(d forecast.Detail) float64 { return d.MAPE }
	floor := func(d forecast.Detail) float64 { return d.FloorMAPE }
	area := curves(forecast.LevelArea, mape)
	area["chance"] = curves(forecast.LevelArea, floor)[own]
	total := curves(forecast.LevelTotal, mape)
	total["chance"] = curves(forecast.LevelTotal, floor)[own]
	bias := curves(forecast.LevelArea, func(d forecast.Detail) float64 { return d.Bias })
	cover := curves(forecast.LevelArea, func(d forecast.Detail) float64 { return d.Cover80 })
	low := curves(forecast.LevelArea, func(d forecast.Detail) float64 { return d.Low80 })[own]
	high := curves(forecast.LevelArea, func(d forecast.Detail) float64 { return d.High80 })[own]
	return []plot{
		r.plot("report.area", area, 0, nil, nil), r.plot("report.total", total, 0, nil, nil),
		r.plot("report.bias", bias, 0, nil, nil), r.plot("report.coverage", cover, 80, low, high),
	}
}

// plot draws one curve a model over horizons, with ref in sight, and a band between
// low and high.
func (r *running) plot(title string, curves map[string]map[int32]float64, ref float64, low, high map[int32]float64) plot {
	bottom, top, years := min(0, ref), max(1, ref), int32(1)
	if ref > 0 {
		bottom, top = 40, 100
	}
	for _, c := range curves {
		for h, y := range c {
			bottom, top, years = min(bottom, y), max(top, y), max(years, h)
		}
	}
	x := func(h int32) float64 { return plotLeft + (plotRight-plotLeft)*float64(h-1)/max(1, float64(years-1)) }
	y := func(v float64) float64 { return plotTop + (plotBottom-plotTop)*(top-v)/(top-bottom) }
	path := func(c map[int32]float64) (s string, last int32) {
		for h := int32(1); h <= years; h++ {
			if v, ok := c[h]; ok {
				verb := "L"
				if s == "" {
					verb = "M"
				}
				s += fmt.Sprintf("%s%.1f %.1f", verb, x(h), y(v))
				last = h
			}
		}
		return s, last
	}
	p := plot{Title: r.t.text(title)}
	for h := range years {
		p.XTicks = append(p.XTicks, tick{x(h + 1), fmt.Sprint(h + 1)})
	}
	step := niceStep((top - bottom) / 4)
	for v := math.Ceil(bottom/step) * step; v <= top; v += step {
		p.YTicks = append(p.YTicks, tick{y(v), fmt.Sprintf("%g", math.Round(v*100)/100+0)})
	}
	if len(low) > 0 {
		there, _ := path(low)
		var back []string
		for h := years; h >= 1; h-- {
			if v, ok := high[h]; ok {
				back = append(back, fmt.Sprintf("L%.1f %.1f", x(h), y(v)))
			}
		}
		p.Band = there + strings.Join(back, "") + "Z"
	}
	names := []string{"chance"}
	for _, m := range slices.Backward(models()) { // the own curve lies on top
		names = append(names, m.Name())
	}
	for _, name := range names {
		if c := curves[name]; len(c) > 0 {
			s, last := path(c)
			p.Lines = append(p.Lines, line{name, s, fmt.Sprintf("%.1f", c[last]), x(last), y(c[last])})
		}
	}
	separate(p.Lines)
	return p
}

// separate moves the values at the ends of curves apart that would print over each
// other.
func separate(lines []line) {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(lines[a].Y, lines[b].Y) })
	for k := 1; k < len(order); k++ {
		if gap := lines[order[k]].Y - lines[order[k-1]].Y; gap < 12 {
			lines[order[k]].Y = lines[order[k-1]].Y + 12
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
