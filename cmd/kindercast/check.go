package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kindercast/ingest"
	"kindercast/ingest/snapshot"
)

func (t *tool) checkVerb() *cobra.Command {
	return &cobra.Command{Use: "check", Short: "校验数据集，不发布 / validate a dataset, publish nothing",
		RunE: func(c *cobra.Command, _ []string) error { return t.check(c.Context()) }}
}

func (t *tool) ingestVerb() *cobra.Command {
	return &cobra.Command{Use: "ingest", Short: "校验并发布快照 / validate and publish a snapshot",
		RunE: func(c *cobra.Command, _ []string) error { return t.ingest(c.Context()) }}
}

// folder returns --data, which check and ingest need: the sample is only the
// default of run.
func (t *tool) folder(verb string) (string, error) {
	if t.data == "" {
		return "", usage("%[1]s 需要 --data 目录（数据集所在） / %[1]s needs --data DIR, the folder of the dataset", verb)
	}
	return t.data, os.MkdirAll(t.dir, 0o755)
}

func (t *tool) check(ctx context.Context) error {
	dir, err := t.folder("check")
	if err != nil {
		return err
	}
	ds, err := t.read(ctx, dir)
	if err != nil {
		return err
	}
	t.printLedger(ds)
	if err := t.summary(map[string]any{"verb": "check", "refused": ds.Refused(), "rows": ds.Ledger, "faults": ds.Faults.Summary()}); err != nil {
		return err
	}
	if ds.Refused() {
		return refused(ds.Faults.Total(), t.faultsFile())
	}
	return nil
}

func (t *tool) ingest(ctx context.Context) error {
	dir, err := t.folder("ingest")
	if err != nil {
		return err
	}
	ds, err := t.read(ctx, dir)
	if err != nil {
		return err
	}
	t.printLedger(ds)
	if ds.Refused() {
		if err := t.summary(map[string]any{"verb": "ingest", "refused": true, "rows": ds.Ledger, "faults": ds.Faults.Summary()}); err != nil {
			return err
		}
		return refused(ds.Faults.Total(), t.faultsFile())
	}
	s, err := snapshot.Publish(ctx, t.storeDir(), ds, version())
	if err != nil {
		return err
	}
	t.say("%s", t.sentence("cmd.ingest.done", "n", fmt.Sprint(s.Manifest.N), "store", t.storeDir()))
	return t.summary(map[string]any{"verb": "ingest", "snapshot": s.Manifest.N, "rows": ds.Ledger, "faults": ds.Faults.Summary()})
}

// printLedger prints what was read of every table.
func (t *tool) printLedger(ds *ingest.Dataset) {
	if t.quiet || t.asJSON {
		return
	}
	w := tabwriter.NewWriter(t.out, 2, 0, 2, ' ', 0)
	fmt.Fprintln(w, t.text("cmd.ledger.head"))
	for _, l := range ds.Ledger {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\n", l.Table, l.File, l.Read, l.Accepted, l.Rejected, l.Duplicate)
	}
	_ = w.Flush() // standard output
}
