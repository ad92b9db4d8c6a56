import type { Kindergarten } from "./api";
import { useApp, useRows } from "./app";
import { orDash, percent, whole } from "./words";

const LEVELS = ["nursery", "junior", "middle", "senior", "mixed"] as const;

// Kindergartens lists the campuses of the chosen area: how full they are, and the
// classes that each needs next September.
export function Kindergartens() {
  const { run, words, view } = useApp();
  const list = useRows<Kindergarten>(view.area && !run.missing.includes("sites.csv") ? "kindergartens" : null, { area: view.area });
  if (!list || list.length === 0) return null;
  const year = list.find((k) => k.september)?.september?.school_year;
  const levels = LEVELS.filter((l) => list.some((k) => k.september && (k.september[`${l}_classes`] > 0 || k.september[`${l}_now`] > 0)));
  const isUsed = list.some((k) => k.use);
  return (
    <details class="sites">
      <summary>{words.sentence("panel.sites", { n: list.length })}</summary>
      {year !== undefined && <p class="hint left">{words.sentence("kindergartens.lead", { year })}</p>}
      <div class="scroll" tabIndex={0} role="region" aria-label={words.sentence("panel.sites", { n: list.length })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.text("column.site")}</th>
              <th scope="col">{words.text(isUsed ? "column.use" : "column.places")}</th>
              {levels.map((l) => (
                <th key={l} scope="col">
                  {words.text(`level.${l}`)}
                </th>
              ))}
              {year !== undefined && <th scope="col">{words.text("column.rooms_spare")}</th>}
            </tr>
          </thead>
          <tbody>
            {list.map((k) => (
              <tr key={k.site_code} title={k.september?.reason || undefined}>
                <th scope="row">
                  {k.site_name || k.site_code}
                  <small>{words.or(`provider.${k.provider}`, k.provider)}</small>
                  {k.september && k.september.children_without >= 0.5 && <em>{words.sentence("kindergartens.without", { n: whole(k.september.children_without) })}</em>}
                </th>
                <td>
                  {isUsed && k.use && k.use.utilisation !== null && percent(100 * k.use.utilisation, 0)}
                  <small>{words.sentence("kindergartens.of", { n: orDash(k.enrolled), places: orDash(k.places) })}</small>
                </td>
                {levels.map((l) => (
                  <td key={l}>{k.september ? <Classes now={k.september[`${l}_now`]} next={k.september[`${l}_classes`]} /> : "–"}</td>
                ))}
                {year !== undefined && <td>{orDash(k.september?.rooms_spare)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

// Classes are those that run now and those of next September: 3, or 2→3.
function Classes({ now, next }: { now: number; next: number }) {
  return now === next ? <>{next}</> : <b class={next > now ? "grows" : "shrinks"}>{`${now}→${next}`}</b>;
}
