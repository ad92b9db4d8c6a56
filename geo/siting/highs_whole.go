package siting

import (
	"context"
	"math"
)

// wholeProof is the exact solve of the whole program, under way beside the
// search.
type wholeProof struct {
	answer chan highsAnswer
	stop   context.CancelFunc
}

// proveWhole starts the exact solver on the whole program, from the best plan,
// if the program is small enough for that. It returns nil otherwise.
func (r *districtRun) proveWhole(ctx context.Context) *wholeProof {
	p := r.program
	if r.exact == nil || len(p.cost) > wholeColumns || r.value.missed > 0 {
		return nil
	}
	var start []float64
	if len(p.loose) == 0 {
		start = p.pointOf(r.best)
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &wholeProof{answer: make(chan highsAnswer, 1), stop: cancel}
	limits := highsLimits{seconds: secondsLeft(ctx, wholeSeconds), gap: max(1e-7, r.limits.Gap), start: start, prove: true}
	go func() {
		a, err := r.exact.solve(ctx, &p.program, limits)
		if err != nil { // its instance is gone; the search goes on without it
			a = highsAnswer{bound: math.Inf(-1)}
		}
		w.answer <- a
	}()
	return w
}

// finished reports whether the answer is there.
func (w *wholeProof) finished() bool { return w != nil && len(w.answer) > 0 }

// adoptWhole waits for the answer and takes over its bound, less the solver's
// own tolerance, and its plan if that is better. It reports whether the solver came
// to its end.
func (r *districtRun) adoptWhole(w *wholeProof) (proved bool) {
	a := <-w.answer
	w.stop()
	const tolerance = 1e-8
	if b := a.bound - tolerance*math.Abs(a.bound); !math.IsInf(b, 0) && b > r.bound {
		r.bound, r.used = b, true
	}
	if a.x != nil && a.objective < r.value.rank()-1e-6 {
		r.search.draft = r.best.clone()
		r.adoptPoint(a.x)
		r.keep()
	}
	return a.optimal
}
