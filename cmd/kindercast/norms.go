package main

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

func (t *tool) normsVerb() *cobra.Command {
	year := 0
	var set []string
	c := &cobra.Command{Use: "norms", Short: "列出某学年有效的标准、来源与可信度 / the norms in force, their source and certainty",
		RunE: func(c *cobra.Command, _ []string) error { return t.norms(c.Context(), forecast.Year(year), set) }}
	c.Flags().IntVar(&year, "year", 2026, "school year 学年")
	c.Flags().StringArrayVar(&set, "set", nil, "change a norm: KEY=VALUE or KEY=VALUE@2027-2029 改动标准")
	return c
}

func (t *tool) norms(_ context.Context, year forecast.Year, set []string) error {
	norms, err := shippedNorms()
	if err != nil {
		return err
	}
	var changes []supply.Override
	for _, s := range set {
		o, err := supply.ParseOverride(s)
		if err != nil {
			return usage("--set: %v", err)
		}
		changes = append(changes, o)
	}
	norms, problems := norms.With(changes...)
	if supply.Refused(problems) {
		return &codeError{exitRefused, fmt.Errorf("--set: %s", problems[0])}
	}
	rows := norms.At(year)
	if !t.quiet && !t.asJSON {
		w := tabwriter.NewWriter(t.out, 2, 0, 2, ' ', 0)
		fmt.Fprintln(w, t.text("cmd.norms.head"))
		for _, n := range rows {
			name := n.ZH
			if t.lang == "en" {
				name = n.EN
			}
			value := "—"
			if !math.IsNaN(n.Value) {
				value = strconv.FormatFloat(n.Value, 'f', -1, 64)
			}
			changed := n.ChangedBy
			if n.ChangedOn != 0 {
				changed += " " + n.ChangedOn.String()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", n.Key, name, value, n.Unit, n.Certainty, n.Source, changed)
		}
		_ = w.Flush() // standard output
		t.say("%s", t.sentence("cmd.norms.version", "version", norms.Version()))
	}
	return t.summary(map[string]any{"verb": "norms", "year": year, "version": norms.Version(), "norms": len(rows)})
}
