package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"

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

// normRow is one norm in force, as --json prints it.
type normRow struct {
	Key       string   `json:"key"`
	ZH        string   `json:"zh"`
	EN        string   `json:"en"`
	Value     *float64 `json:"value"` // null: not known
	Unit      string   `json:"unit"`
	From      string   `json:"valid_from"`
	To        string   `json:"valid_to"`
	Certainty string   `json:"certainty"`
	Source    string   `json:"source"`
	ChangedBy string   `json:"changed_by"`
	ChangedOn string   `json:"changed_on"`
}

func (t *tool) norms(ctx context.Context, year forecast.Year, set []string) error {
	own, err := t.standards(shipped)
	if err != nil {
		return err
	}
	r := &running{t: t, ctx: ctx, d: &district{rows: own.rows}, notes: map[string][]string{}, outputs: map[string]string{}, objected: map[problemRow]bool{}}
	if len(own.problems) > 0 {
		if err := os.MkdirAll(t.dir, 0o755); err != nil {
			return fmt.Errorf("output folder: %w", err)
		}
	}
	if err := r.problems(own.problems); err != nil {
		return err
	}
	var changes []supply.Override
	for _, s := range set {
		o, err := supply.ParseOverride(s)
		if err != nil {
			return usage("--set：写法不对 / %v", err)
		}
		changes = append(changes, o)
	}
	norms, problems := own.norms.With(changes...)
	if supply.Refused(problems) {
		return &codeError{exitRefused, fmt.Errorf("--set: %s", problems[0])}
	}
	var rows []normRow
	var cells [][]string
	for _, n := range norms.At(year) {
		row := normRow{n.Key, n.ZH, n.EN, nil, n.Unit, dayOr(n.From, ""), dayOr(n.To, ""), n.Certainty, n.Source, n.ChangedBy, dayOr(n.ChangedOn, "")}
		name, value := n.ZH, "—"
		if t.lang == "en" {
			name = n.EN
		}
		if !math.IsNaN(n.Value) {
			row.Value, value = &n.Value, strconv.FormatFloat(n.Value, 'f', -1, 64)
		}
		rows = append(rows, row)
		cells = append(cells, []string{n.Key, name, value, n.Unit, dayOr(n.From, "—"), dayOr(n.To, "—"), n.Certainty, n.Source, n.ChangedBy + " " + dayOr(n.ChangedOn, "")})
	}
	t.tell([]string{"column.key", "column.norm", "column.value", "column.unit", "column.valid_from", "column.valid_to", "column.certainty", "column.source", "column.changed"}, cells)
	t.say("%s", t.sentence("cmd.norms.version", "version", norms.Version()))
	return t.summary(map[string]any{"verb": "norms", "year": year, "version": norms.Version(), "norms": rows})
}
