package geo

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
)

// parallel calls work(0) … work(n-1) on all cores. Each call must write only
// what is its own, so that the answer does not depend on who did it.
func parallel(n int, work func(i int)) {
	parallelWith(n, func() func(int) { return work })
}

// parallelWith is parallel with a worker made anew on each core, for work that
// needs room of its own.
func parallelWith(n int, worker func() func(i int)) {
	cores := min(runtime.GOMAXPROCS(0), n)
	if cores <= 1 {
		if n > 0 {
			work := worker()
			for i := range n {
				work(i)
			}
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range cores {
		wg.Go(func() {
			work := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}

// number64 prints a number as short as it can be read back.
func number64(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
