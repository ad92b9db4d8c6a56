package book

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"kindercast/cmd/kindercast/internal/release"
)

// town is a run of two streets: one has 7 children of three, few enough to hide
// from the public, the other 103.
func town() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"run.json":  file(`{"title":"小镇","title_en":"Town","synthetic":true,"as_of":"2026-08-31","version":"t","seed":1,"draws":10,"distance":"walking network","inputs_hash":"abc"}`),
		"areas.csv": file("area_code,area_name,parent_code\na,=甲街,\nb,乙街,\n"),
		"forecast.csv": file("scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975\n" +
			"base,2027-08-31,a,3,7,1,2,3,5,7,9,11,12,13\nbase,2027-08-31,b,3,103,90,91,92,98,103,108,114,116,118\n"),
		"gap.csv": file("school_year,area_code,level,demand_q10,demand_q50,demand_q90,places_rooms,places_area,places_open,places,binding,expected_shortfall,expected_spare,p_shortage\n" +
			"2027,a,junior,3,7,11,25,30,25,25,rooms,0,18,0\n2027,b,junior,92,103,114,75,80,75,75,rooms,28.2,0.1,0.99\n"),
	}
}

func write(t *testing.T, a release.Audience) (dir string, files []string) {
	t.Helper()
	gate, err := release.DefaultRules().Open(a)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	files, absent, err := Write(town(), dir, Options{Year: 2027, Lang: "zh", Gate: gate})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(absent, " ") != "book.targets book.plan book.projects book.accuracy" {
		t.Errorf("absent %v", absent)
	}
	return dir, files
}

func TestPublicBookHidesAndRounds(t *testing.T) {
	dir, _ := write(t, release.Public)
	b, err := os.ReadFile(filepath.Join(dir, "book-2027-public-demand.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got := string(b)
	// 7 children are hidden with their interval; 103 become 105, 92…114 widen to
	// 90…115; the name that starts like a formula is kept from being one.
	for _, want := range []string{"base,2027-08-31,'=甲街,3,c,c,c\n", "base,2027-08-31,乙街,3,105,90,115\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in\n%s", want, got)
		}
	}
	if !bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		t.Error("no BOM: Excel would read it as GBK")
	}
	b, err = os.ReadFile(filepath.Join(dir, "book-2027-public-balance.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), "'=甲街,小班,c,c,c,25,c,c,c\n") {
		t.Errorf("the balance of a hidden street gives its children back:\n%s", b)
	}
}

func TestPlannerBookIsExactAndOpens(t *testing.T) {
	dir, files := write(t, release.Planner)
	f, err := excelize.OpenFile(filepath.Join(dir, files[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "说明 需求预测 学位 供需平衡" {
		t.Errorf("sheets %q", got)
	}
	rows, err := f.GetRows("需求预测")
	if err != nil {
		t.Fatal(err)
	}
	if rows[1][0] != "合成数据" {
		t.Errorf("the second row is %q: synthetic data must say so on every sheet", rows[1])
	}
	if got := strings.Join(rows[4], " "); got != "base 2027-08-31 '=甲街 3 7 3 11" {
		t.Errorf("row %q", got)
	}
}

func TestBookHasTheSameBytes(t *testing.T) {
	a, files := write(t, release.Leader)
	b, _ := write(t, release.Leader)
	for _, name := range files {
		x, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			t.Fatal(err)
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs between two writings", name)
		}
	}
}
