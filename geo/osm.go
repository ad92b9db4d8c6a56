package geo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
)

// ReadOSM reads the streets of an OpenStreetMap extract (.osm.pbf) inside bounds,
// which are widened by 5 km so that ways around the edge are there; zero bounds
// take the whole file. It goes through the file twice: ways, then the nodes they
// use. OpenStreetMap is WGS84.
func ReadOSM(ctx context.Context, r io.ReadSeeker, bounds orb.Bound) (*Network, []Problem, error) {
	var ways []*osm.Way
	at := map[osm.NodeID]orb.Point{}
	err := scanOSM(ctx, r, func(s *osmpbf.Scanner) { s.SkipNodes, s.SkipRelations = true, true }, func(o osm.Object) {
		w, ok := o.(*osm.Way)
		if !ok {
			return
		}
		if forward, backward, _ := osmWay(w); !forward && !backward {
			return
		}
		ways = append(ways, w)
		for _, n := range w.Nodes {
			at[n.ID] = nowhere
		}
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read ways: %w", err)
	}
	box := widen(bounds, 5000)
	err = scanOSM(ctx, r, func(s *osmpbf.Scanner) { s.SkipWays, s.SkipRelations = true, true }, func(o osm.Object) {
		n, ok := o.(*osm.Node)
		if !ok {
			return
		}
		if p := (orb.Point{n.Lon, n.Lat}); box.Contains(p) {
			if _, used := at[n.ID]; used {
				at[n.ID] = p
			}
		}
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read nodes: %w", err)
	}
	var lines []Line
	for _, w := range ways {
		forward, backward, _ := osmWay(w)
		var part orb.LineString
		flush := func() {
			if len(part) > 1 {
				lines = append(lines, Line{part, forward, backward})
			}
			part = nil
		}
		for _, n := range w.Nodes {
			if p := at[n.ID]; p != nowhere {
				part = append(part, p)
			} else { // outside the box, or not in the extract
				flush()
			}
		}
		flush()
	}
	var ps problems
	return finish(lines, &ps), ps, nil
}

// nowhere marks a node whose place is not known (yet).
var nowhere = orb.Point{999, 999}

// osmWay applies walkWay to a way. Only ways with a highway tag are streets; a
// foot or oneway word that is not known closes the way, as it would for a
// walker who cannot read the sign.
func osmWay(w *osm.Way) (forward, backward bool, bad string) {
	if w.Tags.Find("highway") == "" {
		return false, false, ""
	}
	return walkWay(w.Tags.Find)
}

func scanOSM(ctx context.Context, r io.ReadSeeker, set func(*osmpbf.Scanner), visit func(osm.Object)) (err error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s := osmpbf.New(ctx, r, runtime.GOMAXPROCS(0))
	set(s)
	defer func() { err = errors.Join(err, s.Close()) }()
	for s.Scan() {
		visit(s.Object())
	}
	return s.Err()
}
