package main

import (
	"slices"

	"kindercast/cmd/kindercast/internal/why"
	"kindercast/forecast"
)

// future is one scenario's forecast: residents, and who of them asks for a place.
type future struct {
	scenario forecast.Scenario // the base has no shifts
	name     string
	model    *forecast.Model
	draws    *forecast.Draws
	demand   *forecast.Demand

	d     *district
	h     *horizon
	yield *forecast.Yield // nil where homes still ahead bring nobody
}

// under draws the model again under another scenario, with the same random
// numbers.
func (f future) under(s forecast.Scenario) (future, error) {
	f.scenario, f.name = s, s.Name
	f.draws = f.model.Draw(f.horizon(s, true))
	jump := f.model.JumpOff()
	counted, attended := f.d.attended()
	if !f.h.uptake {
		attended = nil
	}
	var err error
	f.demand, err = forecast.NewDemand(counted, f.draws, attended, forecast.DemandOptions{Seed: f.h.seed, Factor: s.Attend(jump), Across: s.Cross(jump), Closed: !f.h.flows})
	return f, err
}

// horizon is what the draws of a scenario are made of, with or without homes
// still ahead.
func (f future) horizon(s forecast.Scenario, homes bool) forecast.Horizon {
	h := forecast.Horizon{Years: f.h.years, Draws: f.h.draws, Seed: f.h.seed}
	if !homes {
		s.Shifts = slices.DeleteFunc(slices.Clone(s.Shifts), func(sh forecast.Shift) bool { return sh.Kind == "housing" })
	}
	h.Shifts = s.Paths(f.model.JumpOff(), f.model.BirthsKnown(), f.yield.ByAge())
	if homes {
		h.Shifts = forecast.Both(f.yield.Arrivals(f.d.obs, f.model, h), h.Shifts)
	}
	return h
}

// figure is what the account counts: every child, where nothing says who asks for
// a place.
func (f future) figure() string {
	if len(f.demand.Uptake) == 0 {
		return why.Children
	}
	return why.Demand
}

// account is the forecast in means, for explanations.
func (f future) account() *forecast.Account {
	homeless := f.draws
	if f.yield != nil || slices.ContainsFunc(f.scenario.Shifts, func(sh forecast.Shift) bool { return sh.Kind == "housing" }) {
		homeless = f.model.Draw(f.horizon(f.scenario, false))
	}
	return forecast.NewAccount(f.model, f.draws, homeless, f.demand)
}

// rehomed is an earlier forecast drawn again with homes as a later one knows
// them: their list, their yield, and which were handed over on their date.
func (f future) rehomed(later future) (future, error) {
	if f.yield == nil || later.yield == nil {
		return f, nil
	}
	obs, d, yield := *f.d.obs, *f.d, *f.yield
	obs.Housing, d.obs, f.d = later.d.obs.Housing, &obs, &d
	yield.Mean, yield.SD, yield.Known, f.yield = later.yield.Mean, later.yield.SD, later.model.JumpOff(), &yield
	return f.under(f.scenario)
}
