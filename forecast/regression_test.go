package forecast

import (
	"math"
	"testing"
)

// certified is a dataset of the Statistical Reference Datasets of NIST for linear
// regression (https://www.itl.nist.gov/div898/strd/lls/lls.shtml): the estimate and
// standard deviation of each coefficient, and that of the residuals. The data are
// measurements and the values results; both are in the public domain. Filip, a
// polynomial of degree 10, is left out: nothing here is fitted with powers, and its
// own rounded data bear no nine digits in double precision.
type certified struct {
	name     string
	y        []float64
	x        [][]float64
	coef, sd []float64
	residual float64
	least    float64 // digits that must agree
}

func ones(n int) []float64 { return power(make([]float64, n), 0) }

func power(x []float64, k int) []float64 {
	p := make([]float64, len(x))
	for i, v := range x {
		p[i] = 1
		for range k {
			p[i] *= v
		}
	}
	return p
}

func powers(x []float64, degree int) (columns [][]float64) {
	for k := range degree + 1 {
		columns = append(columns, power(x, k))
	}
	return columns
}

func count(from, to, by float64) (x []float64) {
	for v := from; v <= to; v += by {
		x = append(x, v)
	}
	return x
}

func strd() []certified {
	norris := [][2]float64{{.1, .2}, {338.8, 337.4}, {118.1, 118.2}, {888, 884.6}, {9.2, 10.1}, {228.1, 226.5}, {668.5, 666.3}, {998.5, 996.3},
		{449.1, 448.6}, {778.9, 777}, {559.2, 558.2}, {.3, .4}, {.1, .6}, {778.1, 775.5}, {668.8, 666.9}, {339.3, 338}, {448.9, 447.5}, {10.8, 11.6},
		{557.7, 556}, {228.3, 228.1}, {998, 995.8}, {888.8, 887.6}, {119.6, 120.2}, {.3, .3}, {.6, .3}, {557.6, 556.8}, {339.3, 339.1}, {888, 887.2},
		{998.5, 999}, {778.9, 779}, {10.2, 11.1}, {117.6, 118.3}, {228.9, 229.2}, {668.4, 669.1}, {449.2, 448.9}, {.2, .5}}
	var nx, ny []float64
	for _, r := range norris {
		ny, nx = append(ny, r[0]), append(nx, r[1])
	}
	load := count(150000, 3000000, 150000)
	load = append(load, load...)
	longley := [][7]float64{
		{60323, 83.0, 234289, 2356, 1590, 107608, 1947}, {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
		{60171, 88.2, 258054, 3682, 1616, 109773, 1949}, {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
		{63221, 96.2, 328975, 2099, 3099, 112075, 1951}, {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
		{64989, 99.0, 365385, 1870, 3547, 115094, 1953}, {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
		{66019, 101.2, 397469, 2904, 3048, 117388, 1955}, {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
		{68169, 108.4, 442769, 2936, 2798, 120445, 1957}, {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
		{68655, 112.6, 482704, 3813, 2552, 123366, 1959}, {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
		{69331, 115.7, 518173, 4806, 2572, 127852, 1961}, {70551, 116.9, 554894, 4007, 2827, 130081, 1962}}
	lx, ly := make([][]float64, 7), make([]float64, len(longley))
	lx[0] = ones(len(longley))
	for i, r := range longley {
		ly[i] = r[0]
		for j := 1; j < 7; j++ {
			lx[j] = append(lx[j], r[j])
		}
	}
	all := []certified{
		{"Norris", ny, powers(nx, 1), []float64{-0.262323073774029, 1.00211681802045},
			[]float64{0.232818234301152, 0.429796848199937e-3}, 0.884796396144373, 12},
		{"Pontius", []float64{.11019, .21956, .32949, .43899, .54803, .65694, .76562, .87487, .98292, 1.09146, 1.20001, 1.30822, 1.41599, 1.52399,
			1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844, .11052, .22018, .32939, .43886, .54798, .65739, .76596, .87474, .98300, 1.09150,
			1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829}, powers(load, 2),
			[]float64{0.673565789473684e-3, 0.732059160401003e-6, -0.316081871345029e-14},
			[]float64{0.107938612033077e-3, 0.157817399981659e-9, 0.486652849992036e-16}, 0.205177424076185e-3, 11},
		{"NoInt1", count(130, 140, 1), [][]float64{count(60, 70, 1)}, []float64{2.07438016528926}, []float64{0.165289256198347e-1}, 3.56753034006338, 13},
		{"NoInt2", []float64{3, 4, 4}, [][]float64{{4, 5, 6}}, []float64{0.727272727272727}, []float64{0.420827318078432e-1}, 0.369274472937998, 13},
		{"Longley", ly, lx, []float64{-3482258.63459582, 15.0618722713733, -0.358191792925910e-1, -2.02022980381683, -1.03322686717359,
			-0.511041056535807e-1, 1829.15146461355}, []float64{890420.383607373, 84.9149257747669, 0.334910077722432e-1, 0.488399681651699,
			0.214274163161675, 0.226073200069370, 455.478499142212}, 304.854073561965, 10},
	}
	x := powers(count(0, 20, 1), 5)
	polynomial := func(base float64) (y, coef []float64) {
		y = make([]float64, 21)
		for k, column := range x {
			c := math.Pow(base, float64(k))
			coef = append(coef, c)
			for i, v := range column {
				y[i] += v * c
			}
		}
		return y, coef
	}
	exact := make([]float64, 6)
	y, coef := polynomial(1)
	all = append(all, certified{"Wampler1", y, x, coef, exact, 0, 12})
	y, coef = polynomial(.1)
	all = append(all, certified{"Wampler2", y, x, coef, exact, 0, 12})
	// Wampler3 to 5 are Wampler1 with an error of which the polynomial explains nothing.
	miss := []float64{759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759}
	sd := []float64{2152.32624678170, 2363.55173469681, 779.343524331583, 101.475507550350, 5.64566512170752, 0.112324854679312}
	for k, name := range []string{"Wampler3", "Wampler4", "Wampler5"} {
		factor := math.Pow(100, float64(k))
		y, coef := polynomial(1)
		wide := make([]float64, 6)
		for i := range y {
			y[i] += factor * miss[i]
		}
		for j := range sd {
			wide[j] = sd[j] * factor
		}
		all = append(all, certified{name, y, x, coef, wide, 2360.14502379268 * factor, 12})
	}
	return all
}

// digits is the log relative error of NIST: the correct digits of a value, at most
// 15; of 0, those of the absolute error.
func digits(got, want float64) float64 {
	miss := math.Abs(got - want)
	if want != 0 {
		miss /= math.Abs(want)
	}
	return math.Min(15, -math.Log10(miss))
}

// Coefficients and standard errors of every reference dataset agree with the certified
// values to nine digits or more. The coefficients of Wampler4 and 5 are ten thousand
// and a million times smaller than their errors, which would cost QR in double
// precision alone two and four of those digits.
func TestReferenceRegressions(t *testing.T) {
	for _, c := range strd() {
		f, ok := regress(c.y, nil, c.x...)
		if !ok {
			t.Errorf("%s: no fit", c.name)
			continue
		}
		coef, sd := 15.0, 15.0
		for j := range c.coef {
			coef = math.Min(coef, digits(f.coef[j], c.coef[j]))
			sd = math.Min(sd, digits(f.sd(j), c.sd[j]))
		}
		residual := digits(math.Sqrt(f.squares/float64(f.freedom)), c.residual)
		t.Logf("%-9s digits: coefficients %.1f, standard errors %.1f, residual %.1f", c.name, coef, sd, residual)
		if coef < c.least || math.Min(sd, residual) < 9 {
			t.Errorf("%s: %.1f digits of coefficients, %.1f of errors, %.1f of the residual", c.name, coef, sd, residual)
		}
	}
}

// What cannot be fitted is refused: fewer cases than columns, a column of nothing,
// columns that depend on each other.
func TestRegressRefuses(t *testing.T) {
	y := []float64{1, 2, 4}
	for name, x := range map[string][][]float64{
		"no columns": nil, "four columns": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}},
		"zeros": {{0, 0, 0}}, "twice the same": {{1, 2, 3}, {2, 4, 6}},
	} {
		if f, ok := regress(y, nil, x...); ok {
			t.Errorf("%s: fitted %+v", name, f)
		}
	}
}

// A case of weight k counts as k cases: 1, 1 and 4 at x = 1 with weights 2 and 1.
func TestRegressWeights(t *testing.T) {
	f, _ := regress([]float64{1, 4}, []float64{2, 1}, []float64{1, 1})
	g, _ := regress([]float64{1, 1, 4}, nil, []float64{1, 1, 1})
	if digits(f.coef[0], 2) < 14 || digits(g.coef[0], 2) < 14 || digits(f.squares, 6) < 14 || digits(f.inverse.At(0, 0), 1./3) < 14 {
		t.Errorf("%+v and %+v, want mean 2, squares 6, variance 1/3", f, g)
	}
}

// The yield with areas' own means taken off is that of a regression with a constant
// for every area written out (Frisch, Waugh & Lovell), pulled to its prior.
func TestYieldIsARegressionWithAConstantAnArea(t *testing.T) {
	o := liveTown(5, 2)
	for k, code := range []string{"a000", "a002", "a003"} {
		o.Housing = append(o.Housing, Housing{Estate: code, Area: code, Handover: NewMonth(2017+2*k, 3), Units: int64(900 + 400*k)})
	}
	m, err := Fit(o, Horizon{Years: 1, Draws: 10, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	homes, gain, size := homesAndGains(o, m.Lexis)
	var x, e, w []float64
	var area []int
	for i := range homes {
		for k := range homes[i] {
			built, children := 0.0, 0.0
			for j := range homes {
				built, children = built+homes[j][k], children+size[j][k]
			}
			x, e, w, area = append(x, homes[i][k]-built*size[i][k]/children), append(e, gain[i][k]), append(w, 1/size[i][k]), append(area, i)
		}
	}
	columns := [][]float64{x}
	for i := range homes {
		own := make([]float64, len(x))
		for c, j := range area {
			if j == i {
				own[c] = 1
			}
		}
		columns = append(columns, own)
	}
	f, ok := regress(e, w, columns...)
	if !ok || f.freedom != len(x)-6 {
		t.Fatalf("no fit, or %d degrees of freedom", f.freedom)
	}
	v := math.Max(f.squares/float64(f.freedom), .15)
	trust, evidence := 1/(.125*.125), 1/(f.inverse.At(0, 0)*v) // the prior 0.15 of ages 0 to 5 is 0.125 of the ages 1 to 5
	sd := 1 / math.Sqrt(trust+evidence)
	mean := math.Max((.125*trust+f.coef[0]*evidence)/(trust+evidence), sd/4)
	if y := FitYield(o, m); digits(y.Mean, mean*1.2) < 9 || digits(y.SD, sd*1.2) < 9 {
		t.Errorf("yield %v ± %v, written out %v ± %v", y.Mean, y.SD, mean*1.2, sd*1.2)
	}
}
