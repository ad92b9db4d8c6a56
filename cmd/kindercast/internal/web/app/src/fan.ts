import type { ForecastRow, GapRow } from "./api";

// Band is one interval of the fan: its nominal share and its two ends by year.
export interface Band {
  share: 50 | 80 | 90 | 95;
  low: number[];
  high: number[];
}

export interface Fan {
  years: number[];
  middle: number[];
  bands: Band[]; // widest first
  places: (number | null)[];
}

// LEVEL_AGE is the age of the children who enter a level.
export const LEVEL_AGE: Record<string, string> = { nursery: "2", junior: "3", middle: "4", senior: "5", "3-5": "3-5", "2-5": "2-5" };

// fan draws the demand of one area and level over the years. The gap table has
// the 80% and 90% ranges. Where its demand is the children forecast, which it is
// when every child wants a place, the forecast's 50% and 95% ranges are the
// demand's too, and are taken instead of the 90%.
export function fan(gap: readonly GapRow[], forecast: readonly ForecastRow[]): Fan {
  const rows = gap.toSorted((a, b) => a.school_year - b.school_year);
  const children = new Map(forecast.map((f) => [`${f.as_of} ${f.age}`, f]));
  const own = rows.map((g) => ({
    q025: g.demand_q025,
    q25: g.demand_q25,
    q75: g.demand_q75,
    q975: g.demand_q975,
    same: children.get(`${g.as_of} ${LEVEL_AGE[g.level] ?? g.level}`),
  }));
  const wide = rows.map((g, i) => {
    const o = own[i]!;
    if (o.q025 !== undefined && o.q25 !== undefined && o.q75 !== undefined && o.q975 !== undefined)
      return { q025: o.q025, q25: o.q25, q75: o.q75, q975: o.q975 };
    return o.same && isSame(g, o.same) ? o.same : null;
  });
  const bands: Band[] = [];
  if (wide.every((w) => w !== null)) bands.push(band(95, wide, (w) => w.q025, (w) => w.q975));
  else bands.push(band(90, rows, (g) => g.demand_q05, (g) => g.demand_q95));
  bands.push(band(80, rows, (g) => g.demand_q10, (g) => g.demand_q90));
  if (wide.every((w) => w !== null)) bands.push(band(50, wide, (w) => w.q25, (w) => w.q75));
  return {
    years: rows.map((g) => g.school_year),
    middle: rows.map((g) => g.demand_q50),
    bands,
    places: rows.map((g) => g.places),
  };
}

function band<R>(share: Band["share"], rows: readonly R[], low: (r: R) => number, high: (r: R) => number): Band {
  return { share, low: rows.map(low), high: rows.map(high) };
}

// isSame reports whether a demand is the number of children: its quantiles are
// theirs to the tenth that the files are written to.
function isSame(g: GapRow, f: ForecastRow): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= 0.11;
  return near(g.demand_q10, f.q10) && near(g.demand_q50, f.q50) && near(g.demand_q90, f.q90);
}
