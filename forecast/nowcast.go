package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// settledMonths is the number of months after which a count of births is taken as
// final; a parameter of this project, not a norm of registers.
const settledMonths = 24

// latePrior is what the belief that registers are complete is worth, in births.
const latePrior = 1.0

// Completeness is the share of a month's births that is known k whole months
// after the month has ended, learnt from months that were counted more than once:
//
//	c(k) = (Σ known after k months + 1) / (Σ newest / c(its delay) + 1)
//
// summed over areas and months that were counted again, longest delay first (the chain
// ladder: Mack 1993), so that two vintages a year apart tell of every delay that the
// first one saw. The 1 is the prior: complete, worth one birth. A count at least
// Settled months after is final.
type Completeness struct {
	Settled int // 24, or the longest delay of a month counted twice where that is less
	Delays  []DelayShare
}

// DelayShare is the completeness after one delay that was seen. SD is that of a
// Beta distribution with as many births of evidence; months that differ more than
// births counted one by one would, and the error of longer delays, are not allowed
// for. Share is above 1 where later counts were lower.
type DelayShare struct {
	Months int // delay
	Known  int64
	Final  float64 // as counted last or, until then, as to be expected
	Share  float64
	SD     float64
}

// LateBirths is the correction of one month of one area. Expected is a whole
// number; SD is that of the final count. A delay shorter than any that was seen
// is not corrected: Learnt is false and Expected is Known.
type LateBirths struct {
	Area     string
	Month    Month
	Delay    int
	Known    int64
	Expected int64
	SD       float64
	Learnt   bool
}

// areaMonth is a month of births in one area.
type areaMonth struct {
	area  string
	month Month
}

// vintage is a month's count as it was known after a delay.
type vintage struct {
	known  Date
	delay  int
	births int64
}

// FitCompleteness learns how late births are registered. It returns nil where no
// month was counted twice before it was settled: nothing says then that counts are
// not complete. Counts of whole years are not used.
func FitCompleteness(o *Observed) *Completeness {
	months, order := vintages(o.Births)
	c := &Completeness{}
	for _, k := range order {
		if v := months[k]; len(v) > 1 {
			c.Settled = max(c.Settled, v[len(v)-1].delay)
		}
	}
	c.Settled = min(c.Settled, settledMonths)
	again := make([][]recount, c.Settled)
	for _, k := range order {
		v := months[k]
		last := v[len(v)-1]
		for j, early := range v[:len(v)-1] {
			if early.delay < c.Settled && v[j+1].delay > early.delay { // of two counts after the same delay the later one stands
				again[early.delay] = append(again[early.delay], recount{early, last})
			}
		}
	}
	for k := c.Settled - 1; k >= 0; k-- {
		s := DelayShare{Months: k}
		for _, r := range again[k] {
			if share, _, ok := c.At(r.last.delay); ok {
				s.Known, s.Final = s.Known+r.early.births, s.Final+float64(r.last.births)/share
			}
		}
		if s.Final == 0 {
			continue
		}
		s.Share = (float64(s.Known) + latePrior) / (s.Final + latePrior)
		s.SD = math.Sqrt(s.Share * math.Abs(1-s.Share) / (s.Final + latePrior + 1))
		c.Delays = slices.Insert(c.Delays, 0, s)
	}
	if len(c.Delays) == 0 {
		return nil
	}
	return c
}

// recount is a month counted early and, last, again.
type recount struct{ early, last vintage }

// At returns the completeness after k months and its standard deviation, on the
// line between the delays that were seen; a settled month is complete. It is
// false for a delay shorter than any that was seen.
func (c *Completeness) At(k int) (share, sd float64, ok bool) {
	if k >= c.Settled {
		return 1, 0, true
	}
	after := DelayShare{Months: c.Settled, Share: 1}
	for _, before := range slices.Backward(c.Delays) {
		if before.Months <= k {
			w := float64(k-before.Months) / float64(after.Months-before.Months)
			return before.Share + w*(after.Share-before.Share), before.SD + w*(after.SD-before.SD), true
		}
		after = before
	}
	return 1, 0, false
}

// Correct returns a copy of o in which the newest count of each month that is not
// yet settled is the final count to be expected, and the list of all that was
// looked at, by month and area:
//
//	expected[i] = known[i] / c(delay[i])
//	variance    = known (1-c) / c^2 + (known sd(c) / c^2)^2
//
// Expected counts are whole: the sum over areas is rounded and shared out by the
// largest remainder, the first area of equal ones. A month is unsettled where it
// ended less than Settled months before the newest day on which any births were
// known; older months stay whatever their delay. Months without births stay
// without. A nil c, or nothing to correct, returns o itself.
func (c *Completeness) Correct(o *Observed) (*Observed, []LateBirths) {
	if c == nil {
		return o, nil
	}
	months, order := vintages(o.Births)
	var now Date
	for _, k := range order {
		v := months[k]
		now = max(now, v[len(v)-1].known)
	}
	var late []LateBirths
	for _, k := range order {
		v := months[k][len(months[k])-1]
		if delay(k.month, now) >= c.Settled || v.delay >= c.Settled {
			continue
		}
		late = append(late, LateBirths{Area: k.area, Month: k.month, Delay: v.delay, Known: v.births})
	}
	if len(late) == 0 {
		return o, nil
	}
	for from := 0; from < len(late); {
		to := from
		for to < len(late) && late[to].Month == late[from].Month {
			to++
		}
		c.expect(late[from:to])
		from = to
	}
	fixed := *o
	fixed.Births = corrected(o.Births, months, late)
	return &fixed, late
}

// expect fills the expected counts of one month.
func (c *Completeness) expect(late []LateBirths) {
	quota, whole := make([]float64, len(late)), make([]float64, len(late))
	for i := range late {
		l := &late[i]
		share, sd, ok := c.At(l.Delay)
		n := float64(l.Known)
		quota[i], l.Learnt = n/share, ok
		l.SD = math.Sqrt(n*math.Abs(1-share)/(share*share) + math.Pow(n*sd/(share*share), 2))
	}
	apportion(quota, whole, make([]int, len(late)))
	for i, n := range whole {
		late[i].Expected = int64(n)
	}
}

// corrected returns births with the newest rows of each late month made one row
// of the expected count.
func corrected(births []Birth, months map[areaMonth][]vintage, late []LateBirths) []Birth {
	expected := map[areaMonth]int64{}
	for _, l := range late {
		expected[areaMonth{l.Area, l.Month}] = l.Expected
	}
	done := map[areaMonth]bool{}
	var out []Birth
	for _, b := range births {
		k := areaMonth{b.Area, b.month()}
		n, ok := expected[k]
		if b.Month == 0 || !ok || b.known() != months[k][len(months[k])-1].known {
			out = append(out, b)
			continue
		}
		if !done[k] {
			b.Births, done[k] = n, true
			out = append(out, b)
		}
	}
	return out
}

// vintages gathers the monthly counts by the day they were known, oldest first;
// counts known on the same day are added. The order is by month, then area.
func vintages(births []Birth) (map[areaMonth][]vintage, []areaMonth) {
	months := map[areaMonth][]vintage{}
	var order []areaMonth
	for _, b := range births {
		if b.Month == 0 {
			continue
		}
		k := areaMonth{b.Area, b.month()}
		v := months[k]
		if v == nil {
			order = append(order, k)
		}
		i, seen := slices.BinarySearchFunc(v, b.known(), func(x vintage, d Date) int { return cmp.Compare(x.known, d) })
		if seen {
			v[i].births += b.Births
		} else {
			v = slices.Insert(v, i, vintage{b.known(), delay(k.month, b.known()), b.Births})
		}
		months[k] = v
	}
	slices.SortFunc(order, func(a, b areaMonth) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.area, b.area))
	})
	return months, order
}

// month is the month of a monthly count.
func (b Birth) month() Month { return NewMonth(int(b.Year), time.Month(b.Month)) }

// delay is the number of whole months from the end of m to day d: 0 from its last
// day on, 1 from the last day of the next month on.
func delay(m Month, d Date) int {
	next := d + 1
	return int(NewMonth(next.Year(), next.Month()) - m - 1)
}
