package indicator

import "math"

// spread puts the children of a level into the kindergartens in proportion to
// places and pull, none above its places of that level while another has room;
// what is then left sits in rooms that changed level, in proportion to what the
// kindergartens can still hold.
func (sc *scene) spread(l int, children float64, pull [3]float64) {
	room := func(k int) float64 {
		o := &sc.now[k].open
		c := o.Level[l]
		if l > 0 {
			c += o.Level[4] / 3
		}
		return math.Max(math.Min(c, o.Places-sc.used[k])-sc.now[k].children[l], 0)
	}
	for range len(sc.now) + 1 { // each pass fills a kindergarten or places everybody
		if children <= 1e-9 {
			break
		}
		sum := 0.0
		for k := range sc.now {
			sc.weight[k] = 0
			if free := room(k); free > 1e-9 {
				sc.weight[k] = sc.now[k].open.Level[l] * pull[sc.provider[k]]
				if l > 0 {
					sc.weight[k] += sc.now[k].open.Level[4] / 3 * pull[sc.provider[k]]
				}
			}
			sum += sc.weight[k]
		}
		if sum == 0 {
			break
		}
		left := children
		for k, w := range sc.weight {
			if w == 0 {
				continue
			}
			x := math.Min(children*w/sum, room(k))
			sc.now[k].children[l] += x
			left -= x
		}
		children = left
	}
	for k := range sc.now {
		sc.used[k] += sc.now[k].children[l]
	}
	sum := 0.0
	for k := range sc.now {
		sc.weight[k] = math.Max(sc.now[k].most-sc.used[k], 0)
		sum += sc.weight[k]
	}
	if children <= 1e-9 || sum == 0 {
		return
	}
	for k, w := range sc.weight {
		sc.now[k].children[l] += children * w / sum
		sc.used[k] += children * w / sum
	}
}

// squeeze lets in the children of a level who have no place, as whole children,
// in proportion to the kindergartens' places of that level, or to all their
// places where none has any; what rounding leaves goes one by one to the first.
func (sc *scene) squeeze(l int, children float64) {
	left := math.Round(children)
	if left == 0 {
		return
	}
	sum := 0.0
	for k := range sc.now {
		o := &sc.now[k].open
		sc.weight[k] = o.Level[l]
		if l > 0 {
			sc.weight[k] += o.Level[4] / 3
		}
		sum += sc.weight[k]
	}
	if sum == 0 {
		for k := range sc.now {
			sc.weight[k] = sc.now[k].open.Places
			sum += sc.weight[k]
		}
	}
	if sum == 0 {
		return
	}
	whole := left
	for k, w := range sc.weight {
		sc.now[k].squeezed[l] = math.Floor(whole * w / sum)
		left -= sc.now[k].squeezed[l]
	}
	for k := 0; left > 0; k = (k + 1) % len(sc.now) {
		if sc.weight[k] > 0 {
			sc.now[k].squeezed[l]++
			left--
		}
	}
}
