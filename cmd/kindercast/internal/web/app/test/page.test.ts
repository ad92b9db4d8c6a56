import { describe, expect, test } from "vitest";
import type { ForecastRow, GapRow, IndicatorRow, Run, ScoreRow } from "../src/api";
import { fan } from "../src/fan";
import { ofYear } from "../src/indicators";
import { step } from "../src/legend";
import { classOf, colourOf, measureOf, order, rangeOf, UNKNOWN, unsure } from "../src/measure";
import { csvCell, tableCSV } from "../src/save";
import { rightness } from "../src/scores";
import { openingView, readView, writeView } from "../src/view";
import { chance, gapRange, gapWord, outward, percent, shortName, whole, Words } from "../src/words";

const words = new Words("zh", {
  "gap.short": "缺 {n}",
  "gap.maybe": "或缺 {n}",
  "gap.spare": "余 {n}",
  "gap.even": "正好",
  "range.short_to_short": "{lo}–{hi}",
  "range.spare_to_short": "余 {lo} 至缺 {hi}",
  "range.spare_to_spare": "余 {lo}–{hi}",
});

const row = (over: Partial<GapRow> = {}): GapRow => ({
  scenario: "base",
  school_year: 2028,
  as_of: "2028-08-31",
  area_code: "1",
  level: "nursery",
  demand_mean: 100,
  demand_q05: 80,
  demand_q10: 85,
  demand_q50: 100,
  demand_q90: 115,
  demand_q95: 120,
  places_rooms: 90,
  places_area: 95,
  places_open: 92,
  places: 90,
  binding: "rooms",
  expected_shortfall: 12,
  expected_spare: 2,
  p_shortage: 0.9,
  shortfall_q10: 0,
  shortfall_q90: 25,
  spare_q10: 0,
  spare_q90: 5,
  ...over,
});

describe("numbers", () => {
  test("are grouped in threes and keep their sign", () => {
    expect([0, 999.5, 1234567, -1234.4, -12].map(whole)).toEqual(["0", "1,000", "1,234,567", "−1,234", "−12"]);
  });
  test("a simulation never knows that something is sure", () => {
    expect([0, 0.005, 0.01, 0.5, 0.991, 1].map(chance)).toEqual(["<1%", "<1%", "1%", "50%", ">99%", ">99%"]);
    expect(chance(null)).toBe("–");
  });
  test("ranges are rounded outwards", () => {
    expect(outward(59.4, 80.6)).toBe("59–81");
    expect(gapRange(words, 59.4, 80.6)).toBe("59–81");
    expect(gapRange(words, -12.2, 30.1)).toBe("余 13 至缺 31");
    expect(gapRange(words, -30, -12)).toBe("余 12–30");
  });
  test("per cent", () => expect([percent(-1.26), percent(null), percent(78.4, 0)]).toEqual(["−1.3%", "–", "78%"]));
});

describe("the gap", () => {
  test("is the expected shortfall where a shortage is possible, else the spare places", () => {
    expect(measureOf(row(), "gap")).toBe(12);
    expect(measureOf(row({ p_shortage: 0.2 }), "gap")).toBe(12);
    expect(measureOf(row({ p_shortage: 0.19 }), "gap")).toBe(-2);
    expect(measureOf(row({ p_shortage: null }), "gap")).toBeNull();
  });
  test("is worded by how likely it is", () => {
    expect(gapWord(words, row())).toBe("缺 12");
    expect(gapWord(words, row({ p_shortage: 0.3 }))).toBe("或缺 12");
    expect(gapWord(words, row({ p_shortage: 0.1, expected_spare: 40 }))).toBe("余 40");
    expect(gapWord(words, row({ p_shortage: 0, expected_spare: 0.2 }))).toBe("正好");
  });
  test("ranges over shortfall and spare places", () => {
    expect(rangeOf(row())).toEqual([-5, 25]);
    expect(rangeOf(row({ shortfall_q10: 3, spare_q90: 0 }))).toEqual([3, 25]);
    expect(rangeOf(row({ shortfall_q90: 0, spare_q10: 1 }))).toEqual([-5, -1]);
    expect(rangeOf(row({ spare_q10: null }))).toBeNull();
  });
  test("of areas or levels together does not mix children without with places left", () => {
    expect(rangeOf(row({ area_code: "*" }))).toEqual([0, 25]);
    expect(rangeOf(row({ level: "2-5", p_shortage: 0.1 }))).toEqual([-5, -0]);
  });
  test("is unsure from 20% to 80%", () => {
    expect([0.1, 0.2, 0.8, 0.9].map((p) => unsure(row({ p_shortage: p })))).toEqual([false, true, true, false]);
  });
});

describe("the legend", () => {
  const legend = { breaks: [-100, -50, -10, 10, 50, 100], colours: ["a", "b", "c", "d", "e", "f", "g"] };
  test("puts a value on a break into the class above it", () => {
    expect([-101, -100, 0, 10, 99, 100].map((x) => classOf(legend, x))).toEqual([0, 1, 3, 4, 5, 6]);
  });
  test("says what each class is", () => {
    expect(legend.colours.map((_, i) => step(legend, "gap", i))).toEqual([">100", "50–100", "10–50", "±10", "10–50", "50–100", ">100"]);
    expect(step({ breaks: [200, 250], colours: ["a", "b", "c"] }, "demand", 2)).toBe("≥250");
  });
  test("has a colour for what is not known", () => {
    expect(colourOf(legend, undefined, "gap")).toBe(UNKNOWN);
    expect(colourOf(legend, row({ places: null }), "places")).toBe(UNKNOWN);
    expect(colourOf(legend, row(), "gap")).toBe("e");
  });
});

describe("the ranking", () => {
  const rows = [row({ area_code: "1", places: null }), row({ area_code: "2", places: 50 }), row({ area_code: "3", places: 70 })];
  const codes = (down: boolean) => order(rows, "places", down, (c) => c).map((r) => r.area_code);
  test("puts what is not known last either way", () => {
    expect(codes(true)).toEqual(["3", "2", "1"]);
    expect(codes(false)).toEqual(["2", "3", "1"]);
  });
  test("keeps ties in the order of their codes", () => {
    expect(order([row({ area_code: "9" }), row({ area_code: "4" })], "demand", true, (c) => c).map((r) => r.area_code)).toEqual(["4", "9"]);
  });
});

describe("the fan", () => {
  const forecast: ForecastRow = { as_of: "2028-08-31", area_code: "1", age: "2", mean: 100, q025: 76, q05: 80, q10: 85, q25: 93, q50: 100, q75: 107, q90: 115, q95: 120, q975: 124 };
  test("takes the forecast's ranges where demand is all the children", () => {
    expect(fan([row()], [forecast]).bands.map((b) => [b.share, b.low[0], b.high[0]])).toEqual([
      [95, 76, 124],
      [80, 85, 115],
      [50, 93, 107],
    ]);
  });
  test("keeps to the demand's own ranges where only some children come", () => {
    const half = { ...forecast, q10: 170, q50: 200, q90: 230 };
    expect(fan([row()], [half]).bands.map((b) => b.share)).toEqual([90, 80]);
  });
  test("runs by year, with the places beside", () => {
    const f = fan([row({ school_year: 2029, places: 95 }), row()], []);
    expect(f.years).toEqual([2028, 2029]);
    expect(f.places).toEqual([90, 95]);
  });
});

describe("scores", () => {
  const score = (over: Partial<ScoreRow>): ScoreRow => ({ model: "kindercast", horizon: 1, age: "2-5", level: "area", n: 10, wape: 2, mape: 2.5, bias: 0.1, cover80: 79, cover95: 94, ...over });
  test("stand by horizon beside no change", () => {
    const rows = [score({ horizon: 2, wape: 3 }), score({}), score({ model: "nochange", wape: 4 }), score({ level: "total", wape: 1 }), score({ age: "3", wape: 9 })];
    expect(rightness(rows, "area")).toEqual({
      age: "2-5",
      right: [
        { horizon: 1, n: 10, cover80: 79, cover95: 94, error: 2, bias: 0.1, rival: 4 },
        { horizon: 2, n: 10, cover80: 79, cover95: 94, error: 3, bias: 0.1, rival: null },
      ],
    });
    expect(rightness([], "area").right).toEqual([]);
  });
});

describe("indicators", () => {
  const at = (period: string, over = {}): IndicatorRow => ({ key: "k", period, area_code: "*", site_code: "", value: 1, unit: "", target: "1", operator: ">=", met: "", probability: null, source: "", note: "", ...over });
  test("show the chosen year, or else the last period", () => {
    expect(ofYear([at("2027"), at("2028"), at("2029")], 2028)[0]?.period).toBe("2028");
    expect(ofYear([at("2024"), at("2026"), at("2025")], 2028)[0]?.period).toBe("2026");
    expect(ofYear([at("2028", { site_code: "S" }), at("2028", { area_code: "1" })], 2028)).toEqual([]);
  });
});

describe("the view", () => {
  const run = {
    lang: "zh",
    scenarios: ["base", "low"],
    levels: ["nursery", "2-5"],
    years: [
      { year: 2027, as_of: "" },
      { year: 2028, as_of: "" },
    ],
    missing: [] as string[],
    opens: { scenario: "base", level: "nursery", year: 2027 },
  } as unknown as Run;
  test("comes back from its address", () => {
    const view = { ...openingView(run), level: "2-5", year: 2028, area: "310", lang: "en" as const };
    expect(readView(writeView(view), run, ["310"])).toEqual(view);
  });
  test("ignores what the run does not have", () => {
    expect(readView("#year=1999&level=x&area=1&scenario=rosy&lang=fr&measure=x", run, [])).toEqual(openingView(run));
  });
  test("shows demand where there are no places", () => {
    expect(readView("#measure=gap", { ...run, missing: ["gap.csv"] }, []).measure).toBe("demand");
  });
});

describe("words", () => {
  test("keep a missing key and a missing value in sight", () => {
    expect(words.text("no.such")).toBe("no.such");
    expect(new Words("en", { a: "{x} and {y}" }).sentence("a", { x: 1 })).toBe("1 and {y}");
  });
  test("leave 街道 off a label, and nothing else", () => {
    expect(["大宁路街道", "彭浦镇", "街道"].map(shortName)).toEqual(["大宁路", "彭浦镇", "街道"]);
  });
});

describe("the saved table", () => {
  test("disarms formulas and quotes commas", () => {
    expect([csvCell("=1+1"), csvCell("a,b"), csvCell(-12.34567), csvCell(null)]).toEqual(["'=1+1", '"a,b"', "-12.346", ""]);
  });
  test("has a line for each row", () => {
    const csv = tableCSV(words, [row()], () => "大宁路街道");
    expect(csv.split("\r\n")[1]).toBe("1,大宁路街道,100,85,115,90,95,92,90,12,0.9");
    expect(csv.startsWith("\ufeff")).toBe(true);
  });
});
