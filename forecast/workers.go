package forecast

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// parallel calls do for 0..n-1 on the given number of goroutines; 0 means one a
// core. do must write only what belongs to its number, so that the order of work
// does not show.
func parallel(n, workers int, do func(i int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, n)
	if workers <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// sortBy sorts positions by key, equal keys by position.
func sortBy(order []int, key func(int) float64) {
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a, b))
	})
}
