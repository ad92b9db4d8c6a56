package forecast

import "fmt"

// Age is completed years of age on a reference day.
type Age int32

// Year is a school year, named by the calendar year in which it begins:
// 2026 runs from 1 September 2026 (2026学年).
type Year int32

// Level is a class level of the nursery and kindergarten chain. Its zero value
// is no level.
type Level uint8

// The levels, in the order of age: a child of 2, 3, 4, 5 years on the reference
// day enters 托班, 小班, 中班, 大班. Mixed classes hold ages 3 to 5.
const (
	Nursery Level = iota + 1
	Junior
	Middle
	Senior
	Mixed
)

// Levels are the four single-age levels in the order of age.
var Levels = [...]Level{Nursery, Junior, Middle, Senior}

var levelKeys = [...]string{"", "nursery", "junior", "middle", "senior", "mixed"}

// String returns the key of l: nursery, junior, middle, senior or mixed.
func (l Level) String() string {
	if int(l) < len(levelKeys) {
		return levelKeys[l]
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// ParseLevel reads a key as String writes it.
func ParseLevel(s string) (Level, error) {
	for i, k := range levelKeys[1:] {
		if s == k {
			return Level(i + 1), nil
		}
	}
	return 0, fmt.Errorf("level %q: want nursery, junior, middle, senior or mixed", s)
}

// MarshalText writes the key of l.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a key.
func (l *Level) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLevel(string(b))
	return err
}

// Age returns the age of the children of a single-age level: 2 for Nursery to
// 5 for Senior. It panics for Mixed, which has no single age.
func (l Level) Age() Age {
	if l < Nursery || l > Senior {
		panic("forecast: level " + l.String() + " has no single age")
	}
	return Age(l) + 1
}

// LevelOf returns the level that children of age a enter, and whether there is
// one (ages 2 to 5).
func LevelOf(a Age) (Level, bool) {
	if a < 2 || a > 5 {
		return 0, false
	}
	return Level(a - 1), true
}
