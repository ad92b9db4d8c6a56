package ingest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"kindercast/forecast"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// town is a dataset of two streets, of which 甲街道 has two committees.
var town = map[string]string{
	"dataset.toml":   "datum = \"WGS84\"\n",
	"areas.csv":      "area_code,area_name,parent_code\nA,甲街道,\nB,乙街道,\nA1,甲一居委,A\nA2,甲二居委,A\n",
	"population.csv": "as_of,area_code,age,persons\n2026-08-31,A1,3,20\n2026-08-31,A2,3,11\n2026-08-31,B,3,7\n",
	"births.csv":     "area_code,year,month,births\nA1,2024,9,4\nA2,2024,9,5\nB,2024,9,6\n",
	"sites.csv":      "site_code,site_name,area_code,lon,lat,provider,rooms\nS1,示例园01,A1,121.45,31.23,public,9\n",
	"classes.csv":    "school_year,site_code,level,classes,enrolled\n2026,S1,junior,3,75\n",
}

// with returns a folder of the town in which some files are others.
func with(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range town {
		if other, ok := files[name]; ok {
			text = other
		}
		if text != "-" {
			write(t, dir, name, text)
		}
	}
	for name, text := range files {
		if _, ok := town[name]; !ok {
			write(t, dir, name, text)
		}
	}
	return dir
}

func gbk(t testing.TB, s string) string {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const pop = "as_of,area_code,age,persons\n"

// Each kind of bad input is refused with a fault that names file, row, column,
// value and rule.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       Fault
	}{
		"missing column":       {"population.csv", "as_of,area_code,age\n2026-08-31,B,3\n", Fault{Row: 1, Column: "persons", Rule: MissingColumn}},
		"swapped headers":      {"births.csv", "area_code,births,month,year\nB,2024,9,6\n", Fault{Row: 2, Column: "year", Value: "6", Rule: NotDate}},
		"unknown column":       {"population.csv", "as_of,area_code,age,persons,手机型号\n2026-08-31,B,3,1,x\n", Fault{Row: 1, Column: "手机型号", Rule: UnknownColumn}},
		"unknown area":         {"population.csv", pop + "2026-08-31,B,3,1\n2026-08-31,C,3,1\n", Fault{Row: 3, Column: "area_code", Value: "C", Rule: UnknownArea}},
		"negative":             {"population.csv", pop + "2026-08-31,B,3,-1\n", Fault{Row: 2, Column: "persons", Value: "-1", Rule: NotCount}},
		"fractional":           {"population.csv", pop + "2026-08-31,B,3,1.5\n", Fault{Row: 2, Column: "persons", Value: "1.5", Rule: NotCount}},
		"words":                {"population.csv", pop + "2026-08-31,B,3,三十一\n", Fault{Row: 2, Column: "persons", Value: "三十一", Rule: NotCount}},
		"broken thousands":     {"population.csv", pop + "2026-08-31,B,3,\"1,23\"\n", Fault{Row: 2, Column: "persons", Value: "1,23", Rule: NotCount}},
		"blank is not 0":       {"population.csv", pop + "2026-08-31,B,3,\n", Fault{Row: 2, Column: "persons", Rule: BlankRequired}},
		"dash is not 0":        {"population.csv", pop + "2026-08-31,B,3,–\n", Fault{Row: 2, Column: "persons", Value: "–", Rule: BlankRequired}},
		"impossible date":      {"population.csv", pop + "2026-02-30,B,3,1\n", Fault{Row: 2, Column: "as_of", Value: "2026-02-30", Rule: ImpossibleDate}},
		"not a date":           {"population.csv", pop + "去年,B,3,1\n", Fault{Row: 2, Column: "as_of", Value: "去年", Rule: NotDate}},
		"age past life":        {"population.csv", pop + "2026-08-31,B,131,1\n", Fault{Row: 2, Column: "age", Value: "131", Rule: BadValue}},
		"duplicate key":        {"population.csv", pop + "2026-08-31,B,3,1\n2026-08-31,B,3,2\n", Fault{Row: 3, Column: "as_of+area_code+age+sex+residence", Rule: DuplicateKey}},
		"duplicate header":     {"population.csv", "as_of,area_code,age,persons,persons\n2026-08-31,B,3,1,1\n", Fault{Row: 1, Column: "persons", Rule: DuplicateHeader}},
		"blank header":         {"population.csv", "as_of,area_code,,persons\n2026-08-31,B,3,1\n", Fault{Row: 1, Column: "C", Rule: BlankHeader}},
		"code and name":        {"population.csv", "as_of,街道代码,街道,age,persons\n2026-08-31,B,乙街道,3,1\n", Fault{Row: 1, Column: "街道", Rule: DuplicateHeader}},
		"empty file":           {"population.csv", "", Fault{Rule: EmptyFile}},
		"header only":          {"population.csv", pop, Fault{Rule: EmptyFile}},
		"GBK said to be UTF-8": {"births.csv", "-gbk-", Fault{Row: 1, Rule: WrongEncoding}},
		"UTF-16":               {"population.csv", "\xff\xfea\x00s\x00\n\x00", Fault{Rule: WrongEncoding, Value: "UTF-16"}},
		"carriage returns":     {"population.csv", strings.ReplaceAll(pop, "\n", "\r") + "2026-08-31,B,3,1\r", Fault{Rule: LineEnds}},
		"NUL":                  {"population.csv", pop + "2026-08-31,B,3,\x001\n", Fault{Row: 2, Rule: ControlCharacter}},
		"ragged":               {"population.csv", pop + "2026-08-31,B,3\n", Fault{Row: 2, Rule: Ragged}},
		"bare quote":           {"population.csv", pop + "2026-08-31,B\"x,3,1\n", Fault{Row: 2, Rule: BareQuote}},
		"unclosed quote":       {"population.csv", pop + "2026-08-31,B,3,1\n2026-08-31,\"A1,3,1\n2026-08-31,A2,3,1\n", Fault{Row: 3, Rule: UnclosedQuote}},
		"no datum":             {"dataset.toml", "", Fault{Column: "lon", Rule: NoDatum}},
		"unknown datum":        {"dataset.toml", "datum = \"Beijing54x\"\n", Fault{Column: "lon", Rule: NoConversion}},
		"outside bounds":       {"dataset.toml", "datum = \"WGS84\"\nbounds = [121.5, 31.2, 121.6, 31.3]\n", Fault{Row: 2, Column: "lon", Rule: OutOfBounds}},
		"swapped axes":         {"sites.csv", "site_code,lon,lat,provider,rooms\nS1,31.23,121.45,public,9\n", Fault{Row: 2, Column: "lon", Rule: OutOfBounds}},
		"null island":          {"sites.csv", "site_code,lon,lat,provider,rooms\nS1,0,0,public,9\n", Fault{Row: 2, Column: "lon", Rule: OutOfBounds}},
		"word not listed":      {"sites.csv", "site_code,lon,lat,provider,rooms\nS1,121,31,charity,9\n", Fault{Row: 2, Column: "provider", Value: "charity", Rule: BadValue}},
		"closed before open":   {"sites.csv", "site_code,lon,lat,provider,rooms,opened,closed\nS1,121,31,public,9,2020-09-01,2019-08-31\n", Fault{Row: 2, Column: "closed", Rule: ClosedBeforeOpen}},
		"unknown site":         {"classes.csv", "school_year,site_code,level,classes,enrolled\n2026,S2,junior,3,75\n", Fault{Row: 2, Column: "site_code", Value: "S2", Rule: UnknownSite}},
		"cycle":                {"areas.csv", "area_code,area_name,parent_code\nA,甲,B\nB,乙,A\nA1,甲一,A\nA2,甲二,A\n", Fault{Column: "parent_code", Value: "A", Rule: AreaCycle}},
		"totals among parts":   {"population.csv", pop + "2026-08-31,A,3,31\n2026-08-31,A1,3,20\n", Fault{Row: 3, Column: "area_code", Rule: MixedSplit}},
		"split and not split":  {"population.csv", "as_of,area_code,age,sex,persons\n2026-08-31,B,3,F,3\n2026-08-31,B,3,,7\n", Fault{Row: 3, Column: "sex+residence", Rule: MixedSplit}},
		"year and months":      {"births.csv", "area_code,year,month,births\nB,2024,9,6\nB,2024,,60\n", Fault{Row: 3, Column: "month", Rule: MixedSplit}},
		"unknown key":          {"dataset.toml", "datun = \"WGS84\"\n", Fault{Rule: BadConfiguration}},
		"code shortened":       {"population.csv", pop + "2026-08-31,3.10106E+11,3,1\n", Fault{Row: 2, Column: "area_code", Value: "3.10106E+11", Rule: BadValue}},
		"lost character":       {"areas.csv", "area_code,area_name\nA,甲\uFFFD道\n", Fault{Row: 2, Column: "area_name", Rule: Replacement}},
		"name column":          {"population.csv", "as_of,area_code,age,persons,姓名\n2026-08-31,B,3,1,某\n", Fault{Row: 1, Column: "姓名", Rule: Identifier}},
	} {
		t.Run(name, func(t *testing.T) {
			text, o := c.text, Options{}
			if text == "-gbk-" {
				text, o.Encoding = gbk(t, "街道,年份,月份,出生数\n甲一居委,2024,9,6\n"), "utf-8"
				o.Dir = with(t, map[string]string{c.file: text})
				o.Encoding = ""
				write(t, o.Dir, "dataset.toml", "datum = \"WGS84\"\n[births]\nencoding = \"utf-8\"\n")
			} else {
				o.Dir = with(t, map[string]string{c.file: text})
			}
			d := open(t, o)
			if !d.Refused() {
				t.Fatal("not refused")
			}
			for _, f := range d.Faults.List() {
				if f.Rule == c.want.Rule && f.Row == c.want.Row && (c.want.Column == "" || f.Column == c.want.Column) && (c.want.Value == "" || f.Value == c.want.Value) {
					if f.File == "" {
						t.Error("the fault names no file")
					}
					return
				}
			}
			t.Errorf("no fault like %+v among %v", c.want, d.Faults.List())
		})
	}
}

// A whole town reads clean, and its committees add up to streets: 甲街道 has
// 20 + 11 children and 4 + 5 births.
func TestTown(t *testing.T) {
	d := open(t, Options{Dir: with(t, nil)})
	if d.Refused() || d.Warned() {
		t.Fatal(d.Faults.List())
	}
	// Without boundaries the areas of the population are planned for.
	if o := d.Observed(); len(o.Areas) != 3 || len(o.Population) != 3 {
		t.Errorf("planned %v", o.Areas)
	}
	if leaves := d.Leaves(); len(leaves) != 3 || leaves[0].Children[3] != 20 || leaves[0].Planned != "A1" {
		t.Errorf("leaves %+v", leaves)
	}
}

const squares = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"area_code":"A"},"geometry":{"type":"Polygon","coordinates":[[[121.40,31.20],[121.50,31.20],[121.50,31.30],[121.40,31.30],[121.40,31.20]]]}},
{"type":"Feature","properties":{"area_code":"B"},"geometry":{"type":"Polygon","coordinates":[[[121.50,31.20],[121.60,31.20],[121.60,31.30],[121.50,31.30],[121.50,31.20]]]}}]}`

// With polygons of streets the streets are planned for: children and births of
// committees are added up, sites go to the street.
func TestPlannedLevel(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{"boundaries.geojson": squares})})
	if d.Refused() || d.Warned() {
		t.Fatal(d.Faults.List())
	}
	o := d.Observed()
	if len(o.Areas) != 2 || o.Areas[0].Code != "A" || o.Areas[1].Code != "B" {
		t.Fatalf("planned %v", o.Areas)
	}
	if o.Population[0].Persons != 31 || o.Population[1].Persons != 7 || o.Births[0].Births != 9 || o.SiteArea["S1"] != "A" {
		t.Errorf("children %v, births %v, sites %v; want 31 and 7, 9 and 6, S1 in A", o.Population, o.Births, o.SiteArea)
	}
	// Births of the district cannot be split among its streets.
	d = open(t, Options{Dir: with(t, map[string]string{
		"areas.csv":          "area_code,area_name,parent_code\nD,区,\nA,甲街道,D\nB,乙街道,D\nA1,甲一居委,A\nA2,甲二居委,A\n",
		"births.csv":         "area_code,year,month,births\nD,2024,9,15\n",
		"boundaries.geojson": squares,
	})})
	if !d.Refused() || d.Faults.List()[0].Rule != CoarserThanPlan {
		t.Errorf("births of the district: %v", d.Faults.List())
	}
	// A committee that lies in no street with a polygon.
	d = open(t, Options{Dir: with(t, map[string]string{
		"areas.csv":          "area_code,area_name,parent_code\nA,甲街道,\nB,乙街道,\nA1,甲一居委,A\nA2,甲二居委,Z\n",
		"boundaries.geojson": squares,
	})})
	if !d.Refused() || d.Faults.List()[0].Rule != Unplanned || d.Faults.List()[0].Row != 3 {
		t.Errorf("a committee without a street: %v", d.Faults.List())
	}
}

// The same table with canonical and Chinese headers, in UTF-8 with and without a
// byte order mark and in GB18030, with names for codes, full-width digits and the
// date forms: the same rows.
func TestSameTableManyForms(t *testing.T) {
	chinese := "统计日期,街道,年龄,人数\n2026年8月31日,甲一居委,３,20\n20260831,甲二居委,3,１１\n2026/8/31, 乙街道 ,3岁前,7\n"
	chinese = strings.ReplaceAll(chinese, "3岁前", "3")
	want := open(t, Options{Dir: with(t, nil)}).Observed().Population
	for name, text := range map[string]string{
		"bom": "\ufeff" + town["population.csv"], "crlf": strings.ReplaceAll(town["population.csv"], "\n", "\r\n"),
		"chinese": chinese, "gb18030": gbk(t, chinese), "serial": pop + "46265,A1,3,20\n46265,A2,3,11.0\n46265,B,3,7\n",
		"wide headers":     "Ａｓ＿ｏｆ,Area Code,AGE, persons \n2026-08-31,A1,3,20\n2026-08-31,A2,3,11\n2026-08-31,B,3,7\n",
		"no last line end": strings.TrimSuffix(town["population.csv"], "\n"),
		"quoted":           pop + "\"2026-08-31\",\"A1\",3,20\n2026-08-31,A2,3,11\n2026-08-31,B,3,\"7\"\n",
	} {
		d := open(t, Options{Dir: with(t, map[string]string{"population.csv": text})})
		if d.Refused() {
			t.Errorf("%s: %v", name, d.Faults.List())
			continue
		}
		got := d.Observed().Population
		if len(got) != len(want) {
			t.Errorf("%s: %v", name, got)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %+v, want %+v", name, got[i], want[i])
			}
		}
	}
}

// A wide file becomes rows: one line with ages 0 to 5 is six; two measures melt
// together; a filter on a word of the file and a constant column hold.
func TestMelt(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{
		"dataset.toml": `datum = "WGS84"
[population]
file = "wide.csv"
map = { "代码" = "area_code" }
set = { as_of = "2026-08-31" }
ignore = ["合计人数"]
melt = { key = "age", columns = { persons = "{age}岁" } }
[classes]
file = "wide_classes.csv"
set = { school_year = 2026 }
where = { "状态" = "在办" }
drop = { classes = "0" }
ignore = ["age0"]
melt = { key = "level", columns = { classes = "{level}班数", enrolled = "{level}人数" } }
`,
		"population.csv":   "-",
		"classes.csv":      "-",
		"births.csv":       "-",
		"wide.csv":         "代码,0岁,1岁,２岁,3岁,4岁,5岁,合计人数\nA1,1,2,3,4,5,6,21\nB,0,0,0,0,0,7,7\n",
		"wide_classes.csv": "园部代码,状态,小班班数,小班人数,中班班数,中班人数\nS1,在办,3,75,0,0\nS1x,停办,1,1,1,1\n",
	})})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	if n := len(d.Population.Rows); n != 12 {
		t.Errorf("%d rows, want 2 x 6", n)
	}
	for _, p := range d.Population.Rows[:6] {
		if p.Persons != int64(p.Age)+1 {
			t.Errorf("age %d has %d persons, want %d", p.Age, p.Persons, p.Age+1)
		}
	}
	if c := d.Classes.Rows; len(c) != 1 || c[0].Level != forecast.Junior || c[0].Classes != 3 || c[0].Enrolled != 75 {
		t.Errorf("classes %+v, want one junior row of 3 and 75", c)
	}
}

// A row of totals is set aside with a warning and needs no tolerance; a repeated
// row counts once.
func TestTotalsAndRepeats(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{"population.csv": town["population.csv"] + "2026-08-31,B,3,7\n2026-08-31,合 计,3,38\n"})})
	if d.Refused() || !d.Warned() {
		t.Fatal(d.Faults.List())
	}
	if l := d.Ledger[1]; l.Read != 5 || l.Accepted != 3 || l.Duplicate != 1 || l.Rejected != 1 || l.SetAside != 1 {
		t.Errorf("ledger %+v", l)
	}
}

// Of two rows that contradict each other neither is kept.
func TestContradiction(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{
		"dataset.toml":   "datum = \"WGS84\"\ntolerance = 0.9\n",
		"population.csv": town["population.csv"] + "2026-08-31,B,3,8\n2026-08-31,B,3,7\n",
	})})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	if l := d.Ledger[1]; l.Read != 5 || l.Accepted != 2 || l.Rejected != 3 || len(d.Population.Rows) != 2 {
		t.Errorf("ledger %+v, rows %v; want 2 accepted", l, d.Population.Rows)
	}
}

// The tolerance is a share of the rows of a table: one bad row of four passes
// at a quarter and not below.
func TestTolerance(t *testing.T) {
	for tolerance, refused := range map[string]bool{"0.25": false, "0.24": true} {
		d := open(t, Options{Dir: with(t, map[string]string{
			"dataset.toml":   "datum = \"WGS84\"\ntolerance = " + tolerance + "\n",
			"population.csv": town["population.csv"] + "2026-08-31,B,4,x\n",
		})})
		if d.Refused() != refused {
			t.Errorf("tolerance %s: refused %v", tolerance, d.Refused())
		}
	}
}

// An old code and a short name stand for an area as dataset.toml says, and that
// is told.
func TestAliases(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{
		"dataset.toml":   "datum = \"WGS84\"\n[aliases]\n310106100000 = \"B\"\n\"大宁\" = \"甲二居委\"\n",
		"population.csv": pop + "2026-08-31,A1,3,20\n2026-08-31,大宁,3,11\n2026-08-31,310106100000,3,7\n",
	})})
	if d.Refused() || len(d.Population.Rows) != 3 || d.Population.Rows[1].Area != "A2" || d.Population.Rows[2].Area != "B" {
		t.Errorf("%v %v", d.Population.Rows, d.Faults.List())
	}
	if c := d.Faults.Summary(); len(c) != 1 || c[0].Rule != AliasUsed || c[0].Count != 2 {
		t.Errorf("faults %v, want two aliases told", d.Faults.List())
	}
}

// Children are counted into population at the door. On 31 August 2026 a child
// born in August 2023 is 3, one born in September 2023 still 2; nothing of the
// pseudonym is left.
func TestPersons(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{
		"population.csv": "-",
		"births.csv":     "-",
		"persons.csv": "pseudonym,as_of,birth_month,sex,area_code,residence\n" +
			"p1_k_aaaa,2026-08-31,2023-08,女,A1,沪籍\np1_k_bbbb,2026-08-31,2023-08,F,A1,沪籍\np1_k_cccc,2026-08-31,2023-09-01,男,A1,沪籍\n" +
			"p1_k_cccc,2026-08-31,2023-09,M,A1,沪籍\n",
	})})
	if d.Refused() {
		t.Fatal(d.Faults.List())
	}
	want := []forecast.Population{
		{AsOf: forecast.NewDate(2026, 8, 31), Area: "A1", Age: 2, Sex: "M", Residence: "沪籍", Persons: 1},
		{AsOf: forecast.NewDate(2026, 8, 31), Area: "A1", Age: 3, Sex: "F", Residence: "沪籍", Persons: 2},
	}
	if len(d.Population.Rows) != 2 || d.Population.Rows[0] != want[0] || d.Population.Rows[1] != want[1] {
		t.Errorf("population %+v, want %+v", d.Population.Rows, want)
	}
	if l := d.Ledger[1]; l.Table != "persons" || l.Read != 4 || l.Accepted != 3 || l.Duplicate != 1 {
		t.Errorf("ledger %+v", l)
	}
	if strings.Contains(ndjson(t, d), "cccc") {
		t.Error("a pseudonym stands in the faults")
	}
	// In the middle of a month a month of birth does not tell the age.
	d = open(t, Options{Dir: with(t, map[string]string{
		"population.csv": "-",
		"persons.csv":    "pseudonym,as_of,birth_month,area_code\np1,2026-08-15,2023-08,A1\n",
	})})
	if !d.Refused() || d.Faults.List()[0].Rule != AmbiguousAge {
		t.Errorf("middle of the month: %v", d.Faults.List())
	}
}

func ndjson(t testing.TB, d *Dataset) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Faults.WriteNDJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A line of faults.ndjson has the fields of the contract, in both languages.
func TestFaultLine(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{"population.csv": pop + "2026-08-31,B,3,三十一\n"})})
	var line map[string]any
	first, _, _ := strings.Cut(ndjson(t, d), "\n")
	if err := json.Unmarshal([]byte(first), &line); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"file": "population.csv", "sheet": "", "row": 2.0, "column": "persons", "value": "三十一", "rule": "not_count", "severity": "error"} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	for _, key := range []string{"zh", "en", "hint"} {
		if s, ok := line[key].(string); !ok || s == "" {
			t.Errorf("no %s", key)
		}
	}
}

// More than a thousand faults: the first thousand in full, all of them counted.
func TestManyFaults(t *testing.T) {
	d := open(t, Options{Dir: with(t, map[string]string{"population.csv": pop + strings.Repeat("2026-08-31,B,3,x\n", 5000)})})
	if len(d.Faults.List()) != 1000 || d.Faults.Total() != 5000 || d.Ledger[1].Rejected != 5000 {
		t.Errorf("%d kept, %d counted, %d rejected", len(d.Faults.List()), d.Faults.Total(), d.Ledger[1].Rejected)
	}
}
