package siting

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestFlowByHand: 4 units from 0 to 3. The cheap way 0-1-3 costs 1+1 but holds
// 3; the other 0-2-3 costs 2+2. So 3*2 + 1*4 = 10.
func TestFlowByHand(t *testing.T) {
	f := NewFlowNetwork(4)
	f.SetSupply(0, 4)
	f.SetSupply(3, -4)
	f.AddArc(0, 1, math.Inf(1), 1)
	tight := f.AddArc(1, 3, 3, 1)
	f.AddArc(0, 2, math.Inf(1), 2)
	f.AddArc(2, 3, 5, 2)
	flow, err := f.Solve()
	if err != nil || flow.Cost != 10 || flow.Arc[tight] != 3 {
		t.Fatalf("cost %v, tight arc %v, %v", flow.Cost, flow.Arc, err)
	}
}

func TestFlowRefusals(t *testing.T) {
	f := NewFlowNetwork(2)
	f.SetSupply(0, 2)
	f.SetSupply(1, -2)
	f.AddArc(0, 1, 1, 1)
	if _, err := f.Solve(); !errors.Is(err, ErrInfeasible) {
		t.Errorf("an arc of capacity 1 cannot carry 2: %v", err)
	}
	f.SetSupply(1, -1)
	if _, err := f.Solve(); err == nil || errors.Is(err, ErrInfeasible) {
		t.Errorf("supplies that do not sum to zero are misuse, not infeasible: %v", err)
	}
	g := NewFlowNetwork(2)
	g.AddArc(0, 1, math.Inf(1), -1)
	g.AddArc(1, 0, math.Inf(1), -1)
	if _, err := g.Solve(); err == nil {
		t.Error("a free cycle of negative cost has no optimum")
	}
}

// TestFlowIsOptimal: a flow is optimal if and only if prices exist with which
// every arc with room has a reduced cost of at least 0 and every arc in use one
// of at most 0 (complementary slackness), and it is conserved at every node.
func TestFlowIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.IntRange(2, 8).Draw(t, "nodes")
		f := NewFlowNetwork(nodes)
		supply := make([]float64, nodes)
		for range rapid.IntRange(1, 6).Draw(t, "pairs") {
			from, to := rapid.IntRange(0, nodes-1).Draw(t, "from"), rapid.IntRange(0, nodes-1).Draw(t, "to")
			amount := float64(rapid.IntRange(0, 9).Draw(t, "amount"))
			supply[from] += amount
			supply[to] -= amount
		}
		for v, s := range supply {
			f.SetSupply(v, s)
		}
		for range rapid.IntRange(0, 30).Draw(t, "arcs") {
			f.AddArc(rapid.IntRange(0, nodes-1).Draw(t, "tail"), rapid.IntRange(0, nodes-1).Draw(t, "head"),
				float64(rapid.IntRange(0, 12).Draw(t, "capacity")), float64(rapid.IntRange(-3, 20).Draw(t, "cost")))
		}
		flow, err := f.Solve()
		if errors.Is(err, ErrInfeasible) {
			if reachable(f) {
				t.Fatal("called infeasible, but augmenting paths carry everything")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float64, nodes)
		for a, v := range flow.Arc {
			i, j := f.from[a], f.to[a]
			out[i] += v
			out[j] -= v
			if v < 0 || v > f.capacity[a] {
				t.Fatalf("arc %d carries %v of %v", a, v, f.capacity[a])
			}
			reduced := f.cost[a] + flow.Price[i] - flow.Price[j]
			if v < f.capacity[a] && reduced < -1e-7 || v > 0 && reduced > 1e-7 {
				t.Fatalf("arc %d carries %v of %v at reduced cost %v", a, v, f.capacity[a], reduced)
			}
		}
		for v := range out {
			if out[v] != supply[v] { // whole numbers: exact
				t.Fatalf("node %d sends %v, supply %v", v, out[v], supply[v])
			}
		}
	})
}

// reachable finds by augmenting paths (Ford & Fulkerson) whether all supply can
// be carried, costs aside.
func reachable(f *FlowNetwork) bool {
	n := len(f.supply)
	room := make([][]float64, n+2)
	for v := range room {
		room[v] = make([]float64, n+2)
	}
	need := 0.0
	for v, s := range f.supply {
		if s > 0 {
			room[n][v] = s
			need += s
		} else {
			room[v][n+1] = -s
		}
	}
	for a := range f.cost {
		room[f.from[a]][f.to[a]] += f.capacity[a]
	}
	for {
		from := make([]int, n+2)
		for v := range from {
			from[v] = -1
		}
		from[n] = n
		queue := []int{n}
		for len(queue) > 0 {
			v := queue[0]
			queue = queue[1:]
			for w, r := range room[v] {
				if r > 0 && from[w] < 0 {
					from[w] = v
					queue = append(queue, w)
				}
			}
		}
		if from[n+1] < 0 {
			return need == 0
		}
		push := math.Inf(1)
		for w := n + 1; w != n; w = from[w] {
			push = math.Min(push, room[from[w]][w])
		}
		for w := n + 1; w != n; w = from[w] {
			room[from[w]][w] -= push
			room[w][from[w]] += push
		}
		need -= push
	}
}
