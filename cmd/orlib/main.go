// Command orlib solves public location problems with the solvers of geo/siting
// and prints a line each:
//
//	file instance objective bound gap_percent seconds
//
// The folder of a file names its kind (pmed, ccp, sjc, cap, sscflp) unless -kind
// does. A cap file that leaves the capacity open is named as FILE@CAPACITY.
// Every plan is checked against the file before it is printed. Exit codes: 0
// all solved, 1 a file failed, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"kindercast/geo/siting"
	"kindercast/geo/siting/orlib"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main with its world passed in.
func run(ctx context.Context, args []string, out, faults io.Writer) int {
	flags := flag.NewFlagSet("orlib", flag.ContinueOnError)
	flags.SetOutput(faults)
	flags.Usage = func() {
		fmt.Fprintln(faults, "usage: orlib [flags] FILE…")
		flags.PrintDefaults()
	}
	kind := flags.String("kind", "", fmt.Sprintf("format of the files, one of %v; empty: the folder's name", orlib.Kinds()))
	seconds := flags.Float64("seconds", 60, "time for each file")
	seed := flags.Uint64("seed", 1, "seed of the random streams")
	verbose := flags.Bool("verbose", false, "print objective and bound after each round to stderr")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() == 0 || !(*seconds > 0):
		flags.Usage()
		return 2
	}
	if *kind != "" {
		if _, err := orlib.ParseKind(*kind); err != nil {
			fmt.Fprintln(faults, "orlib:", err)
			return 2
		}
	}
	limits := siting.Limits{Seconds: *seconds, Seed: *seed}
	if *verbose {
		limits.Progress = func(p siting.Progress) {
			fmt.Fprintf(faults, "round %d objective %.3f bound %.3f\n", p.Round, p.Objective, p.Bound)
		}
	}
	code := 0
	for _, arg := range flags.Args() {
		if err := solve(ctx, arg, *kind, limits, out); err != nil {
			fmt.Fprintf(faults, "orlib: %s: %v\n", arg, err)
			code = 1
		}
		if ctx.Err() != nil {
			return 1
		}
	}
	return code
}

// solve reads, solves, checks and prints one file.
func solve(ctx context.Context, arg, kind string, limits siting.Limits, out io.Writer) error {
	path, capacity, err := orlib.SplitCapacity(arg)
	if err != nil {
		return err
	}
	k := orlib.Kind(kind)
	if kind == "" {
		if k, err = orlib.KindOf(path); err != nil {
			return err
		}
	}
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	instance, err := orlib.Read(f, k, capacity)
	f.Close()
	if err != nil {
		return err
	}
	result, err := instance.Solve(ctx, limits)
	if err != nil {
		return err
	}
	if err := instance.Check(result); err != nil {
		return fmt.Errorf("the plan does not hold: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if capacity > 0 {
		name += arg[strings.LastIndex(arg, "@"):]
	}
	_, err = fmt.Fprintf(out, "%s %s %.3f %.3f %.4f %.2f\n", strings.ReplaceAll(arg, " ", "%20"), name,
		math.Round(result.Objective*1000)/1000, math.Floor(result.Bound*1000)/1000, 100*result.Gap(), result.Seconds)
	return err
}
