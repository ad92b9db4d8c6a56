package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"kindercast/cmd/kindercast/internal/book"
	"kindercast/cmd/kindercast/internal/release"
	"kindercast/cmd/kindercast/internal/web"
)

func (t *tool) serveVerb() *cobra.Command {
	addr := ""
	c := &cobra.Command{Use: "serve", Short: "在浏览器中查看结果 / serve the results and the map",
		RunE: func(c *cobra.Command, _ []string) error { return t.serve(c.Context(), addr) }}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address 地址")
	return c
}

// serve answers until the context ends.
func (t *tool) serve(ctx context.Context, addr string) error {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return usage("--out %s：此处没有结果，请先执行 run / no results here; run first", t.dir)
	}
	defer root.Close()
	handler, err := web.New(web.Options{Files: root.FS(), Lang: t.lang})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use: choose another with --addr / 地址已被占用，请用 --addr 另选: %w", addr, err)
	case err != nil:
		return fmt.Errorf("serve on %s: %w", addr, err)
	}
	t.say("%s", t.sentence("cmd.serve", "url", "http://"+listener.Addr().String()))
	return web.ServeOn(ctx, listener, handler)
}

func (t *tool) bookVerb() *cobra.Command {
	h, p := &horizon{}, &planFlags{}
	year, audience := 0, ""
	c := &cobra.Command{Use: "book", Short: "提取蓝皮书 / extract the annual blue book",
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.settle(c.Flags()); err != nil {
				return err
			}
			return t.book(c.Context(), h, p, year, audience)
		}}
	h.flags(c, t)
	p.flags(c)
	c.Flags().IntVar(&year, "year", 0, "first school year of the book (default: that of the newest data) 起始学年")
	c.Flags().StringVar(&audience, "audience", "public", "public, leader or planner 读者")
	return c
}

// book writes the book of the results in --out, which it makes first where
// --data or --store is given or there are none.
func (t *tool) book(ctx context.Context, h *horizon, p *planFlags, year int, audience string) error {
	gate, err := release.DefaultRules().Open(release.Audience(audience))
	if err != nil {
		return usage("--audience：应为 public、leader 或 planner / %v", err)
	}
	if _, err := os.Stat(t.dir + "/run.json"); err != nil || t.data != "" || t.store != "" {
		if err := t.job(ctx, h, p); err != nil {
			return err
		}
	}
	files, absent, err := t.writeBook(gate, year)
	if err != nil {
		return err
	}
	for _, f := range files {
		t.say("%s/%s", t.dir, f)
	}
	for _, a := range absent {
		t.say("%s", t.sentence("cmd.book.absent", "chapter", t.text(a)))
	}
	return t.summary(map[string]any{"verb": "book", "files": files, "absent": absent, "rules": gate.Version})
}

// writeBook writes the book of the results in --out and adds the hashes of its
// files to run.json.
func (t *tool) writeBook(gate release.Gate, year int) (files, absent []string, err error) {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return nil, nil, fmt.Errorf("book: %w", err)
	}
	defer root.Close()
	files, absent, err = book.Write(root.FS(), t.dir, book.Options{Year: year, Lang: t.lang, Gate: gate})
	if err != nil {
		return nil, nil, err
	}
	b, err := root.ReadFile("run.json")
	if err != nil {
		return nil, nil, fmt.Errorf("book: %w", err)
	}
	var rec record
	if err := json.Unmarshal(b, &rec); err != nil {
		return nil, nil, fmt.Errorf("book: run.json: %w", err)
	}
	for _, name := range files {
		if b, err = root.ReadFile(name); err != nil {
			return nil, nil, fmt.Errorf("book: %w", err)
		}
		rec.Outputs[name] = hashOf(b)
	}
	r := &running{t: t, outputs: rec.Outputs}
	return files, absent, r.writeJSON("run.json", rec)
}
