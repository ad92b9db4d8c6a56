package forecast

// Table draws h.Draws futures and hands out their forecast table without holding
// them: areas are simulated twice, once to learn what they add up to and once to
// be summarised, in blocks that are forgotten. Its rows are those of
// Rows(m.Draw(h), scenario), area by area in the order of codes with All last;
// the total is added up from fixed parts, so that it may differ from the sum of
// Rows in the last bit. Memory grows with draws and years, not with areas. emit is
// called from one goroutine; its error ends the table. It panics if h looks
// further than the horizon the model was fitted for.
func (m *Model) Table(h Horizon, scenario string, emit func([]Row) error) error {
	h.validate()
	if h.Years > m.years {
		panic("forecast: the model was fitted for fewer years")
	}
	f := m.future(h)
	f.reconcile(func(_ int, s *scratch) (v, born []float64) { return s.buffers(f) })
	dates := m.dates(h.Years)
	perArea := len(ageGroups)
	if m.Births.Registered {
		perArea++
	}
	n := len(m.areas)
	total := make([]float64, h.Years*(cells+1)*h.Draws)
	table := make([][]Row, min(n, sums))
	part := make([][]float64, len(table))
	room := make([]*scratch, len(table))
	for from := 0; from < n; from += len(table) {
		block := min(len(table), n-from)
		parallel(block, h.Workers, func(p int) {
			if room[p] == nil {
				room[p], part[p] = newScratch(f), make([]float64, len(total))
			}
			i := from + p
			v, born := room[p].buffers(f)
			f.area(i, v, born, room[p])
			f.finish(i, v, born)
			table[p] = f.rows(m.Lexis.Areas[m.areas[i]], scenario, dates, perArea, v, born, room[p])
			for c, x := range v {
				part[p][c] += x
			}
			rest := part[p][len(v):]
			for c, x := range born {
				rest[c] += x
			}
		})
		for p := range block {
			if err := emit(table[p]); err != nil {
				return err
			}
		}
	}
	for _, p := range part {
		for c, x := range p {
			total[c] += x
		}
	}
	at := h.Years * cells * h.Draws
	return emit(f.rows(All, scenario, dates, perArea, total[:at], total[at:], newScratch(f)))
}

// rows summarises the draws of one area, or of all.
func (f *future) rows(code, scenario string, dates []Date, perArea int, v, born []float64, s *scratch) []Row {
	rows := make([]Row, 0, len(dates)*perArea)
	n := f.n
	for k, date := range dates {
		for _, group := range ageGroups {
			draws := v[(k*cells+int(group.ages[0]))*n:][:n]
			if len(group.ages) > 1 {
				copy(s.before, draws)
				for _, a := range group.ages[1:] {
					for d, x := range v[(k*cells+int(a))*n:][:n] {
						s.before[d] += x
					}
				}
				draws = s.before
			}
			rows = append(rows, newRow(scenario, date, code, group.key, s.pick.summarise(draws)))
		}
		if perArea > len(ageGroups) {
			rows = append(rows, newRow(scenario, date, code, AgeBirths, s.pick.summarise(born[k*n:(k+1)*n])))
		}
	}
	return rows
}
