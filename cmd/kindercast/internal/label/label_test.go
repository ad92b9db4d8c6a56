package label

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A sentence that has a place in one language for a number has it in the other.
func TestBothLanguagesHaveTheSamePlaces(t *testing.T) {
	place := regexp.MustCompile(`\{[a-z_]+\}`)
	for key, zh := range words[Chinese] {
		a, b := place.FindAllString(zh, -1), place.FindAllString(words[English][key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s: zh has %v, en has %v", key, a, b)
		}
	}
}

func TestEnglishHoldsNoHan(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for key, en := range words[English] {
		if han.MatchString(en) && !strings.HasPrefix(key, "language.") {
			t.Errorf("%s: English words hold Chinese: %s", key, en)
		}
	}
}

func TestBrokenTablesAreRefused(t *testing.T) {
	for name, csv := range map[string]string{
		"empty":            "",
		"other header":     "key,en,zh\na,b,c\n",
		"missing language": "key,zh,en\na,甲,\n",
		"key twice":        "key,zh,en\na,甲,A\na,乙,B\n",
		"four columns":     "key,zh,en\na,甲,A,x\n",
	} {
		if _, err := parse([]byte(csv)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMissingKeyIsSeen(t *testing.T) {
	if got := Text(Chinese, "no.such.key"); got != "no.such.key" {
		t.Errorf("got %q, want the key itself", got)
	}
}

func ExampleText() {
	fmt.Println(Text("zh", "level.nursery"), "/", Text("en", "level.nursery"))
	// Output: 托班 / Nursery
}

func ExampleSentence() {
	fmt.Println(Sentence("zh", "finding.short", "year", "2028", "area", "大宁路街道", "level", "托班", "n", "84", "sure", "（八成把握 60–110）"))
	// Output: 2028 年：大宁路街道托班缺 84 个学位（八成把握 60–110）
}

func TestNote(t *testing.T) {
	name := func(key string) string { return "<" + key + ">" }
	for _, c := range []struct{ lang, note, want string }{
		{"zh", "", ""},
		{"zh", "needs:measures", "需要数据：上报指标"},
		{"en", "target_year:2025;needs:classes;needs:sites", "the target was for 2025 and is carried on; needs data: classes, sites"},
		{"zh", "level:nursery", "托班"},
		{"en", "joint_without:t13", "without: <t13>"},
		{"en", "unheard_of:3", "unheard_of:3"},
	} {
		if got := Note(c.lang, c.note, name); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.lang, c.note, got, c.want)
		}
	}
}
