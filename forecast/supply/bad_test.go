package supply

import (
	"slices"
	"strings"
	"testing"

	"kindercast/forecast"
)

func has(problems []Problem, table string, row int, rule string, warning bool) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool {
		return p.Table == table && p.Row == row && p.Rule == rule && p.Warning == warning
	})
}

// Each bad row is named with its table and row, and the rest of the district
// still has its places.
func TestBadRows(t *testing.T) {
	good := town(t)
	n := len(good.Sites)
	d2025 := forecast.NewDate(2025, 1, 1)
	for name, c := range map[string]struct {
		spoil   func(*Inputs)
		table   string
		row     int
		rule    string
		warning bool
	}{
		"closed before opened": {func(in *Inputs) {
			in.Sites = append(in.Sites, Site{Code: "X", Area: "A", Provider: "public", Rooms: 1, Opened: d2025, Closed: d2025 - 1})
		}, "sites", n, RuleClosedBefore, false},
		"negative rooms": {func(in *Inputs) {
			in.Sites = append(in.Sites, Site{Code: "X", Area: "A", Provider: "public", Rooms: -1})
		}, "sites", n, RuleNegativeRooms, false},
		"unknown area": {func(in *Inputs) {
			in.Sites = append(in.Sites, Site{Code: "X", Area: "Z", Provider: "public", Rooms: 1})
		}, "sites", n, RuleUnknownArea, false},
		"twice": {func(in *Inputs) { in.Sites = append(in.Sites, in.Sites[0]) }, "sites", n, RuleDuplicateSite, false},
		"unknown provider": {func(in *Inputs) {
			in.Sites = append(in.Sites, Site{Code: "X", Area: "A", Provider: "church", Rooms: 1})
		}, "sites", n, RuleUnknownProvider, false},
		"no rooms": {func(in *Inputs) {
			in.Sites = append(in.Sites, Site{Code: "X", Area: "A", Provider: "public"})
		}, "sites", n, RuleNoRooms, true},
		"children in no class": {func(in *Inputs) {
			in.Classes = append(in.Classes, Class{2025, "K1", forecast.Junior, 0, 5})
		}, "classes", 14, RuleChildrenNoClass, false},
		"class of an unknown site": {func(in *Inputs) {
			in.Classes = append(in.Classes, Class{2025, "X", forecast.Junior, 1, 5})
		}, "classes", 14, RuleUnknownSite, false},
		"class twice": {func(in *Inputs) { in.Classes = append(in.Classes, in.Classes[0]) }, "classes", 14, RuleDuplicateClass, false},
		"more classes than rooms": {func(in *Inputs) {
			in.Classes = append(in.Classes, Class{2026, "K2", forecast.Mixed, 1, 20})
		}, "classes", 14, RuleClassesOverRooms, true},
		// 40 children aged 3 in all: the 70 juniors of K1 alone are more.
		"more children than exist": {func(in *Inputs) {
			in.Population = []forecast.Population{{AsOf: forecast.NewDate(2026, 8, 31), Area: "A", Age: 3, Persons: 40}}
		}, "classes", 0, RuleMoreThanExist, false},
		// 150 aged 3: 70 + 25 + 45 = 140 fit, 40 more do not.
		"more children together": {func(in *Inputs) {
			in.Population = []forecast.Population{{AsOf: forecast.NewDate(2026, 8, 31), Area: "A", Age: 3, Persons: 150}}
		}, "classes", 11, RuleMoreThanExist, true},
		"report out of order": {func(in *Inputs) {
			p := in.Projects[1]
			p.Reported = forecast.NewDate(2025, 6, 1)
			in.Projects = append(in.Projects, p)
		}, "projects", 3, RuleReportOrder, false},
		"report twice": {func(in *Inputs) { in.Projects = append(in.Projects, in.Projects[2]) }, "projects", 3, RuleReportRepeated, false},
		"stage goes back": {func(in *Inputs) {
			p := in.Projects[1]
			p.Reported, p.Stage = forecast.NewDate(2026, 6, 1), "approved"
			in.Projects = append(in.Projects, p)
		}, "projects", 3, RuleStageBack, true},
		"unknown stage":     {func(in *Inputs) { in.Projects[2].Stage = "??" }, "projects", 2, RuleUnknownStage, true},
		"unknown kind":      {func(in *Inputs) { in.Projects[2].Kind = "dream" }, "projects", 2, RuleUnknownKind, false},
		"no promise":        {func(in *Inputs) { in.Projects[2].Promised = 0 }, "projects", 2, RuleNoPromise, false},
		"new without rooms": {func(in *Inputs) { in.Projects[2].Rooms = -6 }, "projects", 2, RuleProjectRooms, false},
		"closing rooms that are not there": {func(in *Inputs) {
			in.Projects = append(in.Projects, Project{Code: "P9", Kind: "convert", Site: "K2", Stage: "planned", Promised: month(2027, 9), Reported: d2025, Rooms: -9})
		}, "projects", -1, RuleNegativeRooms, false},
		"no norm": {func(in *Inputs) {
			in.Norms = NewNorms(slices.DeleteFunc(slices.Clone(in.Norms.rows), func(n Norm) bool { return n.Key == "class_size_senior" }), august)
		}, "norms", -1, RuleNoNorm, false},
	} {
		t.Run(name, func(t *testing.T) {
			in := town(t)
			c.spoil(&in)
			s, problems := New(in)
			if !has(problems, c.table, c.row, c.rule, c.warning) {
				t.Errorf("no %s at %s row %d among %v", c.rule, c.table, c.row, problems)
			}
			if got := numbersOf(t, s, 2027, "K4").Places; got != 80 {
				t.Errorf("K4 has %v places, want its 80 all the same", got)
			}
		})
	}
}

const normHead = "key,zh,en,value,unit,level,valid_from,valid_to,source,certainty\n"

func TestBadNorms(t *testing.T) {
	for text, rule := range map[string]string{
		"class_size_junior,,,25,,,,,,B":                                        RuleNormYear,
		"class_size_junior,,,x,,,2016,,,B":                                     RuleNormValue,
		"class_size_junior,,,0,,,2016,,,B":                                     RuleNormValue,
		"class_size_junior,,,25,,,2016-13,,,B":                                 RuleNormPeriod,
		"class_size_junior,,,25,,,2016,2015,,B":                                RuleNormPeriod,
		"class_size_junior,,,25,,,2016,,,Z":                                    RuleNormCertainty,
		"class_size_junior,,,25,,,2016,,,B\nclass_size_junior,,,20,,,2020,,,B": RuleNormOverlap,
	} {
		n, problems, err := ReadNorms(strings.NewReader(normHead+text+"\nradius_300,,,300,m,site,,,,C\n"), august)
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) != 1 || problems[0].Rule != rule {
			t.Errorf("%q: %v, want %s", text, problems, rule)
		}
		if v, ok := n.Value("radius_300", 2026); !ok || v != 300 {
			t.Errorf("%q: the good row is gone", text)
		}
	}
	for _, text := range []string{"", "key,value\n", normHead + "a,b\n", "key,key" + normHead[3:]} {
		if _, _, err := ReadNorms(strings.NewReader(text), august); err == nil {
			t.Errorf("%q is no norms file, and was read", text)
		}
	}
}
