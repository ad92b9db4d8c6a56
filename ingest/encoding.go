package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// probe looks at every byte of a file and remembers what decides its encoding.
type probe struct {
	size    int64
	bom     bool
	utf16   bool
	invalid int // line of the first bytes that are no UTF-8, 0 for none
	lf, cr  int64
	tail    []byte // an unfinished character at the end of the last block
}

func newProbe() *probe { return &probe{} }

// control marks the bytes that no table holds: controls other than tab, line
// feed and carriage return.
var control = func() (t [256]bool) {
	for b := range 32 {
		t[b] = b != '\t' && b != '\n' && b != '\r'
	}
	t[0x7f] = true
	return t
}()

var (
	bomUTF8     = []byte{0xef, 0xbb, 0xbf}
	replacement = []byte("\uFFFD")
)

// read drains r. A refusal ends it early: a NUL or a control character is wrong
// in every encoding that is read here.
func (p *probe) read(r io.Reader) error {
	buf := make([]byte, 1<<18)
	for {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if e := p.block(buf[:n]); e != nil {
				return e
			}
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if len(p.tail) > 0 && p.invalid == 0 {
				p.invalid = int(p.lf) + 1
			}
			return p.whole()
		case err != nil:
			return err
		}
	}
}

func (p *probe) block(b []byte) error {
	if p.size == 0 {
		p.bom = bytes.HasPrefix(b, bomUTF8)
		p.utf16 = bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff})
		if p.utf16 {
			return refuse(WrongEncoding, 0, "UTF-16", "save as UTF-8")
		}
	}
	p.size += int64(len(b))
	for i, c := range b {
		if control[c] {
			line := int(p.lf) + 1 + bytes.Count(b[:i], []byte{'\n'})
			return refuse(ControlCharacter, line, fmt.Sprintf("byte 0x%02x", c), "")
		}
	}
	p.checkUTF8(b)
	p.cr += int64(bytes.Count(b, []byte{'\r'}))
	p.lf += int64(bytes.Count(b, []byte{'\n'}))
	return nil
}

func (p *probe) checkUTF8(b []byte) {
	if p.invalid > 0 {
		return
	}
	if len(p.tail) > 0 {
		// Finish the character that the last block broke off.
		k := min(len(b), utf8.UTFMax)
		joined := append(p.tail, b[:k]...)
		r, n := utf8.DecodeRune(joined)
		if r == utf8.RuneError && n <= 1 {
			p.invalid = int(p.lf) + 1
			return
		}
		b = b[n-len(p.tail):]
		p.tail = nil
	}
	end := len(b)
	for i := 1; i <= min(len(b), utf8.UTFMax); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				end = len(b) - i
			}
			break
		}
	}
	p.tail = append([]byte(nil), b[end:]...)
	if !utf8.Valid(b[:end]) {
		p.invalid = int(p.lf) + 1 + bytes.Count(validPrefix(b[:end]), []byte{'\n'})
	}
}

func validPrefix(b []byte) []byte {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return b[:i]
		}
		i += n
	}
	return b
}

func (p *probe) whole() error {
	switch {
	case p.size == 0 || p.bom && p.size == 3:
		return refuse(EmptyFile, 0, "", "")
	case p.cr > 0 && p.lf == 0:
		return refuse(LineEnds, 0, "", "")
	}
	return nil
}

// settle decides the encoding: the declared one, else a byte order mark, else
// UTF-8 where every byte is valid, else GB18030; and proves it.
func (s *source) settle(p *probe, declared string, lim Limits) error {
	s.bom = p.bom
	switch name := strings.ToLower(strings.ReplaceAll(declared, "-", "")); name {
	case "", "utf8":
		if p.invalid == 0 {
			return s.proveText(lim, nil)
		}
		if name == "utf8" || p.bom {
			return refuse(WrongEncoding, p.invalid, "", "not valid UTF-8 from this row on; it may be GB18030 (GBK)")
		}
		s.decode = simplifiedchinese.GB18030
	case "gb18030", "gbk", "gb2312":
		s.decode = simplifiedchinese.GB18030
	default:
		e, err := htmlindex.Get(declared)
		if err != nil {
			return refuse(WrongEncoding, 0, declared, "the encoding named is not known")
		}
		s.decode = e
	}
	if p.bom {
		return refuse(WrongEncoding, 1, "", "the file begins with the mark of UTF-8 but "+declared+" is declared")
	}
	if err := s.proveUnmixed(p, declared, lim); err != nil {
		return err
	}
	return s.proveText(lim, s.decode)
}

// proveUnmixed refuses a file of a double-byte encoding that has lines of UTF-8.
func (s *source) proveUnmixed(p *probe, declared string, lim Limits) error {
	plain := *s
	plain.decode = nil
	raw, err := plain.text(lim)
	if err != nil {
		return err
	}
	defer raw.Close()
	err = proveLines(raw, func(line []byte) string {
		if looksUTF8(line) {
			return "UTF-8"
		}
		return ""
	}, MixedEncoding)
	var no refusal
	switch {
	case !errors.As(err, &no) || no.Rule != MixedEncoding:
		return err
	case p.invalid == 0:
		return refuse(WrongEncoding, no.Row, "", "this row is UTF-8, but "+declared+" is declared")
	}
	return refuse(MixedEncoding, p.invalid, "", fmt.Sprintf("row %d is UTF-8, this row is not", no.Row))
}

// proveText decodes the whole file and refuses bytes that are no character and
// controls past ASCII. A replacement character that stands in a file of UTF-8
// itself was lost before: the cell that holds it is a fault.
func (s *source) proveText(lim Limits, enc encoding.Encoding) error {
	r, err := s.text(lim)
	if err != nil {
		return err
	}
	defer r.Close()
	if enc == nil {
		return proveLines(r, c1, ControlCharacter)
	}
	return proveLines(r, func(line []byte) string {
		if bytes.Contains(line, replacement) {
			return "bytes that are no character"
		}
		return c1(line)
	}, WrongEncoding)
}

// proveLines calls bad with stretches of whole lines, or parts of very long
// ones, and refuses at the line where it finds something. Stretches are cut at
// line ends so that no character is torn except in a line past 64 kB.
func proveLines(r io.Reader, bad func([]byte) string, rule Rule) error {
	br := bufio.NewReaderSize(r, 1<<16)
	for row := 1; ; {
		line, err := br.ReadSlice('\n')
		if what := bad(line); what != "" {
			return refuse(rule, row, "", what)
		}
		switch {
		case err == nil:
			row++
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil
		default:
			return refuse(Unreadable, row, "", err.Error())
		}
	}
}

// c1 finds a control character of the range U+0080 to U+009F.
func c1(line []byte) string {
	for i := bytes.IndexByte(line, 0xc2); i >= 0 && i+1 < len(line); {
		if line[i+1] >= 0x80 && line[i+1] < 0xa0 {
			return fmt.Sprintf("U+%04X", line[i+1])
		}
		k := bytes.IndexByte(line[i+1:], 0xc2)
		if k < 0 {
			break
		}
		i += 1 + k
	}
	return ""
}

// looksUTF8 reports whether a line can only have been written as UTF-8: it is
// valid and all its characters past ASCII take three bytes or more. Text of a
// double-byte encoding meets that by chance less than once in 100,000 lines, as
// every run would have to be a multiple of six bytes of the right classes.
func looksUTF8(line []byte) bool {
	wide := false
	for i := 0; i < len(line); {
		if line[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(line[i:])
		if r == utf8.RuneError || n < 3 {
			return false
		}
		wide = true
		i += n
	}
	return wide
}
