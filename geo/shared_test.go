package geo

import (
	"os"
	"path/filepath"
	"testing"
)

// shared opens the folder of public reference data that may lie beside the
// module. Without it a test is skipped, unless KINDERCAST_SHARED=required.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	full := filepath.Join(append([]string{"..", "..", "shared"}, path...)...)
	if _, err := os.Stat(full); err != nil {
		if os.Getenv("KINDERCAST_SHARED") == "required" {
			t.Fatalf("reference data: %v", err)
		}
		t.Skipf("reference data not here: %v", err)
	}
	return full
}

func open(t testing.TB, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}
