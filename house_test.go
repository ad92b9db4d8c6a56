// Package kindercast_test holds the lines of the house: which package may
// import which, and through which door each outside library comes in.
package kindercast_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is the part of `go list -json` that the lines are about.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// TestDoors: each outside library is imported by the folders named here only.
func TestDoors(t *testing.T) {
	doors := map[string][]string{
		"github.com/apache/arrow":          {"kindercast/ingest/columns"},
		"github.com/parquet-go/parquet-go": {"kindercast/ingest"},
		"github.com/xuri/excelize":         {"kindercast/ingest", "kindercast/cmd/kindercast/internal/book"},
		"github.com/gin-gonic/gin":         {"kindercast/cmd/kindercast/internal/web"},
		"github.com/danielgtaylor/huma":    {"kindercast/cmd/kindercast/internal/web"},
		"github.com/tetratelabs/wazero":    {"kindercast/geo/siting"},
		"github.com/paulmach/orb":          {"kindercast/geo", "kindercast/ingest", "kindercast/data/generate", "kindercast/cmd/kindercast"},
		"github.com/spf13/cobra":           {"kindercast/cmd"},
	}
	for _, p := range list(t) {
		for _, imp := range p.Imports {
			for lib, allowed := range doors {
				if under(imp, lib) && !slices.ContainsFunc(allowed, func(a string) bool { return under(p.ImportPath, a) }) {
					t.Errorf("%s imports %s, whose door is %v", p.ImportPath, imp, allowed)
				}
			}
		}
	}
}

// TestImportsRunOneWay: cmd → ingest → geo → forecast, over the whole closure.
func TestImportsRunOneWay(t *testing.T) {
	forbidden := map[string][]string{
		"kindercast/forecast": {"kindercast/ingest", "kindercast/geo", "kindercast/cmd", "kindercast/data",
			"github.com/paulmach/orb", "github.com/apache/arrow", "github.com/parquet-go", "github.com/gin-gonic/gin", "github.com/xuri/excelize"},
		"kindercast/geo": {"kindercast/ingest", "kindercast/cmd", "kindercast/data",
			"github.com/apache/arrow", "github.com/parquet-go", "github.com/gin-gonic/gin", "github.com/xuri/excelize"},
		"kindercast/ingest": {"kindercast/cmd", "kindercast/data", "kindercast/geo/siting", "github.com/gin-gonic/gin"},
		"kindercast/data":   {"kindercast/cmd", "kindercast/ingest"},
	}
	seen := 0
	for _, p := range list(t) {
		for root, bad := range forbidden {
			if !under(p.ImportPath, root) {
				continue
			}
			seen++
			for _, dep := range p.Deps {
				for _, b := range bad {
					if under(dep, b) {
						t.Errorf("%s depends on %s", p.ImportPath, dep)
					}
				}
			}
		}
	}
	if seen < 8 {
		t.Fatalf("only %d packages were held to a line: the list is wrong", seen)
	}
	for _, p := range list(t) {
		if p.ImportPath == "kindercast/forecast" && slices.ContainsFunc(p.Deps, func(d string) bool { return under(d, "kindercast/forecast/supply") }) {
			t.Error("forecast depends on supply: supply stands above it")
		}
	}
}

// TestNoHiddenInputs: the core reads neither the clock nor the global random
// source nor the environment, and does not print.
func TestNoHiddenInputs(t *testing.T) {
	banned := map[string][]string{
		"time":         {"Now", "Since", "Until"},
		"math/rand":    {"*"},
		"math/rand/v2": {"Int", "IntN", "Int64", "Int64N", "Float64", "Float32", "NormFloat64", "ExpFloat64", "Perm", "Shuffle", "N", "Uint64", "Uint32"},
		"os":           {"Getenv", "LookupEnv", "Environ", "Stdout", "Stderr"},
		"log":          {"*"},
		"fmt":          {"Print", "Println", "Printf"},
	}
	// Solvers stop at a time limit, so the clock is theirs by contract; it
	// decides when to stop, never what a draw is.
	clock := []string{filepath.Join("geo", "siting")}
	files := 0
	for _, root := range []string{"forecast", "geo", "ingest"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				return err
			}
			names := map[string]string{}
			for _, im := range f.Imports {
				p := strings.Trim(im.Path.Value, `"`)
				name := filepath.Base(p)
				if name == "v2" {
					name = "rand"
				}
				if im.Name != nil {
					name = im.Name.Name
				}
				names[name] = p
			}
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				id, ok := sel.X.(*ast.Ident)
				if !ok || id.Obj != nil {
					return true
				}
				p := names[id.Name]
				if p == "time" && slices.ContainsFunc(clock, func(c string) bool { return strings.HasPrefix(path, c) }) {
					return true
				}
				if b := banned[p]; slices.Contains(b, sel.Sel.Name) || slices.Contains(b, "*") {
					t.Errorf("%s: %s.%s in the core", fset.Position(n.Pos()), id.Name, sel.Sel.Name)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 10 {
		t.Fatalf("only %d files were read: the walk is wrong", files)
	}
}
