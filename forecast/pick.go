package forecast

import "slices"

// picker finds order statistics without sorting all: it counts the numbers into
// buckets of equal width and sorts the buckets that hold a wanted rank. The answer
// is that of a full sort. A picker serves one goroutine.
type picker struct {
	count  [pickBuckets]int32 // numbers by bucket
	next   [pickBuckets]int32 // of a wanted bucket, where its next number goes in held
	wanted [pickBuckets]uint8 // 1 if the bucket holds a wanted rank
	bucket []uint16           // of each number
	place  []int32            // of the numbers in wanted buckets, among all
	held   []float64          // the numbers of the wanted buckets
	ranks  [2 * len(Probabilities)]int
	values [2 * len(Probabilities)]float64
}

const pickBuckets = 512

// summarise returns the mean and quantiles of x, as Summarise does.
func (p *picker) summarise(x []float64) (s Summary) {
	n := len(x)
	low, high, sum := extent(x)
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

// extent returns the least and the largest number and the sum, of which even and odd
// positions are added up side by side.
func extent(x []float64) (low, high, sum float64) {
	low, high = x[0], x[0]
	var even, odd float64
	for i := 1; i < len(x); i += 2 {
		a, b := x[i-1], x[i]
		even += a
		odd += b
		if a < low { // min and max would spend their time on NaN
			low = a
		}
		if b < low {
			low = b
		}
		if a > high {
			high = a
		}
		if b > high {
			high = b
		}
	}
	if len(x)%2 > 0 {
		last := x[len(x)-1]
		low, high, even = min(low, last), max(high, last), even+last
	}
	return low, high, even + odd
}

// pick fills values with the numbers at ranks, which ascend. It reports false
// where all numbers are too close for buckets, that is, equal.
func (p *picker) pick(x []float64, low, high float64) bool {
	scale := (pickBuckets - 1) / (high - low)
	if !(scale > 0 && scale < 1e300) {
		return false
	}
	bucket := slices.Grow(p.bucket[:0], len(x))[:len(x)]
	place := slices.Grow(p.place[:0], len(x))[:len(x)]
	p.bucket, p.place, p.held = bucket, place, slices.Grow(p.held[:0], len(x))[:len(x)]
	clear(p.count[:])
	for i, v := range x {
		b := uint16(int((v-low)*scale)) % pickBuckets
		bucket[i] = b
		p.count[b]++
	}
	clear(p.wanted[:])
	var at [len(p.ranks)]int32 // the place of a rank in held
	var of [len(p.ranks)]int   // its bucket
	b, below, size := 0, int32(0), int32(0)
	for k, r := range p.ranks {
		for below+p.count[b] <= int32(r) {
			below += p.count[b]
			b++
		}
		if p.wanted[b] == 0 {
			p.wanted[b], p.next[b] = 1, size
			size += p.count[b]
		}
		at[k], of[k] = p.next[b]+int32(r)-below, b
	}
	n := 0
	for i, b := range bucket { // every position is put down, and stays if it is wanted
		place[n] = int32(i)
		n += int(p.wanted[b%pickBuckets])
	}
	for _, i := range place[:n] {
		b := bucket[i]
		p.held[p.next[b%pickBuckets]] = x[i]
		p.next[b%pickBuckets]++
	}
	for k, b := range of {
		if k == 0 || b != of[k-1] {
			slices.Sort(p.held[p.next[b]-p.count[b] : p.next[b]])
		}
		p.values[k] = p.held[at[k]]
	}
	return true
}
