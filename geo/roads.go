package geo

import (
	"fmt"
	"io"
	"strconv"

	"github.com/paulmach/orb"
)

// Roads says how to read a file of roads.
type Roads struct {
	// Datum of the coordinates; undeclared, the crs member of the file decides.
	Datum Datum
	// Bounds helps to tell swapped axes; roads outside it are kept and told.
	Bounds orb.Bound
}

// ReadNetwork reads a GeoJSON file of roads as lines. Properties: foot (yes, no;
// default yes) and oneway, in the words of OpenStreetMap, of which highway,
// access, railway and others are understood where they stand; see walkWay. A
// feature with a fault is left out and named. The network is nil where no road
// is left. The error is of the reader.
func ReadNetwork(r io.Reader, roads Roads) (*Network, []Problem, error) {
	var ps problems
	c, err := readCollection(r, &ps)
	if err != nil {
		return nil, nil, fmt.Errorf("read roads: %w", err)
	}
	datum, ok := chooseDatum(roads.Datum, c.crs, &ps)
	if !ok {
		return nil, ps, nil
	}
	var lines []Line
	box, far := widen(roads.Bounds, 1000), 0
	for _, f := range c.features {
		if f.broken {
			continue
		}
		parts, ok := roadLines(f, datum, box, &ps)
		if !ok {
			continue
		}
		forward, backward, bad := walkWay(func(key string) string { v, _ := f.property(key); return v })
		if bad != "" {
			v, _ := f.property(bad)
			ps.fault(f.index, bad, RuleFoot, v)
			continue
		}
		if !forward && !backward {
			continue
		}
		for _, p := range parts {
			if !box.Intersects(p.Bound()) {
				far++
			}
			lines = append(lines, Line{p, forward, backward})
		}
	}
	if far > 0 {
		ps.warn(-1, "geometry", RuleOutsideBounds, strconv.Itoa(far)+" lines")
	}
	return finish(lines, &ps), ps, nil
}

// finish builds the network and tells what is cut off.
func finish(lines []Line, ps *problems) *Network {
	n := NewNetwork(lines)
	if len(n.segments) == 0 {
		ps.fault(-1, "", RuleNoRoads, "")
		return nil
	}
	if n.islands.Parts > 0 {
		ps.warn(-1, "geometry", RuleIslands, fmt.Sprintf("%d parts, %.0f m", n.islands.Parts, n.islands.Length))
	}
	return n
}

// roadLines converts a feature to WGS84 lines.
func roadLines(f feature, datum Datum, box orb.Bound, ps *problems) ([]orb.LineString, bool) {
	if f.shape == nil {
		ps.fault(f.index, "geometry", RuleNullGeometry, "null")
		return nil, false
	}
	var parts []orb.LineString
	switch g := f.shape.(type) {
	case orb.LineString:
		parts = []orb.LineString{g}
	case orb.MultiLineString:
		parts = g
	default:
		ps.fault(f.index, "geometry", RuleNotLine, f.shape.GeoJSONType())
		return nil, false
	}
	for _, part := range parts {
		for i, p := range part {
			q, err := datum.ToWGS84(p)
			if (err != nil || !box.Contains(q)) && axesSwapped(datum, orb.Point{p[1], p[0]}, box, err) {
				ps.fault(f.index, "geometry", RuleSwappedAxes, pair(p))
				return nil, false
			}
			if err != nil {
				ps.fault(f.index, "geometry", RuleConversion, pair(p))
				return nil, false
			}
			part[i] = q
		}
	}
	return parts, true
}

// walkWay tells from the tags of a road in which directions it may be walked;
// bad names a tag whose word is not known.
//
//   - foot decides where it stands: yes, designated, permissive, official,
//     destination and use_sidepath may be walked; no, private, discouraged not.
//   - Without it: access no or private closes; motorways, trunk roads and what is
//     no street (construction, proposed, railway, waterway, ferry) are closed
//     unless a sidewalk is there; everything else is open.
//   - oneway:foot binds walkers; oneway alone binds them only where the road has
//     no highway tag or is for walkers only (footway, path, pedestrian, steps,
//     corridor): elsewhere it is meant for vehicles.
func walkWay(tag func(string) string) (forward, backward bool, bad string) {
	highway := tag("highway")
	switch tag("foot") {
	case "yes", "designated", "permissive", "official", "destination", "use_sidepath", "true", "1":
	case "no", "private", "discouraged", "false", "0":
		return false, false, ""
	case "":
		if !openToWalkers(highway, tag) {
			return false, false, ""
		}
	default:
		return false, false, "foot"
	}
	key := "oneway:foot"
	if tag(key) == "" && (highway == "" || forWalkersOnly[highway]) {
		key = "oneway"
	}
	switch tag(key) {
	case "yes", "true", "1":
		return true, false, ""
	case "-1", "reverse":
		return false, true, ""
	case "", "no", "false", "0", "alternating", "reversible":
		return true, true, ""
	}
	return false, false, key
}

var forWalkersOnly = map[string]bool{"footway": true, "path": true, "pedestrian": true, "steps": true, "corridor": true}

var closedToWalkers = map[string]bool{
	"motorway": true, "motorway_link": true, "trunk": true, "trunk_link": true,
	"construction": true, "proposed": true, "raceway": true, "busway": true, "bus_guideway": true, "escape": true,
	"razed": true, "abandoned": true, "no": true,
}

func openToWalkers(highway string, tag func(string) string) bool {
	switch tag("access") {
	case "no", "private":
		return false
	}
	if highway == "" {
		return tag("railway") == "" && tag("waterway") == "" && tag("route") != "ferry"
	}
	if closedToWalkers[highway] {
		switch tag("sidewalk") {
		case "yes", "both", "left", "right", "separate":
			return highway == "trunk" || highway == "trunk_link"
		}
		return false
	}
	return true
}
