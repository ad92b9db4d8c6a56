import { useState } from "preact/hooks";
import type { GapRow, Legend } from "./api";
import { ALL } from "./api";
import { useApp } from "./app";
import { Caption } from "./caption";
import { type Column, colourOf, measureOf, order, rangeOf, unsure } from "./measure";
import { saveTable } from "./save";
import { chance, gapRange, gapWord, orDash, outward, whole } from "./words";

// Ranking lists the areas, the shortest of places first, with the range of the
// gap drawn on one scale. Its heads sort, its names choose.
export function Ranking({ rows, legend }: { rows: GapRow[]; legend: Legend | null }) {
  const { words, view, change, name, isPlaced } = useApp();
  const [column, setColumn] = useState<Column>(isPlaced ? "gap" : "demand");
  const [down, setDown] = useState(true);
  const each = order(
    rows.filter((r) => r.area_code !== ALL),
    column,
    down,
    name,
  );
  const total = rows.find((r) => r.area_code === ALL);
  const scale = gapScale(each);
  const columns: { key: Column; word: string }[] = isPlaced
    ? [
        { key: "name", word: words.text("column.area") },
        { key: "demand", word: words.text("column.demand") },
        { key: "places", word: words.text("column.places") },
        { key: "gap", word: words.text("column.gap") },
        { key: "chance", word: words.text("column.p_shortage") },
      ]
    : [
        { key: "name", word: words.text("column.area") },
        { key: "demand", word: words.text("column.children") },
      ];
  const sortBy = (key: Column) => {
    setDown(key === column ? !down : key !== "name");
    setColumn(key);
  };
  return (
    <section class={`ranking ${isPlaced ? "" : "children"}`} aria-labelledby="ranking-title">
      <div class="head">
        <h2 id="ranking-title">{words.text("section.table")}</h2>
        <button type="button" class="quiet" onClick={() => saveTable(words, view, [...each, ...(total ? [total] : [])], name)}>
          {words.text("page.export.csv")}
        </button>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="ranking-title">
        <table>
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.key} scope="col" class={c.key} aria-sort={c.key === column ? (down ? "descending" : "ascending") : "none"}>
                  <button type="button" onClick={() => sortBy(c.key)} title={words.text("control.sort")}>
                    {c.word}
                    <span class="arrow" aria-hidden="true">
                      {c.key === column ? (down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              ))}
              {!isPlaced && <th scope="col">{words.text("column.range80")}</th>}
            </tr>
          </thead>
          <tbody>
            {each.map((r) => (
              <tr key={r.area_code} class={r.area_code === view.area ? "chosen" : ""} onClick={() => change({ area: r.area_code === view.area ? "" : r.area_code })}>
                <th scope="row" class="name">
                  <button type="button" aria-pressed={r.area_code === view.area}>
                    <i style={{ background: legend ? colourOf(legend, r, view.measure) : "none" }} class={view.measure === "gap" && unsure(r) ? "unsure" : ""} />
                    {name(r.area_code)}
                  </button>
                </th>
                <td class="demand" title={outward(r.demand_q10, r.demand_q90)}>
                  {whole(r.demand_mean)}
                </td>
                {!isPlaced && <td>{outward(r.demand_q10, r.demand_q90)}</td>}
                {isPlaced && (
                  <>
                    <td class="places">{orDash(r.places)}</td>
                    <td class="gap">
                      <Gap row={r} scale={scale} />
                    </td>
                    <td class="chance">{chance(r.p_shortage)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
          {total && (
            <tfoot>
              <tr>
                <th scope="row" class="name">
                  {words.text("all.areas")}
                </th>
                <td class="demand">{whole(total.demand_mean)}</td>
                {!isPlaced && <td>{outward(total.demand_q10, total.demand_q90)}</td>}
                {isPlaced && (
                  <>
                    <td class="places">{orDash(total.places)}</td>
                    <td class="gap">
                      <span class={tone(measureOf(total, "gap"))}>{gapWord(words, total)}</span>
                    </td>
                    <td class="chance">{chance(total.p_shortage)}</td>
                  </>
                )}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <Caption />
    </section>
  );
}

// tone is the class of a number that is short or spare.
export function tone(gap: number | null): string {
  return gap === null || Math.abs(gap) < 0.5 ? "" : gap > 0 ? "short" : "spare";
}

interface Scale {
  low: number;
  high: number;
}

// gapScale spans the 80% ranges of all rows, zero among them.
function gapScale(rows: GapRow[]): Scale {
  let [low, high] = [0, 0];
  for (const r of rows) {
    const [from, to] = rangeOf(r) ?? [0, 0];
    low = Math.min(low, from);
    high = Math.max(high, to);
  }
  return { low, high: high === low ? low + 1 : high };
}

// Gap is a gap in words with its 80% range drawn about the line of zero.
function Gap({ row, scale }: { row: GapRow; scale: Scale }) {
  const { words } = useApp();
  const gap = measureOf(row, "gap");
  if (gap === null) return <>–</>;
  const at = (x: number) => (100 * (x - scale.low)) / (scale.high - scale.low);
  const ends = rangeOf(row);
  const [low, high] = ends ?? [gap, gap];
  const range = ends ? words.sentence("panel.range", { range: gapRange(words, low, high) }) : "";
  return (
    <span class={`gapcell ${tone(gap)}`} title={range}>
      <svg class="whisker" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <line class="zero" x1={at(0)} x2={at(0)} y1="0" y2="10" />
        <rect class="range" x={at(low)} width={Math.max(at(high) - at(low), 1)} y="3" height="4" />
        <rect class="mid" x={at(gap) - 0.9} width="1.8" y="1" height="8" />
      </svg>
      <span>{gapWord(words, row)}</span>
    </span>
  );
}
