package forecast

import "slices"

// picker finds order statistics without sorting all: it counts the numbers into
// buckets of equal width and sorts the buckets that hold a wanted rank. The answer
// is that of a full sort. A picker serves one goroutine.
type picker struct {
	count  [pickBuckets + 1]int32 // numbers by bucket, then the rank of its first; the last is of all
	slot   [pickBuckets]int32     // where the bucket's numbers begin in held, -1 if not wanted
	bucket []uint16               // of each number
	held   []float64
	ranks  [2 * len(Probabilities)]int
	values [2 * len(Probabilities)]float64
}

const pickBuckets = 512

// summarise returns the mean and quantiles of x, as Summarise does.
func (p *picker) summarise(x []float64) (s Summary) {
	n := len(x)
	low, high, sum := x[0], x[0], 0.0
	for _, v := range x { // min and max would spend their time on NaN
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
		sum += v
	}
	s.Mean = sum / float64(n)
	for k, prob := range Probabilities {
		r := int(prob * float64(n-1))
		p.ranks[2*k], p.ranks[2*k+1] = r, min(r+1, n-1)
	}
	if !p.pick(x, low, high) {
		for k := range p.values {
			p.values[k] = low
		}
	}
	for k, prob := range Probabilities {
		h := prob * float64(n-1)
		a, b := p.values[2*k], p.values[2*k+1]
		s.Q[k] = a + (h-float64(int(h)))*(b-a)
	}
	return s
}

// pick fills values with the numbers at ranks, which ascend. It reports false
// where all numbers are too close for buckets, that is, equal.
func (p *picker) pick(x []float64, low, high float64) bool {
	scale := (pickBuckets - 1) / (high - low)
	if !(scale > 0 && scale < 1e300) {
		return false
	}
	clear(p.count[:])
	p.bucket = slices.Grow(p.bucket[:0], len(x))[:len(x)]
	for i, v := range x {
		b := uint16((v - low) * scale)
		p.bucket[i] = b
		p.count[b%pickBuckets]++
	}
	first := int32(0)
	for b, n := range p.count[:] {
		p.count[b], first = first, first+n
	}
	for b := range p.slot {
		p.slot[b] = -1
	}
	var bucket [len(p.ranks)]int
	size := int32(0)
	b := 0
	for k, r := range p.ranks {
		for int(p.count[b+1]) <= r {
			b++
		}
		bucket[k] = b
		if p.slot[b] < 0 {
			p.slot[b] = size
			size += p.count[b+1] - p.count[b]
		}
	}
	p.held = slices.Grow(p.held[:0], int(size))[:size]
	var begin [len(p.ranks)]int32
	for k, b := range bucket {
		begin[k] = p.slot[b]
	}
	for i, b := range p.bucket {
		if at := p.slot[b%pickBuckets]; at >= 0 {
			p.held[at] = x[i]
			p.slot[b%pickBuckets]++
		}
	}
	for k, b := range bucket {
		end := begin[k] + p.count[b+1] - p.count[b]
		if k == 0 || bucket[k-1] != b {
			slices.Sort(p.held[begin[k]:end])
		}
		p.values[k] = p.held[begin[k]+int32(p.ranks[k])-p.count[b]]
	}
	return true
}
