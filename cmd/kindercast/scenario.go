package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"kindercast/forecast"
)

// readScenarios reads the files of --scenario; each argument is one scenario, a
// composition of several files joined by +.
func (t *tool) readScenarios(args []string, d *district) ([]forecast.Scenario, error) {
	var out []forecast.Scenario
	for _, arg := range args {
		var s forecast.Scenario
		for k, file := range strings.Split(arg, "+") {
			one, err := t.readScenario(file)
			if err != nil {
				return nil, err
			}
			if err := t.checkScenario(file, one, d); err != nil {
				return nil, err
			}
			if k == 0 {
				s = one
			} else {
				s = s.Then(one)
			}
		}
		for _, other := range out {
			if other.Name == s.Name {
				return nil, usage("--scenario：两个情景同名 %[1]q，请改一个 / two scenarios are named %[1]q", s.Name)
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// readScenario reads one scenario file. An unknown key is refused with its line.
func (t *tool) readScenario(file string) (forecast.Scenario, error) {
	var s forecast.Scenario
	b, err := os.ReadFile(file)
	if err != nil {
		return s, usage("--scenario：文件打不开 / %v", err)
	}
	refuse := func(key, where string, more ...string) error {
		return &codeError{exitRefused, errors.New(strings.TrimSpace(t.sentence(key, append(more, "file", file)...) + "\n" + where))}
	}
	if !utf8.Valid(b) {
		return s, refuse("scenario.encoding", "")
	}
	dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return s, refuse("scenario.unknown_key", strict.String())
		}
		var de *toml.DecodeError
		if errors.As(err, &de) && len(de.Key()) > 0 { // a value of another type
			row, _ := de.Position()
			return s, refuse("scenario.type", "  "+strings.Split(string(b), "\n")[row-1], "row", fmt.Sprint(row), "key", de.Key()[len(de.Key())-1])
		}
		if errors.As(err, &de) {
			return s, refuse("scenario.unreadable", de.String())
		}
		return s, refuse("scenario.unreadable", err.Error())
	}
	return s, nil
}

// checkScenario refuses a scenario with all that is wrong in it.
func (t *tool) checkScenario(file string, s forecast.Scenario, d *district) error {
	var sites []string
	for _, x := range d.sites {
		sites = append(sites, x.Code)
	}
	problems := s.Validate(d.obs.Areas, sites)
	if len(problems) == 0 {
		return nil
	}
	lines := []string{t.sentence("scenario.refused", "file", file)}
	for _, p := range problems {
		key := "scenario.fault"
		if p.Shift == 0 {
			key = "scenario.fault.whole"
		}
		want := t.sentence("scenario.want."+p.Rule, "kinds", strings.Join(forecast.ShiftKinds(), t.text("list.comma")))
		lines = append(lines, "  "+t.sentence(key, "n", fmt.Sprint(p.Shift), "field", p.Field, "value", p.Value, "want", want))
	}
	return &codeError{exitRefused, errors.New(strings.Join(lines, "\n"))}
}

// sayBeyond names the shifts that begin after the last year that is forecast.
func (t *tool) sayBeyond(scenarios []forecast.Scenario, last forecast.Year) {
	for _, s := range scenarios {
		for i, sh := range s.Shifts {
			if sh.From > last {
				t.say("! %s", t.sentence("scenario.beyond", "name", s.Name, "n", fmt.Sprint(i+1), "from", fmt.Sprint(sh.From), "last", fmt.Sprint(last)))
			}
		}
	}
}
