package forecast

import "time"

// Window returns the first and last day of birth of the children who are of
// completed age a on day d:
//
//	from = d - (a+1) years + 1 day    to = d - a years
//
// With d = 2026-08-31 and a = 3 that is 2022-09-01 to 2023-08-31. A count dated
// on the first of a month is taken at the midnight that begins it, so that the
// age 0 of 1 January 2020 are the births of the calendar year 2019.
func Window(d Date, a Age) (from, to Date) {
	if d.Day() == 1 {
		d--
	}
	return back(d, int(a)+1) + 1, back(d, int(a))
}

// back moves d by n years into the past; the last day of February stays the
// last day of February.
func back(d Date, n int) Date {
	if d.Month() == time.February && (d+1).Month() == time.March {
		return NewDate(d.Year()-n, time.March, 0)
	}
	return d.AddYears(-n)
}

// dragonYears are the first and last days of the dragon years of the Chinese
// calendar, in which births rise in some societies and fall back after.
// Source: lunar new year dates of the Purple Mountain and Hong Kong observatories.
var dragonYears = [...][2]Date{
	{NewDate(1976, 1, 31), NewDate(1977, 2, 17)},
	{NewDate(1988, 2, 17), NewDate(1989, 2, 5)},
	{NewDate(2000, 2, 5), NewDate(2001, 1, 23)},
	{NewDate(2012, 1, 23), NewDate(2013, 2, 9)},
	{NewDate(2024, 2, 10), NewDate(2025, 1, 28)},
	{NewDate(2036, 1, 28), NewDate(2037, 2, 14)},
	{NewDate(2048, 2, 14), NewDate(2049, 2, 1)},
}

// dragon is the share, from 0 to 1, of the days from..to that lie in a dragon
// year.
func dragon(from, to Date) float64 {
	days := 0
	for _, y := range dragonYears {
		days += overlap(from, to, y[0], y[1])
	}
	return float64(days) / float64(to-from+1)
}

// overlap counts the days that a..b and c..d share, both ends included.
func overlap(a, b, c, d Date) int {
	return max(0, int(min(b, d)-max(a, c))+1)
}
