package main

import "github.com/paulmach/orb"

// neighbour is a district beside this one. Children from there attend sites
// here; nothing else is said about it.
type neighbour struct{ code, name string }

var neighbours = []neighbour{
	{"310101000000", "黄浦区"}, {"310105000000", "长宁区"}, {"310107000000", "普陀区"},
	{"310109000000", "虹口区"}, {"310113000000", "宝山区"},
}

// beside is the position in neighbours of the district nearest to a site, told
// by where in the outline it lies.
func beside(at orb.Point) int {
	p := toEarth(at)
	west, south := p.Lon() < 121.4450, p.Lat() < 31.2350
	switch {
	case p.Lat() > 31.3050:
		return 4 // north: 宝山
	case south && west:
		return 1 // south-west: 长宁
	case south:
		return 0 // south-east: 黄浦
	case west:
		return 2 // west: 普陀
	}
	return 3 // east: 虹口
}
