package web

import (
	"cmp"
	"context"
	"slices"
)

// SeptemberRow is the classes of one campus now and next September: a row of
// next_september.csv.
type SeptemberRow struct {
	Year       int     `json:"school_year" doc:"that begins next September"`
	Site       string  `json:"site_code"`
	Rooms      float64 `json:"rooms" doc:"open in nine of ten draws"`
	Spare      float64 `json:"rooms_spare"`
	Nursery    float64 `json:"nursery_classes"`
	Junior     float64 `json:"junior_classes"`
	Middle     float64 `json:"middle_classes"`
	Senior     float64 `json:"senior_classes"`
	Mixed      float64 `json:"mixed_classes"`
	NurseryNow float64 `json:"nursery_now"`
	JuniorNow  float64 `json:"junior_now"`
	MiddleNow  float64 `json:"middle_now"`
	SeniorNow  float64 `json:"senior_now"`
	MixedNow   float64 `json:"mixed_now"`
	Without    float64 `json:"children_without" doc:"expected beyond the classes there are rooms for"`
	Reason     string  `json:"reason"`
}

// UseRow is how full a campus was in a school year: a row of utilisation.csv.
type UseRow struct {
	Year  int      `json:"school_year"`
	Site  string   `json:"site_code"`
	Share *float64 `json:"utilisation" doc:"children over places"`
}

// Kindergarten is one campus: how full it is, and its classes next September.
type Kindergarten struct {
	SiteRow
	Use       *UseRow       `json:"use" doc:"in the newest school year with classes"`
	September *SeptemberRow `json:"september"`
}

func (r *Result) getKindergartens(_ context.Context, q *struct {
	Area string `query:"area" maxLength:"64" doc:"default: all"`
}) (*rows[Kindergarten], error) {
	if q.Area != "" {
		if err := r.knows(q.Area); err != nil {
			return nil, err
		}
	}
	var kept []Kindergarten
	for _, s := range r.Sites {
		if q.Area != "" && s.Area != q.Area {
			continue
		}
		k := Kindergarten{SiteRow: s}
		for i := range r.uses {
			if u := &r.uses[i]; u.Site == s.Site && (k.Use == nil || u.Year > k.Use.Year) {
				k.Use = u
			}
		}
		if i := slices.IndexFunc(r.septembers, func(n SeptemberRow) bool { return n.Site == s.Site }); i >= 0 {
			k.September = &r.septembers[i]
		}
		kept = append(kept, k)
	}
	return rowsOf(kept), nil
}

// FightRow is two targets that want the same rooms: a row of fights.csv.
type FightRow struct {
	Year    int     `json:"school_year"`
	Raised  string  `json:"raised"`
	Lowered string  `json:"lowered"`
	Rooms   int     `json:"rooms" doc:"single rooms whose change raises the one and lowers the other"`
	Phi     float64 `json:"phi" doc:"how the two are met together over the futures; below 0 they exclude each other"`
}

// MoveRow is one room that changes its level: a row of moves.csv.
type MoveRow struct {
	Year      int     `json:"school_year"`
	Site      string  `json:"site_code"`
	Area      string  `json:"area_code"`
	Name      string  `json:"site_name" column:"optional"`
	From      string  `json:"from"`
	To        string  `json:"to"`
	Before    float64 `json:"joint_before" doc:"chance of meeting all targets together"`
	After     float64 `json:"joint_after"`
	Shortfall float64 `json:"shortfall_change" doc:"children without a place"`
}

// Rooms is what the targets want of rooms: which fight, and which single rooms
// help most.
type Rooms struct {
	Fights []FightRow `json:"fights" nullable:"false"`
	Moves  []MoveRow  `json:"moves" nullable:"false" doc:"those that raise the chance of all targets, the most first"`
}

func (r *Result) getRooms(context.Context, *struct{}) (*body[Rooms], error) {
	out := Rooms{Fights: slices.Clone(r.fights), Moves: []MoveRow{}}
	if out.Fights == nil {
		out.Fights = []FightRow{}
	}
	for _, m := range r.moves {
		if m.After <= m.Before {
			continue
		}
		if i := slices.IndexFunc(r.Sites, func(s SiteRow) bool { return s.Site == m.Site }); i >= 0 {
			m.Name = r.Sites[i].Name
		}
		out.Moves = append(out.Moves, m)
	}
	slices.SortStableFunc(out.Moves, func(a, b MoveRow) int { return cmp.Compare(b.After-b.Before, a.After-a.Before) })
	return &body[Rooms]{out}, nil
}
