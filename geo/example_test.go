package geo_test

import (
	"fmt"
	"strings"

	"kindercast/geo"

	"github.com/paulmach/orb"
)

// Two streets that share an edge, and a child who lives on it.
func ExampleReadAreas() {
	file := `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"name":"大宁路街道"},"geometry":{"type":"Polygon","coordinates":[[[121.44,31.27],[121.46,31.27],[121.46,31.29],[121.44,31.29],[121.44,31.27]]]}},
		{"type":"Feature","properties":{"name":"彭浦镇"},"geometry":{"type":"Polygon","coordinates":[[[121.46,31.27],[121.48,31.27],[121.48,31.29],[121.46,31.29],[121.46,31.27]]]}}]}`
	areas, problems, err := geo.ReadAreas(strings.NewReader(file), geo.Boundaries{
		Datum: geo.WGS84,
		Map:   map[string]string{"name": "area_name"},
		Areas: []geo.Known{{Code: "310106019000", Name: "大宁路街道"}, {Code: "310106101000", Name: "彭浦镇"}},
	})
	code, _ := areas.Locate(orb.Point{121.46, 31.28})
	area, _ := areas.Of(code)
	fmt.Printf("%s, %.2f km², %d problems, %v\n", area.Name, area.Surface(), len(problems), err)
	// Output: 大宁路街道, 4.22 km², 0 problems, <nil>
}

// A kindergarten across the river: 100 m to see, a long walk to the bridge.
func ExampleNetwork_Matrix() {
	north, south := orb.LineString{{121.45, 31.231}, {121.46, 31.231}}, orb.LineString{{121.45, 31.23}, {121.46, 31.23}}
	bridge := orb.LineString{{121.46, 31.23}, {121.46, 31.231}}
	network := geo.NewNetwork([]geo.Line{{Points: north, Forward: true, Backward: true}, {Points: south, Forward: true, Backward: true}, {Points: bridge, Forward: true, Backward: true}})
	home, kindergarten := []orb.Point{{121.452, 31.23}}, []orb.Point{{121.452, 31.231}}
	for _, walk := range []geo.Walk{network, geo.GreatCircle{}} {
		d := walk.Matrix(home, kindergarten, 0).At(0, 0)
		fmt.Printf("%s: %.0f m, %.0f minutes\n", walk.Name(), d, d.Minutes(geo.Stroll))
	}
	// Output:
	// walking network: 1633 m, 27 minutes
	// great-circle x 1.3: 145 m, 2 minutes
}

// 60 children of a street live in three committees of 1, 2 and 3 parts.
func ExampleSpread() {
	spread, err := geo.NewSpread([]geo.DemandPoint{
		{Code: "居委01", Area: "大宁路街道", Weight: 1},
		{Code: "居委02", Area: "大宁路街道", Weight: 2},
		{Code: "居委03", Area: "大宁路街道", Weight: 3},
	}, []string{"大宁路街道"})
	fmt.Println(spread.Whole("大宁路街道", 60), err)
	// Output: [10 20 30] <nil>
}

// Two committees and two kindergartens: who competes for which places.
func ExampleCatch() {
	walk := geo.NewMatrix(2, 2)
	walk.Set(0, 0, 200)
	walk.Set(0, 1, 400)
	walk.Set(1, 1, 450)
	access := geo.Catch([]float64{100, 300}, []float64{60, 90}, walk, geo.Flat(500))
	fmt.Printf("%.3f and %.3f places a child, Gini %.2f\n", access.At[0], access.At[1], geo.Gini(access.At, []float64{100, 300}))
	// Output: 0.825 and 0.225 places a child, Gini 0.30
}
