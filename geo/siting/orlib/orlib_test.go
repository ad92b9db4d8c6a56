package orlib_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kindercast/geo/siting"
	"kindercast/geo/siting/orlib"
)

func read(t *testing.T, kind orlib.Kind, text string) siting.Instance {
	t.Helper()
	in, err := orlib.Read(strings.NewReader(text), kind, 0)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Three nodes in a row, 2 and 5 long; the edge 1-2 was 9 before it was replaced.
func TestPMed(t *testing.T) {
	want := siting.PMedian{P: 1, Cost: [][]float64{{0, 2, 7}, {2, 0, 5}, {7, 5, 0}}}
	if d := cmp.Diff(want, read(t, orlib.PMed, "3 3 1\n1 2 9\n2 3 5\n2 1 2\n")); d != "" {
		t.Error(d)
	}
}

// Points (0,0) and (1,2): sqrt 5 = 2.236, rounded down 2.
func TestPlanar(t *testing.T) {
	text := "2 1 10 1 0 0 4 2 1 2 6"
	down := read(t, orlib.CCP, text).(siting.CapacitatedPMedian)
	want := siting.CapacitatedPMedian{P: 1, Cost: [][]float64{{0, 2}, {2, 0}}, Demand: []float64{4, 6}, Capacity: []float64{10, 10}}
	if d := cmp.Diff(want, down); d != "" {
		t.Error(d)
	}
	if c := read(t, orlib.SJC, text).(siting.CapacitatedPMedian).Cost[0][1]; c*c < 5-1e-12 || c*c > 5+1e-12 {
		t.Errorf("%v is not the root of 5", c)
	}
}

func TestCap(t *testing.T) {
	want := siting.FacilityLocation{Cost: [][]float64{{1, 3}, {2, 4}}, Fixed: []float64{7, 0}, Demand: []float64{5, 6},
		Capacity: []float64{20, 30}, Split: true}
	if d := cmp.Diff(want, read(t, orlib.Cap, " 2 2\n20 7.\n30 0.\n5\n1. 2.\n6\n3. 4.\n")); d != "" {
		t.Error(d)
	}
	open, err := orlib.Read(strings.NewReader("1 1 capacity 7 5 2"), orlib.Cap, 40)
	if err != nil || open.(siting.FacilityLocation).Capacity[0] != 40 {
		t.Errorf("%v, %v", open, err)
	}
}

// The same problem in both layouts: sites of capacity 9, 8, 7 and fixed costs
// 1, 2, 3; customers of demand 4, 5.
func TestSingleSource(t *testing.T) {
	want := siting.FacilityLocation{Cost: [][]float64{{11, 12}, {21, 22}, {31, 32}}, Fixed: []float64{1, 2, 3},
		Demand: []float64{4, 5}, Capacity: []float64{9, 8, 7}}
	if d := cmp.Diff(want, read(t, orlib.SSCFLP, "3 2\n9 1\n8 2\n7 3\n4 5\n11 12\n21 22\n31 32\n")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, read(t, orlib.SSCFLP, "2 3\n11 21 31\n12 22 32\n4 5\n1 2 3\n9 8 7\n\x00\x00")); d != "" {
		t.Error(d)
	}
}

// TestFaults: each names the token found and where it stands.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		kind orlib.Kind
		text string
		want string
	}{
		{orlib.PMed, "", "the file is empty"},
		{orlib.PMed, "3 1", `token 2 "1", line 1, column 3: the file ends where the number of medians is due`},
		{orlib.PMed, "3 1 1\n1 2", "a graph of that size needs 3 more numbers, the file has 2"},
		{orlib.PMed, "3 1 1\n1 two 5", `token 5 "two", line 2, column 3: the second node of edge 1 is not a number`},
		{orlib.PMed, "3 1 1\n1 4 5", "the second node of edge 1 is not a whole number from 1 to 3"},
		{orlib.PMed, "3 1 4\n1 2 5", "the number of medians is not a whole number from 1 to 3"},
		{orlib.PMed, "2 1 1\n1 2 -5", "the length of edge 1 is below zero"},
		{orlib.PMed, "3 1 1\n1 2 5", "node 3 cannot be reached from node 1"},
		{orlib.PMed, "2 1 1\n1 2 NaN", "the length of edge 1 is not a number"},
		{orlib.CCP, "2 1 10\n1 0 0 4\n1 1 2 6", "point 1 comes twice"},
		{orlib.CCP, "2 1 10\n1 0 0 4\n2 1 2 6 9", "a plane of that size needs 8 more numbers, the file has 9"},
		{orlib.SJC, "1 1 10\n1 0 0 -4", "the demand of point 1 is below zero"},
		{orlib.Cap, "1 1 capacity 7 5 2", "the capacity of site 1 is left open: name it as FILE@NUMBER"},
		{orlib.Cap, "1 1 9 7 5", "a problem of that size needs 4 more numbers, the file has 3"},
		{orlib.SSCFLP, "2 3 1 2 3", "sizes 2 and 3 need 13 numbers (sites first) or 14 (customers first), the file has 3"},
		{orlib.SSCFLP, "1000000 3 1", "the first size is not a whole number from 1 to 100000"},
	} {
		_, err := orlib.Read(strings.NewReader(c.text), c.kind, 0)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: want %q, got %v", c.kind, c.text, c.want, err)
		}
	}
	if _, err := orlib.Read(strings.NewReader("1 1 9 7 5 2"), orlib.Cap, 40); err == nil {
		t.Error("a capacity named for a file that holds its own is misuse")
	}
}

func TestNames(t *testing.T) {
	if path, q, err := orlib.SplitCapacity("cap/capa.txt@8000"); path != "cap/capa.txt" || q != 8000 || err != nil {
		t.Error(path, q, err)
	}
	if path, q, err := orlib.SplitCapacity("a@b/c.txt"); path != "a@b/c.txt" || q != 0 || err != nil {
		t.Error(path, q, err)
	}
	for _, bad := range []string{"x@", "x@-1", "x@many"} {
		if _, _, err := orlib.SplitCapacity(bad); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if k, err := orlib.KindOf("any/ccp/f.txt"); k != orlib.CCP || err != nil {
		t.Error(k, err)
	}
	for name, want := range map[string]orlib.Kind{"pmed12.txt": orlib.PMed, "in/SJC2.dat": orlib.SJC, "capb.txt": orlib.Cap, "ccp/capb.txt": orlib.CCP,
		"x/holmberg_p3.txt": orlib.SSCFLP, "delmaire_p50": orlib.SSCFLP} {
		if k, err := orlib.KindOf(name); k != want || err != nil {
			t.Errorf("%s: %q, %v; want %s", name, k, err, want)
		}
	}
	if _, err := orlib.KindOf("f.txt"); err == nil {
		t.Error("no folder, no kind")
	}
}

// FuzzRead: whatever the text, an instance or an error, never a panic.
func FuzzRead(f *testing.F) {
	f.Add("3 3 1\n1 2 9\n2 3 5\n2 1 2\n", 0)
	f.Add("2 1 10 1 0 0 4 2 1 2 6", 1)
	f.Add("2 2\n20 7.\n30 0.\n5\n1. 2.\n6\n3. 4.\n", 3)
	f.Add("3 2\n9 1\n8 2\n7 3\n4 5\n11 12\n21 22\n31 32\n", 4)
	f.Fuzz(func(t *testing.T, text string, kind int) {
		kinds := orlib.Kinds()
		in, err := orlib.Read(strings.NewReader(text), kinds[((kind%len(kinds))+len(kinds))%len(kinds)], 5)
		if (in == nil) == (err == nil) {
			t.Errorf("%v, %v", in, err)
		}
	})
}
