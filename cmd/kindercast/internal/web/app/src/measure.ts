import { ALL, type GapRow, type Legend, type Measure } from "./api";

// measureOf returns the gap, demand or places of a row, or null where it is not
// known. Demand is the mean over draws: means add up. The gap is what the draws
// say, since rooms change level and children go next door: where the chance of a
// shortage is at least 0.2 the expected shortfall, above zero; elsewhere the
// expected spare places, below zero.
export function measureOf(row: GapRow, measure: Measure): number | null {
  if (measure === "demand") return row.demand_mean;
  if (measure === "places") return row.places;
  if (row.p_shortage === null || row.expected_shortfall === null || row.expected_spare === null) return null;
  return row.p_shortage >= POSSIBLE ? row.expected_shortfall : -row.expected_spare;
}

// isTogether reports whether a row holds several areas or several ages.
export function isTogether(row: GapRow): boolean {
  return row.area_code === ALL || row.level.includes("-") || row.level === "mixed";
}

// rangeOf returns the 80% range of the gap: an end at which children lack places
// is above zero, an end at which none do is below. Where areas or levels stand
// together, children may lack places while others stay empty, so both ends are
// of the same kind as the gap.
export function rangeOf(row: GapRow): [number, number] | null {
  const { shortfall_q10, shortfall_q90, spare_q10, spare_q90 } = row;
  if (shortfall_q10 == null || shortfall_q90 == null || spare_q10 == null || spare_q90 == null) return null;
  if (isTogether(row)) return (measureOf(row, "gap") ?? 0) > 0 ? [shortfall_q10, shortfall_q90] : [-spare_q90, -spare_q10];
  return [shortfall_q10 > 0 ? shortfall_q10 : -spare_q90, shortfall_q90 > 0 ? shortfall_q90 : -spare_q10];
}

// A shortage is possible from a chance of 0.2, likely from 0.5 and certain enough
// above 0.8.
const POSSIBLE = 0.2;
const LIKELY = 0.5;
const CERTAIN = 0.8;

// isLikely reports whether a shortage is more likely than not.
export function isLikely(row: GapRow): boolean {
  return row.p_shortage !== null && row.p_shortage >= LIKELY;
}

// classOf returns which colour of a legend a value takes.
export function classOf(legend: Legend, x: number): number {
  const at = legend.breaks.findIndex((b) => x < b);
  return at < 0 ? legend.breaks.length : at;
}

// unsure reports whether it is not yet certain that a row is short or spare.
export function unsure(row: GapRow): boolean {
  return row.p_shortage !== null && row.p_shortage >= POSSIBLE && row.p_shortage <= CERTAIN;
}

// UNKNOWN is the colour of what is not known.
export const UNKNOWN = "#e6e6e3";

export function colourOf(legend: Legend, row: GapRow | undefined, measure: Measure): string {
  const x = row ? measureOf(row, measure) : null;
  return x === null ? UNKNOWN : (legend.colours[classOf(legend, x)] ?? UNKNOWN);
}

export type Column = "name" | "demand" | "places" | "gap" | "chance";

// order sorts rows by a column; what is not known comes last either way, and
// ties keep the order of the codes.
export function order(rows: readonly GapRow[], column: Column, down: boolean, name: (code: string) => string): GapRow[] {
  const key = (r: GapRow): number | string | null => {
    switch (column) {
      case "name":
        return name(r.area_code);
      case "chance":
        return r.p_shortage;
      default:
        return measureOf(r, column);
    }
  };
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const c = typeof x === "string" ? x.localeCompare(String(y), "zh-Hans-CN") : x - Number(y);
    return c !== 0 ? sign * c : a.area_code.localeCompare(b.area_code);
  });
}
