package ingest

import "kindercast/geo"

// geoTexts are the words for the rules of the geo package, which holds keys
// alone.
var geoTexts = map[string]Text{
	geo.RuleTooLarge:      {"GeoJSON 文件过大", "the GeoJSON is too large", "简化或拆分 / simplify or split it"},
	geo.RuleNotUTF8:       {"GeoJSON 不是 UTF-8", "the GeoJSON is not UTF-8", "另存为 UTF-8 / save as UTF-8"},
	geo.RuleTooComplex:    {"图形过于复杂，未能检查完", "too many edges side by side; the checks were given up", "简化图形 / simplify the shapes"},
	geo.RuleNotPoint:      {"地点不是点", "a place that is not a point", "导出点 / export points"},
	geo.RuleTooDeep:       {"JSON 嵌套过深", "the JSON is nested too deeply", "重新导出 / export it again"},
	geo.RuleNotJSON:       {"不是合法的 JSON", "this is not valid JSON", "重新导出 / export it again"},
	geo.RuleDuplicateKey:  {"同一对象中有重复的键", "one object has the same member twice", "重新导出 / export it again"},
	geo.RuleNotGeoJSON:    {"不是 GeoJSON", "this is JSON, but not GeoJSON", "导出为 FeatureCollection / export a FeatureCollection"},
	geo.RuleUnknownType:   {"GeoJSON 类型不存在", "a type that GeoJSON does not have", "重新导出 / export it again"},
	geo.RuleFeatureID:     {"要素编号既不是文字也不是数", "a feature id that is no text or number", "重新导出 / export it again"},
	geo.RuleProperties:    {"属性不是对象", "properties that are no object", "重新导出 / export it again"},
	geo.RuleBBox:          {"bbox 不是 4 或 6 个数", "a bbox that is not 4 or 6 numbers", "删去 bbox / remove the bbox"},
	geo.RuleSingleton:     {"几何集合中只有一个几何", "a geometry collection of one", "用该几何本身 / use the geometry itself"},
	geo.RulePosition:      {"坐标不是 2 或 3 个数", "a position that is not 2 or 3 numbers", "重新导出 / export it again"},
	geo.RuleNotFinite:     {"坐标数值溢出", "a number beyond range", "核对坐标 / check the coordinates"},
	geo.RuleShortLine:     {"线少于两个点", "a line of fewer than two positions", "删去或补全 / remove or complete it"},
	geo.RuleEmptyRing:     {"多边形没有点", "a polygon without positions", "删去或补全 / remove or complete it"},
	geo.RuleShortRing:     {"环少于四个点", "a ring of fewer than four positions", "补全该环 / complete the ring"},
	geo.RuleOpenRing:      {"环没有闭合", "a ring that is not closed", "使末点等于起点 / end the ring where it begins"},
	geo.RuleWinding:       {"环的方向相反（无害）", "a ring wound the other way; harmless", "不必处理 / nothing to do"},
	geo.RuleUndeclared:    {"没有声明坐标系", "no datum is declared", "在 dataset.toml 写明 datum / state datum in dataset.toml"},
	geo.RuleCRS:           {"文件的 crs 与声明的坐标系不同", "crs says another datum than is declared", "核对 datum / check datum"},
	geo.RuleConversion:    {"坐标不属于声明的坐标系", "coordinates that the declared datum does not have", "核对 datum / check datum"},
	geo.RuleSwappedAxes:   {"经纬度颠倒", "longitude and latitude are swapped", "按经度、纬度的次序导出 / export longitude before latitude"},
	geo.RuleOutsideBounds: {"坐标超出 bounds", "a coordinate outside bounds", "核对坐标系与 bounds / check the datum and bounds"},
	geo.RuleNullGeometry:  {"要素没有几何", "a feature without a shape", "补上几何或删去 / add the shape or remove the feature"},
	geo.RuleNotPolygon:    {"区域不是多边形", "an area that is not a polygon", "导出多边形 / export polygons"},
	geo.RuleNotLine:       {"道路不是线", "a road that is not a line", "导出线 / export lines"},
	geo.RuleNoSurface:     {"面积不足 1 平方米", "an area of less than 1 m²", "核对坐标系 / check the datum"},
	geo.RuleCrossing:      {"边界线自相交", "a ring crosses itself or another", "修正该多边形 / repair the polygon"},
	geo.RuleHoleOutside:   {"洞在外环之外", "a hole outside its ring", "修正该多边形 / repair the polygon"},
	geo.RulePartsOverlap:  {"同一区域的各部分重叠", "parts of one area overlap", "修正该多边形 / repair the polygon"},
	geo.RuleNoCode:        {"要素没有区域代码", "a feature without an area code", "补上 area_code，或用 map 指明 / add area_code, or map the property"},
	geo.RuleUnknownArea:   {"边界对应的区域不在 areas 表中", "a polygon of an area that is not listed", "核对代码 / check the code"},
	geo.RuleAmbiguousName: {"几个区域同名，不能确定", "several areas carry this name", "改用区域代码 / use area codes"},
	geo.RuleDuplicateArea: {"同一代码有两个要素", "a code has two features", "边界合并为一个多部分多边形；居委点位各用自己的代码，并列入 areas 表 / join polygons into one multipolygon; give every committee its own code, listed in areas under its street"},
	geo.RuleMissingArea:   {"区域没有边界", "an area without a polygon", "补上边界 / add the polygon"},
	geo.RuleOverlap:       {"两个区域重叠", "two areas overlap", "用共同边界线重新生成 / draw them again with shared borders"},
	geo.RuleFoot:          {"foot 或 oneway 的值不认识", "a foot or oneway word that is not known", "写 yes 或 no / write yes or no"},
	geo.RuleNoRoads:       {"没有可步行的道路", "no road that can be walked", "核对 foot 属性 / check the property foot"},
	geo.RuleIslands:       {"有道路与路网不相连", "roads cut off from the rest", "核对道路端点 / check where roads end"},
}

// otherText stands for a rule that the tables above do not hold.
var otherText = Text{"地理文件有问题", "something is wrong with the shapes", "见 note / see note"}
