package indicator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// keysNamed returns the values of the string constants of this package whose
// names begin with prefix, as its files have them.
func keysNamed(t *testing.T, prefix string) (out []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	look := func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, prefix) {
			return true
		}
		if v, ok := spec.Values[0].(*ast.BasicLit); ok && v.Kind == token.STRING {
			s, _ := strconv.Unquote(v.Value)
			out = append(out, s)
		}
		return true
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, look)
	}
	slices.Sort(out)
	return out
}

// A key that the code may emit stands in the list that the words are held to.
func TestKeysAreWhole(t *testing.T) {
	for prefix, list := range map[string][]string{"note": Notes, "From": Sources, "Rule": Rules} {
		want := slices.Sorted(slices.Values(list))
		if got := keysNamed(t, prefix); len(got) < 5 || !slices.Equal(got, want) {
			t.Errorf("%s: the code has %v, the list %v", prefix, got, want)
		}
	}
}
