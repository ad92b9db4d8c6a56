package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// contentPolicy lets the page load from this server alone.
const contentPolicy = "default-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// private is the Cache-Control of what is not public.
const private = "no-store"

// guard stands before every route: it reads only, sets the security headers,
// turns a panic into a problem that tells nothing, and compresses and tags the
// reply. Only what may be cached gets a tag.
func guard(next http.Handler) http.Handler {
	var packed sync.Map // path of an immutable asset → its gzip bytes
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setSecurityHeaders(w.Header(), r)
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			writeProblem(w, http.StatusMethodNotAllowed, "results can only be read")
			return
		case r.Header.Get("Content-Encoding") != "":
			writeProblem(w, http.StatusUnsupportedMediaType, "requests carry no encoded body")
			return
		}
		inner := r.Clone(r.Context())
		inner.Method = http.MethodGet
		inner.Body = http.MaxBytesReader(w, r.Body, 1<<10)
		reply := &reply{header: w.Header(), status: http.StatusOK}
		run(next, reply, inner)
		reply.send(w, r, &packed)
	})
}

// run answers a request; a panic becomes status 500. The log names the route's
// path and what panicked, and nothing of the query.
func run(next http.Handler, w *reply, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a request failed", "path", r.URL.Path, "panic", fmt.Sprint(p))
			w.body.Reset()
			writeProblem(w, http.StatusInternalServerError, "the request failed")
		}
	}()
	next.ServeHTTP(w, r)
}

func setSecurityHeaders(h http.Header, r *http.Request) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", private)
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// reply holds a whole answer until it is known what it is.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (p *reply) Header() http.Header         { return p.header }
func (p *reply) WriteHeader(status int)      { p.status = status }
func (p *reply) Write(b []byte) (int, error) { return p.body.Write(b) }

// send writes the answer: 304 to a client that has it, compressed to one that
// takes gzip.
func (p *reply) send(w http.ResponseWriter, r *http.Request, packed *sync.Map) {
	h, body := p.header, p.body.Bytes()
	cacheable := h.Get("Cache-Control") != private && p.status == http.StatusOK
	if cacheable {
		sum := sha256.Sum256(body)
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == private {
		h.Add("Vary", "Authorization")
	}
	if len(body) > 1024 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && compressible(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "gzip")
		body = pack(body, r.URL.Path, strings.Contains(h.Get("Cache-Control"), "immutable"), packed)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.status)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil { // #nosec G705 -- what a route wrote, under its own type and nosniff
		slog.Debug("a client left", "error", err)
	}
}

func compressible(contentType string) bool {
	for _, t := range []string{"text/", "json", "javascript", "yaml", "svg"} {
		if strings.Contains(contentType, t) {
			return true
		}
	}
	return false
}

// pack compresses a body, once for each immutable asset.
func pack(body []byte, path string, immutable bool, packed *sync.Map) []byte {
	if immutable {
		if b, done := packed.Load(path); done {
			return b.([]byte)
		}
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(body); err != nil {
		panic(err) // a buffer takes every byte
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	if immutable {
		packed.Store(path, out.Bytes())
	}
	return out.Bytes()
}

// writeProblem answers with problem+json, RFC 9457.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	b, err := json.Marshal(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
	if err != nil {
		panic(err) // strings and a number always marshal
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	if _, err := w.Write(b); err != nil {
		slog.Debug("a client left", "error", err)
	}
}
