package indicator

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// Pull is how readily families take a place of each provider, drawn year by
// year. Children of an area are spread over its kindergartens in proportion to
//
//	places × pull of the provider
//
// and no kindergarten takes more than its places. The pull starts at the fill of
// the newest school year, enrolled / (classes × class size), and moves as a
// random walk on the log scale with yearly step σ. σ² is the mean square of past
// yearly changes of the providers' log odds, with a prior of four changes of
// priorStep (our own judgement, certainty P); shares cannot leave 0..1 and
// capacity bounds them, which is why no Dirichlet is laid on the shares as such.
type Pull struct {
	fill [3]float64
	Step float64 // σ
	walk [][3]float64
	n    int
	from forecast.Year
}

const (
	priorStep    = 0.03
	priorChanges = 4.0
)

// newPull draws n paths up to school year last.
func newPull(s *supply.Supply, last forecast.Year, n int, seed uint64) *Pull {
	p := &Pull{fill: [3]float64{1, 1, 1}, n: n, from: s.Newest()}
	provider := map[string]int{}
	for _, c := range s.Sites {
		provider[c.Code] = slices.Index(supply.Providers, c.Provider)
	}
	share := map[forecast.Year]*[3]float64{}
	var enrolled, places [3]float64
	for _, c := range s.Classes {
		k := provider[c.Site]
		if k < 0 || c.Level == forecast.Nursery {
			continue
		}
		if share[c.SchoolYear] == nil {
			share[c.SchoolYear] = new([3]float64)
		}
		share[c.SchoolYear][k] += float64(c.Enrolled)
		if size, ok := s.Norms.ClassSize(c.Level, supply.Providers[k], c.SchoolYear); ok && c.SchoolYear == p.from {
			enrolled[k] += float64(c.Enrolled)
			places[k] += float64(c.Classes) * size
		}
	}
	for k := range p.fill {
		if places[k] > 0 && enrolled[k] > 0 {
			p.fill[k] = enrolled[k] / places[k]
		}
	}
	p.Step = step(share)
	years := max(int(last-p.from), 1)
	if p.from == 0 {
		years = len(s.Years)
		p.from = s.Years[0] - 1
	}
	p.walk = make([][3]float64, years*n)
	for k, name := range supply.Providers {
		z := distuv.Normal{Sigma: p.Step, Src: source(seed, "provider", name)}
		for d := range n {
			at := 0.0
			for y := range years {
				at += z.Rand()
				p.walk[y*n+d][k] = math.Exp(at)
			}
		}
	}
	return p
}

// at returns the pull of each provider in a school year and draw.
func (p *Pull) at(y forecast.Year, draw int) (out [3]float64) {
	out = p.fill
	if h := int(y - p.from); h > 0 {
		for k := range out {
			out[k] *= p.walk[(min(h, len(p.walk)/p.n)-1)*p.n+draw][k]
		}
	}
	return out
}

// step is σ from the shares of the past.
func step(share map[forecast.Year]*[3]float64) float64 {
	sum, n := priorChanges*priorStep*priorStep, priorChanges
	var years []forecast.Year
	for y := range share {
		years = append(years, y)
	}
	slices.Sort(years)
	for i := 1; i < len(years); i++ {
		if years[i] != years[i-1]+1 {
			continue
		}
		a, b := share[years[i-1]], share[years[i]]
		for k := range a {
			oa, ob := a[k]/(a[0]+a[1]+a[2]-a[k]), b[k]/(b[0]+b[1]+b[2]-b[k])
			if oa > 0 && ob > 0 && !math.IsInf(oa, 0) && !math.IsInf(ob, 0) {
				c := math.Log(ob / oa)
				sum += c * c
				n++
			}
		}
	}
	return math.Sqrt(sum / n)
}

// source is the stream of one purpose, keyed by seed and parts.
func source(seed uint64, parts ...string) *rand.PCG {
	text := fmt.Sprint(seed)
	for _, p := range parts {
		text += "|" + p
	}
	h := sha256.Sum256([]byte(text))
	return rand.NewPCG(binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:]))
}
