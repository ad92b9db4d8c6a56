package main

import (
	"slices"
	"strings"
	"testing"
)

// What cannot be meant is refused, what can is planned with and told: with the exit
// code, in Chinese and in English, and never by a silent zero.
func TestBadInputOfAPlan(t *testing.T) {
	add := func(file, line string) func(map[string]string) {
		return func(files map[string]string) { files[file] += line }
	}
	for name, c := range map[string]struct {
		change func(files map[string]string)
		flags  []string
		codes  []int
		says   []string // in either language
	}{
		"candidate on the moon":       {add("candidates.csv", "C3,new,,E,91.4,31.2,6,3000,2028\n"), nil, []int{exitRefused}, []string{"candidates.csv", "坐标超出范围", "outside the box"}},
		"candidate beyond the border": {add("candidates.csv", "C3,new,,E,121.425,31.203,6,3000,2028\n"), nil, []int{exitPartial}, []string{"C3", "边界之外", "outside every area"}},
		"candidate in another street": {add("candidates.csv", "C3,new,,E,121.403,31.203,6,3000,2028\n"), nil, []int{exitPartial}, []string{"C3", "另一街镇", "another area"}},
		"candidate without rooms":     {add("candidates.csv", "C3,new,,E,121.413,31.204,0,3000,2028\n"), nil, []int{exitRefused}, []string{"rooms_max", "不在允许的范围", "outside 1 to"}},
		"candidate with fewer rooms":  {add("candidates.csv", "C3,new,,E,121.413,31.204,-2,3000,2028\n"), nil, []int{exitRefused}, []string{"rooms_max", "不是非负整数", "whole number"}},
		"candidate that pays":         {add("candidates.csv", "C3,new,,E,121.413,31.204,6,-1,2028\n"), nil, []int{exitRefused}, []string{"cost", "不在允许的范围", "outside 0 to"}},
		"candidate twice":             {add("candidates.csv", "C2,new,,E,121.413,31.204,9,10,2028\n"), nil, []int{exitRefused}, []string{"candidate_code", "同一主键", "keep the right row"}},
		"candidate of nothing":        {add("candidates.csv", "C3,expand,Z9,E,121.413,31.204,2,10,2028\n"), nil, []int{exitRefused}, []string{"Z9", "不在 sites 表中", "check the site code"}},
		"five options at one site": {add("candidates.csv", "C3,expand,A1,W,121.405,31.205,1,1,2028\nC4,expand,A1,W,121.405,31.205,1,1,2028\nC5,expand,A1,W,121.405,31.205,1,1,2028\nC6,expand,A1,W,121.405,31.205,1,1,2028\n"),
			nil, []int{exitRefused}, []string{"A1", "不能用来规划", "more than 4 options"}},
		"project of nothing":   {add("projects.csv", "P3,expand,Z9,E,,,planned,2030-08,2026-03-31,1\n"), nil, []int{exitRefused}, []string{"Z9", "不在 sites 表中", "check the site code"}},
		"site without rooms":   {add("sites.csv", "Z1,空园,E,121.416,31.206,public,0,,2009-09-01,\n"), nil, []int{exitPartial}, []string{"sites.csv", "没有活动室", "no rooms"}},
		"site with fewer":      {add("sites.csv", "Z1,空园,E,121.416,31.206,public,-3,,2009-09-01,\n"), nil, []int{exitRefused}, []string{"rooms", "不是非负整数", "whole number"}},
		"two at one point":     {add("sites.csv", "Z1,重园,E,121.415,31.205,public,3,,2009-09-01,\n"), nil, doneOrPartial, []string{"坐标相同", "stand at one point"}},
		"nothing to spend":     {nil, []string{"--budget", "0"}, doneOrPartial, []string{"预算为零", "budget is nothing"}},
		"less than nothing":    {nil, []string{"--budget", "-1"}, []int{exitUsage}, []string{"--budget", "一分不花", "nothing may be spent"}},
		"nobody can walk":      {nil, []string{"--walk", "1"}, doneOrPartial, []string{"没有任何园所", "最近的是东园", "reaches no kindergarten"}},
		"more than can be met": {nil, []string{"--target", "full_streets=9"}, doneOrPartial, []string{"相互冲突", "to be fully covered"}},
		"committee of nobody": {func(files map[string]string) {
			files["committees.geojson"] = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"Q1"},"geometry":{"type":"Point","coordinates":[121.403,31.203]}}]}`
		}, nil, []int{exitPartial}, []string{"Q1", "不在 areas 表中", "not in the table of areas"}},
		"committee beyond the border": {func(files map[string]string) {
			files["committees.geojson"] = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"W"},"geometry":{"type":"Point","coordinates":[121.9,31.203]}}]}`
		}, nil, []int{exitRefused}, []string{"committees.geojson", "坐标超出 bounds", "outside bounds"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := hamlet(t, c.change)
			told := ""
			for _, lang := range []string{"zh", "en"} {
				args := append([]string{"site", "--data", dir, "--draws", "5", "--rounds", "1", "--horizon", "2", "--out", results(t), "--lang", lang}, c.flags...)
				said, complained := kindercast(t, c.codes, args...)
				told += said + complained
			}
			missing := slices.DeleteFunc(slices.Clone(c.says), func(s string) bool { return strings.Contains(told, s) })
			if len(missing) > 0 {
				t.Errorf("not said: %q in\n%s", missing, told)
			}
		})
	}
}
