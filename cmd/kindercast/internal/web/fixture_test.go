package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing/fstest"
)

// The fixture is an invented district under 14 real names: a crooked grid of
// streets, and numbers that follow rules a test can repeat.
//
//	children(s, y, a)  = 200 + 10 s − 6 (y − 2027) + 4 a, quantiles ± z · 5%
//	uptake             = 0.5 in the nursery, 1 in the kindergarten
//	places(s, level)   = 96 in the nursery of odd streets and 140 of even ones, 250 elsewhere
var fixtureStreets = []struct{ code, name string }{
	{"310106006000", "江宁路街道"}, {"310106011000", "石门二路街道"}, {"310106012000", "南京西路街道"}, {"310106013000", "静安寺街道"},
	{"310106014000", "曹家渡街道"}, {"310106015000", "天目西路街道"}, {"310106016000", "北站街道"}, {"310106017000", "宝山路街道"},
	{"310106018000", "共和新路街道"}, {"310106019000", "大宁路街道"}, {"310106020000", "彭浦新村街道"}, {"310106021000", "临汾路街道"},
	{"310106022000", "芷江西路街道"}, {"310106101000", "彭浦镇"},
}

const (
	fixtureFirst = 2027
	fixtureYears = 6
)

// fixtureChildren is the mean number of children of age a in street s.
func fixtureChildren(s, year, a int) float64 {
	return float64(200 + 10*s - 6*(year-fixtureFirst) + 4*a)
}

func fixturePlaces(s, age int) float64 {
	switch {
	case age > 2:
		return 250
	case s%2 == 1:
		return 96
	}
	return 140
}

// spread is a number z standard deviations of 5% from a mean.
func spread(mean, z float64) string { return fmt.Sprintf("%.1f", mean*(1+0.05*z)) }

// fixture returns the result files of the invented district.
func fixture() fstest.MapFS {
	files := fstest.MapFS{}
	write := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	write("forecast.csv", fixtureForecast())
	write("gap.csv", fixtureGap())
	write("areas.geojson", fixtureAreas())
	write("sites.csv", fixtureSites())
	write("plan.json", fixturePlan)
	write("scores.csv", `model,horizon,age,level,areas,n,mape,wape,bias,crps,cover80,cover95
kindercast,1,2-5,area,14,98,2.4,2.2,0.3,4.1,81.2,95.1
kindercast,2,2-5,area,14,84,3.6,3.3,0.6,6.2,79.4,94.0
kindercast,3,2-5,area,14,70,4.9,4.4,1.1,8.4,77.8,93.2
kindercast,3,2-5,total,14,5,1.9,1.8,0.9,40.1,80.0,100
nochange,1,2-5,area,14,98,4.1,3.9,2.7,7.0,,
nochange,2,2-5,area,14,84,6.8,6.6,5.3,12.0,,
nochange,3,2-5,area,14,70,9.7,9.1,8.0,18.0,,
`)
	write("indicators.csv", `key,period,area_code,site_code,numerator,denominator,value,unit,target,operator,met,probability,source,role,note
t01_public_enrolment_share,2026,*,,9800,12000,81.67,percent,80,>=,true,0.93,plan,forecast,
t04_combined_kindergarten_share,2026,*,,66,80,82.5,percent,85,>=,false,0.21,plan,forecast,
`)
	write("explain.csv", fixtureExplained())
	write("next_september.csv", "school_year,site_code,site_name,rooms,rooms_used,rooms_spare,nursery_classes,junior_classes,middle_classes,senior_classes,mixed_classes,"+
		"nursery_now,junior_now,middle_now,senior_now,mixed_now,children_without,reason\n2027,S030,示例园030,12,11,1,3,3,3,2,0,2,3,3,3,0,0.0,托班：增 1 班\n")
	write("utilisation.csv", "school_year,site_code,utilisation\n2025,S030,0.8\n2026,S030,0.935\n")
	write("demand.csv", "scenario,step,school_year,as_of,area_code,age,mean,q10,q90\n"+
		"base,residents,2027,2027-08-31,310106013000,2,230,220,240\nbase,uptake,2027,2027-08-31,310106013000,2,0.5,0.45,0.55\n"+
		"base,asking,2027,2027-08-31,310106013000,2,115,105,125\nbase,demand,2027,2027-08-31,310106013000,2,115,105,125\nbase,demand,2027,2027-08-31,310106013000,3,242,230,250\n")
	write("flows.csv", "scenario,school_year,from_area,to_area,level,mean,q10,q90\n"+
		"base,2027,310106013000,310106013000,nursery,80,70,90\nbase,2027,310106013000,310106014000,nursery,10,7,13\nbase,2027,310106013000,310106012000,nursery,25,20,30\n"+
		"base,2027,310106015000,310106013000,nursery,9,6,12\nbase,2027,outside,310106013000,nursery,0.2,0,1\nbase,2028,310106015000,310106013000,nursery,9,6,12\n")
	write("projects.csv", "project_code,kind,site_code,area_code,stage,rooms,promised,likely,p_open_next\nPRJ1,new,,310106013000,construction,6,2027-08,2028-02,0.4\nPRJ2,close,S010,310106011000,opened,-6,2024-08,2024-08,1\n")
	write("fights.csv", "school_year,raised,lowered,rooms,phi\n2029,t04_combined_kindergarten_share,t01_public_enrolment_share,3,-0.2\n")
	write("moves.csv", "school_year,site_code,area_code,from,to,joint_before,joint_after,shortfall_change,raises,lowers\n"+
		"2029,S030,310106013000,senior,nursery,0.1,0.15,0,,\n2029,S031,310106013000,junior,nursery,0.1,0.3,0,,\n2029,S032,310106013000,junior,nursery,0.1,0.05,0,,\n")
	write("run.json", `{"title":"静安区（示例）","synthetic":true,"as_of":"2026-08-31","distance":"great-circle x 1.3",
"attribution":["边界为示意图，非法定界线"],"version":"0.1.0","seed":1,"inputs":[],"outputs":[]}`)
	return files
}

// fixtureExplained explains every demand since 2026, in which it was 12.6 more:
// births took 20.4, families brought 7.8.
func fixtureExplained() string {
	var b strings.Builder
	b.WriteString("scenario,difference,against,area_code,school_year,age,from,to,births,ageing,migration,housing,uptake,flows,reclassification,figure\n")
	for _, scenario := range []string{"base", "low"} {
		for year := fixtureFirst; year < fixtureFirst+fixtureYears; year++ {
			each(scenario, year, func(area, age string, mean float64) {
				fmt.Fprintf(&b, "%s,years,2026,%s,%d,%s,%.2f,%.2f,-20.40,0.00,7.80,0.00,0.00,0.00,0.00,demand\n", scenario, area, year, age, mean+12.6, mean)
			})
		}
	}
	return b.String()
}

// without returns files but for one.
func without(files fstest.MapFS, name string) fs.FS {
	rest := fstest.MapFS{}
	for k, f := range files {
		if k != name {
			rest[k] = f
		}
	}
	return rest
}

func fixtureForecast() string {
	var b strings.Builder
	b.WriteString("scenario,as_of,area_code,age,mean,q025,q05,q10,q25,q50,q75,q90,q95,q975\n")
	row := func(scenario string, year int, area, age string, mean float64) {
		fmt.Fprintf(&b, "%s,%d-08-31,%s,%s,%.1f", scenario, year, area, age, mean)
		for _, z := range []float64{-1.96, -1.64, -1.28, -0.67, 0, 0.67, 1.28, 1.64, 1.96} {
			b.WriteString("," + spread(mean, z))
		}
		b.WriteByte('\n')
	}
	for _, scenario := range []string{"base", "low"} {
		for year := fixtureFirst; year < fixtureFirst+fixtureYears; year++ {
			each(scenario, year, func(area, age string, mean float64) { row(scenario, year, area, age, mean) })
		}
	}
	return b.String()
}

// each calls f for every street and the district, and for every age and group.
func each(scenario string, year int, f func(area, age string, mean float64)) {
	total := map[string]float64{}
	ages := []string{"2", "3", "4", "5", "3-5", "2-5"}
	for s, street := range fixtureStreets {
		sum := map[string]float64{}
		for a := 2; a <= 5; a++ {
			x := fixtureChildren(s, year, a)
			if scenario == "low" {
				x *= 0.9
			}
			sum[ages[a-2]] = x
			sum["2-5"] += x
			if a > 2 {
				sum["3-5"] += x
			}
		}
		for _, age := range ages {
			f(street.code, age, sum[age])
			total[age] += sum[age]
		}
	}
	for _, age := range ages {
		f(AllAreas, age, total[age])
	}
}

func fixtureGap() string {
	var b strings.Builder
	b.WriteString("scenario,school_year,as_of,area_code,level,demand_mean,demand_q05,demand_q10,demand_q50,demand_q90,demand_q95," +
		"places_rooms,places_area,places_open,places,binding,expected_shortfall,expected_spare,p_shortage,shortfall_q10,shortfall_q90,spare_q10,spare_q90\n")
	levels := []string{"nursery", "junior", "middle", "senior"}
	for _, scenario := range []string{"base", "low"} {
		for year := fixtureFirst; year < fixtureFirst+fixtureYears; year++ {
			demand, places := map[[2]string]float64{}, map[[2]string]float64{}
			areas := []string{}
			for s, street := range fixtureStreets {
				areas = append(areas, street.code)
				for i, level := range levels {
					x, p := fixtureChildren(s, year, i+2), fixturePlaces(s, i+2)
					if scenario == "low" {
						x *= 0.9
					}
					if level == "nursery" {
						x *= 0.5
					}
					groups := []string{level, "2-5"}
					if i > 0 {
						groups = append(groups, "3-5")
					}
					for _, g := range groups {
						for _, area := range []string{street.code, AllAreas} {
							demand[[2]string{area, g}] += x
							places[[2]string{area, g}] += p
						}
					}
				}
			}
			for _, area := range append(areas, AllAreas) {
				for _, g := range append(levels, "3-5", "2-5") {
					d, p := demand[[2]string{area, g}], places[[2]string{area, g}]
					z := (d - p) / (0.05 * d)
					short := 0.5 * math.Erfc(-z/math.Sqrt2)
					shortfall := (d-p)*short + 0.05*d*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
					fmt.Fprintf(&b, "%s,%d,%d-08-31,%s,%s,%.1f,%s,%s,%s,%s,%s,%.0f,%.0f,%.0f,%.0f,area,%.1f,%.1f,%.3f,%.1f,%.1f,%.1f,%.1f\n", scenario, year, year, area, g, d,
						spread(d, -1.64), spread(d, -1.28), spread(d, 0), spread(d, 1.28), spread(d, 1.64), p*1.1, p, p*1.05, p, shortfall, shortfall-(d-p), short,
						max(0, d*0.936-p), max(0, d*1.064-p), max(0, p-d*1.064), max(0, p-d*0.936))
				}
			}
		}
	}
	return b.String()
}

// fixtureAreas is a crooked grid of 14 quadrilaterals that share their corners.
func fixtureAreas() string {
	corner := func(i, j int) [2]float64 {
		x, y := float64(i), float64(j)
		return [2]float64{121.43 + 0.016*x + 0.003*math.Sin(3*y+x), 31.22 + 0.018*y + 0.003*math.Sin(2*x+y)}
	}
	features := make([]any, len(fixtureStreets))
	for s, street := range fixtureStreets {
		i, j := s%3, s/3
		ring := [][2]float64{corner(i, j), corner(i+1, j), corner(i+1, j+1), corner(i, j+1), corner(i, j)}
		features[s] = map[string]any{"type": "Feature",
			"geometry":   map[string]any{"type": "Polygon", "coordinates": []any{ring}},
			"properties": map[string]any{"area_code": street.code, "area_name": street.name, "parent_code": "310106"}}
	}
	b, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func fixtureSites() string {
	var b strings.Builder
	b.WriteString("site_code,site_name,area_code,lon,lat,provider,rooms,places_rooms,places_area,places_open,places,binding,enrolled\n")
	for s, street := range fixtureStreets {
		i, j := float64(s%3), float64(s/3)
		for k := range 3 {
			fmt.Fprintf(&b, "S%02d%d,示例园%02d%d,%s,%.5f,%.5f,public,12,330,310,320,310,area,290\n", s, k, s, k, street.code,
				121.43+0.016*i+0.004*float64(k+1), 31.22+0.018*j+0.005*float64(k%2+1))
		}
	}
	return b.String()
}

const fixturePlan = `{"status":"feasible","objective":1200.5,"bound":1180.2,"gap":0.017,"short_before":310,"short_after":12,"distance":"great-circle x 1.3",
"actions":[
{"year":2028,"action":"new","candidate_code":"C01","area_code":"310106019000","lon":121.438,"lat":31.287,"level":"nursery","rooms":4,"cost":1800,"reasons":["大宁路街道 2028–2030 年托班缺 41 个学位的可能为 83%"]},
{"year":2029,"action":"expand","site_code":"S031","candidate_code":"C07","level":"nursery","rooms":2,"cost":260,"reasons":["步行 800 米内没有空余托班"]},
{"year":2031,"action":"close","site_code":"S100","level":"","rooms":-6,"cost":0,"reasons":["连续三年使用率低于四成"]}]}
`
