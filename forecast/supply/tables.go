// Package supply counts the rooms: classes and norms, places by level and year,
// projects and their slip.
package supply

import "kindercast/forecast"

// Site is one campus (园部), not one institution; Group joins campuses.
// Areas are in square metres; zero means not stated for every optional number.
type Site struct {
	Code           string        `parquet:"site_code"`
	Name           string        `parquet:"site_name"`
	Area           string        `parquet:"area_code,dict"`
	Lon            float64       `parquet:"lon"` // WGS84
	Lat            float64       `parquet:"lat"`
	Provider       string        `parquet:"provider,dict"` // public, private_affordable, private
	DesignYear     int32         `parquet:"design_year"`
	Rooms          int64         `parquet:"rooms"`
	FloorArea      float64       `parquet:"floor_area"`
	ActivityArea   float64       `parquet:"activity_area"`
	OutdoorArea    float64       `parquet:"outdoor_area"`
	LicensedPlaces int64         `parquet:"licensed_places"`
	Group          string        `parquet:"group_code"`
	Opened         forecast.Date `parquet:"opened,date"` // zero: not stated, always open
	Closed         forecast.Date `parquet:"closed,date"` // zero: not closed; first day without children
}

// Class counts the classes and children of one level at one site in one school
// year.
type Class struct {
	SchoolYear forecast.Year  `parquet:"school_year"`
	Site       string         `parquet:"site_code,dict"`
	Level      forecast.Level `parquet:"level"`
	Classes    int64          `parquet:"classes"`
	Enrolled   int64          `parquet:"enrolled"`
}

// Project is one report of one project. Reports are never overwritten: the
// history of Promised over Reported is what slip is learnt from.
type Project struct {
	Code     string         `parquet:"project_code"`
	Kind     string         `parquet:"kind,dict"` // new, expand, rebuild, convert, close
	Site     string         `parquet:"site_code"`
	Area     string         `parquet:"area_code,dict"`
	Lon      float64        `parquet:"lon"`
	Lat      float64        `parquet:"lat"`
	Stage    string         `parquet:"stage,dict"`
	Promised forecast.Month `parquet:"promised"`
	Reported forecast.Date  `parquet:"reported,date"`
	Rooms    int64          `parquet:"rooms"` // change, may be negative
}

// Candidate is a place where rooms could be added.
type Candidate struct {
	Code     string        `parquet:"candidate_code"`
	Kind     string        `parquet:"kind,dict"` // new, expand, convert, reopen
	Site     string        `parquet:"site_code"` // the site that expand, convert and reopen change
	Area     string        `parquet:"area_code,dict"`
	Lon      float64       `parquet:"lon"`
	Lat      float64       `parquet:"lat"`
	RoomsMax int64         `parquet:"rooms_max"`
	Cost     float64       `parquet:"cost"` // 10,000 yuan
	Earliest forecast.Year `parquet:"earliest"`
}
