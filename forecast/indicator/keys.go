package indicator

// Every key that people may meet, for the table of words: what a row's note
// says (some go on with a colon and what they are about), where its value comes
// from, what a problem breaks.
var (
	Notes = []string{noteNeeds, noteLevel, noteAttained, noteEven, noteUnstated, noteWithout, noteNoNorm, noteNone, noteReported, noteNoPrevious,
		noteHorizon}
	Sources = []string{FromClasses, FromForecast, FromMeasures, FromProjects, FromSites, FromBacktest, FromGeo, FromCandidates}
	Rules   = []string{RuleDefinition, RuleOperator, RuleTarget, RuleNoDenominator, RuleYears, RuleUnknownKey, RuleMeasure, RuleMeasureTwice}
)
