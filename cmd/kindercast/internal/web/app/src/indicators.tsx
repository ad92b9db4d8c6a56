import type { IndicatorRow } from "./api";
import { useApp, useRows } from "./app";
import { chance } from "./words";

// Indicators set the district's targets against their values, the latest period
// that has a value first told, with the chance of meeting each.
export function Indicators() {
  const { run, words, view } = useApp();
  const rows = useRows<IndicatorRow>(run.missing.includes("indicators.csv") ? null : "indicators");
  if (!rows) return null;
  const shown = latest(rows, view.year);
  if (shown.length === 0) return null;
  return (
    <section class="indicators" aria-labelledby="indicators-title">
      <h2 id="indicators-title">{words.text("section.indicators")}</h2>
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
              <th scope="col">{words.text("column.met")}</th>
              <th scope="col" class="number">
                {words.text("column.probability")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((r) => (
              <tr key={r.key}>
                <th scope="row">{words.or(`indicator.${r.key}`, r.key)}</th>
                <td>{r.period}</td>
                <td class="number">{valueWord(r.value, unitWord(words.or(`unit.${r.unit}`, r.unit)))}</td>
                <td class="number">{r.target === "" ? "–" : `${OPERATORS[r.operator] ?? r.operator} ${r.target}${unitWord(words.or(`unit.${r.unit}`, r.unit))}`}</td>
                <td>
                  <span class={`met ${r.met || "unknown"}`}>{words.text(`met.${r.met || "unknown"}`)}</span>
                </td>
                <td class="number">{chance(r.probability)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const OPERATORS: Record<string, string> = { ">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=" };

function unitWord(unit: string): string {
  return unit === "%" || unit === "" ? unit : ` ${unit}`;
}

function valueWord(value: number | null, unit: string): string {
  if (value === null) return "–";
  return `${Math.round(value * 10) / 10}${unit}`;
}

// latest keeps, of each district-wide indicator, the row of the chosen year, or
// else its last period.
export function latest(rows: readonly IndicatorRow[], year: number): IndicatorRow[] {
  const kept = new Map<string, IndicatorRow>();
  for (const r of rows) {
    if (r.site_code !== "" || (r.area_code !== "" && r.area_code !== "*")) continue;
    const before = kept.get(r.key);
    const isBetter = !before || r.period === String(year) || (before.period !== String(year) && r.period > before.period);
    if (isBetter) kept.set(r.key, r);
  }
  return [...kept.values()];
}
