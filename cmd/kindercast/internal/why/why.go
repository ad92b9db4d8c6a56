// Package why tells an explanation: as a row of explain.csv and as a sentence.
package why

import (
	"fmt"
	"math"
	"strings"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/forecast"
)

// The kinds of difference that are explained.
const (
	Years    = "years"    // from a date to a later one; against the earlier school year
	Scenario = "scenario" // against another scenario
	AsOf     = "as_of"    // against the forecast as it was known on a day
	Truth    = "truth"    // counts, against the forecast as it was known on a day
)

// Row is one line of explain.csv: a difference of demand, in children, and the
// parts that add up to it.
type Row struct {
	Scenario         string  `csv:"scenario" json:"scenario"`
	Difference       string  `csv:"difference" json:"difference" doc:"years, scenario, as_of or truth"`
	Against          string  `csv:"against" json:"against" doc:"the earlier school year, the other scenario, or the day of the other forecast"`
	Area             string  `csv:"area_code" json:"area_code" doc:"* is all areas together"`
	Year             int     `csv:"school_year" json:"school_year"`
	Age              string  `csv:"age" json:"age"`
	From             float64 `csv:"from" json:"from" doc:"children who ask for a place"`
	To               float64 `csv:"to" json:"to"`
	Births           float64 `csv:"births" json:"births" doc:"cohorts not yet born are larger or smaller than the newest"`
	Ageing           float64 `csv:"ageing" json:"ageing" doc:"children already counted grow into the ages and out of them"`
	Migration        float64 `csv:"migration" json:"migration"`
	Housing          float64 `csv:"housing" json:"housing" doc:"homes still ahead"`
	Uptake           float64 `csv:"uptake" json:"uptake" doc:"the share of residents who ask for a place"`
	Flows            float64 `csv:"flows" json:"flows" doc:"children from outside the areas"`
	Reclassification float64 `csv:"reclassification" json:"reclassification" doc:"boundaries or registers that changed"`
	Figure           string  `csv:"figure" json:"figure" doc:"demand, or children where it is not known who asks for a place"`
}

// The figures that are explained.
const (
	Demand   = "demand"
	Children = "children"
)

// Set fills the figures of a row from an explanation.
func (r Row) Set(e forecast.Explanation) Row {
	r.From, r.To = e.From, e.To
	r.Births, r.Ageing, r.Migration, r.Housing = e.Of(forecast.PartBirths), e.Of(forecast.PartAgeing), e.Of(forecast.PartMigration), e.Of(forecast.PartHousing)
	r.Uptake, r.Flows, r.Reclassification = e.Of(forecast.PartUptake), e.Of(forecast.PartFlows), e.Of(forecast.PartReclassification)
	return r
}

// Explanation is the other direction.
func (r Row) Explanation() forecast.Explanation {
	return forecast.Explanation{From: r.From, To: r.To,
		Parts: [len(forecast.PartKeys)]float64{r.Births, r.Ageing, r.Migration, r.Housing, r.Uptake, r.Flows, r.Reclassification}}
}

// Printed returns rows in hundredths of a child whose parts add up as they are printed.
func Printed(rows []Row) []Row {
	out := make([]Row, len(rows))
	for i, r := range rows {
		out[i] = r.Set(r.Explanation().Rounded(100))
	}
	return out
}

// Sentence tells a row in whole children that add up: from what to what, and
// through which parts, the largest first. area is the name of its area.
func (r Row) Sentence(lang, area string) string {
	w := r.Explanation().Whole()
	against := r.Against
	if name := "scenario." + r.Against; r.Difference == Scenario && label.Has(name) {
		against = label.Text(lang, name)
	}
	var parts []string
	for _, p := range w.Parted() {
		parts = append(parts, label.Text(lang, "part."+p.Key)+" "+Signed(p.Value, 0))
	}
	s := label.Sentence(lang, "why."+r.Difference, "area", area, "year", fmt.Sprint(r.Year), "age", label.Text(lang, "age."+r.Age), "against", against, "scenario", r.Scenario,
		"figure", label.Text(lang, "why.figure."+r.Figure), "from", number(w.From, 0), "to", number(w.To, 0), "difference", Signed(w.To-w.From, 0))
	if len(parts) == 0 {
		return s + label.Text(lang, "why.stop")
	}
	return s + label.Sentence(lang, "why.parts", "parts", strings.Join(parts, label.Text(lang, "why.comma")))
}

// Table tells every part with one decimal, and their sum, to which they add up.
func (r Row) Table(lang string) string {
	var b strings.Builder
	e := r.Explanation().Rounded(10)
	line := func(word string, x float64) {
		// Chinese characters are two columns wide.
		width := 0
		for _, c := range word {
			width++
			if c > 0x2e7f {
				width++
			}
		}
		fmt.Fprintf(&b, "\n  %s%s%9s", word, strings.Repeat(" ", max(20-width, 1)), Signed(x, 1))
	}
	for k, key := range forecast.PartKeys {
		line(label.Text(lang, "part."+key), e.Parts[k])
	}
	line(label.Text(lang, "part.sum"), e.Sum())
	return strings.TrimPrefix(b.String(), "\n")
}

// Signed prints a difference with its sign; what rounds to nothing has none.
func Signed(x float64, decimals int) string {
	s := number(x, decimals)
	if strings.Trim(s, "0.") != "" && x > 0 {
		return "+" + s
	}
	return s
}

func number(x float64, decimals int) string {
	s := fmt.Sprintf("%.*f", decimals, math.Abs(x))
	if x < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}
