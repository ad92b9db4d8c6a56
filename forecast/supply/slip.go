package supply

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"kindercast/forecast"
)

// Slip is what is known about the delay of projects of one kind that stand at
// one stage: the chance q that the promise is missed, and the mean μ, in months,
// of the delay of those that miss it:
//
//	q ~ Beta(Late, OnTime)      μ ~ InverseGamma(Shape, Scale)
//	delay = 0 with probability 1-q, else ceil(Exponential(μ)) ≥ 1 month
//
// A project opens on its last promise or later: an opening earlier than promised
// is not counted upon. The prior is worth priorProjects finished projects; each
// finished project adds one observation per stage it was reported at (from its
// first report there), and an unfinished one adds the months by which it has
// already missed its promise as a censored delay. Projects of other kinds at
// the same stage count with weight borrowed.
type Slip struct {
	Kind         string
	Stage        Stage
	Late, OnTime float64
	Shape, Scale float64
	Projects     int // observed projects of this kind at this stage
}

const (
	priorProjects = 4.0
	priorShape    = 3.0
	borrowed      = 0.25
)

// priors are the chance of missing the promise and the mean delay in months, by
// stage. They are our own judgement: promises harden as a building rises, and
// projects built with housing are known to slip by years (certainty P). History
// of the district's own projects replaces them.
var priors = [...]struct{ late, months float64 }{
	StageUnknown: {.60, 12}, Planned: {.70, 15}, Approved: {.60, 12}, Designed: {.55, 10}, Construction: {.45, 7},
	Completed: {.20, 3}, Opened: {0, 0}, Paused: {.95, 30}, Cancelled: {0, 0},
}

// Chance returns the expected probability of missing the promise.
func (s Slip) Chance() float64 { return s.Late / (s.Late + s.OnTime) }

// Months returns the expected delay of a project that misses it.
func (s Slip) Months() float64 { return s.Scale / (s.Shape - 1) }

// lesson is one observation of slip: a delay in months, finished or still open.
type lesson struct {
	kind   string
	stage  Stage
	months float64
	ended  bool
}

// lessons returns what the histories teach, up to the day asOf. The histories
// are sorted by code, their reports by date.
func lessons(histories []history, asOf forecast.Date) (out []lesson) {
	for _, h := range histories {
		last := h.reports[len(h.reports)-1]
		if last.stage == Cancelled {
			continue
		}
		seen := map[Stage]bool{}
		for _, r := range h.reports {
			if r.stage.Ended() || seen[r.stage] {
				continue
			}
			seen[r.stage] = true
			missed := float64(max(last.Promised-r.Promised, 0)) // an earlier promise is kept, not beaten
			if last.stage != Opened {
				due := forecast.NewMonth(asOf.Year(), asOf.Month()) - r.Promised
				missed = math.Max(missed, float64(due))
				if missed <= 0 {
					continue // not due yet and not moved: nothing learnt
				}
			}
			out = append(out, lesson{h.kind, r.stage, missed, last.stage == Opened})
		}
	}
	return out
}

// learn returns the slip of one kind at one stage.
func learn(kind string, stage Stage, from []lesson) Slip {
	p := priors[stage]
	s := Slip{Kind: kind, Stage: stage, Late: p.late * priorProjects, OnTime: (1 - p.late) * priorProjects,
		Shape: priorShape, Scale: p.months * (priorShape - 1)}
	for _, l := range from {
		if l.stage != stage {
			continue
		}
		w := borrowed
		if l.kind == kind {
			w = 1
			s.Projects++
		}
		if l.months <= 0 {
			s.OnTime += w
			continue
		}
		s.Late += w
		s.Scale += w * l.months
		if l.ended {
			s.Shape += w
		}
	}
	return s
}

// stream returns the random numbers of one purpose, keyed by seed and parts, so
// that one project more or less leaves the others' draws alone.
func stream(seed uint64, parts ...string) *rand.PCG {
	h := sha256.Sum256(fmt.Appendf(nil, "%d|%s", seed, strings.Join(parts, "|")))
	return rand.NewPCG(binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:]))
}

// openings returns n draws of the opening month of a project, keyed by its code.
// q and μ are drawn once per draw for all projects of a kind and stage, so that
// bad years come together. asOf is the day of knowledge: a project not open by
// then opens after it.
func (s Slip) openings(seed uint64, code string, promised forecast.Month, asOf forecast.Date, n int) []forecast.Month {
	common, own := stream(seed, "slip", s.Kind, s.Stage.String()), stream(seed, "opening", code)
	chance := distuv.Beta{Alpha: s.Late, Beta: s.OnTime, Src: common}
	mean := distuv.InverseGamma{Alpha: s.Shape, Beta: s.Scale, Src: common}
	u := rand.New(own)
	now := forecast.NewMonth(asOf.Year(), asOf.Month())
	out := make([]forecast.Month, n)
	for i := range out {
		q, mu := chance.Rand(), mean.Rand()
		miss, long := u.Float64() < q, u.ExpFloat64()
		from := promised
		if promised.Last() <= asOf { // already missed: the delay has no memory
			from, miss = now, true
		}
		out[i] = from
		if miss {
			out[i] += forecast.Month(math.Min(math.Ceil(math.Max(mu*long, math.SmallestNonzeroFloat64)), 600))
		}
	}
	return out
}

// reached returns the smallest value that a share p of draws does not exceed:
// with months, the month by which that share is open.
func reached[T cmp.Ordered](draws []T, p float64) T {
	x := slices.Clone(draws)
	slices.Sort(x)
	k := int(math.Ceil(p*float64(len(x)))) - 1
	return x[min(max(k, 0), len(x)-1)]
}
