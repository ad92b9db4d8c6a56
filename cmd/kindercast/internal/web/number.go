package web

import (
	"math"
	"strconv"
)

// whole writes a number of children or places to the nearest whole, in groups
// of three.
func whole(x float64) string {
	n := int64(math.Round(x))
	s := strconv.FormatInt(n, 10)
	digits := s
	if n < 0 {
		digits = s[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 {
		return "−" + digits
	}
	return digits
}

// chance writes a probability in per cent. A simulation never knows that
// something is sure, so the ends are <1% and >99%.
func chance(p float64) string {
	switch {
	case p < 0.01:
		return "<1%"
	case p > 0.99:
		return ">99%"
	}
	return strconv.Itoa(int(math.Round(p*100))) + "%"
}
