// What the server sends. Each type is a row of a result file; the server's
// description at /openapi.json says what every field means.

export interface Run {
  run: string;
  title: string;
  title_en: string;
  synthetic: boolean;
  as_of: string;
  distance: string;
  attribution: string[];
  version: string;
  seed: number | null;
  lang: Lang;
  scenarios: string[];
  years: { year: number; as_of: string }[];
  levels: string[];
  missing: string[];
  opens: { scenario: string; level: string; year: number };
}

export type Lang = "zh" | "en";

export interface GapRow {
  scenario: string;
  school_year: number;
  as_of: string;
  area_code: string;
  level: string;
  demand_mean: number;
  demand_q025?: number;
  demand_q05: number;
  demand_q10: number;
  demand_q25?: number;
  demand_q50: number;
  demand_q75?: number;
  demand_q90: number;
  demand_q95: number;
  demand_q975?: number;
  places_rooms: number | null;
  places_area: number | null;
  places_open: number | null;
  places: number | null;
  binding: string;
  expected_shortfall: number | null;
  expected_spare: number | null;
  p_shortage: number | null;
  shortfall_q10: number | null;
  shortfall_q90: number | null;
  spare_q10: number | null;
  spare_q90: number | null;
}

export interface ForecastRow {
  as_of: string;
  area_code: string;
  age: string;
  mean: number;
  q025: number;
  q05: number;
  q10: number;
  q25: number;
  q50: number;
  q75: number;
  q90: number;
  q95: number;
  q975: number;
}

export interface SiteRow {
  site_code: string;
  site_name: string;
  area_code: string;
  lon: number;
  lat: number;
  provider: string;
  rooms: number | null;
  places_rooms: number | null;
  places_area: number | null;
  places_open: number | null;
  places: number | null;
  binding: string;
  enrolled: number | null;
}

export interface Kindergarten extends SiteRow {
  use: { school_year: number; utilisation: number | null } | null;
  september: ({ school_year: number; rooms: number; rooms_spare: number; children_without: number; reason: string } & Record<`${"nursery" | "junior" | "middle" | "senior" | "mixed"}_${"classes" | "now"}`, number>) | null;
}

export interface Why {
  school_year: number;
  difference: "years" | "scenario";
  against: string;
  from: number;
  to: number;
  parts: { part: string; value: number }[];
  sentence: string;
}

export interface Steps {
  steps: { step: string; mean: number; q10: number; q90: number }[];
  to: { from_area: string; to_area: string; mean: number }[];
  from: { from_area: string; to_area: string; mean: number }[];
}

export interface Project {
  project_code: string;
  kind: string;
  stage: string;
  rooms: number;
  promised: string;
  likely: string;
  p_open_next: number;
}

export interface Rooms {
  fights: { school_year: number; raised: string; lowered: string; rooms: number }[];
  moves: { school_year: number; site_code: string; site_name: string; area_code: string; from: string; to: string; joint_before: number; joint_after: number }[];
}

export interface Action {
  year: number;
  action: string;
  site_code: string;
  candidate_code: string;
  area_code: string;
  name: string;
  level: string;
  rooms: number | null;
  cost: number | null;
  lon: number | null;
  lat: number | null;
  reasons: string[];
}

export interface Plan {
  status: string;
  objective: number | null;
  bound: number | null;
  gap: number | null;
  short_before: number | null;
  short_after: number | null;
  distance: string;
  actions: Action[];
}

export interface IndicatorRow {
  key: string;
  period: string;
  area_code: string;
  site_code: string;
  value: number | null;
  unit: string;
  target: string;
  operator: string;
  met: string;
  probability: number | null;
  source: string;
  note: string;
}

export interface ScoreRow {
  model: string;
  horizon: number;
  age: string;
  level: string;
  n: number;
  wape: number | null;
  mape: number | null;
  bias: number | null;
  cover80: number | null;
  cover95: number | null;
}

export interface Finding {
  year: number;
  kind: "short" | "maybe" | "enough" | "children";
  area_code: string;
  sentence: string;
  total: string;
}

export interface Legend {
  breaks: number[];
  colours: string[];
}

export type Measure = "gap" | "demand" | "places";

export interface AreaProperties {
  area_code: string;
  area_name: string;
  parent_code: string;
  label?: [number, number];
}

export type Areas = GeoJSON.FeatureCollection<GeoJSON.MultiPolygon | GeoJSON.Polygon | null, AreaProperties>;

// ALL is the area code of all areas together.
export const ALL = "*";

const replies = new Map<string, Promise<unknown>>();

// fetchJSON reads an address of the API once and remembers the reply; results
// never change while the server runs. A failed read is not remembered.
export function fetchJSON<T>(address: string, query: Record<string, string | number> = {}): Promise<T> {
  const search = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]));
  const url = `/api/v1/${address}${search.size > 0 ? `?${search}` : ""}`;
  let reply = replies.get(url);
  if (!reply) {
    reply = fetch(url).then((r) => {
      if (!r.ok) throw new Error(`${address}: ${r.status}`);
      return r.json();
    });
    reply.catch(() => replies.delete(url));
    replies.set(url, reply);
  }
  return reply as Promise<T>;
}

// fetchRows reads a list.
export async function fetchRows<R>(address: string, query: Record<string, string | number> = {}): Promise<R[]> {
  return (await fetchJSON<{ rows: R[] }>(address, query)).rows;
}
