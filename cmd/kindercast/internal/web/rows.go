package web

// AllAreas is the area code of all areas together.
const AllAreas = "*"

// ForecastRow is the forecast of the children of one age group in one area on
// one date, under one scenario: a row of forecast.csv.
type ForecastRow struct {
	Scenario string  `json:"scenario"`
	AsOf     string  `json:"as_of" doc:"reference date, YYYY-MM-DD"`
	Area     string  `json:"area_code" doc:"* is all areas together"`
	Age      string  `json:"age" doc:"0 to 5, 3-5, 2-5 or births"`
	Mean     float64 `json:"mean"`
	Q025     float64 `json:"q025"`
	Q05      float64 `json:"q05"`
	Q10      float64 `json:"q10"`
	Q25      float64 `json:"q25"`
	Q50      float64 `json:"q50"`
	Q75      float64 `json:"q75"`
	Q90      float64 `json:"q90"`
	Q95      float64 `json:"q95"`
	Q975     float64 `json:"q975"`
}

// GapRow sets the demand for places of one level in one area and school year
// against the places: a row of gap.csv. Places is the least of the three
// counts beside it, and Binding says which; all are null where not known.
type GapRow struct {
	Scenario          string   `json:"scenario"`
	SchoolYear        int      `json:"school_year" doc:"2026 runs from September 2026"`
	AsOf              string   `json:"as_of" doc:"reference date before the school year"`
	Area              string   `json:"area_code" doc:"* is all areas together"`
	Level             string   `json:"level"`
	DemandMean        float64  `json:"demand_mean"`
	DemandQ025        *float64 `json:"demand_q025,omitempty" column:"optional"`
	DemandQ05         float64  `json:"demand_q05"`
	DemandQ10         float64  `json:"demand_q10"`
	DemandQ25         *float64 `json:"demand_q25,omitempty" column:"optional"`
	DemandQ50         float64  `json:"demand_q50"`
	DemandQ75         *float64 `json:"demand_q75,omitempty" column:"optional"`
	DemandQ90         float64  `json:"demand_q90"`
	DemandQ95         float64  `json:"demand_q95"`
	DemandQ975        *float64 `json:"demand_q975,omitempty" column:"optional"`
	PlacesRooms       *float64 `json:"places_rooms" doc:"usable rooms times class size"`
	PlacesArea        *float64 `json:"places_area" doc:"what floor area per child allows"`
	PlacesOpen        *float64 `json:"places_open" doc:"in rooms open on the first day of the school year"`
	Places            *float64 `json:"places"`
	Binding           string   `json:"binding" doc:"rooms, area or open"`
	ExpectedShortfall *float64 `json:"expected_shortfall" doc:"mean over draws of children without a place"`
	ExpectedSpare     *float64 `json:"expected_spare" doc:"mean over draws of places without a child"`
	PShortage         *float64 `json:"p_shortage" doc:"probability of a shortage, 0 to 1"`
	ShortfallQ10      *float64 `json:"shortfall_q10" column:"optional"`
	ShortfallQ90      *float64 `json:"shortfall_q90" column:"optional"`
	SpareQ10          *float64 `json:"spare_q10" column:"optional"`
	SpareQ90          *float64 `json:"spare_q90" column:"optional"`
}

// SiteRow is one campus with its places this year: a row of sites.csv.
type SiteRow struct {
	Site        string   `json:"site_code"`
	Name        string   `json:"site_name"`
	Area        string   `json:"area_code"`
	Lon         float64  `json:"lon" doc:"WGS84"`
	Lat         float64  `json:"lat" doc:"WGS84"`
	Provider    string   `json:"provider"`
	Rooms       *float64 `json:"rooms"`
	PlacesRooms *float64 `json:"places_rooms"`
	PlacesArea  *float64 `json:"places_area"`
	PlacesOpen  *float64 `json:"places_open"`
	Places      *float64 `json:"places"`
	Binding     string   `json:"binding"`
	Enrolled    *float64 `json:"enrolled"`
}

// IndicatorRow is the value of one target: a row of indicators.csv.
type IndicatorRow struct {
	Key         string   `json:"key"`
	Period      string   `json:"period"`
	Area        string   `json:"area_code"`
	Site        string   `json:"site_code"`
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	Value       *float64 `json:"value"`
	Unit        string   `json:"unit"`
	Target      string   `json:"target"`
	Operator    string   `json:"operator"`
	Met         string   `json:"met" doc:"true, false or empty where not known"`
	Probability *float64 `json:"probability" doc:"of being met, 0 to 1"`
	Source      string   `json:"source"`
	Role        string   `json:"role"`
	Note        string   `json:"note"`
}

// IndicatorName names an indicator: a row of indicator_names.csv.
type IndicatorName struct {
	Key string `json:"key"`
	ZH  string `json:"zh"`
	EN  string `json:"en"`
}

// ScoreRow says how a model did on the past: a row of scores.csv. Percentages
// are in per cent; a bias above zero is too many.
type ScoreRow struct {
	Model   string   `json:"model"`
	Horizon int      `json:"horizon" doc:"years ahead"`
	Age     string   `json:"age"`
	Level   string   `json:"level" doc:"area or total"`
	Areas   int      `json:"areas"`
	N       int      `json:"n"`
	MAPE    *float64 `json:"mape"`
	WAPE    *float64 `json:"wape"`
	Bias    *float64 `json:"bias"`
	CRPS    *float64 `json:"crps"`
	Cover80 *float64 `json:"cover80"`
	Cover95 *float64 `json:"cover95"`
}
