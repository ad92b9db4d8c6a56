package orlib

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// token is a word of a file and where it stands.
type token struct {
	text         string
	line, column int // from 1
}

// scanner hands out numbers and remembers the first fault, after which it hands
// out zeros.
type scanner struct {
	tokens   []token
	at       int
	capacity float64 // stands for the word "capacity"
	worded   bool    // the word was met
	err      error
}

// newScanner parts a text into tokens. A byte order mark before it, and the NUL
// or Ctrl-Z bytes with which old systems fill a file's last block, are no text.
func newScanner(text string, capacity float64) *scanner {
	s := &scanner{capacity: capacity}
	text = strings.TrimRight(strings.TrimPrefix(text, "\ufeff"), "\x00\x1a")
	for n, line := range strings.Split(text, "\n") {
		from := -1
		for c := 0; c <= len(line); c++ {
			blank := c == len(line) || strings.IndexByte(" \t\r\v\f", line[c]) >= 0
			switch {
			case !blank && from < 0:
				from = c
			case blank && from >= 0:
				s.tokens = append(s.tokens, token{line[from:c], n + 1, from + 1})
				from = -1
			}
		}
	}
	return s
}

// fail records the first fault, with the token last read.
func (s *scanner) fail(format string, args ...any) {
	if s.err != nil {
		return
	}
	where := "the file is empty"
	if len(s.tokens) > 0 {
		k := min(max(s.at-1, 0), len(s.tokens)-1)
		t := s.tokens[k]
		where = fmt.Sprintf("token %d %q, line %d, column %d", k+1, t.text, t.line, t.column)
	}
	s.err = fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
}

// number reads a finite number; what says which one, for the fault.
func (s *scanner) number(what string, args ...any) float64 {
	if s.err != nil {
		return 0
	}
	if s.at >= len(s.tokens) {
		s.at = len(s.tokens)
		s.fail("the file ends where the "+what+" is due", args...)
		return 0
	}
	text := s.tokens[s.at].text
	s.at++
	if strings.EqualFold(text, "capacity") {
		s.worded = true
		if s.capacity == 0 {
			s.fail("the "+what+" is left open: name it as FILE@NUMBER", args...)
		}
		return s.capacity
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		s.fail("the "+what+" is not a number", args...)
		return 0
	}
	return v
}

// amount reads a number that is not below zero.
func (s *scanner) amount(what string, args ...any) float64 {
	v := s.number(what, args...)
	if v < 0 {
		s.fail("the "+what+" is below zero", args...)
	}
	return v
}

// whole reads a whole number between least and most.
func (s *scanner) whole(least, most int, what string, args ...any) int {
	v := s.number(what, args...)
	if s.err == nil && (v != math.Trunc(v) || v < float64(least) || v > float64(most)) {
		s.fail("the "+what+" is not a whole number from %d to %d", append(args, least, most)...)
	}
	if s.err != nil {
		return 0
	}
	return int(v)
}

// rest demands that n numbers are left, before memory is set aside for them.
func (s *scanner) rest(n int, what string) bool {
	if s.err == nil && len(s.tokens)-s.at != n {
		s.fail("%s needs %d more numbers, the file has %d", what, n, len(s.tokens)-s.at)
	}
	return s.err == nil
}

// end demands that nothing is left.
func (s *scanner) end() {
	if s.err == nil && s.at < len(s.tokens) {
		s.at++
		s.fail("nothing is due after the last number")
	}
	if s.err == nil && s.capacity != 0 && !s.worded {
		s.err = fmt.Errorf("a capacity of %v was named, but the file holds its own capacities", s.capacity)
	}
}
