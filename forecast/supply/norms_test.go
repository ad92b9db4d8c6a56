package supply

import (
	"strings"
	"testing"

	"kindercast/forecast"
)

// The defaults of the planners' guide: 20, 25, 30, 35 and 30 for mixed classes.
func TestShippedNorms(t *testing.T) {
	n := ownNorms(t)
	for l, want := range map[forecast.Level]float64{forecast.Nursery: 20, forecast.Junior: 25, forecast.Middle: 30, forecast.Senior: 35, forecast.Mixed: 30} {
		if v, ok := n.ClassSize(l, "public", 2026); !ok || v != want {
			t.Errorf("%s: %v, want %v", l, v, want)
		}
	}
	if a := n.Areas(2026); a != (PerChild{4, 8.17, 10.44}) {
		t.Errorf("areas per child %+v", a)
	}
	// The class size of 2016-03-01 was not in force on 1 September 2015.
	if _, ok := n.ClassSize(forecast.Junior, "", 2015); ok {
		t.Error("a norm holds before its first day")
	}
	// Not known stays not known.
	if v, ok := n.Value("headroom_share", 2026); ok {
		t.Errorf("headroom_share is %v; nobody knows it", v)
	}
	// The audit holds each norm in force with source, certainty, who and when.
	for _, r := range n.At(2026) {
		if r.Source == "" || r.Certainty == "" || r.ChangedBy == "" || r.ChangedOn == 0 || r.EN == "" || r.ZH == "" {
			t.Errorf("audit of %s is not whole: %+v", r.Key, r)
		}
	}
}

func TestOverrides(t *testing.T) {
	n := ownNorms(t)
	o, err := ParseOverride("class_size_senior=30@2027-2028")
	if err != nil {
		t.Fatal(err)
	}
	m, problems := n.With(o)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for y, want := range map[forecast.Year]float64{2026: 35, 2027: 30, 2028: 30, 2029: 35} {
		if v, _ := m.ClassSize(forecast.Senior, "public", y); v != want {
			t.Errorf("%d: %v, want %v", y, v, want)
		}
	}
	if v, _ := n.ClassSize(forecast.Senior, "", 2027); v != 35 {
		t.Error("the base was changed")
	}
	for _, r := range m.At(2027) {
		if r.Key == "class_size_senior" && (r.ChangedBy != changeByCommand || !strings.Contains(r.Source, "class_size_senior=30@2027-2028")) {
			t.Errorf("the audit hides the change: %+v", r)
		}
	}
	for _, s := range []string{"", "x", "=3", "a=b", "a=1@", "a=1@x", "a=1@2029-2027", "a=NaN", "a=1@20"} {
		if o, err := ParseOverride(s); err == nil {
			t.Errorf("%q was read as %v", s, o)
		}
	}
	for _, s := range []string{"a=1", "a=1.5@2027", "a=1@2027-2029", "a=1@2027-", "a=1@-2027"} {
		if o, err := ParseOverride(s); err != nil || o.String() != s {
			t.Errorf("%q came back as %v, %v", s, o, err)
		}
	}
	if _, problems := n.With(Override{Key: "no_such", Value: 1}, Override{Key: "class_size_senior", Value: 0}); len(problems) != 2 {
		t.Errorf("two changes that cannot be: %v", problems)
	}
}

// A provider's own class size goes before the level's.
func TestProviderNorm(t *testing.T) {
	n, _, err := ReadNorms(strings.NewReader(normHead+"class_size_junior,,,25,,,2016,,,B\nclass_size_junior_private,,,20,,,2016,,,B\n"), august)
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := n.ClassSize(forecast.Junior, "private", 2026); v != 20 {
		t.Errorf("private %v, want 20", v)
	}
	if v, _ := n.ClassSize(forecast.Junior, "public", 2026); v != 25 {
		t.Errorf("public %v, want 25", v)
	}
}

// School years begin on the day after the reference day, whichever it is.
func TestStart(t *testing.T) {
	for _, m := range []forecast.MonthDay{{Month: 8, Day: 31}, {Month: 12, Day: 31}, {Month: 1, Day: 1}, {Month: 6, Day: 30}, {Month: 2, Day: 29}} {
		for y := forecast.Year(2019); y < 2030; y++ {
			d := Start(m, y)
			if (d-1).SchoolYear() != y || m.In((d-1).Year()) != d-1 {
				t.Errorf("%v: school year %d begins on %v", m, y, d)
			}
		}
	}
}
