package forecast

import "testing"

// 2^60 + 1 - 2^60 is 1, and (1 + 2^-30)^2 - 1 - 2^-29 is 2^-60: a float64 of 53 bits
// loses both.
func TestWideKeepsWhatRoundingLoses(t *testing.T) {
	var w wide
	for _, x := range []float64{1 << 60, 1, -1 << 60} {
		w.add(x)
	}
	if got := w.round(); got != 1 {
		t.Errorf("2^60 + 1 - 2^60 = %v, want 1", got)
	}
	w = wide{}
	w.addProduct(1+1./(1<<30), 1+1./(1<<30))
	w.add(-1)
	w.add(-1. / (1 << 29))
	if got := w.round(); got != 1./(1<<60) {
		t.Errorf("(1 + 2^-30)^2 - 1 - 2^-29 = %v, want 2^-60", got)
	}
}
