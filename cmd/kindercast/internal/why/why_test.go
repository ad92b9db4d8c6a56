package why

import (
	"strings"
	"testing"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/forecast"
)

// A sentence's numbers add up: 812.4 to 655.2 is told as 812 to 655, −157. The
// parts −209.6, 40.5 and 11.9 share the 0.2 that rounding adds, −209.44, 40.53 and
// 11.91, and the two largest remainders of −210, 40 and 11 go up: −209, 40, 12.
func TestSentenceAddsUp(t *testing.T) {
	r := Row{Scenario: "base", Difference: Years, Against: "2026", Area: "a", Year: 2030, Age: "3-5", Figure: Demand}.Set(forecast.Explanation{From: 812.4, To: 655.2, Parts: [7]float64{-209.6, 40.5, 11.9}})
	want := "大宁路街道 2030 学年 3–5 岁入园需求由 2026 学年的 812 人变为 655 人（−157）：出生 −209，升龄 +40，迁移 +12。"
	if got := r.Sentence("zh", "大宁路街道"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if back := r.Explanation(); back.Sum() != -209.6+40.5+11.9 || back.Of(forecast.PartAgeing) != 40.5 {
		t.Errorf("read back: %+v", back)
	}
	table := r.Table("zh")
	for _, line := range []string{"迁移", "+11.9", "口径调整", "−157.2"} {
		if !strings.Contains(table, line) {
			t.Errorf("%s is not in\n%s", line, table)
		}
	}
}

// Every kind of difference and every part has words in both languages.
func TestWords(t *testing.T) {
	for _, kind := range []string{Years, Scenario, AsOf, Truth} {
		for _, lang := range label.Languages {
			s := Row{Difference: kind, Against: "base", Year: 2030, Age: "2", Figure: Children}.Sentence(lang, "A")
			if strings.ContainsAny(s, "{}") || strings.Contains(s, "why.") || strings.Contains(s, "age.") {
				t.Errorf("%s %s: %s", lang, kind, s)
			}
		}
	}
	for _, key := range forecast.PartKeys {
		if !label.Has("part." + key) {
			t.Errorf("no word for %s", key)
		}
	}
}
