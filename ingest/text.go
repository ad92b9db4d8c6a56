package ingest

// Text is what a fault says to people: what is wrong in Chinese and in English,
// and what to do about it in both.
type Text struct{ ZH, EN, Hint string }

// Text returns the words of r. Every Rule has them.
func (r Rule) Text() Text {
	if t, ok := texts[r]; ok {
		return t
	}
	if t, ok := geoTexts[string(r)]; ok {
		return t
	}
	return otherText
}

// texts is the one table of words for rules. Words for pages and books live in
// the label package; these travel with faults.ndjson, which stands alone.
var texts = map[Rule]Text{
	MissingTable:     {"缺少必需的表", "a required table is missing", "补上该表，或在 dataset.toml 用 file 指明文件 / add the table, or name its file in dataset.toml"},
	MissingFile:      {"找不到 dataset.toml 指明的文件", "a file named in dataset.toml is not there", "核对文件名 / check the file name"},
	TwoFiles:         {"同一张表有两个文件", "one table has two files", "只留一个，或用 file 指明 / keep one, or name it with file"},
	UnsupportedFile:  {"不支持这种文件格式", "this file format is not read", "请另存为 .csv、.csv.gz、.xlsx 或 .parquet / save as .csv, .csv.gz, .xlsx or .parquet"},
	OldExcel:         {"旧版 Excel 文件（.xls、.xlsb）不受理", "old Excel files (.xls, .xlsb) are not read", "请另存为 .xlsx / save as .xlsx"},
	EmptyFile:        {"文件没有数据行", "the file holds no rows", "核对导出是否完整 / check that the export is complete"},
	Unreadable:       {"文件损坏、加密或与后缀不符", "the file is damaged, encrypted or not what its name says", "重新导出，不加密码 / export it again, without a password"},
	TooLarge:         {"超过读取上限", "past a reading limit", "拆分文件，或检查是否有异常的长单元格 / split the file, or look for an oversized cell"},
	WrongEncoding:    {"编码既不是 UTF-8 也不是 GB18030，或与声明不符", "the encoding is neither UTF-8 nor GB18030, or not the declared one", "去掉 encoding 声明让程序判断，或另存为 UTF-8 / drop the encoding setting, or save as UTF-8"},
	MixedEncoding:    {"同一文件混用了两种编码", "lines of this file are in different encodings", "分别另存为 UTF-8 后再合并 / save each part as UTF-8, then join them"},
	ControlCharacter: {"含有控制字符（NUL 等）", "control characters, NUL for example", "从原系统重新导出 / export again from the source system"},
	LineEnds:         {"换行只有回车符", "lines end in a carriage return alone", "另存为 Windows 或 Unix 换行的 CSV / save with CRLF or LF line ends"},
	UnclosedQuote:    {"引号从此行开始没有结束", "a quote opens in this row and never closes", "补上引号，或删去多余的引号 / close the quote, or remove it"},
	MissingColumn:    {"缺少必需的列", "a required column is missing", "补上该列，或在 dataset.toml 用 map 指明表头 / add the column, or map its header in dataset.toml"},
	UnknownColumn:    {"表中有不认识的列", "a column that this table does not know", "删去该列，或在 dataset.toml 的 ignore 中列出 / remove it, or list it under ignore in dataset.toml"},
	DuplicateHeader:  {"表头重复", "two columns carry one name", "给其中一列改名或删去 / rename or remove one of them"},
	BlankHeader:      {"表头为空", "a column has no name", "取消合并单元格，写上表头 / unmerge the header cells and name the column"},
	SeveralSheets:    {"工作簿有多个工作表，未指明读哪个", "the workbook has several sheets and none is named", "在 dataset.toml 用 sheet 指明 / name it with sheet in dataset.toml"},
	NestedColumn:     {"Parquet 列不是普通列", "a Parquet column is nested or repeated", "导出为平面表 / export a flat table"},
	Identifier:       {"含有个人身份信息，整个文件拒收", "personal data; the whole file is refused", "删去证件号、电话、姓名、住址等后重新提交；原值不会被记录 / remove identity numbers, phones, names and addresses; the value is not kept"},
	NoDatum:          {"有坐标但没有声明坐标系", "coordinates without a declared datum", "在 dataset.toml 写明 datum，例如 datum = \"GCJ02\" / state datum in dataset.toml"},
	BadShape:         {"边界或道路文件无法读取", "the GeoJSON cannot be read", "导出为 GeoJSON FeatureCollection / export as a GeoJSON FeatureCollection"},
	AreaCycle:        {"区域的上级关系成环", "an area stands above itself", "核对 parent_code / check parent_code"},
	CoarserThanPlan:  {"数据粒度比规划区域粗，无法拆分", "counts of a larger area cannot be split into the planned areas", "提供规划区域或更细的数据 / give counts for the planned areas or finer ones"},
	MixedSplit:       {"合计与分项混在一起，会重复计数", "totals stand among their parts and would be counted twice", "只留分项或只留合计 / keep the parts or the totals"},
	AmbiguousAge:     {"只有出生年月，不能判断该日的周岁", "a birth month does not tell the age on this day", "as_of 用月末或月初，或给出完整出生日期 / use the first or last day of a month as as_of, or give whole birth dates"},
	NoConversion:     {"不认识的坐标系", "the datum is not known", "用 WGS84、GCJ02、BD09、CGCS2000 或 EPSG 代码 / use WGS84, GCJ02, BD09, CGCS2000 or an EPSG code"},
	BadConfiguration: {"dataset.toml 与文件不符", "dataset.toml does not fit the file", "核对 map、melt、where 中的表头 / check the headers in map, melt and where"},
	TooManyFaults:    {"退回的行超过允许的比例", "more rows rejected than the tolerance allows", "改正所列各行 / correct the rows listed"},

	Ragged:           {"单元格数与表头不符", "the row has more or fewer cells than the header", "检查多余或缺少的逗号 / look for a missing or extra comma"},
	BareQuote:        {"引号位置不对", "a quote stands where none may", "整格加引号，格内引号写两遍 / quote the whole cell and double quotes inside it"},
	BlankRequired:    {"必填项为空或未知", "a required value is blank or unknown", "补上数值；空白不会当作 0 / fill it in; blank is never counted as 0"},
	NotCount:         {"不是非负整数", "not a whole number of zero or more", "写成整数，例如 31 / write a whole number, such as 31"},
	NotNumber:        {"不是数", "not a number", "写成小数，例如 12.5 / write a decimal number, such as 12.5"},
	NotDate:          {"不是日期", "not a date", "写成 2026-08-31（或 20260831、2026年8月31日）；年月写成 2026-08 / write 2026-08-31, a month as 2026-08"},
	ImpossibleDate:   {"日期不存在或不合理", "a day that does not exist, or makes no sense here", "核对原始记录 / check the source record"},
	BadValue:         {"值不在允许的范围或词表内", "outside the range, or not one of the words allowed", "核对数值，或在 dataset.toml 的 values 中对应 / check it, or map it under values in dataset.toml"},
	InvisibleChar:    {"含有看不见的字符（方向标记、零宽字符）", "invisible characters (direction or zero-width marks)", "删去后重新输入 / delete and type it again"},
	Replacement:      {"含有乱码替代符 U+FFFD，原字符已丢失", "a replacement mark (U+FFFD) stands where a character was lost", "从原系统以 UTF-8 重新导出 / export again from the source as UTF-8"},
	UnknownArea:      {"区域代码或名称不在 areas 表中", "an area that the areas table does not list", "核对代码，或在 dataset.toml 的 aliases 中写明 / check the code, or add it under aliases in dataset.toml"},
	AmbiguousArea:    {"几个区域同名，不能确定", "several areas carry this name", "改用区域代码 / use the area code"},
	Unplanned:        {"该区域不在规划范围：没有边界（或没有人口），也不属于规划区域", "the area is not planned for: it has no polygon (or no population) and lies in none that has", "补边界或人口，或用 parent_code 说明归属，或声明 tolerance / add its polygon or population, give its parent_code, or state a tolerance"},
	UnknownSite:      {"园部代码不在 sites 表中", "a site that the sites table does not list", "核对园部代码 / check the site code"},
	DuplicateKey:     {"同一主键有不同的值", "one key with different values", "核对并只留正确的一行 / keep the right row only"},
	OutOfBounds:      {"坐标超出范围", "a coordinate outside the box", "检查经纬度是否颠倒、坐标系是否正确 / check for swapped longitude and latitude, and the datum"},
	ClosedBeforeOpen: {"关闭早于开办", "it closes before it opens", "核对两个日期 / check both dates"},

	TotalRow:     {"合计行已剔除", "a row of totals, set aside", "导出时不含合计行 / export without totals"},
	DuplicateRow: {"重复行，只计一次", "the same row again, counted once", "检查是否重复导出 / check for a double export"},
	AliasUsed:    {"已按 aliases 替换", "replaced as aliases says", "源文件宜改用正式代码 / better use the official code at the source"},
	SharedPoint:  {"多个园部坐标相同，可能是默认点", "many sites share one coordinate, perhaps a default point", "补上真实坐标 / give the true coordinates"},
	NoPopulation: {"有边界而没有人口，未列入规划", "a polygon without people, left out of the plan", "补人口或核对代码 / add its people, or check the code"},
	OutsideHome:  {"户籍或居住区域不在 areas 表中，按区外计", "a home area that is not listed counts as outside", "区内的请用 areas 中的代码 / use a listed code for homes inside"},
	NoPolygon:    {"边界文件中没有对应的区域", "a feature that names no listed area", "核对属性中的代码或名称 / check the code or name in its properties"},
}
