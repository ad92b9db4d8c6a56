package forecast

import "math"

// wide is a number in twice the precision of a float64: the sum of both, of which low
// is the rounding error of high. It is for sums that cancel.
type wide struct{ high, low float64 }

// add adds x and keeps what rounding loses. Knuth (1969), section 4.2.2.
func (w *wide) add(x float64) {
	sum := w.high + x
	part := sum - w.high
	w.low += (w.high - (sum - part)) + (x - part)
	w.high = sum
}

// addProduct adds x y with the rounding error of the product.
func (w *wide) addProduct(x, y float64) {
	p := x * y
	w.add(p)
	w.low += math.FMA(x, y, -p)
}

// round returns w as one number, and leaves what that loses.
func (w *wide) round() float64 {
	w.high, w.low = w.high+w.low, w.low-((w.high+w.low)-w.high)
	return w.high
}
