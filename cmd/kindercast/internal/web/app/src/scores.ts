import type { ScoreRow } from "./api";

// Right says how often the forecasts of one horizon were right: the share of
// outcomes inside their intervals, the error and the bias, all in per cent, and
// the error of assuming no change.
export interface Right {
  horizon: number;
  n: number;
  cover80: number | null;
  cover95: number | null;
  error: number | null;
  bias: number | null;
  rival: number | null;
}

// rightness gathers the scores of the engine's own model by horizon, for areas
// or for their total, over the widest group of ages that was scored.
export function rightness(rows: readonly ScoreRow[], level: "area" | "total"): { age: string; right: Right[] } {
  const of = rows.filter((r) => r.level === level);
  const own = of.filter((r) => r.model === "kindercast");
  const ages = new Set(own.map((r) => r.age));
  const age = ["2-5", "3-5", "3", "2"].find((a) => ages.has(a)) ?? [...ages].sort()[0] ?? "";
  const right = own
    .filter((r) => r.age === age)
    .toSorted((a, b) => a.horizon - b.horizon)
    .map((r) => ({
      horizon: r.horizon,
      n: r.n,
      cover80: r.cover80,
      cover95: r.cover95,
      error: r.wape ?? r.mape,
      bias: r.bias,
      rival: of.find((x) => x.model === "nochange" && x.age === age && x.horizon === r.horizon)?.wape ?? null,
    }));
  return { age, right };
}
