import type { ForecastRow, GapRow, Plan } from "./api";
import { ALL } from "./api";
import { useApp } from "./app";
import { Caption } from "./caption";
import { FanChart } from "./chart";
import { fan } from "./fan";
import { Kindergartens } from "./kindergartens";
import { isLikely, isTogether, measureOf, rangeOf } from "./measure";
import { ActionList, isBuilding } from "./plan";
import { Projects, Steps } from "./steps";
import { tone } from "./table";
import { Why } from "./why";
import { chance, gapRange, gapWord, inline, levelWord, orDash, outward, whole } from "./words";

// Panel tells one area: its sentence, its fan against places, the three counts
// of places, and what is recommended there. Without an area chosen it tells all
// areas together.
export function Panel({ gap, forecast, plan }: { gap: GapRow[]; forecast: ForecastRow[]; plan: Plan | null }) {
  const { words, view, change, name, isPlaced } = useApp();
  const area = view.area || ALL;
  const now = gap.find((g) => g.school_year === view.year);
  const actions = view.area ? (plan?.actions ?? []).filter((a) => a.area_code === view.area) : [];
  const level = levelWord(words, view.level);
  return (
    <section class="panel" aria-labelledby="panel-title" data-area={area}>
      <div class="head">
        <h2 id="panel-title">
          {name(area)} <span class="level">{level}</span>
        </h2>
        {view.area ? (
          <button type="button" class="quiet" onClick={() => change({ area: "" })}>
            {words.text("control.reset")}
          </button>
        ) : (
          <span class="hint">{words.text("panel.hint")}</span>
        )}
      </div>
      {now && <Now row={now} />}
      {gap.length > 0 && (
        <div class="block">
          <h3>{words.text(isPlaced ? "section.fan" : "section.fan.children")}</h3>
          <FanChart fan={fan(gap, forecast)} area={name(area)} />
          <Years gap={gap} />
          <Steps />
        </div>
      )}
      <Why />
      {now && isPlaced && <Places row={now} />}
      {actions.length > 0 && (
        <div class="block">
          <h3>{words.text("panel.actions")}</h3>
          <ActionList actions={actions.filter(isBuilding)} />
          {actions.some((a) => !isBuilding(a)) && <p class="hint left">{words.sentence("plan.nursery", { n: actions.filter((a) => !isBuilding(a)).length })}</p>}
        </div>
      )}
      <Projects />
      <Kindergartens />
      <Caption />
    </section>
  );
}

// Now is the chosen year in a sentence and in four numbers.
function Now({ row }: { row: GapRow }) {
  const { words, view, isPlaced } = useApp();
  const gap = measureOf(row, "gap");
  const level = inline(words, levelWord(words, view.level));
  if (!isPlaced || gap === null || row.places === null)
    return (
      <p class="now">
        {words.sentence("panel.children", { year: view.year, level, n: whole(row.demand_mean) })}
        <small>{words.sentence("panel.range", { range: inline(words, outward(row.demand_q10, row.demand_q90)) })}</small>
      </p>
    );
  const ends = rangeOf(row);
  const plain = row.demand_mean - row.places;
  const isShared = Math.abs(plain - gap) > Math.max(5, 0.1 * Math.abs(gap));
  const key = gap <= 0 ? "panel.spare" : isLikely(row) ? "panel.short" : "panel.maybe";
  return (
    <>
      <p class={`now ${tone(gap)}`}>
        {words.sentence(key, { year: view.year, level, n: whole(Math.abs(gap)) })}
        {ends && <small>{words.sentence("panel.range", { range: gapRange(words, ...ends) })}</small>}
      </p>
      <dl class="figures">
        <div>
          <dt>{words.text("panel.demand")}</dt>
          <dd data-figure="demand">{whole(row.demand_mean)}</dd>
          <dd class="under">{outward(row.demand_q10, row.demand_q90)}</dd>
        </div>
        <div>
          <dt>{words.text("panel.places")}</dt>
          <dd data-figure="places">{whole(row.places)}</dd>
        </div>
        <div>
          <dt>{words.text("panel.p")}</dt>
          <dd data-figure="chance">{chance(row.p_shortage)}</dd>
        </div>
        <div>
          <dt>{words.text("panel.shortfall")}</dt>
          <dd data-figure="shortfall">{orDash(row.expected_shortfall)}</dd>
        </div>
      </dl>
      {isTogether(row) && gap > 0 && <p class="sum">{words.sentence("panel.elsewhere", { spare: orDash(row.expected_spare) })}</p>}
      {isShared && !isTogether(row) && <p class="sum">{words.sentence("panel.sum", { plain: words.sentence(plain > 0 ? "gap.short" : "gap.spare", { n: whole(Math.abs(plain)) }), gap: gapWord(words, row) })}</p>}
    </>
  );
}

// Places shows the three counts of places as bars, and the places that are left
// when the least is taken campus by campus.
function Places({ row }: { row: GapRow }) {
  const { words } = useApp();
  const counts = (["rooms", "area", "open"] as const).map((key) => ({ key, n: row[`places_${key}`] }));
  const most = Math.max(1, row.demand_q90, ...counts.map((c) => c.n ?? 0), row.places ?? 0);
  if (counts.every((c) => c.n === null)) return null;
  return (
    <div class="block">
      <h3>{words.text("section.places")}</h3>
      <ul class="threeplaces">
        {[...counts, { key: "least" as const, n: row.places }].map((c) => (
          <li key={c.key} class={c.key}>
            <span class="what">
              {words.text(`place.${c.key}`)}
              {c.key === row.binding && <em>{words.text("place.binding")}</em>}
              <small>{words.text(`place.${c.key}.note`)}</small>
            </span>
            <span class="bar" aria-hidden="true">
              <i style={{ width: `${(100 * (c.n ?? 0)) / most}%` }} />
              <b style={{ left: `${(100 * row.demand_mean) / most}%` }} />
            </span>
            <span class="n">{orDash(c.n)}</span>
          </li>
        ))}
      </ul>
      <p class="barkey" aria-hidden="true">
        <b /> {words.text("panel.demand")} {whole(row.demand_mean)}
      </p>
    </div>
  );
}

// Years is the chart's numbers as a table.
function Years({ gap }: { gap: GapRow[] }) {
  const { words, view, isPlaced } = useApp();
  return (
    <details class="years">
      <summary>{words.text("panel.table")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.text("column.year")}</th>
            <th scope="col">{words.text(isPlaced ? "column.demand" : "column.children")}</th>
            <th scope="col">{words.text("column.range80")}</th>
            {isPlaced && (
              <>
                <th scope="col">{words.text("column.places")}</th>
                <th scope="col">{words.text("column.gap")}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {gap.map((g) => {
            const x = measureOf(g, "gap");
            return (
              <tr key={g.school_year} class={g.school_year === view.year ? "chosen" : ""}>
                <th scope="row">{g.school_year}</th>
                <td>{whole(g.demand_mean)}</td>
                <td>{outward(g.demand_q10, g.demand_q90)}</td>
                {isPlaced && (
                  <>
                    <td>{orDash(g.places)}</td>
                    <td class={tone(x)}>{gapWord(words, g)}</td>
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
