package forecast

// Area is one area at the level that is planned for: a street, a municipality,
// a neighbourhood. Parent is the area above it, empty where there is none.
type Area struct {
	Code      string `parquet:"area_code"`
	Name      string `parquet:"area_name"`
	Parent    string `parquet:"parent_code"`
	ValidFrom Date   `parquet:"valid_from,date"` // zero: not stated
	ValidTo   Date   `parquet:"valid_to,date"`   // zero: still valid
}

// Population is a count of persons of one completed age in one area on one day.
// Sex is F, M or empty where the source does not split; Residence likewise.
type Population struct {
	AsOf      Date   `parquet:"as_of,date"`
	Area      string `parquet:"area_code,dict"`
	Age       Age    `parquet:"age"`
	Sex       string `parquet:"sex,dict"`
	Residence string `parquet:"residence,dict"`
	Persons   int64  `parquet:"persons"`
}

// Birth is a count of births by the mother's place of residence. Month is 1 to
// 12, or 0 where the source gives whole years. Known is the day on which the
// count was known (optional column as_of): of several vintages of one month the
// newest that Until leaves is used. Zero: known at the end of its month.
type Birth struct {
	Area   string `parquet:"area_code,dict"`
	Year   int32  `parquet:"year"`
	Month  int32  `parquet:"month"`
	Births int64  `parquet:"births"`
	Known  Date   `parquet:"as_of,date"`
}

// Housing is an estate handed over, or demolished where Units is negative.
type Housing struct {
	Estate   string `parquet:"estate_code"`
	Area     string `parquet:"area_code,dict"`
	Handover Month  `parquet:"handover"`
	Units    int64  `parquet:"units"`
	Tenure   string `parquet:"tenure,dict"` // sale, rent, resettlement or empty
}

// Roster counts the children of one home area in one level of one site. The
// area that demands the place is Home; empty or unknown Home is outside the
// district.
type Roster struct {
	SchoolYear Year   `parquet:"school_year"`
	Site       string `parquet:"site_code,dict"`
	Home       string `parquet:"home_area,dict"`
	Level      Level  `parquet:"level"`
	Enrolled   int64  `parquet:"enrolled"`
}

// Observed is all that is known about the children and homes of a set of areas,
// as counts. Its slices are sorted (area, then date, then the rest) and are not
// modified once it is built; Until is the one way to hide the future.
type Observed struct {
	Reference  MonthDay // the day on which age is judged; its year steps are the forecast's steps
	Areas      []Area   // the planned areas, sorted by code
	Population []Population
	Births     []Birth
	Housing    []Housing
	Roster     []Roster
	// SiteArea gives the area in which each site of Roster stands.
	SiteArea map[string]string
}
