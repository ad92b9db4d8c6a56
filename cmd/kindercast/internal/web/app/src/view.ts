import type { Lang, Measure, Run } from "./api";

// View is what the page shows. It lives in the address after #, so that a view
// can be kept and sent. An empty area is all areas together.
export interface View {
  lang: Lang;
  scenario: string;
  level: string;
  year: number;
  measure: Measure;
  area: string;
}

// openingView is where a run wants the page to open.
export function openingView(run: Run): View {
  return { lang: run.lang, ...run.opens, measure: run.missing.includes("gap.csv") ? "demand" : "gap", area: "" };
}

// readView reads a view from the part of an address after #. What the run does
// not have is left at the opening view.
export function readView(hash: string, run: Run, areas: readonly string[]): View {
  const view = openingView(run);
  const q = new URLSearchParams(hash.replace(/^#/, ""));
  const pick = <T extends string>(name: string, among: readonly T[], otherwise: T): T => {
    const asked = q.get(name) as T | null;
    return asked !== null && among.includes(asked) ? asked : otherwise;
  };
  const year = Number(q.get("year"));
  return {
    lang: pick("lang", ["zh", "en"], view.lang),
    scenario: pick("scenario", run.scenarios, view.scenario),
    level: pick("level", run.levels, view.level),
    year: run.years.some((y) => y.year === year) ? year : view.year,
    measure: view.measure === "demand" ? "demand" : pick("measure", ["gap", "demand", "places"], view.measure),
    area: pick("area", areas, ""),
  };
}

// writeView is the other direction.
export function writeView(view: View): string {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) if (value !== "") q.set(name, String(value));
  return `#${q}`;
}
