package forecast

// What is believed of parameters beyond the most probable ones matters where
// little was seen: one year of moves says how far areas differ, but not how long
// that lasts. likelySets are how many sets of parameters then stand for the belief,
// and sharp is the posterior standard deviation, on the scale of the priors, below
// which the most probable set stands alone.
const (
	likelySets = 16
	sharp      = .2
)

// likely returns likelySets sets of parameters, drawn from the normal that has its
// top at best and there the curvature of the posterior (Laplace's method), in pairs
// on both sides of best. It returns nil where every parameter in the places of vary
// is sharp, or where nothing can be told of the curvature.
func likely(priors []prior, best []float64, vary []int, cost func(p []float64) float64) [][]float64 {
	n := len(priors)
	x := make([]float64, n)
	for i, p := range priors {
		x[i] = p.to(best[i])
	}
	objective := posterior(priors, cost)
	shifted := make([]float64, n)
	at := func(shift map[int]float64) float64 {
		for i, v := range x {
			shifted[i] = v + shift[i]
		}
		return objective(shifted)
	}
	step := func(i int) float64 { return priors[i].sd / 5 }
	base := at(nil)
	up := make([]float64, n)
	for i := range n {
		up[i] = at(map[int]float64{i: step(i)})
	}
	h := newSPD(n) // the curvature
	for i := range n {
		down := at(map[int]float64{i: -step(i)})
		h.v[i*n+i] = (up[i] - 2*base + down) / (step(i) * step(i))
		for j := range i {
			both := at(map[int]float64{i: step(i), j: step(j)})
			h.v[i*n+j] = (both - up[i] - up[j] + base) / (step(i) * step(j))
		}
	}
	if !h.factor() {
		return nil
	}
	cov := h.inverse()
	wide := false
	for _, i := range vary {
		wide = wide || cov.at(i, i) > sharp*sharp
	}
	if !wide {
		return nil
	}
	factor := cov.safeFactor()
	z := make([]float64, n*likelySets/2)
	normals(source(1, "likely"), z)
	sets := make([][]float64, likelySets)
	for k := range sets {
		sign, own := 1-2*float64(k%2), z[k/2*n:(k/2+1)*n]
		set := make([]float64, n)
		for i, p := range priors {
			v := x[i]
			for j := range i + 1 {
				v += sign * factor.at(i, j) * own[j]
			}
			set[i] = p.from(v)
		}
		sets[k] = set
	}
	return sets
}

// mix is the normal with the mean and covariance of a mixture in equal parts:
//
//	mean = average of means      cov = average of covs + average of (mean k - mean)(mean k - mean)'
func mix(means [][]float64, covs []spd) (mean []float64, cov spd) {
	if len(means) == 1 {
		return means[0], covs[0]
	}
	n, w := len(means[0]), 1/float64(len(means))
	mean, cov = make([]float64, n), newSPD(n)
	for _, m := range means {
		for i, x := range m {
			mean[i] += w * x
		}
	}
	for k, m := range means {
		for i, x := range m {
			for j, y := range m {
				cov.v[i*n+j] += w * (covs[k].at(i, j) + (x-mean[i])*(y-mean[j]))
			}
		}
	}
	return mean, cov
}
