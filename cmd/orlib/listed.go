package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kindercast/geo/siting"
)

// listed is a published value of an instance.
type listed struct {
	text   string
	value  float64
	half   float64 // half a unit of the last digit printed
	proven bool    // the value is a proven optimum
}

// readListed reads a CSV with the columns instance (folder/name, with @capacity
// where the file leaves it open), value and proven (yes or no); others are
// skipped over.
func readListed(path string) (map[string]listed, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1 // remarks after the third column may hold commas
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 || len(rows[0]) < 3 || !slices.Equal(rows[0][:3], []string{"instance", "value", "proven"}) {
		return nil, fmt.Errorf("%s: the first line must begin with instance,value,proven", path)
	}
	list := map[string]listed{}
	for k, row := range rows[1:] {
		if len(row) < 3 {
			return nil, fmt.Errorf("%s, row %d: %d columns, at least 3 are due", path, k+2, len(row))
		}
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%s, row %d: value %q is not a number", path, k+2, row[1])
		}
		if row[2] != "yes" && row[2] != "no" {
			return nil, fmt.Errorf("%s, row %d: proven is %q, neither yes nor no", path, k+2, row[2])
		}
		_, decimals, _ := strings.Cut(row[1], ".")
		list[row[0]] = listed{row[1], v, math.Pow10(-len(decimals)) / 2, row[2] == "yes"}
	}
	return list, nil
}

// instanceName is how a list names the instance of an argument.
func instanceName(path, name string) string {
	return filepath.Base(filepath.Dir(path)) + "/" + name
}

// score sums up the instances of one folder.
type score struct {
	folder                       string
	files, reached, proved       int
	worstValue, worstGap, worstS float64
}

// scores compares results with a list.
type scores struct {
	list    map[string]listed
	folders []score // in the order met
}

// add prints how a result stands to the listed value and reports whether both
// can be true: a plan below a proven optimum, or a bound above it, cannot.
func (s *scores) add(out io.Writer, name string, r siting.Result) bool {
	folder, _, _ := strings.Cut(name, "/")
	at := slices.IndexFunc(s.folders, func(f score) bool { return f.folder == folder })
	if at < 0 {
		at = len(s.folders)
		s.folders = append(s.folders, score{folder: folder, worstValue: math.Inf(-1)})
	}
	f := &s.folders[at]
	f.files++
	f.worstGap, f.worstS = math.Max(f.worstGap, 100*r.Gap()), math.Max(f.worstS, r.Seconds)
	proved := ""
	if r.Optimal() {
		f.proved++
		proved = ", proved optimal"
	}
	l, ok := s.list[name]
	if !ok {
		fmt.Fprintf(out, "%s: not listed%s\n", name, proved)
		return true
	}
	slack := l.half + 1e-9*math.Abs(l.value)
	off := 100 * (r.Objective - l.value) / math.Max(math.Abs(l.value), l.half)
	f.worstValue = math.Max(f.worstValue, off)
	kind, verdict := "best known", fmt.Sprintf("%.4f %% above it", off)
	if l.proven {
		kind = "optimum"
	}
	switch {
	case r.Objective < l.value-slack:
		verdict = fmt.Sprintf("%.4f %% below it", -off)
	case r.Objective <= l.value+slack:
		verdict = "reached"
	}
	if r.Objective <= l.value+slack {
		f.reached++
	}
	fmt.Fprintf(out, "%s: %s %s, %s%s\n", name, kind, l.text, verdict, proved)
	switch {
	case r.Bound <= l.value+slack && r.Objective >= l.value-slack:
	case l.proven:
		fmt.Fprintf(out, "%s: FAULT: objective %.3f and bound %.3f contradict the proven optimum\n", name, r.Objective, r.Bound)
		return false
	case r.Bound > l.value+slack:
		fmt.Fprintf(out, "%s: the bound %.3f says that the listed value, which is not proven, cannot be reached\n", name, r.Bound)
	}
	return true
}

// print prints a line for each folder.
func (s *scores) print(out io.Writer) {
	for _, f := range s.folders {
		worst := "none listed"
		if !math.IsInf(f.worstValue, -1) {
			worst = fmt.Sprintf("worst value %+.4f %%", f.worstValue)
		}
		fmt.Fprintf(out, "%s: %d files, %d reached, %d proved optimal, %s, worst gap %.4f %%, longest %.2f s\n",
			f.folder, f.files, f.reached, f.proved, worst, f.worstGap, f.worstS)
	}
}
