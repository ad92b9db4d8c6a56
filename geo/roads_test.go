package geo

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"go.uber.org/goleak"
)

// town is a street of three pieces: open, closed to walkers, and a way round.
func town(properties ...string) string {
	lines := []string{
		`{"type":"LineString","coordinates":[[121.45,31.23],[121.451,31.23]]}`,
		`{"type":"LineString","coordinates":[[121.451,31.23],[121.452,31.23]]}`,
		`{"type":"MultiLineString","coordinates":[[[121.451,31.23],[121.451,31.231]],[[121.451,31.231],[121.452,31.231],[121.452,31.23]]]}`,
	}
	var list []string
	for i, p := range properties {
		list = append(list, p, lines[i])
	}
	return collect(list...)
}

// TestReadNetwork: with the middle piece closed the walk goes round by it,
// 2 · 0.001° of latitude (111.195 m each) longer.
func TestReadNetwork(t *testing.T) {
	from, to := []orb.Point{{121.45, 31.23}}, []orb.Point{{121.452, 31.23}}
	straight := Distance(from[0], to[0])
	for _, c := range []struct {
		middle string
		extra  Metres
		rules  []string
	}{
		{`{}`, 0, nil},
		{`null`, 0, nil},
		{`{"foot":"yes"}`, 0, nil},
		{`{"foot":"no"}`, 222.39, nil},
		{`{"foot":false}`, 222.39, nil},
		{`{"highway":"motorway"}`, 222.39, nil},
		{`{"oneway":"-1"}`, 222.39, nil},
		{`{"foot":"maybe"}`, 222.39, []string{RuleFoot}},
	} {
		n, ps, err := ReadNetwork(strings.NewReader(town(`{}`, c.middle, `{}`)), Roads{Datum: WGS84})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.rules, rules(ps)); diff != "" {
			t.Errorf("%s: %s", c.middle, diff)
		}
		near(t, c.middle, n.Matrix(from, to, 0).At(0, 0)-straight, c.extra, 0.02)
	}
}

// TestRoadProblems: one file a rule.
func TestRoadProblems(t *testing.T) {
	line := `{"type":"LineString","coordinates":[[121.45,31.23],[121.46,31.23]]}`
	shanghai := orb.Bound{Min: orb.Point{121, 31}, Max: orb.Point{122, 32}}
	for _, c := range []struct {
		what, text string
		roads      Roads
		want       []string
		network    bool
	}{
		{"clean", collect(`{}`, line), Roads{Datum: WGS84}, nil, true},
		{"no datum", collect(`{}`, line), Roads{}, []string{RuleUndeclared}, false},
		{"nothing to walk on", collect(`{"foot":"no"}`, line), Roads{Datum: WGS84}, []string{RuleNoRoads}, false},
		{"a point", collect(`{}`, `{"type":"Point","coordinates":[121,31]}`, `{}`, line), Roads{Datum: WGS84}, []string{RuleNotLine}, true},
		{"null", collect(`{}`, `null`, `{}`, line), Roads{Datum: WGS84}, []string{RuleNullGeometry}, true},
		{"one position", collect(`{}`, `{"type":"LineString","coordinates":[[121,31]]}`, `{}`, line), Roads{Datum: WGS84}, []string{RuleShortLine}, true},
		{"swapped", collect(`{}`, `{"type":"LineString","coordinates":[[31.23,121.45],[31.23,121.46]]}`, `{}`, line), Roads{Datum: WGS84}, []string{RuleSwappedAxes}, true},
		{"far away, kept", collect(`{}`, `{"type":"LineString","coordinates":[[100,31],[100.1,31]]}`, `{}`, line), Roads{Datum: WGS84, Bounds: shanghai}, []string{RuleOutsideBounds + "?"}, true},
	} {
		n, ps, err := ReadNetwork(strings.NewReader(c.text), c.roads)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortStableFunc(ps, func(a, b Problem) int { return strings.Compare(a.Rule, b.Rule) })
		if diff := cmp.Diff(c.want, rules(ps)); diff != "" || (n != nil) != c.network {
			t.Errorf("%s: network %v, %s", c.what, n != nil, diff)
		}
	}
}

// The functions below write a minimal .osm.pbf file (the format's own page:
// a header block, then one data block, each as BlobHeader and Blob).

func varint(v uint64) []byte { return binary.AppendUvarint(nil, v) }

// zigzag is the signed varint of protocol buffers.
func zigzag(v int64) []byte { return varint(uint64(v<<1) ^ uint64(v>>63)) }

// field writes a length-delimited field; number writes a varint field.
func field(n uint64, payload []byte) []byte {
	return slices.Concat(varint(n<<3|2), varint(uint64(len(payload))), payload)
}

func numberField(n, v uint64) []byte { return append(varint(n<<3), varint(v)...) }

func blob(kind string, payload []byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(payload)
	_ = z.Close()
	body := slices.Concat(numberField(2, uint64(len(payload))), field(3, packed.Bytes()))
	head := slices.Concat(field(1, []byte(kind)), numberField(3, uint64(len(body))))
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head, body)
}

type osmTestWay struct {
	tags  []string // key, value, key, value, …
	nodes []int64
}

// osmFile writes nodes (id 1, 2, …) and ways.
func osmFile(nodes []orb.Point, ways []osmTestWay) []byte {
	texts := []string{""}
	text := func(s string) uint64 {
		i := slices.Index(texts, s)
		if i < 0 {
			i = len(texts)
			texts = append(texts, s)
		}
		return uint64(i)
	}
	var ids, lats, lons []byte
	var lat, lon int64
	for _, p := range nodes {
		y, x := int64(math.Round(p[1]*1e7)), int64(math.Round(p[0]*1e7)) // granularity 100 nanodegrees
		ids, lats, lons = append(ids, zigzag(1)...), append(lats, zigzag(y-lat)...), append(lons, zigzag(x-lon)...)
		lat, lon = y, x
	}
	dense := field(2, slices.Concat(field(1, ids), field(8, lats), field(9, lons)))
	var group []byte
	for i, w := range ways {
		var keys, values, refs []byte
		for k := 0; k < len(w.tags); k += 2 {
			keys, values = append(keys, varint(text(w.tags[k]))...), append(values, varint(text(w.tags[k+1]))...)
		}
		last := int64(0)
		for _, id := range w.nodes {
			refs, last = append(refs, zigzag(id-last)...), id
		}
		group = append(group, field(3, slices.Concat(numberField(1, uint64(i+1)), field(2, keys), field(3, values), field(8, refs)))...)
	}
	var table []byte
	for _, s := range texts {
		table = append(table, field(1, []byte(s))...)
	}
	block := slices.Concat(field(1, table), field(2, dense), field(2, group))
	header := slices.Concat(field(4, []byte("OsmSchema-V0.6")), field(4, []byte("DenseNodes")))
	return append(blob("OSMHeader", header), blob("OSMData", block)...)
}

// TestReadOSM: the town of TestReadNetwork as an extract: a footway, a motorway,
// a way round, a building, and a street that leaves the box.
func TestReadOSM(t *testing.T) {
	defer goleak.VerifyNone(t)
	nodes := []orb.Point{{121.45, 31.23}, {121.451, 31.23}, {121.452, 31.23}, {121.451, 31.231}, {121.452, 31.231}, {123, 31}}
	file := osmFile(nodes, []osmTestWay{
		{[]string{"highway", "footway"}, []int64{1, 2}},
		{[]string{"highway", "motorway"}, []int64{2, 3}},
		{[]string{"highway", "residential", "oneway", "yes"}, []int64{3, 5, 4, 2}},
		{[]string{"building", "yes"}, []int64{1, 2, 3, 1}},
		{[]string{"highway", "path"}, []int64{3, 6}},
		{[]string{"highway", "path"}, []int64{3, 99}}, // a node that the extract lacks
	})
	n, ps, err := ReadOSM(context.Background(), bytes.NewReader(file), orb.Bound{Min: orb.Point{121.4, 31.2}, Max: orb.Point{121.5, 31.3}})
	if err != nil || len(ps) > 0 || n.Nodes() != 5 {
		t.Fatalf("%d nodes, %v, %v", n.Nodes(), ps, err)
	}
	near(t, "round by the street", n.Matrix(nodes[:1], nodes[2:3], 0).At(0, 0)-Distance(nodes[0], nodes[2]), 222.39, 0.02)
	if n, _, err := ReadOSM(context.Background(), bytes.NewReader(file), orb.Bound{}); err != nil || n.Nodes() != 6 {
		t.Errorf("without a box: %v", err)
	}
	for _, broken := range [][]byte{nil, file[:len(file)/2], []byte("not a map at all, but long enough to look"), append([]byte{255, 255, 255, 255}, file...)} {
		if n, ps, err := ReadOSM(context.Background(), bytes.NewReader(broken), orb.Bound{}); err == nil && (n != nil || len(ps) == 0) {
			t.Errorf("%d broken bytes are read", len(broken))
		}
	}
}
