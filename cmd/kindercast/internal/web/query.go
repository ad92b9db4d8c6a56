package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// In is the part of a query that picks a scenario; empty is the first one.
type In struct {
	Scenario string `query:"scenario" maxLength:"64" doc:"a scenario of the run; default: the first"`
}

// Tongue is the part of a query that picks a language.
type Tongue struct {
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}

// scenario returns the scenario asked for, the first of the run if none was.
func (r *Result) scenario(name string) (string, error) {
	if name == "" {
		return r.Run.Scenarios[0], nil
	}
	if !slices.Contains(r.Run.Scenarios, name) {
		return "", noSuch("scenario")
	}
	return name, nil
}

// knows refuses a code that is no area of the run.
func (r *Result) knows(code string) error {
	if _, ok := r.area(code); !ok && code != AllAreas {
		return noSuch("area")
	}
	return nil
}

// noSuch refuses a query for something the run does not have.
func noSuch(what string) error {
	return huma.Error422UnprocessableEntity("validation failed",
		&huma.ErrorDetail{Location: "query." + what, Message: "no such " + what + " in this run"})
}

// forgetValues keeps what a client sent out of the error it gets.
func forgetValues(_ huma.Context, _ string, v any) (any, error) {
	if e, ok := v.(*huma.ErrorModel); ok {
		for _, d := range e.Errors {
			d.Value = nil
			if d.Message == "unknown query parameter" {
				d.Location = "query"
			}
		}
	}
	return v, nil
}

// strictQuery refuses a query that cannot be read or says one thing twice.
// Names that a route does not know are refused by the API's own setting.
func strictQuery(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		at := ctx.URL()
		if detail := queryFault(at.RawQuery, nil); detail != "" {
			if err := huma.WriteErr(api, ctx, http.StatusUnprocessableEntity, detail); err != nil {
				panic(err)
			}
			return
		}
		next(ctx)
	}
}

// queryFault says what is wrong with a query: it cannot be read, it gives a
// parameter twice, or, where names are given, a parameter has none of them.
func queryFault(raw string, names []string) string {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return "the query cannot be read"
	}
	for name, values := range query {
		if len(values) > 1 {
			return "a query parameter is given twice"
		}
		if names != nil && !slices.Contains(names, name) {
			return "unknown query parameter; known are " + strings.Join(names, ", ")
		}
	}
	return ""
}

// cacheFor lets replies to the public be kept and checked by tag; all others
// are not stored anywhere.
func cacheFor(audience string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if audience == "public" {
			ctx.SetHeader("Cache-Control", "public, no-cache")
		}
		next(ctx)
	}
}
