package siting

import (
	"context"
	"fmt"
	"math"
	"slices"

	"kindercast/forecast"
)

// Plan is what to open, expand, convert and close, which classes run where and
// when, and how good that is:
//
//	Bound <= objective of every plan that meets the hard targets
//	Gap = (Objective - Bound) / Objective, constants included
//
// Nothing is proved about a plan that misses a hard target: its bound is 0 and
// its gap 1. A plan's JSON is the same for the same district, settings and seed
// as long as no clock cut the search short.
type Plan struct {
	Status    Status        `json:"status"`
	Solver    string        `json:"solver"`    // heuristic, or heuristic+highs
	Objective float64       `json:"objective"` // 10,000 yuan over the planned years
	Bound     float64       `json:"bound"`
	Gap       float64       `json:"gap"`
	Parts     worth         `json:"parts"`
	FirstYear forecast.Year `json:"first_year"`
	Years     int           `json:"years"`
	Scenarios int           `json:"scenarios"` // draws the plan was made on; 1 is their mean
	Distance  string        `json:"distance"`
	Actions   []Action      `json:"actions"`
	Targets   []TargetMet   `json:"targets"`
	Short     []Shortage    `json:"short"`
	Walks     []Walk        `json:"walks"`
	Classes   []ClassCount  `json:"classes"`
	Flows     []Assignment  `json:"assignment"`
	Warnings  []Warning     `json:"warnings"`
	Spread    *Spread       `json:"spread,omitempty"`
	Conflict  *Conflict     `json:"conflict,omitempty"`

	final *draft
}

// Status says what is known of a plan.
type Status string

// Optimal is claimed only at a gap of at most 1e-6.
const (
	StatusOptimal Status = "optimal"
	StatusBounded Status = "bounded"        // feasible, with the gap stated
	StatusMissed  Status = "targets_missed" // the best found still misses a hard target
)

// Action is one thing to do.
type Action struct {
	Year      forecast.Year `json:"year"`
	Action    string        `json:"action"` // open, expand, convert, reopen, close, nursery
	Site      string        `json:"site_code"`
	Candidate string        `json:"candidate_code,omitempty"`
	Level     string        `json:"level,omitempty"`
	Rooms     int           `json:"rooms"` // change
	Cost      float64       `json:"cost"`  // capital
	Reason    *Reason       `json:"reason,omitempty"`
}

// ClassCount is the classes of a level at a site in a year and the seats they
// give (mean over scenarios where they differ).
type ClassCount struct {
	Year    forecast.Year  `json:"year"`
	Site    string         `json:"site_code"`
	Level   forecast.Level `json:"level"`
	Classes float64        `json:"classes"`
	Seats   float64        `json:"seats"`
}

// Assignment is the children of a point who enter a site in a year, in the mean.
type Assignment struct {
	Year     forecast.Year  `json:"year"`
	Point    string         `json:"point_code"`
	Site     string         `json:"site_code"`
	Level    forecast.Level `json:"level"`
	Children float64        `json:"children"`
	Metres   float64        `json:"metres"`
}

// Shortage is the children without a place, in the mean: under the plan, and if
// nothing is built while classes are still placed as well as can be.
type Shortage struct {
	Year   forecast.Year  `json:"year"`
	Level  forecast.Level `json:"level"`
	Before float64        `json:"before"`
	After  float64        `json:"after"`
}

// Walk is the mean walk of the children placed in a year.
type Walk struct {
	Year   forecast.Year `json:"year"`
	Before float64       `json:"before_metres"`
	After  float64       `json:"after_metres"`
}

// TargetMet is a target in a year: the value under the plan and the one wanted.
type TargetMet struct {
	Year    forecast.Year `json:"year"`
	Key     string        `json:"key"` // nursery_share, full_streets, public_share, budget
	Value   float64       `json:"value"`
	Want    float64       `json:"want"`
	Missing float64       `json:"missing"`
	Hard    bool          `json:"hard"`
}

// Planner says how a plan is made. The zero Planner plans for the mean of the
// draws with the built-in heuristic and bound.
type Planner struct {
	// Exact, where not nil, proves and repairs pieces of the plan.
	Exact *HiGHS
	// Scenarios draws, chosen by k-medoids, are planned for together; 0 plans for
	// the mean of all draws.
	Scenarios int
	// FirmYears have the same classes in every scenario; 0 means 2.
	FirmYears int
	// NoReasons leaves out the reasons, which cost about as much time again.
	NoReasons bool
	// Bare leaves out what a plan that is only compared needs not: the replay on all
	// draws and, in a city, what would be without it.
	Bare bool
}

// searchShare of the seconds go to the search, the rest to the rivals, to leaving
// out what does not pay and to the reasons; without reasons quickShare of them.
const (
	searchShare = 0.7
	quickShare  = 0.85
	// spreadShare of the seconds go to the plan itself where it is made for several
	// draws, the rest to the plans it is compared with.
	spreadShare = 0.85
)

// Solve plans a district with the zero Planner.
func Solve(ctx context.Context, d *District, limits Limits) (*Plan, error) {
	return Planner{}.Solve(ctx, d, limits)
}

// Solve plans a district. It refuses a district that Validate refuses, and
// otherwise always returns a plan: when ctx ends or the limits are reached, the
// best so far, with its bound.
func (p Planner) Solve(ctx context.Context, d *District, limits Limits) (*Plan, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	if p.Scenarios < 0 || p.FirmYears < 0 {
		return nil, fmt.Errorf("plan %d scenarios with %d firm years: want no negative numbers", p.Scenarios, p.FirmYears)
	}
	patient := ctx // ends when the planner interrupts, not with the clock
	whole, cancelAll := limits.context(ctx)
	defer cancelAll()
	l, cluster := p.layoutFor(d)
	search := limits
	if cluster != nil {
		search.Seconds *= spreadShare
	}
	outer, cancelOuter := search.context(whole)
	defer cancelOuter()
	if p.NoReasons {
		search.Seconds *= quickShare
	} else {
		search.Seconds *= searchShare
	}
	ctx, cancel := search.context(ctx)
	defer cancel()
	r := newRun(l, limits)
	r.exact = p.Exact
	r.solve(ctx)
	if len(l.shapes) > citySites { // where no time is left for the rivals each action must stand alone
		r.standAlone(patient)
	}
	var idle *draft
	if !p.Bare || len(l.shapes) <= citySites {
		idle = r.idle()
		r.rivals(outer, idle)
	}
	r.polish(outer)
	r.doubt(outer)
	plan := r.plan()
	if !p.NoReasons {
		plan.explain(outer, r)
	}
	if idle != nil {
		plan.before(idle, r)
	}
	if plan.Status == StatusMissed {
		plan.Conflict = r.explainConflict(outer)
	}
	if cluster != nil && !p.Bare {
		plan.Spread = r.spread(whole, cluster)
	}
	plan.Warnings = plan.warnings(d)
	return plan, nil
}

// layoutFor lays the district out on the mean of its draws or on medoids.
func (p Planner) layoutFor(d *District) (*layout, *medoids) {
	if p.Scenarios == 0 || d.Children.Draws == 1 {
		return newLayout(d, d.Children.Mean(), d.Years), nil
	}
	firm := p.FirmYears
	if firm == 0 {
		firm = 2
	}
	m := chooseMedoids(d, min(p.Scenarios, d.Children.Draws))
	return newLayout(d, d.Children.pick(m.draw, m.weight), firm), m
}

// plan writes the best draft out.
func (r *districtRun) plan() *Plan {
	p := &Plan{FirstYear: r.l.d.FirstYear, Years: r.l.years, Scenarios: r.l.scenarios, Distance: r.l.d.DistanceKind}
	p.rewrite(r)
	return p
}

// rewrite writes what depends on the best draft.
func (p *Plan) rewrite(r *districtRun) {
	l, best := r.l, r.best
	value := best.worth()
	p.Solver, p.Objective, p.Bound, p.Parts, p.final = r.solver(), value.total(), min(r.bound, value.total()), value, best
	p.Gap = relativeGap(p.Objective, p.Bound)
	switch {
	case value.missed > 0:
		p.Status, p.Bound, p.Gap = StatusMissed, 0, 1
	case p.Gap <= 1e-6:
		p.Status = StatusOptimal
	default:
		p.Status = StatusBounded
	}
	p.Actions, p.Targets = best.actions(), nil
	for t := range l.years {
		for _, m := range best.misses(t) {
			p.Targets = append(p.Targets, TargetMet{l.year(t), m.Key, m.Value, m.Want, m.Missing, m.Price == 0})
		}
	}
	p.Classes, p.Flows = best.classCounts(), best.assignments()
}

func (l *layout) year(t int) forecast.Year { return l.d.FirstYear + forecast.Year(t) }

var optionVerb = map[OptionKind]string{New: "open", Expand: "expand", Convert: "convert", Reopen: "reopen"}

// actions lists what the draft does, by year, kind of action, site.
func (d *draft) actions() []Action {
	l := d.l
	var out []Action
	for j, plan := range d.sites {
		h, before := &l.shapes[j], l.shapes[j].start
		site := l.d.Sites[j]
		for t, s := range plan.status {
			was, is := h.statuses[before], h.statuses[s]
			for b, o := range h.options {
				if is.mask&^was.mask>>b&1 != 0 {
					op := l.d.Options[o]
					out = append(out, Action{Year: l.year(t), Action: optionVerb[op.Kind], Site: site.Code, Candidate: op.Code, Rooms: op.Rooms, Cost: op.Capital})
				}
			}
			if is.closed && !was.closed {
				out = append(out, Action{Year: l.year(t), Action: "close", Site: site.Code, Rooms: -h.base[t]})
			}
			if is.nursery && !was.nursery {
				out = append(out, Action{Year: l.year(t), Action: "nursery", Site: site.Code, Level: forecast.Nursery.String()})
			}
			before = s
		}
	}
	slices.SortStableFunc(out, func(a, b Action) int {
		if a.Year != b.Year {
			return int(a.Year - b.Year)
		}
		return rankOf(a.Action) - rankOf(b.Action)
	})
	return out
}

func rankOf(action string) int {
	return slices.Index([]string{"open", "reopen", "expand", "convert", "close", "nursery"}, action)
}

// classesIn returns the classes and seats of a level at site j in year t,
// averaged over scenarios. Middle and senior classes are the junior ones of the
// years before, running classes included.
func (d *draft) classesIn(j, t int, level forecast.Level) (classes, seats float64) {
	l, h := d.l, &d.l.shapes[j]
	r := l.d.Sites[j].Running
	for w := range l.scenarios {
		n, each := 0, 0.0
		u := t
		switch level {
		case forecast.Nursery:
			n, each = d.sites[j].nursery[w*l.years+t], l.d.Norms.Nursery
		case forecast.Junior:
			each = l.d.Norms.Junior
		case forecast.Middle:
			u, each = t-1, l.d.Norms.Middle
		default:
			u, each = t-2, l.d.Norms.Senior
		}
		if level != forecast.Nursery {
			switch {
			case u >= 0:
				n = d.sites[j].junior[w*l.years+u]
			case u == -1:
				n = r.Junior
			default:
				n = r.Middle
			}
		}
		most := each * float64(n)
		switch {
		case level == forecast.Nursery:
			most = l.seatsOf(j, d.sites[j], l.slot(w, t, nurseryEntry))
		case u >= 0 && (h.areaBinds || u == t):
			entered := l.seatsOf(j, d.sites[j], l.slot(w, u, juniorEntry))
			most = min(most, entered*math.Pow(h.growth, float64(t-u)))
		}
		classes += l.weight[w] * float64(n)
		seats += l.weight[w] * most
	}
	return classes, seats
}

func (d *draft) classCounts() []ClassCount {
	var out []ClassCount
	for t := range d.l.years {
		for j := range d.sites {
			for _, level := range forecast.Levels {
				if n, seats := d.classesIn(j, t, level); n > 0 {
					out = append(out, ClassCount{d.l.year(t), d.l.d.Sites[j].Code, level, n, seats})
				}
			}
		}
	}
	return out
}

func (d *draft) assignments() []Assignment {
	l := d.l
	var out []Assignment
	for t := range l.years {
		for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
			for a := range l.metres {
				sum := 0.0
				for w := range l.scenarios {
					sum += l.weight[w] * d.flow(l.slot(w, t, e)).y[a]
				}
				if sum > flowEps {
					out = append(out, Assignment{l.year(t), l.d.Points[l.arcPoint[a]].Code, l.d.Sites[l.arcSite[a]].Code, level, sum, l.metres[a]})
				}
			}
		}
	}
	return out
}
