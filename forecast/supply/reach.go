package supply

import (
	"math"
	"slices"
)

// Reach says to which areas children may walk for a place: for every area, those
// within the limit, nearest first, itself always first. The zero Reach keeps
// everybody at home.
type Reach struct {
	Minutes float64 // the limit; 0 where nobody walks to another area
	within  [][]int
}

// NewReach returns the areas within limit minutes on foot. minutes[i][j] is the
// time from area i to area j, in the order of the planned areas; NaN or +Inf
// where there is no way. It panics on a matrix that is not square.
func NewReach(minutes [][]float64, limit float64) Reach {
	r := Reach{Minutes: limit, within: make([][]int, len(minutes))}
	for i, row := range minutes {
		if len(row) != len(minutes) {
			panic("supply: reach wants a square matrix")
		}
		near := []int{}
		for j, m := range row {
			if j != i && m <= limit && !math.IsNaN(m) {
				near = append(near, j)
			}
		}
		slices.SortStableFunc(near, func(a, b int) int {
			switch {
			case row[a] < row[b]:
				return -1
			case row[a] > row[b]:
				return 1
			}
			return 0
		})
		r.within[i] = append([]int{i}, near...)
	}
	return r
}

// alone reports whether children of area i have no other area to walk to.
func (r Reach) alone() bool { return r.within == nil }

const tiny = 1e-9 // children; what is less is rounding

// transport places want children of each area in room places of each area, with
// as few left over as the reach allows (a maximum flow), and reports who stays
// without. Children are placed at home first and then nearest first; a child
// placed elsewhere may make way for a neighbour who has no other choice. want is
// turned into the children left over, room into the places left over.
type transport struct {
	reach Reach
	from  [][]int   // homes within reach of a place
	flow  []float64 // from home i to place j: i*n + j
	queue []int
	stamp int   // of this search; places and homes met carry it
	seen  []int // places
	known []int // homes
	by    []int // home through which a place was found
	via   []int // place through which a home was found, -1 for the start
}

// dead marks a place or home from which no free place can be reached any more.
const dead = math.MaxInt

func newTransport(r Reach, n int) *transport {
	if r.alone() {
		return &transport{}
	}
	t := &transport{reach: r, from: make([][]int, n), flow: make([]float64, n*n), queue: make([]int, 0, n),
		seen: make([]int, n), known: make([]int, n), by: make([]int, n), via: make([]int, n)}
	for i, near := range r.within {
		for _, j := range near {
			t.from[j] = append(t.from[j], i)
		}
	}
	return t
}

func (t *transport) run(want, room []float64) {
	for i := range want {
		x := math.Min(want[i], room[i])
		if t.flow != nil {
			n := len(want)
			for _, j := range t.reach.within[i] {
				t.flow[i*n+j] = 0
			}
			t.flow[i*n+i] = x
		}
		want[i] -= x
		room[i] -= x
	}
	if t.reach.alone() {
		return
	}
	spare := 0.0
	for _, x := range room {
		spare += x
	}
	clear(t.seen)
	clear(t.known)
	t.stamp = 0
	for i := range want {
		for want[i] > tiny && spare > tiny {
			x := t.augment(i, want[i], room)
			if x == 0 {
				break
			}
			want[i] -= x
			spare -= x
		}
	}
}

// augment sends up to most more children of home i along the shortest chain:
// i takes a place at j0, whose occupants from h1 move to j1 … until a place is
// free. It returns how many were sent.
func (t *transport) augment(i int, most float64, room []float64) float64 {
	n := len(room)
	if t.known[i] == dead {
		return 0
	}
	t.stamp++
	t.queue = append(t.queue[:0], i)
	t.via[i], t.known[i] = -1, t.stamp
	for q := 0; q < len(t.queue); q++ {
		h := t.queue[q]
		for _, j := range t.reach.within[h] {
			if t.seen[j] >= t.stamp {
				continue
			}
			t.seen[j], t.by[j] = t.stamp, h
			if room[j] > tiny {
				return t.send(j, most, room)
			}
			for _, g := range t.from[j] {
				if t.known[g] < t.stamp && t.flow[g*n+j] > tiny {
					t.known[g], t.via[g] = t.stamp, j
					t.queue = append(t.queue, g)
				}
			}
		}
	}
	for _, h := range t.queue { // no free place from here: none of these will find one later
		t.known[h] = dead
		for _, j := range t.reach.within[h] {
			t.seen[j] = dead
		}
	}
	return 0
}

// send moves children along the chain that ends at the free place j.
func (t *transport) send(j int, most float64, room []float64) float64 {
	n := len(room)
	x := math.Min(most, room[j])
	for k := j; ; {
		h := t.by[k]
		if t.via[h] < 0 {
			break
		}
		k = t.via[h]
		x = math.Min(x, t.flow[h*n+k])
	}
	room[j] -= x
	for k := j; ; {
		h := t.by[k]
		t.flow[h*n+k] += x
		if t.via[h] < 0 {
			return x
		}
		k = t.via[h]
		t.flow[h*n+k] -= x
	}
}
