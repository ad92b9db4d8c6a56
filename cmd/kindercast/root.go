package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/encoding/htmlindex"

	"kindercast/cmd/kindercast/internal/label"
)

// Exit codes of every verb: part of the contract.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3 // data refused; what was published before still serves
	exitPartial = 4 // done, but with rows rejected within the tolerance or with warnings
)

// codeError is an error that decides the exit code.
type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string { return e.err.Error() }
func (e *codeError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &codeError{exitUsage, fmt.Errorf(format, args...)}
}

// tool is what all verbs share: the common flags and the two outputs.
type tool struct {
	out, err io.Writer

	data, dataset, store, boundaries, roads, encoding string
	snapshot                                          int
	dir                                               string // --out
	normsFile, indicatorsFile                         string
	asJSON, quiet                                     bool
	lang                                              string
	partial                                           bool   // warnings or rejected rows were met
	faults                                            string // SHA-256 of the faults.ndjson that was written
}

// version is the module version or revision that was built; outputs carry it.
func version() string {
	v := "0.1.0"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				v += "+" + s.Value[:12]
			}
		}
	}
	return v
}

// run parses args and runs one verb. It returns the exit code.
func run(ctx context.Context, args []string, out, errw io.Writer) int {
	t := &tool{out: out, err: errw}
	root := t.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errw)
	err := root.ExecuteContext(ctx)
	if err == nil {
		if t.partial {
			return exitPartial
		}
		return exitDone
	}
	code := exitFailed
	var ce *codeError
	if errors.As(err, &ce) {
		code = ce.code
	}
	fmt.Fprintln(errw, "kindercast: "+err.Error())
	return code
}

func (t *tool) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "kindercast",
		Short:         "预测每条街道 2–6 岁幼儿的学位需求，并给出布点建议 / Forecast kindergarten places by street and plan where to open them",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if t.lang != "zh" && t.lang != "en" {
				return usage("--lang %q：应为 zh 或 en / want zh or en", t.lang)
			}
			if _, err := htmlindex.Get(t.encoding); t.encoding != "" && err != nil {
				return usage("--encoding %q：应为 utf-8 或 gb18030 / want utf-8 or gb18030", t.encoding)
			}
			return nil
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &codeError{exitUsage, err} })
	f := root.PersistentFlags()
	f.StringVar(&t.data, "data", "", "dataset folder, ingested into the store first 数据集目录")
	f.StringVar(&t.dataset, "dataset", "", "a dataset.toml that lies elsewhere 另处的 dataset.toml")
	f.StringVar(&t.store, "store", "", "snapshot store (default OUT/store) 快照库")
	f.IntVar(&t.snapshot, "snapshot", 0, "snapshot number, 0 = CURRENT 快照编号")
	f.StringVar(&t.encoding, "encoding", "", "utf-8 or gb18030, forced on text files 强制编码")
	f.StringVar(&t.boundaries, "boundaries", "", "boundary file in place of the dataset's own 边界文件")
	f.StringVar(&t.roads, "roads", "", "road network in place of the dataset's own (GeoJSON or .osm.pbf) 路网文件")
	f.StringVar(&t.dir, "out", "out", "folder for what comes out 输出目录")
	f.StringVar(&t.normsFile, "norms", "", "the bureau's own norms.csv in place of the program's 自有标准文件")
	f.StringVar(&t.indicatorsFile, "indicators", "", "the bureau's own indicators.csv in place of the program's 自有指标文件")
	f.BoolVar(&t.asJSON, "json", false, "machine-readable summary on stdout 以 JSON 输出摘要")
	f.BoolVar(&t.quiet, "quiet", false, "say nothing but errors 只报错误")
	f.StringVar(&t.lang, "lang", "zh", "zh or en 语言")
	for _, verb := range []func() *cobra.Command{
		t.checkVerb, t.ingestVerb, t.forecastVerb, t.backtestVerb, t.siteVerb, t.bookVerb, t.serveVerb, t.runVerb, t.normsVerb, t.regretVerb, t.compareVerb, t.explainVerb,
		t.septemberVerb, t.whatifVerb, t.projectsVerb, t.replayVerb, t.targetsVerb,
	} {
		c := verb()
		if c.Args == nil {
			c.Args = noArgs
		}
		root.AddCommand(c)
	}
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("没有 %[1]q 这个命令，见 kindercast --help / unknown verb %[1]q: see kindercast --help", args[0])
		}
		return nil
	}
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	root.SetHelpCommand(&cobra.Command{Use: "help [verb]", Short: "说明一个动词 / tell about a verb", RunE: func(_ *cobra.Command, args []string) error {
		c, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return usage("help %s：没有这个命令，见 kindercast --help / no such verb: see kindercast --help", strings.Join(args, " "))
		}
		return c.Help()
	}})
	return root
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%[1]s 不带参数 %[2]q：文件和目录用选项给出，如 --data / %[1]s takes no argument %[2]q: files and folders are given by flags", c.Name(), args[0])
	}
	return nil
}

// say prints a line for people, unless --quiet or --json was asked for.
func (t *tool) say(format string, args ...any) {
	if !t.quiet && !t.asJSON {
		fmt.Fprintf(t.out, format+"\n", args...)
	}
}

// text looks a word up in the language of this call.
func (t *tool) text(key string) string { return label.Text(t.lang, key) }

// summary prints v as one JSON object where --json was asked for.
func (t *tool) summary(v any) error {
	if !t.asJSON {
		return nil
	}
	enc := json.NewEncoder(t.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
