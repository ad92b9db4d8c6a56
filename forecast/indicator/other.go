package indicator

import (
	"slices"
	"strconv"

	"kindercast/forecast"
	"kindercast/forecast/supply"
)

// other are the rows of indicators that are not a metric: registers, areas of
// single kindergartens, shortfall and surplus, what the geography and the
// backtest hand over, and the joint chance.
func (in *Inputs) other(d Definition, joint []Joint) []Row {
	s := in.Gap.Supply
	switch d.Key {
	case "t06_new_kindergartens":
		return in.delivered(d, "new")
	case "t07_expanded_kindergartens":
		return in.delivered(d, "expand", "rebuild")
	case "t08_nursery_in_new_and_expanded":
		return in.nurseryInNew(d)
	case "m01_supporting_facility_tracking":
		n := 0.0
		for _, e := range s.Register.Entries {
			n += indicate(e.Kind == "new")
		}
		return in.register(d, n, FromProjects)
	case "m02_rebuild_progress_reports":
		n := 0.0
		for _, e := range s.Register.Entries {
			n += indicate(e.Kind == "rebuild" || e.Kind == "expand" || e.Kind == "convert")
		}
		return in.register(d, n, FromProjects)
	case "m03_asset_negotiation":
		return in.register(d, float64(in.Candidates), FromCandidates)
	case "m05_population_big_data_analysis", "m07_kindergarten_primary_link":
		return in.register(d, float64(len(in.Gap.Demand.Draws.Areas)), FromForecast)
	case "m06_spatial_layout":
		return in.register(d, float64(in.Plans), FromForecast)
	case "m08_early_years_continuity":
		return in.register(d, float64(len(in.Gap.Demand.Draws.Ages)), FromForecast)
	case "ev_outdoor_area_pc":
		return in.perChild(d, func(c supply.Site) float64 { return c.OutdoorArea })
	case "ev_activity_area_pc":
		return in.perChild(d, func(c supply.Site) float64 { return c.ActivityArea })
	case "ev_floor_area_pc":
		return in.perChild(d, func(c supply.Site) float64 { return c.FloorArea })
	case "en_place_shortfall":
		return in.places(d, in.Gap.Unmet, true)
	case "en_place_surplus":
		return in.places(d, in.Gap.Spare, false)
	case "en_coverage_300m":
		return in.coverage(d, 300)
	case "en_coverage_500m":
		return in.coverage(d, 500)
	case "en_coverage_1000m":
		return in.coverage(d, 1000)
	case "en_forecast_error":
		return in.errors(d)
	case "en_joint_target_probability":
		return together(d, joint)
	}
	return nil
}

// register is a list that is kept: met where it holds anything. An empty list
// says nothing, so that the row names the table to give.
func (in *Inputs) register(d Definition, n float64, source string) []Row {
	if n == 0 {
		return nil
	}
	return []Row{d.known(d.row(in.Gap.Supply.AsOf.String(), "*"), n, 1, source)}
}

// delivered counts the projects of some kinds that have opened since the year
// the definition counts from, and gives the chance that as many as the target have by each school year.
func (in *Inputs) delivered(d Definition, kinds ...string) (rows []Row) {
	s := in.Gap.Supply
	var of []supply.Entry
	for _, e := range s.Register.Entries {
		late := e.Stage != supply.Opened || e.Promised.Year() >= d.CountedFrom
		if slices.Contains(kinds, e.Kind) && e.Rooms >= 0 && e.Stage != supply.Cancelled && late { // below zero: rooms that works take
			of = append(of, e)
		}
	}
	if len(s.Register.Entries) == 0 {
		return nil
	}
	done := 0.0
	for _, e := range of {
		done += indicate(e.Stage == supply.Opened)
	}
	rows = append(rows, d.known(d.row(s.AsOf.String(), "*"), done, 1, FromProjects))
	for _, y := range s.Years {
		start := supply.Start(s.Reference, y)
		sum, holds := 0.0, 0.0
		for draw := range s.Draws {
			n := done
			for i := range of {
				if o := of[i].Openings(); o != nil {
					n += indicate(o[draw].First() <= start)
				}
			}
			sum += n
			holds += indicate(d.Operator.Holds(n, d.Target))
		}
		r := d.known(d.row(strconv.Itoa(int(y)), "*"), sum/float64(s.Draws), 1, FromForecast)
		r.Met, r.Probability = "", holds/float64(s.Draws)
		rows = append(rows, r)
	}
	return rows
}

// nurseryInNew is the share of delivered new and expanded kindergartens that ran
// a nursery class in the newest school year.
func (in *Inputs) nurseryInNew(d Definition) []Row {
	s := in.Gap.Supply
	y := s.Newest()
	has := map[string]bool{}
	for _, c := range s.Classes {
		has[c.Site] = has[c.Site] || c.SchoolYear == y && c.Level == forecast.Nursery && c.Classes > 0
	}
	num, den := 0.0, 0.0
	for _, e := range s.Register.Entries {
		if e.Stage == supply.Opened && (e.Kind == "new" || e.Kind == "expand" || e.Kind == "rebuild") && e.Site != "" {
			num += indicate(has[e.Site])
			den++
		}
	}
	if den == 0 {
		return nil
	}
	return []Row{d.known(d.row(strconv.Itoa(int(y)), "*"), num, den, FromProjects)}
}

// perChild is an area of each kindergarten over its children in the newest
// school year, and the sum over those that state it.
func (in *Inputs) perChild(d Definition, area func(supply.Site) float64) (rows []Row) {
	s := in.Gap.Supply
	y := s.Newest()
	enrolled := map[string]float64{}
	for _, c := range s.Classes {
		if c.SchoolYear == y && !(s.NurseryOutside && c.Level == forecast.Nursery) {
			enrolled[c.Site] += float64(c.Enrolled)
		}
	}
	period := strconv.Itoa(int(y))
	num, den, unstated := 0.0, 0.0, 0
	for _, c := range s.Campuses() {
		n, open := enrolled[c.Code]
		if !open || n == 0 {
			continue
		}
		a := area(c)
		if a == 0 {
			unstated++
			continue
		}
		r := d.known(d.row(period, c.Area), a, n, FromSites)
		r.Site = c.Code
		rows = append(rows, r)
		num += a
		den += n
	}
	if den == 0 {
		return nil
	}
	all := d.known(d.row(period, "*"), num, den, FromSites)
	if unstated > 0 {
		all.note(noteUnstated + strconv.Itoa(unstated))
	}
	return append(rows, all)
}

// places are shortfall or surplus by area, school year and group of levels: the
// mean over draws and, for a shortfall, the chance of one.
func (in *Inputs) places(d Definition, of func(string, forecast.Year, ...forecast.Level) []float64, chance bool) (rows []Row) {
	g := in.Gap
	codes := []string{}
	for _, a := range g.Supply.Areas {
		codes = append(codes, a.Code)
	}
	levels := []struct {
		key string
		of  []forecast.Level
	}{{"nursery", forecast.Levels[:1]}, {"junior", forecast.Levels[1:2]}, {"middle", forecast.Levels[2:3]},
		{"senior", forecast.Levels[3:]}, {"3-5", forecast.Levels[1:]}, {"2-5", forecast.Levels[:]}}
	for _, y := range g.Years {
		for _, code := range append(codes, "*") {
			for _, l := range levels {
				sum, short := 0.0, 0.0
				x := of(code, y, l.of...)
				for _, v := range x {
					sum += v
					short += indicate(v >= 0.5)
				}
				r := d.known(d.row(strconv.Itoa(int(y)), code), sum/float64(len(x)), 1, FromForecast)
				if chance {
					r.Probability = short / float64(len(x))
				}
				r.note(noteLevel + l.key)
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func (in *Inputs) coverage(d Definition, metres int) (rows []Row) {
	for _, c := range in.Coverage {
		if c.Metres == metres && c.Children > 0 {
			rows = append(rows, d.known(d.row(strconv.Itoa(int(c.SchoolYear)), c.Area), c.Within, c.Children, FromGeo))
		}
	}
	return rows
}

func (in *Inputs) errors(d Definition) (rows []Row) {
	for _, e := range in.Errors {
		if e.Actual > 0 {
			r := d.known(d.row("", e.Area), e.Forecast-e.Actual, e.Actual, FromBacktest)
			r.note(noteHorizon + strconv.Itoa(e.Horizon))
			rows = append(rows, r)
		}
	}
	return rows
}

func together(d Definition, joint []Joint) (rows []Row) {
	for _, j := range joint {
		if len(j.Keys) == 0 {
			continue
		}
		r := d.known(d.row(strconv.Itoa(int(j.SchoolYear)), "*"), float64(j.Met), float64(j.Draws), FromForecast)
		r.Probability = j.Probability
		for _, k := range j.Without {
			r.note(noteWithout + k)
		}
		rows = append(rows, r)
	}
	return rows
}
