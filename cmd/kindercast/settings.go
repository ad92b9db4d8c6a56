package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	toml "github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kindercast/forecast"
	"kindercast/forecast/supply"
	"kindercast/geo/siting"
)

// planFlags steer the recommendation: limits, prices, targets and norms. A file
// of settings holds the same names as the flags, which go before it.
type planFlags struct {
	settings   string
	seconds    float64
	rounds     int
	budget     []float64
	mayClose   string
	walk       float64
	nearest    int
	draws      int
	exact      bool
	frontier   []float64
	norms      []string
	costs      []string
	targets    []string
	fairness   float64
	tail       string
	movedPrice float64
	areas      []string
	propose    int

	changes []supply.Override // of norms
	prices  siting.Costs
	room    float64 // price of a room where no candidate states its cost, in 10,000 yuan
	wanted  []wantedTarget
}

// wantedTarget is one --target.
type wantedTarget struct {
	key string
	siting.Target
}

func (p *planFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&p.settings, "settings", "", "TOML file of settings, named as these flags 设置文件")
	f.Float64Var(&p.seconds, "seconds", 0, "stop the search after this many seconds; 0: by rounds, the same plan everywhere 搜索时限")
	f.IntVar(&p.rounds, "rounds", 2, "rounds of search; more close the gap further 搜索轮数")
	f.Float64SliceVar(&p.budget, "budget", nil, "10,000 yuan for options, one amount for every year or one for each (default: no limit) 各年预算（万元）")
	f.StringVar(&p.mayClose, "may-close", "auto", "auto (sites less than half full), none, or site codes by comma 可关闭园部")
	f.Float64Var(&p.walk, "walk", 1500, "longest daily walk in metres 最远步行（米）")
	f.IntVar(&p.nearest, "nearest", 8, "sites in reach of a point that are considered 每点考虑的园部数")
	f.IntVar(&p.draws, "plan-draws", 0, "draws planned for together (k-medoids), 0: their mean; values waiting and the next data 同时规划的情形数")
	f.BoolVar(&p.exact, "exact", false, "let the exact solver prove and repair pieces of the plan 使用精确求解器")
	f.Float64SliceVar(&p.frontier, "frontier", nil, "factors on the price of a child without a place, such as 0.5,1,2 方案前沿")
	f.StringArrayVar(&p.norms, "norm", nil, "change a norm, such as class_size_junior=20 or KEY=VALUE@2027-2029 改动标准（班额等）")
	f.StringArrayVar(&p.costs, "cost", nil, "change a price: KEY=VALUE in 10,000 yuan ("+strings.Join(costKeys, ", ")+") 改动单价")
	f.StringArrayVar(&p.targets, "target", nil, "KEY=VALUE[@FROM][:PRICE], KEY "+strings.Join(targetKeys, ", ")+"; without PRICE it is hard 指标约束，不写价格即为硬约束")
	f.Float64Var(&p.fairness, "fairness", 0, "price of the worst-served area's share of children without a place 公平：最缺街道的代价")
	f.StringVar(&p.tail, "tail", "", "WEIGHT@LEVEL, such as 0.5@0.9: also the mean of the worst tenth of the draws (with --plan-draws) 最坏情形的权重")
	f.Float64Var(&p.movedPrice, "moved-price", 0.03, "price of a child whose catchment changes, in 10,000 yuan (the default is a tenth of a kilometre's daily walk) 改划片的代价")
}

// within adds the flags of the verbs that can plan for a part of the dataset.
func (p *planFlags) within(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&p.areas, "areas", nil, "plan these areas alone: codes, beginnings of codes with *, or parents 只规划这些区域")
	f.IntVar(&p.propose, "propose", 0, "without candidates: propose a new kindergarten of so many rooms inside every area 无候选点时每区域设一处的活动室数")
}

// settle reads the file of settings and everything that the flags say in words.
func (p *planFlags) settle(f *pflag.FlagSet) error {
	if err := p.file(f); err != nil {
		return err
	}
	switch {
	case p.rounds < 0 || p.seconds < 0 || p.draws < 0 || p.nearest < 0 || p.propose < 0:
		return usage("--rounds、--seconds、--plan-draws、--nearest、--propose：不能是负数 / want no negative numbers")
	case !(p.walk > 0):
		return usage("--walk %v：应为大于 0 的米数 / want metres above 0", p.walk)
	case !(p.fairness >= 0) || !(p.movedPrice >= 0):
		return usage("--fairness、--moved-price：不能是负数 / want no negative prices")
	}
	for _, b := range p.budget {
		if !(b >= 0) {
			return usage("--budget %v：应为 0（一分不花）或更多 / want 0 (nothing may be spent) or more", b)
		}
	}
	p.changes, p.wanted = nil, nil
	for _, s := range p.norms {
		o, err := supply.ParseOverride(s)
		if err != nil {
			return usage("--norm：写法不对 / %v", err)
		}
		p.changes = append(p.changes, o)
	}
	if err := p.price(); err != nil {
		return err
	}
	for _, s := range p.targets {
		w, err := parseTarget(s)
		if err != nil {
			return err
		}
		p.wanted = append(p.wanted, w)
	}
	return nil
}

// file sets from the file of settings every flag that was not given.
func (p *planFlags) file(f *pflag.FlagSet) error {
	if p.settings == "" {
		return nil
	}
	b, err := os.ReadFile(p.settings)
	if err != nil {
		return usage("--settings：文件打不开 / %v", err)
	}
	var table map[string]any
	if err := toml.NewDecoder(bytes.NewReader(b)).Decode(&table); err != nil {
		return usage("--settings %s：读不懂 / %v", p.settings, err)
	}
	keys := make([]string, 0, len(table))
	for k := range table {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		flag := f.Lookup(k)
		switch {
		case flag == nil || k == "settings":
			return usage("--settings %[1]s：%[2]q 不是这个命令的选项 / %[2]q is no setting of this verb", p.settings, k)
		case flag.Changed:
			continue
		}
		values, many := table[k].([]any)
		if !many {
			values = []any{table[k]}
		}
		for _, v := range values {
			if err := flag.Value.Set(fmt.Sprint(v)); err != nil {
				return usage("--settings %s：%s = %v 不能用 / %v", p.settings, k, v, err)
			}
		}
	}
	return nil
}

// costKeys are the prices that --cost can change.
var costKeys = []string{"capital_charge", "fixed", "run_nursery", "run_class", "walk_kilometre", "unserved_nursery", "unserved_class", "room"}

// defaultRoom prices a room where no candidate states its cost.
const defaultRoom = 400

// price lays the changed prices over the default ones.
func (p *planFlags) price() error {
	p.prices, p.room = siting.DefaultCosts(), defaultRoom
	at := []*float64{&p.prices.CapitalCharge, &p.prices.Fixed, &p.prices.RunNursery, &p.prices.RunClass, &p.prices.WalkKilometre, &p.prices.UnservedNursery, &p.prices.UnservedClass, &p.room}
	for _, s := range p.costs {
		key, value, _ := strings.Cut(s, "=")
		k := slices.Index(costKeys, key)
		v, err := strconv.ParseFloat(value, 64)
		if k < 0 || err != nil || !(v >= 0) || math.IsInf(v, 0) {
			return usage("--cost %[1]q：应为 键=值，值不小于 0，键为 %[2]s 之一 / want KEY=VALUE, not below 0, with KEY one of %[2]s", s, strings.Join(costKeys, ", "))
		}
		*at[k] = v
	}
	p.prices.Fairness = p.fairness
	if p.tail == "" {
		return nil
	}
	weight, level, _ := strings.Cut(p.tail, "@")
	w, err1 := strconv.ParseFloat(weight, 64)
	l, err2 := strconv.ParseFloat(level, 64)
	if err1 != nil || err2 != nil || !(w >= 0) || !(l >= 0 && l < 1) {
		return usage("--tail %q：应为 权重@水平，权重不小于 0，水平在 0（含）与 1 之间 / want WEIGHT@LEVEL, a weight not below 0 and a level from 0 to below 1", p.tail)
	}
	p.prices.TailWeight, p.prices.TailLevel = w, l
	return nil
}

// targetKeys are the targets that a plan can be held to.
var targetKeys = []string{"nursery_share", "full_streets", "public_share"}

// parseTarget reads KEY=VALUE[@FROM][:PRICE]; a share is from 0 to 1.
func parseTarget(s string) (wantedTarget, error) {
	bad := func(why string) (wantedTarget, error) {
		return wantedTarget{}, usage("--target %[1]q：应为 键=值[@起始年][:价格]，键为 %[3]s 之一 / %[2]s; want KEY=VALUE[@FROM][:PRICE] with KEY one of %[3]s", s, why, strings.Join(targetKeys, ", "))
	}
	head, price, priced := strings.Cut(s, ":")
	head, from, dated := strings.Cut(head, "@")
	key, value, _ := strings.Cut(head, "=")
	w := wantedTarget{key: key}
	if !slices.Contains(targetKeys, key) {
		return bad("no such target")
	}
	var err error
	if w.Value, err = strconv.ParseFloat(value, 64); err != nil || !(w.Value >= 0) || math.IsInf(w.Value, 0) {
		return bad("the value is no number from 0")
	}
	switch key {
	case "full_streets":
		if w.Value != math.Trunc(w.Value) {
			return bad("streets are a whole number")
		}
	default:
		if w.Value > 1 {
			return bad("a share is from 0 to 1")
		}
	}
	if dated {
		y, err := strconv.Atoi(from)
		if err != nil {
			return bad("the year is no number")
		}
		w.From = forecast.Year(y)
	}
	if priced {
		if w.Price, err = strconv.ParseFloat(price, 64); err != nil || !(w.Price > 0) || math.IsInf(w.Price, 0) {
			return bad("the price is not above 0")
		}
	}
	return w, nil
}

// budgets is the budget of every planned year; nil is no limit.
func (p *planFlags) budgets(years int) ([]float64, error) {
	switch len(p.budget) {
	case 0:
		return nil, nil
	case 1:
		return slices.Repeat(p.budget, years), nil
	case years:
		return p.budget, nil
	}
	return nil, usage("--budget 给了 %[1]d 个数，规划 %[2]d 年：给一个，或每年一个 / --budget gives %[1]d amounts, planned are %[2]d years: give one, or one for each", len(p.budget), years)
}

// adopt cuts the district down to the areas asked for and lays the changed norms
// over those in force.
func (r *running) adopt(p *planFlags) error {
	d, err := r.d.only(p.areas)
	if err != nil {
		return err
	}
	c := *d
	norms, problems := c.norms.With(p.changes...)
	if supply.Refused(problems) {
		return &codeError{exitRefused, fmt.Errorf("--norm: %s", problems[0])}
	}
	c.norms = norms
	r.d = &c
	return nil
}
