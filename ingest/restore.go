package ingest

import "fmt"

// Restore makes a dataset whole whose tables were read back from a snapshot: it
// finds the areas, parses the boundaries and chooses the planned level, as Open
// did. What Open warned of is not told again.
func (d *Dataset) Restore() error {
	var err error
	if d.Reference, err = d.Config.Reference(); err != nil {
		return fmt.Errorf("restore dataset: %w", err)
	}
	d.gazetteer = newGazetteer(d.Areas.Rows, d.Config.Aliases)
	var bad *Fault
	if err := d.polygons(func(f Fault) {
		if f.Severity != Warning && bad == nil {
			bad = &f
		}
	}); err != nil {
		return fmt.Errorf("restore boundaries: %w", err)
	}
	if bad != nil {
		return fmt.Errorf("restore boundaries: %s", bad)
	}
	d.plan = d.newPlan()
	return nil
}
