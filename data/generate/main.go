// Command generate writes the synthetic sample district into data/sample.
//
//	go run ./data/generate            # from the root of the module
//	go run ./data/generate -out DIR   # elsewhere
//
// The streets of Jing'an, Shanghai, are real in code, name, size and place.
// Everybody and everything in them is invented: people, committees,
// kindergartens, classes, projects, roads. Totals follow published figures
// (district.go and vital.go say which), so that the sample behaves like a
// central district with few births, and nothing in it can be taken for one.
//
// The same Seed gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
)

// Seed keys every random stream of the sample.
const Seed = 2026

func main() {
	out := flag.String("out", "data/sample", "folder to write")
	flag.Parse()
	if err := write(*out, build(Seed)); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// world is everything that the sample holds, before it is written as tables.
type world struct {
	streets    []street
	cells      []cell
	committees []committee
	roads      []road
	estates    []estate
	people     *people
	sites      []site
	school     *school
	projects   []report
	candidates []candidate
	measures   []measure
}

// build invents the district. Each part depends on those above it only.
func build(seed uint64) *world {
	w := &world{streets: streets}
	w.cells = powerDiagram(w.streets, outline)
	w.committees = settle(seed, w.streets, w.cells)
	w.roads = network(seed)
	w.estates = estates(seed, w.streets, w.committees)
	w.people = live(seed, w.streets, w.committees, w.estates)
	w.sites = openSites(seed, w)
	w.school = attend(seed, w)
	w.projects = registerProjects(seed, w)
	w.candidates = findCandidates(seed, w)
	w.measures = reportMeasures(seed, w)
	return w
}
