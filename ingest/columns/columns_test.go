package columns

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"

	"github.com/apache/arrow/go/v15/arrow/memory"
)

// roundTrip writes rows, reads them back alike, and leaves no memory behind.
func roundTrip[R any](t *testing.T, rows []R) {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	var b bytes.Buffer
	if err := WriteStream(&b, mem, rows); err != nil {
		t.Fatal(err)
	}
	back, err := ReadStream[R](&b, mem)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, rows) {
		t.Errorf("%T: came back as %+v, want %+v", rows, back, rows)
	}
}

func TestRoundTrip(t *testing.T) {
	day := forecast.NewDate(2026, 8, 31)
	roundTrip(t, []forecast.Area{{Code: "310106019000", Name: "大宁路街道", ValidFrom: day}})
	roundTrip(t, []forecast.Population{{AsOf: day, Area: "A", Age: 3, Sex: "F", Persons: 412}, {AsOf: day, Area: "B"}})
	roundTrip(t, []forecast.Birth{{Area: "A", Year: 2024, Month: 9, Births: 31}})
	roundTrip(t, []forecast.Housing{{Estate: "E", Handover: forecast.NewMonth(2027, 5), Units: -120}})
	roundTrip(t, []forecast.Roster{{SchoolYear: 2026, Site: "S", Level: forecast.Junior, Enrolled: 3}})
	roundTrip(t, []supply.Site{{Code: "S", Lon: 121.45, Lat: 31.23, Rooms: 9, Opened: day}})
	roundTrip(t, []supply.Class{{SchoolYear: 2026, Site: "S", Level: forecast.Mixed, Classes: 2, Enrolled: 50}})
	roundTrip(t, []supply.Project{{Code: "P", Promised: forecast.NewMonth(2028, 9), Rooms: -3}})
	roundTrip(t, []supply.Candidate{{Code: "C", Cost: 1234.5, Earliest: 2027}})
	roundTrip(t, []indicator.Measure{{Key: "k", Period: "2026", Numerator: 0.5, Denominator: math.Inf(1)}})
	roundTrip[forecast.Birth](t, nil)
}

// More rows than one record holds come back whole and in order.
func TestManyRecords(t *testing.T) {
	rows := make([]forecast.Birth, 2*batch+1)
	for i := range rows {
		rows[i] = forecast.Birth{Area: fmt.Sprint(i % 7), Births: int64(i)}
	}
	roundTrip(t, rows)
}

// A stream of another table is refused, not read by position: population and
// roster rows both begin with numbers and codes.
func TestOtherSchema(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	var b bytes.Buffer
	if err := WriteStream(&b, mem, []supply.Class{{Site: "S"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadStream[forecast.Birth](&b, mem); err == nil || !strings.Contains(err.Error(), "site_code") {
		t.Errorf("error %v, want one that names the columns found", err)
	}
}

func TestStreamIsTheSameBytes(t *testing.T) {
	rows := []forecast.Population{{Area: "A", Persons: 1}, {Area: "B", Persons: 2}}
	var a, b bytes.Buffer
	mem := memory.NewGoAllocator()
	if err := WriteStream(&a, mem, rows); err != nil {
		t.Fatal(err)
	}
	if err := WriteStream(&b, mem, rows); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same rows made two streams")
	}
}

func ExampleSchema() {
	for _, f := range Schema[forecast.Birth]().Fields() {
		fmt.Println(f.Name, f.Type)
	}
	// Output:
	// area_code utf8
	// year int32
	// month int32
	// births int64
	// as_of date32
}

func BenchmarkRecord(b *testing.B) {
	rows := make([]forecast.Population, 100_000)
	mem := memory.NewGoAllocator()
	b.ResetTimer()
	for b.Loop() {
		Record(mem, rows).Release()
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
