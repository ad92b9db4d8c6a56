package web

import (
	"context"
	"net/http"
	"slices"

	"kindercast/cmd/kindercast/internal/label"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// rows is the body of every list.
type rows[R any] struct {
	Body struct {
		Rows []R `json:"rows" nullable:"false"`
	}
}

func rowsOf[R any](list []R) *rows[R] {
	out := &rows[R]{}
	out.Body.Rows = list
	if list == nil {
		out.Body.Rows = []R{}
	}
	return out
}

// body is a reply of one thing.
type body[T any] struct{ Body T }

// registerAPI adds /api/v1 and its description to a router.
func registerAPI(router *gin.Engine, result *Result, audience string) error {
	config := huma.DefaultConfig("kindercast", "1")
	config.Info.Description = "Results of one run: children forecast, places, gap and plan, by area and year."
	config.DocsPath = ""     // the documentation page loads from elsewhere
	config.CreateHooks = nil // replies carry no $schema address
	config.SchemasPath = ""
	config.RejectUnknownQueryParameters = true
	config.Transformers = append(config.Transformers, forgetValues)
	api := humagin.New(router, config)
	api.UseMiddleware(strictQuery(api), cacheFor(audience))

	geo, err := areasJSON(result.Areas)
	if err != nil {
		return err
	}
	route(api, "run", "/run", "What the results are", func(context.Context, *struct{}) (*body[Run], error) {
		return &body[Run]{result.Run}, nil
	})
	route(api, "areas", "/areas", "Areas with their shapes, as GeoJSON", func(context.Context, *struct{}) (*areasReply, error) {
		return &areasReply{ContentType: "application/geo+json", Body: geo}, nil
	})
	route(api, "labels", "/labels", "The page's words", func(_ context.Context, q *Tongue) (*body[map[string]string], error) {
		return &body[map[string]string]{result.words(q.Lang)}, nil
	})
	route(api, "forecast", "/forecast", "Children by age and date, in one area", result.getForecast)
	route(api, "gap", "/gap", "Demand against places", result.getGap)
	route(api, "why", "/why", "What moved the demand of an area, in parts that add up", result.getWhy)
	route(api, "findings", "/findings", "Each year in a sentence", result.getFindings)
	route(api, "legend", "/legend", "How a level is coloured", result.getLegend)
	route(api, "sites", "/sites", "Sites and their places", result.getSites)
	route(api, "kindergartens", "/kindergartens", "Campuses, how full they are, and their classes next September", result.getKindergartens)
	route(api, "steps", "/steps", "From residents to demand, and who attends elsewhere", result.getSteps)
	route(api, "projects", "/projects", "Projects under way, and when they are likely to open", result.getProjects)
	route(api, "rooms", "/rooms", "Targets that fight for rooms, and single rooms that help", result.getRooms)
	route(api, "plan", "/plan", "The recommendation", func(_ context.Context, q *Tongue) (*body[*Plan], error) {
		if result.Plan == nil {
			return nil, huma.Error404NotFound("this run has no plan")
		}
		return &body[*Plan]{result.Plan.in(q.Lang, result.Name)}, nil
	})
	route(api, "indicators", "/indicators", "Targets and how far they are met", result.getIndicators)
	route(api, "scores", "/scores", "How often past forecasts were right", func(context.Context, *struct{}) (*rows[ScoreRow], error) {
		return rowsOf(result.Scores), nil
	})
	return nil
}

// route registers one route to read.
func route[I, O any](api huma.API, id, at, summary string, answer func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: "/api/v1" + at, Summary: summary,
		Errors: []int{http.StatusUnprocessableEntity},
	}, answer)
}

type areasReply struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// words are the words of the label table and the names of the run's indicators.
func (r *Result) words(lang string) map[string]string {
	words := label.All(lang)
	for _, n := range r.indicatorNames {
		words["indicator."+n.Key] = n.ZH
		if lang == label.English {
			words["indicator."+n.Key] = n.EN
		}
	}
	return words
}

func (r *Result) getForecast(_ context.Context, q *struct {
	In
	Area string `query:"area" maxLength:"64" default:"*" doc:"* is all areas together"`
	Age  string `query:"age" enum:"births,0,1,2,3,4,5,3-5,2-5"`
}) (*rows[ForecastRow], error) {
	scenario, err := r.scenario(q.Scenario)
	if err != nil {
		return nil, err
	}
	if err := r.knows(q.Area); err != nil {
		return nil, err
	}
	var kept []ForecastRow
	for _, f := range r.ages[ageKey{scenario, q.Area}] {
		if q.Age == "" || f.Age == q.Age {
			kept = append(kept, f)
		}
	}
	return rowsOf(kept), nil
}

func (r *Result) getGap(_ context.Context, q *struct {
	In
	Level string `query:"level" maxLength:"16" doc:"a level of the run; default: all"`
	Year  int    `query:"year" minimum:"1900" maximum:"2200" doc:"default: all"`
	Area  string `query:"area" maxLength:"64" doc:"* is all areas together; default: each and all"`
}) (*rows[GapRow], error) {
	scenario, err := r.scenario(q.Scenario)
	if err != nil {
		return nil, err
	}
	if q.Level != "" && !slices.Contains(r.Run.Levels, q.Level) {
		return nil, noSuch("level")
	}
	if q.Year != 0 && !slices.ContainsFunc(r.Run.Years, func(p Period) bool { return p.Year == q.Year }) {
		return nil, noSuch("year")
	}
	if q.Area != "" {
		if err := r.knows(q.Area); err != nil {
			return nil, err
		}
	}
	var kept []GapRow
	for _, level := range r.Run.Levels {
		if q.Level != "" && level != q.Level {
			continue
		}
		for _, y := range r.Run.Years {
			if q.Year != 0 && y.Year != q.Year {
				continue
			}
			for _, g := range r.gaps[gapKey{scenario, level, y.Year}] {
				if q.Area == "" || g.Area == q.Area {
					kept = append(kept, g)
				}
			}
		}
	}
	return rowsOf(kept), nil
}

func (r *Result) getFindings(_ context.Context, q *struct {
	In
	Tongue
	Level string `query:"level" maxLength:"16" required:"true"`
}) (*rows[Finding], error) {
	scenario, err := r.scenario(q.Scenario)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(r.Run.Levels, q.Level) {
		return nil, noSuch("level")
	}
	var all []Finding
	for _, y := range r.Run.Years {
		all = append(all, r.Finding(View{scenario, q.Level, y.Year}, q.Lang))
	}
	return rowsOf(all), nil
}

func (r *Result) getLegend(_ context.Context, q *struct {
	Level string `query:"level" maxLength:"16" required:"true"`
}) (*body[map[string]Legend], error) {
	if !slices.Contains(r.Run.Levels, q.Level) {
		return nil, noSuch("level")
	}
	legends := map[string]Legend{}
	for _, m := range measures {
		legends[m] = r.legend(q.Level, m)
	}
	return &body[map[string]Legend]{legends}, nil
}

func (r *Result) getSites(_ context.Context, q *struct {
	Area string `query:"area" maxLength:"64" doc:"default: all"`
}) (*rows[SiteRow], error) {
	if q.Area == "" {
		return rowsOf(r.Sites), nil
	}
	if err := r.knows(q.Area); err != nil {
		return nil, err
	}
	var kept []SiteRow
	for _, s := range r.Sites {
		if s.Area == q.Area {
			kept = append(kept, s)
		}
	}
	return rowsOf(kept), nil
}

func (r *Result) getIndicators(_ context.Context, q *struct {
	Key    string `query:"key" maxLength:"64" doc:"default: all"`
	Period string `query:"period" maxLength:"32" doc:"default: all"`
}) (*rows[IndicatorRow], error) {
	var kept []IndicatorRow
	for _, i := range r.Indicators {
		if (q.Key == "" || i.Key == q.Key) && (q.Period == "" || i.Period == q.Period) {
			kept = append(kept, i)
		}
	}
	return rowsOf(kept), nil
}
