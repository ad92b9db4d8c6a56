package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/pelletier/go-toml/v2"

	"kindercast/forecast"
)

// readScenario reads one scenario file. An unknown key is refused with its line.
func readScenario(file string) (forecast.Scenario, error) {
	var s forecast.Scenario
	b, err := os.ReadFile(file)
	if err != nil {
		return s, usage("--scenario: %v", err)
	}
	dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return s, &codeError{exitRefused, fmt.Errorf("scenario %s holds keys that no shift has:\n%s", file, strict.String())}
		}
		var de *toml.DecodeError
		if errors.As(err, &de) {
			return s, &codeError{exitRefused, fmt.Errorf("scenario %s:\n%s", file, de.String())}
		}
		return s, &codeError{exitRefused, fmt.Errorf("scenario %s: %w", file, err)}
	}
	return s, nil
}
