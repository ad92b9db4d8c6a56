package main

import (
	"slices"
	"strings"
	"testing"

	"kindercast/forecast"
)

// The tables of the report hold one level of the own model, each line beside the
// rivals at the same place: of size, age and years ahead.
func TestReportLines(t *testing.T) {
	score := func(model, level string, horizon int32, mape float64) forecast.Detail {
		return forecast.Detail{Size: -1, Score: forecast.Score{Model: model, Level: level, Horizon: horizon, Age: "3-5", MAPE: mape}}
	}
	var all []forecast.Detail
	for k, m := range models() {
		for h := int32(1); h <= 2; h++ {
			all = append(all, score(m.Name(), forecast.LevelArea, h, float64(10*k)+float64(h)), score(m.Name(), forecast.LevelTotal, h, 99))
		}
	}
	got := lines(all, forecast.LevelArea, func(d forecast.Detail) (string, bool) { return "two", d.Horizon == 2 })
	if len(got) != 1 || got[0].MAPE != 2 || !slices.Equal(got[0].Rivals, []float64{12, 22, 32}) {
		t.Errorf("%+v", got)
	}
}

// The page names every horizon at both levels, the floor, and the limits of a right
// coverage.
func TestReportReads(t *testing.T) {
	out := results(t)
	kindercast(t, done, "backtest", "--data", town(t, nil), "--first", "2022-08-31", "--horizon", "2", "--draws", "50", "--quiet", "--out", out)
	page := string(content(t, out, "backtest.html"))
	for _, words := range []string{"提前 1 年 · 各街镇", "提前 2 年 · 全区合计", "单凭偶然也会有", "区间正确时约在"} {
		if !strings.Contains(page, words) {
			t.Errorf("%q is not on the page", words)
		}
	}
}

// Of one date of population there is nothing to test: wrong usage, told.
func TestBacktestOfOneDate(t *testing.T) {
	dir := town(t, nil)
	kindercast(t, []int{exitUsage}, "backtest", "--data", dir, "--first", "2099-08-31", "--draws", "50", "--out", results(t))
}
