package web

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// browserEnv, set to "required", makes a missing browser a failure. Set to a
// folder's path, browserShots keeps the pictures that the test takes, and
// browserOut shows that folder of results in place of the invented district.
const (
	browserEnv   = "KINDERCAST_BROWSER"
	browserShots = "KINDERCAST_SHOTS"
	browserOut   = "KINDERCAST_OUT"
)

// TestPageInBrowser opens the page in Chromium: app/test/page.mjs says what it
// holds the page to.
func TestPageInBrowser(t *testing.T) {
	need := func(what, how string, found bool) {
		switch {
		case found:
		case os.Getenv(browserEnv) == "required":
			t.Fatalf("no %s: %s", what, how)
		default:
			t.Skipf("no %s: %s", what, how)
		}
	}
	page, err := readBundle(built())
	if err != nil {
		t.Fatal(err)
	}
	need("built page", "run make setup", page != nil)
	_, err = os.Stat(filepath.Join("app", "node_modules", "playwright-core"))
	need("playwright-core", "run make setup", err == nil)
	node, err := exec.LookPath("node")
	need("node", "install Node 20.19 or newer", err == nil)
	chromium, err := exec.LookPath("chromium")
	need("chromium", "apt-get install chromium fonts-noto-cjk", err == nil)

	o := Options{Files: fixture()}
	if out := os.Getenv(browserOut); out != "" {
		o.Files = os.DirFS(out)
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	command := exec.CommandContext(t.Context(), node, filepath.Join("test", "page.mjs"))
	command.Dir = "app"
	command.Env = append(os.Environ(), "PAGE_URL="+server.URL, "PAGE_BROWSER="+chromium)
	if shots := os.Getenv(browserShots); shots != "" {
		command.Env = append(command.Env, "PAGE_SHOTS="+shots)
	}
	command.WaitDelay = 5 * time.Second
	out, err := command.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("the page in a browser: %v", err)
	}
}
