package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// stream is a source of randomness of its own for every name: adding a
// committee or a year leaves the numbers of all others alone.
type stream struct{ *rand.PCG }

// newStream keys a stream by seed and parts: SHA-256("seed|part|part…").
func newStream(seed uint64, parts ...any) stream {
	key := fmt.Sprint(seed)
	for _, p := range parts {
		key += fmt.Sprint("|", p)
	}
	h := sha256.Sum256([]byte(key))
	return stream{rand.NewPCG(binary.LittleEndian.Uint64(h[:8]), binary.LittleEndian.Uint64(h[8:16]))}
}

// uniform returns a number in [lo, hi).
func (s stream) uniform(lo, hi float64) float64 { return lo + (hi-lo)*rand.New(s.PCG).Float64() }

// between returns a whole number in lo..hi, both included.
func (s stream) between(lo, hi int) int { return lo + rand.New(s.PCG).IntN(hi-lo+1) }

// chance is true with probability p.
func (s stream) chance(p float64) bool { return s.uniform(0, 1) < p }

// normal returns a draw of mean mu and standard deviation sd.
func (s stream) normal(mu, sd float64) float64 {
	return distuv.Normal{Mu: mu, Sigma: sd, Src: s.PCG}.Rand()
}

// factor returns a draw with mean 1 and coefficient of variation cv (gamma).
func (s stream) factor(cv float64) float64 {
	k := 1 / (cv * cv)
	return distuv.Gamma{Alpha: k, Beta: k, Src: s.PCG}.Rand()
}

// poisson returns how many of something happen when mean are expected.
func (s stream) poisson(mean float64) int {
	if mean == 0 {
		return 0
	}
	return int(distuv.Poisson{Lambda: mean, Src: s.PCG}.Rand())
}

// binomial returns how many of n take part when each does with probability p.
func (s stream) binomial(n int, p float64) int {
	switch {
	case n == 0 || p == 0:
		return 0
	case p == 1:
		return n
	}
	return int(distuv.Binomial{N: float64(n), P: p, Src: s.PCG}.Rand())
}

// share splits n into whole parts in proportion to weights by largest
// remainders; of equal remainders the earlier part is served first. Weights
// that are all zero share nothing.
func share(n int, weights []float64) []int {
	parts := make([]int, len(weights))
	rest := make([]float64, len(weights))
	var sum float64
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		return parts
	}
	left := n
	for i, w := range weights {
		exact := float64(n) * w / sum
		parts[i] = int(math.Floor(exact))
		rest[i] = exact - float64(parts[i])
		left -= parts[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i, r := range rest {
			if r > rest[best] {
				best = i
			}
		}
		parts[best]++
		rest[best] = -1
	}
	return parts
}
