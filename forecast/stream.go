package forecast

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
)

// source returns the random bits of one purpose: PCG seeded with the SHA-256 of
// the seed and the parts of its name, joined by a bar. Sources of different names
// are independent, so that an area or a cohort more leaves the others' be.
func source(seed uint64, parts ...string) *rand.PCG {
	name := strconv.AppendUint(make([]byte, 0, 64), seed, 10)
	for _, p := range parts {
		name = append(name, '|')
		name = append(name, p...)
	}
	h := sha256.Sum256(name)
	return rand.NewPCG(binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:]))
}

// stream returns the random numbers of one purpose; see source.
func stream(seed uint64, parts ...string) *rand.Rand { return rand.New(source(seed, parts...)) }
