// Package web serves a run's results: an API with an OpenAPI description, the
// interactive page, and a plain page drawn by the server that needs no script.
// It reads result files once and never writes.
package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"time"

	"kindercast/cmd/kindercast/internal/label"

	"github.com/gin-gonic/gin"
)

// Options say what is served and to whom. Files must be set.
type Options struct {
	Files    fs.FS  // the folder of result files that a run wrote
	Lang     string // zh (default) or en: what the page opens in
	Audience string // planner (default), leader or public
	Bundle   fs.FS  // the built page; nil is the one built into the program
}

// New reads the results and returns what serves them. The public may only see
// files that were released for the public, as run.json states; anything else
// is an error.
func New(o Options) (http.Handler, error) {
	if o.Lang == "" {
		o.Lang = label.Chinese
	}
	if !slices.Contains(label.Languages, o.Lang) {
		return nil, fmt.Errorf("serve results: language %q: want zh or en", o.Lang)
	}
	if o.Audience == "" {
		o.Audience = "planner"
	}
	if !slices.Contains([]string{"planner", "leader", "public"}, o.Audience) {
		return nil, fmt.Errorf("serve results: audience %q: want planner, leader or public", o.Audience)
	}
	if o.Files == nil {
		return nil, errors.New("serve results: no files")
	}
	result, err := ReadResult(o.Files)
	if err != nil {
		return nil, fmt.Errorf("serve results: %w", err)
	}
	if o.Audience == "public" && result.Run.Audience != "public" {
		return nil, errors.New("serve results: these files hold exact numbers and were not released for the public")
	}
	result.Run.Lang = o.Lang
	if o.Bundle == nil {
		o.Bundle = built()
	}
	page, err := readBundle(o.Bundle)
	if err != nil {
		return nil, fmt.Errorf("serve results: %w", err)
	}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	if err := router.SetTrustedProxies(nil); err != nil {
		return nil, fmt.Errorf("serve results: %w", err)
	}
	router.RedirectTrailingSlash = false
	router.NoRoute(func(c *gin.Context) { writeProblem(c.Writer, http.StatusNotFound, "there is nothing here") })
	if err := registerAPI(router, result, o.Audience); err != nil {
		return nil, fmt.Errorf("serve results: %w", err)
	}
	registerPages(router, result, page, o.Audience)
	return guard(router), nil
}

// Serve answers requests on addr until ctx is done, then lets those under way
// finish, for five seconds at most.
func Serve(ctx context.Context, addr string, handler http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("serve on %s: %w", addr, err)
	}
	return ServeOn(ctx, listener, handler)
}

// ServeOn is Serve on a listener that the caller has opened, so that its
// address can be told before the first request. It closes the listener.
func ServeOn(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	}
	return nil
}
