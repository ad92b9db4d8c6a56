package ingest

import (
	"slices"

	"kindercast/forecast"
)

// gazetteer finds areas by code, by alias or by a name that one area alone
// carries, and knows which area lies in which.
type gazetteer struct {
	areas   map[string]forecast.Area // by code, the newest of each
	byName  map[string][]string      // name → codes
	aliases map[string]string
	used    map[string]string // aliases that were used → what they stood for
	outside map[string]bool   // homes that are no listed area
}

func newGazetteer(areas []forecast.Area, aliases map[string]string) *gazetteer {
	g := &gazetteer{areas: map[string]forecast.Area{}, byName: map[string][]string{}, aliases: map[string]string{}, used: map[string]string{}, outside: map[string]bool{}}
	for from, to := range aliases {
		g.aliases[tidy(from)] = tidy(to)
	}
	for _, a := range areas {
		if old, ok := g.areas[a.Code]; !ok || old.ValidFrom < a.ValidFrom {
			g.areas[a.Code] = a
		}
	}
	for code, a := range g.areas {
		g.byName[a.Name] = append(g.byName[a.Name], code)
	}
	return g
}

// find returns the code of the area that s names.
func (g *gazetteer) find(s string) (string, Rule) {
	if code, rule := g.lookup(s); rule == "" {
		return code, ""
	} else if to, ok := g.aliases[s]; ok {
		if code, again := g.lookup(to); again == "" {
			g.used[s] = code
			return code, ""
		}
		return "", UnknownArea
	} else {
		if rule == UnknownArea {
			g.outside[s] = true
		}
		return "", rule
	}
}

func (g *gazetteer) lookup(s string) (string, Rule) {
	if _, ok := g.areas[s]; ok {
		return s, ""
	}
	switch codes := g.byName[s]; len(codes) {
	case 0:
		return "", UnknownArea
	case 1:
		return codes[0], ""
	}
	return "", AmbiguousArea
}

// parent returns the area above code, empty where that is none of the list.
func (g *gazetteer) parent(code string) string {
	p := g.areas[code].Parent
	if _, ok := g.areas[p]; !ok {
		return ""
	}
	return p
}

// ancestors returns the areas above code, the nearest first.
func (g *gazetteer) ancestors(code string) []string {
	var out []string
	for up := g.parent(code); up != "" && len(out) <= len(g.areas); up = g.parent(up) {
		out = append(out, up)
	}
	return out
}

// within returns the first of the areas in set that is code or stands above it.
func (g *gazetteer) within(code string, set map[string]bool) (string, bool) {
	for range len(g.areas) + 1 {
		if set[code] {
			return code, true
		}
		if code = g.parent(code); code == "" {
			return "", false
		}
	}
	return "", false
}

// cycles returns the codes of areas that stand above themselves, sorted.
func (g *gazetteer) cycles() []string {
	var out []string
	for code := range g.areas {
		up := g.parent(code)
		for range len(g.areas) {
			if up == code || up == "" {
				break
			}
			up = g.parent(up)
		}
		if up == code {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// sorted returns the areas of the codes in set, sorted by code.
func (g *gazetteer) sorted(set map[string]bool) []forecast.Area {
	codes := make([]string, 0, len(set))
	for c := range set {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	out := make([]forecast.Area, len(codes))
	for i, c := range codes {
		out[i] = g.areas[c]
	}
	return out
}
