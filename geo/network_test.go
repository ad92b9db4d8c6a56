package geo

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// at is the point x metres east and y metres north of a corner in 静安.
func at(x, y float64) orb.Point { return planeAt(orb.Point{121.45, 31.23}).lonlat(x, y) }

func way(forward, backward bool, points ...orb.Point) Line {
	return Line{orb.LineString(points), forward, backward}
}

// near fails unless got lies within tolerance of want. On the made towns 0.1 %
// is the difference between the local plane in which they are drawn and the
// great circle.
func near(t *testing.T, what string, got, want, tolerance Metres) {
	t.Helper()
	if !(math.Abs(float64(got-want)) <= float64(tolerance)) {
		t.Errorf("%s: got %.3f m, want %.3f ± %.3f", what, got, want, tolerance)
	}
}

// grid is a town of n by n crossings, step metres apart.
func grid(n int, step float64) []Line {
	var lines []Line
	for i := range n {
		var row, col orb.LineString
		for k := range n {
			row = append(row, at(float64(k)*step, float64(i)*step))
			col = append(col, at(float64(i)*step, float64(k)*step))
		}
		lines = append(lines, Line{row, true, true}, Line{col, true, true})
	}
	return lines
}

// TestRiver: two banks 100 m apart, one bridge 1,000 m to the east. A home and a
// kindergarten face each other over the water, 20 m behind their bank roads:
// 20 + 1000 + 100 + 1000 + 20 m on foot, 140 m in a straight line.
func TestRiver(t *testing.T) {
	n := NewNetwork([]Line{
		way(true, true, at(0, 0), at(500, 0), at(1000, 0)),
		way(true, true, at(0, 100), at(500, 100), at(1000, 100)),
		way(true, true, at(1000, 0), at(1000, 100)),
	})
	home, kindergarten := at(0, -20), at(0, 120)
	near(t, "over the bridge", n.Matrix([]orb.Point{home}, []orb.Point{kindergarten}, 0).At(0, 0), 2140, 2)
	near(t, "straight", GreatCircle{1}.Metres(home, kindergarten), 140, 0.2)
}

// TestSnap: the leg to the middle of a segment is counted, not the way to its
// nearest node; two points at one segment do not go round by a node.
func TestSnap(t *testing.T) {
	n := NewNetwork([]Line{way(true, true, at(0, 0), at(1000, 0))})
	m := n.Matrix([]orb.Point{at(400, 30)}, []orb.Point{at(600, -40), at(1000, 0), at(400, 30)}, 0)
	near(t, "30 + 200 + 40", m.At(0, 0), 270, 0.3)
	near(t, "30 + 600", m.At(0, 1), 630, 0.7)
	near(t, "the same point", m.At(0, 2), 0, 0)
}

// TestOneWay: along a one-way path of 100 m and back around a block of 300 m.
func TestOneWay(t *testing.T) {
	n := NewNetwork([]Line{
		way(true, false, at(0, 0), at(100, 0)),
		way(true, true, at(100, 0), at(100, 100), at(0, 100), at(0, 0)),
	})
	a, b := []orb.Point{at(10, 0)}, []orb.Point{at(90, 0)}
	near(t, "with the arrow", n.Matrix(a, b, 0).At(0, 0), 80, 0.1)
	near(t, "against it: 10 + 300 + 10", n.Matrix(b, a, 0).At(0, 0), 320, 0.4)
	back := NewNetwork([]Line{
		way(false, true, at(0, 0), at(100, 0)),
		way(true, true, at(100, 0), at(100, 100), at(0, 100), at(0, 0)),
	})
	near(t, "the other arrow", back.Matrix(b, a, 0).At(0, 0), 80, 0.1)
}

// TestUnreachable: a point in a field is not snapped, a limit cuts, two halves
// without a bridge do not reach each other; each is told by index.
func TestUnreachable(t *testing.T) {
	n := NewNetwork([]Line{
		way(true, true, at(0, 0), at(1000, 0)),
		way(true, true, at(0, 400), at(1000, 400)),
	})
	from := []orb.Point{at(100, 0), at(100, 2000), at(100, 400)}
	m := n.Matrix(from, []orb.Point{at(300, 0), at(900, 0), at(0, -9000)}, 500)
	if diff := cmp.Diff([]int{1}, m.UnsnappedFrom); diff != "" {
		t.Error("origins off the network:", diff)
	}
	if diff := cmp.Diff([]int{2}, m.UnsnappedTo); diff != "" {
		t.Error("destinations off the network:", diff)
	}
	if diff := cmp.Diff([]int{1, 2}, m.Stranded()); diff != "" {
		t.Error("origins that reach nothing:", diff)
	}
	near(t, "within the limit", m.At(0, 0), 200, 0.2)
	if m.At(0, 1) != Beyond {
		t.Errorf("800 m under a limit of 500: %v", m.At(0, 1))
	}
	if j, d := m.Nearest(2); j != -1 || d != Beyond {
		t.Errorf("nearest of a stranded origin: %d, %v", j, d)
	}
}

// TestJoin: a side street that ends on the middle of the main one meets it; a
// bridge over it does not.
func TestJoin(t *testing.T) {
	main := way(true, true, at(0, 0), at(1000, 0))
	side := way(true, true, at(400, 300), at(400, 0.05))
	n := NewNetwork([]Line{main, side})
	near(t, "by the junction", n.Matrix([]orb.Point{at(400, 300)}, []orb.Point{at(1000, 0)}, 0).At(0, 0), 900, 1)
	bridge := way(true, true, at(600, -300), at(600, 300))
	n = NewNetwork([]Line{main, side, bridge})
	if d := n.Matrix([]orb.Point{at(600, 300)}, []orb.Point{at(1000, 0)}, 0).At(0, 0); d != Beyond {
		t.Errorf("down from the bridge: %v m", d)
	}
}

// TestIslands: a path of two nodes beside a town of 400 is passed over when a
// point is snapped, and told.
func TestIslands(t *testing.T) {
	n := NewNetwork(append(grid(20, 50), way(true, true, at(10, 10), at(40, 10))))
	if n.Islands().Parts != 1 {
		t.Fatalf("islands: %+v", n.Islands())
	}
	near(t, "length", n.Islands().Length, 30, 0.1)
	near(t, "25 m at the court, 20 m to the street, 25 m along it", n.Matrix([]orb.Point{at(25, 20)}, []orb.Point{at(50, 0)}, 0).At(0, 0), 45, 0.1)
}

// floydWarshall is an independent answer: all pairs over the same nodes.
func floydWarshall(n *Network) [][]float64 {
	d := make([][]float64, len(n.nodes))
	for i := range d {
		d[i] = make([]float64, len(n.nodes))
		for k := range d[i] {
			if i != k {
				d[i][k] = math.Inf(1)
			}
		}
	}
	for _, s := range n.segments {
		if s.forward {
			d[s.a][s.b] = min(d[s.a][s.b], float64(s.mm))
		}
		if s.backward {
			d[s.b][s.a] = min(d[s.b][s.a], float64(s.mm))
		}
	}
	for k := range d {
		for i := range d {
			for j := range d {
				d[i][j] = min(d[i][j], d[i][k]+d[k][j])
			}
		}
	}
	return d
}

// TestAgainstFloydWarshall: on random one-way towns the matrix between nodes is
// the all-pairs answer to the millimetre, whichever side the sweeps run from.
func TestAgainstFloydWarshall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var points []orb.Point
		for range 20 {
			points = append(points, at(r.Float64()*1000, r.Float64()*1000))
		}
		var lines []Line
		for range 40 {
			way := r.IntN(3)
			lines = append(lines, Line{orb.LineString{points[r.IntN(20)], points[r.IntN(20)]}, way != 1, way != 2})
		}
		n := NewNetwork(lines)
		if len(n.nodes) == 0 {
			return
		}
		want := floydWarshall(n)
		m, few := n.Matrix(n.nodes, n.nodes, 0), n.Matrix(n.nodes, n.nodes[:2], 0)
		for i := range n.nodes {
			for j := range n.nodes {
				if got := float64(m.At(i, j)) * 1000; got != want[i][j] && !(math.Abs(got-want[i][j]) < 0.01) {
					t.Fatalf("from %d to %d: %v mm, shortest %v", i, j, got, want[i][j])
				}
				if j < 2 && few.At(i, j) != m.At(i, j) {
					t.Fatalf("from %d to %d: %v and %v by the side of the sweep", i, j, few.At(i, j), m.At(i, j))
				}
			}
		}
	})
}

// TestMatrixLaws: no walk is shorter than the great circle between the points
// (the legs are straight), a limit only removes, and any number of cores gives
// the same bytes.
func TestMatrixLaws(t *testing.T) {
	n := NewNetwork(grid(30, 80))
	r := rand.New(rand.NewPCG(7, 7))
	points := func(k int) []orb.Point {
		var out []orb.Point
		for range k {
			out = append(out, at(r.Float64()*2400, r.Float64()*2400))
		}
		return out
	}
	from, to := points(60), points(20)
	whole := n.Matrix(from, to, 0)
	cut := n.Matrix(from, to, 900)
	for i := range from {
		for j := range to {
			if d := whole.At(i, j); d < Distance(from[i], to[j])-0.1 {
				t.Errorf("%d to %d: %v m on foot, %v m as the crow flies", i, j, d, Distance(from[i], to[j]))
			}
			want := whole.At(i, j)
			if want > 900 {
				want = Beyond
			}
			if cut.At(i, j) != want {
				t.Errorf("%d to %d under a limit: %v, want %v", i, j, cut.At(i, j), want)
			}
		}
	}
	for _, cores := range []int{1, 3, 8} {
		old := runtime.GOMAXPROCS(cores)
		if again := n.Matrix(from, to, 0); !slices.Equal(again.d, whole.d) {
			t.Errorf("%d cores give another matrix", cores)
		}
		runtime.GOMAXPROCS(old)
	}
}

func TestWalkWay(t *testing.T) {
	for _, c := range []struct {
		tags              string
		forward, backward bool
		bad               string
	}{
		{"", true, true, ""},
		{"foot=yes", true, true, ""},
		{"foot=no", false, false, ""},
		{"foot=perhaps", false, false, "foot"},
		{"foot=yes oneway=yes", true, false, ""}, // a walking file without highway: meant for walkers
		{"highway=residential oneway=yes", true, true, ""},
		{"highway=footway oneway=-1", false, true, ""},
		{"highway=residential oneway:foot=yes", true, false, ""},
		{"highway=motorway", false, false, ""},
		{"highway=trunk", false, false, ""},
		{"highway=trunk sidewalk=both", true, true, ""},
		{"highway=motorway foot=yes", true, true, ""},
		{"highway=service access=private", false, false, ""},
		{"highway=service access=private foot=yes", true, true, ""},
		{"railway=rail", false, false, ""},
		{"waterway=river", false, false, ""},
		{"oneway=sometimes", false, false, "oneway"},
	} {
		tags := map[string]string{}
		for _, kv := range strings.Fields(c.tags) {
			k, v, _ := strings.Cut(kv, "=")
			tags[k] = v
		}
		f, b, bad := walkWay(func(k string) string { return tags[k] })
		if f != c.forward || b != c.backward || bad != c.bad {
			t.Errorf("%q: forward %v, backward %v, bad %q", c.tags, f, b, bad)
		}
	}
}

// BenchmarkMatrix: 2,000 homes, 200 kindergartens, about 15,000 nodes.
func BenchmarkMatrix(b *testing.B) {
	n := NewNetwork(grid(123, 80))
	r := rand.New(rand.NewPCG(1, 1))
	points := func(k int) []orb.Point {
		var out []orb.Point
		for range k {
			out = append(out, at(r.Float64()*9800, r.Float64()*9800))
		}
		return out
	}
	from, to := points(2000), points(200)
	for _, c := range []struct {
		name  string
		limit Metres
	}{{"unlimited", 0}, {"1km", 1000}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				n.Matrix(from, to, c.limit)
			}
			b.ReportMetric(float64(n.Nodes()), "nodes")
		})
	}
}
