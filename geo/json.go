package geo

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// The limits of a file of shapes.
const (
	MaxBytes = 64 << 20
	MaxDepth = 64
)

// readJSON reads one JSON value of at most MaxBytes, nested at most MaxDepth
// deep, in UTF-8, without a member that stands twice in one object (a decoder
// would keep the last and say nothing). A byte-order mark is taken off. A nil
// answer comes with a problem; the error is of the reader.
func readJSON(r io.Reader, ps *problems) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	switch {
	case len(raw) > MaxBytes:
		ps.fault(-1, "", RuleTooLarge, "more than 64 MiB")
	case !utf8.Valid(raw):
		ps.fault(-1, "", RuleNotUTF8, "")
	case tooDeep(raw):
		ps.fault(-1, "", RuleTooDeep, "more than 64 levels")
	case !json.Valid(raw):
		ps.fault(-1, "", RuleNotJSON, notJSON(raw))
	default:
		raw = bytes.TrimSpace(raw)
		if key, twice := duplicateKey(raw); twice {
			ps.fault(-1, key, RuleDuplicateKey, key)
			return nil, nil
		}
		return raw, nil
	}
	return nil, nil
}

// notJSON is the decoder's own word for where the text goes wrong.
func notJSON(raw []byte) string {
	var v json.RawMessage
	if err := json.Unmarshal(raw, &v); err != nil {
		return err.Error()
	}
	return ""
}

// tooDeep counts brackets outside strings, valid JSON or not.
func tooDeep(raw []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// duplicateKey returns the first key that one object of valid JSON has twice.
func duplicateKey(raw []byte) (string, bool) {
	switch kind(raw) {
	case '{':
		seen := map[string]bool{}
		for _, m := range members(raw) {
			if seen[m.key] {
				return m.key, true
			}
			seen[m.key] = true
			if key, twice := duplicateKey(m.value); twice {
				return key, true
			}
		}
	case '[':
		if bytes.IndexByte(raw, '{') < 0 {
			return "", false
		}
		for _, v := range elements(raw) {
			if key, twice := duplicateKey(v); twice {
				return key, true
			}
		}
	}
	return "", false
}

// The functions below read JSON that has passed json.Valid and was trimmed.

// member is one key of an object with its value.
type member struct {
	key   string
	value []byte
}

// kind is the first byte of a value: { [ " t f n, a digit or a minus.
func kind(raw []byte) byte {
	if len(raw) == 0 {
		return 0
	}
	return raw[0]
}

// members lists an object in the order of the file.
func members(raw []byte) []member {
	var out []member
	for i := skipSpace(raw, 1); raw[i] != '}'; {
		end := valueEnd(raw, i)
		key := text(raw[i:end])
		i = skipSpace(raw, skipSpace(raw, end)+1) // past the colon
		end = valueEnd(raw, i)
		out = append(out, member{key, raw[i:end]})
		i = skipComma(raw, end)
	}
	return out
}

// elements lists an array.
func elements(raw []byte) [][]byte {
	var out [][]byte
	for i := skipSpace(raw, 1); raw[i] != ']'; {
		end := valueEnd(raw, i)
		out = append(out, raw[i:end])
		i = skipComma(raw, end)
	}
	return out
}

// get returns the value of a key in a list of members, or nil.
func get(ms []member, key string) []byte {
	for _, m := range ms {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// text returns the string that a JSON string spells.
func text(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}

func skipSpace(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\r' || raw[i] == '\t' {
		i++
	}
	return i
}

// skipComma moves from the end of a value to the next value or closing bracket.
func skipComma(raw []byte, i int) int {
	if i = skipSpace(raw, i); raw[i] == ',' {
		return skipSpace(raw, i+1)
	}
	return i
}

// valueEnd returns the position after the value that begins at i.
func valueEnd(raw []byte, i int) int {
	depth, quoted := 0, false
	for ; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			if quoted = !quoted; !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ':'):
			return i
		}
	}
	return i
}
