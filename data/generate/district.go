package main

// districtCode is the parent of every street: 静安区 in the national list of
// administrative divisions.
const districtCode = "310106000000"

// cityShare is the district's part of the city: 975,707 of 24,870,895
// residents at the census of 2020.
const cityShare = 0.0392

// street holds what is public about a street (code, name, size, place, number
// of committees) and the invented story that it plays in the sample.
type street struct {
	code     string
	name     string
	km2      float64 // area computed from public polygons, an orientation and no official figure
	lon, lat float64 // centroid of the same
	n        int     // committees

	// The story. Rates are per year and are added to those of the district.
	attract float64 // how many of the district's movers come here, against its population
	infants float64 // net migration at ages 0–2
	young   float64 // net migration at ages 3–5
	pupils  float64 // net migration at ages 6–9, mostly school choice
	births  float64 // births against those expected from women's ages
	rooms   float64 // kindergarten rooms against those its own children needed in 2018
}

// streets in the order of their codes. Five make up the former 静安 in the
// south: old, settled, well supplied, sought for their primary schools. Lanes
// north of the river are being cleared (天目西路, 北站, 宝山路, 芷江西路).
// 大宁路 and 彭浦镇 in the north grow with new estates and lack rooms;
// 彭浦新村 and 临汾路 are workers' estates of the 1950s to 1980s that age.
var streets = []street{
	{"310106006000", "江宁路街道", 1.84, 121.4433, 31.2371, 16, 1.00, -.012, .000, .012, 0.96, 1.10},
	{"310106011000", "石门二路街道", 1.07, 121.4556, 31.2364, 11, 0.95, -.020, -.006, .012, 0.92, 1.15},
	{"310106012000", "南京西路街道", 1.63, 121.4524, 31.2275, 12, 0.95, -.022, -.008, .020, 0.90, 1.25},
	{"310106013000", "静安寺街道", 1.56, 121.4386, 31.2229, 11, 0.95, -.015, .000, .025, 0.92, 1.30},
	{"310106014000", "曹家渡街道", 1.48, 121.4303, 31.2318, 14, 0.95, -.010, -.004, .006, 0.95, 1.05},
	{"310106015000", "天目西路街道", 1.95, 121.4509, 31.2497, 12, 1.10, -.010, -.012, -.012, 0.95, 0.95},
	{"310106016000", "北站街道", 1.76, 121.4690, 31.2470, 14, 1.00, -.018, -.016, -.012, 0.95, 1.05},
	{"310106017000", "宝山路街道", 1.62, 121.4686, 31.2590, 18, 0.95, -.020, -.016, -.014, 0.98, 1.05},
	{"310106018000", "共和新路街道", 2.73, 121.4526, 31.2679, 26, 1.00, -.004, -.004, -.004, 1.00, 1.02},
	{"310106019000", "大宁路街道", 6.29, 121.4486, 31.2899, 25, 1.10, .014, .013, .010, 1.08, 0.57},
	{"310106020000", "彭浦新村街道", 3.29, 121.4402, 31.3140, 33, 0.90, -.010, -.010, -.008, 0.98, 1.02},
	{"310106021000", "临汾路街道", 2.14, 121.4569, 31.3146, 20, 0.90, -.012, -.010, -.006, 0.98, 1.00},
	{"310106022000", "芷江西路街道", 1.58, 121.4588, 31.2563, 18, 1.00, -.014, -.012, -.010, 1.00, 1.00},
	{"310106101000", "彭浦镇", 7.87, 121.4302, 31.2897, 37, 1.05, .008, .008, .002, 1.06, 0.61},
}
