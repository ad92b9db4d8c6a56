package book

import (
	"strconv"

	"kindercast/cmd/kindercast/internal/label"
	"kindercast/cmd/kindercast/internal/release"
)

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// demand: children by area, date and age with their 80 % interval.
func demand(e *edition) (*Chapter, error) {
	t, err := read(e.run, "forecast.csv", "scenario", "as_of", "area_code", "age", "mean", "q10", "q50", "q90")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Head: e.heads("column.scenario", "column.as_of", "column.area", "column.age", "column.q50", "column.q10", "column.q90"),
		Notes: []string{e.text("book.note.interval")}}
	for i := range t.rows {
		age := t.word(i, "age")
		if age == "0" || age == "1" {
			continue
		}
		q, err := t.numbers(i, "q50", "q10", "q90")
		if err != nil {
			return nil, err
		}
		ahead := e.yearsAhead(atoi(t.word(i, "as_of")[:4]))
		name := release.Word(age)
		if age == "births" {
			name = release.Word(e.text("age.births"))
		}
		mid := e.gate.Forecast(q[0], ahead)
		low, high := e.gate.Low(q[1], ahead), e.gate.High(q[2], ahead)
		if mid.Hidden {
			low, high = mid, mid
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(t.word(i, "scenario")), release.Word(t.word(i, "as_of")),
			e.area(t.word(i, "area_code")), name, mid, low, high})
	}
	return c, nil
}

// places: the three place numbers of every area, level and school year.
func places(e *edition) (*Chapter, error) {
	t, err := read(e.run, "gap.csv", "school_year", "area_code", "level", "places_rooms", "places_area", "places_open", "places", "binding")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Head: e.heads("column.year", "column.area", "column.level", "column.places_rooms", "column.places_area", "column.places_open", "column.places", "column.binding")}
	for i := range t.rows {
		if atoi(t.word(i, "school_year")) < e.year {
			continue
		}
		x, err := t.numbers(i, "places_rooms", "places_area", "places_open", "places")
		if err != nil {
			return nil, err
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(t.word(i, "school_year")), e.area(t.word(i, "area_code")), e.level(t.word(i, "level")),
			e.gate.Thing(x[0], 0), e.gate.Thing(x[1], 0), e.gate.Thing(x[2], 0), e.gate.Thing(x[3], 0), release.Word(e.text("binding." + t.word(i, "binding")))})
	}
	return c, nil
}

// level names a class level or a group of ages.
func (e *edition) level(key string) release.Cell {
	switch key {
	case "3-5", "2-5":
		return release.Word(key)
	}
	return release.Word(e.text("level." + key))
}

// balance: demand against places, with the expected shortfall and its
// probability.
func balance(e *edition) (*Chapter, error) {
	t, err := read(e.run, "gap.csv", "school_year", "area_code", "level", "demand_q10", "demand_q50", "demand_q90", "places", "expected_shortfall", "expected_spare", "p_shortage")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Notes: []string{e.text("book.note.interval")},
		Head: e.heads("column.year", "column.area", "column.level", "column.q50", "column.q10", "column.q90", "column.places", "column.expected_shortfall", "column.expected_spare", "column.p_shortage")}
	for i := range t.rows {
		year := atoi(t.word(i, "school_year"))
		if year < e.year {
			continue
		}
		x, err := t.numbers(i, "demand_q50", "demand_q10", "demand_q90", "places", "expected_shortfall", "expected_spare", "p_shortage")
		if err != nil {
			return nil, err
		}
		ahead := e.yearsAhead(year)
		mid, low, high := e.gate.Forecast(x[0], ahead), e.gate.Low(x[1], ahead), e.gate.High(x[2], ahead)
		short, spare, p := e.gate.Forecast(x[4], ahead), e.gate.Forecast(x[5], ahead), e.gate.Thing(100*x[6], 0)
		if mid.Hidden { // the shortfall and the places together would give the children back
			low, high, short, spare, p = mid, mid, mid, mid, mid
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(t.word(i, "school_year")), e.area(t.word(i, "area_code")), e.level(t.word(i, "level")),
			mid, low, high, e.gate.Thing(x[3], 0), short, spare, p})
	}
	return c, nil
}

// targets: every indicator, its value, target and probability.
func targets(e *edition) (*Chapter, error) {
	t, err := read(e.run, "indicators.csv", "key", "period", "area_code", "value", "unit", "target", "operator", "met", "probability", "source", "note")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Head: e.heads("column.indicator", "column.period", "column.area", "column.value", "column.unit", "column.target", "column.met", "column.probability", "column.note")}
	for i := range t.rows {
		area := t.word(i, "area_code")
		if area == "" {
			area = "*"
		}
		if site := "site_code"; t.col[site] > 0 && t.word(i, site) != "" {
			continue // the rows of single kindergartens stand in indicators.csv
		}
		if y := atoi(t.word(i, "period")[:min(4, len(t.word(i, "period")))]); area != "*" && y != e.year || y < e.year-2 {
			continue // streets in the year of the book, the district with the years around it
		}
		x, err := t.numbers(i, "value", "target", "probability")
		if err != nil {
			return nil, err
		}
		met := release.Word("")
		switch t.word(i, "met") {
		case "true":
			met = release.Word(e.text("met.true"))
		case "false":
			met = release.Word(e.text("met.false"))
		}
		target := release.Word("")
		if x[1] == x[1] {
			target = release.Word(t.word(i, "operator") + " " + strconv.FormatFloat(x[1], 'f', -1, 64))
		}
		prob := release.Word("")
		if x[2] == x[2] {
			prob = e.gate.Thing(100*x[2], 0)
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(e.indicator(t.word(i, "key"))), release.Word(t.word(i, "period")), e.area(area),
			e.gate.Thing(x[0], 1), release.Word(e.unit(t.word(i, "unit"))), target, met, prob, release.Word(label.Note(e.lang, t.word(i, "note"), e.indicator))})
	}
	return c, nil
}

// unit names a unit of the indicators; one without a word of its own is printed
// as the definitions have it.
func (e *edition) unit(key string) string {
	if label.Has("unit." + key) {
		return e.text("unit." + key)
	}
	return key
}

// indicator names an indicator by the definitions the run carries.
func (e *edition) indicator(key string) string {
	t, err := read(e.run, "indicator_names.csv", "key", "zh", "en")
	if err != nil {
		return key
	}
	for i := range t.rows {
		if t.word(i, "key") == key {
			return t.word(i, e.lang)
		}
	}
	return key
}

// plan: the recommended actions.
func plan(e *edition) (*Chapter, error) {
	t, err := read(e.run, "plan.csv", "year", "action", "site_code", "candidate_code", "level", "rooms", "cost", "reason")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Head: e.heads("column.year", "column.action", "column.site_code", "column.candidate_code", "column.level", "column.rooms", "column.cost", "column.reason")}
	for i := range t.rows {
		x, err := t.numbers(i, "rooms", "cost")
		if err != nil {
			return nil, err
		}
		lvl := release.Word("")
		if l := t.word(i, "level"); l != "" {
			lvl = e.level(l)
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(t.word(i, "year")), release.Word(e.text("action." + t.word(i, "action"))), release.Word(t.word(i, "site_code")),
			release.Word(t.word(i, "candidate_code")), lvl, e.gate.Thing(x[0], 0), e.gate.Thing(x[1], 0), release.Word(t.word(i, "reason"))})
	}
	return c, nil
}

// projects: the register of promised openings (公建配套校舍建设追踪制).
func projects(e *edition) (*Chapter, error) {
	t, err := read(e.run, "projects.csv", "project_code", "kind", "area_code", "stage", "promised", "likely", "late", "p_open_next", "moved_months", "rooms")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Head: e.heads("column.project_code", "column.kind", "column.area", "column.stage", "column.promised", "column.likely", "column.late", "column.p_open_next", "column.moved_months", "column.rooms")}
	for i := range t.rows {
		x, err := t.numbers(i, "p_open_next", "moved_months", "rooms")
		if err != nil {
			return nil, err
		}
		c.Rows = append(c.Rows, []release.Cell{release.Word(t.word(i, "project_code")), release.Word(e.text("kind." + t.word(i, "kind"))), e.area(t.word(i, "area_code")),
			release.Word(t.word(i, "stage")), release.Word(t.word(i, "promised")), release.Word(t.word(i, "likely")), release.Word(t.word(i, "late")),
			e.gate.Thing(100*x[0], 0), e.gate.Thing(x[1], 0), e.gate.Thing(x[2], 0)})
	}
	return c, nil
}

// accuracy: how often the forecasts were right, beside the naive models.
func accuracy(e *edition) (*Chapter, error) {
	t, err := read(e.run, "scores.csv", "model", "horizon", "age", "level", "n", "mape", "bias", "crps", "cover80", "cover95")
	if err != nil {
		return nil, err
	}
	c := &Chapter{Notes: []string{e.text("book.note.bias")},
		Head: e.heads("column.model", "column.horizon", "column.age", "column.score_level", "column.n", "column.mape", "column.bias", "column.crps", "column.coverage80", "column.coverage95")}
	for i := range t.rows {
		age := t.word(i, "age")
		if age != "2" && age != "3-5" && age != "2-5" {
			continue
		}
		x, err := t.numbers(i, "n", "mape", "bias", "crps", "cover80", "cover95")
		if err != nil {
			return nil, err
		}
		row := []release.Cell{release.Word(e.text("model." + t.word(i, "model"))), release.Word(t.word(i, "horizon")), release.Word(age), release.Word(e.text("scores." + t.word(i, "level"))), e.gate.Thing(x[0], 0)}
		for _, v := range x[1:] {
			row = append(row, e.gate.Thing(v, 1))
		}
		c.Rows = append(c.Rows, row)
	}
	return c, nil
}
