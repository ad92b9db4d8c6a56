package indicator

import (
	"math"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// Row is one line of indicators.csv. NaN numbers and an empty Met are blank.
type Row struct {
	Key         string   `csv:"key"`
	Period      string   `csv:"period"`    // a school year, or the period a measure was reported for
	Area        string   `csv:"area_code"` // "*" is the district
	Site        string   `csv:"site_code"`
	Numerator   float64  `csv:"numerator"` // a mean over draws for years to come
	Denominator float64  `csv:"denominator"`
	Value       float64  `csv:"value"`
	Unit        string   `csv:"unit"`
	Target      float64  `csv:"target"`
	Operator    Operator `csv:"operator"`
	Met         string   `csv:"met"`         // true, false or blank
	Probability float64  `csv:"probability"` // of meeting the target; of a shortage for en_place_shortfall
	Source      string   `csv:"source"`      // the table or model the value comes from
	Role        string   `csv:"role"`
	Note        string   `csv:"note"` // keys, split by ;
}

// Sources of a value.
const (
	FromClasses  = "classes"
	FromForecast = "forecast"
	FromMeasures = "measures"
	FromProjects = "projects"
	FromSites    = "sites"
	FromBacktest = "backtest"
	FromGeo      = "geo"

	FromCandidates = "candidates"
)

// Note keys; needs: is followed by a table, level: by a level.
const (
	noteNeeds      = "needs:"
	noteLevel      = "level:"
	noteAttained   = "target_year:"          // the year by which the plan wanted it
	noteEven       = "classes_even"          // children spread evenly over the classes of a level
	noteUnstated   = "areas_not_stated:"     // kindergartens that state no area
	noteWithout    = "joint_without:"        // part of the joint target that cannot be computed
	noteNoNorm     = "classes_without_norm:" // not counted: no class size was in force
	noteNone       = "none_counted"          // nothing to divide by
	noteReported   = "reported"
	noteNoPrevious = "no_previous_period"
	noteHorizon    = "horizon:" // years ahead of a past forecast
)

func (d Definition) row(period, area string) Row {
	return Row{Key: d.Key, Period: period, Area: area, Numerator: math.NaN(), Denominator: math.NaN(), Value: math.NaN(),
		Unit: d.Unit, Target: d.Target, Operator: d.Operator, Probability: math.NaN(), Role: d.Role}
}

// known fills in a value that has been counted.
func (d Definition) known(r Row, numerator, denominator float64, source string) Row {
	r.Numerator, r.Denominator, r.Source = numerator, denominator, source
	if !d.ratio() {
		r.Denominator = math.NaN()
	}
	r.Value = d.Value(numerator, denominator)
	if math.IsNaN(r.Value) {
		r.note(noteNone)
		return r
	}
	switch {
	case d.Operator.numeric():
		r.Met = truth(d.Operator.Holds(r.Value, d.Target))
	case d.Operator == MeetsAll:
		r.Met = truth(numerator >= denominator)
	case d.Operator == Exists:
		r.Met = truth(numerator > 0)
	}
	return r
}

func (r *Row) note(n string) {
	if r.Note != "" {
		n = r.Note + ";" + n
	}
	r.Note = n
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// Inputs are what the indicators are worked out from. Gap carries the supply and
// the demand; everything after Definitions may be empty.
type Inputs struct {
	Definitions []Definition
	Gap         *supply.Gap
	Measures    []Measure
	Candidates  int        // rooms and buildings listed as candidates
	Plans       int        // what-if plans compared
	Coverage    []Coverage // from the geography
	Errors      []Error    // from the backtest
	Seed        uint64
	// CountNursery counts nursery children in the provider shares.
	CountNursery bool
	// OpenWhereSpare opens a nursery class at once in every kindergarten with a
	// room to spare, as the district plan asks (能挖潜的幼儿园必开托班). By default they
	// open at the pace of the past, see Opening.
	OpenWhereSpare bool
	// Joint are the targets asked for together; nil is t01 to t05 and t13.
	Joint []string
	// Workers is how many areas are worked on at a time; 0 is one a core.
	Workers int
}

// Coverage is children aged 3 to 5 within so many metres of a kindergarten.
type Coverage struct {
	Area             string // "*" is all areas
	SchoolYear       forecast.Year
	Metres           int
	Within, Children float64
}

// Error is a past forecast beside what came, summed over areas or for one.
type Error struct {
	Area             string
	Horizon          int
	Forecast, Actual float64
}
