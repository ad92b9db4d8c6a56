package orlib

import (
	"container/heap"
	"math"

	"kindercast/geo/siting"
)

// largest is the most sites or customers accepted.
const largest = 100_000

// readPMed reads "n edges p", then "i j length" per edge; the graph is
// undirected and a repeated edge replaces the earlier one. Costs are lengths of
// shortest paths.
func readPMed(s *scanner) siting.Instance {
	n := s.whole(1, largest, "number of nodes")
	edges := s.whole(0, 1<<30, "number of edges")
	p := s.whole(1, max(n, 1), "number of medians")
	if !s.rest(3*edges, "a graph of that size") {
		return nil
	}
	links := make([][]link, n) // in the order of the file
	place := map[[2]int]int{}
	add := func(i, j int, length float64) {
		k, seen := place[[2]int{i, j}]
		if seen {
			links[i][k].length = length
			return
		}
		place[[2]int{i, j}] = len(links[i])
		links[i] = append(links[i], link{j, length})
	}
	for e := range edges {
		i := s.whole(1, n, "first node of edge %d", e+1) - 1
		j := s.whole(1, n, "second node of edge %d", e+1) - 1
		length := s.amount("length of edge %d", e+1)
		if s.err != nil {
			return nil
		}
		add(i, j, length)
		add(j, i, length)
	}
	cost := make([][]float64, n)
	for i := range cost {
		cost[i] = shortest(links, i)
		for j, c := range cost[i] {
			if math.IsInf(c, 1) {
				s.fail("node %d cannot be reached from node %d", j+1, i+1)
				return nil
			}
		}
	}
	return siting.PMedian{Cost: cost, P: p}
}

// readPlanar reads "n p Q", then "i x y demand" per point. Every point is a
// customer and a site of capacity Q; costs are Euclidean distances, rounded
// down to whole numbers or not.
func readPlanar(s *scanner, floor bool) siting.Instance {
	n := s.whole(1, largest, "number of points")
	p := s.whole(1, max(n, 1), "number of medians")
	room := s.amount("capacity")
	if !s.rest(4*n, "a plane of that size") {
		return nil
	}
	x, y, demand := make([]float64, n), make([]float64, n), make([]float64, n)
	seen := make([]bool, n)
	for range n {
		i := s.whole(1, n, "number of a point") - 1
		if s.err != nil {
			return nil
		}
		if seen[i] {
			s.fail("point %d comes twice", i+1)
			return nil
		}
		seen[i] = true
		x[i] = s.number("x of point %d", i+1)
		y[i] = s.number("y of point %d", i+1)
		demand[i] = s.amount("demand of point %d", i+1)
	}
	capacity, cost := make([]float64, n), make([][]float64, n)
	for i := range cost {
		capacity[i] = room
		cost[i] = make([]float64, n)
		for j := range cost[i] {
			cost[i][j] = math.Hypot(x[i]-x[j], y[i]-y[j])
			if floor {
				cost[i][j] = floorRoot((x[i]-x[j])*(x[i]-x[j]) + (y[i]-y[j])*(y[i]-y[j]))
			}
		}
	}
	return siting.CapacitatedPMedian{Cost: cost, Demand: demand, Capacity: capacity, P: p}
}

// floorRoot is the largest whole number whose square is at most v.
func floorRoot(v float64) float64 {
	r := math.Floor(math.Sqrt(v))
	for r*r > v {
		r--
	}
	for (r+1)*(r+1) <= v {
		r++
	}
	return r
}

// readCap reads "m n", "capacity fixed" per site, and per customer its demand
// and the cost of all of it from each site.
func readCap(s *scanner) siting.Instance {
	m := s.whole(1, largest, "number of sites")
	n := s.whole(1, largest, "number of customers")
	if !s.rest(2*m+n*(m+1), "a problem of that size") {
		return nil
	}
	f := facilities(m, n)
	f.Split = true
	for i := range m {
		f.Capacity[i] = s.amount("capacity of site %d", i+1)
		f.Fixed[i] = s.number("fixed cost of site %d", i+1)
	}
	for j := range n {
		f.Demand[j] = s.amount("demand of customer %d", j+1)
		for i := range m {
			f.Cost[i][j] = s.number("cost of customer %d from site %d", j+1, i+1)
		}
	}
	return f
}

// readSingleSource reads the two layouts of single-source problems. They are
// told apart by the first line: Holmberg's is "m n" followed by m pairs
// "capacity fixed", n demands and m x n costs by site; Delmaire's "n m" followed
// by n x m costs by customer, n demands, m fixed costs and m capacities. Both
// hold 2 + 2m + n + mn numbers, so the count of numbers tells them apart unless
// m = n, and then Holmberg's is taken where the second line has two numbers.
func readSingleSource(s *scanner) siting.Instance {
	first := s.whole(1, largest, "first size")
	second := s.whole(1, largest, "second size")
	if s.err != nil {
		return nil
	}
	left := len(s.tokens) - s.at
	holmberg := 2*first + second + first*second
	delmaire := 2*second + first + first*second
	switch {
	case left != holmberg && left != delmaire:
		s.fail("sizes %d and %d need %d numbers (sites first) or %d (customers first), the file has %d", first, second, holmberg, delmaire, left)
		return nil
	case left == holmberg && (left != delmaire || s.pairFollows()):
		return readHolmberg(s, first, second)
	}
	return readDelmaire(s, first, second)
}

// pairFollows says whether the line of the next token has two numbers.
func (s *scanner) pairFollows() bool {
	line := s.tokens[s.at].line
	return s.at+2 <= len(s.tokens) && s.tokens[s.at+1].line == line &&
		(s.at+2 == len(s.tokens) || s.tokens[s.at+2].line != line)
}

func readHolmberg(s *scanner, m, n int) siting.Instance {
	f := facilities(m, n)
	for i := range m {
		f.Capacity[i] = s.amount("capacity of site %d", i+1)
		f.Fixed[i] = s.number("fixed cost of site %d", i+1)
	}
	for j := range n {
		f.Demand[j] = s.amount("demand of customer %d", j+1)
	}
	for i := range m {
		for j := range n {
			f.Cost[i][j] = s.number("cost of customer %d from site %d", j+1, i+1)
		}
	}
	return f
}

func readDelmaire(s *scanner, n, m int) siting.Instance {
	f := facilities(m, n)
	for j := range n {
		for i := range m {
			f.Cost[i][j] = s.number("cost of customer %d from site %d", j+1, i+1)
		}
	}
	for j := range n {
		f.Demand[j] = s.amount("demand of customer %d", j+1)
	}
	for i := range m {
		f.Fixed[i] = s.number("fixed cost of site %d", i+1)
	}
	for i := range m {
		f.Capacity[i] = s.amount("capacity of site %d", i+1)
	}
	return f
}

func facilities(m, n int) siting.FacilityLocation {
	f := siting.FacilityLocation{Cost: make([][]float64, m), Fixed: make([]float64, m), Demand: make([]float64, n), Capacity: make([]float64, m)}
	for i := range f.Cost {
		f.Cost[i] = make([]float64, n)
	}
	return f
}

// link is an edge as one of its ends sees it.
type link struct {
	to     int
	length float64
}

// shortest is Dijkstra's algorithm (1959) from one node; +Inf where no path is.
func shortest(links [][]link, from int) []float64 {
	d := make([]float64, len(links))
	for i := range d {
		d[i] = math.Inf(1)
	}
	d[from] = 0
	q := &front{{0, from}}
	for q.Len() > 0 {
		top := heap.Pop(q).(reached)
		if top.d > d[top.node] {
			continue
		}
		for _, l := range links[top.node] {
			if v := top.d + l.length; v < d[l.to] {
				d[l.to] = v
				heap.Push(q, reached{v, l.to})
			}
		}
	}
	return d
}

// reached is a node and the length of a path to it; front orders them.
type reached struct {
	d    float64
	node int
}

type front []reached

func (f front) Len() int           { return len(f) }
func (f front) Less(a, b int) bool { return f[a].d < f[b].d }
func (f front) Swap(a, b int)      { f[a], f[b] = f[b], f[a] }

// Push and Pop implement heap.Interface.
func (f *front) Push(x any) { *f = append(*f, x.(reached)) }
func (f *front) Pop() any {
	last := len(*f) - 1
	r := (*f)[last]
	*f = (*f)[:last]
	return r
}
