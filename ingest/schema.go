package ingest

import (
	"math"
	"regexp"

	"kindercast/forecast"
)

// damagedCode is a long code in a spreadsheet's exponent form, as CSV exports
// have it: 3.10106E+11.
var damagedCode = regexp.MustCompile(`^\d\.\d+E\+\d\d$`)

// person is one row of the table of persons. It never leaves the reader: each
// is counted into population and dropped.
type person struct {
	Pseudonym string         `parquet:"pseudonym"`
	AsOf      forecast.Date  `parquet:"as_of,date"`
	Birth     forecast.Month `parquet:"birth_month"`
	Sex       string         `parquet:"sex,dict"`
	Area      string         `parquet:"area_code,dict"`
	Residence string         `parquet:"residence,dict"`
}

var sexWords = map[string]string{
	"F": "F", "f": "F", "female": "F", "女": "F", "女性": "F",
	"M": "M", "m": "M", "male": "M", "男": "M", "男性": "M",
}

var levelWords = map[string]string{
	"nursery": "nursery", "junior": "junior", "middle": "middle", "senior": "senior", "mixed": "mixed",
	"托班": "nursery", "托儿班": "nursery", "小班": "junior", "中班": "middle", "大班": "senior",
	"混合": "mixed", "混合班": "mixed", "混龄": "mixed", "混龄班": "mixed",
}

var providerWords = map[string]string{
	"public": "public", "公办": "public", "教育部门办": "public",
	"private_affordable": "private_affordable", "普惠": "private_affordable", "普惠性民办": "private_affordable", "普惠民办": "private_affordable",
	"private": "private", "非普惠民办": "private", "非普惠性民办": "private",
}

var kindWords = map[string]string{
	"new": "new", "新建": "new", "expand": "expand", "扩建": "expand", "rebuild": "rebuild", "重建": "rebuild", "改建": "rebuild",
	"convert": "convert", "转型": "convert", "转用": "convert", "close": "close", "关闭": "close", "撤并": "close",
}

var candidateWords = map[string]string{
	"new": "new", "新建": "new", "expand": "expand", "扩建": "expand",
	"convert": "convert", "转型": "convert", "转用": "convert", "reopen": "reopen", "复用": "reopen", "恢复": "reopen",
}

var tenureWords = map[string]string{
	"sale": "sale", "出售": "sale", "商品房": "sale", "rent": "rent", "出租": "rent", "租赁": "rent",
	"resettlement": "resettlement", "动迁": "resettlement", "安置": "resettlement", "动迁安置": "resettlement", "动迁安置房": "resettlement",
}

// placeAliases are headers under which files give an area, by code or by name.
var placeAliases = []string{
	"街道代码", "街镇代码", "区划代码", "行政区划代码", "区域代码", "居委代码", "居委会代码", "街道编码", "街镇编码",
	"街道", "街镇", "街道名称", "街镇名称", "所属街道", "所在街道", "所属街镇", "居住街道", "居委", "居委会", "区域",
}

var (
	asOf     = []string{"截止日期", "统计日期", "统计时点", "数据日期", "日期", "时点"}
	siteCode = []string{"园部代码", "园所代码", "幼儿园代码", "园部编码", "机构标识码", "园部编号"}
	lon      = []string{"经度"}
	lat      = []string{"纬度"}
)

// schema holds the columns of every table, in the order of formats.md.
var schema = map[string][]Column{
	"areas": {
		{Name: "area_code", Aliases: placeAliases[:9], Kind: Code, Required: true, Key: true},
		{Name: "area_name", Aliases: []string{"名称", "区域名称", "街道名称", "街镇名称", "街道", "街镇", "居委名称", "居委会名称"}, Kind: Free, Required: true},
		{Name: "parent_code", Aliases: []string{"上级代码", "所属区域代码", "上级区域代码", "所属街道代码", "所属街镇代码"}, Kind: Code},
		{Name: "valid_from", Aliases: []string{"启用日期", "生效日期"}, Kind: Day, Key: true},
		{Name: "valid_to", Aliases: []string{"停用日期", "失效日期", "撤销日期"}, Kind: Day},
	},
	"population": {
		{Name: "as_of", Aliases: asOf, Kind: Day, Required: true, Key: true},
		{Name: "area_code", Aliases: placeAliases, Kind: Place, Required: true, Key: true},
		{Name: "age", Aliases: []string{"年龄", "周岁", "岁数"}, Kind: Count, Required: true, Key: true, Max: 130},
		{Name: "sex", Aliases: []string{"性别"}, Kind: Word, Words: sexWords, Key: true},
		{Name: "residence", Aliases: []string{"户籍类型", "户籍类别", "居住类型", "人口类型", "户籍"}, Kind: Group, Key: true},
		{Name: "persons", Aliases: []string{"人数", "人口数", "人口", "儿童数"}, Kind: Count, Required: true},
	},
	"persons": {
		{Name: "pseudonym", Aliases: []string{"假名", "去标识编号", "匿名编号"}, Kind: Code, Required: true, Key: true},
		{Name: "as_of", Aliases: asOf, Kind: Day, Required: true, Key: true},
		{Name: "birth_month", Aliases: []string{"出生年月", "出生月份", "出生日期"}, Kind: YearMonth, Required: true},
		{Name: "sex", Aliases: []string{"性别"}, Kind: Word, Words: sexWords},
		{Name: "area_code", Aliases: placeAliases, Kind: Place, Required: true},
		{Name: "residence", Aliases: []string{"户籍类型", "户籍类别", "居住类型", "人口类型", "户籍"}, Kind: Group},
	},
	"births": {
		{Name: "area_code", Aliases: append([]string{"产妇现住街道", "母亲居住街道"}, placeAliases...), Kind: Place, Required: true, Key: true},
		{Name: "year", Aliases: []string{"年份", "出生年份", "年"}, Kind: SchoolYear, Required: true, Key: true},
		{Name: "month", Aliases: []string{"月份", "出生月份", "月"}, Kind: Count, Key: true, Min: 1, Max: 12},
		{Name: "births", Aliases: []string{"出生数", "出生人数", "出生人口", "活产数"}, Kind: Count, Required: true},
		{Name: "as_of", Aliases: asOf, Kind: Day, Key: true},
	},
	"sites": {
		{Name: "site_code", Aliases: siteCode, Kind: Code, Required: true, Key: true},
		{Name: "site_name", Aliases: []string{"园部名称", "园所名称", "幼儿园名称", "园名", "名称", "机构名称"}, Kind: Free},
		{Name: "area_code", Aliases: placeAliases, Kind: Place},
		{Name: "lon", Aliases: lon, Kind: Degree, Required: true},
		{Name: "lat", Aliases: lat, Kind: Degree, Required: true},
		{Name: "provider", Aliases: []string{"办别", "办园性质", "举办者类型", "性质"}, Kind: Word, Words: providerWords, Required: true},
		{Name: "design_year", Aliases: []string{"建成年份", "设计年份", "建造年份"}, Kind: SchoolYear},
		{Name: "rooms", Aliases: []string{"活动室数", "教室数", "班级活动室数", "活动室"}, Kind: Count, Required: true},
		{Name: "floor_area", Aliases: []string{"建筑面积", "校舍面积", "校舍建筑面积"}, Kind: Number, Max: 1e6},
		{Name: "activity_area", Aliases: []string{"活动用房面积", "活动用房建筑面积"}, Kind: Number, Max: 1e6},
		{Name: "outdoor_area", Aliases: []string{"室外面积", "户外活动面积", "室外活动场地面积", "户外活动场地面积"}, Kind: Number, Max: 1e6},
		{Name: "licensed_places", Aliases: []string{"核定学位", "核定人数", "设计规模", "办园规模", "核定规模"}, Kind: Count},
		{Name: "group_code", Aliases: []string{"集团代码", "法人园代码", "总园代码"}, Kind: Code},
		{Name: "opened", Aliases: []string{"开办日期", "开园日期", "启用日期"}, Kind: Day},
		{Name: "closed", Aliases: []string{"关闭日期", "停办日期", "关园日期"}, Kind: Day},
	},
	"classes": {
		{Name: "school_year", Aliases: []string{"学年", "学年度", "年度"}, Kind: SchoolYear, Required: true, Key: true},
		{Name: "site_code", Aliases: siteCode, Kind: Code, Required: true, Key: true},
		{Name: "level", Aliases: []string{"班级类型", "年级", "班别", "学段"}, Kind: Word, Words: levelWords, Required: true, Key: true},
		{Name: "classes", Aliases: []string{"班数", "班级数"}, Kind: Count, Required: true},
		{Name: "enrolled", Aliases: []string{"在园人数", "在园幼儿数", "在园数", "在读人数", "幼儿数", "人数"}, Kind: Count, Required: true},
	},
	"roster": {
		{Name: "school_year", Aliases: []string{"学年", "学年度", "年度"}, Kind: SchoolYear, Required: true, Key: true},
		{Name: "site_code", Aliases: siteCode, Kind: Code, Required: true, Key: true},
		{Name: "home_area", Aliases: append([]string{"居住地", "居住街镇", "来源街道"}, placeAliases...), Kind: Home, Required: true, Key: true},
		{Name: "level", Aliases: []string{"班级类型", "年级", "班别", "学段"}, Kind: Word, Words: levelWords, Required: true, Key: true},
		{Name: "enrolled", Aliases: []string{"在园人数", "在园幼儿数", "人数"}, Kind: Count, Required: true},
	},
	"projects": {
		{Name: "project_code", Aliases: []string{"项目代码", "项目编号"}, Kind: Code, Required: true, Key: true},
		{Name: "kind", Aliases: []string{"项目类型", "类型"}, Kind: Word, Words: kindWords, Required: true},
		{Name: "site_code", Aliases: siteCode, Kind: Code},
		{Name: "area_code", Aliases: placeAliases, Kind: Place},
		{Name: "lon", Aliases: lon, Kind: Degree},
		{Name: "lat", Aliases: lat, Kind: Degree},
		{Name: "stage", Aliases: []string{"阶段", "状态", "进展", "项目阶段"}, Kind: Free, Required: true},
		{Name: "promised", Aliases: []string{"计划启用", "计划启用年月", "计划竣工年月", "交付年月", "计划开办年月"}, Kind: YearMonth, Required: true},
		{Name: "reported", Aliases: []string{"报告日期", "填报日期", "汇报日期"}, Kind: Day, Required: true, Key: true},
		{Name: "rooms", Aliases: []string{"班数", "活动室数", "活动室增减", "教室数"}, Kind: Change, Required: true},
	},
	"candidates": {
		{Name: "candidate_code", Aliases: []string{"备选代码", "备选点代码", "备选编号"}, Kind: Code, Required: true, Key: true},
		{Name: "kind", Aliases: []string{"类型", "备选类型"}, Kind: Word, Words: candidateWords, Required: true},
		{Name: "site_code", Aliases: siteCode, Kind: Code},
		{Name: "area_code", Aliases: placeAliases, Kind: Place},
		{Name: "lon", Aliases: lon, Kind: Degree, Required: true},
		{Name: "lat", Aliases: lat, Kind: Degree, Required: true},
		{Name: "rooms_max", Aliases: []string{"最多班数", "可设班数", "最多活动室数"}, Kind: Count, Min: 1, Max: 200, Required: true},
		{Name: "cost", Aliases: []string{"费用", "造价", "投资", "费用(万元)", "投资(万元)"}, Kind: Number, Max: 1e8},
		{Name: "earliest", Aliases: []string{"最早学年", "最早启用学年"}, Kind: SchoolYear, Required: true},
	},
	"housing": {
		{Name: "estate_code", Aliases: []string{"小区代码", "楼盘代码", "项目代码"}, Kind: Code, Required: true, Key: true},
		{Name: "area_code", Aliases: placeAliases, Kind: Place, Required: true, Key: true},
		{Name: "handover", Aliases: []string{"交付年月", "交房年月", "动迁年月", "交付/动迁年月"}, Kind: YearMonth, Required: true, Key: true},
		{Name: "units", Aliases: []string{"户数", "套数"}, Kind: Change, Required: true},
		{Name: "tenure", Aliases: []string{"房屋类型", "住房类型", "产权类型"}, Kind: Word, Words: tenureWords, Key: true},
	},
	"measures": {
		{Name: "key", Aliases: []string{"指标", "指标代码"}, Kind: Code, Required: true, Key: true},
		{Name: "period", Aliases: []string{"时期", "年度", "学年"}, Kind: Code, Required: true, Key: true},
		{Name: "area_code", Aliases: placeAliases, Kind: Place, Key: true},
		{Name: "site_code", Aliases: siteCode, Kind: Code, Key: true},
		{Name: "numerator", Aliases: []string{"分子", "数值"}, Kind: Number, Required: true},
		{Name: "denominator", Aliases: []string{"分母"}, Kind: Number, Blank: math.NaN()},
	},
}

// TableNames are the tables of a dataset in the order in which they are read:
// areas first, as the others name them.
var TableNames = [...]string{
	"areas", "population", "persons", "births", "sites", "classes",
	"roster", "projects", "candidates", "housing", "measures",
}
