package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kindercast/data"
	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
	"kindercast/ingest"
)

// standards are the norms and the definitions of the indicators: those of the
// program, or the bureau's own files (--norms, --indicators).
type standards struct {
	norms    *supply.Norms
	defs     []indicator.Definition
	version  string              // of the definitions
	inputs   []ingest.Input      // own files
	rows     map[string]fileRows // own files by table
	problems []supply.Problem    // rows of own files that are left out
}

// shipped is the day on which school years of the program's own norms turn.
var shipped = forecast.MonthDay{Month: 8, Day: 31}

// standards reads both. A row of an own file that breaks a rule is left out, and
// told; a file that is no such table is refused.
func (t *tool) standards(ref forecast.MonthDay) (*standards, error) {
	s := &standards{rows: map[string]fileRows{}}
	text, err := s.open("norms", t.normsFile, data.Norms())
	if err != nil {
		return nil, err
	}
	var problems []supply.Problem
	if s.norms, problems, err = supply.ReadNorms(bytes.NewReader(text), ref); err != nil {
		return nil, &codeError{exitRefused, fmt.Errorf("--norms %s: %w", t.normsFile, err)}
	}
	s.problems = problems
	if text, err = s.open("indicators", t.indicatorsFile, data.Indicators()); err != nil {
		return nil, err
	}
	if s.defs, problems, err = indicator.ReadDefinitions(bytes.NewReader(text)); err != nil {
		return nil, &codeError{exitRefused, fmt.Errorf("--indicators %s: %w", t.indicatorsFile, err)}
	}
	s.problems = append(s.problems, problems...)
	s.version = hashOf(text)[:12]
	return s, nil
}

// open returns the bytes of an own file, or those of the program.
func (s *standards) open(table, path string, own []byte) ([]byte, error) {
	if path == "" {
		return own, nil
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("--%s %s：没有这个文件 / no such file", table, path)
	}
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", table, err)
	}
	file := filepath.Base(path)
	s.inputs = append(s.inputs, ingest.Input{Table: table, File: file, Bytes: int64(len(b)), SHA256: hashOf(b)})
	s.rows[table] = fileRows{file: file}
	return b, nil
}
