package forecast

import "fmt"

// All is the area code of all areas together in tables that come out.
const All = "*"

// AgeBirths is the age key of the births of the year that ends on as_of.
const AgeBirths = "births"

type ageGroup struct {
	key  string
	ages []Age
}

// ageGroups are the age keys of a table and the ages that each adds up, in the
// order of the table.
var ageGroups = []ageGroup{
	{"0", []Age{0}}, {"1", []Age{1}}, {"2", []Age{2}}, {"3", []Age{3}}, {"4", []Age{4}}, {"5", []Age{5}},
	{"3-5", []Age{3, 4, 5}}, {"2-5", []Age{2, 3, 4, 5}},
}

// Row is one line of a forecast: an area (or All), an age, a date, and what the
// draws say of it. Quantiles of groups and totals are of summed draws.
type Row struct {
	Scenario string  `parquet:"scenario,dict" csv:"scenario" json:"scenario"`
	AsOf     Date    `parquet:"as_of,date" csv:"as_of" json:"as_of"`
	Area     string  `parquet:"area_code,dict" csv:"area_code" json:"area_code"`
	Age      string  `parquet:"age,dict" csv:"age" json:"age"`
	Mean     float64 `parquet:"mean" csv:"mean" json:"mean"`
	Q025     float64 `parquet:"q025" csv:"q025" json:"q025"`
	Q05      float64 `parquet:"q05" csv:"q05" json:"q05"`
	Q10      float64 `parquet:"q10" csv:"q10" json:"q10"`
	Q25      float64 `parquet:"q25" csv:"q25" json:"q25"`
	Q50      float64 `parquet:"q50" csv:"q50" json:"q50"`
	Q75      float64 `parquet:"q75" csv:"q75" json:"q75"`
	Q90      float64 `parquet:"q90" csv:"q90" json:"q90"`
	Q95      float64 `parquet:"q95" csv:"q95" json:"q95"`
	Q975     float64 `parquet:"q975" csv:"q975" json:"q975"`
}

func newRow(scenario string, asOf Date, area, age string, s Summary) Row {
	return Row{scenario, asOf, area, age, s.Mean,
		s.Q[0], s.Q[1], s.Q[2], s.Q[3], s.Q[4], s.Q[5], s.Q[6], s.Q[7], s.Q[8]}
}

// Rows returns the forecast table of d: for every date All and then the areas by
// code, for each the ages 0 to 5, 3-5, 2-5 and, where births are registered,
// births.
func Rows(d *Draws, scenario string) []Row {
	perArea := len(ageGroups)
	if d.Born != nil {
		perArea++
	}
	n := len(d.Areas) + 1
	rows := make([]Row, len(d.Dates)*n*perArea)
	parallel(n, 0, func(j int) {
		var of []int // nil: all
		code := All
		if j > 0 {
			of, code = []int{j - 1}, d.Areas[j-1]
		}
		for t, date := range d.Dates {
			out := rows[(t*n+j)*perArea:]
			for g, group := range ageGroups {
				out[g] = newRow(scenario, date, code, group.key, Summarise(d.Sum(of, t, group.ages...)))
			}
			if d.Born != nil {
				out[len(ageGroups)] = newRow(scenario, date, code, AgeBirths, Summarise(d.SumBorn(of, t)))
			}
		}
	})
	return rows
}

// SumBorn adds the births of several areas in the year that ends on the date at
// position date, draw by draw. A nil areas means all of them. It panics where
// births are not registered.
func (d *Draws) SumBorn(areas []int, date int) []float64 {
	if d.Born == nil {
		panic(fmt.Sprintf("forecast: no births are registered for %s", d.Dates[date]))
	}
	out := make([]float64, d.N)
	add := func(i int) {
		for s, x := range d.BornAt(i, date) {
			out[s] += x
		}
	}
	if areas == nil {
		for i := range d.Areas {
			add(i)
		}
	}
	for _, i := range areas {
		add(i)
	}
	return out
}
