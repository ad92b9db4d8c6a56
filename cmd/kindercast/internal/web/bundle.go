package web

import (
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

//go:embed all:dist
var dist embed.FS

// built returns the page that was built into the program.
func built() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded by name
	}
	return sub
}

// bundle is the built page: its files by path. Requests are looked up in it, so
// no path can lead out of it.
type bundle map[string]asset

type asset struct {
	body        []byte
	contentType string
}

// readBundle reads every file of the built page. A folder without index.html
// is no page, and gives an empty bundle.
func readBundle(files fs.FS) (bundle, error) {
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil, nil
	}
	b := bundle{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		b["/"+name] = asset{body, contentType(name)}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built page: %w", err)
	}
	return b, nil
}

// contentType returns the type of an asset by its extension; the table of the
// machine is not asked, so that every machine answers alike.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// registerPages adds the page, its assets and the plain page. Without a bundle
// the plain page stands at / as well.
func registerPages(router *gin.Engine, result *Result, page bundle, audience string) {
	plain := plainPage(result, page != nil, audience)
	router.GET("/plain", plain)
	if page == nil {
		router.GET("/", plain)
		return
	}
	for name, a := range page {
		// File names under assets/ carry the hash of their content.
		cache := "no-cache"
		if strings.HasPrefix(name, "/assets/") {
			cache = "public, max-age=31536000, immutable"
		}
		serve := func(c *gin.Context) {
			c.Header("Cache-Control", cache)
			c.Data(http.StatusOK, a.contentType, a.body)
		}
		if name == "/index.html" {
			router.GET("/", serve)
			continue
		}
		router.GET(name, serve)
	}
}
