package supply

// Stage is how far a project has come. Files name stages in their own words;
// ParseStage knows the words below, and dataset.toml translates the rest.
type Stage uint8

// The stages in order. Paused and Cancelled lie outside the order.
const (
	StageUnknown Stage = iota
	Planned
	Approved
	Designed
	Construction
	Completed
	Opened
	Paused
	Cancelled
)

var stageKeys = [...]string{"unknown", "planned", "approved", "design", "construction", "completed", "opened", "paused", "cancelled"}

// String returns the key of s.
func (s Stage) String() string { return stageKeys[s] }

var stageWords = map[string]Stage{
	"planned": Planned, "plan": Planned, "planning": Planned, "proposed": Planned, "proposal": Planned, "negotiation": Planned,
	"approved": Approved, "approval": Approved, "land": Approved, "permitted": Approved, "funded": Approved,
	"design": Designed, "designed": Designed, "tender": Designed,
	"construction": Construction, "building": Construction, "started": Construction, "works": Construction, "structure": Construction,
	"completed": Completed, "complete": Completed, "accepted": Completed, "acceptance": Completed, "handover": Completed,
	"fitting": Completed, "fitout": Completed, "delivered": Completed,
	"opened": Opened, "open": Opened, "operating": Opened, "done": Opened,
	"paused": Paused, "suspended": Paused, "stopped": Paused,
	"cancelled": Cancelled, "canceled": Cancelled, "dropped": Cancelled, "withdrawn": Cancelled,
}

// ParseStage reads a stage word; an unknown one is StageUnknown and false.
func ParseStage(word string) (Stage, bool) {
	s, ok := stageWords[word]
	return s, ok
}

// Ended reports whether nothing more is expected of the project.
func (s Stage) Ended() bool { return s == Opened || s == Cancelled }

// inOrder reports whether s is one of the stages that follow each other.
func (s Stage) inOrder() bool { return s >= Planned && s <= Opened }
