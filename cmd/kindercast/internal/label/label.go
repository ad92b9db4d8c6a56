// Package label holds the words for people, Chinese and English, in one table.
// The rest of the program holds keys.
package label

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// The languages of the table.
const (
	Chinese = "zh"
	English = "en"
)

// Languages are the languages of the table, the first being the default.
var Languages = []string{Chinese, English}

//go:embed label.csv
var table []byte

var words = mustParse(table)

// Text returns the words of key in lang. A key that the table lacks comes back
// as it is, so that a missing row is seen and not hidden; so does every key
// for a language that the table lacks.
func Text(lang, key string) string {
	if w, ok := words[lang][key]; ok {
		return w
	}
	return key
}

// Has reports whether the table holds key.
func Has(key string) bool {
	_, ok := words[Chinese][key]
	return ok
}

// Sentence returns the words of key in lang with each {name} replaced by the
// value that follows the name in pairs:
//
//	label.Sentence("en", "finding.count", "n", "14")
//
// It panics on an odd number of pairs.
func Sentence(lang, key string, pairs ...string) string {
	if len(pairs)%2 != 0 {
		panic("label: a name without a value")
	}
	marked := slices.Clone(pairs)
	for i := 0; i < len(marked); i += 2 {
		marked[i] = "{" + marked[i] + "}"
	}
	return strings.NewReplacer(marked...).Replace(Text(lang, key))
}

// All returns a copy of every row in lang, by key.
func All(lang string) map[string]string {
	all := make(map[string]string, len(words[lang]))
	for k, w := range words[lang] {
		all[k] = w
	}
	return all
}

// mustParse reads the embedded table; a broken table is a broken build.
func mustParse(b []byte) map[string]map[string]string {
	w, err := parse(b)
	if err != nil {
		panic(err)
	}
	return w
}

// parse reads rows of key,zh,en. Every key stands once, with words in both
// languages.
func parse(b []byte) (map[string]map[string]string, error) {
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = 3
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("label table: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"key", Chinese, English}) {
		return nil, fmt.Errorf("label table: the header must be key,zh,en")
	}
	w := map[string]map[string]string{Chinese: {}, English: {}}
	for _, row := range rows[1:] {
		key := row[0]
		if key == "" || row[1] == "" || row[2] == "" {
			return nil, fmt.Errorf("label table: row %q lacks a key or a language", row)
		}
		if _, twice := w[Chinese][key]; twice {
			return nil, fmt.Errorf("label table: key %q stands twice", key)
		}
		w[Chinese][key], w[English][key] = row[1], row[2]
	}
	return w, nil
}
