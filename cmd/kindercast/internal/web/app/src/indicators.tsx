import type { IndicatorRow } from "./api";
import { useApp, useRows } from "./app";
import { Caption } from "./caption";
import { Rooms } from "./rooms";
import { chance } from "./words";

// JOINT is the chance that all forecast targets are met together.
const JOINT = "en_joint_target_probability";

// Indicators set the district's targets against their values in the chosen year,
// or the last period there is: first those that are forecast.
export function Indicators() {
  const { run, words, view } = useApp();
  const rows = useRows<IndicatorRow>(run.missing.includes("indicators.csv") ? null : "indicators");
  if (!rows) return null;
  const latest = ofYear(rows, view.year);
  const joint = latest.find((r) => r.key === JOINT);
  const targets = latest.filter((r) => r.target !== "");
  const isForecast = (r: IndicatorRow) => r.probability !== null;
  const others = targets.filter((r) => !isForecast(r));
  if (targets.length === 0) return null;
  return (
    <section class="indicators" aria-labelledby="indicators-title">
      <h2 id="indicators-title">{words.text("section.indicators")}</h2>
      {joint && joint.period === String(view.year) && (
        <p class="lead">{words.sentence("indicators.joint", { year: view.year, p: chance(joint.probability) })}</p>
      )}
      <Targets rows={targets.filter(isForecast)} />
      <Rooms />
      {others.length > 0 && (
        <details>
          <summary>{words.sentence("indicators.other", { n: others.length })}</summary>
          <Targets rows={others} />
        </details>
      )}
      <Caption />
    </section>
  );
}

function Targets({ rows }: { rows: IndicatorRow[] }) {
  const { words } = useApp();
  if (rows.length === 0) return null;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-labelledby="indicators-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.text("column.indicator")}</th>
            <th scope="col">{words.text("column.period")}</th>
            <th scope="col" class="number">
              {words.text("column.value")}
            </th>
            <th scope="col" class="number">
              {words.text("column.target")}
            </th>
            <th scope="col" class="number">
              {words.text("column.probability")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const unit = unitWord(words.or(`unit.${r.unit}`, r.unit));
            return (
              <tr key={r.key}>
                <th scope="row">{words.or(`indicator.${r.key}`, r.key)}</th>
                <td>{r.period}</td>
                <td class="number">{r.value === null ? "–" : `${Math.round(r.value * 10) / 10}${unit}`}</td>
                <td class="number">{`${OPERATORS[r.operator] ?? r.operator} ${Number(r.target)}${unit}`}</td>
                <td class="number">
                  <Met row={r} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

// Met is the chance of meeting a target, or whether it was met.
function Met({ row }: { row: IndicatorRow }) {
  const { words } = useApp();
  if (row.probability !== null) {
    const p = row.probability;
    return <span class={`met ${p >= 0.5 ? "true" : "false"}`}>{chance(p)}</span>;
  }
  const met = row.met === "true" || row.met === "false" ? row.met : "unknown";
  return <span class={`met ${met}`}>{words.text(`met.${met}`)}</span>;
}

const OPERATORS: Record<string, string> = { ">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=" };

function unitWord(unit: string): string {
  return unit === "%" || unit === "" ? unit : ` ${unit}`;
}

// ofYear keeps, of each district-wide indicator, the row of a year, or else that
// of its last period.
export function ofYear(rows: readonly IndicatorRow[], year: number): IndicatorRow[] {
  const kept = new Map<string, IndicatorRow>();
  for (const r of rows) {
    if (r.site_code !== "" || (r.area_code !== "" && r.area_code !== "*")) continue;
    const before = kept.get(r.key);
    if (!before || r.period === String(year) || (before.period !== String(year) && r.period > before.period)) kept.set(r.key, r);
  }
  return [...kept.values()];
}
