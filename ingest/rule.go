// Package ingest is the door for paper: it reads the files of a dataset folder,
// holds each row against rules, and hands on typed tables or faults that a clerk
// can act on. It never mends: a value is read in one of the declared forms, or
// it is a fault.
package ingest

// Rule is the key of one reason to object to a file, a row or a value. The
// words for people stand in one table beside it, see Rule.Text.
type Rule string

// Rules about a whole file. Each refuses the dataset, whatever the tolerance.
const (
	MissingTable     Rule = "missing_table"     // a table that nothing can be done without
	MissingFile      Rule = "missing_file"      // a file named in dataset.toml is not there
	TwoFiles         Rule = "two_files"         // one table, two files
	UnsupportedFile  Rule = "unsupported_file"  // a format that is not read, .zip for example
	OldExcel         Rule = "old_excel"         // .xls or .xlsb
	EmptyFile        Rule = "empty_file"        // no byte, no row, or only a header
	Unreadable       Rule = "unreadable"        // damaged, encrypted or not what its name says
	TooLarge         Rule = "too_large"         // past one of the Limits
	WrongEncoding    Rule = "encoding"          // neither UTF-8 nor GB18030, or not the declared one
	MixedEncoding    Rule = "mixed_encoding"    // lines of one file in different encodings
	ControlCharacter Rule = "control_character" // NUL and other controls
	LineEnds         Rule = "line_ends"         // carriage returns alone
	UnclosedQuote    Rule = "unclosed_quote"    // a quote that never closes
	MissingColumn    Rule = "missing_column"    // a required column is not there
	UnknownColumn    Rule = "unknown_column"    // a column that the closed schema does not know
	DuplicateHeader  Rule = "duplicate_header"  // two columns of one name
	BlankHeader      Rule = "blank_header"      // a column without a name
	SeveralSheets    Rule = "several_sheets"    // a workbook does not say which sheet
	NestedColumn     Rule = "nested_column"     // a Parquet column that is no plain column
	Identifier       Rule = "identifier"        // personal data; the value is masked
	NoDatum          Rule = "no_datum"          // coordinates without a declared datum
	BadShape         Rule = "bad_shape"         // GeoJSON that cannot be read
	AreaCycle        Rule = "area_cycle"        // an area above itself
	CoarserThanPlan  Rule = "coarser_than_plan" // counts of a whole that cannot be split into planned areas
	MixedSplit       Rule = "mixed_split"       // totals and their parts in one table
	AmbiguousAge     Rule = "ambiguous_age"     // a birth month does not tell the age on this day
	NoConversion     Rule = "no_conversion"     // the datum is not known
	BadConfiguration Rule = "bad_configuration" // dataset.toml asks for what the file does not hold
	TooManyFaults    Rule = "too_many_faults"   // rejected rows exceed the stated tolerance
)

// Rules about a row. They reject the row; the dataset is refused unless the
// share of rejected rows lies within the stated tolerance.
const (
	Ragged           Rule = "ragged"                // more or fewer cells than the header
	BareQuote        Rule = "bare_quote"            // a quote inside an unquoted cell, or text after a closing quote
	BlankRequired    Rule = "blank_required"        // blank, or a dash: not known
	NotCount         Rule = "not_count"             // negative, fractional or words
	NotNumber        Rule = "not_number"            // not a decimal number
	NotDate          Rule = "not_date"              // none of the declared forms
	ImpossibleDate   Rule = "impossible_date"       // 30 February, or outside the years that make sense
	BadValue         Rule = "bad_value"             // outside the range, or not one of the words
	InvisibleChar    Rule = "invisible_character"   // direction marks, zero-width marks
	Replacement      Rule = "replacement_character" // U+FFFD: a character that was lost before
	UnknownArea      Rule = "unknown_area"          // a code or name that areas does not list
	AmbiguousArea    Rule = "ambiguous_area"        // a name that several areas carry
	Unplanned        Rule = "unplanned_area"        // counted, but in no area that has a polygon
	UnknownSite      Rule = "unknown_site"          // a site that sites does not list
	DuplicateKey     Rule = "duplicate_key"         // one key, different values
	OutOfBounds      Rule = "out_of_bounds"         // a coordinate outside the stated box, or no coordinate
	ClosedBeforeOpen Rule = "closed_before_opened"  // closes before it opens
)

// Rules that warn: the data is used, or the row is set aside, and it is said.
const (
	TotalRow     Rule = "total_row"     // 合计, 小计: a sum among its parts, set aside
	DuplicateRow Rule = "duplicate_row" // the same row again, counted once
	AliasUsed    Rule = "alias_used"    // a code or name replaced as dataset.toml says
	SharedPoint  Rule = "shared_point"  // many sites on one coordinate
	NoPopulation Rule = "no_population" // a polygon without people, left out of the plan
	OutsideHome  Rule = "outside_home"  // a home area that areas does not list: outside the district
	NoPolygon    Rule = "no_polygon"    // an area without a polygon
)

// Severity says what a fault does to the dataset.
type Severity string

// Refusal refuses the dataset; Rejection rejects a row, and the dataset with it
// unless the tolerance allows for it; Warning changes the exit code alone.
const (
	Refusal   Severity = "refusal"
	Rejection Severity = "error"
	Warning   Severity = "warning"
)

var warnings = map[Rule]bool{
	TotalRow: true, DuplicateRow: true, AliasUsed: true, SharedPoint: true,
	NoPopulation: true, OutsideHome: true, NoPolygon: true,
}

var rejections = map[Rule]bool{
	Ragged: true, BareQuote: true, BlankRequired: true, NotCount: true, NotNumber: true,
	NotDate: true, ImpossibleDate: true, BadValue: true, InvisibleChar: true, Replacement: true,
	UnknownArea: true, AmbiguousArea: true, Unplanned: true, UnknownSite: true,
	DuplicateKey: true, OutOfBounds: true, ClosedBeforeOpen: true,
}

// Severity returns what a fault under r does to the dataset.
func (r Rule) Severity() Severity {
	switch {
	case warnings[r]:
		return Warning
	case rejections[r]:
		return Rejection
	}
	return Refusal
}
