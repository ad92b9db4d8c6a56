package label

import "strings"

// Note says in words what the note of an indicator says in keys, split by
// semicolons; a key may go on with a colon and what it is about:
//
//	needs:measures;target_year:2025
//
// name turns the key of an indicator into its name. A key that the table lacks
// is shown as it is.
func Note(lang, note string, name func(string) string) string {
	if note == "" {
		return ""
	}
	var out, needs []string
	for _, part := range strings.Split(note, ";") {
		key, about, _ := strings.Cut(part, ":")
		switch key {
		case "needs": // several tables make one sentence
			needs = append(needs, known(lang, "table."+about, about))
			continue
		case "level":
			about = known(lang, "level."+about, about)
		case "joint_without":
			about = name(about)
		}
		if !Has("note." + key) {
			out = append(out, part)
			continue
		}
		out = append(out, Sentence(lang, "note."+key, "x", about))
	}
	if len(needs) > 0 {
		out = append(out, Sentence(lang, "note.needs", "x", strings.Join(needs, Text(lang, "list.comma"))))
	}
	return strings.Join(out, Text(lang, "september.stop"))
}

// known is the words of key, or other where there are none.
func known(lang, key, other string) string {
	if Has(key) {
		return Text(lang, key)
	}
	return other
}
