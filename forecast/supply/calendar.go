package supply

import "kindercast/forecast"

// Start returns the first day of school year y when age is judged on the day
// ref: the day after ref. With 31 August it is 1 September of y. It is the
// inverse of forecast.Date.SchoolYear.
func Start(ref forecast.MonthDay, y forecast.Year) forecast.Date {
	d := ref.In(int(y)) + 1
	if forecast.Year(d.Year()) != y { // 31 December: the school year begins with the calendar year
		d = ref.In(int(y)-1) + 1
	}
	return d
}

// openOn reports whether a site with these dates holds children on day d.
// A zero opened is always open; closed is the first day without children.
func openOn(opened, closed, d forecast.Date) bool {
	return (opened == 0 || opened <= d) && (closed == 0 || d < closed)
}
