// Package forecast foresees the children of each area: cohorts counted in the
// past, how they change with age, the births still to come, and the draws of
// all of these. It knows nothing of files, places or people at a screen.
package forecast

import (
	"fmt"
	"time"
)

// Date is a civil day, counted from 1970-01-01. It has no time zone: two dates
// compare with < and the difference of two dates is a number of days.
type Date int32

// NewDate returns the day y-m-d. Days past the end of a month roll over, as in
// time.Date; ParseDate is the strict door for values that people typed.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads YYYY-MM-DD and nothing else. 2023-02-29 is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %q: want YYYY-MM-DD, a day that exists", s)
	}
	return Date(t.Unix() / 86400), nil
}

func (d Date) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year returns the calendar year of d.
func (d Date) Year() int { return d.time().Year() }

// Month returns the calendar month of d.
func (d Date) Month() time.Month { return d.time().Month() }

// Day returns the day of the month of d.
func (d Date) Day() int { return d.time().Day() }

// String prints YYYY-MM-DD.
func (d Date) String() string { return d.time().Format(time.DateOnly) }

// MarshalText prints YYYY-MM-DD, so that JSON shows a date and not a number.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// AddYears moves d by whole calendar years; 29 February becomes 28 February
// where the other year has none.
func (d Date) AddYears(n int) Date {
	t := d.time()
	if t.Month() == time.February && t.Day() == 29 {
		return NewDate(t.Year()+n, time.March, 0)
	}
	return NewDate(t.Year()+n, t.Month(), t.Day())
}

// SchoolYear returns the school year that begins on the day after d: the count
// of 2026-08-31 belongs to the school year 2026 (from 1 September 2026).
func (d Date) SchoolYear() Year { return Year((d + 1).Year()) }

// Month is a calendar month, counted from January of year 0: 12*year + month-1.
type Month int32

// NewMonth returns the month m of year y.
func NewMonth(y int, m time.Month) Month { return Month(12*y + int(m) - 1) }

// ParseMonth reads YYYY-MM and nothing else.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("month %q: want YYYY-MM", s)
	}
	return NewMonth(t.Year(), t.Month()), nil
}

// Year returns the calendar year of m.
func (m Month) Year() int { return int(m) / 12 }

// Of returns the month of the year of m.
func (m Month) Of() time.Month { return time.Month(int(m)%12 + 1) }

// First returns the first day of m.
func (m Month) First() Date { return NewDate(m.Year(), m.Of(), 1) }

// Last returns the last day of m.
func (m Month) Last() Date { return NewDate(m.Year(), m.Of()+1, 0) }

// String prints YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year(), int(m.Of())) }

// MarshalText prints YYYY-MM.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Month) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMonth(string(b))
	return err
}

// MonthDay is a day of the year, such as the reference day 31 August on which
// age is judged.
type MonthDay struct {
	Month time.Month
	Day   int
}

// ParseMonthDay reads MM-DD.
func ParseMonthDay(s string) (MonthDay, error) {
	t, err := time.Parse("2006-01-02", "2024-"+s)
	if err != nil {
		return MonthDay{}, fmt.Errorf("reference day %q: want MM-DD", s)
	}
	return MonthDay{t.Month(), t.Day()}, nil
}

// In returns the day in year y; 29 February is 28 February in a common year.
func (m MonthDay) In(y int) Date {
	if m.Month == time.February && m.Day == 29 {
		return NewDate(y, time.March, 0)
	}
	return NewDate(y, m.Month, m.Day)
}

// String prints MM-DD.
func (m MonthDay) String() string { return fmt.Sprintf("%02d-%02d", int(m.Month), m.Day) }
