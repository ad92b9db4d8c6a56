package ingest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"kindercast/forecast"
	"kindercast/forecast/indicator"
	"kindercast/forecast/supply"
)

func TestCountForms(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "31": 31, "1,234": 1234, "12,345,678": 12345678, "31.0": 31, "31.000": 31, "007": 7} {
		if got, rule := parseCount(tidy(in), false); got != want || rule != "" {
			t.Errorf("%q: %d %s, want %d", in, got, rule, want)
		}
	}
	if got, _ := parseCount(tidy("１，２３４"), false); got != 1234 {
		t.Errorf("full-width digits: %d, want 1234", got)
	}
	if got, rule := parseCount("-3", true); got != -3 || rule != "" {
		t.Errorf("a change of -3: %d %s", got, rule)
	}
	for in, want := range map[string]Rule{
		"-1": NotCount, "1.5": NotCount, "三": NotCount, "1,23": NotCount, ",123": NotCount, "1,2345": NotCount, "1.": NotCount,
		"1e3": NotCount, "+5": NotCount, "0x10": NotCount, "1_000": NotCount, "": NotCount, "9999999999": BadValue, "99999999999999999999": BadValue,
	} {
		if got, rule := parseCount(tidy(in), false); rule != want {
			t.Errorf("%q: %d %q, want %s", in, got, rule, want)
		}
	}
}

func TestNumberForms(t *testing.T) {
	for in, want := range map[string]float64{"12.5": 12.5, "1,234.5": 1234.5, "-0.5": -0.5, "1.2E-2": 0.012} {
		if got, rule := parseNumber(in); got != want || rule != "" {
			t.Errorf("%q: %v %s, want %v", in, got, rule, want)
		}
	}
	for _, in := range []string{"NaN", "Inf", "-inf", "1e99", "0x1p4", "1_0", "12,5", "十"} {
		if got, rule := parseNumber(in); rule != NotNumber {
			t.Errorf("%q: %v %q, want %s", in, got, rule, NotNumber)
		}
	}
}

// Serial days: 1 January 2000 is 36526 in every spreadsheet, 46265 is 31 August
// 2026; a workbook of 1904 counts 1462 days less.
func TestDayForms(t *testing.T) {
	want := forecast.NewDate(2026, 8, 31)
	for _, in := range []string{"2026-08-31", "2026-8-31", "20260831", "2026/8/31", "2026.08.31", "2026年8月31日", "２０２６年８月３１日", "46265", "2026-08-31 00:00:00"} {
		if got, rule := parseDay(tidy(in), 0); got != want || rule != "" {
			t.Errorf("%q: %v %s", in, got, rule)
		}
	}
	if got, _ := parseDay("36526", 0); got != forecast.NewDate(2000, 1, 1) {
		t.Errorf("serial 36526: %v", got)
	}
	if got, _ := parseDay("44803", 1462); got != want {
		t.Errorf("serial 44803 of 1904: %v", got)
	}
	for in, want := range map[string]Rule{
		"2026-02-29": ImpossibleDate, "2026-13-01": ImpossibleDate, "20260230": ImpossibleDate, "1899-12-30": ImpossibleDate, "0000-00-00": ImpossibleDate,
		"2026-08": NotDate, "31/08/2026": NotDate, "8/31/26": NotDate, "2026-08-31T10:00:00+08:00": NotDate, "-1": NotDate, "三月": NotDate, "2026": NotDate,
	} {
		if got, rule := parseDay(tidy(in), 0); rule != want {
			t.Errorf("%q: %v %q, want %s", in, got, rule, want)
		}
	}
}

func TestMonthForms(t *testing.T) {
	want := forecast.NewMonth(2026, 8)
	for _, in := range []string{"2026-08", "2026-8", "202608", "2026/8", "2026年8月", "2026-08-31", "20260831", "46265"} {
		if got, rule := parseMonth(tidy(in), 0); got != want || rule != "" {
			t.Errorf("%q: %v %s", in, got, rule)
		}
	}
	for _, in := range []string{"2026", "2026.8", "202613", "08-2026", "八月"} {
		if got, rule := parseMonth(tidy(in), 0); rule == "" {
			t.Errorf("%q was read as %v", in, got)
		}
	}
}

func TestYearForms(t *testing.T) {
	for _, in := range []string{"2026", "2026年", "2026学年", "２０２６学年度", "2026.0"} {
		if got, rule := parseYear(tidy(in)); got != 2026 || rule != "" {
			t.Errorf("%q: %d %s", in, got, rule)
		}
	}
	for _, in := range []string{"26", "20260", "1026", "九", "2026-2027"} {
		if got, rule := parseYear(tidy(in)); rule == "" {
			t.Errorf("%q was read as %d", in, got)
		}
	}
}

// A workbook stores a 12-digit code as a number; nothing is lost. A CSV export
// shows 3.10106E+11, where it is.
func TestWholeCode(t *testing.T) {
	for in, want := range map[string]string{"3.10106019E11": "310106019000", "3.10106019E+11": "310106019000", "310106019000": "310106019000", "S01": "S01", "1E5": "1E5", "2e10x": "2e10x"} {
		if got, _ := wholeCode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHeading(t *testing.T) {
	for in, want := range map[string]string{
		" Area Code ": "area_code", "ＡＲＥＡ－ＣＯＤＥ": "area_code", "街 道": "街道", "建筑面积（㎡）": "建筑面积", "建筑面积(平方米)": "建筑面积", "人数（人）": "人数", "人数（万人）": "人数(万人)",
	} {
		if got := heading(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Every rule has its words, and every table its columns and fields.
func TestEveryRuleHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != "Rule" {
			return true
		}
		key, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		if tx, ok := texts[Rule(key)]; !ok || tx.ZH == "" || tx.EN == "" || !strings.Contains(tx.Hint, " / ") {
			t.Errorf("%s: words %+v", key, tx)
		}
		return true
	})
	if n != len(texts) {
		t.Errorf("%d rules, %d texts", n, len(texts))
	}
}

func TestSchemaFitsStructs(t *testing.T) {
	for name, typ := range map[string]reflect.Type{
		"areas": reflect.TypeFor[forecast.Area](), "population": reflect.TypeFor[forecast.Population](), "persons": reflect.TypeFor[person](),
		"births": reflect.TypeFor[forecast.Birth](), "sites": reflect.TypeFor[supply.Site](), "classes": reflect.TypeFor[supply.Class](),
		"roster": reflect.TypeFor[forecast.Roster](), "projects": reflect.TypeFor[supply.Project](), "candidates": reflect.TypeFor[supply.Candidate](),
		"housing": reflect.TypeFor[forecast.Housing](), "measures": reflect.TypeFor[indicator.Measure](),
	} {
		columns := schema[name]
		fieldsOf(typ, columns) // panics where a column has no field
		if len(columns) != typ.NumField() {
			t.Errorf("%s: %d columns, %d fields", name, len(columns), typ.NumField())
		}
		seen := map[string]string{}
		for _, c := range columns {
			for _, h := range append([]string{c.Name}, c.Aliases...) {
				if other, twice := seen[heading(h)]; twice && other != c.Name {
					t.Errorf("%s: header %s means %s and %s", name, h, other, c.Name)
				}
				seen[heading(h)] = c.Name
			}
		}
	}
	if len(TableNames) != len(schema) {
		t.Errorf("%d tables named, %d have columns", len(TableNames), len(schema))
	}
}

// Numbers that are no person's pass; the check digit alone tells them apart.
func TestIdentify(t *testing.T) {
	for in, want := range map[string]string{
		"999999202203040015": "identity number", "999999202203040010": "", "99999920220304012x": "identity number",
		"身份证９９９９９９２０２２０３０４００１５号": "identity number", "999999\u200b202203040015": "identity number",
		"310106019000": "", "37.51170096201381": "", "126.85250815823927": "", "2026-08-31": "", "1234567890": "",
		"13800138000": "telephone", "+86 138-0013-8000": "telephone", "12345678901": "",
		"a@b.invalid": "e-mail", "甲路1弄2号303室": "address", "甲街道": "", "大宁路街道": "", "示例园01": "", "9.99999E+17": "damaged number", "1.5E+3": "",
		"p1_k1_mfrggzdfmztwq2lknnwg23tpobyxe43u": "",
	} {
		if got := identify(in, watchAll); got.kind != want {
			t.Errorf("%q: %q, want %q", in, got.kind, want)
		}
	}
	if got := identify("11440000487", watchNumber); got.kind != "" {
		t.Errorf("a code of eleven digits: %v", got)
	}
	if m := mask("999999202203040015"); m != "9999**********0015" {
		t.Errorf("mask %q", m)
	}
}

func TestWriteCSV(t *testing.T) {
	type row struct {
		AsOf  forecast.Date  `parquet:"as_of,date"`
		Area  string         `parquet:"area_code"`
		Mean  float64        `parquet:"mean"`
		Share float64        `parquet:"share" format:"%.3f"`
		Level forecast.Level `parquet:"level"`
		N     int64          `parquet:"n"`
	}
	var b strings.Builder
	rows := []row{{forecast.NewDate(2027, 8, 31), "A,1", 412.25, 0.5, forecast.Junior, -3}, {0, "=1+1", math.NaN(), 1, 0, 0},
		{0, "a", -.04, 0, 0, 0}, {0, "b", -.06, 0, 0, 0}} // what rounds to nothing has no sign
	if err := WriteCSV(&b, rows, CSV{Decimals: 1}); err != nil {
		t.Fatal(err)
	}
	want := "as_of,area_code,mean,share,level,n\n2027-08-31,\"A,1\",412.2,0.500,junior,-3\n,'=1+1,,1.000,,0\n,a,0.0,0.000,,0\n,b,-0.1,0.000,,0\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// Every naughty string that a spreadsheet would run is defused; numbers stay.
func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1": "'+1", "@x": "'@x", "-1": "-1", "-": "-", "-x": "'-x", "\tx": "'\tx", "大宁": "大宁"} {
		if got := Harmless(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
