package forecast

// Horizon says how far and how often to look: Years reference days after the
// jump-off, Draws futures, the Seed of their random numbers, and the Workers
// (0: one a core), which change nothing but the time it takes.
type Horizon struct {
	Years, Draws int
	Seed         uint64
	Workers      int
	// Noiseless silences every shock and every counting noise: all draws are the
	// central path, and what never changed in the past stays exactly as it is.
	Noiseless bool
	// Shifts changes the paths; nil is the base forecast.
	Shifts *Shifts
}

func (h Horizon) validate() {
	if h.Years < 1 || h.Draws < 1 {
		panic("forecast: a horizon has at least one year and one draw")
	}
}

// Forecaster is a way to foresee the children of each area from what is known:
// the model and its plain rivals.
type Forecaster interface {
	// Name is the key of the forecaster in tables of scores.
	Name() string
	// Project foresees ages 0 to 5 on the anniversaries of the newest count. It
	// is an error if nothing was counted.
	Project(o *Observed, h Horizon) (*Draws, error)
}

// Kindercast is the cohort model: Fit, then Draw.
type Kindercast struct{}

// Name returns "kindercast".
func (Kindercast) Name() string { return "kindercast" }

// Project fits the model to o and draws from it.
func (Kindercast) Project(o *Observed, h Horizon) (*Draws, error) {
	h.validate()
	m, err := Fit(o, h)
	if err != nil {
		return nil, err
	}
	return m.Draw(h), nil
}
