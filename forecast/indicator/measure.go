// Package indicator holds the targets of the policy: what each one counts, its
// value, and the probability of meeting it.
package indicator

// Measure is an indicator value that is reported, not computed. Area or Site is
// empty for the district as a whole; Denominator is NaN where the indicator is
// a plain count or amount.
type Measure struct {
	Key         string  `parquet:"key,dict"`
	Period      string  `parquet:"period"` // a year, a school year or a date
	Area        string  `parquet:"area_code"`
	Site        string  `parquet:"site_code"`
	Numerator   float64 `parquet:"numerator"`
	Denominator float64 `parquet:"denominator"`
}
