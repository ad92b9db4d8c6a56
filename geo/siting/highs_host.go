package siting

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

func putUint64(b []byte, v uint64) { binary.LittleEndian.PutUint64(b, v) }
func putUint32(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }
func getUint64(b []byte) uint64    { return binary.LittleEndian.Uint64(b) }

// highsHost is what one instance of HiGHS sees of the world: a clock that jumps
// to the end of time when the caller's context ends, and no files.
type highsHost struct {
	ctx   context.Context
	began time.Time
}

type highsHostKey struct{}

// milliseconds is the clock of the instance, from zero at its first reading.
func (h *highsHost) milliseconds() float64 {
	if h.began.IsZero() {
		h.began = time.Now()
	}
	if h.ctx.Err() != nil {
		return 1e15
	}
	return float64(time.Since(h.began)) / 1e6
}

// errHighsThrow is a C++ exception, which this build cannot catch.
var errHighsThrow = errors.New("HiGHS threw an exception")

// addHighsHost gives the module the twenty functions it imports, under their
// short names in the pinned build.
func addHighsHost(ctx context.Context, r wazero.Runtime) error {
	const (
		noFile  = int32(-44) // -ENOENT
		badFile = int32(8)   // EBADF in WASI's numbering
		page    = 65536      // bytes
	)
	clock := func(ctx context.Context) float64 { return ctx.Value(highsHostKey{}).(*highsHost).milliseconds() }
	b := r.NewHostModuleBuilder("a")
	def := func(name string, f any) { b.NewFunctionBuilder().WithFunc(f).Export(name) }
	def("a", func(context.Context, uint32, uint32, uint32) { panic(errHighsThrow) })                           // __cxa_throw
	def("b", func(context.Context, uint32) { panic(errors.New("HiGHS exited")) })                              // exit
	def("c", clock)                                                                                            // emscripten_get_now
	def("d", func(context.Context, uint32) int32 { return 0 })                                                 // fd_close
	def("e", func(context.Context, uint32, uint32, uint32) int32 { return 0 })                                 // fcntl64
	def("g", func(context.Context, uint32, uint32, uint32, uint32) int32 { return badFile })                   // fd_read
	def("h", func(context.Context, uint32, uint32, uint32) int32 { return 0 })                                 // ioctl
	def("i", func(context.Context, uint32, uint32, uint32, uint32) int32 { return noFile })                    // openat
	def("j", clock)                                                                                            // emscripten_date_now
	def("k", func(context.Context) { panic(errors.New("HiGHS aborted")) })                                     // abort
	def("l", func(context.Context, uint32, float64) int32 { return 0 })                                        // setitimer
	def("r", func(context.Context, uint32) { panic(errors.New("HiGHS exited")) })                              // proc_exit
	def("s", func(context.Context) {})                                                                         // keepalive_clear
	def("t", func(context.Context, uint32, uint64, uint32, uint32) int32 { return badFile })                   // fd_seek
	def("n", func(context.Context, uint32, uint32) int32 { return 0 })                                         // environ_get
	def("o", func(_ context.Context, m api.Module, count, size uint32) int32 { return zeros(m, count, size) }) // environ_sizes_get
	def("m", func(_ context.Context, m api.Module, zone, daylight, std, dst uint32) {                          // tzset
		zeros(m, zone, daylight)
		zeros(m, std, dst)
	})
	def("f", func(_ context.Context, m api.Module, _, vectors, count, written uint32) int32 { // fd_write: swallowed
		total := uint32(0)
		for k := range count {
			n, _ := m.Memory().ReadUint32Le(vectors + 8*k + 4)
			total += n
		}
		m.Memory().WriteUint32Le(written, total)
		return 0
	})
	def("p", func(ctx context.Context, m api.Module, _ uint32, _ uint64, at uint32) int32 { // clock_time_get
		ns := ctx.Value(highsHostKey{}).(*highsHost).milliseconds() * 1e6
		m.Memory().WriteUint64Le(at, uint64(min(ns, math.MaxInt64/2)))
		return 0
	})
	def("q", func(_ context.Context, m api.Module, wanted uint32) int32 { // resize_heap
		have := m.Memory().Size()
		if wanted <= have {
			return 1
		}
		want := max(wanted, have+have/8)
		if want < have { // past the end of the address space
			want = wanted
		}
		if _, ok := m.Memory().Grow((want - have + page - 1) / page); ok {
			return 1
		}
		if _, ok := m.Memory().Grow((wanted - have + page - 1) / page); ok {
			return 1
		}
		return 0
	})
	_, err := b.Instantiate(ctx)
	return err
}

func zeros(m api.Module, at ...uint32) int32 {
	for _, p := range at {
		m.Memory().WriteUint32Le(p, 0)
	}
	return 0
}
