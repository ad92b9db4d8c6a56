package forecast

// JumpOff is the newest date on which persons were counted: the forecast starts
// there and steps by whole years.
func (m *Model) JumpOff() Date { return m.Lexis.Dates[len(m.Lexis.Dates)-1] }

// BirthsKnown is the last reference date whose year of births is known whole.
func (m *Model) BirthsKnown() Date {
	return m.JumpOff().AddYears(m.Births.Last - (len(m.Lexis.Dates) - 1))
}
