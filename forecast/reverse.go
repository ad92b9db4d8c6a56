package forecast

import "math"

// reverse fills unknown birth years, and up to five before the first, from the
// first count of their cohort: the count at age a divided by the pool's
// progression over the steps in between. spread is the variance of the log of
// one such step in one area. It reports whether anything was filled.
func (b *BirthSeries) reverse(l *Lexis, pool *PoolProgression, spread func(steps []step, n float64) (v, level float64)) bool {
	old, first := *b, b.First
	b.First = min(b.First, 0) - 5
	b.Last = max(b.Last, b.First)
	b.allocate()
	entry := 0
	if b.Registered {
		entry = -1
	}
	filled := false
	progression := map[step]float64{} // to age a of the cohort of w, by step{w, a}
	doubt := map[step]float64{}       // and the variance of its log
	for i := range b.areas {
		for w := b.First; w <= b.Last; w++ {
			k := i*b.Years() + w - b.First
			b.Count[k] = math.NaN()
			if w >= first {
				b.Count[k] = old.At(i, w)
			}
			for a := 0; a <= lastAge && math.IsNaN(b.Count[k]); a++ {
				n := l.At(i, w+a, Age(a))
				if math.IsNaN(n) {
					continue
				}
				steps := diagonal(w, entry, a)
				p, ok := progression[step{w, a}]
				if !ok {
					p = math.Exp(pool.sum(steps))
					progression[step{w, a}], doubt[step{w, a}] = p, pool.doubt(steps)
				}
				b.Count[k] = n / p
				b.Spread[k], b.Level[k] = spread(steps, n)
				b.Doubt[w-b.First] = doubt[step{w, a}]
				filled = true
			}
		}
	}
	// Leading years that no area reaches are dropped.
	lead := 0
	for ; lead < b.Years()-1; lead++ {
		any := false
		for i := range b.areas {
			any = any || !math.IsNaN(b.Count[i*b.Years()+lead])
		}
		if any {
			break
		}
	}
	b.drop(lead)
	return filled
}

// drop removes the first n birth years.
func (b *BirthSeries) drop(n int) {
	old := b.Years()
	var count, spread, level []float64
	for i := range b.areas {
		count = append(count, b.Count[i*old+n:(i+1)*old]...)
		spread = append(spread, b.Spread[i*old+n:(i+1)*old]...)
		level = append(level, b.Level[i*old+n:(i+1)*old]...)
	}
	b.Count, b.Spread, b.Level, b.Doubt = count, spread, level, b.Doubt[n:]
	b.First += n
}
