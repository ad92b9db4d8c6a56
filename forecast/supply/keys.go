package supply

// Every key that people may meet, for the table of words: what a Supply had to
// assume, why a class structure is as it is, what a problem breaks.
var (
	Notes   = []string{NoteRoomsByNeed, NoteRoomsEven, NoteAreaNotStated, NoteLicence, NoteSlipPrior, NoteNewProvider, NotePartial, NoteWorks}
	Reasons = []string{ReasonProgress, ReasonIntake, ReasonCarry, ReasonSame, ReasonMixed, ReasonRooms, ReasonNoRoom, ReasonSplit, ReasonMerge, ReasonOpen, ReasonClosed}
	Rules   = []string{RuleNormYear, RuleNormValue, RuleNormPeriod, RuleNormOverlap, RuleNormUnknown, RuleNormCertainty, RuleNoNorm,
		RuleDuplicateSite, RuleClosedBefore, RuleNegativeRooms, RuleNegativeArea, RuleNoRooms, RuleUnknownArea, RuleUnknownProvider, RuleUnknownSite,
		RuleDuplicateClass, RuleNegativeClass, RuleUnknownLevel, RuleChildrenNoClass, RuleMoreThanExist, RuleClassesOverRooms, RuleClassesClosed,
		RuleReportOrder, RuleReportRepeated, RuleReportAfterEnd, RuleStageBack, RuleUnknownStage, RuleUnknownKind, RuleNoPromise, RuleProjectRooms,
		RuleOpenedNoSite, RuleChange}
)
