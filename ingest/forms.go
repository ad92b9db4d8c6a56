package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kindercast/forecast"

	"golang.org/x/text/unicode/norm"
)

// The declared forms of the reader, all that it takes for a value:
//
//	count   31   ３１   1,234   31.0          whole, thousands in threes, full-width digits
//	number  12.5   1,234.5   1.2E-2           a point, thousands in threes, exponents of -12 to 12
//	date    2026-08-31   20260831   2026/8/31   2026年8月31日   46265 (a spreadsheet's serial day)
//	month   2026-08   202608   2026/8   2026年8月   or any date form, whose day is dropped
//	year    2026   2026年   2026学年
//	blank   nothing, or dashes alone: not known, never zero

// tidy returns a cell as it is compared and read: without spaces around it,
// full-width letters and digits made plain. Text that is plain already comes
// back as it is.
func tidy(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		if len(s) > 0 && (s[0] <= ' ' || s[len(s)-1] <= ' ') {
			return strings.TrimSpace(s)
		}
		return s
	}
	return strings.TrimFunc(norm.NFKC.String(s), unicode.IsSpace)
}

// blank reports whether a tidy cell says that nothing is known: empty, or
// dashes alone.
func blank(s string) bool {
	if len(s) > 12 {
		return false
	}
	for _, r := range s {
		switch r {
		case '-', '–', '—', '―', '−', '─':
		default:
			return false
		}
	}
	return true
}

// hidden reports whether s holds a character that leaves no mark on a page, or
// a line end.
func hidden(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf {
			return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || invisible(r) })
		}
	}
	return false
}

// ungroup takes out thousands separators, which stand before each three digits
// and nowhere else.
func ungroup(s string) (string, bool) {
	if strings.IndexByte(s, ',') < 0 {
		return s, true
	}
	whole, frac, _ := strings.Cut(s, ".")
	sign := strings.HasPrefix(whole, "-")
	parts := strings.Split(strings.TrimPrefix(whole, "-"), ",")
	for i, p := range parts {
		if i == 0 && (len(p) < 1 || len(p) > 3) || i > 0 && len(p) != 3 || !digits(p) {
			return s, false
		}
	}
	whole = strings.Join(parts, "")
	if sign {
		whole = "-" + whole
	}
	if frac != "" {
		whole += "." + frac
	}
	return whole, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// maxCount bounds every count: no cell of a table of areas holds a thousand
// million people, rooms or homes.
const maxCount = 1_000_000_000

// parseCount reads a whole number; signed says whether it may be negative.
func parseCount(s string, signed bool) (int64, Rule) {
	s, ok := ungroup(s)
	if !ok {
		return 0, NotCount
	}
	if whole, frac, found := strings.Cut(s, "."); found {
		if strings.Trim(frac, "0") != "" || frac == "" {
			return 0, NotCount
		}
		s = whole
	}
	body := s
	if signed {
		body = strings.TrimPrefix(s, "-")
	}
	if !digits(body) {
		return 0, NotCount
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxCount || n < -maxCount {
		return 0, BadValue
	}
	return n, ""
}

// parseNumber reads a decimal number. Words such as NaN and Inf are none.
func parseNumber(s string) (float64, Rule) {
	s, ok := ungroup(s)
	if !ok || strings.ContainsAny(s, "xXpPnNiI_") {
		return 0, NotNumber
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e < -12 || e > 12 {
			return 0, NotNumber
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, NotNumber
	}
	return x, ""
}

// parseDay reads a date. shift is added to serial days: 1462 for workbooks that
// count from 1904.
func parseDay(s string, shift int) (forecast.Date, Rule) {
	y, m, d, ok := splitDate(s)
	switch {
	case ok && d != "":
		return civil(y, m, d)
	case ok:
		return 0, NotDate
	case digits(s) && len(s) == 8:
		return civil(s[:4], s[4:6], s[6:])
	case digits(s) && len(s) == 5:
		n, err := strconv.Atoi(s)
		if err != nil {
			return 0, NotDate
		}
		return forecast.NewDate(1899, time.December, 30) + forecast.Date(n+shift), ""
	}
	return 0, NotDate
}

// parseMonth reads a month, or the month of a date.
func parseMonth(s string, shift int) (forecast.Month, Rule) {
	y, m, d, ok := splitDate(s)
	if !ok && digits(s) && len(s) == 6 {
		y, m, ok = s[:4], s[4:], true
	}
	if ok && d == "" {
		day, rule := civil(y, m, "1")
		return forecast.NewMonth(day.Year(), day.Month()), rule
	}
	day, rule := parseDay(s, shift)
	if rule != "" {
		return 0, rule
	}
	return forecast.NewMonth(day.Year(), day.Month()), ""
}

// splitDate takes apart 2026-8-31, 2026/8/31, 2026.8.31 and 2026年8月31日, and
// the same without the day except with points, where 2026.8 is a number. A time
// of midnight after a date, as databases write it, is dropped.
func splitDate(s string) (y, m, d string, ok bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, " 00:00:00"), "T00:00:00")
	if strings.Contains(s, "年") {
		var rest string
		y, rest, _ = strings.Cut(s, "年")
		m, rest, ok = strings.Cut(rest, "月")
		d = strings.TrimSuffix(strings.TrimSuffix(rest, "日"), "号")
		y, m, d = strings.TrimSpace(y), strings.TrimSpace(m), strings.TrimSpace(d)
		return y, m, d, ok && digits(y) && digits(m) && (d == "" || digits(d))
	}
	for _, sep := range []string{"-", "/", "."} {
		p := strings.Split(s, sep)
		if len(p) == 2 && sep == "." || len(p) < 2 || len(p) > 3 {
			continue
		}
		for _, x := range p {
			if !digits(x) {
				return "", "", "", false
			}
		}
		if len(p) == 2 {
			return p[0], p[1], "", len(p[0]) == 4
		}
		return p[0], p[1], p[2], len(p[0]) == 4
	}
	return "", "", "", false
}

// civil returns the day y-m-d, which must exist and lie in 1900 to 2200.
func civil(y, m, d string) (forecast.Date, Rule) {
	if len(y) != 4 || len(m) > 2 || len(d) > 2 || !digits(y+m+d) {
		return 0, NotDate
	}
	yy, _ := strconv.Atoi(y) // digits, proved above
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	day := forecast.NewDate(yy, time.Month(mm), dd)
	if yy < 1900 || yy > 2200 || mm < 1 || mm > 12 || day.Month() != time.Month(mm) || day.Day() != dd {
		return 0, ImpossibleDate
	}
	return day, ""
}

// parseYear reads a year of four digits, with 年, 学年 or 学年度 behind it or not.
func parseYear(s string) (int32, Rule) {
	for _, suffix := range []string{"学年度", "学年", "年"} {
		s = strings.TrimSuffix(s, suffix)
	}
	if len(s) > 4 {
		if n, rule := parseCount(s, false); rule == "" {
			s = strconv.FormatInt(n, 10) // 2026.0
		}
	}
	if len(s) != 4 || !digits(s) {
		return 0, NotDate
	}
	y, _ := strconv.Atoi(s) // digits, proved above
	if y < 1900 || y > 2200 {
		return 0, ImpossibleDate
	}
	return int32(y), ""
}

// wholeCode writes out a code that a workbook stored as a number, such as
// 3.10106019E11, where no digit was lost.
func wholeCode(s string) (string, bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, true
	}
	mant, exp := s[:i], strings.TrimPrefix(s[i+1:], "+")
	whole, frac, _ := strings.Cut(mant, ".")
	e, err := strconv.Atoi(exp)
	if err != nil || len(whole) != 1 || frac == "" || !digits(whole+frac) || e < len(frac) || e > 15 {
		return s, false
	}
	return whole + frac + strings.Repeat("0", e-len(frac)), true
}
