package main

import (
	"context"
	"slices"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// held is a verb at work on one future that is held against the rooms: the base,
// or the one scenario that was asked for.
type held struct {
	*running
	f future
	m *match
}

// hold opens the dataset and holds one future against its rooms.
func (t *tool) hold(ctx context.Context, verb string, h *horizon) (*held, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	if len(h.scenarios) > 1 {
		return nil, usage("%[1]s 只用一个情景：--scenario 给一次，或用 + 连接文件 / %[1]s works on one future: give --scenario once, or join files with +", verb)
	}
	r, err := t.start(ctx, verb, h)
	if err != nil {
		return nil, err
	}
	fs, err := t.futures(r.d, h)
	if err != nil {
		return nil, err
	}
	f := fs[len(fs)-1]
	m, err := r.matched(f)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, usage("没有园所表（sites）：%[1]s 无从做起 / the dataset has no table of sites: %[1]s has nothing to work on", verb)
	}
	r.asOf = f.model.JumpOff()
	return &held{r, f, m}, nil
}

// areaName is the name of an area of the district, or the code where it has none.
func (d *district) areaName(code string) string {
	for _, a := range d.obs.Areas {
		if a.Code == code {
			return a.Name
		}
	}
	return code
}

// siteName is the name of a site, or its code where it has none.
func (d *district) siteName(code string) string {
	for _, s := range d.sites {
		if s.Code == code && s.Name != "" {
			return s.Name
		}
	}
	return code
}

// siteCode finds a site by its code, or by a name that only one site has. What
// is not found comes back as it was given, and false.
func (d *district) siteCode(given string) (string, bool) {
	if slices.ContainsFunc(d.sites, func(s supply.Site) bool { return s.Code == given }) {
		return given, true
	}
	code, n := given, 0
	for _, s := range d.sites {
		if s.Name == given {
			code, n = s.Code, n+1
		}
	}
	if n != 1 {
		return given, false
	}
	return code, true
}

// indicatorName is the name of an indicator in the language of this call.
func (r *running) indicatorName(key string) string {
	for _, d := range r.d.defs {
		if d.Key == key && r.t.lang == "en" {
			return d.EN
		}
		if d.Key == key {
			return d.ZH
		}
	}
	return key
}

// expects sums demand over levels in the mean over draws.
func (m *match) expects(area string, y forecast.Year, levels ...forecast.Level) float64 {
	wanted := m.gap.Wanted(area, y, levels...)
	if len(wanted) == 0 {
		return 0
	}
	return forecast.Summarise(wanted).Mean
}
