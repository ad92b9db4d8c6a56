// Package orlib reads the text formats in which public location problems are
// passed around: OR-Library (Beasley 1990) p-medians, capacitated p-medians and
// capacitated facility location, the Sao Jose dos Campos p-medians of Lorena and
// Senne, and the single-source problems of Holmberg et al. and Delmaire et al.
//
// All of them are numbers parted by blanks; line breaks carry no meaning. A file
// is refused, with the token found and where it stands, if a number is missing,
// is not a number, is out of range, or is left over.
package orlib

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kindercast/geo/siting"
)

// Kind is a text format.
type Kind string

// The formats; the folder of a file names its kind.
const (
	PMed   Kind = "pmed"   // p-median on a graph
	CCP    Kind = "ccp"    // capacitated p-median, Euclidean costs rounded down
	SJC    Kind = "sjc"    // capacitated p-median, Euclidean costs
	Cap    Kind = "cap"    // facility location, demand may be split
	SSCFLP Kind = "sscflp" // facility location, single source
)

// Kinds lists the formats.
func Kinds() []Kind { return []Kind{PMed, CCP, SJC, Cap, SSCFLP} }

// ParseKind returns the kind of that name.
func ParseKind(name string) (Kind, error) {
	if k := Kind(name); slices.Contains(Kinds(), k) {
		return k, nil
	}
	return "", fmt.Errorf("unknown kind %q: one of %v", name, Kinds())
}

// KindOf returns the kind that the folder of a path names, or else the beginning
// of the file's own name: pmed12.txt, SJC2.txt, capb.txt, holmberg_p3.txt.
func KindOf(path string) (Kind, error) {
	folder, name := filepath.Base(filepath.Dir(path)), strings.ToLower(filepath.Base(path))
	if k, err := ParseKind(folder); err == nil {
		return k, nil
	}
	for _, k := range Kinds() {
		if strings.HasPrefix(name, string(k)) {
			return k, nil
		}
	}
	if strings.HasPrefix(name, "holmberg") || strings.HasPrefix(name, "delmaire") {
		return SSCFLP, nil
	}
	return "", fmt.Errorf("neither the folder %q nor the file %q names a kind: one of %v; say which with -kind", folder, filepath.Base(path), Kinds())
}

// SplitCapacity parts "capa.txt@8000" into the file and the capacity that stands
// for the word "capacity" in it; 0 where there is no "@".
func SplitCapacity(arg string) (path string, capacity float64, err error) {
	at := strings.LastIndex(arg, "@")
	if at < 0 || strings.ContainsAny(arg[at:], `/\`) {
		return arg, 0, nil
	}
	capacity, err = strconv.ParseFloat(arg[at+1:], 64)
	if err != nil || !(capacity > 0) {
		return "", 0, fmt.Errorf("capacity %q after @ in %s is not a number above zero", arg[at+1:], arg)
	}
	return arg[:at], capacity, nil
}

// Read reads one instance. Capacity stands for the word "capacity" in a cap
// file; 0 where the file has none.
func Read(r io.Reader, kind Kind, capacity float64) (siting.Instance, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s := newScanner(string(text), capacity)
	var in siting.Instance
	switch kind {
	case PMed:
		in = readPMed(s)
	case CCP:
		in = readPlanar(s, true)
	case SJC:
		in = readPlanar(s, false)
	case Cap:
		in = readCap(s)
	case SSCFLP:
		in = readSingleSource(s)
	default:
		return nil, fmt.Errorf("unknown kind %q", kind)
	}
	s.end()
	if s.err != nil {
		return nil, s.err
	}
	return in, nil
}
