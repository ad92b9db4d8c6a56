// Command orlib solves public location problems with the solvers of geo/siting
// and prints a line each:
//
//	file instance objective bound gap_percent seconds
//
// The folder of a file names its kind (pmed, ccp, sjc, cap, sscflp), or else the
// beginning of its own name, unless -kind does. A cap file that leaves the capacity open is named as FILE@CAPACITY.
// Every plan is checked against the file before it is printed. With -against, a
// list of published values, each result is held against its own on stderr. Exit
// codes: 0 all solved, 1 a file failed or a proven optimum is contradicted, 2
// wrong usage.
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

const usage = `usage: orlib [flags] FILE…
Solves public location problems and prints a line each:
  file instance objective bound gap_percent seconds
A cap file that leaves the capacity open is named as FILE@CAPACITY, as in
  orlib -against siting/optima.csv siting/pmed/*.txt siting/cap/capa.txt@8000
`

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
		fmt.Fprint(faults, usage)
		flags.PrintDefaults()
	}
	kind := flags.String("kind", "", fmt.Sprintf("format of the files, one of %v; empty: as the folder or the file is named", orlib.Kinds()))
	seconds := flags.Float64("seconds", 60, "time for each file")
	seed := flags.Uint64("seed", 1, "seed of the random streams")
	against := flags.String("against", "", "CSV of published values: instance,value,proven")
	verbose := flags.Bool("verbose", false, "print objective and bound after each round to stderr")
	files, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case len(files) == 0 || !(*seconds > 0):
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
	var compare scores
	if *against != "" {
		var err error
		if compare.list, err = readListed(*against); err != nil {
			fmt.Fprintln(faults, "orlib:", err)
			return 2
		}
	}
	code := 0
	for _, arg := range files {
		name, result, err := solve(ctx, arg, *kind, limits)
		if err == nil {
			_, err = fmt.Fprintf(out, "%s %s %.3f %.3f %.4f %.2f\n", strings.ReplaceAll(arg, " ", "%20"), name,
				roundUp(result.Objective), math.Floor(result.Bound*1000)/1000, 100*result.Gap(), result.Seconds)
		}
		switch {
		case err != nil:
			fmt.Fprintf(faults, "orlib: %s: %v\n", arg, err)
			code = 1
		case *against != "" && !compare.add(faults, instanceName(arg, name), result):
			code = 1
		}
		if ctx.Err() != nil {
			code = 1
			break
		}
	}
	compare.print(faults)
	return code
}

// parse reads flags wherever they stand among the files, which it returns.
func parse(flags *flag.FlagSet, args []string) (files []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if args = flags.Args(); len(args) == 0 {
			return files, nil
		}
		files, args = append(files, args[0]), args[1:]
	}
}

// roundUp rounds to three decimals away from the bound, which is rounded down;
// a millionth is left to the rounding of sums.
func roundUp(v float64) float64 { return math.Ceil(v*1000-0.001) / 1000 }

// solve reads, solves and checks one file; name is the file's without folder
// and extension.
func solve(ctx context.Context, arg, kind string, limits siting.Limits) (name string, result siting.Result, err error) {
	path, capacity, err := orlib.SplitCapacity(arg)
	if err != nil {
		return "", result, err
	}
	k := orlib.Kind(kind)
	if kind == "" {
		if k, err = orlib.KindOf(path); err != nil {
			return "", result, err
		}
	}
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return "", result, err
	}
	instance, err := orlib.Read(f, k, capacity)
	f.Close()
	if err != nil {
		return "", result, err
	}
	if result, err = instance.Solve(ctx, limits); err != nil {
		return "", result, err
	}
	if err := instance.Check(result); err != nil {
		return "", result, fmt.Errorf("the plan does not hold: %w", err)
	}
	name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if capacity > 0 {
		name += arg[strings.LastIndex(arg, "@"):]
	}
	return name, result, nil
}
