package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// changeFault is what is wrong with one change.
type changeFault struct {
	from   string // the flag or file it came from
	column string
	value  string
	rule   string
	misuse bool // of the command, not of what a file holds
}

// ruleUnplanned is a change that takes effect in no planned year.
const ruleUnplanned = "year_not_planned"

// ruleSyntax is a flag or file that cannot be read.
const ruleSyntax = "change_unreadable"

// refuseChanges tells all that is wrong with changes, and ends with code.
func (t *tool) refuseChanges(code int, faults []changeFault) error {
	out := t.sentence("whatif.refused", "n", fmt.Sprint(len(faults)))
	for _, f := range faults {
		out += "\n  " + t.sentence("whatif.fault", "from", f.from, "column", f.column, "value", f.value, "why", t.text("fault."+f.rule))
	}
	return &codeError{code, errors.New(out)}
}

// read gathers the changes of all files and flags; what cannot be read is a
// fault and does not hide the others.
func (x *changeFlags) read() (out []stated, faults []changeFault) {
	for _, file := range x.files {
		list, err := readChanges(file)
		if err != nil {
			var gone *fs.PathError
			faults = append(faults, changeFault{"--changes " + file, "file", err.Error(), ruleSyntax, errors.As(err, &gone)})
			continue
		}
		for i, c := range list {
			out = append(out, stated{c, fmt.Sprintf("%s [%d]", file, i+1)})
		}
	}
	for _, s := range x.set {
		o, err := supply.ParseOverride(s)
		if err != nil {
			faults = append(faults, changeFault{"--set " + s, "set", s, ruleSyntax, true})
			continue
		}
		out = append(out, stated{supply.Change{Kind: supply.ChangeNorm, Key: o.Key, Value: o.Value, From: o.From, Until: o.To}, "--set " + s})
	}
	for _, g := range []struct {
		flag, kind string
		words      []string
		parts      int // beside the site
	}{{"close", supply.ChangeClose, x.close, 0}, {"rooms", supply.ChangeRooms, x.rooms, 1}, {"split", supply.ChangeSplit, x.split, 1},
		{"nursery", supply.ChangeNursery, x.nursery, 0}, {"convert", supply.ChangeConvert, x.convert, 2}} {
		for _, word := range g.words {
			c, ok := parseChange(g.kind, word, g.parts)
			if !ok {
				faults = append(faults, changeFault{"--" + g.flag + " " + word, g.flag, word, ruleSyntax, true})
				continue
			}
			out = append(out, stated{c, "--" + g.flag + " " + word})
		}
	}
	return out, faults
}

// parseChange reads SITE[:PART…]@YEAR with so many parts.
func parseChange(kind, word string, parts int) (supply.Change, bool) {
	c := supply.Change{Kind: kind}
	head, year, _ := strings.Cut(word, "@")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || y < 0 {
		return c, false
	}
	c.From = forecast.Year(y)
	fields := strings.Split(head, ":")
	if len(fields) != 1+parts || slices.Contains(fields, "") {
		return c, false
	}
	c.Site = fields[0]
	switch kind {
	case supply.ChangeRooms:
		if c.Rooms, err = strconv.Atoi(fields[1]); err != nil {
			return c, false
		}
	case supply.ChangeSplit:
		c.Level = fields[1]
	case supply.ChangeConvert:
		c.Level, c.To = fields[1], fields[2]
	}
	return c, true
}

// readChanges reads a TOML file of [[change]]; an unknown key is refused.
func readChanges(file string) ([]supply.Change, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list struct {
		Change []supply.Change `toml:"change"`
	}
	if err := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(&list); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return nil, errors.New(strict.String())
		}
		return nil, err
	}
	if len(list.Change) == 0 {
		return nil, errors.New("no [[change]]")
	}
	return list.Change, nil
}
