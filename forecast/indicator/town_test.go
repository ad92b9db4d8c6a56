package indicator

import (
	"cmp"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

var august = forecast.MonthDay{Month: 8, Day: 31}

func definitions(t testing.TB) []Definition {
	t.Helper()
	f, err := os.Open("../../data/indicators.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, problems, err := ReadDefinitions(f)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return d
}

func norms(t testing.TB) *supply.Norms {
	t.Helper()
	f, err := os.Open("../../data/norms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, problems, err := supply.ReadNorms(f, august)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return n
}

// town is a district that can be worked out by hand, known on 31 August 2026:
// four streets, six kindergartens, the school years 2027 to 2029.
//
//	A  K1 public, 9 rooms, 3 junior 3 middle 3 senior, places by area 257
//	   K2 private, 4 rooms, one class of each level
//	B  K3 public, 6 rooms, 2/2/2; three more promised for October 2027
//	C  K4 affordable, 3 mixed rooms, licensed for 80
//	   K5 public, 6 rooms, 2/2/2; closes on 1 July 2028
//	D  K6 public, new, 6 rooms promised for September 2028
func town(t testing.TB, n int) Inputs {
	in := supply.Inputs{Norms: norms(t), Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Draws: n, Seed: 7,
		Years: []forecast.Year{2027, 2028, 2029}, Areas: []forecast.Area{{Code: "A"}, {Code: "B"}, {Code: "C"}, {Code: "D"}},
		Sites: []supply.Site{
			{Code: "K1", Area: "A", Provider: "public", Rooms: 9, OutdoorArea: 1200, ActivityArea: 2100, FloorArea: 3000, DesignYear: 2010},
			{Code: "K2", Area: "A", Provider: "private", Rooms: 4},
			{Code: "K3", Area: "B", Provider: "public", Rooms: 6},
			{Code: "K4", Area: "C", Provider: "private_affordable", Rooms: 3, LicensedPlaces: 80},
			{Code: "K5", Area: "C", Provider: "public", Rooms: 6, Closed: forecast.NewDate(2028, 7, 1)},
		},
		Classes: []supply.Class{
			{SchoolYear: 2026, Site: "K1", Level: forecast.Junior, Classes: 3, Enrolled: 70}, {SchoolYear: 2026, Site: "K1", Level: forecast.Middle, Classes: 3, Enrolled: 84},
			{SchoolYear: 2026, Site: "K1", Level: forecast.Senior, Classes: 3, Enrolled: 96}, {SchoolYear: 2026, Site: "K2", Level: forecast.Nursery, Classes: 1, Enrolled: 18},
			{SchoolYear: 2026, Site: "K2", Level: forecast.Junior, Classes: 1, Enrolled: 25}, {SchoolYear: 2026, Site: "K2", Level: forecast.Middle, Classes: 1, Enrolled: 31},
			{SchoolYear: 2026, Site: "K2", Level: forecast.Senior, Classes: 1, Enrolled: 35}, {SchoolYear: 2026, Site: "K3", Level: forecast.Junior, Classes: 2, Enrolled: 45},
			{SchoolYear: 2026, Site: "K3", Level: forecast.Middle, Classes: 2, Enrolled: 55}, {SchoolYear: 2026, Site: "K3", Level: forecast.Senior, Classes: 2, Enrolled: 66},
			{SchoolYear: 2026, Site: "K4", Level: forecast.Mixed, Classes: 3, Enrolled: 75}, {SchoolYear: 2026, Site: "K5", Level: forecast.Junior, Classes: 2, Enrolled: 40},
			{SchoolYear: 2026, Site: "K5", Level: forecast.Middle, Classes: 2, Enrolled: 50}, {SchoolYear: 2026, Site: "K5", Level: forecast.Senior, Classes: 2, Enrolled: 60},
		},
		Projects: []supply.Project{
			{Code: "P3", Kind: "expand", Site: "K3", Stage: "construction", Promised: forecast.NewMonth(2027, 10), Reported: forecast.NewDate(2026, 3, 1), Rooms: 3},
			{Code: "P6", Kind: "new", Site: "K6", Area: "D", Stage: "approved", Promised: forecast.NewMonth(2028, 9), Reported: forecast.NewDate(2026, 2, 1), Rooms: 6},
		},
	}
	children := map[string][4]float64{"A": {30, 110, 100, 150}, "B": {0, 30, 50, 40}, "C": {0, 60, 40, 75}, "D": {0, 5, 0, 0}}
	var dates []forecast.Date
	for _, y := range in.Years {
		dates = append(dates, august.In(int(y)))
	}
	d := forecast.NewDraws([]string{"A", "B", "C", "D"}, dates, []forecast.Age{0, 1, 2, 3, 4, 5}, n)
	for a, code := range d.Areas {
		for k := range dates {
			for l, x := range children[code] {
				v := d.At(a, k, l+2)
				for i := range v {
					v[i] = x
				}
			}
		}
	}
	s, problems := supply.New(in)
	if supply.Refused(problems) {
		t.Fatal(problems)
	}
	return Inputs{Definitions: definitions(t), Gap: supply.NewGap(s, supply.NewDemand(d, supply.Uptake{}), supply.Match{Fixed: true}), Seed: 5}
}

func get(t testing.TB, rows []Row, key, period, area, site string) Row {
	t.Helper()
	for _, r := range rows {
		if r.Key == key && r.Period == period && r.Area == area && r.Site == site {
			return r
		}
	}
	t.Fatalf("no row %s %s %s %s", key, period, area, site)
	return Row{}
}

// What 2026 counts, by hand:
//
//	children, nursery apart: K1 250, K2 91, K3 166, K4 75, K5 150, together 732;
//	  public 566, public and affordable 641
//	classes: 28, all within the norm but the 31 middle children of K2: 27
//	nursery classes: K2 alone of five; no street whose public kindergartens all
//	  have one
//	areas: only K1 states them; 250 children are within its 257
//	outdoors: 1200 m² for 250 children, 4.8 each
func TestTownCounted(t *testing.T) {
	out, problems := Compute(town(t, 20))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		key, area, site string
		num, den, value float64
		met             string
	}{
		{"t01_public_enrolment_share", "*", "", 566, 732, 100 * 566. / 732, "false"},
		{"ev_public_share", "*", "", 566, 732, 100 * 566. / 732, "true"},
		{"t01_public_enrolment_share", "A", "", 250, 341, 100 * 250. / 341, "false"},
		{"t02_affordable_coverage", "*", "", 641, 732, 100 * 641. / 732, "false"},
		{"t03_class_size_compliance", "*", "", 27, 28, 100 * 27. / 28, "false"},
		{"ev_class_size_pass_rate", "*", "", 27, 28, 100 * 27. / 28, "true"},
		{"t04_combined_kindergarten_share", "*", "", 1, 5, 20, "false"},
		{"t05_full_nursery_streets", "*", "", 0, 4, 0, "false"},
		{"t13_per_child_conditions", "*", "", 1, 1, 1, "true"},
		{"ev_area_pass_rate_before_2017", "*", "", 1, 1, 100, "true"},
		{"ev_outdoor_area_pc", "A", "K1", 1200, 250, 4.8, "true"},
		{"ev_floor_area_pc", "*", "", 3000, 250, 12, "true"},
	} {
		r := get(t, out.Rows, c.key, "2026", c.area, c.site)
		if math.Abs(r.Numerator-c.num) > 1e-9 || math.Abs(r.Denominator-c.den) > 1e-9 || math.Abs(r.Value-c.value) > 1e-9 || r.Met != c.met {
			t.Errorf("%+v, want %v of %v = %v, met %s", r, c.num, c.den, c.value, c.met)
		}
	}
	if r := get(t, out.Rows, "t13_per_child_conditions", "2026", "*", ""); !strings.Contains(r.Note, noteUnstated+"4") || !strings.Contains(r.Note, noteAttained+"2025") {
		t.Errorf("four kindergartens state no area, and the target was for 2025: note %q", r.Note)
	}
}

// Two campuses with one group code are one kindergarten of their street: K1 and
// K2 together run a nursery class, so one of four kindergartens does, and street
// A, whose one public kindergarten has it, is fully covered.
func TestCampusesOfOneKindergarten(t *testing.T) {
	in := town(t, 5)
	si := in.Gap.Supply.Inputs
	si.Sites = slices.Clone(si.Sites)
	si.Sites[0].Group, si.Sites[1].Group = "G", "G"
	s, _ := supply.New(si)
	in.Gap = supply.NewGap(s, in.Gap.Demand, in.Gap.Match)
	out, _ := Compute(in)
	for _, period := range []string{"2026", "2027"} {
		if r := get(t, out.Rows, "t04_combined_kindergarten_share", period, "*", ""); r.Numerator != 1 || r.Denominator != 4 {
			t.Errorf("%+v, want 1 of 4", r)
		}
		if r := get(t, out.Rows, "t05_full_nursery_streets", period, "*", ""); r.Numerator != 1 {
			t.Errorf("%+v, want one street", r)
		}
	}
}

// What 2027 foresees, every draw alike:
//
//	B: 30/50/40 children in K3's 2/2/2 classes: 6 of 6 within the norm.
//	A: 10 children each of nursery, junior and senior have no place. The nursery
//	   children stay at home; the others, let in all the same, put all 4 junior and
//	   all 4 senior classes above the norm; 1 nursery and 4 middle classes hold.
//	   Nursery class: K2 has one; K1 has 9 rooms and needs all 9.
//	   K1's areas: A's rooms hold 360 children, K2 at most 110, so K1 at least
//	   250; with at least 7 seniors and 7 juniors let in it passes its 257.
//	gross rate: A 340, B 120, C 175 in rooms, of 660 residents aged 3 to 5.
//	K6 is not open: 5 kindergartens.
func TestTownForeseen(t *testing.T) {
	out, _ := Compute(town(t, 40))
	for _, c := range []struct {
		key, area   string
		num, den    float64
		probability float64
	}{
		{"t03_class_size_compliance", "B", 6, 6, 1},
		{"t03_class_size_compliance", "A", 5, 13, 0},
		{"t04_combined_kindergarten_share", "A", 1, 2, 0},
		{"t04_combined_kindergarten_share", "*", 1, 5, 0},
		{"t05_full_nursery_streets", "*", 0, 4, 0},
		{"t13_per_child_conditions", "*", 0, 1, 0},
		{"ev_gross_enrolment_rate", "*", 635, 660, 1},
		{"ev_gross_enrolment_rate", "D", 0, 5, 0},
		{"t01_public_enrolment_share", "B", 120, 120, 1},
	} {
		r := get(t, out.Rows, c.key, "2027", c.area, "")
		if math.Abs(r.Numerator-c.num) > 1e-3 || math.Abs(r.Denominator-c.den) > 1e-3 || r.Probability != c.probability || r.Met != "" {
			t.Errorf("%+v, want %v of %v with probability %v", r, c.num, c.den, c.probability)
		}
	}
	if r := get(t, out.Rows, "en_joint_target_probability", "2027", "*", ""); r.Value != 0 || r.Denominator != 40 {
		t.Errorf("joint: %+v", r)
	}
	for _, r := range out.Rows {
		if r.Key == "en_place_shortfall" && r.Period == "2027" && r.Area == "A" && r.Note == "level:2-5" && math.Abs(r.Value-30) > 1e-3 {
			t.Errorf("shortfall of A %v, want 30", r.Value)
		}
	}
	// One new kindergarten of three is promised for September 2028: none of the
	// chances can be above zero; at least one expansion may have opened by then.
	if r := get(t, out.Rows, "t06_new_kindergartens", "2028", "*", ""); r.Probability != 0 || r.Value <= 0 || r.Value >= 1 {
		t.Errorf("%+v", r)
	}
	if r := get(t, out.Rows, "t07_expanded_kindergartens", "2029", "*", ""); r.Probability <= 0 || math.Abs(r.Probability-r.Value) > 1e-12 {
		t.Errorf("%+v: with one expansion, chance and expected number are the same", r)
	}
}

// Every definition has a row; one without data names the table that would give
// it, and none of the 27 targets, 11 mechanisms and the evaluation is missing.
func TestEveryIndicatorHasARow(t *testing.T) {
	in := town(t, 5)
	out, _ := Compute(in)
	n := map[string]int{}
	for _, r := range out.Rows {
		n[r.Key]++
		if math.IsNaN(r.Value) && !strings.Contains(r.Note, noteNeeds) && !strings.Contains(r.Note, noteNone) {
			t.Errorf("%s has neither value nor note: %+v", r.Key, r)
		}
	}
	targets := 0
	for _, d := range in.Definitions {
		if n[d.Key] == 0 {
			t.Errorf("%s has no row", d.Key)
		}
		if strings.HasPrefix(d.Key, "t") {
			targets++
		}
	}
	if targets != 27 || len(in.Definitions) != 61 {
		t.Errorf("%d targets of %d indicators, want 27 of 61", targets, len(in.Definitions))
	}
	if r := get(t, out.Rows, "t14_disabled_children_entry", "", "*", ""); r.Note != "needs:measures" {
		t.Errorf("%+v", r)
	}
	if r := get(t, out.Rows, "en_coverage_300m", "", "*", ""); !strings.Contains(r.Note, "needs:boundaries") {
		t.Errorf("%+v", r)
	}
}

// Without classes, without sites, the rows still come and say what is needed.
func TestNothingGiven(t *testing.T) {
	in := town(t, 3)
	s, _ := supply.New(supply.Inputs{Norms: norms(t), Reference: august, AsOf: forecast.NewDate(2026, 8, 31), Areas: in.Gap.Supply.Areas, Years: in.Gap.Supply.Years})
	in.Gap = supply.NewGap(s, in.Gap.Demand, supply.Match{})
	out, _ := Compute(in)
	seen := map[string]bool{}
	for _, r := range out.Rows {
		seen[r.Key] = true
	}
	for _, d := range in.Definitions {
		if !seen[d.Key] {
			t.Errorf("%s has no row", d.Key)
		}
	}
}

func TestMeasures(t *testing.T) {
	in := town(t, 3)
	nan := math.NaN()
	in.Measures = []Measure{
		{Key: "t14_disabled_children_entry", Period: "2026", Numerator: 45, Denominator: 50},
		{Key: "t26_parent_satisfaction", Period: "2025", Numerator: 90, Denominator: 100},
		{Key: "t26_parent_satisfaction", Period: "2026", Numerator: 89, Denominator: 100},
		{Key: "t27_public_spending", Period: "2026", Numerator: 5e8, Denominator: nan},
		{Key: "t14_disabled_children_entry", Period: "2027", Numerator: 45, Denominator: nan}, // 4: nothing to divide by
		{Key: "t14_disabled_children_entry", Period: "2028", Numerator: 45},                   // 5
		{Key: "nonsense", Period: "2026", Numerator: 1, Denominator: 1},                       // 6
		{Key: "t27_public_spending", Period: "2027", Numerator: nan, Denominator: nan},        // 7
		{Key: "t26_parent_satisfaction", Period: "2026", Numerator: 1, Denominator: 2},        // 8: twice
		{Key: "ev_children_per_teacher", Period: "2026", Numerator: 1500, Denominator: 120},
	}
	out, problems := Compute(in)
	want := map[int]string{4: RuleNoDenominator, 5: RuleNoDenominator, 6: RuleUnknownKey, 7: RuleMeasure, 8: RuleMeasureTwice}
	if len(problems) != len(want) {
		t.Errorf("%v", problems)
	}
	for _, p := range problems {
		if want[p.Row] != p.Rule {
			t.Errorf("%v, want %s", p, want[p.Row])
		}
	}
	if r := get(t, out.Rows, "t14_disabled_children_entry", "2026", "*", ""); r.Value != 90 || r.Met != "true" {
		t.Errorf("45 of 50 is 90 and meets 90: %+v", r)
	}
	if r := get(t, out.Rows, "t26_parent_satisfaction", "2026", "*", ""); r.Met != "false" {
		t.Errorf("89 after 90 does not rise: %+v", r)
	}
	if r := get(t, out.Rows, "t26_parent_satisfaction", "2025", "*", ""); r.Met != "" || !strings.Contains(r.Note, noteNoPrevious) {
		t.Errorf("the first period: %+v", r)
	}
	if r := get(t, out.Rows, "ev_children_per_teacher", "2026", "*", ""); r.Value != 12.5 || r.Met != "true" {
		t.Errorf("12.5 children a teacher meets at most 15: %+v", r)
	}
}

func TestBadDefinitions(t *testing.T) {
	head := strings.Join(definitionColumns, ",") + ",valid_from,valid_to\n"
	for text, rule := range map[string]string{
		"a,,,80,>=,percent,district,n,,,,forecast,A,,":                                                   RuleNoDenominator,
		"a,,,,>=,percent,district,n,d,,,forecast,A,,":                                                    RuleTarget,
		"a,,,x,>=,percent,district,n,d,,,forecast,A,,":                                                   RuleTarget,
		"a,,,80,=>,percent,district,n,d,,,forecast,A,,":                                                  RuleOperator,
		"a,,,80,>=,percent,district,n,d,,,guess,A,,":                                                     RuleDefinition,
		"a,,,80,>=,percent,district,n,d,,,forecast,A,2027,2025":                                          RuleYears,
		"a,,,80,>=,percent,district,n,d,,,input,A,,2027\na,,,85,>=,percent,district,n,d,,,input,A,2027,": RuleYears,
	} {
		d, problems, err := ReadDefinitions(strings.NewReader(head + text + "\nz,,,,report,places,street,n,,,,forecast,P,,\n"))
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) != 1 || problems[0].Rule != rule || !slices.ContainsFunc(d, func(d Definition) bool { return d.Key == "z" }) {
			t.Errorf("%q: %v, want %s", text, problems, rule)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		o             Operator
		value, target float64
		want          bool
	}{{AtLeast, 80, 80, true}, {AtLeast, 79.999, 80, false}, {MoreThan, 50, 50, false}, {MoreThan, 100 * 8. / 14, 50, true},
		{AtMost, 15, 15, true}, {LessThan, 15, 15, false}, {AtLeast, math.NaN(), 0, false}, {AtLeast, 100 * 28 / 28., 100, true}} {
		if c.o.Holds(c.value, c.target) != c.want {
			t.Errorf("%v %s %v: want %v", c.value, c.o, c.target, c.want)
		}
	}
}

// Phi of two rows that agree always is 1, that disagree always -1, and of a row
// that never changes undefined.
func TestPhi(t *testing.T) {
	a, b := []bool{true, false, true, false}, []bool{false, true, false, true}
	if phi(a, a) != 1 || phi(a, b) != -1 || !math.IsNaN(phi(a, []bool{true, true, true, true})) {
		t.Error(phi(a, a), phi(a, b))
	}
}

// A room of K3 turned nursery gives street B, which has one public kindergarten,
// its nursery class when children ask: t05 gains a street.
func TestMoves(t *testing.T) {
	in := town(t, 20)
	d := in.Gap.Demand.Draws
	for y := range d.Dates {
		for i := range d.N {
			d.At(1, y, 2)[i] = 15 // B: 15 children aged two ask
			d.At(1, y, 4)[i] = 60 // and both middle rooms are full
			d.At(1, y, 5)[i] = 70 // both senior rooms
			d.At(1, y, 3)[i] = 50 // both junior rooms
		}
	}
	in.Gap = supply.NewGap(in.Gap.Supply, in.Gap.Demand, in.Gap.Match)
	moves := Moves(in, 2027, 50)
	k := slices.IndexFunc(moves, func(m Move) bool { return m.Site == "K3" && m.To == forecast.Nursery })
	if k < 0 {
		t.Fatalf("no move for K3 in %+v", moves)
	}
	m := moves[k]
	// The room given up is a junior, middle or senior room that was full: 25, 30
	// or 35 children lose their place and 15 find one.
	if m.Shortfall < 25-15-1e-3 {
		t.Errorf("%+v: the room was full, so giving it up must cost places", m)
	}
	if !slices.IsSortedFunc(moves, func(a, b Move) int { return cmp.Compare(b.JointAfter, a.JointAfter) }) {
		t.Error("not sorted by joint probability")
	}
	if Moves(in, 2050, 5) != nil {
		t.Error("moves for a year without draws")
	}
}
