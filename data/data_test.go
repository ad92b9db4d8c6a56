package data

import (
	"bytes"
	"io/fs"
	"testing"
)

// TestEmbedded: the sample says that it is synthetic, and the two tables are
// there with their headers.
func TestEmbedded(t *testing.T) {
	toml, err := fs.ReadFile(Sample(), "dataset.toml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(toml, []byte("synthetic = true")) {
		t.Error("the embedded sample does not say that it is synthetic")
	}
	for name, b := range map[string][]byte{"norms.csv": Norms(), "indicators.csv": Indicators()} {
		if !bytes.HasPrefix(b, []byte("key,zh,en,")) {
			t.Errorf("%s does not begin with its header", name)
		}
	}
}
