package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Fault is one objection, with the place where a clerk finds it. Row is the row
// that a spreadsheet shows, the header being row 1; zero is the file as a whole.
// Value is what was found, cut short, and masked where it is personal.
type Fault struct {
	File     string   `json:"file"`
	Sheet    string   `json:"sheet"`
	Row      int      `json:"row"`
	Column   string   `json:"column"`
	Value    string   `json:"value"`
	Rule     Rule     `json:"rule"`
	Severity Severity `json:"severity"`
	Note     string   `json:"note,omitempty"` // what else is known, in English: limits, the other row
}

// String prints a fault on one line.
func (f Fault) String() string {
	s := f.File
	if f.Sheet != "" {
		s += "[" + f.Sheet + "]"
	}
	if f.Row > 0 {
		s += fmt.Sprintf(" row %d", f.Row)
	}
	if f.Column != "" {
		s += " column " + f.Column
	}
	s += ": " + string(f.Rule)
	if f.Value != "" {
		s += fmt.Sprintf(" %q", f.Value)
	}
	if f.Note != "" {
		s += " (" + f.Note + ")"
	}
	return s
}

// Say tells a clerk in Chinese or English what is wrong, where, and what to do.
func (f Fault) Say(lang string) string {
	t := f.Rule.Text()
	words := t.ZH
	if lang == "en" {
		words = t.EN
	}
	place := f.File
	if f.Sheet != "" {
		place += "[" + f.Sheet + "]"
	}
	if f.Row > 0 {
		row := " 第 %d 行"
		if lang == "en" {
			row = " row %d"
		}
		place += fmt.Sprintf(row, f.Row)
	}
	if f.Column != "" {
		place += " " + f.Column
	}
	out := place + ": " + words
	if f.Value != "" {
		out += fmt.Sprintf(" %q", f.Value)
	}
	if f.Note != "" {
		out += " (" + f.Note + ")"
	}
	if t.Hint != "" {
		out += " → " + t.Hint
	}
	return out
}

// faultsInFull is how many faults are kept with their place; all are counted.
const faultsInFull = 1000

// Faults are the objections to a dataset: the first thousand in full, all of
// them counted. The zero Faults is empty and ready.
type Faults struct {
	list   []Fault
	counts map[Rule]int
	weight map[Severity]int
}

// Add counts f and keeps it while there is room. Values are cut to 80
// characters and masked where they look personal, so that no caller can leak
// one. The first fault of every rule is kept even past the thousand.
func (fs *Faults) Add(f Fault) {
	if f.Severity == "" {
		f.Severity = f.Rule.Severity()
	}
	if fs.counts == nil {
		fs.counts, fs.weight = map[Rule]int{}, map[Severity]int{}
	}
	fs.counts[f.Rule]++
	fs.weight[f.Severity]++
	if len(fs.list) >= faultsInFull && fs.counts[f.Rule] > 1 {
		return
	}
	if f.Rule != Identifier {
		f.Value = cut(mask(f.Value), 80)
		f.Note = mask(f.Note)
	}
	f.Column = cut(mask(f.Column), 80)
	fs.list = append(fs.list, f)
}

func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

// List returns the faults that were kept, in the order in which they were met.
func (fs *Faults) List() []Fault { return fs.list }

// Total returns the number of faults, kept or not.
func (fs *Faults) Total() int {
	n := 0
	for _, c := range fs.counts {
		n += c
	}
	return n
}

// Has reports whether there is a fault of the severity s.
func (fs *Faults) Has(s Severity) bool { return fs.Count(s) > 0 }

// Count returns the number of faults of the severity s.
func (fs *Faults) Count(s Severity) int { return fs.weight[s] }

// RuleCount is one line of the summary.
type RuleCount struct {
	Rule  Rule `json:"rule"`
	Count int  `json:"count"`
}

// Summary returns the exact count of every rule met, most frequent first.
func (fs *Faults) Summary() []RuleCount {
	out := make([]RuleCount, 0, len(fs.counts))
	for r, c := range fs.counts {
		out = append(out, RuleCount{r, c})
	}
	slices.SortFunc(out, func(a, b RuleCount) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

// WriteNDJSON writes faults.ndjson: one line a fault kept, with its words in
// Chinese and English and the hint. Summary has the exact counts.
func (fs *Faults) WriteNDJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, f := range fs.list {
		t := f.Rule.Text()
		line := struct {
			Fault
			ZH   string `json:"zh"`
			EN   string `json:"en"`
			Hint string `json:"hint"`
		}{f, t.ZH, t.EN, t.Hint}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write faults: %w", err)
		}
	}
	return nil
}

// Ledger accounts for the rows of one table: Read = Accepted + Rejected +
// Duplicate, always. A wide line that melts into six rows counts six times; a
// line that cannot be taken apart counts once. Outside are rows that `where`
// and `drop` of dataset.toml left out; they are not part of Read.
type Ledger struct {
	Table     string `json:"table"`
	File      string `json:"file"`
	Read      int    `json:"read"`
	Accepted  int    `json:"accepted"`
	Rejected  int    `json:"rejected"`
	Duplicate int    `json:"duplicate"`
	Outside   int    `json:"outside"`
	SetAside  int    `json:"set_aside"` // of Rejected: rows of totals, which no tolerance is needed for
}

// refusal is the error that ends the reading of one file.
type refusal struct{ Fault }

func (r refusal) Error() string { return r.Fault.String() }

func refuse(rule Rule, row int, value, note string) refusal {
	return refusal{Fault{Row: row, Value: value, Rule: rule, Note: note}}
}
