package forecast

// The steps from residents to the children in an area's classes. In every draw
//
//	asking    = residents x uptake
//	demand    = asking + outside
//	attending = asking - leaving + arriving + outside
const (
	StepResidents = "residents"
	StepUptake    = "uptake" // a share, not persons
	StepAsking    = "asking"
	StepOutside   = "outside" // from beyond the planned areas
	StepDemand    = "demand"
	StepLeaving   = "leaving"  // who ask and attend in another area or outside
	StepArriving  = "arriving" // who live in another area
	StepAttending = "attending"
	StepSpecial   = "special_needs" // all areas together, ages 3 to 5
	StepResidence = "residence."    // and the category
)

// DemandRow is one line of the table of demand: a step in an area (or All), for
// an age or a group of them.
type DemandRow struct {
	Scenario string  `csv:"scenario"`
	Step     string  `csv:"step"`
	Year     Year    `csv:"school_year"`
	AsOf     Date    `csv:"as_of"`
	Area     string  `csv:"area_code"`
	Age      string  `csv:"age"`
	Mean     float64 `csv:"mean"`
	Q025     float64 `csv:"q025"`
	Q05      float64 `csv:"q05"`
	Q10      float64 `csv:"q10"`
	Q25      float64 `csv:"q25"`
	Q50      float64 `csv:"q50"`
	Q75      float64 `csv:"q75"`
	Q90      float64 `csv:"q90"`
	Q95      float64 `csv:"q95"`
	Q975     float64 `csv:"q975"`
}

func newDemandRow(scenario, step string, asOf Date, area, age string, s Summary) DemandRow {
	return DemandRow{scenario, step, asOf.SchoolYear(), asOf, area, age, s.Mean, s.Q[0], s.Q[1], s.Q[2], s.Q[3], s.Q[4], s.Q[5], s.Q[6], s.Q[7], s.Q[8]}
}

// DemandRows returns the steps of a demand whose residents are living: by step,
// date and area, All first. flows and residence may be nil; so is the answer
// where no step was taken, every resident asking and nothing else being known.
func DemandRows(scenario string, living *Draws, d *Demand, flows *Flows, residence *Residence) []DemandRow {
	if len(d.Uptake) == 0 && d.Outside == nil && residence == nil {
		return nil
	}
	type line struct {
		step string
		of   *Draws
		over *Draws // a share of these; nil: persons
	}
	lines := []line{{StepResidents, living, nil}, {StepUptake, d.Residents, living}, {StepAsking, d.Residents, nil}}
	if d.Outside != nil {
		lines = append(lines, line{StepOutside, d.Outside, nil})
	}
	lines = append(lines, line{StepDemand, d.Total(), nil})
	if flows != nil {
		lines = append(lines, line{StepLeaving, flows.Leaving, nil}, line{StepArriving, flows.Arriving, nil}, line{StepAttending, flows.Attending, nil})
	}
	if residence != nil {
		for c, key := range residence.Categories {
			lines = append(lines, line{StepResidence + key, residence.Draws[c], nil})
		}
	}
	groups := ageGroups[2:] // ages 2 to 5 and their groups
	per := len(living.Dates) * (len(living.Areas) + 1) * len(groups)
	rows := make([]DemandRow, len(lines)*per)
	parallel(len(rows)/len(groups), 0, func(j int) {
		ln, rest := lines[j*len(groups)/per], j%(per/len(groups))
		k, i := rest/(len(living.Areas)+1), rest%(len(living.Areas)+1)-1
		of, area := []int(nil), All
		if i >= 0 {
			of, area = []int{i}, living.Areas[i]
		}
		for g, group := range groups {
			x := ln.of.Sum(of, k, group.ages...)
			if ln.over != nil {
				for s, n := range ln.over.Sum(of, k, group.ages...) {
					x[s] = ratio(x[s], n)
				}
			}
			rows[j*len(groups)+g] = newDemandRow(scenario, ln.step, living.Dates[k], area, group.key, Summarise(x))
		}
	})
	return rows
}

// Rows returns the steps special_needs, one a date.
func (d *SpecialDraws) Rows(scenario string) (rows []DemandRow) {
	for k, date := range d.Dates {
		rows = append(rows, newDemandRow(scenario, StepSpecial, date, All, "3-5", d.Summary(k)))
	}
	return rows
}
