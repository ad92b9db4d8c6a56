package siting

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"kindercast/forecast"
)

// village is one street with one point of 50 junior children a year, one site
// beside it with rooms for one class a year, and an option to add as much again.
//
// Costs: a class 75 a year, an open site 120, a kilometre 0.3 a child and year,
// a child short 10 a year; the option 1,000 of capital at 5 % a year.
func village(years int) *District {
	d := &District{FirstYear: 2027, Years: years, Norms: DefaultNorms(), Costs: DefaultCosts(), DistanceKind: "test",
		Points:   []DemandPoint{{Code: "P", Area: "S", Lon: 121.4, Lat: 31.2}},
		Sites:    []Site{{Code: "K", Area: "S", Public: true, Lon: 121.41, Lat: 31.2, Rooms: make([]int, years)}},
		Options:  []Option{{Code: "C", Kind: Expand, Site: "K", Rooms: years, Capital: 1000, Earliest: 2027}},
		Children: NewChildren(1, years, 1), Reach: []Reach{{0, 0, 500}}}
	for t := range years {
		d.Sites[0].Rooms[t] = t + 1
		d.Children.At(0, forecast.Junior, t)[0] = 50
	}
	return d
}

// One year: 50 children, one room. Expanding costs 50 of charge and 75 for the
// second class and saves 25 children short at 10 each = 250, so it pays:
//
//	capital 50 + fixed 120 + classes 2 x 75 + walking 50 x 0.5 km x 0.3 = 7.5 -> 327.5
func TestVillageByHand(t *testing.T) {
	p, err := Solve(context.Background(), village(1), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.Objective-327.5) > 1e-9 || p.Status != StatusOptimal {
		t.Errorf("objective %v, %s, gap %v: want 327.5, optimal", p.Objective, p.Status, p.Gap)
	}
	if len(p.Actions) != 1 || p.Actions[0].Action != "expand" || p.Actions[0].Candidate != "C" || p.Actions[0].Cost != 1000 {
		t.Fatalf("actions %+v: want to expand by C", p.Actions)
	}
	// Without it: 120 + 75 + 3.75 + 250 = 448.75, so it is worth 121.25; it
	// places 25 children who had no place.
	r := p.Actions[0].Reason
	if r == nil || math.Abs(r.Without-448.75) > 1e-9 || math.Abs(r.Worth-121.25) > 1e-9 || math.Abs(r.Children-25) > 1e-9 {
		t.Errorf("reason %+v: want 448.75 without, worth 121.25, 25 children", r)
	}
	if r != nil && (len(r.Relieves) != 1 || r.Relieves[0].Area != "S" || r.Relieves[0].Level != forecast.Junior || r.Draws != 1) {
		t.Errorf("relieves %+v in %v of draws: want street S, junior, always", r.Relieves, r.Draws)
	}
	for _, s := range p.Short {
		want := 0.0
		if s.Level == forecast.Junior {
			want = 25
		}
		if math.Abs(s.Before-want) > 1e-9 || s.After != 0 {
			t.Errorf("short %+v: want %v before, none after", s, want)
		}
	}
}

// A class keeps its room: with three rooms in every year and one junior class a
// year, the fourth year's class takes over the room of the first year's.
func TestClassKeepsItsRoom(t *testing.T) {
	d := village(4)
	d.Options = nil
	for y := range 4 {
		d.Sites[0].Rooms[y] = 3
		d.Children.At(0, forecast.Junior, y)[0] = 25
	}
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	classes := map[forecast.Level]float64{}
	for _, c := range p.Classes {
		if c.Year == 2030 {
			classes[c.Level] += c.Classes
		}
	}
	if classes[forecast.Junior] != 1 || classes[forecast.Middle] != 1 || classes[forecast.Senior] != 1 {
		t.Errorf("classes in 2030 %v: want one of each level", classes)
	}
	// 4 x 120 fixed + classes run 3, 3, 2, 1 years + as many child-years of walking.
	want := 480 + 9*75 + 9*25*0.5*0.3
	if math.Abs(p.Objective-want) > 1e-9 {
		t.Errorf("objective %v: want %v", p.Objective, want)
	}
	// With two rooms only two cohorts in any three years fit.
	for y := range 4 {
		d.Sites[0].Rooms[y] = 2
	}
	p, err = Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	short := 0.0
	for _, s := range p.Short {
		if s.Level == forecast.Junior {
			short += s.After
		}
	}
	if short != 25 {
		t.Errorf("%v junior children short in four years: want one cohort of 25", short)
	}
}

func TestValidateListsEverything(t *testing.T) {
	d := village(1)
	d.Sites = append(d.Sites, d.Sites[0])
	d.Options[0].Kind = "build"
	d.Options[0].Rooms = 0
	d.Points[0].Lat = 131
	d.Reach = append(d.Reach, Reach{0, 9, 100})
	d.Budget = []float64{-1}
	d.Children.At(0, forecast.Senior, 0)[0] = math.NaN()
	var wrong Problems
	if _, err := Solve(context.Background(), d, Limits{}); !errors.As(err, &wrong) {
		t.Fatalf("error %v: want Problems", err)
	}
	all := wrong.Error()
	for _, want := range []string{`site "K" stands in rows 1 and 2`, `kind "build"`, "adds 0 rooms", "131", "site 9", "budget [-1]", "NaN"} {
		if !strings.Contains(all, want) {
			t.Errorf("problems do not mention %q:\n%s", want, all)
		}
	}
}

func TestWarnings(t *testing.T) {
	d := village(1)
	d.Points = append(d.Points, DemandPoint{Code: "far", Area: "S", Lon: 121.5, Lat: 31.2})
	d.Children = NewChildren(2, 1, 1)
	d.Children.At(0, forecast.Junior, 0)[0] = 500
	d.Budget = []float64{0}
	keys := map[string]Warning{}
	for _, w := range d.Warnings() {
		keys[w.Key] = w
	}
	// 0.09 degrees of longitude at 31.2 degrees north are 8,560 m.
	if w := keys["no_site_in_reach"]; w.Code != "far" || w.Near != "K" || math.Abs(w.Metres-8560) > 10 {
		t.Errorf("unreached point: %+v", w)
	}
	for _, k := range []string{"too_few_places", "no_budget"} {
		if _, ok := keys[k]; !ok {
			t.Errorf("no warning %s in %v", k, keys)
		}
	}
}

// tiny is a random district small enough to try every plan.
func tiny(rng *rand.Rand) *District {
	g := generated{streets: 2, points: 4, sites: 2, options: 0, years: 2, draws: 1, seed: rng.Uint64(), spare: 0.9, reach: 3}
	d := g.district()
	for j := range d.Sites {
		d.Sites[j].Rooms = []int{2, 2 + rng.IntN(2)}
		d.Sites[j].Running = Running{Junior: rng.IntN(2)}
		d.Sites[j].Running.JuniorChildren = 20 * float64(d.Sites[j].Running.Junior)
		d.Sites[j].AreaPlaces = float64(40 + 20*rng.IntN(3))
		d.Sites[j].Public, d.Sites[j].MayClose = j == 0, j == 1
	}
	d.Sites = append(d.Sites, Site{Code: "N", Area: d.Points[0].Area, Public: true, Lon: 121.4, Lat: 31.2})
	d.Options = []Option{{Code: "O", Kind: New, Site: "N", Rooms: 2, Capital: 300, Earliest: 2027 + forecast.Year(rng.IntN(2)), NeedsNursery: true},
		{Code: "E", Kind: Expand, Site: "K000", Rooms: 1, Capital: 200, Earliest: 2027, RoomsLost: 1}}
	for i := range d.Points {
		d.Reach = append(d.Reach, Reach{int32(i), 2, float64(200 + rng.IntN(800))})
		for _, l := range []forecast.Level{forecast.Nursery, forecast.Junior} {
			for t := range 2 {
				d.Children.At(i, l, t)[0] = float64(rng.IntN(25))
			}
		}
	}
	d.Budget = []float64{350, 350}
	if rng.IntN(2) == 0 {
		d.Targets.NurseryShare = Target{From: 2028, Value: 0.5, Price: 200}
		d.Targets.FullStreets = Target{From: 2028, Value: 1}
	}
	return d
}

// bestOfAll tries every status path and class count of every site.
func bestOfAll(l *layout) float64 {
	plans := make([][]siteDecision, len(l.shapes))
	for j := range l.shapes {
		h := &l.shapes[j]
		var walk func(s siteDecision, t, at int)
		walk = func(s siteDecision, t, at int) {
			if t == l.years {
				if l.fits(j, s) {
					plans[j] = append(plans[j], s.clone())
				}
				return
			}
			for _, to := range h.next[at] {
				if !h.follows(t, at, to) {
					continue
				}
				for n := 0; n <= h.rooms[t][to]; n++ {
					for r := 0; n+r <= h.rooms[t][to]; r++ {
						s.status[t], s.junior[t], s.nursery[t] = to, n, r
						walk(s, t+1, to)
					}
				}
			}
		}
		walk(newSiteDecision(l), 0, h.start)
	}
	d := newDraft(l)
	best := math.Inf(1)
	var place func(j int)
	place = func(j int) {
		if j == len(plans) {
			c := d.clone()
			c.fit()
			best = min(best, c.worth().rank())
			return
		}
		for _, s := range plans[j] {
			d.replace(j, s)
			place(j + 1)
		}
	}
	place(0)
	return best
}

// ownBound is the bound as it was found, before the plan's own cost caps it: a
// wrong one would hide behind an optimal plan.
func ownBound(d *District, rounds int) float64 {
	r := newRun(newLayout(d, d.Children.Mean(), d.Years), Limits{Seed: 1, Rounds: rounds})
	r.solve(context.Background())
	return r.bound
}

// On districts small enough to try everything: bound <= optimum <= objective,
// and the search is at most 1 % above.
func TestAgainstEveryPlan(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for k := range 6 {
		d := tiny(rng)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		best := bestOfAll(newLayout(d, d.Children.Mean(), d.Years))
		p, err := Solve(context.Background(), d, Limits{Seed: 1, Rounds: 4})
		if err != nil {
			t.Fatal(err)
		}
		if p.Objective < best-1e-6 || p.Objective > best*1.01 {
			t.Errorf("district %d: objective %v, best of all %v", k, p.Objective, best)
		}
		if bound := ownBound(d, 4); p.Status != StatusMissed && bound > best+1e-6 {
			t.Errorf("district %d: bound %v above the optimum %v", k, bound, best)
		}
	}
}

// Same seed, same bytes; another order of sites and options, the same optimum
// within the gaps; all numbers of children, class sizes and areas twice as
// large, and prices a child halved: the same objective and bound.
func TestPlanLaws(t *testing.T) {
	g := generated{streets: 3, points: 24, sites: 8, options: 3, years: 3, draws: 1, seed: 3, spare: 1, reach: 5, targets: true}
	solve := func(d *District) *Plan {
		p, err := Solve(context.Background(), d, Limits{Seed: 7, Rounds: 6})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	text := func(p *Plan) string {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := solve(g.district())
	if text(first) != text(solve(g.district())) {
		t.Error("two runs from one seed differ")
	}
	overlap := func(what string, p *Plan) {
		if p.Objective < first.Bound-1e-6 || first.Objective < p.Bound-1e-6 {
			t.Errorf("%s: %v..%v does not overlap %v..%v", what, p.Bound, p.Objective, first.Bound, first.Objective)
		}
	}
	turned := g.district()
	for a, b := 0, len(turned.Sites)-1; a < b; a, b = a+1, b-1 {
		turned.Sites[a], turned.Sites[b] = turned.Sites[b], turned.Sites[a]
	}
	for k := range turned.Reach {
		turned.Reach[k].Site = int32(len(turned.Sites)-1) - turned.Reach[k].Site
	}
	overlap("sites in reverse", solve(turned))
	double := g.district()
	for k := range double.Children.v {
		double.Children.v[k] *= 2
	}
	for j := range double.Sites {
		double.Sites[j].AreaPlaces *= 2
		double.Sites[j].Running.JuniorChildren *= 2
		double.Sites[j].Running.MiddleChildren *= 2
	}
	for o := range double.Options {
		double.Options[o].AreaPlaces *= 2
	}
	double.Norms = Norms{40, 50, 60, 70, 3}
	double.Costs.WalkKilometre /= 2
	double.Costs.UnservedNursery /= 2
	double.Costs.UnservedClass /= 2
	overlap("all children twice", solve(double))
	rich := g.district()
	rich.Budget = nil
	if p := solve(rich); p.Bound > first.Objective {
		t.Errorf("without a budget the bound is %v, above a plan with one, %v", p.Bound, first.Objective)
	}
	poor := g.district()
	poor.Options = poor.Options[:2]
	if p := solve(poor); first.Bound > p.Objective {
		t.Errorf("with one more option the bound is %v, above a plan without it, %v", first.Bound, p.Objective)
	}
}

// A plan is checked from its own JSON tables: no site gives more places than its
// classes have, no child is placed twice, no budget is overspent.
func TestPlanKeepsTheRules(t *testing.T) {
	g := generated{streets: 4, points: 40, sites: 12, options: 6, years: 4, draws: 1, seed: 9, spare: 0.95, reach: 6, targets: true}
	d := g.district()
	p, err := Solve(context.Background(), d, Limits{Seed: 1, Rounds: 3})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		year  forecast.Year
		code  string
		level forecast.Level
	}
	seats, rooms := map[key]float64{}, map[key]float64{}
	for _, c := range p.Classes {
		seats[key{c.Year, c.Site, c.Level}] = c.Seats
		rooms[key{c.Year, c.Site, 0}] += c.Classes
	}
	at, from := map[key]float64{}, map[key]float64{}
	for _, a := range p.Flows {
		at[key{a.Year, a.Site, a.Level}] += a.Children
		from[key{a.Year, a.Point, a.Level}] += a.Children
	}
	for k, x := range at {
		if x > seats[k]+1e-6 {
			t.Errorf("%v: %v children in %v seats", k, x, seats[k])
		}
	}
	for i, q := range d.Points {
		for y := range d.Years {
			for _, l := range []forecast.Level{forecast.Nursery, forecast.Junior} {
				if x := from[key{d.FirstYear + forecast.Year(y), q.Code, l}]; x > d.Children.At(i, l, y)[0]+1e-6 {
					t.Errorf("%s %v: %v children placed of %v", q.Code, l, x, d.Children.At(i, l, y)[0])
				}
			}
		}
	}
	have, spent := map[string]int{}, map[forecast.Year]float64{}
	for _, a := range p.Actions {
		if a.Action != "nursery" {
			have[a.Site] += a.Rooms
		}
		spent[a.Year] += a.Cost
	}
	last := d.FirstYear + forecast.Year(d.Years-1)
	for _, s := range d.Sites {
		n := have[s.Code]
		if s.Rooms != nil {
			n += s.Rooms[d.Years-1]
		}
		if used := rooms[key{last, s.Code, 0}]; used > float64(n) {
			t.Errorf("site %s runs %v classes in %d rooms", s.Code, used, n)
		}
	}
	for y, b := range d.Budget {
		if x := spent[d.FirstYear+forecast.Year(y)]; x > b+1e-6 {
			t.Errorf("%v spent of %v in year %d", x, b, y)
		}
	}
}

// Nobody can be nearer than a site that does not exist: with no site in reach
// all children are short, and that is the plan.
func TestNoReach(t *testing.T) {
	d := village(1)
	d.Reach = nil
	p, err := Solve(context.Background(), d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Objective != 120+50*10 || len(p.Warnings) == 0 {
		t.Errorf("objective %v with warnings %v: want 620 and a warning", p.Objective, p.Warnings)
	}
}

// An ended context still gives a plan and a bound.
func TestStoppedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d := generated{streets: 3, points: 24, sites: 8, options: 3, years: 3, draws: 1, seed: 3, spare: 1, reach: 5}.district()
	p, err := Solve(ctx, d, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if !(p.Bound <= p.Objective) || p.Objective <= 0 {
		t.Errorf("objective %v, bound %v", p.Objective, p.Bound)
	}
}
