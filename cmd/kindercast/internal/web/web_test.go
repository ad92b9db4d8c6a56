package web

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// emptyBundle is a machine without Node: no page was built.
var emptyBundle = fstest.MapFS{".gitkeep": {}}

// pageBundle stands for a built page.
var pageBundle = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>page</title>")},
	"assets/index-abcd.js": {Data: []byte(strings.Repeat("export const a = 1;\n", 200))},
	".secret":              {Data: []byte("hidden")},
}

func handler(t *testing.T, o Options) http.Handler {
	t.Helper()
	if o.Files == nil {
		o.Files = fixture()
	}
	if o.Bundle == nil {
		o.Bundle = emptyBundle
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

type rowsBody[R any] struct{ Rows []R }

func TestRunSaysWhatTheResultsAre(t *testing.T) {
	run := decode[Run](t, get(t, handler(t, Options{}), "/api/v1/run"))
	if !run.Synthetic || run.AsOf != "2026-08-31" || run.Lang != "zh" || len(run.Missing) != 0 {
		t.Errorf("run: %+v", run)
	}
	if len(run.Years) != fixtureYears || run.Years[0] != (Period{2027, "2027-08-31"}) {
		t.Errorf("years: %v", run.Years)
	}
	if got := strings.Join(run.Levels, " "); got != "nursery junior middle senior 3-5 2-5" {
		t.Errorf("levels: %s", got)
	}
	if got := strings.Join(run.Scenarios, " "); got != "base low" {
		t.Errorf("scenarios: %s", got)
	}
	// Children fall every year by rule and places stand still, so the first year
	// is the worst; of the levels it is 大班, whose children are the most:
	// Σ max(0, 220 + 10 s − 250) over streets is more than 托班's.
	if run.Opens != (View{"base", "senior", 2027}) {
		t.Errorf("opens at %+v", run.Opens)
	}
}

func TestAreasCarryCodesNamesAndLabels(t *testing.T) {
	w := get(t, handler(t, Options{}), "/api/v1/areas")
	if got := w.Header().Get("Content-Type"); got != "application/geo+json" {
		t.Errorf("type %q", got)
	}
	c := decode[struct {
		BBox     []float64
		Features []struct {
			Properties struct {
				Code  string     `json:"area_code"`
				Name  string     `json:"area_name"`
				Label [2]float64 `json:"label"`
			}
		}
	}](t, w)
	if len(c.Features) != 14 || len(c.BBox) != 4 {
		t.Fatalf("%d features, box %v", len(c.Features), c.BBox)
	}
	f := c.Features[9].Properties
	if f.Code != "310106019000" || f.Name != "大宁路街道" || f.Label[0] < c.BBox[0] || f.Label[0] > c.BBox[2] {
		t.Errorf("feature: %+v", f)
	}
}

func TestForecastOfOneStreet(t *testing.T) {
	h := handler(t, Options{})
	b := decode[rowsBody[ForecastRow]](t, get(t, h, "/api/v1/forecast?area=310106019000&age=3&scenario=low"))
	if len(b.Rows) != fixtureYears {
		t.Fatalf("%d rows, want one a year", len(b.Rows))
	}
	// Street 9, age 3, 2027: (200 + 90 − 0 + 12) · 0.9 = 271.8 under the low scenario.
	if got := b.Rows[0]; got.Mean != 271.8 || got.AsOf != "2027-08-31" {
		t.Errorf("first row: %+v", got)
	}
	all := decode[rowsBody[ForecastRow]](t, get(t, h, "/api/v1/forecast"))
	if len(all.Rows) != fixtureYears*6 || all.Rows[0].Area != AllAreas {
		t.Errorf("without an area: %d rows of %s, want all areas together", len(all.Rows), all.Rows[0].Area)
	}
}

func TestGapOfOneView(t *testing.T) {
	h := handler(t, Options{})
	b := decode[rowsBody[GapRow]](t, get(t, h, "/api/v1/gap?year=2028&level=nursery"))
	if len(b.Rows) != 15 {
		t.Fatalf("%d rows, want 14 streets and all together", len(b.Rows))
	}
	// Street 9, 2028: half of 200 + 90 − 6 + 8 = 146 want 96 places.
	if g := b.Rows[9]; g.DemandMean != 146 || *g.Places != 96 || g.Binding != "area" || *g.PlacesRooms != 106 {
		t.Errorf("大宁路: %+v", g)
	}
	one := decode[rowsBody[GapRow]](t, get(t, h, "/api/v1/gap?year=2028&level=nursery&area=310106019000"))
	if len(one.Rows) != 1 || one.Rows[0].DemandMean != 146 {
		t.Errorf("one street: %+v", one.Rows)
	}
}

func TestFindingIsAPlannersSentence(t *testing.T) {
	h := handler(t, Options{})
	b := decode[rowsBody[Finding]](t, get(t, h, "/api/v1/findings?level=nursery"))
	// 彭浦镇, street 13 in 2028: half of 200 + 130 − 6 + 8 = 166 want 96 places, 70
	// short. Eighty per cent lie within 1.28 · 5% of 166 = 10.6: 59.4 to 80.6
	// short, rounded outwards.
	want := "2028 年：彭浦镇托班缺 70 个学位（八成把握 59–81）"
	if f := b.Rows[1]; f.Sentence != want || f.Kind != "short" || f.Area != "310106101000" {
		t.Errorf("got %+v\nwant %s", f, want)
	}
	// Street s wants 101 + 5 s places. With 96, streets 1, 3 … 13 are short; with
	// 140, streets 8 (141), 10 and 12 are.
	if f := b.Rows[1]; !strings.Contains(f.Total, "14 个街镇中 10 个很可能缺学位") {
		t.Errorf("total: %s", f.Total)
	}
	en := decode[rowsBody[Finding]](t, get(t, h, "/api/v1/findings?level=nursery&lang=en"))
	if f := en.Rows[1]; !strings.Contains(f.Sentence, "2028, Nursery: 彭浦镇 is 70 places short (80% sure: 59–81 short)") {
		t.Errorf("English: %s", f.Sentence)
	}
}

func TestListsAreServed(t *testing.T) {
	h := handler(t, Options{})
	if b := decode[rowsBody[SiteRow]](t, get(t, h, "/api/v1/sites")); len(b.Rows) != 42 {
		t.Errorf("%d sites", len(b.Rows))
	}
	if b := decode[rowsBody[SiteRow]](t, get(t, h, "/api/v1/sites?area=310106019000")); len(b.Rows) != 3 {
		t.Errorf("%d sites in one street", len(b.Rows))
	}
	p := decode[Plan](t, get(t, h, "/api/v1/plan"))
	if len(p.Actions) != 3 || p.Actions[1].Lon == nil || p.Actions[1].Name != "示例园031" {
		t.Errorf("plan: an action at a known site takes its place and name: %+v", p.Actions[1])
	}
	if b := decode[rowsBody[IndicatorRow]](t, get(t, h, "/api/v1/indicators?key=t01_public_enrolment_share")); len(b.Rows) != 1 {
		t.Errorf("%d indicators", len(b.Rows))
	}
	if b := decode[rowsBody[ScoreRow]](t, get(t, h, "/api/v1/scores")); len(b.Rows) != 7 || b.Rows[4].Cover80 != nil {
		t.Errorf("scores: %+v", b.Rows)
	}
	l := decode[map[string]Legend](t, get(t, h, "/api/v1/legend?level=nursery"))
	if g := l["gap"]; len(g.Colours) != len(g.Breaks)+1 {
		t.Errorf("legend: %+v", g)
	}
	if w := decode[map[string]string](t, get(t, h, "/api/v1/labels?lang=en")); w["level.nursery"] != "Nursery" {
		t.Errorf("labels: %v", w["level.nursery"])
	}
	doc := decode[map[string]any](t, get(t, h, "/openapi.json"))
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", doc["openapi"])
	}
}

func TestBadInputIsRefusedWithAProblem(t *testing.T) {
	h := handler(t, Options{})
	for _, c := range []struct {
		target string
		status int
	}{
		{"/api/v1/gap?year=next", 422},
		{"/api/v1/gap?year=1", 422},
		{"/api/v1/gap?year=2099", 422},
		{"/api/v1/gap?level=sixth", 422},
		{"/api/v1/gap?area=999", 422},
		{"/api/v1/gap?scenario=rosy", 422},
		{"/api/v1/gap?colour=red", 422},
		{"/api/v1/gap?level=junior&level=senior", 422},
		{"/api/v1/gap?level=%zz", 422},
		{"/api/v1/gap?area=" + strings.Repeat("9", 65), 422},
		{"/api/v1/forecast?age=9", 422},
		{"/api/v1/findings", 422},
		{"/api/v1/findings?level=junior&lang=fr", 422},
		{"/api/v1/labels?lang=fr", 422},
		{"/api/v1/legend?level=x", 422},
		{"/api/v1/sites?area=x", 422},
		{"/api/v1/nothing", 404},
		{"/docs", 404},
		{"/schemas/Run.json", 404},
		{"/plain?year=x", 422},
		{"/plain?year=2099", 422},
		{"/plain?level=x", 422},
		{"/plain?measure=x", 422},
		{"/plain?scenario=x", 422},
		{"/plain?lang=fr", 422},
		{"/plain?q=1", 422},
	} {
		w := get(t, h, c.target)
		if w.Code != c.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d problem+json", c.target, w.Code, w.Header().Get("Content-Type"), c.status)
		}
		var p struct{ Status int }
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != c.status {
			t.Errorf("%s: problem %s", c.target, w.Body)
		}
	}
}

// An error says what is wrong, and gives nothing back of what was sent.
func TestErrorsForgetWhatWasSent(t *testing.T) {
	h := handler(t, Options{})
	for _, target := range []string{"/api/v1/gap?year=4242424242", "/api/v1/gap?area=sent-by-me", "/api/v1/gap?sent-by-me=1"} {
		if b := get(t, h, target).Body.String(); strings.Contains(b, "4242424242") || strings.Contains(b, "sent-by-me") {
			t.Errorf("%s: the error repeats it: %s", target, b)
		}
	}
}

func TestNothingButReading(t *testing.T) {
	h := handler(t, Options{})
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/api/v1/run", strings.NewReader("{}")))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	if w := get(t, h, "/api/v1/run", "Content-Encoding", "gzip"); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("encoded body: %d", w.Code)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/api/v1/run", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestSecurityHeadersStandOnEveryReply(t *testing.T) {
	h := handler(t, Options{Bundle: pageBundle})
	for _, target := range []string{"/", "/plain", "/api/v1/run", "/api/v1/gap?year=x", "/nothing", "/assets/index-abcd.js"} {
		w := get(t, h, target)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": contentPolicy, "Access-Control-Allow-Origin": "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s: %q, want %q", target, name, got, want)
			}
		}
	}
	if strings.Contains(contentPolicy, "unsafe-eval") || strings.Contains(contentPolicy, "http") {
		t.Error("the policy allows evaluation or another host")
	}
}

func TestExactNumbersAreNotStored(t *testing.T) {
	w := get(t, handler(t, Options{}), "/api/v1/gap")
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("Cache-Control %q, ETag %q", w.Header().Get("Cache-Control"), w.Header().Get("ETag"))
	}
}

func TestPublicNeedsAReleaseAndGetsTags(t *testing.T) {
	if _, err := New(Options{Files: fixture(), Bundle: emptyBundle, Audience: "public"}); err == nil {
		t.Fatal("exact numbers were served to the public")
	}
	files := fixture()
	files["run.json"] = &fstest.MapFile{Data: []byte(`{"title":"t","audience":"public","as_of":"2026-08-31"}`)}
	h := handler(t, Options{Files: files, Audience: "public"})
	w := get(t, h, "/api/v1/gap")
	tag := w.Header().Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if again := get(t, h, "/api/v1/gap", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("same tag: %d, %d bytes", again.Code, again.Body.Len())
	}
}

func TestNoPathLeadsOut(t *testing.T) {
	h := handler(t, Options{Bundle: pageBundle})
	for _, target := range []string{
		"/../run.json", "/..%2frun.json", "/assets/../../run.json", "/assets/..%5c..%5crun.json", "/%2e%2e/go.mod",
		"/run.json", "/gap.csv", "/.secret", "/assets/", "/assets", "/etc/passwd", "//etc/passwd", "/index.html/", "/assets/index-abcd.js%00.html",
	} {
		if w := get(t, h, target); w.Code == http.StatusOK {
			t.Errorf("%s: served %q", target, w.Body)
		}
	}
}

func TestGzipForThoseWhoTakeIt(t *testing.T) {
	h := handler(t, Options{Bundle: pageBundle})
	for _, target := range []string{"/api/v1/gap", "/assets/index-abcd.js", "/assets/index-abcd.js"} {
		plain, packed := get(t, h, target), get(t, h, target, "Accept-Encoding", "gzip")
		if packed.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: not compressed", target)
		}
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(z)
		if err != nil || string(b) != plain.Body.String() {
			t.Errorf("%s: the compressed reply differs", target)
		}
	}
}

func TestPageIsServedWhenBuilt(t *testing.T) {
	h := handler(t, Options{Bundle: pageBundle})
	if b := get(t, h, "/").Body.String(); !strings.Contains(b, "<title>page</title>") {
		t.Errorf("/ is %q", b)
	}
	w := get(t, h, "/assets/index-abcd.js")
	if w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("asset: %v", w.Header())
	}
}

// A run of any part of the files is served; what is missing is named.
func TestMissingFilesAreNamed(t *testing.T) {
	for _, name := range []string{"areas.geojson", "gap.csv", "sites.csv", "plan.json", "indicators.csv", "scores.csv"} {
		t.Run(name, func(t *testing.T) {
			h := handler(t, Options{Files: without(fixture(), name)})
			run := decode[Run](t, get(t, h, "/api/v1/run"))
			if len(run.Missing) != 1 || run.Missing[0] != name {
				t.Errorf("missing: %v", run.Missing)
			}
			w := get(t, h, "/plain")
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "本次运行没有以下结果") {
				t.Errorf("the page does not say so: %d", w.Code)
			}
		})
	}
	if w := get(t, handler(t, Options{Files: without(fixture(), "plan.json")}), "/api/v1/plan"); w.Code != http.StatusNotFound {
		t.Errorf("no plan: %d", w.Code)
	}
	for _, name := range []string{"run.json", "forecast.csv"} {
		if _, err := New(Options{Files: without(fixture(), name)}); err == nil {
			t.Errorf("served without %s", name)
		}
	}
}

func TestBrokenFilesAreRefused(t *testing.T) {
	for name, broken := range map[string][2]string{
		"no column":       {"gap.csv", "scenario,school_year\nbase,2027\n"},
		"not a number":    {"forecast.csv", "scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975\nbase,2027-08-31,*,3,many,1,1,1,1,1,1,1,1,1\n"},
		"not JSON":        {"run.json", "{"},
		"no date":         {"forecast.csv", "scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975\nbase,soon,*,3,1,1,1,1,1,1,1,1,1,1\n"},
		"no shape":        {"areas.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"area_code":"1"}}]}`},
		"plan not JSON":   {"plan.json", "]"},
		"short CSV line":  {"sites.csv", "site_code,site_name\nS1\n"},
		"an infinite one": {"forecast.csv", "scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975\nbase,2027-08-31,*,3,+Inf,1,1,1,1,1,1,1,1,1\n"},
	} {
		files := fixture()
		files[broken[0]] = &fstest.MapFile{Data: []byte(broken[1])}
		rest := fs.FS(files)
		if broken[0] == "forecast.csv" {
			rest = without(files, "gap.csv")
		}
		if _, err := New(Options{Files: rest}); err == nil || !strings.Contains(err.Error(), broken[0]) {
			t.Errorf("%s: %v, want an error that names %s", name, err, broken[0])
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{{}, {Files: fixture(), Lang: "fr"}, {Files: fixture(), Audience: "friends"}} {
		if _, err := New(o); err == nil {
			t.Errorf("accepted %+v", o)
		}
	}
}

func TestPanicTellsNothing(t *testing.T) {
	h := guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a secret") }))
	w := get(t, h, "/x?y=private")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- ServeOn(ctx, listener, handler(t, Options{})) }()
	reply, err := http.Get(fmt.Sprintf("http://%s/api/v1/run", listener.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	if reply.StatusCode != http.StatusOK {
		t.Errorf("status %d", reply.StatusCode)
	}
	if err := reply.Body.Close(); err != nil {
		t.Fatal(err)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the server did not stop")
	}
}

func TestServeNamesAnAddressItCannotHave(t *testing.T) {
	if err := Serve(t.Context(), "127.0.0.1:notaport", http.NotFoundHandler()); err == nil {
		t.Error("served on no port")
	}
}
