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
