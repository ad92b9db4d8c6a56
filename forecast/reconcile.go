package forecast

// reconcile simulates every area into the buffers that place gives, adds them up
// and turns f.pool and f.rest into the factors that bring each area to the pool.
func (f *future) reconcile(place func(i int, s *scratch) (v, born []float64)) {
	h := f.h
	n := len(f.m.areas)
	parts := min(sums, n)
	total := make([][]float64, parts)
	parallel(parts, h.Workers, func(p int) {
		size := h.Years * (cells + 1) * f.n
		t := make([]float64, size)
		s := newScratch(f)
		for i := p * n / parts; i < (p+1)*n/parts; i++ {
			v, born := place(i, s)
			f.area(i, v, born, s)
			add(t, v)
			add(t[len(v):], born)
		}
		total[p] = t
	})
	sum := total[0]
	for _, t := range total[1:] {
		add(sum, t)
	}
	for c, row := range f.pool {
		for s := range row {
			row[s] = ratio(row[s], sum[c*f.n+s])
		}
	}
	born := sum[len(f.pool)*f.n:]
	f.rest = make([][]float64, h.Years)
	part := f.m.Births.partPool()
	for k := range h.Years {
		f.rest[k] = make([]float64, f.n)
		for s := range f.rest[k] {
			want := f.births[k][s]
			if f.isPart(k) {
				want -= part
			}
			f.rest[k][s] = ratio(want, born[k*f.n+s])
		}
	}
}

// ratio is x/y, and 0 where there is nobody to scale.
func ratio(x, y float64) float64 {
	if y == 0 {
		return 0
	}
	return x / y
}
