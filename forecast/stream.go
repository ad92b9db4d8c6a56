package forecast

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"strconv"
)

// xoshiro is the generator xoshiro256++ of Blackman & Vigna (2021): 256 bits of
// state, which are never all zero, and a period of 2^256 - 1.
type xoshiro struct{ a, b, c, d uint64 }

// next returns 64 random bits and the state after them. State goes by value so that
// a loop keeps it in registers.
func (x xoshiro) next() (uint64, xoshiro) {
	out := bits.RotateLeft64(x.a+x.d, 23) + x.a
	t := x.b << 17
	x.c ^= x.a
	x.d ^= x.b
	x.b ^= x.c
	x.a ^= x.d
	x.c ^= t
	x.d = bits.RotateLeft64(x.d, 45)
	return out, x
}

// Uint64 returns 64 random bits.
func (x *xoshiro) Uint64() (out uint64) {
	out, *x = x.next()
	return out
}

// source returns the random bits of one purpose: a generator whose state is the
// SHA-256 of the seed and the parts of its name, joined by a bar. Sources of
// different names are independent, so that an area or a cohort more leaves the
// others' be.
func source(seed uint64, parts ...string) *xoshiro {
	name := strconv.AppendUint(make([]byte, 0, 64), seed, 10)
	for _, p := range parts {
		name = append(name, '|')
		name = append(name, p...)
	}
	h := sha256.Sum256(name)
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(h[8*i:]) }
	return &xoshiro{word(0), word(1), word(2), word(3)}
}

// stream returns the random numbers of one purpose; see source.
func stream(seed uint64, parts ...string) *rand.Rand { return rand.New(source(seed, parts...)) }
