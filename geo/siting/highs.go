package siting

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// HiGHSVersion and highsSHA256 pin the one build of HiGHS that is accepted: the
// WebAssembly file of the npm package highs (MIT licence). Its exports have
// one- and two-letter names that change with every build, listed in
// highsExports. To move to another version, find in the package's
// build/highs.js the function assignWasmExports, which pairs each C name
// (_Highs_run) with its short one, and the object wasmImports, which does the
// same for what the module asks of its host; renew highsExports, the host
// functions in highs_host.go, the version and the hash together.
const (
	HiGHSVersion = "1.15.3"
	highsSHA256  = "528be4365bea1d4188988646b244263f50320df55782e14d6af5bce7cd45c840"
)

var highsExports = map[string]string{
	"start": "v", "malloc": "uc", "free": "tc",
	"create": "F", "destroy": "G", "passMip": "V", "run": "N",
	"getSolution": "Ea", "setSolution": "Va", "getModelStatus": "Ga",
	"getDoubleInfo": "Ba", "setBool": "ia", "setInt": "ja", "setDouble": "ka", "setString": "la",
}

//go:embed all:wasm
var highsFiles embed.FS

// ErrNoHiGHS is returned when the solver's file is not there: it is copied in at
// set-up and never committed. Planning goes on without it.
var ErrNoHiGHS = errors.New("HiGHS is not installed: geo/siting/wasm/highs.wasm is absent")

// HiGHS is an exact solver for mixed-integer programs, run as WebAssembly. It
// serves any number of solves at once; each runs in a fresh instance, so that
// one that fails leaves no trace.
type HiGHS struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// OpenHiGHS compiles the solver from path, or from the copy built into the
// program where path is empty. Bytes other than the pinned build's are refused.
func OpenHiGHS(ctx context.Context, path string) (*HiGHS, error) {
	var code []byte
	var err error
	if path == "" {
		code, err = highsFiles.ReadFile("wasm/highs.wasm")
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoHiGHS
		}
	} else {
		code, err = os.ReadFile(path) // #nosec G304 -- the path is the operator's own
	}
	if err != nil {
		return nil, fmt.Errorf("read HiGHS: %w", err)
	}
	if sum := sha256.Sum256(code); hex.EncodeToString(sum[:]) != highsSHA256 {
		return nil, fmt.Errorf("HiGHS file has SHA-256 %x: want %s, the build of version %s", sum, highsSHA256, HiGHSVersion)
	}
	const pages = 24 << 10 // 1.5 GB
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(pages))
	if err := addHighsHost(ctx, r); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare HiGHS: %w", err), r.Close(ctx))
	}
	m, err := r.CompileModule(ctx, code)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("compile HiGHS: %w", err), r.Close(ctx))
	}
	for name, export := range highsExports {
		if m.ExportedFunctions()[export] == nil {
			return nil, errors.Join(fmt.Errorf("HiGHS exports no %q for %s", export, name), r.Close(ctx))
		}
	}
	return &HiGHS{runtime: r, compiled: m}, nil
}

// Close frees the compiled solver.
func (h *HiGHS) Close(ctx context.Context) error { return h.runtime.Close(ctx) }

// highsLimits say when a solve stops.
type highsLimits struct {
	seconds float64
	gap     float64   // relative
	nodes   int       // of the tree; 0 is no limit
	start   []float64 // a feasible point to start from; may be nil
	relax   bool      // treat whole columns as free
	prove   bool      // leave the search for good points to others
}

// highsAnswer is what a solve found. x is nil where it found no point.
type highsAnswer struct {
	optimal    bool
	infeasible bool
	x          []float64
	objective  float64
	bound      float64
}

// Statuses of HiGHS's C interface.
const (
	highsOptimal    = 7
	highsInfeasible = 8
)

// highsCall is one instance at work; the first error stays.
type highsCall struct {
	ctx context.Context
	mod api.Module
	err error
}

func (c *highsCall) do(name string, args ...uint64) int32 {
	if c.err != nil {
		return -1
	}
	out, err := c.mod.ExportedFunction(highsExports[name]).Call(c.ctx, args...)
	if err != nil {
		c.err = fmt.Errorf("HiGHS %s: %w", name, err)
		return -1
	}
	if len(out) == 0 {
		return 0
	}
	return int32(out[0]) // #nosec G115 -- results are 32 bits wide
}

// check runs a function whose -1 means failure.
func (c *highsCall) check(name string, args ...uint64) {
	if c.do(name, args...) < 0 && c.err == nil {
		c.err = fmt.Errorf("HiGHS %s failed", name)
	}
}

func (c *highsCall) alloc(bytes int) uint32 {
	p := uint32(c.do("malloc", uint64(max(8, bytes)))) // #nosec G115 -- an address
	if p == 0 && c.err == nil {
		c.err = errors.New("HiGHS: out of memory")
	}
	return p
}

func (c *highsCall) floats(x []float64) uint64 {
	p := c.alloc(8 * len(x))
	if c.err != nil {
		return 0
	}
	b, ok := c.mod.Memory().Read(p, uint32(8*len(x))) // #nosec G115 -- below the memory limit
	if !ok {
		c.err = errors.New("HiGHS: address outside memory")
		return 0
	}
	for k, v := range x {
		putUint64(b[8*k:], math.Float64bits(v))
	}
	return uint64(p)
}

func (c *highsCall) ints(x []int32) uint64 {
	p := c.alloc(4 * len(x))
	if c.err != nil {
		return 0
	}
	b, ok := c.mod.Memory().Read(p, uint32(4*len(x))) // #nosec G115 -- below the memory limit
	if !ok {
		c.err = errors.New("HiGHS: address outside memory")
		return 0
	}
	for k, v := range x {
		putUint32(b[4*k:], uint32(v)) // #nosec G115 -- bits
	}
	return uint64(p)
}

func (c *highsCall) text(s string) uint64 {
	p := c.alloc(len(s) + 1)
	if c.err == nil && !c.mod.Memory().Write(p, append([]byte(s), 0)) {
		c.err = errors.New("HiGHS: address outside memory")
	}
	return uint64(p)
}

func (c *highsCall) readFloats(p uint64, n int) []float64 {
	out := make([]float64, n)
	b, ok := c.mod.Memory().Read(uint32(p), uint32(8*n)) // #nosec G115 -- below the memory limit
	if !ok {
		c.err = errors.New("HiGHS: address outside memory")
		return nil
	}
	for k := range out {
		out[k] = math.Float64frombits(getUint64(b[8*k:]))
	}
	return out
}

// solve runs HiGHS on a program. When ctx ends, HiGHS is told that its time is
// up and hands over the best it has.
func (h *HiGHS) solve(ctx context.Context, p *program, limits highsLimits) (highsAnswer, error) {
	var answer highsAnswer
	host := &highsHost{ctx: ctx}
	run := context.WithValue(context.WithoutCancel(ctx), highsHostKey{}, host)
	mod, err := h.runtime.InstantiateModule(run, h.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return answer, fmt.Errorf("start HiGHS: %w", err)
	}
	defer mod.Close(run) //nolint:errcheck // nothing is lost with an instance
	c := &highsCall{ctx: run, mod: mod}
	c.do("start")
	s := uint64(uint32(c.do("create"))) // #nosec G115 -- an address
	c.check("setBool", s, c.text("output_flag"), 0)
	c.check("setDouble", s, c.text("time_limit"), api.EncodeF64(limits.seconds))
	c.check("setDouble", s, c.text("mip_rel_gap"), api.EncodeF64(limits.gap))
	if limits.prove {
		for _, heuristic := range [...]string{"rens", "rins", "root_reduced_cost"} {
			c.check("setBool", s, c.text("mip_heuristic_run_"+heuristic), 0)
		}
	}
	if limits.nodes > 0 {
		c.check("setInt", s, c.text("mip_max_nodes"), uint64(limits.nodes)) // #nosec G115 -- positive
	}
	kinds := make([]int32, len(p.cost))
	for k, whole := range p.whole {
		if whole && !limits.relax {
			kinds[k] = 1
		}
	}
	const byRow, minimise = 2, 1
	c.check("passMip", s, uint64(len(p.cost)), uint64(len(p.lo)), uint64(len(p.index)), byRow, minimise, api.EncodeF64(p.offset),
		c.floats(p.cost), c.floats(p.lower), c.floats(p.upper), c.floats(p.lo), c.floats(p.hi),
		c.ints(p.start[:len(p.lo)]), c.ints(p.index), c.floats(p.value), c.ints(kinds))
	if limits.start != nil {
		c.do("setSolution", s, c.floats(limits.start), 0, 0, 0)
	}
	c.do("run", s) // a warning is no failure: the status says what came of it
	status := c.do("getModelStatus", s)
	x, rows := c.floats(make([]float64, len(p.cost))), c.floats(make([]float64, len(p.lo)))
	dual, rowDual := c.floats(make([]float64, len(p.cost))), c.floats(make([]float64, len(p.lo)))
	c.do("getSolution", s, x, dual, rows, rowDual)
	info := c.floats([]float64{0, 0})
	c.do("getDoubleInfo", s, c.text("objective_function_value"), info)
	c.do("getDoubleInfo", s, c.text("mip_dual_bound"), info+8)
	if c.err != nil {
		return answer, c.err
	}
	got := c.readFloats(info, 2)
	point := c.readFloats(x, len(p.cost))
	if c.err != nil {
		return answer, c.err
	}
	answer.optimal, answer.infeasible = status == highsOptimal, status == highsInfeasible
	answer.objective, answer.bound = got[0], got[1]
	if limits.relax && answer.optimal {
		answer.bound = answer.objective
	}
	if p.feasible(point, 1e-5, !limits.relax) {
		answer.x = point
		answer.objective = p.objectiveAt(point)
	}
	return answer, nil
}
