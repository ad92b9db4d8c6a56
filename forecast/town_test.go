package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// countedTown is an invented set of areas with counts of every age on 31 August of each
// year from 2015 to 2025. persons gives the count.
func countedTown(areas []string, ages int, persons func(area, year, age int) int64) *Observed {
	o := &Observed{Reference: MonthDay{time.August, 31}}
	for i, code := range areas {
		o.Areas = append(o.Areas, Area{Code: code})
		for y := 2015; y <= 2025; y++ {
			for a := range ages {
				o.Population = append(o.Population, Population{AsOf: NewDate(y, 8, 31), Area: code, Age: Age(a), Persons: persons(i, y, a)})
			}
		}
	}
	return o
}

// A town of random but plausible numbers, the same every time.
func liveTown(areas int, seed uint64) *Observed {
	r := rand.New(rand.NewPCG(seed, 1))
	var codes []string
	level := make([]float64, areas)
	for i := range areas {
		codes = append(codes, fmt.Sprintf("a%03d", i))
		level[i] = 40 + 400*r.Float64()
	}
	return countedTown(codes, 50, func(i, y, a int) int64 {
		return int64(level[i]*(1-.02*float64(y-a-2010)/2)) + r.Int64N(9)
	})
}

// 100 births a year, nobody moves or dies, every year since the oldest was born:
// 100 at every age, every year, every draw, when the counting noise is silenced.
func TestHandWorkedTown(t *testing.T) {
	o := countedTown([]string{"n", "s"}, 6, func(i, _, _ int) int64 { return 100 })
	d, err := Kindercast{}.Project(o, Horizon{Years: 6, Draws: 20, Seed: 1, Noiseless: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Areas {
		for y := range d.Dates {
			for a := range d.Ages {
				for s, n := range d.At(i, y, a) {
					if math.Abs(n-100) > 1e-9 { // rounding of exp and log
						t.Fatalf("area %s, %s, age %d, draw %d: %v, want 100", d.Areas[i], d.Dates[y], a, s, n)
					}
				}
			}
		}
	}
}

// Two streets of unlike size and a table of births: what never changed stays, at
// 100 and 300, and the registered births are foreseen at the same.
func TestHandWorkedTownWithBirths(t *testing.T) {
	size := []int64{100, 300}
	o := countedTown([]string{"n", "s"}, 6, func(i, _, _ int) int64 { return size[i] })
	for i, a := range o.Areas {
		for y := 2013; y <= 2025; y++ {
			// 31 August ends a birth year: 12 months as even as their days allow sum to size.
			for m := 1; m <= 12; m++ {
				if y == 2025 && m > 8 {
					break
				}
				n := size[i] / 12
				if m <= int(size[i]%12) {
					n++
				}
				o.Births = append(o.Births, Birth{Area: a.Code, Year: int32(y), Month: int32(m), Births: n})
			}
		}
	}
	d, err := Kindercast{}.Project(o, Horizon{Years: 6, Draws: 3, Seed: 1, Noiseless: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Areas {
		for y := range d.Dates {
			for a := range d.Ages {
				if n := d.At(i, y, a)[0]; math.Abs(n-float64(size[i])) > 1e-6 {
					t.Fatalf("area %s, %s, age %d: %v, want %d", d.Areas[i], d.Dates[y], a, n, size[i])
				}
			}
			if n := d.BornAt(i, y)[0]; math.Abs(n-float64(size[i])) > 1e-6 {
				t.Fatalf("births of %s to %s: %v, want %d", d.Areas[i], d.Dates[y], n, size[i])
			}
		}
	}
}

// Three like streets of which one alone is in the table of births, known two months
// into the year: 120 are foreseen of each, in that year and in those after.
func TestBirthsOfOneStreetAreNotThoseOfAll(t *testing.T) {
	o := countedTown([]string{"a", "b", "c"}, 6, func(_, _, _ int) int64 { return 120 })
	for m := NewMonth(2012, time.September); m <= NewMonth(2025, time.October); m++ {
		o.Births = append(o.Births, Birth{Area: "a", Year: int32(m.Year()), Month: int32(m.Of()), Births: 10})
	}
	d, err := Kindercast{}.Project(o, Horizon{Years: 3, Draws: 2, Seed: 1, Noiseless: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range d.Areas {
		for y, date := range d.Dates {
			if n := d.At(i, y, 0)[0]; math.Abs(n-120) > 1 {
				t.Errorf("%s: %.1f of age 0 on %s, want 120", code, n, date)
			}
		}
	}
}

// In every draw the areas add up to the path that the pool takes.
func TestAreasSumToTheTotalInEveryDraw(t *testing.T) {
	m, err := Fit(liveTown(5, 1), Horizon{Years: 6, Draws: 50, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	h := Horizon{Years: 6, Draws: 50, Seed: 3}
	d := m.Draw(h)
	pool := m.future(h).pool // before the areas: the pool's own path
	for y := range d.Dates {
		for a := range d.Ages {
			for s, sum := range d.Sum(nil, y, Age(a)) {
				want := pool[y*cells+a][s]
				if math.Abs(sum-want) > 1e-9*want {
					t.Fatalf("%s age %d draw %d: areas %v, total %v", d.Dates[y], a, s, sum, want)
				}
			}
		}
	}
}

func same(t *testing.T, what string, x, y *Draws) {
	t.Helper()
	if !slices.Equal(x.v, y.v) || !slices.Equal(x.Born, y.Born) || !slices.Equal(x.Areas, y.Areas) {
		t.Fatalf("%s: the draws differ", what)
	}
}

// Neither the number of workers nor the order of rows is seen in the draws.
func TestSameDraws(t *testing.T) {
	o := liveTown(37, 2)
	for _, f := range models() {
		one, err := f.Project(o, Horizon{Years: 4, Draws: 60, Seed: 7, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		eight, err := f.Project(o, Horizon{Years: 4, Draws: 60, Seed: 7, Workers: 8})
		if err != nil {
			t.Fatal(err)
		}
		same(t, f.Name()+" on 1 and 8 workers", one, eight)
		shuffled := *o
		shuffled.Population = slices.Clone(o.Population)
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled.Population), func(i, j int) {
			p := shuffled.Population
			p[i], p[j] = p[j], p[i]
		})
		mixed, err := f.Project(&shuffled, Horizon{Years: 4, Draws: 60, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		same(t, f.Name()+" with rows in another order", one, mixed)
		other, err := f.Project(o, Horizon{Years: 4, Draws: 60, Seed: 8})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(one.v, other.v) {
			t.Fatalf("%s: another seed gave the same draws", f.Name())
		}
	}
}

// An area more changes what is learnt of all, but not the shocks an area is dealt:
// with the parameters of the model held, the unscaled path of an area is the same.
func TestAnAreaMoreLeavesTheShocksOfOthers(t *testing.T) {
	h := Horizon{Years: 3, Draws: 40, Seed: 5}
	few, err := Fit(liveTown(4, 3), h)
	if err != nil {
		t.Fatal(err)
	}
	shocks := func(m *Model, code string) []float64 {
		f := m.future(h)
		s := newScratch(f)
		i := slices.Index(m.Lexis.Areas, code)
		mean := make([]float64, 9)
		unit := newSPD(9)
		for k := range 9 {
			unit.add(k, k, 1)
		}
		f.blend(s, mean, unit, 1, s.path, nil, 0, "area", m.Lexis.Areas[i], "path")
		return slices.Clone(s.path)
	}
	more, err := Fit(liveTown(6, 3), h)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range few.Lexis.Areas {
		if !slices.Equal(shocks(few, code), shocks(more, code)) {
			t.Fatalf("area %s was dealt other shocks beside two more areas", code)
		}
	}
	if slices.Equal(shocks(few, "a000"), shocks(few, "a001")) {
		t.Fatal("two areas were dealt the same shocks")
	}
}

// Nobody looks past the origin: with every later count made absurd the rows of
// the backtest are the same but for what came.
func TestPoisonedFuture(t *testing.T) {
	o := liveTown(6, 4)
	origin := NewDate(2022, 8, 31)
	poisoned := *o
	poisoned.Population = slices.Clone(o.Population)
	for i := range poisoned.Population {
		if p := &poisoned.Population[i]; p.AsOf > origin {
			p.Persons = 1_000_000 + int64(i)*977
		}
	}
	run := func(o *Observed) (rows []BacktestRow) {
		_, err := Backtest(o, origin, Horizon{Years: 3, Draws: 40, Seed: 1}, models(), func(r []BacktestRow) error {
			for _, r := range r {
				if r.Origin == origin {
					r.Actual, r.CRPS = 0, 0
					rows = append(rows, r)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	clean, dirty := run(o), run(&poisoned)
	if len(clean) == 0 || !slices.Equal(clean, dirty) {
		t.Fatalf("the forecast from %s saw what came after it (%d and %d rows)", origin, len(clean), len(dirty))
	}
}

// A factor on births changes the unborn and nobody else, and by exactly that
// factor; children added age with the area.
func TestShifts(t *testing.T) {
	m, err := Fit(liveTown(3, 5), Horizon{Years: 4, Draws: 30, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	base := m.Draw(Horizon{Years: 4, Draws: 30, Seed: 1})
	half := m.Draw(Horizon{Years: 4, Draws: 30, Seed: 1, Shifts: &Shifts{Births: func(int) float64 { return .5 }}})
	for i := range base.Areas {
		for y := range base.Dates {
			for a := range base.Ages {
				want := 1.0
				if a <= y { // born after the jump-off
					want = .5
				}
				for s, n := range base.At(i, y, a) {
					if got := half.At(i, y, a)[s]; math.Abs(got-want*n) > 1e-9*n {
						t.Fatalf("age %d in year %d: %v of %v, want a factor of %v", a, y+1, got, n, want)
					}
				}
			}
		}
	}
	homes := m.Draw(Horizon{Years: 4, Draws: 30, Seed: 1, Shifts: &Shifts{Children: func(area string, a Age, k int) []float64 {
		if area == "a001" && a == 2 && k == 1 {
			return []float64{40}
		}
		return nil
	}}})
	i := base.AreaIndex("a001")
	for s := range base.N {
		n := base.At(i, 0, 2)[s]
		if got := homes.At(i, 0, 2)[s]; math.Abs(got-n-40) > 1e-9 {
			t.Fatalf("40 children added to %v gave %v", n, got)
		}
		want := base.At(i, 1, 3)[s] * (n + 40) / n
		if got := homes.At(i, 1, 3)[s]; math.Abs(got-want) > 1e-9*want {
			t.Fatalf("a year later %v, want %v", got, want)
		}
	}
}

func ExampleKindercast() {
	o := countedTown([]string{"大宁路街道"}, 6, func(_, _, _ int) int64 { return 400 })
	d, err := Kindercast{}.Project(o, Horizon{Years: 2, Draws: 1, Noiseless: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := Summarise(d.Sum(nil, 1, 3))
	fmt.Printf("%s %d: %.0f children of age 3\n", d.Areas[0], d.Dates[1].SchoolYear(), s.Q[4])
	// Output: 大宁路街道 2027: 400 children of age 3
}
