package main

import (
	"slices"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
)

// Two origins, one year ahead: 110 foreseen where 100 came and 90 where 100 came,
// 200 of 200 together; two years ahead 130 of 100. Rivals and other ages are not
// counted.
func TestPastErrors(t *testing.T) {
	row := func(model, age, area string, horizon int32, mean, actual float64) forecast.BacktestRow {
		return forecast.BacktestRow{Model: model, Age: age, Area: area, Horizon: horizon, Mean: mean, Actual: actual}
	}
	got := pastErrors([]forecast.BacktestRow{row("kindercast", "3-5", "W", 2, 130, 100), row("kindercast", "3-5", "W", 1, 110, 100), row("nochange", "3-5", "W", 1, 500, 100),
		row("kindercast", "3", "W", 1, 500, 100), row("kindercast", "3-5", "W", 1, 90, 100), row("kindercast", "3-5", "E", 1, 7, 8)})
	want := []indicator.Error{{Area: "E", Horizon: 1, Forecast: 7, Actual: 8}, {Area: "W", Horizon: 1, Forecast: 200, Actual: 200}, {Area: "W", Horizon: 2, Forecast: 130, Actual: 100}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
