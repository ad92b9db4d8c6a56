package supply

import "fmt"

// Problem is one thing wrong with one row: the table, the row counted from 0 in
// the order given (-1 for the table as a whole), the column, the value found and
// the rule that it breaks. A row with a problem that is not a Warning is left
// out; nothing else stops.
type Problem struct {
	Table   string
	Row     int
	Column  string
	Value   string
	Rule    string
	Warning bool
}

// The rules that supply holds its tables to.
const (
	RuleNormYear         = "norm_without_year"           // a class-size or area norm without valid_from
	RuleNormValue        = "norm_value"                  // a norm that is no number, or not above zero
	RuleNormPeriod       = "norm_period"                 // a period that is no date, or ends before it begins
	RuleNormOverlap      = "norm_overlap"                // two rows of one key in force on the same day
	RuleNormUnknown      = "norm_unknown"                // a change of a norm that the file does not have
	RuleNormCertainty    = "norm_certainty"              // a mark that is not A, B, C, D, U or P
	RuleNoNorm           = "norm_not_in_force"           // a level without a class size in a year
	RuleDuplicateSite    = "site_duplicate"              // a second row for one site
	RuleClosedBefore     = "site_closed_before_opened"   // closed on or before the day it opened
	RuleNegativeRooms    = "rooms_negative"              // fewer than no rooms
	RuleNegativeArea     = "area_negative"               // square metres or places below zero
	RuleNoRooms          = "site_without_rooms"          // no rooms and no licensed places
	RuleUnknownArea      = "area_unknown"                // a site or project in no planned area
	RuleUnknownProvider  = "provider_unknown"            // not public, private_affordable or private
	RuleUnknownSite      = "site_unknown"                // a class or project of a site that is not listed
	RuleDuplicateClass   = "classes_duplicate"           // a second row for one year, site and level
	RuleNegativeClass    = "classes_negative"            // classes or children below zero
	RuleUnknownLevel     = "level_unknown"               // not a class level
	RuleChildrenNoClass  = "children_without_class"      // children in no class
	RuleMoreThanExist    = "children_more_than_exist"    // more children in a level than live in the district
	RuleClassesOverRooms = "classes_exceed_rooms"        // more classes than rooms
	RuleClassesClosed    = "classes_at_closed_site"      // classes in a year in which the site is not open
	RuleReportOrder      = "report_out_of_order"         // a report dated before the one above it
	RuleReportRepeated   = "report_repeated"             // a second report of one day
	RuleReportAfterEnd   = "report_after_end"            // a report after the project opened or was dropped
	RuleStageBack        = "stage_backwards"             // a stage that lies before the last one
	RuleUnknownStage     = "stage_unknown"               // a stage that slip has no prior for
	RuleUnknownKind      = "kind_unknown"                // not new, expand, rebuild, convert or close
	RuleNoPromise        = "promised_missing"            // a report without a promised month
	RuleProjectRooms     = "project_rooms"               // a room change of the wrong sign for its kind
	RuleOpenedNoSite     = "opened_project_without_site" // opened by report, but no such site
	RuleChange           = "change_invalid"              // a what-if change that cannot be applied
)

// String says where and what, for errors and tests; the words that people read
// are looked up by Rule.
func (p Problem) String() string {
	kind := "fault"
	if p.Warning {
		kind = "warning"
	}
	return fmt.Sprintf("%s: %s row %d, %s = %q: %s", kind, p.Table, p.Row, p.Column, p.Value, p.Rule)
}

// Refused reports whether any of the problems is more than a warning.
func Refused(problems []Problem) bool {
	for _, p := range problems {
		if !p.Warning {
			return true
		}
	}
	return false
}

// faults gathers the problems of one table.
type faults struct {
	table string
	list  *[]Problem
}

func (f faults) fault(row int, column string, value any, rule string) {
	*f.list = append(*f.list, Problem{f.table, row, column, fmt.Sprint(value), rule, false})
}

func (f faults) warn(row int, column string, value any, rule string) {
	*f.list = append(*f.list, Problem{f.table, row, column, fmt.Sprint(value), rule, true})
}
